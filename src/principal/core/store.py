"""Generations on disk: immutable database files, built aside, swapped in whole, a few of them kept.

A generation is named by a hash of all that decides its content, so that the same question
finds the same file, and no file ever changes under a process that reads it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

KEEP = 6
_SCHEMAS = Path(__file__).parent.parent / "schemas"  # in the wheel
_GITIGNORE = "# made by Principal; everything here can be made again\n*\n"


@dataclass(frozen=True, slots=True)
class Store:
    """The folder ``.principal`` of a workspace."""

    folder: Path

    @property
    def generations(self) -> Path:
        """Where the generations are."""
        return self.folder / "generations"

    def prepare(self) -> None:
        """Make the folder, invisible to git by a ``.gitignore`` of its own."""
        self.generations.mkdir(parents=True, exist_ok=True)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            replace_file(ignore, _GITIGNORE.encode())
        self._leave_schemas()

    def _leave_schemas(self) -> None:
        """Leave the JSON Schemas of records where the first line of each record leads an editor."""
        schemas = self.folder / "schemas"
        schemas.mkdir(exist_ok=True)
        for ours in _SCHEMAS.glob("*.json"):
            there, wanted = schemas / ours.name, ours.read_bytes()
            if not there.is_file() or there.read_bytes() != wanted:
                replace_file(there, wanted)

    def find(self, key: str) -> Path | None:
        """The generation of that key, if it was built and is still kept."""
        path = self.generations / f"{key}.duckdb"
        if not path.is_file():
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # used: pruned later
        return path

    def newest(self) -> list[Path]:
        """The generations, the last used first."""
        found = []
        for path in self.generations.glob("*.duckdb"):
            with contextlib.suppress(OSError):
                found.append((path.stat().st_mtime_ns, path))
        return [path for _, path in sorted(found, reverse=True)]

    @contextlib.contextmanager
    def aside(self, seed: Path | None) -> Iterator[Path]:
        """A path to build a database at, a copy of *seed* if given; removed afterwards if still there."""
        folder = Path(tempfile.mkdtemp(prefix="build-", dir=self.folder))
        try:
            path = folder / "generation.duckdb"
            if seed is not None:
                shutil.copyfile(seed, path)
            yield path
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def swap_in(self, built: Path, key: str, *, current: bool) -> Path:
        """Give a finished database its name, point to it, and forget the oldest ones."""
        path = self.generations / f"{key}.duckdb"
        built.replace(path)
        if current:
            self.point(key)
        for old in self.newest()[KEEP:]:
            for gone in (old, old.with_suffix(".index.json")):
                with contextlib.suppress(OSError):
                    gone.unlink()
        return path

    def point(self, key: str) -> None:
        """Make the generation of that key the current one."""
        replace_file(self.folder / "current", json.dumps({"generation": key}).encode())

    def current(self) -> Path | None:
        """The generation that ``principal query`` and other readers open."""
        try:
            key = json.loads((self.folder / "current").read_bytes())["generation"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        path = self.generations / f"{key}.duckdb"
        return path if path.is_file() else None

    def sweep(self) -> None:
        """Remove what an interrupted build left behind, if it is older than an hour."""
        import time

        for left in self.folder.glob("build-*"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > 3600:
                    shutil.rmtree(left, ignore_errors=True)


def replace_file(path: Path, content: bytes) -> None:
    """Write a small file so that a reader sees the old one or the new one, whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def open_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a generation for reading: no files, no network, no extensions, settings locked.

    Raises:
        duckdb.Error: the file is damaged or of another version of DuckDB.
    """
    from principal.core.engine import duckdb

    connection = duckdb.connect(
        str(path),
        read_only=True,
        config={
            "threads": 2,
            "memory_limit": "512MB",
            "enable_external_access": False,
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
        },
    )
    connection.execute("SET TimeZone='UTC'")
    connection.execute("SET lock_configuration=true")
    return connection


def digest(*parts: object) -> str:
    """A short hash of some values, for keys."""
    said = hashlib.blake2b(digest_size=16)
    for part in parts:
        text = str(part)
        said.update(f"{len(text)}:{text}\n".encode("utf-8", "surrogatepass"))
    return said.hexdigest()
