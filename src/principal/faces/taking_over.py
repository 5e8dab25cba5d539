"""From a generation to drafts of records out of models, catalogs and radars that other tools have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from principal.core.observed import CatalogEntities, ModelElements, ModelIncludes, ModelRelations, RadarEntries
from principal.core.tables import table_of
from principal.phases.constraints import model_import
from principal.phases.governance import radar_import

if TYPE_CHECKING:
    import duckdb

    from principal.core.drafts import Draft

R = TypeVar("R")


def with_what_they_take_in(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> list[str]:
    """The files at *paths* (those below a folder), and what they take in, as far as it is here."""
    files = [path for (path,) in connection.execute("SELECT path FROM observed.files ORDER BY path").fetchall()]
    includes = _rows(connection, ModelIncludes)
    chosen: set[str] = set()
    waiting = list(paths)
    while waiting:
        wanted = waiting.pop()
        fresh = [f for f in files if f not in chosen and (f == wanted or wanted == "." or f.startswith(f"{wanted}/"))]
        chosen.update(fresh)
        waiting += [i.target for i in includes if i.path in fresh]
    return sorted(chosen)


def drafts(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> tuple[list[Draft], list[str]]:
    """The drafts that the files at *paths* make, and what could not be taken over, in words."""
    chosen = set(paths)
    found = model_import.Found(
        elements=[r for r in _rows(connection, ModelElements) if r.path in chosen],
        relations=[r for r in _rows(connection, ModelRelations) if r.path in chosen],
        includes=[r for r in _rows(connection, ModelIncludes) if r.path in chosen],
        entities=[r for r in _rows(connection, CatalogEntities) if r.path in chosen],
    )
    entries = [r for r in _rows(connection, RadarEntries) if r.path in chosen]
    titles = _titles(connection)
    made: list[Draft] = []
    left = _not_read(connection, chosen)
    if found.elements or found.entities:
        taken = model_import.taken_over(found, _known(connection, titles))
        made.append(taken.draft)
        left += taken.left
    if entries:
        there = connection.execute("SELECT name FROM decided.blips").fetchall()
        draft, more = radar_import.taken_over(entries, frozenset(name for (name,) in there), titles)
        made.append(draft)
        left += more
    return made, left


def _rows(connection: duckdb.DuckDBPyConnection, row: type[R]) -> list[R]:
    declared = table_of(row)
    columns = ", ".join(f'"{c.name}"' for c in declared.columns)
    asked = f"SELECT {columns} FROM {declared.qualified} ORDER BY ALL"  # noqa: S608 (our own names)
    return [row(*values) for values in connection.execute(asked).fetchall()]


def _titles(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = connection.execute("SELECT name, title FROM known.technologies ORDER BY name").fetchall()
    found = {title.lower(): name for name, title in rows}
    return found | {name: name for name, _ in rows} | {name.replace("-", " "): name for name, _ in rows}


_NAMES = """
SELECT name, name, 2 FROM derived.parts
UNION ALL SELECT unnest(aliases), name, 1 FROM decided.components
UNION ALL SELECT name, name, 0 FROM decided.components
ORDER BY 3, 2, 1
"""


def _known(connection: duckdb.DuckDBPyConnection, titles: dict[str, str]) -> model_import.Known:
    names: dict[str, str] = {}
    for spelling, name, _ in connection.execute(_NAMES).fetchall():
        names.setdefault(model_import.plain(spelling), name)

    def column(sql: str) -> list[tuple[str, ...]]:
        return connection.execute(sql).fetchall()

    return model_import.Known(
        names={spelling: name for spelling, name in names.items() if spelling},
        declared=frozenset(name for (name,) in column("SELECT name FROM decided.components")),
        needs=frozenset((a, b) for a, b in column("SELECT component, needs FROM decided.needs")),
        teams=frozenset(name for (name,) in column("SELECT name FROM decided.teams")),
        technologies=titles,
    )


def _not_read(connection: duckdb.DuckDBPyConnection, chosen: set[str]) -> list[str]:
    """What the readers of such files could not read in these."""
    asked = """
        SELECT path, line, reason FROM observed.coverage
        WHERE source IN ('structurizr', 'likec4', 'mermaid', 'threagile', 'backstage', 'radars')
          AND status <> 'complete'
        ORDER BY path, line, reason
    """
    return [
        f"{path}{f':{line}' if line else ''}: not read: {why}"
        for path, line, why in connection.execute(asked).fetchall()
        if path in chosen
    ]
