"""What a weaker judgement is: the queries that compare two states of the records, and asking them of two texts."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from principal.core.records import Mistake, RecordKind
from principal.core.tables import registered, table_of, values_of

if TYPE_CHECKING:
    import duckdb

OF_THE_CORE = (
    """
    SELECT h.pattern AS subject, h.path, h.line, 'files are no longer read as evidence: ' || h.pattern AS message
    FROM head.decided.leave_outs AS h
    WHERE NOT EXISTS (SELECT 1 FROM base.decided.leave_outs AS b WHERE b.pattern = h.pattern)
    """,
    """
    SELECT b.decision AS subject, b.path, b.line,
           'the enforcement of ' || b.decision || ' was '
           || CASE WHEN EXISTS (SELECT 1 FROM head.decided.enforcements AS h WHERE h.path = b.path)
                   THEN 'edited' ELSE 'removed' END AS message
    FROM base.decided.enforcements AS b
    WHERE NOT EXISTS (SELECT 1 FROM head.decided.enforcements AS h JOIN head.decided.decisions AS d USING (path)
                      WHERE h.path = b.path AND h.sql = b.sql AND d.status = 'accepted')
      AND EXISTS (SELECT 1 FROM base.decided.decisions AS d WHERE d.path = b.path AND d.status = 'accepted')
    """,
)


def between(
    kind: RecordKind, path: str, before: bytes | None, after: bytes | None, files: Iterable[str] = ()
) -> list[str]:
    """What one record file would loosen by becoming *after*, as messages; None stands for no file.

    *files* are paths that the tree still has, for what depends on whether they are there. For
    what else people have to agree to see ``unreadable``, ``confirmed`` and ``unconfirmed``.
    """
    from principal.core.engine import duckdb

    rows = {"base": _read(kind, path, before), "head": _read(kind, path, after)}
    with contextlib.closing(duckdb.connect(":memory:", config={"threads": 1})) as connection:
        for name, said in rows.items():
            _fill(connection, name, kind, said)
        connection.executemany("INSERT INTO head.observed.files VALUES (?)", [[f] for f in files] or [[""]])
        queries = [*kind.loosened, *OF_THE_CORE]
        return [str(row[3]) for sql in queries for row in connection.execute(sql).fetchall()]


def unreadable(kind: RecordKind, path: str, before: bytes | None, after: bytes | None) -> str:
    """What is wrong with *after*, where nothing was wrong with *before*; '' where nothing is."""
    wrong = next((r for r in _read(kind, path, after) if isinstance(r, Mistake)), None)
    if wrong is None or before is None or any(isinstance(r, Mistake) for r in _read(kind, path, before)):
        return ""
    return f"line {wrong.line}: {wrong.wrong}; expected {wrong.expected}"


def confirmed(kind: RecordKind, path: str, before: bytes | None, after: bytes | None) -> list[str]:
    """Keys of rows that were marked as estimated, and are there without the mark."""
    guessed = {_key(r) for r in _read(kind, path, before) if getattr(r, "estimated", False)}
    now = {_key(r): bool(getattr(r, "estimated", False)) for r in _read(kind, path, after)}
    return sorted(" ".join(k[1:]) for k in guessed if now.get(k) is False)


def unconfirmed(kind: RecordKind, path: str, before: bytes | None, after: bytes | None) -> list[str]:
    """Keys of rows that are new, could be marked as estimated, and are not."""
    known = {_key(r) for r in _read(kind, path, before)}
    new = [r for r in _read(kind, path, after) if getattr(r, "estimated", None) is False and _key(r) not in known]
    return sorted(" ".join(_key(r)[1:]) for r in new)


def _read(kind: RecordKind, path: str, content: bytes | None) -> list[object]:
    return [] if content is None else list(kind.read(path, content))


def _key(row: object) -> tuple[str, ...]:
    if isinstance(row, Mistake):
        return ("",)
    return (type(row).__name__, *(str(getattr(row, name)) for name in table_of(type(row)).key))


def _fill(connection: duckdb.DuckDBPyConnection, name: str, kind: RecordKind, rows: Iterable[object]) -> None:
    from principal.core import decided, leave_out  # a change's judgement needs the queries alone

    connection.execute(f"ATTACH ':memory:' AS {name}")
    connection.execute(f"CREATE SCHEMA {name}.decided; CREATE SCHEMA {name}.observed")
    connection.execute(f"CREATE TABLE {name}.observed.files (path VARCHAR)")
    connection.execute(f"USE {name}.decided")
    homes = (decided.__name__, leave_out.__name__)
    for table in registered():
        if table.row.__module__ in homes or table.row in kind.tables:
            connection.execute(table.ddl().replace("decided.", "", 1))
    for row in rows:
        if not isinstance(row, Mistake):
            values = ["here", *values_of(row)]
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table_of(type(row)).name} VALUES ({marks})", values)  # noqa: S608
    connection.execute("USE memory.main")
