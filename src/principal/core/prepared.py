"""A database with every table, the catalog and nothing else, kept in the user's cache folder.

Making the tables and writing the 43,000 rows of the catalog takes three tenths of a second; copying
the file that came of it, two hundredths. Like what else follows from the installed program alone, it
is keyed by the program's version, and can be thrown away at any time.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from principal.core import compiled
from principal.core.fill import Filling, create, fill_catalog
from principal.core.git import Git
from principal.core.house import house
from principal.core.program import code_version
from principal.core.workspace import quiet

if TYPE_CHECKING:
    import duckdb

_KEEP = 2


def kept() -> Path | None:
    """The one that is kept for this version of the program."""
    return compiled.kept(_name())


def prepare(path: Path) -> None:
    """Write it to *path*, where nothing is; its rows are nobody's yet.

    Raises:
        duckdb.Error: it could not be written.
    """
    from principal.core.engine import duckdb

    with contextlib.closing(duckdb.connect(str(path))) as connection:
        create(connection)
        fill_catalog(Filling(Git(path.parent), "", quiet, lambda _: connection, seeded=False))


def keep(path: Path) -> None:
    """Keep a copy of *path*."""
    compiled.keep("prepared", _name(), path.read_bytes(), _KEEP)


def forget() -> None:
    """Throw away the one that is kept: it is damaged."""
    with contextlib.suppress(OSError, RuntimeError):
        (compiled.folder() / _name()).unlink(missing_ok=True)


def settle(connection: duckdb.DuckDBPyConnection, repository: str) -> None:
    """Make its rows those of *repository*."""
    for table in house().tables:
        if table.name.startswith("known.") or table.name == "found.memos":
            connection.execute(f"UPDATE {table.name} SET repository = ?", [repository])  # noqa: S608 (our own names)


def _name() -> str:
    return f"prepared-{code_version()}.duckdb"
