"""Hotspots: the files that change most, times how large they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from principal.faces.busy import busiest
from principal.faces.pictures import svg
from principal.faces.pictures.parts import named
from principal.faces.pictures.picture import HEADING, MARGIN, Picture, drawn, missing
from principal.faces.pictures.widths import fitted_path, width_of
from principal.faces.safe import clean

if TYPE_CHECKING:
    import duckdb

COLUMNS = ("file", "commits in a year", "lines", "commits × lines")
MAX_FILES = 20
_NAME, _BAR, _ROW = 380.0, 420.0, 24.0


def hotspots(connection: duckdb.DuckDBPyConnection) -> Picture:
    """The files of code that were changed often in the last year and are large."""
    title = f"Hotspots of {named(connection)}"
    rows = [(p, commits, lines or 0) for p, commits, lines in busiest(connection, 2, MAX_FILES)]
    if not rows:
        said = (
            "No file of code was changed twice in the last year,",
            "or the history is not here: git fetch --unshallow brings it.",
        )
        return missing("hotspots", title, said, COLUMNS)
    name = min(_NAME, max(width_of(clean(path), 12) for path, _, _ in rows))
    left, most = MARGIN + name + 12, max(commits * lines for _, commits, lines in rows) or 1
    body = []
    for n, (path, commits, lines) in enumerate(rows):
        y, wide = HEADING + _ROW * n, max(2.0, _BAR * commits * lines / most)
        words = f"{commits:,} commits × {lines:,} lines"
        short = fitted_path(clean(path), name, 12)
        body.append(svg.text(left - 12, y + 16, short, 12, "ink end", whole="" if short == clean(path) else path))
        body.append(svg.rectangle(left, y + 4, wide, _ROW - 8, "solid", 2))
        body.append(svg.text(left + wide + 8, y + 16, words, 11.5, "quiet"))
    right = max(_BAR * c * k / most + 8 + width_of(f"{c:,} commits × {k:,} lines", 11.5) for _, c, k in rows)
    described = "Files of code by how often they changed in the last year, times their lines."
    table = [(path, commits, lines, commits * lines) for path, commits, lines in rows]
    return drawn("hotspots", title, described, (name + 12 + right, _ROW * len(rows)), body, COLUMNS, table)
