"""What each single fault does to each journey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus.failure.gather import DECLARED, system_of
from principal.phases.consensus.failure.spread import in_blocks, outcome
from principal.phases.consensus.failure.system import Fault, System

_MOST_FALLS = 100


@table("derived", key=("kind", "fault", "journey"))
@dataclass(frozen=True, slots=True)
class Impacts:
    """Journeys that a single fault makes fail, degrade or queue, from what records declare.

    The fault of a person stands for all that this person alone holds.
    """

    kind: str  # of the fault: component, zone, region, vendor, person or need
    fault: str  # what is gone; a need is called 'checkout -> orders-db'
    journey: str
    effect: str  # fails, degrades or queues: the worst of them
    falls: list[str]  # other components that go down with it, at most 100
    core: bool  # the journey goes through a core component
    path: str  # where the fault's component or need is declared, else the journey
    line: int


def rows(components: list[Any], needs: list[Any], journeys: list[Any], shared: list[Any]) -> Iterator[Impacts]:
    """A row for each fault and each journey that it does something to."""
    system = system_of(components, needs, journeys, shared)
    if not system.journeys:
        return
    faults = list(system.faults())
    core = {j.name: any(system.parts[step].core for step in j.steps) for j in system.journeys}
    for start, count, found in in_blocks(system, [frozenset([fault]) for fault in faults]):
        for number in range(count):
            fault = faults[start + number]
            hit = [(j, effect) for j in system.journeys if (effect := outcome(found, j.name, number)) is not None]
            if not hit:
                continue
            falls = [name for name, value in found.down.items() if value >> number & 1 and name != fault.name]
            for journey, effect in hit:
                path, line = place_of(system, fault) or (journey.path, journey.line)
                yield Impacts(
                    fault.kind, fault.name, journey.name, effect, falls[:_MOST_FALLS], core[journey.name], path, line
                )


def place_of(system: System, fault: Fault) -> tuple[str, int] | None:
    """Where a fault's component, need, zone, region or vendor is declared; None where it is not."""
    if fault.kind == "component":
        part = system.parts[fault.name]
        return (part.path, part.line) if part.path else None
    if fault.kind == "need":
        need = system.need_named[fault.name]
        return need.path, need.line
    described = system.described.get(fault)
    return (described.path, described.line) if described else None


ANALYSIS = Computation(name="impacts", version=2, table=Impacts, asks=DECLARED, rows=rows)
