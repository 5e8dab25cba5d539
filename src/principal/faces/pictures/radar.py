"""The technology radar: what was decided of each technology, which way it moved, and who goes against it."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from principal.faces.pictures import svg
from principal.faces.pictures.parts import named
from principal.faces.pictures.picture import HEADING, MARGIN, Picture, drawn, missing
from principal.faces.pictures.widths import fitted_path, width_of
from principal.faces.safe import clean

if TYPE_CHECKING:
    import duckdb

RINGS = ("adopt", "trial", "assess", "hold")
UNDECIDED = "not decided"
QUADRANTS = ("languages", "frameworks", "tools", "platforms")
MAX_BLIPS = 300
MAX_BESIDE, MAX_ALONE = 60, 120  # in use and not decided: beside what is decided, and where nothing is
MAX_QUADRANTS = 5
MAX_COLUMNS = 4
RECENT_DAYS = 90
COLUMNS = ("number", "technology", "quadrant", "ring", "movement", "since", "uses", "first use", "why", "where")

IN, OUT, NEW, SAME, OPEN = "moved in", "moved out", "new", "unchanged", ""
GUESSED = "guessed"  # nobody confirmed its ring, so there is nothing that could have moved
_SPOT = 11.0  # half of what a blip takes
_STEP = 2 * _SPOT + 3
_LINE = 17.0
_COLUMN = 236.0


@dataclass(frozen=True, slots=True)
class Blip:
    """One technology on the radar, or in use and on no ring."""

    name: str
    quadrant: str
    ring: str
    since: dt.date | None
    why: str
    where: str
    uses: int
    first: str
    movement: str = SAME

    @property
    def violated(self) -> bool:
        """It is on Hold and in use."""
        return self.ring == "hold" and self.uses > 0


_BLIPS = """
SELECT b.name, CASE WHEN b.name = p.technology THEN coalesce(k.title, b.name) ELSE b.name END,
       coalesce(b.quadrant, any_value(k.quadrant), 'other'), b.ring, b.since, coalesce(b.why, ''),
       b.path || ':' || b.line, count(t.path),
       coalesce(arg_min(t.path || ':' || t.line, (t.scope <> 'runtime', t.path, t.line)), ''), b.estimated
FROM decided.blips AS b
LEFT JOIN derived.placements AS p ON p.repository = b.repository AND p.blip = b.name
LEFT JOIN known.technologies AS k ON k.repository = b.repository AND k.name = p.technology
LEFT JOIN observed.technologies AS t ON t.repository = b.repository AND t.name = p.technology
GROUP BY b.name, p.technology, k.title, b.quadrant, b.ring, b.since, b.why, b.path, b.line, b.estimated ORDER BY b.name
"""
_UNDECIDED = """
SELECT coalesce(k.title, g.name), coalesce(k.quadrant, 'other'), count(t.path), g.path || ':' || g.line
FROM derived.governed AS g
LEFT JOIN known.technologies AS k ON k.repository = g.repository AND k.name = g.name
LEFT JOIN observed.technologies AS t ON t.repository = g.repository AND t.name = g.name
WHERE g.kind = 'technology' AND NOT g.governed
GROUP BY ALL ORDER BY count(t.path) DESC, 1
"""


def radar(connection: duckdb.DuckDBPyConnection, before: Mapping[str, str] | None = None) -> Picture:
    """The radar of a generation; *before* names the ring of each blip as it was some time ago, where that is known."""
    title = f"Technology radar of {named(connection)}"
    clock = connection.execute("SELECT max(today) FROM known.clock").fetchone()
    today = clock[0] if clock else None
    rows = connection.execute(_BLIPS).fetchall()
    decided = [
        Blip(
            title, quadrant.lower(), ring, since, why, where, uses, first,
            GUESSED if guessed else _movement(name, ring, since, before, today),
        )
        for name, title, quadrant, ring, since, why, where, uses, first, guessed in rows
    ]  # fmt: skip
    undecided = [
        Blip(name, quadrant, UNDECIDED, None, "", "", uses, first, OPEN)
        for name, quadrant, uses, first in connection.execute(_UNDECIDED).fetchall()
    ]
    if not decided and not undecided:
        said = (
            "There is no radar, and no technology in use is known.",
            "Write architecture/radar.yaml (begin with: principal records radar).",
        )
        return missing("radar", title, said, COLUMNS)
    return picture(title, decided, undecided)


def _movement(
    name: str, ring: str, since: dt.date | None, before: Mapping[str, str] | None, today: dt.date | None
) -> str:
    if before is not None:
        old = before.get(name)
        if old is None:
            return NEW
        return SAME if old == ring else IN if RINGS.index(ring) < RINGS.index(old) else OUT
    recent = since is not None and today is not None and 0 <= (today - since).days <= RECENT_DAYS
    return NEW if recent else SAME


def picture(title: str, decided: Sequence[Blip], undecided: Sequence[Blip]) -> Picture:
    """The radar of these blips; where there is room, with what is in use and not decided around it."""
    decided, undecided = _gathered(decided), _gathered(undecided)
    used = sorted(decided, key=lambda b: (not b.violated, -b.uses, b.name))[:MAX_BLIPS]
    room = MAX_BLIPS - len(used)
    shown = [*used, *undecided[: min(room, MAX_BESIDE if decided else MAX_ALONE)]]
    left_out = len(decided) + len(undecided) - len(shown)
    names = _quadrants(shown)
    rings = [r for r in (*RINGS, UNDECIDED) if any(b.ring == r for b in shown)]
    ordered = [
        b for q in names for r in rings for b in sorted(_of(shown, q, r), key=lambda b: (b.name.lower(), b.name))
    ]
    numbers = {b: n for n, b in enumerate(ordered, 1)}
    spots, radii = arranged(ordered, names, rings)
    violations = sum(b.violated for b in decided)
    guesses = sum(b.movement == GUESSED for b in decided)
    described = f"{len(decided) - guesses} decided, {len(undecided)} in use and not decided."
    if guesses:
        described = f"{guesses} guessed from use and not confirmed, {described}"
    if not decided:
        described = f"{len(undecided)} technologies in use; none is decided: there is no architecture/radar.yaml."
    if violations:
        described += f" {violations} on Hold {'is' if violations == 1 else 'are'} in use."
    if left_out:
        described += f" {left_out} with the fewest uses are in the table alone."
    size, body = _drawing(ordered, numbers, names, rings, spots, radii)
    rest = [b for b in (*decided, *undecided) if b not in numbers]
    rows = [
        (numbers.get(b), b.name, b.quadrant, b.ring, b.movement, b.since, b.uses, b.first, b.why, b.where)
        for b in (*ordered, *rest)
    ]
    return drawn("radar", title, described, size, body, COLUMNS, rows)


def _gathered(blips: Sequence[Blip]) -> list[Blip]:
    """The blips in at most so many quadrants; of a radar with more of its own the smaller ones are one."""
    kept = set(_quadrants(blips)[:MAX_QUADRANTS])
    return [b if b.quadrant in kept else replace(b, quadrant="other") for b in blips]


def _quadrants(blips: Sequence[Blip]) -> list[str]:
    """The quadrants: those that are usual, then the radar's own, the fullest first."""
    count = Counter(b.quadrant for b in blips)
    usual = [q for q in QUADRANTS if q in count]
    return usual + sorted((q for q in count if q not in QUADRANTS), key=lambda q: (-count[q], q))


def _of(blips: Sequence[Blip], quadrant: str, ring: str) -> list[Blip]:
    return [b for b in blips if b.quadrant == quadrant and b.ring == ring]


def arranged(
    blips: Sequence[Blip], quadrants: Sequence[str], rings: Sequence[str]
) -> tuple[dict[Blip, tuple[float, float]], list[float]]:
    """A spot for each blip, around the middle, and the outer radius of each ring.

    Blips stand in rows along the ring, each with room of its own, and a ring is as broad as
    its fullest sector needs: so no two ever overlap, however many there are.
    """
    sector = 2 * math.pi / max(len(quadrants), 1)
    spots: dict[Blip, tuple[float, float]] = {}
    radii: list[float] = []
    inner = 34.0
    for ring in rings:
        members = [_of(blips, quadrant, ring) for quadrant in quadrants]
        rows = [_rows(len(several), inner + _SPOT + 6, sector) for several in members]
        most = max(max(map(len, rows)), 2)
        outer = inner + 12 + most * _STEP
        for number, (several, counts) in enumerate(zip(members, rows, strict=True)):
            # Few rows spread over the ring's breadth: further out there is only more room.
            apart = (outer - inner - 12) / max(len(counts), 1)
            left = iter(several)
            for row, count in enumerate(counts):
                radius = inner + 6 + apart * (row + 0.5)
                begin = -math.pi / 2 + number * sector + _edge(radius)
                for place in range(count):
                    at = begin + (sector - 2 * _edge(radius)) * (place + 0.5) / count
                    spots[next(left)] = (radius * math.cos(at), radius * math.sin(at))
        radii.append(outer)
        inner = outer
    return spots, radii


def _rows(count: int, first: float, sector: float) -> list[int]:
    """How many blips stand in each row of a sector: as few rows as hold them, each as full as the others."""
    room: list[int] = []
    while sum(room) < count:
        radius = first + _STEP * len(room)
        free = sector - 2 * _edge(radius)
        room.append(max(1, int(free / (2 * math.asin(min(1.0, _STEP / (2 * radius)))))))
    told = [min(r, round(count * r / sum(room))) for r in room]
    for row in (*reversed(range(len(room))), *reversed(range(len(room)))):
        told[row] += max(-told[row], min(count - sum(told), room[row] - told[row]))
    return [n for n in told if n] if count else []


def _edge(radius: float) -> float:
    """The angle that a row keeps off the borders of its sector."""
    return math.asin(min(1.0, (_SPOT + 2) / radius)) * 0.6


def _drawing(
    blips: Sequence[Blip],
    numbers: Mapping[Blip, int],
    quadrants: Sequence[str],
    rings: Sequence[str],
    spots: Mapping[Blip, tuple[float, float]],
    radii: Sequence[float],
) -> tuple[tuple[float, float], list[str]]:
    radius = radii[-1]
    cx, cy = MARGIN + radius + 8, HEADING + radius + 8
    body = []
    for number in range(len(rings) - 1, -1, -1):
        paint = "band" if number % 2 == 0 else "mark-ground"
        body.append(svg.element("circle", cx=cx, cy=cy, r=radii[number], class_=paint, stroke_width=1))
    sector = 2 * math.pi / len(quadrants)
    for number in range(len(quadrants) if len(quadrants) > 1 else 0):
        at = -math.pi / 2 + number * sector
        end = f"L{svg.number(cx + radius * math.cos(at))} {svg.number(cy + radius * math.sin(at))}"
        body.append(svg.path(f"M{svg.number(cx)} {svg.number(cy)}{end}", "rule", 1.5))
    body += _corners(quadrants, cx, cy, radius)
    for number, ring in enumerate(rings):
        y = cy - radii[number]  # on the border, where no blip is
        wide = width_of(ring.upper(), 10, bold=True) + 8
        body.append(svg.rectangle(cx - wide / 2, y - 7, wide, 14, "ground", 3))
        body.append(svg.text(cx, y + 3.5, ring.upper(), 10, "quiet bold middle"))
    for blip in blips:
        x, y = spots[blip]
        body.append(_blip(blip, numbers[blip], cx + x, cy + y))
    legend, below = _legend(blips, MARGIN, cy + radius + 22)
    body += legend
    (wide, high), listed = _list(blips, numbers, quadrants, rings, MARGIN + 2 * radius + 44, below - HEADING)
    return (wide - MARGIN, max(below - HEADING, high)), body + listed


def _corners(quadrants: Sequence[str], cx: float, cy: float, radius: float) -> list[str]:
    """The name of each sector in the corner that it reaches, where each has one and the names keep off the circle."""
    if not 2 <= len(quadrants) <= 4:
        return []
    body = []
    for turn, x, y in ((45, 1, -1), (135, 1, 1), (225, -1, 1), (315, -1, -1)):
        quadrant = quadrants[turn * len(quadrants) // 360].capitalize()
        inner = radius - width_of(quadrant, 12, bold=True)
        first = all(other * len(quadrants) // 360 != turn * len(quadrants) // 360 for other in range(45, turn, 90))
        if first and inner > 0 and math.sqrt(radius**2 - inner**2) < radius - 16:
            side = "ink bold end" if x > 0 else "ink bold"
            body.append(svg.text(cx + x * radius, cy + y * (radius - 5) + 5, quadrant, 12, side))
    return body


def _blip(blip: Blip, number: int, x: float, y: float) -> str:
    said = f"{number} {blip.name}: {blip.ring}, {blip.uses} use{'' if blip.uses == 1 else 's'}"
    said += f", {blip.movement}" if blip.movement else ""
    lower = {IN: 6.0, OUT: 1.0}.get(blip.movement, 3.2)
    figure = svg.text(x, y + lower, str(number), 8.5 if number < 100 else 7.5, "ink middle")
    return svg.element("g", svg.element("title", svg.shown(said)) + _shape(blip, x, y) + figure)


def _shape(blip: Blip, x: float, y: float) -> str:
    """A triangle up or down for what moved, a diamond for what is new, a ring around what goes against Hold."""
    n = svg.number
    paint = "alert" if blip.violated else "box" if blip.ring != UNDECIDED else "outside"
    if blip.movement == IN:
        shape = svg.path(f"M{n(x)} {n(y - 11)}L{n(x + 11)} {n(y + 8)}H{n(x - 11)}Z", paint, 1.3)
    elif blip.movement == OUT:
        shape = svg.path(f"M{n(x)} {n(y + 11)}L{n(x + 11)} {n(y - 8)}H{n(x - 11)}Z", paint, 1.3)
    elif blip.movement == NEW:
        shape = svg.path(f"M{n(x)} {n(y - 11)}L{n(x + 11)} {n(y)}L{n(x)} {n(y + 11)}L{n(x - 11)} {n(y)}Z", paint, 1.3)
    else:
        paint += " undeclared" if blip.movement == GUESSED else ""
        shape = svg.element("circle", cx=x, cy=y, r=9.5 if not blip.violated else 8, class_=paint, stroke_width=1.3)
    if blip.violated:
        shape += svg.element("circle", cx=x, cy=y, r=11.3, class_="alarm-line", stroke_width=1.2)
    return shape


def _legend(blips: Sequence[Blip], x: float, y: float) -> tuple[list[str], float]:
    body = []
    samples = [
        (Blip("", "", "adopt", None, "", "", 0, "", m), "guessed, not confirmed" if m == GUESSED else m)
        for m in (IN, OUT, NEW, SAME, GUESSED)
        if any(b.movement == m for b in blips)
    ]
    if any(b.ring == UNDECIDED for b in blips):
        samples.append((Blip("", "", UNDECIDED, None, "", "", 0, "", OPEN), "in use, not decided"))
    if any(b.violated for b in blips):
        samples.append((Blip("", "", "hold", None, "", "", 1, ""), "on Hold, and in use"))
    for sample, words in samples:
        body.append(_shape(sample, x + 10, y))
        body.append(svg.text(x + 26, y + 4, words, 11.5, "quiet"))
        x += 44 + width_of(words, 11.5)
    return body, y + 14


def _list(
    blips: Sequence[Blip],
    numbers: Mapping[Blip, int],
    quadrants: Sequence[str],
    rings: Sequence[str],
    x: float,
    height: float,
) -> tuple[tuple[float, float], list[str]]:
    """The names beside the radar, in as many columns as its height asks for: how far they reach, and elements."""
    lines = len(blips) + sum(b.violated for b in blips) + 2 * len(quadrants) * (1 + len(rings))
    per_column = max(12, int(height // _LINE), -(-lines // MAX_COLUMNS))
    body: list[str] = []
    column, line = 0, 0

    def spot(needed: int) -> tuple[float, float]:
        """Where the next line goes, so that *needed* lines stay together."""
        nonlocal column, line
        if line + needed > per_column:
            column, line = column + 1, 0
        at = x + column * (_COLUMN + 16), HEADING + 12 + _LINE * line
        line += 1
        return at

    for quadrant in quadrants:
        line += bool(line)
        body.append(svg.text(*spot(3), quadrant.capitalize(), 13, "ink bold", width=_COLUMN))
        for ring in rings:
            members = _of(blips, quadrant, ring)
            if members:
                body.append(svg.text(*spot(2), ring.upper(), 10, "quiet bold"))
            for blip in members:
                left, y = spot(2 if blip.violated else 1)
                paint = "alarm" if blip.violated else "ink"
                body.append(svg.text(left + 22, y, str(numbers[blip]), 10.5, "quiet end"))
                sign = {IN: "▲ ", OUT: "▼ ", NEW: "◆ "}.get(blip.movement, "")
                body.append(svg.text(left + 30, y, sign + blip.name, 11.5, paint, width=_COLUMN - 30))
                if blip.violated:
                    uses = f"{blip.uses} use{'' if blip.uses == 1 else 's'}: "
                    first = fitted_path(clean(blip.first), _COLUMN - 30 - width_of(uses, 10.5), 10.5)
                    left, y = spot(1)
                    body.append(
                        svg.text(
                            left + 30,
                            y - 2,
                            uses + first,
                            10.5,
                            paint,
                            whole="" if first == blip.first else uses + blip.first,
                        )
                    )
    high = _LINE * (per_column + 1) if column else _LINE * (line + 1)
    return (x + column * (_COLUMN + 16) + _COLUMN, high), body
