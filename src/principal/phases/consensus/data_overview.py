"""What a generation knows of data: what was decided of each entity, where it was seen, and what moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from principal.phases.consensus.gravity import Listed, Move, Place, Price, price_of

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Seen:
    """A table or collection that code defines: whose code, and where."""

    table: str
    parts: str  # by name, apart by commas; '' where the file is in no part's folder
    store: str | None
    tool: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy of an entity."""

    component: str
    how: str | None
    staleness_ms: float | None
    rebuild: str | None
    because: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A data entity: what was decided, and which tables that are seen are called like it."""

    name: str
    path: str
    line: int
    owner: str | None
    writers: tuple[str, ...]
    store: str | None
    classes: tuple[str, ...]
    regions: tuple[str, ...]  # where it is kept: its own, else those of its store
    consistency: str | None
    consistency_ms: float | None
    size: float | None
    growth: float | None
    estimated: bool
    copies: tuple[Kept, ...] = ()
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True)
class Overview:
    """All data of a system.

    Attributes:
        entities: that the record declares, in its order.
        others: tables that are seen and called like none of them.
        places: whose region it is, of every region that the catalog knows.
        components: names of those that the record declares, with the regions that they run in.
        prices: of the catalog.
        moves: of proposals, with the list price where they give none.
    """

    entities: tuple[Entity, ...]
    others: tuple[Seen, ...]
    places: dict[str, str]
    components: dict[str, tuple[str, ...]]
    prices: tuple[Listed, ...]
    moves: tuple[Move, ...]

    def place(self, region: str | None) -> Place | None:
        """A region and whose it is."""
        return Place(region, self.places.get(region.strip().lower())) if region else None

    def source(self, entity: Entity | None) -> Place | None:
        """Where an entity is kept, if that is one region."""
        return self.place(entity.regions[0]) if entity is not None and len(entity.regions) == 1 else None

    def priced(self, move: Move) -> Move:
        """*move* with the list price where nobody gave one."""
        return move if move.price else replace(move, price=price_of(move.source, move.destination, self.prices))


_DATA = """
SELECT d.name, d.path, d.line, d.owner, d.writers, d.store, d.classes,
       CASE WHEN len(d.regions) > 0 THEN d.regions ELSE coalesce(c.regions, []) END, d.consistency, d.consistency_ms,
       d.size_bytes, d.growth_bytes_per_second, d.estimated
FROM decided.data AS d LEFT JOIN decided.components AS c ON c.repository = d.repository AND c.name = d.store
ORDER BY d.path, d.line
"""
_COPIES = """
SELECT data, component, how, staleness_ms, rebuild, because FROM decided.copies ORDER BY path, line
"""
# A table is an entity's where it is called so and beside the entity's store, if the record and the code both name one.
# Parts with one folder are one code base.
_SEEN = """
SELECT n.data, t.name, string_agg(DISTINCT t.part, ', ' ORDER BY t.part) AS parts, t.store, min(t.tool), min(t.path),
       arg_min(t.line, t.path)
FROM derived.table_definers AS t
LEFT JOIN (
    SELECT n.repository, n.data, n.likeness, d.store FROM derived.data_names AS n
    JOIN decided.data AS d ON d.repository = n.repository AND d.name = n.data WHERE n."table"
) AS n ON n.repository = t.repository AND n.likeness = t.likeness
      AND (n.store = t.store OR n.store IS NULL OR t.store IS NULL)
GROUP BY n.data, t.name, t.place, t.store
ORDER BY n.data, parts = '', parts, t.store, t.name
"""
_REGIONS = "SELECT name, provider FROM known.regions WHERE provider IS NOT NULL"
_COMPONENTS = "SELECT name, regions FROM decided.components ORDER BY path, line"
_PRICES = """
SELECT region, destination, price, currency, note, dated, url, told_by
FROM known.transfer_prices ORDER BY region, destination
"""
_MOVES = """
SELECT proposal, data, owner, store, region, volume_bytes, link_bytes_per_second, changes_bytes_per_second,
       duration_ms, dual_write_ms, egress_per_gb, egress_currency, compute_ms
FROM decided.proposal_moves ORDER BY path, line
"""


def overview(connection: duckdb.DuckDBPyConnection) -> Overview:
    """All that a generation knows of data."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql).fetchall()

    copies: dict[str, list[Kept]] = {}
    for data, *kept in ask(_COPIES):
        copies.setdefault(data, []).append(Kept(*kept))
    seen: dict[str | None, list[Seen]] = {}
    for data, *table in ask(_SEEN):
        seen.setdefault(data, []).append(Seen(*table))
    entities = tuple(_entity(row, copies.get(row[0], ()), seen.get(row[0], ())) for row in ask(_DATA))
    found = Overview(
        entities=entities,
        others=tuple(seen.get(None, ())),
        places=dict(ask(_REGIONS)),
        components={name: tuple(regions) for name, regions in ask(_COMPONENTS)},
        prices=tuple(Listed(region, to, Price(*price)) for region, to, *price in ask(_PRICES)),
        moves=(),
    )
    return replace(found, moves=tuple(_move(found, row) for row in ask(_MOVES)))


def _entity(row: tuple[Any, ...], copies: Iterable[Kept], seen: Iterable[Seen]) -> Entity:
    said: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return replace(Entity(*said), copies=tuple(copies), seen=tuple(seen))


def _move(found: Overview, row: tuple[Any, ...]) -> Move:
    proposal, data, _, store, region, volume, link, changes, takes, dual, egress, currency, compute = row
    entity = next((e for e in found.entities if e.name == data), None)
    there = region or next(iter(found.components.get(store, ())), None)
    return found.priced(
        Move(
            data=data,
            volume=volume if volume is not None else entity.size if entity else None,
            link=link,
            changes=changes,
            takes_ms=takes,
            dual_write_ms=dual,
            compute_ms=compute,
            price=Price(egress, currency) if egress is not None else None,
            source=found.source(entity),
            destination=found.place(there),
            proposal=proposal,
        )
    )
