"""The system that a generation knows: its parts and what each needs, declared or only seen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Need:
    """A row of ``derived.part_needs``, with whether it is a guess of the record."""

    component: str
    needs: str
    via: str | None
    when_down: str | None
    declared: bool
    observed: bool
    path: str
    line: int
    evidence: str | None
    estimated: bool
    because: str | None  # what it was guessed from, where nobody confirmed it


@dataclass(frozen=True, slots=True)
class Part:
    """A row of ``derived.parts``, and what it needs, by name."""

    name: str
    kind: str
    team: str | None
    root: str | None
    tech: tuple[str, ...]
    core: bool
    external: bool  # beyond our boundary: declared so, or of the kind that is
    declared: bool
    observed: bool
    estimated: bool
    path: str
    line: int
    evidence: str | None
    replicas: int | None
    because: str | None  # what it was guessed from, where nobody confirmed it
    needs: tuple[Need, ...]


_PARTS = """
SELECT p.name, p.kind, p.team, p.root, p.tech, p.core, p.external OR p.kind = 'external', p.declared, p.observed,
       p.estimated, p.path, p.line, p.evidence, p.replicas, c.estimated_because
FROM derived.parts AS p LEFT JOIN decided.components AS c USING (repository, name) ORDER BY p.name
"""
_NEEDS = """
SELECT p.component, p.needs, p.via, p.when_down, p.declared, p.observed, p.path, p.line, p.evidence,
       coalesce(n.estimated, false), n.estimated_because
FROM derived.part_needs AS p LEFT JOIN decided.needs AS n USING (repository, component, needs)
ORDER BY p.component, p.needs
"""


def read(connection: duckdb.DuckDBPyConnection) -> tuple[Part, ...]:
    """The parts of the system, by name."""
    needs: dict[str, list[Need]] = defaultdict(list)
    for row in connection.execute(_NEEDS).fetchall():
        needs[row[0]].append(Need(*row))
    rows = connection.execute(_PARTS).fetchall()
    return tuple(Part(*(*row[:4], tuple(row[4] or ()), *row[5:], tuple(needs[row[0]]))) for row in rows)


def between(parts: tuple[Part, ...]) -> list[Need]:
    """The needs of parts for other parts; what is no part of the system is left out."""
    names = {part.name for part in parts}
    return [n for part in parts for n in part.needs if n.needs in names and n.needs != part.name]
