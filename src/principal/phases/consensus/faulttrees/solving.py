"""Solves a tree: module by module, each with the first order of its events that is good enough."""

from __future__ import annotations

from collections.abc import Sequence

from principal.phases.consensus.faulttrees import walk
from principal.phases.consensus.faulttrees.engine import Bounds, Clock, Diagram, Engine, Paused
from principal.phases.consensus.faulttrees.modules import modules
from principal.phases.consensus.faulttrees.net import Net, below, net_of
from principal.phases.consensus.faulttrees.orders import Plan, plans
from principal.phases.consensus.faulttrees.simplify import simplified
from principal.phases.consensus.faulttrees.solution import Solution
from principal.phases.consensus.faulttrees.solved import Module
from principal.phases.consensus.faulttrees.tree import TRUE, Kind, Node, Tree

# Of an attempt with one order: when all orders had as many, they are tried again with more.
_STEPS = (100_000, 1_500_000, 12_000_000, 120_000_000, 1_200_000_000)
_COLLECT_AFTER = 2_000_000  # nodes


def solve(tree: Tree, top: int, bounds: Bounds | None = None, clock: Clock | None = None) -> Solution:
    """The solution of *top*, a node of *tree*. A *clock* that runs already goes on.

    Raises:
        NotSolved: the *bounds* do not suffice.
    """
    bounds = bounds or Bounds()
    clock = clock or Clock(bounds)
    net, root = simplified(*net_of(tree, top), clock)
    inverted, node = (True, ~root) if root < 0 else (False, root)
    if node == TRUE:
        return Solution(tree, (), clock, inverted=not inverted, coherent=True)
    coherent = not inverted and not any(_mends(net.nodes[at]) for at in below(net.nodes, node))
    if net.nodes[node].kind is Kind.EVENT:
        alone = Diagram([walk.LEAF, 0, 0, 0, walk.LEAF, 1, 1, 0, 0, 0, 1, 0], 2)
        modules_solved = (Module((~net.event_of[node],), alone, alone),)
        return Solution(tree, modules_solved, clock, inverted=inverted, coherent=coherent)
    inner = modules(net.nodes, node)
    places = {module: at for at, module in enumerate(inner)}
    inside = set(inner)
    engine = Engine(bounds, clock)
    solved = []
    for module in inner:
        leaves, decision, sets = _module(net, module, inside, engine, clock)
        named = tuple(places[leaf] if leaf in places else ~net.event_of[leaf] for leaf in leaves)
        solved.append(Module(named, decision, sets))
    return Solution(tree, tuple(solved), clock, inverted=inverted, coherent=coherent)


def _mends(node: Node) -> bool:
    """Can what happens to one of its inputs make it false again?"""
    return node.kind is Kind.PARITY or any(n < 0 for n in node.inputs)


def _module(
    net: Net, module: int, inner: set[int], engine: Engine, clock: Clock
) -> tuple[tuple[int, ...], Diagram, Diagram]:
    """The leaves of one module, when it is true, and its minimal solutions.

    Of several orders of its leaves, whichever comes to an end first is taken.
    """
    clock.look()
    every = list(plans(net.nodes, module, inner))
    for steps in (*_STEPS, None) if len(every) > 1 else (None,):
        left = []
        for plan in every:
            engine.clear()
            engine.steps = steps
            root, gates_left = _decision(net.nodes, plan, engine, clock)
            if not gates_left:
                return _finished(plan, root, engine)
            left.append(gates_left)
        # Whichever came furthest goes first in the next round.
        every = [every[at] for at in sorted(range(len(every)), key=left.__getitem__)]
    raise AssertionError("an attempt without a limit of steps ended unfinished")


def _finished(plan: Plan, root: int, engine: Engine) -> tuple[tuple[int, ...], Diagram, Diagram]:
    engine.steps = None
    decision = engine.diagram(root)
    if engine.count > _COLLECT_AFTER:
        (root,) = engine.collect([root])
    return plan.leaves, decision, engine.diagram(engine.apply(walk.MINIMAL, root))


def _decision(nodes: Sequence[Node], plan: Plan, engine: Engine, clock: Clock) -> tuple[int, int]:
    """The decision diagram of a module, and for how many of its gates the steps did not suffice."""
    done = {leaf: engine.event(level) for level, leaf in enumerate(plan.leaves)}
    left = dict.fromkeys(plan.gates, 0)
    for gate in plan.gates:
        for n in nodes[gate].inputs:
            child = n if n >= 0 else ~n
            if child in left:
                left[child] += 1
    live = set(plan.leaves)
    most = _COLLECT_AFTER
    for at, gate in enumerate(plan.gates):
        clock.look()
        try:
            inputs = [done[n] if n >= 0 else engine.apply(walk.PARITY, done[~n], 1) for n in nodes[gate].inputs]
            done[gate] = _gate(nodes[gate], inputs, engine, clock)
        except Paused:
            return 0, len(plan.gates) - at
        live.add(gate)
        for n in nodes[gate].inputs:
            child = n if n >= 0 else ~n
            if child in left:
                left[child] -= 1
                if not left[child]:
                    live.discard(child)
        if engine.count > most:
            kept = sorted(live)
            done.update(zip(kept, engine.collect([done[n] for n in kept]), strict=True))
            most = max(most, 3 * engine.count)
    return done[plan.gates[-1]], 0


def _gate(node: Node, inputs: list[int], engine: Engine, clock: Clock) -> int:
    """The decision diagram of one gate over those of its *inputs*."""
    inputs = sorted(inputs, key=lambda n: -engine.level(n))
    if node.kind is not Kind.AT_LEAST:
        operation = {Kind.ALL: walk.AND, Kind.ANY: walk.OR, Kind.PARITY: walk.PARITY}[node.kind]
        result = inputs[0]
        for each in inputs[1:]:
            result = engine.apply(operation, result, each)
        return result
    reached = [1] + [0] * node.least  # that many or more of the inputs so far
    for done, each in enumerate(inputs):
        clock.look()
        for count in range(min(node.least, done + 1), 0, -1):
            with_it = engine.apply(walk.AND, each, reached[count - 1])
            reached[count] = engine.apply(walk.OR, with_it, reached[count])
    return reached[node.least]
