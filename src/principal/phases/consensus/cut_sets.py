"""The smallest sets of faults that break a journey."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus.failure.gather import DECLARED, system_of
from principal.phases.consensus.failure.journeys import breaking
from principal.phases.consensus.failure.spread import DEGRADES, FAILS, QUEUES, Square, square
from principal.phases.consensus.failure.system import Fault

_MOST_PAIRS = 1000


@table("derived", key=("journey", "effect", "faults"))
@dataclass(frozen=True, slots=True)
class CutSets:
    """Minimal cut sets of one fault and of two: without one of them the journey would not be hit so badly.

    Of pairs there are at most 1,000 for a journey and an effect; `principal fmea` counts them all, and
    those of more than two faults.
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
    table_of_pairs = square(system, breaking(system))
    found = table_of_pairs.effects
    for journey in system.journeys:
        value, told = 0, set[tuple[Fault, ...]]()
        for effect, values in ((FAILS, found.fails), (DEGRADES, found.degrades), (QUEUES, found.queues)):
            value |= values[journey.name]
            for faults in _sets(table_of_pairs, value):
                if faults not in told:
                    names, kinds = [str(f) for f in faults], [f.kind for f in faults]
                    yield CutSets(journey.name, effect, names, kinds, journey.path, journey.line)
                told.add(faults)


def _sets(table_of_pairs: Square, value: int) -> Iterator[tuple[Fault, ...]]:
    yield from ((fault,) for fault in table_of_pairs.single(value))
    yield from itertools.islice(table_of_pairs.pairs(value), _MOST_PAIRS)


ANALYSIS = Computation(name="cut_sets", version=1, table=CutSets, asks=DECLARED, rows=rows)
