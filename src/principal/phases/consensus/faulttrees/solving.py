"""Solves a tree: module by module, each with the first order of its events that is good enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from principal.phases.consensus.faulttrees import walk
from principal.phases.consensus.faulttrees.engine import Bounds, Clock, Diagram, Engine, Paused
from principal.phases.consensus.faulttrees.orders import Plan, plans
from principal.phases.consensus.faulttrees.shape import Shape, shape_of
from principal.phases.consensus.faulttrees.solution import Solution
from principal.phases.consensus.faulttrees.solved import Module
from principal.phases.consensus.faulttrees.tree import TRUE, Kind, Node, Tree

# Of an attempt with one order: when all orders had as many, they are tried again with more.
STEPS = (100_000, 1_500_000, 12_000_000, 120_000_000, 1_200_000_000)
COLLECT_AFTER = 2_000_000  # nodes


def solve(tree: Tree, top: int, bounds: Bounds | None = None, clock: Clock | None = None) -> Solution:
    """The solution of *top*, a node of *tree*. A *clock* that runs already goes on.

    Raises:
        NotSolved: the *bounds* do not suffice.
    """
    bounds = bounds or Bounds()
    clock = clock or Clock(bounds)
    shape = shape_of(tree, top, clock)
    if not shape.modules:
        return without_gates(tree, shape, clock)
    engine = Engine(bounds, clock)
    solved = [solved_module(shape, module, engine, clock, (*STEPS, None)) for module in shape.modules]
    return Solution(tree, tuple(solved), clock, inverted=shape.inverted, coherent=shape.coherent)


def without_gates(tree: Tree, shape: Shape, clock: Clock) -> Solution:
    """The solution of a function that is always true, or never, or as one event is."""
    if shape.node == TRUE:
        return Solution(tree, (), clock, inverted=not shape.inverted, coherent=True)
    alone = Diagram([walk.LEAF, 0, 0, 0, walk.LEAF, 1, 1, 0, 0, 0, 1, 0], 2)
    module = Module(shape.named((shape.node,)), alone, alone)
    return Solution(tree, (module,), clock, inverted=shape.inverted, coherent=shape.coherent)


def solved_module(shape: Shape, module: int, engine: Engine, clock: Clock, rounds: Sequence[int | None]) -> Module:
    """One module of a shape: of several orders of its leaves, whichever comes to an end first is taken.

    Args:
        rounds: how many steps each order has in the first round, in the second, …; None for any number.

    Raises:
        NotSolved: the bounds do not suffice.
        Paused: the last round did not.
    """
    every = list(plans(shape.net.nodes, module, shape.modules, clock.look))
    if len(every) == 1:
        rounds = rounds[-1:]
    for steps in rounds:
        left = []
        for plan in every:
            engine.clear()
            engine.steps = steps
            root, gates_left = decision(shape.net.nodes, plan, engine)
            if not gates_left:
                return _finished(shape, plan, root, engine)
            left.append(gates_left)
        # Whichever came furthest goes first in the next round.
        every = [every[at] for at in sorted(range(len(every)), key=left.__getitem__)]
    raise Paused


def _finished(shape: Shape, plan: Plan, root: int, engine: Engine) -> Module:
    engine.steps = None
    decision = engine.diagram(root)
    if engine.count > COLLECT_AFTER:
        (root,) = engine.collect([root])
    return Module(shape.named(plan.leaves), decision, engine.diagram(engine.apply(walk.MINIMAL, root, 0)))


class Live:
    """Which gates of a plan are still needed while it is built: the others may be forgotten."""

    def __init__(self, nodes: Sequence[Node], plan: Plan) -> None:
        self._nodes = nodes
        self._left = dict.fromkeys(plan.gates, 0)
        for gate in plan.gates:
            for child in self._gates_in(gate):
                self._left[child] += 1
        self.nodes = set(plan.leaves)

    def _gates_in(self, gate: int) -> list[int]:
        children = (n if n >= 0 else ~n for n in self._nodes[gate].inputs)
        return [child for child in children if child in self._left]

    def built(self, gate: int) -> None:
        """*gate* is; its inputs may not be needed any more."""
        self.nodes.add(gate)
        for child in self._gates_in(gate):
            self._left[child] -= 1
            if not self._left[child]:
                self.nodes.discard(child)


Value = TypeVar("Value")


class Makes(Protocol[Value]):
    """Makes the values of gates: an ``Engine``, or what computes with something else than one diagram a gate."""

    @property
    def count(self) -> int:
        """How many nodes there are."""

    def constant(self, value: bool) -> Value:
        """What is always true, or never."""

    def event(self, level: int) -> Value:
        """True where the event of *level* has happened."""

    def level(self, value: Value, /) -> int:
        """The first level that it asks for."""

    def inverse(self, value: Value, /) -> Value:
        """True where *value* is false."""

    def apply(self, operation: int, a: Value, b: Value) -> Value:
        """The *operation* of ``walk`` on both."""

    def collect(self, wanted: Sequence[Value]) -> list[Value]:
        """Forget all nodes that none of *wanted* needs; the new values of those."""


def decision(nodes: Sequence[Node], plan: Plan, engine: Makes[Value]) -> tuple[Value, int]:
    """The decision diagram of a module, and for how many of its gates the steps did not suffice."""
    done = {leaf: engine.event(level) for level, leaf in enumerate(plan.leaves)}
    live = Live(nodes, plan)
    most = COLLECT_AFTER
    for at, gate in enumerate(plan.gates):
        try:
            inputs = [done[n] if n >= 0 else engine.inverse(done[~n]) for n in nodes[gate].inputs]
            done[gate] = _gate(nodes[gate], inputs, engine)
        except Paused:
            return engine.constant(False), len(plan.gates) - at
        live.built(gate)
        if engine.count > most:
            kept = sorted(live.nodes)
            done.update(zip(kept, engine.collect([done[n] for n in kept]), strict=True))
            most = max(most, 3 * engine.count)
    return done[plan.gates[-1]], 0


def _gate(node: Node, inputs: list[Value], engine: Makes[Value]) -> Value:
    """The decision diagram of one gate over those of its *inputs*."""
    inputs = sorted(inputs, key=lambda n: -engine.level(n))
    if node.kind is not Kind.AT_LEAST:
        operation = {Kind.ALL: walk.AND, Kind.ANY: walk.OR, Kind.PARITY: walk.PARITY}[node.kind]
        result = inputs[0]
        for each in inputs[1:]:
            result = engine.apply(operation, result, each)
        return result
    reached = [engine.constant(True)] + [engine.constant(False)] * node.least  # that many or more of the inputs so far
    for done, each in enumerate(inputs):
        for count in range(min(node.least, done + 1), 0, -1):
            with_it = engine.apply(walk.AND, each, reached[count - 1])
            reached[count] = engine.apply(walk.OR, with_it, reached[count])
    return reached[node.least]
