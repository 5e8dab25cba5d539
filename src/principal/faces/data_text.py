"""What is known of data, and what moving them takes, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from principal.phases.consensus.data_overview import Entity, Kept, Overview, Seen
from principal.phases.consensus.failure.words import listed, span
from principal.phases.consensus.gravity import Gravity, Move, Price, gravity, stays

_MOST = 12  # tables of one store that are named
_MONTH = 2_629_746  # seconds
_SIZES = (("PB", 1e15), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def size(count: float) -> str:
    """Bytes as people write them: ``400 GB``."""
    for unit, step in _SIZES:
        if count >= step:
            return f"{round(count / step, 1):,g} {unit}"
    return f"{count:g} B"


def overview_lines(found: Overview) -> Iterator[str]:
    """Every entity with its owner, writers, copies and where it was seen; then what is seen and has no entity."""
    if not found.entities:
        yield "no data entity is declared; principal records system shows how"
    for entity in found.entities:
        yield from _entity_lines(entity)
    if found.others:
        yield ""
        named = "no entity is called like them" if found.entities else "nobody has decided who owns them"
        yield f"{_counted(len(found.others), 'table')} seen in code, and {named}:"
        for (parts, store), tables in groupby(found.others, key=lambda s: (s.parts, s.store)):
            names = list(dict.fromkeys(seen.table for seen in tables))
            where = f" (in {store})" if store and store != parts else ""
            yield f"  {parts or 'in no component'}{where}: {listed(names, _MOST)}"


def _entity_lines(entity: Entity) -> Iterator[str]:
    marks = f" ({', '.join(entity.classes)})" if entity.classes else ""
    yield f"{entity.name}{marks}{'  ESTIMATED' if entity.estimated else ''}  {entity.path}:{entity.line}"
    kept = f"kept in {entity.store}" if entity.store else "kept nowhere that is said"
    where = f" in {', '.join(entity.regions)}" if entity.regions else ""
    owner = f"owned by {entity.owner}" if entity.owner else "owned by nobody"
    yield f"  {owner}, {kept}{where}; {_consistency(entity)}"
    if entity.size is not None or entity.growth is not None:
        grows = f"{size(entity.growth * _MONTH)} more a month" if entity.growth is not None else ""
        yield f"  {', '.join(filter(None, [size(entity.size) if entity.size is not None else '', grows]))}"
    if entity.writers:
        yield f"  written also by {', '.join(entity.writers)}"
    for copy in entity.copies:
        yield f"  copy at {copy.component}: {_copy(copy)}"
    for seen in entity.seen:
        store = f" in {seen.store}" if seen.store else ""
        where = f"{seen.path}:{seen.line}, {seen.tool}"
        yield f"  seen: {seen.table}{store}, defined by {seen.parts or 'no component'} ({where})"


def _consistency(entity: Entity) -> str:
    if entity.consistency_ms is not None:
        return f"readers see it {span(entity.consistency_ms)} stale at most"
    return f"{entity.consistency} consistency" if entity.consistency else "no consistency is said"


def _copy(copy: Kept) -> str:
    unsaid = "" if copy.how in ("backup", "export") else "no staleness is said"  # those are as old as their day
    stale = f"{span(copy.staleness_ms)} stale at most" if copy.staleness_ms is not None else unsaid
    said = [f"by {copy.how}" if copy.how else "", stale, f"rebuilt: {copy.rebuild}" if copy.rebuild else ""]
    return ", ".join(filter(None, [*said, f"because {copy.because}" if copy.because else ""]))


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def move_lines(move: Move) -> Iterator[str]:
    """What moving takes, what is cheaper, and what has to be said to know more."""
    found = gravity(move)
    where = f" from {move.source.region}" if move.source else ""
    where += f" to {move.destination.region}" if move.destination else ""
    yield f"{move.data}{where}{f': {size(move.volume)}' if move.volume is not None else ''}"
    yield from (f"  {line}" for line in _taking(move, found))
    if found.lacks:
        yield f"  not said: {'; '.join(found.lacks)}"


def _taking(move: Move, found: Gravity) -> Iterator[str]:
    if found.never:
        yield "copy     never catches up: it changes faster than the link carries"
    elif found.copy_ms is not None:
        said = f"; it is said to take {span(move.takes_ms)}" if move.takes_ms is not None else ""
        early = ", which is too short" if move.takes_ms is not None and move.takes_ms < found.copy_ms else ""
        yield f"copy     {span(found.copy_ms)} at least, at {size(move.link or 0)}/s{said}{early}"
    if found.window_ms is not None:
        said = f"; {span(move.dual_write_ms)} are said" if move.dual_write_ms is not None else ""
        short = ", which is too short" if (move.dual_write_ms or found.window_ms) < found.window_ms else ""
        yield f"both     are written for {span(found.window_ms)} at least{said}{short}"
    if found.cost is not None and move.price is not None:
        yield f"leaving  {_cost(found.cost, move.price)}"
    elif stays(move):
        yield "leaving  nothing leaves the region"
    if found.better is not None and move.compute_ms is not None:
        yield f"instead  {_instead(move, found)}"


def _cost(cost: float, price: Price) -> str:
    told_by = f", told by {price.told_by}" if price.told_by else ""
    listed_as = f" ({price.note}, {price.dated}: {price.url}{told_by})" if price.dated else " as the record says"
    bound = " at most" if price.dated else ""
    return f"{cost:,.2f} {price.currency}{bound}, at {price.each:g} {price.currency} a gigabyte{listed_as}"


def _instead(move: Move, found: Gravity) -> str:
    compute = span(move.compute_ms or 0)
    if found.better == "compute":
        saved = f" and saves {found.cost:,.2f} {move.price.currency}" if found.cost and move.price else ""
        return f"moving the compute takes {compute}, is sooner{saved}: move the compute"
    paid = f", for {found.cost:,.2f} {move.price.currency}" if found.cost and move.price else ""
    return f"moving the compute takes {compute}: moving the data is sooner{paid}"


def move_data(move: Move) -> dict[str, object]:
    """A move for machines; times in ms, sizes in bytes."""
    found = gravity(move)
    price = move.price
    return {
        "data": move.data, "proposal": move.proposal,
        "from": move.source.region if move.source else None,
        "to": move.destination.region if move.destination else None,
        "volume": move.volume, "link": move.link, "changes": move.changes, "copy_ms": found.copy_ms,
        "never_catches_up": found.never, "dual_write_ms": found.window_ms, "sent": found.sent, "cost": found.cost,
        "price": None if price is None else {
            "per_gb": price.each, "currency": price.currency, "note": price.note or None,
            "dated": price.dated.isoformat() if price.dated else None, "url": price.url or None,
            "told_by": price.told_by or None,
        },
        "compute_ms": move.compute_ms, "sooner": found.better, "not_said": list(found.lacks),
    }  # fmt: skip


def overview_data(found: Overview) -> dict[str, object]:
    """Everything for machines; times in ms, sizes in bytes."""
    return {
        "version": 1,
        "entities": [
            {
                "name": e.name, "path": e.path, "line": e.line, "owner": e.owner, "writers": list(e.writers),
                "store": e.store, "classes": list(e.classes), "regions": list(e.regions), "consistency": e.consistency,
                "consistency_ms": e.consistency_ms, "size": e.size, "growth_per_second": e.growth,
                "estimated": e.estimated,
                "copies": [
                    {"component": k.component, "how": k.how, "staleness_ms": k.staleness_ms, "rebuild": k.rebuild,
                     "because": k.because}
                    for k in e.copies
                ],
                "seen": _seen_data(e.seen),
            }
            for e in found.entities
        ],
        "undeclared": _seen_data(found.others),
        "moves": [move_data(move) for move in found.moves],
    }  # fmt: skip


def _seen_data(seen: Iterable[Seen]) -> list[dict[str, object]]:
    return [
        {
            "table": s.table,
            "by": s.parts.split(", ") if s.parts else [],
            "store": s.store,
            "tool": s.tool,
            "path": s.path,
            "line": s.line,
        }
        for s in seen
    ]
