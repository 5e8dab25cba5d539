"""Context and container diagrams in the notation of C4."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from principal.faces.pictures import svg
from principal.faces.pictures.diagram import drawing, graph_of
from principal.faces.pictures.folding import folded
from principal.faces.pictures.layout import LayoutFailed, Layouts
from principal.faces.pictures.parts import BOTH, STORES, UNDECLARED, Need, Part, System, bought, guesses_of, read
from principal.faces.pictures.picture import Cell, Picture, drawn, missing
from principal.faces.pictures.sheets import (
    MAX_BOXES,
    SMALL,
    TEXT,
    Arrow,
    Box,
    Line,
    Sheet,
    arrows_between,
    box_of,
    counted,
    group_box,
    in_order,
    people_of,
    without_hubs,
    without_ways,
)
from principal.faces.pictures.widths import fitted, wrapped
from principal.faces.safe import clean

if TYPE_CHECKING:
    import duckdb

COLUMNS = ("from", "needs", "via", "standing", "when down", "evidence", "where")
NOTHING = (
    "No component of this system is declared or seen.",
    "Declare them in architecture/system.yaml (begin with: principal records system),",
    "or describe what runs in compose, Kubernetes, Helm or Terraform files.",
)
MAX_BELOW = 6  # more systems outside than these stand in a column at the right, not in a row below
_USERS = "users "  # with a blank at its end: no part is called so
_REST = "others "


@dataclass(frozen=True)
class Drawing:
    """A sheet with its words and its table, to be laid out."""

    sheet: Sheet
    title: str
    description: str
    rows: tuple[tuple[Cell, ...], ...]


def all_of(connection: duckdb.DuckDBPyConnection, layouts: Layouts, sheets: int) -> list[Picture]:
    """The context, the containers, and the sheets of the first groups, all laid out by one process.

    Where the engine is missing each picture says so, and has its table all the same.
    """
    system = read(connection)
    groups = [name for name in groups_of(system) if " / " not in name][:sheets] if system.parts else []
    planned = [plan_context(connection), plan_containers(system), *(plan_containers(system, g) for g in groups)]
    try:
        done = iter(laid_out([p for p in planned if isinstance(p, Drawing)], layouts))
    except LayoutFailed as failed:
        return [
            p if isinstance(p, Picture) else table_of(p, f"{failed}"[:1].upper() + f"{failed}"[1:]) for p in planned
        ]
    return [p if isinstance(p, Picture) else next(done) for p in planned]


def groups_of(system: System) -> list[str]:
    """The groups that have a sheet of their own, those within groups too, in the order of the sheets."""
    found: list[str] = []

    def add(path: tuple[str, ...], members: Sequence[Part]) -> None:
        for name, inner in _members(system, members, top=not path).items():
            if len(inner) > 1:
                found.append(" / ".join((*path, name)))
                add((*path, name), inner)

    add((), list(system.parts.values()))
    return found


def laid_out(planned: Sequence[Drawing], layouts: Layouts) -> list[Picture]:
    """Each as a picture, laid out by one process.

    Raises:
        LayoutFailed: the engine is not installed, or could not do it.
    """
    done = layouts.of({f"{d.title} {d.sheet.name}": graph_of(d.sheet) for d in planned})
    pictures = []
    for each, layout in zip(planned, done.values(), strict=True):
        size, body = drawing(each.sheet, layout)
        pictures.append(drawn(each.sheet.name, each.title, each.description, size, body, COLUMNS, each.rows))
    return pictures


def table_of(planned: Drawing, said: str = "The diagram was not laid out.") -> Picture:
    """The table of a diagram without the diagram, which says why instead."""
    notice = missing(planned.sheet.name, planned.title, [said], COLUMNS, planned.rows)
    return replace(notice, description=planned.description)


def plan_context(connection: duckdb.DuckDBPyConnection) -> Drawing | Picture:
    """What the context diagram shows."""
    system = read(connection)
    title = f"Context of {system.name}"
    inside = [p for p in system.parts.values() if not p.external]
    outside = {p.name: p for p in system.parts.values() if p.external}
    services = bought(connection, system)
    if not inside and not outside and not services:
        return missing("context", title, NOTHING, COLUMNS)
    inner = {p.name for p in inside}
    needs = [n for n in system.needs if (n.component in inner) != (n.needs in inner)]
    whole = Box("the system ", "service", tuple(_about(system, inside)), said=f"{system.name}: {len(inside)} parts")
    boxes = [whole]
    drift = system.declared
    boxes += [
        box_of(p, drift=drift, teams=_teams(system), level=0 if _calls_in(p, needs) else 2) for p in outside.values()
    ]
    arrows = arrows_between(needs, lambda n: n if n in outside else whole.key if n in inner else None, drift=drift)
    boxes += [_service(key, evidence, where, drift=drift) for key, evidence, where in services]
    arrows += [Arrow(whole.key, key, "", UNDECLARED) for key, _, _ in services]
    boxes, arrows = _at_most(boxes, arrows)
    if system.journeys:
        boxes.append(_users())
        arrows.append(Arrow(_USERS, whole.key, fitted(clean(", ".join(system.journeys)), 220, SMALL)))
    rows = [_row(n) for n in needs]
    rows += [(system.name, t, "", UNDECLARED, "", evidence, where) for t, evidence, where in services]
    rows += [("users", system.name, journey, "", "", "", "") for journey in system.journeys]
    count = len(outside) + len(services)
    described = f"{system.name} and {count} system{'' if count == 1 else 's'} outside of it."
    if not count:
        described = f"{system.name}; nothing outside that it talks to is declared or seen."
    if not drift:
        described += " Read from evidence; nothing is declared."
    across = "RIGHT" if count > MAX_BELOW else "DOWN"
    sheet = Sheet("context", tuple(boxes), tuple(arrows), direction=across)
    return Drawing(in_order(sheet), title, described, tuple(rows))


def plan_containers(system: System, group: str = "") -> Drawing | Picture:
    """What the container diagram shows: the whole system, or one group.

    Raises:
        KeyError: there is no such group.
    """
    if not system.parts:
        return missing("containers", f"Containers of {system.name}", NOTHING, COLUMNS)
    return _group_sheet(system, group) if group else _whole_sheet(system)


def _whole_sheet(system: System) -> Drawing:
    drift = system.declared
    parts = list(system.parts.values())
    groups = _members(system, parts, top=True)
    home = {p.name: name for name, members in groups.items() for p in members}
    boxes = [_boxed(name, members, system) for name, members in groups.items()]
    arrows = arrows_between(system.needs, home.get, drift=drift)
    users = people_of(system)
    if users:
        boxes.append(_users())
        begun: dict[str, list[str]] = defaultdict(list)
        for part, journeys in users.items():
            begun[home[part]] += journeys
        arrows += [
            Arrow(_USERS, where, fitted(clean(", ".join(sorted(js))), 160, SMALL))
            for where, js in sorted(begun.items())
        ]
    framed = any(b.level != 1 for b in boxes)
    sheet = Sheet(
        "containers",
        tuple(boxes),
        tuple(arrows),
        f"{system.name} [system]" if framed else "",
        guessed=_all_guessed(system),
    )
    folded_ = sum(len(m) > 1 for m in groups.values())
    described = _counted(system, parts, system.needs)
    if folded_:
        described += f" Folded into {len(groups)} boxes."
    return Drawing(
        without_ways(without_hubs(in_order(sheet), drift=drift)),
        f"Containers of {system.name}",
        described,
        _rows(system.needs),
    )


def _group_sheet(system: System, group: str) -> Drawing:
    """The members of a group, and around them what they need and who needs them, folded as on the sheet above."""
    drift = system.declared
    members, around = list(system.parts.values()), dict[str, str]()
    for depth, name in enumerate(group.split(" / ")):
        groups = _members(system, members, top=depth == 0)
        if len(groups.get(name, ())) < 2:
            raise KeyError(group)
        around.update((p.name, other) for other, ps in groups.items() if other != name for p in ps)
        members = groups[name]
    inner = {p.name for p in members}
    home = {p.name: name for name, ps in _members(system, members, top=False).items() for p in ps}
    needs = [n for n in system.needs if n.component in inner or n.needs in inner]
    near = Counter(around[n] for need in needs for n in (need.component, need.needs) if n not in inner)
    room = MAX_BOXES - len(set(home.values()))
    kept = [n for n, _ in sorted(near.items(), key=lambda k: (-k[1], k[0]))]
    shown = kept if len(kept) <= room else kept[: room - 1]

    def key(name: str) -> str | None:
        return home[name] if name in inner else around[name] if around[name] in shown else _REST if kept else None

    boxes = [
        _boxed(name, [p for p in members if home[p.name] == name], system, level=1)
        for name in dict.fromkeys(home.values())
    ]
    for name in shown:
        several = [p for n, p in system.parts.items() if around.get(n) == name]
        boxes.append(_outside(name, several, above=_above(name, needs, key)))
    if len(shown) < len(kept):
        rest = kept[len(shown) :]
        boxes.append(
            Box(_REST, "outside", (Line(f"{len(rest)} others", 13, "ink bold"),), level=2, said=", ".join(rest))
        )
    arrows = arrows_between(needs, key, drift=drift)
    sheet = Sheet(
        f"containers-{svg.slug(group)}",
        tuple(boxes),
        tuple(arrows),
        f"{group.rpartition(' / ')[2]} [group]" if shown else "",
        guessed=_all_guessed(system),
    )
    described = _counted(system, members, needs)
    return Drawing(
        without_ways(without_hubs(in_order(sheet), drift=drift)), f"{system.name}: {group}", described, _rows(needs)
    )


def _members(system: System, parts: Sequence[Part], *, top: bool) -> dict[str, list[Part]]:
    """The parts in groups; a sheet within another one leaves room for what is around it."""
    room = MAX_BOXES - (1 if system.journeys else 0) if top else MAX_BOXES - 6
    names = {p.name for p in parts}
    return folded(parts, [n for n in system.needs if n.component in names and n.needs in names], room)


def _boxed(name: str, members: list[Part], system: System, level: int | None = None) -> Box:
    drift = system.declared
    if len(members) == 1:
        return box_of(members[0], drift=drift, teams=_teams(system), level=level)
    external = all(p.external for p in members)
    return group_box(name, members, drift=drift, level=2 if external and level is None else 1)


def _outside(name: str, members: list[Part], *, above: bool) -> Box:
    """What is around a group, greyed; a store keeps its shape, a group its pile."""
    if len(members) > 1:
        return replace(group_box(name, members, drift=False), shape="outside", level=0 if above else 2)
    box = box_of(members[0], drift=False, teams=False, level=0 if above else 2)
    return box if members[0].kind in STORES or members[0].kind == "queue" else replace(box, shape="outside")


def _above(name: str, needs: Sequence[Need], key: Callable[[str], str | None]) -> bool:
    """Whether it stands above: it needs the group more than the group needs it."""
    return sum(key(n.component) == name for n in needs) > sum(key(n.needs) == name for n in needs)


def _about(system: System, inside: Sequence[Part]) -> list[Line]:
    kinds = Counter(p.kind for p in inside)
    said = counted(kinds)
    about = [Line(fitted(clean(system.name), TEXT, 13, bold=True), 13, "ink bold"), Line("[software system]")]
    return about + [Line(line) for line in wrapped(said, TEXT, SMALL) if line]


def _users() -> Box:
    return Box(_USERS, "person", (Line("users", 13, "ink bold"), Line("[person]")), level=0, said="users")


def _service(title: str, evidence: str, where: str, *, drift: bool) -> Box:
    own = (Line(fitted(title, TEXT, 13, bold=True), 13, "ink bold"), Line("[external: service]"))
    return Box(title, "outside", own, UNDECLARED if drift else BOTH, 2, f"{title}: {evidence} ({where})")


def _calls_in(part: Part, needs: Sequence[Need]) -> bool:
    return any(n.component == part.name for n in needs) and not any(n.needs == part.name for n in needs)


def _at_most(boxes: list[Box], arrows: list[Arrow]) -> tuple[list[Box], list[Arrow]]:
    """So many boxes as a sheet holds; the last of them stands for the rest, which the table lists."""
    room = MAX_BOXES - 1
    if len(boxes) <= room:
        return boxes, arrows
    weight = Counter(a.source for a in arrows) + Counter(a.target for a in arrows)
    for arrow in arrows:
        weight[arrow.target] += arrow.count
    kept = {
        b.key for b in sorted(boxes[1:], key=lambda b: (b.standing == UNDECLARED, -weight[b.key], b.key))[: room - 2]
    }
    rest = [b for b in boxes[1:] if b.key not in kept]
    words = Line(f"{len(rest)} others", 13, "ink bold")
    more = Box(_REST, "outside", (words, Line("[external]")), level=2, said=", ".join(b.key for b in rest))
    left = [a for a in arrows if {a.source, a.target} <= kept | {boxes[0].key}]
    return [b for b in boxes if b not in rest] + [more], [*left, Arrow(boxes[0].key, _REST, "", UNDECLARED, len(rest))]


def _teams(system: System) -> bool:
    """Whether teams tell parts apart; one that has most of them is named once instead."""
    owned = Counter(p.team for p in system.parts.values() if p.team)
    return len(owned) > 1 or sum(owned.values()) < len(system.parts) / 2


def _counted(system: System, parts: Sequence[Part], needs: Sequence[Need]) -> str:
    said = f"{len(parts)} part{'' if len(parts) == 1 else 's'} and {len(needs)} need{'' if len(needs) == 1 else 's'}."
    if not _teams(system):
        owned = Counter(p.team for p in parts if p.team)
        said += "".join(f" {team} owns {n if n < len(parts) else 'all'} of them." for team, n in owned.items())
    if not system.declared:
        return said + " Read from evidence; nothing is declared."
    odd: Mapping[str, int] = Counter(s for s in [p.standing for p in parts] + [n.standing for n in needs] if s)
    said += _guessed(parts, needs)
    if odd:
        return f"{said} Drift: " + ", ".join(f"{n} {what}" for what, n in sorted(odd.items())) + "."
    # What was drafted from the evidence agrees with it: that is no news.
    return said if any(p.estimated for p in parts) else f"{said} No drift."


def _all_guessed(system: System) -> bool:
    """Whether nobody confirmed anything that is declared."""
    guesses, declared = guesses_of(system.parts.values(), system.needs)
    return 0 < guesses == declared


def _guessed(parts: Sequence[Part], needs: Sequence[Need]) -> str:
    """How much of what is declared nobody confirmed, in a sentence; '' for none."""
    guesses, declared = guesses_of(parts, needs)
    if not guesses:
        return ""
    if guesses == declared:
        return " All that is declared is guessed, and nobody confirmed it."
    return f" {guesses:,} of what is declared {'is' if guesses == 1 else 'are'} guessed, and nobody confirmed it."


def _row(need: Need) -> tuple[Cell, ...]:
    return (
        need.component,
        need.needs,
        need.via,
        need.standing or ("guessed, not confirmed" if need.estimated else "declared and seen"),
        need.when_down,
        need.evidence,
        need.where,
    )


def _rows(needs: Sequence[Need]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(map(_row, needs))
