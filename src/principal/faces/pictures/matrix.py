"""The dependency matrix: for what is too large to be drawn as boxes and lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from principal.faces.pictures import svg
from principal.faces.pictures.folding import folded
from principal.faces.pictures.parts import BOTH, UNDECLARED, UNSEEN, Need, ranked, read
from principal.faces.pictures.picture import HEADING, MARGIN, Cell, Picture, drawn, missing
from principal.faces.pictures.systems import COLUMNS, NOTHING
from principal.faces.pictures.widths import width_of
from principal.faces.safe import clean

if TYPE_CHECKING:
    import duckdb

MAX_LINES = 100
FOLDED = 60  # lines, where there would be more
CELL = 18.0
LABEL = 240.0
FORBIDDEN = "forbidden"
GUESSED = "guessed"
_LETTERS = {UNDECLARED: "U", UNSEEN: "D", FORBIDDEN: "F"}
_WORDS = {
    BOTH: "declared and seen", UNDECLARED: "seen, not declared", UNSEEN: "declared, not seen",
    FORBIDDEN: "forbidden by a rule that blocks", GUESSED: "guessed, not confirmed",
}  # fmt: skip
_WORST = (FORBIDDEN, UNDECLARED, UNSEEN, BOTH, GUESSED)


def matrix(connection: duckdb.DuckDBPyConnection) -> Picture:
    """Who needs whom, a row for each part that needs, a column for each that is needed."""
    system = read(connection)
    title = f"Dependencies of {system.name}"
    if not system.parts:
        return missing("matrix", title, NOTHING, COLUMNS)
    if not system.needs:
        said = ("No need between the parts is declared or seen.", "Declare needs in architecture/system.yaml.")
        return missing("matrix", title, said, COLUMNS)
    forbidden = _forbidden(connection)
    parts = list(system.parts.values())
    groups = folded(parts, system.needs, MAX_LINES if len(parts) <= MAX_LINES else FOLDED)
    home = {p.name: name for name, members in groups.items() for p in members}
    cells: dict[tuple[str, str], list[Need]] = defaultdict(list)
    for need in system.needs:
        cells[home[need.component], home[need.needs]].append(need)
    order = ranked(groups, [pair for pair in cells if pair[0] != pair[1]])
    rows = [n for n in order if any(a == n for a, _ in cells)]
    columns = [n for n in order if any(b == n for _, b in cells)]
    standings = {pair: _worst(needs, forbidden) for pair, needs in cells.items()}
    table = [_row(need, forbidden) for need in system.needs]
    described = (
        f"{len(system.parts)} parts and {len(system.needs)} needs: who stands at the left needs who stands above."
    )
    if len(groups) < len(system.parts):
        described += f" Folded into {len(groups)} groups."
    if not system.declared:
        described += " Read from evidence; nothing is declared."
    size, body = _drawing(rows, columns, cells, standings, drift=system.declared)
    return drawn("matrix", title, described, size, body, COLUMNS, table)


def _forbidden(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Needs that a blocking rule finds wrong: its subject is ``A needs B``.

    A note that a need lacks a timeout, or that nobody declared or confirmed it, is no prohibition.
    """
    rows = connection.execute(
        "SELECT f.subject FROM found.findings AS f JOIN found.rules AS r ON r.id = f.rule "
        "WHERE r.blocking AND contains(f.subject, ' needs ') AND f.waived_by IS NULL"
    ).fetchall()
    return {(one, other) for (subject,) in rows for one, _, other in [subject.partition(" needs ")]}


def _standing(need: Need, forbidden: set[tuple[str, str]]) -> str:
    if (need.component, need.needs) in forbidden:
        return FORBIDDEN
    return GUESSED if need.estimated and need.standing == BOTH else need.standing


def _worst(needs: Iterable[Need], forbidden: set[tuple[str, str]]) -> str:
    there = {_standing(need, forbidden) for need in needs}
    return next(standing for standing in _WORST if standing in there)


def _row(need: Need, forbidden: set[tuple[str, str]]) -> tuple[Cell, ...]:
    said = _WORDS[_standing(need, forbidden)]
    return (need.component, need.needs, need.via, said, need.when_down, need.evidence, need.where)


def _drawing(
    rows: list[str],
    columns: list[str],
    cells: dict[tuple[str, str], list[Need]],
    standings: dict[tuple[str, str], str],
    *,
    drift: bool,
) -> tuple[tuple[float, float], list[str]]:
    """Size and elements: names at the left and, turned, above; a sign for each need."""
    left = MARGIN + min(LABEL, max(width_of(clean(n), 11.5) for n in rows)) + 10
    high = min(LABEL, max(width_of(clean(n), 11.5) for n in columns)) + 8
    # A turned name leans to the right of its column: so much the last one sticks out.
    top, lean = HEADING + high * 0.82, high * 0.6
    right, bottom = left + CELL * len(columns), top + CELL * len(rows)
    body = []
    for n, name in enumerate(rows):
        y = top + CELL * n
        if n % 2 == 0:
            body.append(svg.rectangle(MARGIN, y, right - MARGIN, CELL, "band"))
        body.append(svg.text(left - 8, y + 13, name, 11.5, "ink end", width=LABEL))
    body += [
        svg.path(f"M{svg.number(left + CELL * n)} {svg.number(top)}V{svg.number(bottom)}", "rule", 1)
        for n in range(len(columns) + 1)
    ]
    for n, name in enumerate(columns):
        x, y = left + CELL * n + 8, top - 6
        turned = f"translate({svg.number(x)} {svg.number(y)}) rotate(-55)"
        body.append(svg.element("g", svg.text(0, 4, name, 11.5, "ink", width=LABEL), transform=turned))
    place_of_row, place_of_column = {n: i for i, n in enumerate(rows)}, {n: i for i, n in enumerate(columns)}
    for (one, other), needs in sorted(cells.items()):
        x, y = left + CELL * place_of_column[other], top + CELL * place_of_row[one]
        standing = standings[one, other]
        count = f", {len(needs)} needs" if len(needs) > 1 else ""
        title = svg.element("title", svg.shown(f"{one} needs {other}: {_WORDS[standing]}{count}"))
        body.append(svg.element("g", title + _sign(standing, x, y, len(needs), drift)))
    used = [s for s in (BOTH, GUESSED, UNDECLARED, UNSEEN, FORBIDDEN) if s in standings.values()]
    for n, standing in enumerate(used):
        y = bottom + 14 + 20 * n
        body.append(_sign(standing, MARGIN, y, 1, drift))
        body.append(svg.text(MARGIN + CELL + 8, y + 13, _WORDS[standing], 11.5, "quiet"))
    return (max(right + lean - MARGIN, 200), bottom - HEADING + 14 + 20 * len(used)), body


def _sign(standing: str, x: float, y: float, count: int, drift: bool) -> str:
    middle = (x + CELL / 2, y + CELL / 2)
    if standing in (BOTH, GUESSED):
        paint = "solid" if standing == BOTH else "box"
        return svg.element("circle", cx=middle[0], cy=middle[1], r=5.5 if count == 1 else 7, class_=paint)
    square = svg.rectangle(x + 1.5, y + 1.5, CELL - 3, CELL - 3, "alert" if drift else "box", 2, 1.3)
    if standing == UNSEEN:
        square = svg.rectangle(x + 1.5, y + 1.5, CELL - 3, CELL - 3, "mark unseen", 8, 1.3)
    if standing == FORBIDDEN:
        square = svg.rectangle(x + 1.5, y + 1.5, CELL - 3, CELL - 3, "solid-alert", 2)
        return square + svg.text(middle[0], middle[1] + 4, "F", 11, "paper bold middle")
    return square + svg.text(
        middle[0],
        middle[1] + 4,
        _LETTERS[standing],
        10.5,
        ("alarm" if standing == UNDECLARED and drift else "ink") + " bold middle",
    )
