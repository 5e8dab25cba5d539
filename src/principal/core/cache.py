"""Evidence by content: what the sources read in one file, kept under a hash of all that it depends on.

A cache only saves time: whatever is missing, damaged or of another version is read again.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

_MAX_BYTES = 512 * 1024 * 1024


class EvidenceCache:
    """Key to JSON value in one SQLite file that many processes may use at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except sqlite3.DatabaseError:
                # A damaged cache is thrown away: everything in it can be read again.
                for leftover in (self._path, *self._path.parent.glob(self._path.name + "-*")):
                    leftover.unlink(missing_ok=True)
                try:
                    self._connection = self._connect()
                except sqlite3.DatabaseError:
                    return None
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        if self._path.exists() and self._path.stat().st_size > _MAX_BYTES:
            self._path.unlink()
        connection = sqlite3.connect(self._path, timeout=5)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("CREATE TABLE IF NOT EXISTS evidence (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID")
        connection.execute("SELECT count(*) FROM (SELECT 1 FROM evidence LIMIT 1)").fetchone()
        return connection

    def get(self, keys: Iterable[str]) -> dict[str, object]:
        """The values of those *keys* that are known."""
        connection = self._open()
        if connection is None:
            return {}
        found: dict[str, object] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            try:
                rows = connection.execute(f"SELECT key, value FROM evidence WHERE key IN ({marks})", part).fetchall()  # noqa: S608 (marks only)
                found.update((key, json.loads(zlib.decompress(value))) for key, value in rows)
            except (sqlite3.DatabaseError, zlib.error, ValueError):
                continue  # unreadable is unknown
        return found

    def put(self, values: Mapping[str, object]) -> None:
        """Keep *values*; where the cache cannot be written, nothing is kept and nothing fails."""
        connection = self._open()
        if connection is None or not values:
            return
        rows = [(k, zlib.compress(json.dumps(v, separators=(",", ":")).encode(), 1)) for k, v in values.items()]
        try:
            with connection:
                connection.executemany("INSERT OR REPLACE INTO evidence VALUES (?, ?)", rows)
        except sqlite3.DatabaseError:
            return

    def close(self) -> None:
        """Close the file; the object may be used again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
