"""What a change confirms: values that its base marks as guesses, and that it has without the mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from principal.core.tables import registered

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A value that nobody had confirmed in the base, where it stands in the change.

    Attributes:
        table: of ``decided``, such as *components* or *needs*.
        key: what tells it from others there: its name, of a need the two components.
    """

    table: str
    key: tuple[str, ...]
    path: str
    line: int


def confirmed(connection: duckdb.DuckDBPyConnection) -> list[Confirmed]:
    """What the records of ``head`` confirm of those of ``base``, both attached, by their place."""
    found = []
    for table in registered():
        if table.schema != "decided" or "estimated" not in {c.name for c in table.columns}:
            continue
        key = ", ".join(f"h.{name}" for name in table.key)
        same = " AND ".join(f"b.{name} = h.{name}" for name in table.key)
        rows = connection.execute(
            f"SELECT h.path, h.line, {key} FROM head.{table.qualified} AS h "  # noqa: S608 (our own names)
            f"JOIN base.{table.qualified} AS b ON {same} WHERE b.estimated AND NOT h.estimated"
        ).fetchall()
        found += [Confirmed(table.name, tuple(map(str, key)), path, line) for path, line, *key in rows]
    return sorted(found, key=lambda c: (c.path, c.line, c.table, c.key))
