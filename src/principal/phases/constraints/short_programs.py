"""Programs of crates that are too short to be more than a library that can be tried out."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table

LINES = 60  # below these it is there to try the library out


@table("derived", key=("path",))
@dataclass(frozen=True, slots=True)
class ShortPrograms:
    """Files ``src/main.rs`` of a few lines.

    Apart from what follows from them, since lines change with every edit and this hardly ever does.
    """

    path: str


SQL = f"""
SELECT repository, path FROM observed.files
WHERE (path = 'src/main.rs' OR ends_with(path, '/src/main.rs')) AND lines < {LINES}
"""  # noqa: S608 (our own number)

ANALYSIS = Analysis(name="short_programs", version=1, table=ShortPrograms, sql=SQL)
