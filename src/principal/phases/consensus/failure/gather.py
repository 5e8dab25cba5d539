"""The system as records have it, or where there are none, as evidence shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from principal.core.decided import MOST_COMPONENTS, MOST_JOURNEYS, MOST_NEEDS
from principal.phases.consensus.failure.system import Journey, Need, Part, Shared, System

if TYPE_CHECKING:
    import duckdb

Rows = Iterable[tuple[Any, ...]]

# A figure that nobody confirmed decides nothing. Who alone is on a team holds what the team answers for.
DECLARED: Mapping[str, str] = {
    "components": """
        SELECT c.name, c.kind, c.team, CASE WHEN len(t.members) = 1 THEN t.members[1] END, c.core, c.external,
               c.replicas, c.quorum, c.zones, c.regions, c.vendor,
               CASE WHEN NOT c.estimated THEN c.availability END, CASE WHEN NOT c.estimated THEN c.capacity END,
               CASE WHEN NOT c.estimated THEN c.load END, CASE WHEN NOT c.estimated THEN c.hit_rate END,
               list_concat(c.aliases, c.tech), c.path, c.line
        FROM decided.components AS c
        LEFT JOIN decided.teams AS t ON t.repository = c.repository AND t.name = c.team
        ORDER BY c.name
    """,
    "needs": """
        SELECT component, needs, when_down, use, when_down_said, via, timeout_ms, retries, rate, sees, queue_holds,
               queue_holds_ms, queue_drain, journeys, waits, path, line
        FROM decided.needs ORDER BY component, needs
    """,
    "journeys": "SELECT name, steps, optional, sees, path, line FROM decided.journeys ORDER BY name",
    "shared": "SELECT kind, name, region, availability, path, line FROM decided.shared_fates ORDER BY kind, name",
}

_OBSERVED: Mapping[str, str] = {
    "components": """
        SELECT name, kind, team, NULL, core, external, replicas, NULL, [], [], NULL, NULL, NULL, NULL, NULL,
               tech, path, line
        FROM derived.parts ORDER BY name
    """,
    "needs": """
        SELECT component, needs, 'fail', NULL, false, via, NULL, NULL, NULL, NULL, NULL, NULL, NULL, [],
               true, path, line
        FROM derived.part_needs ORDER BY component, needs
    """,
}

_STORES = ("database", "cache", "queue", "job")


def system_of(components: Rows, needs: Rows, journeys: Rows, shared: Rows) -> System:
    """The system of rows as the questions above give them; what only a need or a step names is a component too."""
    rows = [list(each) for each in (components, needs, journeys)]
    if any(len(each) > most for each, most in zip(rows, (MOST_COMPONENTS, MOST_NEEDS, MOST_JOURNEYS), strict=True)):
        return System({})  # the record is told to be wrong
    parts = {part.name: part for part in (Part(*map(_plain, row)) for row in rows[0])}
    found = tuple(Need(*map(_plain, row)) for row in rows[1] if row[0] in parts)
    steps = tuple(Journey(*map(_plain, row)) for row in rows[2])
    for name in [*(n.callee for n in found), *(n.use for n in found), *(s for j in steps for s in j.steps)]:
        if name is not None and name not in parts:
            parts[name] = Part(name)
    return System(parts, found, steps, tuple(Shared(*row) for row in shared))


def _plain(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


def with_entries(system: System) -> System:
    """A system without journeys, where what nothing else needs stands for what users do through it."""
    needed = {need.callee for need in system.needs}
    entries = [p for p in system.parts.values() if p.name not in needed and p.kind not in _STORES and not p.external]
    journeys = tuple(Journey(p.name, (p.name,), path=p.path, line=p.line) for p in entries)
    return replace(system, journeys=journeys, assumed=True)


@dataclass(frozen=True, slots=True)
class Entity:
    """Data: who writes it, what keeps it, and its copies with how stale each may be (ms)."""

    name: str
    owner: str | None
    store: str | None
    classes: tuple[str, ...]
    copies: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What people said of one failure, in ``architecture/failures.yaml``."""

    name: str
    severity: str | None
    detection: str | None
    mitigation: str | None
    owner: str | None
    review: dt.date | None
    sees: str | None
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Promise:
    """An availability that was promised: of a journey, of a component, or of the whole system.

    Attributes:
        by: the constraint or the objective.
        days: in which it is to be kept; None where that is not said.
    """

    by: str
    subject: str
    ratio: float
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The system, and what else there is to say about its failures.

    Attributes:
        members: of each team.
        estimated: how many of its components, needs and journeys nobody has confirmed.
    """

    system: System
    data: tuple[Entity, ...] = ()
    said: Mapping[str, Said] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()
    estimated: int = 0


# Guessed promises decide nothing. Of what users do every objective is one: nothing of it is good while it is
# down. A component has objectives on what goes on inside of it too, so that only those count that say what they are.
PROMISES = """
    SELECT id, subject, value, NULL::DOUBLE AS days FROM decided.constraints
    WHERE kind = 'availability' AND comparison = '>=' AND value IS NOT NULL AND NOT estimated
    UNION ALL
    SELECT o.name || CASE WHEN o.part <> '' THEN ' (' || o.part || ')' ELSE '' END, coalesce(j.name, c.name),
           o.target, o.window_days
    FROM decided.objectives AS o
    LEFT JOIN decided.journeys AS j ON j.repository = o.repository AND j.name = o.subject
    LEFT JOIN (SELECT repository, called, min(name) AS name
               FROM (SELECT repository, name, unnest(list_append(aliases, name)) AS called FROM decided.components)
               GROUP BY repository, called) AS c ON c.repository = o.repository AND c.called = o.subject
    WHERE j.name IS NOT NULL OR (c.name IS NOT NULL AND o.availability)
    ORDER BY ALL
"""
_COPIES = "SELECT data, component, staleness_ms FROM decided.copies ORDER BY data, component"
_DATA = "SELECT name, owner, store, classes FROM decided.data ORDER BY name"
_SAID = """
    SELECT name, severity, detection, mitigation, owner, review, sees, path, line FROM decided.failures ORDER BY name
"""
_MEMBERS = "SELECT name, members FROM decided.teams ORDER BY name"
_ESTIMATED = """
    SELECT (SELECT count(*) FROM decided.components WHERE estimated)
         + (SELECT count(*) FROM decided.needs WHERE estimated)
         + (SELECT count(*) FROM decided.journeys WHERE estimated)
"""


def known(connection: duckdb.DuckDBPyConnection) -> Known:
    """All that a generation knows: from its records, or where they declare no component, from evidence."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql).fetchall()

    system = system_of(**{name: ask(sql) for name, sql in DECLARED.items()})
    if not system.parts:
        seen = {name: ask(sql) for name, sql in _OBSERVED.items()}
        system = replace(system_of(**seen, journeys=(), shared=()), observed=True)
    if not system.journeys:
        system = with_entries(system)
    copies: dict[str, list[tuple[str, float | None]]] = {}
    for data, component, stale in ask(_COPIES):
        copies.setdefault(data, []).append((component, stale))
    return Known(
        system,
        tuple(
            Entity(n, owner, store, tuple(classes), tuple(copies.get(n, ()))) for n, owner, store, classes in ask(_DATA)
        ),
        {row[0]: Said(*row) for row in ask(_SAID)},
        {name: tuple(members) for name, members in ask(_MEMBERS)},
        tuple(Promise(*row) for row in ask(PROMISES)),
        ask(_ESTIMATED)[0][0],
    )
