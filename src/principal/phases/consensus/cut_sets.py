"""The smallest sets of faults that break a journey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus.failure.gather import DECLARED, system_of
from principal.phases.consensus.failure.journeys import breaking
from principal.phases.consensus.failure.spread import DEGRADES, FAILS, QUEUES, combined
from principal.phases.consensus.failure.system import Fault

_MOST_PAIRS = 1000


@table("derived", key=("journey", "effect", "faults"))
@dataclass(frozen=True, slots=True)
class CutSets:
    """Minimal cut sets of one fault and of two: without one of them the journey would not be hit so badly.

    Of pairs there are at most 1,000 for a journey and an effect, and none in a system of more than 1,000
    components; `principal fmea` counts them all, and those of more than two faults.
    """

    journey: str
    effect: str  # fails; degrades or queues: that, and nothing worse
    faults: list[str]  # as people say them: orders-db, zone eu-1a
    kinds: list[str]  # component, zone, region or vendor, in the same order
    path: str  # where the journey is declared
    line: int


def rows(components: list[Any], needs: list[Any], journeys: list[Any], shared: list[Any]) -> Iterator[CutSets]:
    """A row for each set."""
    system = system_of(components, needs, journeys, shared)
    if not system.journeys:
        return
    found = combined(system, breaking(system), _MOST_PAIRS)
    for journey in system.journeys:
        told: set[tuple[Fault, ...]] = set()
        for effect in (FAILS, DEGRADES, QUEUES):
            sets = found[journey.name, effect]
            for faults in (*((fault,) for fault in sets.singles), *sets.pairs):
                if faults not in told:
                    names, kinds = [str(f) for f in faults], [f.kind for f in faults]
                    yield CutSets(journey.name, effect, names, kinds, journey.path, journey.line)
                told.add(faults)


ANALYSIS = Computation(name="cut_sets", version=2, table=CutSets, asks=DECLARED, rows=rows)
