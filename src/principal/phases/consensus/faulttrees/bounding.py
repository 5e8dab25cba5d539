"""What can be said of a function that is too entangled to be solved.

Instead of one decision diagram a gate has two: one is false wherever the gate is, one is true
wherever it is. As long as a diagram is small, both are the gate itself. One that grows too large
is cut off where more than so many of the events that it asks for have happened: what lies beyond
is false in the one and true in the other. So both still answer as the gate does wherever no more
events than that happen, which makes the minimal solutions of up to so many events exact; and the
probability of the top lies between those of its two diagrams.

That truncation keeps what has few events: A. Rauzy, Y. Dutuit: Exact and truncated computations
of prime implicants of coherent and non-coherent fault trees within Aralia, Reliability
Engineering and System Safety (1997).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from principal.phases.consensus.faulttrees import walk
from principal.phases.consensus.faulttrees.engine import Bounds, Clock, Engine, NotSolved, Paused
from principal.phases.consensus.faulttrees.importance import range_of
from principal.phases.consensus.faulttrees.orders import Plan, plans
from principal.phases.consensus.faulttrees.ranking import CutSet
from principal.phases.consensus.faulttrees.shape import Shape, shape_of
from principal.phases.consensus.faulttrees.solution import Solution
from principal.phases.consensus.faulttrees.solved import Module
from principal.phases.consensus.faulttrees.solving import STEPS, decision, solved_module, without_gates
from principal.phases.consensus.faulttrees.tree import Tree

# How many nodes a diagram may have before it is cut off, and after how many events it is cut off at the earliest.
_ROUNDS = ((1_000, 1), (2_000, 2), (20_000, 3), (200_000, 4), (2_000_000, 5))
_ORDERS = 2  # of a module's events that are tried: they are good at different things
_MOST_EVENTS = 24  # after which one is cut off at the latest
_MOST_LISTED = 100_000

Pair = tuple[int, int]  # the diagram below a gate, and the one above it


@dataclass(frozen=True, slots=True)
class Bounded:
    """What is known.

    Attributes:
        up_to: minimal solutions of at most so many events are known exactly.
        by_order: how many there are of one event, of two, … up to these.
        least, most: what the probability lies between; None where an event has none.
    """

    up_to: int
    by_order: dict[int, int]
    least: float | None
    most: float | None
    _agreeing: Solution  # of a function with the same solutions of up to so many events

    @property
    def coherent(self) -> bool:
        """No event can mend the top, as far as can be seen."""
        return self._agreeing.coherent

    def events(self) -> list[str]:
        """The names of the events that the function depends on, as far as it is known."""
        return self._agreeing.events()

    def cut_sets(self, up_to: int) -> list[CutSet]:
        """Every minimal cut set of at most *up_to* events, or of as many as are known exactly.

        Raises:
            NotSolved: the time is over (as below).
        """
        return self._agreeing.cut_sets_with_chances(min(up_to, self.up_to))

    def top(self, count: int) -> list[CutSet]:
        """The *count* likeliest of those that are few enough to look at all; without probabilities the smallest."""
        order = listed = 0
        for order, many in self.by_order.items():
            listed += many
            if listed > _MOST_LISTED:
                order -= 1
                break
        found = self.cut_sets(order)
        return sorted(found, key=lambda cut: (-(cut.probability or 0.0), len(cut.events), cut.events))[:count]


class Pairs:
    """Computes with pairs of diagrams as an ``Engine`` does with diagrams.

    Args:
        engine: which has them.
        most: nodes that one may have before it is cut off.
        earliest: events that may happen before it is.

    Attributes:
        up_to: how many events may happen so that both of every pair still agree.
    """

    def __init__(self, engine: Engine, most: int, earliest: int) -> None:
        self._engine = engine
        self._most = most
        self._earliest = earliest
        self.up_to = _MOST_EVENTS

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return self._engine.count

    def constant(self, value: bool) -> Pair:
        """What is always true, or never."""
        return int(value), int(value)

    def event(self, level: int) -> Pair:
        """The decision on the event of *level* alone."""
        node = self._engine.event(level)
        return node, node

    def level(self, pair: Pair) -> int:
        """The first level that one of them asks for."""
        return min(map(self._engine.level, pair))

    def inverse(self, pair: Pair) -> Pair:
        """The inverse: what was below is above."""
        return self._engine.inverse(pair[1]), self._engine.inverse(pair[0])

    def apply(self, operation: int, a: Pair, b: Pair) -> Pair:
        """The *operation* of ``walk`` on both.

        Raises:
            NotSolved: the bounds do not suffice.
        """
        if operation == walk.PARITY and (a[0] != a[1] or b[0] != b[1]):
            one = self.apply(walk.AND, a, self.inverse(b))
            other = self.apply(walk.AND, self.inverse(a), b)
            return self.apply(walk.OR, one, other)
        low = self._engine.apply(operation, a[0], b[0])
        high = low if a[0] == a[1] and b[0] == b[1] else self._engine.apply(operation, a[1], b[1])
        return self._cut(low, walk.FALSE_AFTER), self._cut(high, walk.TRUE_AFTER)

    def collect(self, wanted: Sequence[Pair]) -> list[Pair]:
        """Forget all nodes that none of *wanted* needs; the new numbers of those."""
        numbers = iter(self._engine.collect([node for pair in wanted for node in pair]))
        return list(zip(numbers, numbers, strict=True))

    def _cut(self, root: int, operation: int) -> int:
        """The diagram, cut off after as many events as leave it small enough."""
        if self._engine.size(root) <= self._most:
            return root
        fewest, fewer = self._earliest, _MOST_EVENTS + 1  # small enough (or taken all the same), and too large
        best = self._engine.apply(operation, root, 1 + fewest)
        while fewer - fewest > 1:
            middle = (fewest + fewer) // 2
            found = self._engine.apply(operation, root, 1 + middle)
            if self._engine.size(found) <= self._most:
                fewest, best = middle, found
            else:
                fewer = middle
        self.up_to = min(self.up_to, fewest)
        return best


def bounded(tree: Tree, top: int, bounds: Bounds, clock: Clock) -> Bounded:
    """What is known of *top*, a node of *tree*, when the time of the *clock* is over.

    Raises:
        NotSolved: nothing is.
    """
    shape = shape_of(tree, top, clock)
    if not shape.modules:
        solution = without_gates(tree, shape, clock)
        return Bounded(_MOST_EVENTS, solution.by_order, solution.probability, solution.probability, solution)
    engine = Engine(bounds, clock)
    found: dict[int, tuple[Module, Module]] = {}
    entangled = []
    for module in shape.modules:
        try:
            solved = solved_module(shape, module, engine, clock, STEPS[:1])
            found[module] = solved, solved
        except Paused:
            entangled.append(module)
    engine.steps = None
    orders = {module: list(plans(shape.net.nodes, module, shape.modules, clock.look)) for module in entangled}
    best: Bounded | None = None
    try:
        for most, earliest in _ROUNDS:
            for at in range(_ORDERS):
                pairs = Pairs(engine, most, earliest)
                for module, its in orders.items():
                    found[module] = _between(shape, its[at % len(its)], pairs, engine)
                every = [found[module] for module in shape.modules]
                up_to = pairs.up_to if any(low is not high for low, high in every) else _MOST_EVENTS
                known = _known(tree, shape, every, up_to, clock)
                best = known if best is None else _better(best, known)
    except NotSolved:
        if best is None:
            raise
    assert best is not None
    return best


def _between(shape: Shape, plan: Plan, pairs: Pairs, engine: Engine) -> tuple[Module, Module]:
    """A module with less than it has, and one with more."""
    engine.clear()
    (low, high), _ = decision(shape.net.nodes, plan, pairs)
    leaves, below, above = shape.named(plan.leaves), engine.diagram(low), engine.diagram(high)
    (kept,) = engine.collect([low])
    less = Module(leaves, below, engine.diagram(engine.apply(walk.MINIMAL, kept, 0)))
    return less, less if low == high else Module(leaves, above, above)


def _known(tree: Tree, shape: Shape, found: Sequence[tuple[Module, Module]], up_to: int, clock: Clock) -> Bounded:
    lows = tuple(low for low, _ in found)
    agreeing = Solution(tree, lows, clock, inverted=shape.inverted, coherent=shape.coherent)
    by_order = agreeing.count_up_to(up_to)
    least = most = None
    chances = {event: chance for event, (_, chance) in tree.events.items() if chance is not None}
    if not agreeing.without_probability():
        least, most = range_of(found, chances, clock, inverted=shape.inverted)
    return Bounded(up_to, by_order, least, most, agreeing)


def _better(one: Bounded, other: Bounded) -> Bounded:
    """What both say together."""
    more = other if other.up_to >= one.up_to else one
    if one.least is None or other.least is None or one.most is None or other.most is None:
        return more
    return replace(more, least=max(one.least, other.least), most=min(one.most, other.most))
