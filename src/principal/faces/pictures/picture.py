"""What a picture is: a drawing and the table of the same data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from principal.faces.pictures import svg
from principal.faces.pictures.widths import width_of, wrapped
from principal.faces.safe import clean

Cell = str | int | float | dt.date | None

MARGIN = 24
HEADING = 70  # what a title and one line of description take
MIN_WIDTH = 460.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, what it shows in words, and its data as a table.

    Attributes:
        name: one word for files and ids: ``context``, ``containers-payments`` …
        title: what it is a picture of.
        description: what it shows, in one or two sentences; for those who do not see it too.
        svg: the drawing, a whole document.
        columns: of the table.
        rows: of the table.
    """

    name: str
    title: str
    description: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def drawn(
    name: str,
    title: str,
    description: str,
    size: tuple[float, float],
    body: Sequence[str],
    columns: tuple[str, ...],
    rows: Sequence[tuple[Cell, ...]],
) -> Picture:
    """A picture with its heading above *body*, which is *size* large and begins at ``MARGIN``, ``HEADING``."""
    wide = max(size[0], MIN_WIDTH, width_of(title, 17, bold=True) if len(title) < 90 else 0)
    told = wrapped(clean(description), wide, 12)
    head = [svg.text(MARGIN, 30, title, 17, "ink bold", width=wide)]
    head += [svg.text(MARGIN, 50 + 16 * n, line, 12, "quiet", width=wide) for n, line in enumerate(told)]
    down = 16 * (len(told) - 1)
    moved = [svg.element("g", "\n".join(body), transform=f"translate(0 {down})")] if down else body
    height = HEADING + down + size[1] + MARGIN
    document = svg.document(name, title, description, wide + 2 * MARGIN, height, [*head, *moved])
    return Picture(name, title, description, document, columns, tuple(rows))


def missing(
    name: str, title: str, said: Sequence[str], columns: tuple[str, ...], rows: Sequence[tuple[Cell, ...]] = ()
) -> Picture:
    """A picture of nothing: it says what is missing, and what would bring it."""
    wide = max(480.0, *(width_of(clean(line), 13) + 40 for line in said))
    body = [svg.rectangle(MARGIN, HEADING, wide, 24 + 20 * len(said), "band", 6)]
    body += [svg.text(MARGIN + 16, HEADING + 26 + 20 * n, line, 13) for n, line in enumerate(said)]
    return drawn(name, title, "There is nothing to draw yet.", (wide, 24 + 20 * len(said)), body, columns, rows)


def as_text(picture: Picture) -> str:
    """The table of a picture as lines of text."""
    cells = [[clean("" if v is None else str(v)) for v in row] for row in picture.rows]
    widths = [min(60, max([len(c), *(len(r[i]) for r in cells)])) for i, c in enumerate(picture.columns)]

    def line(values: Sequence[str]) -> str:
        return "  ".join(v.ljust(w) for v, w in zip(values, widths, strict=True)).rstrip()

    said = [
        clean(picture.title),
        clean(picture.description),
        "",
        line(picture.columns),
        line(["-" * w for w in widths]),
    ]
    return "\n".join(said + [line(row) for row in cells]) + "\n"
