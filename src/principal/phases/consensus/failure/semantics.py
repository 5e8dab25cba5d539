"""What failure means: of each part three monotone functions of the faults, as equations.

- *down*: it does not do its work;
- *degraded*: it does it with less than it should;
- *delayed*: some of its work waits in a queue.

Needs may go round in circles, so that the equations are solved for their least solution: nothing
is down unless a fault makes it so. The values are integers whose meaning an :class:`Algebra`
gives: bits of many scenarios at once (``spread``), or nodes of a fault tree (``functions``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from principal.phases.consensus.failure.loads import behind, overloads
from principal.phases.consensus.failure.system import Fault, Need, Part, System, quorum_of, replicas_of

Values = dict[str, int]


class Algebra(Protocol):
    """How values are joined."""

    def any_of(self, values: Sequence[int]) -> int:
        """True where one of them is; of none: false."""

    def all_of(self, values: Sequence[int]) -> int:
        """True where all of them are; of none: true."""

    def least(self, equations: dict[str, Equation]) -> Values:
        """The least solution."""


@dataclass(frozen=True, slots=True)
class Equation:
    """What one part's value is, from the values of those that it ``reads``."""

    reads: tuple[str, ...]
    value: Callable[[Values], int]


@dataclass(frozen=True, slots=True)
class Effects:
    """What becomes of parts and journeys, each a value of the algebra.

    A journey may fail and be degraded at once: then it fails.
    """

    down: Values
    degraded: Values
    delayed: Values
    fails: Values
    degrades: Values
    queues: Values


def effects(system: System, algebra: Algebra, event: Callable[[Fault], int], lasting: float | None = None) -> Effects:
    """What follows from faults.

    Args:
        system: what there is.
        algebra: how values are joined.
        event: the value of a fault.
        lasting: for how many ms; a queue that is full by then fails. None: for less than any queue holds.
    """
    whole = _becomes(system.whole, algebra, event, lasting)
    known = {id(system.whole): whole}
    fails, degrades, queues = {}, {}, {}
    for journey in system.journeys:
        seen = system.seen_by[journey.name]
        if id(seen) not in known:
            steps = {step for j in system.journeys if system.seen_by[j.name] is seen for step in j.steps}
            known[id(seen)] = _becomes(seen, algebra, event, lasting, steps)
        down, degraded, delayed = known[id(seen)]
        false = algebra.any_of([])
        fails[journey.name] = algebra.any_of([down.get(s, false) for s in seen.hard_steps(journey)])
        less = [degraded.get(s, false) for s in journey.steps]
        degrades[journey.name] = algebra.any_of([*less, *(down.get(s, false) for s in journey.optional)])
        queues[journey.name] = algebra.any_of([delayed.get(s, false) for s in journey.steps])
    return Effects(*whole, fails, degrades, queues)


def _becomes(
    system: System,
    algebra: Algebra,
    event: Callable[[Fault], int],
    lasting: float | None,
    steps: Iterable[str] | None = None,
) -> tuple[Values, Values, Values]:
    """Which parts are down, degraded and delayed, where all needs count; of *steps* alone, where they are given."""
    equations = _down(system, algebra, event, lasting)
    asked = list(equations) if steps is None else _below(system, equations, steps)
    down = algebra.least({name: equations[name] for name in asked})
    needs = [need for name in asked for need in system.needs_of[name]]
    gone = {n.name: algebra.any_of([down[n.callee], event(n.fault), event(n.hang)]) for n in needs}
    lesser = [_lesser(system, asked, algebra, down, gone, does) for does in ("degrade", "queue")]
    return down, algebra.least(lesser[0]), algebra.least(lesser[1])


def _below(system: System, equations: dict[str, Equation], steps: Iterable[str]) -> list[str]:
    """The parts among *steps*, and all that what becomes of them follows from."""
    found = dict.fromkeys(step for step in steps if step in equations)
    waiting = list(found)
    for name in waiting:
        for end in (*equations[name].reads, *(e for n in system.needs_of[name] for e in (n.callee, n.use))):
            if end in equations and end not in found:
                found[end] = None
                waiting.append(end)
    return waiting


def _down(
    system: System, algebra: Algebra, event: Callable[[Fault], int], lasting: float | None
) -> dict[str, Equation]:
    crushed: dict[str, list[str]] = {}
    for gone, onto in overloads(system):
        crushed.setdefault(onto, []).append(gone)
    filled: dict[str, list[str]] = {}
    for name, store in sorted(behind(system)):
        filled.setdefault(name, []).append(store)

    def equation(part: Part) -> Equation:
        own = [event(Fault("component", part.name)), _lost(system, algebra, event, part)]
        own += [event(Fault("vendor", part.vendor))] if part.vendor else []
        own += [event(Fault("person", part.keeper))] if part.keeper else []
        own += [event(need.hang) for need in system.needs_of[part.name] if not need.journeys]
        above = crushed.get(part.name, [])
        own += [event(Fault("flush", name)) for name in above]
        stores = filled.get(part.name, []) if part.kind == "cache" else []
        empty = event(Fault("flush", part.name)) if stores else algebra.any_of([])
        hard = [need for need in system.needs_of[part.name] if fatal(need, lasting)]

        def value(values: Values) -> int:
            met = [algebra.any_of(own), *(values[name] for name in above)]
            met += [algebra.all_of([empty, values[name]]) for name in stores]
            for need in hard:
                gone = algebra.any_of([values[need.callee], event(need.fault)])
                met.append(algebra.all_of([gone, values[need.use]]) if need.use in values else gone)
            return algebra.any_of(met)

        reads = [*above, *stores, *(n.callee for n in hard), *(n.use for n in hard if n.use in system.parts)]
        return Equation(tuple(dict.fromkeys(name for name in reads if name is not None)), value)

    return {part.name: equation(part) for part in system.parts.values()}


def fatal(need: Need, lasting: float | None) -> bool:
    """Does the caller fail with it, where nothing stands in?"""
    if need.when_down == "queue":
        return lasting is not None and need.full_after is not None and need.full_after <= lasting
    return need.when_down in ("fail", "use")


def _lost(system: System, algebra: Algebra, event: Callable[[Fault], int], part: Part) -> int:
    """That too many of its replicas are where something is gone."""
    places = [(count, algebra.any_of([event(f) for f in spot])) for count, spot in system.places(part)]

    @cache
    def at_least(wanted: int, first: int) -> int:
        if wanted <= 0:
            return algebra.all_of([])
        if first == len(places):
            return algebra.any_of([])
        count, lost = places[first]
        with_it = algebra.all_of([lost, at_least(wanted - count, first + 1)])
        return algebra.any_of([with_it, at_least(wanted, first + 1)])

    return at_least(replicas_of(part) - quorum_of(part) + 1, 0)


def _lesser(
    system: System, asked: Iterable[str], algebra: Algebra, down: Values, gone: Values, does: str
) -> dict[str, Equation]:
    """That a part is degraded (*does* is ``degrade``), or delayed (``queue``): what a need says for ``when_down``.

    It begins where such a need is gone, and goes on to whoever waits for an answer from there. Who
    puts work into a queue waits for no answer: only a delay goes on to it. Who can do without an
    answer is not delayed by it.
    """

    def equation(part: Part) -> Equation:
        needs = system.needs_of[part.name]
        begins = [gone[n.name] for n in needs if n.when_down == does]
        holds_back = ("ignore", "queue") if does == "degrade" else ("ignore", "degrade")
        lets_through = [n for n in needs if n.when_down not in holds_back]

        def value(values: Values) -> int:
            met = [*begins, *(values[n.callee] for n in lets_through)]
            met += [algebra.all_of([gone[n.name], values[n.use]]) for n in lets_through if n.use in values]
            return algebra.any_of(met)

        reads = [*(n.callee for n in lets_through), *(n.use for n in lets_through if n.use in system.parts)]
        return Equation(tuple(dict.fromkeys(name for name in reads if name is not None)), value)

    return {name: equation(system.parts[name]) for name in asked}
