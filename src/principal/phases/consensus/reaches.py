"""The availability that each journey, or component, can reach, against what was promised of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus.failure.gather import DECLARED, PROMISES, Promise, system_of
from principal.phases.consensus.failure.journeys import promised, reaches, with_promised
from principal.phases.consensus.faulttrees import Bounds

# The same answer on every machine: bounded by what it may build, not by time, and without machine code.
_BOUNDS = Bounds(nodes=300_000, machine_code=False)
_MOST_SOLVED = 100


@table("derived", key=("journey", "promise"))
@dataclass(frozen=True, slots=True)
class Reaches:
    """What availability was promised, and what can be reached at best by the figures that records give.

    What has no figure is taken for perfect, so that what is out of reach by these is out of reach.
    """

    journey: str  # or the component that it was promised of: with all that it cannot do without
    promise: str  # the constraint or the objective
    promised: float  # a ratio
    reachable: float | None  # a ratio; null where no record gives a figure, or it was not solved
    missing: list[str]  # components without a figure that can break it
    unsolved: str | None  # why it was not solved
    path: str  # where the journey or the component is declared
    line: int


def rows(
    components: list[Any], needs: list[Any], journeys: list[Any], shared: list[Any], promises: list[Any]
) -> Iterator[Reaches]:
    """A row for each promise about a journey or a component."""
    said = [Promise(*row) for row in promises]
    declared = system_of(components, needs, journeys, shared)
    system = with_promised(declared, said)
    asked = {journey: found for journey in declared.journeys if (found := promised(journey.name, said))}
    for alone in system.journeys[len(declared.journeys) :]:
        asked[alone] = [promise for promise in said if promise.subject == alone.name]
    if not asked:
        return
    answers = reaches(system, _BOUNDS, [journey.name for journey in asked][:_MOST_SOLVED])
    for journey, found in asked.items():
        answer = answers.get(journey.name, f"only {_MOST_SOLVED} journeys are solved at a check")
        unsolved, reach = (answer, None) if isinstance(answer, str) else (None, answer)
        for promise in found:
            yield Reaches(
                journey.name,
                promise.by,
                promise.ratio,
                reach.best if reach else None,
                list(reach.missing) if reach else [],
                unsolved,
                journey.path,
                journey.line,
            )


_ASKS: Mapping[str, str] = {**DECLARED, "promises": PROMISES}

ANALYSIS = Computation(name="reaches", version=2, table=Reaches, asks=_ASKS, rows=rows)
