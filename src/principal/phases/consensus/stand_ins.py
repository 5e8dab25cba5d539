"""Stand-ins, and what takes one down together with what it stands in for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus.failure.gather import DECLARED, system_of
from principal.phases.consensus.failure.spread import spread
from principal.phases.consensus.failure.system import System


@table("derived", key=("component", "needs"))
@dataclass(frozen=True, slots=True)
class StandIns:
    """Needs with a stand-in (`when_down: {use: …}`), and single faults after which neither is there."""

    component: str
    needs: str
    use: str
    shared: list[str]  # faults that take both, and would spare the component otherwise
    path: str
    line: int


def rows(components: list[Any], needs: list[Any], journeys: list[Any], shared: list[Any]) -> Iterator[StandIns]:
    """A row for each stand-in."""
    system = system_of(components, needs, journeys, shared)
    stood_in = [need for need in system.needs if need.use is not None]
    if not stood_in:
        return
    faults = [fault for fault in system.faults() if fault.kind != "need"]
    scenarios = [frozenset([fault]) for fault in faults]  # fewer than components twice
    found = spread(system, scenarios).down
    spared = spread(_without_stand_ins(system), scenarios).down
    for need in stood_in:
        both = found[need.callee] & found[str(need.use)] & ~spared[need.caller]
        names = [str(fault) for number, fault in enumerate(faults) if both >> number & 1]
        yield StandIns(need.caller, need.callee, str(need.use), names, need.path, need.line)


def _without_stand_ins(system: System) -> System:
    """The same, where nobody goes down for want of what something stands in for."""
    return replace(
        system, needs=tuple(replace(n, when_down="ignore", use=None) if n.use is not None else n for n in system.needs)
    )


ANALYSIS = Computation(name="stand_ins", version=2, table=StandIns, asks=DECLARED, rows=rows)
