"""A database with every table, the catalog and nothing else, kept in the user's cache folder.

Making the tables and writing the 43,000 rows of the catalog takes three tenths of a second; copying
the file that came of it, two hundredths. Like what else follows from the installed program alone, it
is keyed by the program's version, and can be thrown away at any time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
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
    """The one that is kept for this version of the program, if it is the user's own file."""
    with contextlib.suppress(OSError, RuntimeError):
        path = _place()
        if path.stat().st_uid == os.getuid() and path.is_file() and not path.is_symlink():
            return path
    return None


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
    """Keep a copy of *path*; where the folder cannot be written, nothing is kept and nothing fails."""
    with contextlib.suppress(OSError, RuntimeError):
        place = _place()
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix="prepared-", suffix=".part")
        os.close(handle)
        shutil.copyfile(path, name)
        Path(name).replace(place)
        others = sorted(place.parent.glob("prepared-*.duckdb"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in others[_KEEP:]:
            old.unlink(missing_ok=True)


def forget() -> None:
    """Throw away the one that is kept: it is damaged."""
    with contextlib.suppress(OSError, RuntimeError):
        _place().unlink(missing_ok=True)


def settle(connection: duckdb.DuckDBPyConnection, repository: str) -> None:
    """Make its rows those of *repository*."""
    for table in house().tables:
        if table.name.startswith("known.") or table.name == "found.memos":
            connection.execute(f"UPDATE {table.name} SET repository = ?", [repository])  # noqa: S608 (our own names)


def _place() -> Path:
    return compiled.folder() / f"prepared-{code_version()}.duckdb"
