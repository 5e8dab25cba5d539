"""What breaks each journey, how many ways there are, and what availability it can reach at best."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from principal.phases.consensus.failure.functions import chanced, fault_of, functions
from principal.phases.consensus.failure.gather import Promise
from principal.phases.consensus.failure.semantics import Effects
from principal.phases.consensus.failure.spread import FAILS, Combined, combined
from principal.phases.consensus.failure.system import Fault, Journey, System
from principal.phases.consensus.faulttrees import Bounds, Importance, NotSolved, Solution, Tree, bounded, solve
from principal.phases.consensus.faulttrees.engine import Clock

BREAKING = ("component", "zone", "region", "vendor")  # a person's absence breaks nothing by itself
MOST_PAIRS = 1000
_MOST_TOP = 10
_YEAR, _DAY_MS = 365.2425, 86_400_000
_SMALL = 2
_FOR_THE_ANSWER = 0.5  # of a journey's time; the rest is for a bound where that does not suffice


@dataclass(frozen=True, slots=True)
class Reach:
    """The availability of a journey, from figures that records give.

    Attributes:
        best: the share of the time that it can work at most: what has no figure is taken for perfect.
            None where no figure says anything. Where it was not solved, it may be less.
        missing: components without a figure that can break it: where there are some, it may be less than ``best``.
        shared: zones, regions and vendors without a figure that can break it; taken for perfect.
    """

    best: float | None
    missing: tuple[str, ...]
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """Faults that break a journey together, and none of them can be left out; with the share of the time."""

    faults: tuple[Fault, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Risk:
    """What breaks one journey.

    Attributes:
        singles: faults that break it alone.
        pairs: faults that break it together, and neither alone: the first ``MOST_PAIRS`` of ``pair_count``,
            which is None where the system has too many components to look at all.
        by_order: how many minimal cut sets of one fault, of two, … there are; None where unsolved.
        top: the likeliest of those whose faults all have a figure.
        importance: of each fault that has a figure.
        unsolved: why the exact answers are missing.
    """

    journey: Journey
    singles: tuple[Fault, ...]
    pairs: tuple[tuple[Fault, Fault], ...]
    pair_count: int | None
    by_order: dict[int, int] | None
    reach: Reach
    top: tuple[Likely, ...]
    importance: tuple[tuple[Fault, Importance], ...]
    unsolved: str | None = None


def breaking(system: System) -> list[Fault]:
    """The faults that may break a journey, whether a figure is given or not."""
    return [fault for fault in system.faults() if fault.kind in BREAKING]


def risks(system: System, seconds: float) -> list[Risk]:
    """The risk of each journey; each has its share of *seconds*, and what others left of theirs."""
    end = time.monotonic() + seconds
    found = combined(system, breaking(system), MOST_PAIRS)
    chances = chances_of(system)
    built = _built(system, chances)
    answers = []
    for number, journey in enumerate(system.journeys):
        share = max(0.0, end - time.monotonic()) / (len(system.journeys) - number)
        answers.append(_risk(journey, found[journey.name, FAILS], built, chances, Bounds(seconds=share)))
    return answers


def chances_of(system: System) -> dict[Fault, float]:
    """The share of the time that each fault is there, as far as records say."""
    found = {
        Fault("component", part.name): 1.0 - part.availability
        for part in system.parts.values()
        if part.availability is not None
    }
    for fault, shared in system.described.items():
        if shared.availability is not None:
            found[fault] = 1.0 - shared.availability
    return found


_Built = tuple[Tree, Effects] | str  # or why there is none


def _built(system: System, chances: Mapping[Fault, float]) -> _Built:
    try:
        return functions(system, chanced(BREAKING, chances))
    except NotSolved as error:
        return str(error)


def _risk(journey: Journey, breaks: Combined, built: _Built, chances: Mapping[Fault, float], bounds: Bounds) -> Risk:
    singles, pairs = breaks.singles, tuple(breaks.pairs)
    clock = Clock(bounds)
    clock.give(_FOR_THE_ANSWER)
    try:
        solved = _solved(built, journey.name, bounds, clock)
        reach = reach_of(solved, chances)
        top = solved.top(_MOST_TOP) if reach.best is not None else []
        importance = solved.importance() if reach.best is not None else []
        return Risk(
            journey,
            singles,
            pairs,
            breaks.count,
            solved.by_order,
            reach,
            tuple(Likely(tuple(map(fault_of, cut.events)), cut.probability or 0.0) for cut in top),
            tuple((fault, one) for one in importance if (fault := fault_of(one.event)) in chances),
        )
    except NotSolved as error:
        clock.give(1.0)
        reach = _at_most(built, journey.name, bounds, clock, chances)
        return Risk(journey, singles, pairs, breaks.count, None, reach, (), (), str(error))


def _solved(built: _Built, journey: str, bounds: Bounds, clock: Clock | None = None) -> Solution:
    if isinstance(built, str):
        raise NotSolved(built)
    return solve(built[0], built[1].fails[journey], bounds, clock)


def _at_most(built: _Built, journey: str, bounds: Bounds, clock: Clock, chances: Mapping[Fault, float]) -> Reach:
    """What a journey that was not solved cannot reach more than."""
    try:
        if not isinstance(built, str):
            found = bounded(built[0], built[1].fails[journey], bounds, clock)
            return _reach(found.events(), found.least, chances)
    except NotSolved:
        pass
    return Reach(None, (), ())


def reach_of(solved: Solution, chances: Mapping[Fault, float]) -> Reach:
    """What a journey reaches at best, and whose figures are missing."""
    return _reach(_events(solved), solved.probability, chances)


def _reach(events: Iterable[str], chance: float | None, chances: Mapping[Fault, float]) -> Reach:
    faults = [fault_of(event) for event in events]
    without = [fault for fault in faults if fault not in chances]
    missing = tuple(fault.name for fault in without if fault.kind == "component")
    shared = tuple(str(fault) for fault in without if fault.kind != "component")
    told = chance is not None and (not faults or len(without) < len(faults))
    return Reach(1.0 - chance if told and chance is not None else None, missing, shared)


def _events(solved: Solution) -> list[str]:
    """What it depends on: where small sets are all that there are, what is in them."""
    if max(solved.by_order, default=0) > _SMALL:
        return solved.events()
    return sorted({event for events in solved.cut_sets(_SMALL) for event in events})


def reaches(system: System, bounds: Bounds, journeys: Iterable[str]) -> dict[str, Reach | str]:
    """The availability that these journeys can reach; or why that cannot be told."""
    chances = chances_of(system)
    built = _built(system, chances)
    found: dict[str, Reach | str] = {}
    for name in journeys:
        try:
            found[name] = reach_of(_solved(built, name, bounds), chances)
        except NotSolved as error:
            found[name] = str(error)
    return found


def promised(journey: str, promises: Iterable[Promise]) -> list[Promise]:
    """What was promised of a journey: of itself, and of the whole system."""
    return [p for p in promises if p.subject in (journey, "system")]


def allowed_ms(promise: Promise) -> float:
    """How long it may be down, in the time in which the promise is to be kept; in a year where none is said."""
    return round((1 - promise.ratio) * (promise.days or _YEAR) * _DAY_MS, 3)


def with_promised(system: System, promises: Iterable[Promise]) -> System:
    """The system, where what was promised of a component is a journey through it alone."""
    known = {journey.name for journey in system.journeys}
    parts = [system.parts[name] for name in sorted({p.subject for p in promises} - known) if name in system.parts]
    alone = tuple(Journey(part.name, (part.name,), path=part.path, line=part.line) for part in parts)
    return replace(system, journeys=(*system.journeys, *alone))
