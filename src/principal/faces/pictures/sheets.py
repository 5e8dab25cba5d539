"""A sheet: at most twenty boxes and the lines between them, before they are laid out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from principal.faces.pictures.folding import called, several
from principal.faces.pictures.parts import BOTH, UNDECLARED, UNSEEN, Need, Part, System, ranked
from principal.faces.pictures.widths import fitted, width_of, wrapped
from principal.faces.safe import clean

MAX_BOXES = 20
MEMBERS_SHOWN = 6
NAMED = 4  # a group of so many that has no name of its own goes by the names of all
MAX_LABELS = 45
MAX_NAME_LINES = 2
TEXT = 190.0  # the most that a line of text in a box may take
SMALL = 11.0
NAME = 13.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a box."""

    text: str
    size: float = SMALL
    classes: str = "quiet"


@dataclass(frozen=True)
class Box:
    """One box of a sheet.

    Attributes:
        key: what lines call it.
        shape: service, app, store, queue, person, outside, job, group.
        lines: what stands in it, the name first.
        standing: '' or what it is not: declared, seen.
        level: 0 above the system, 1 within it, 2 below it.
        said: for the tooltip: all that there is to say.
        marks: numbers of what it needs too and is not drawn as a line.
    """

    key: str
    shape: str
    lines: tuple[Line, ...]
    standing: str = BOTH
    level: int = 1
    said: str = ""
    marks: tuple[int, ...] = ()

    @property
    def width(self) -> float:
        """How wide it has to be."""
        wide = max(width_of(n.text, n.size, bold="bold" in n.classes.split()) for n in self.lines)
        return max(116.0, round(min(wide, TEXT + 2) + (42 if self.shape == "queue" else 28)))

    @property
    def height(self) -> float:
        """How high it has to be."""
        text = sum(line.size + 5 for line in self.lines)
        return round(text + 20 + {"store": 14, "person": 30, "app": 10}.get(self.shape, 0))


@dataclass(frozen=True, slots=True)
class Arrow:
    """From who needs to what is needed; *count* of several needs that it stands for."""

    source: str
    target: str
    label: str = ""
    standing: str = BOTH
    count: int = 1


@dataclass(frozen=True)
class Sheet:
    """What one diagram shows.

    Attributes:
        name: of the picture.
        boxes: in the order of the layout: who needs before what is needed.
        arrows: between them.
        boundary: what the frame around the boxes of level 1 is called; '' for none.
        notes: what the legend says of what is not drawn.
        direction: where lines lead: DOWN or RIGHT.
        guessed: whether all that is declared is a guess that nobody confirmed.
    """

    name: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    boundary: str = ""
    notes: tuple[str, ...] = ()
    direction: str = "DOWN"
    guessed: bool = False


def box_of(part: Part, *, drift: bool, teams: bool = True, level: int | None = None) -> Box:
    """The box of a part; its team is named where *teams* tell parts apart."""
    tech = ", ".join(part.tech)
    said = f"{part.name}: {part.kind}" + (f", {tech}" if tech else "") + (f"; {part.team}" if part.team else "")
    said += f"; {part.evidence}" if part.evidence else ""
    said += f" ({part.where})" if part.where else ""
    own = [*_name(part.name), *_kind(part)]
    if part.team and teams:
        own += _broken(part.team, SMALL, "quiet")
    if part.standing and drift:
        own.append(Line(part.standing, SMALL, "alarm bold"))
    shape = "outside" if part.external else _SHAPES.get(part.kind, "service")
    place = (2 if part.external else 1) if level is None else level
    return Box(part.name, shape, tuple(own), part.standing if drift else BOTH, place, said)


def _name(said: str) -> list[Line]:
    return _broken(said, NAME, "ink bold")


def _broken(said: str, size: float, classes: str) -> list[Line]:
    """*said* on as few lines as hold it, broken behind a sign that joins words; of a very long one as much as fits."""
    left, bold, told = clean(said), "bold" in classes.split(), list[Line]()
    while left and len(told) < MAX_NAME_LINES:
        last = len(told) == MAX_NAME_LINES - 1
        short = fitted(left, TEXT, size, bold=bold)
        if short != left and not last:
            kept = len(short) - 1
            cut = max((left.rfind(sign, 0, kept) for sign in "-_./ :"), default=-1) + 1
            short = left[: cut if cut > kept / 3 else kept]
        told.append(Line(short.strip(), size, classes))
        left = "" if last else left[len(short) :]
    return told


_SHAPES = {"app": "app", "database": "store", "cache": "store", "queue": "queue", "job": "job"}


def _kind(part: Part) -> list[Line]:
    """``[service: python, fastapi]`` on at most two lines, with as many technologies as there is room for."""
    for count in range(len(part.tech), 0, -1):
        more = ", …" if count < len(part.tech) else ""
        said = wrapped(clean(f"[{part.kind}: {', '.join(part.tech[:count])}{more}]"), TEXT, SMALL)
        if len(said) <= MAX_NAME_LINES or count == 1:
            return [Line(fitted(line, TEXT, SMALL)) for line in said[:MAX_NAME_LINES]]
    return [Line(f"[{part.kind}]")]


def group_box(name: str, members: list[Part], *, drift: bool, level: int = 1) -> Box:
    """The box of several parts; their names stand in it, as many as fit."""
    counts = [Line(line) for line in wrapped(f"[{counted(Counter(m.kind for m in members))}]", TEXT, SMALL)]
    shown = members[:MEMBERS_SHOWN] if len(members) > MEMBERS_SHOWN + 1 else members
    first = next((m.name for m in members if name == called(m.name, len(members) - 1)), None)
    if first is not None and len(members) <= NAMED:
        own = [line for m in members for line in _name(m.name)] + counts
    elif first is not None:
        own = [*_name(first), *_name(f"and {len(members) - 1} others"), *counts]
    else:
        own = [*_name(name), *counts]
        own += [Line(fitted(clean(m.name), TEXT, SMALL), SMALL, "ink") for m in shown]
        if len(shown) < len(members):
            own.append(Line(f"and {len(members) - len(shown)} more"))
    said = f"{name}: {', '.join(m.name for m in members)}"
    standings = {m.standing for m in members}
    alike = standings.pop() if len(standings) == 1 and drift else BOTH
    return Box(name, "group", tuple(own), alike, level, said)


def counted(kinds: Counter[str]) -> str:
    """``29 services, 1 cache``, the most first."""
    return ", ".join(
        f"{n} {kind if n == 1 else several(kind)}" for kind, n in sorted(kinds.items(), key=lambda k: (-k[1], k[0]))
    )


def arrows_between(needs: Iterable[Need], box: Callable[[str], str | None], *, drift: bool) -> list[Arrow]:
    """One arrow for all needs between two boxes, labelled with what they go over."""
    together: dict[tuple[str, str], list[Need]] = defaultdict(list)
    for need in needs:
        one, other = box(need.component), box(need.needs)
        if one is not None and other is not None and one != other:
            together[one, other].append(need)
    return [_arrow(one, other, several, drift) for (one, other), several in sorted(together.items())]


def _arrow(one: str, other: str, needs: list[Need], drift: bool) -> Arrow:
    ways = sorted({clean(n.via) for n in needs if n.via})
    label = fitted(", ".join(ways), 150, SMALL)
    standings = {n.standing for n in needs}
    all_the_same = standings.pop() if len(standings) == 1 else ""
    if len(needs) > 1:
        label = f"{label} ({len(needs)})" if label else ""
        odd = Counter(n.standing for n in needs if n.standing)
        told = [f"{count} {what}" for what, count in sorted(odd.items())] if not all_the_same else [all_the_same]
    else:
        told = [all_the_same] if all_the_same else []
    if drift and told:
        label = "; ".join([label, *told]) if label else "; ".join(told)
    return Arrow(one, other, label, all_the_same, len(needs))


def without_ways(sheet: Sheet) -> Sheet:
    """Of very many lines only what is odd about them is written beside them; the table says the rest."""
    if len(sheet.arrows) <= MAX_LABELS:
        return sheet
    plain = [replace(a, label="; ".join(w for w in a.label.split("; ") if _odd(w))) for a in sheet.arrows]
    return replace(sheet, arrows=tuple(plain), notes=(*sheet.notes, "|what each line goes over is in the table"))


def _odd(words: str) -> bool:
    return any(words.endswith(standing) for standing in (UNDECLARED, UNSEEN))


def in_order(sheet: Sheet) -> Sheet:
    """The sheet with its boxes in the order that the layout follows."""
    order = {
        key: n
        for n, key in enumerate(ranked((b.key for b in sheet.boxes), [(a.source, a.target) for a in sheet.arrows]))
    }
    boxes = sorted(sheet.boxes, key=lambda b: (b.level, order[b.key]))
    arrows = sorted(sheet.arrows, key=lambda a: (order[a.source], order[a.target]))
    return replace(sheet, boxes=tuple(boxes), arrows=tuple(arrows))


def without_hubs(sheet: Sheet, *, drift: bool) -> Sheet:
    """What most boxes need becomes a number on each of them instead of a line.

    A collector of telemetry or a service for flags is needed by nearly all: their lines would
    cover the picture and tell nothing.
    """
    callers: dict[str, list[Arrow]] = defaultdict(list)
    for arrow in sheet.arrows:
        callers[arrow.target].append(arrow)
    enough = max(6, 0.4 * (len(sheet.boxes) - 1))
    hubs = sorted(
        (key for key, several in callers.items() if len(several) >= enough), key=lambda k: (-len(callers[k]), k)
    )
    marks: dict[str, list[int]] = defaultdict(list)
    dropped: set[Arrow] = set()
    notes = []
    for number, hub in enumerate(hubs, 1):
        usual = Counter(a.standing for a in callers[hub]).most_common(1)[0][0]
        alike = [a for a in callers[hub] if a.standing == usual]
        dropped |= set(alike)
        for arrow in alike:
            marks[arrow.source].append(number)
        told = f", {usual}" if usual and drift else ""
        notes.append(f"{number}|needs {hub} too{told} ({len(alike)} boxes do; no lines drawn)")
    boxes = tuple(replace(b, marks=tuple(marks[b.key])) if b.key in marks else b for b in sheet.boxes)
    return replace(
        sheet, boxes=boxes, arrows=tuple(a for a in sheet.arrows if a not in dropped), notes=sheet.notes + tuple(notes)
    )


def people_of(system: System) -> dict[str, list[str]]:
    """The first part of each journey, and the journeys that begin there."""
    begin: dict[str, list[str]] = defaultdict(list)
    for journey, steps in system.journeys.items():
        if steps:
            begin[steps[0]].append(journey)
    return dict(sorted(begin.items()))
