"""Orders of the events of a module: what a decision diagram decides first.

A good order can be a thousand times better than a bad one, and none is good for every tree.
Each is a walk from the top; they differ in which input of a gate is entered first.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from principal.phases.consensus.faulttrees.tree import Kind, Node


@dataclass(frozen=True, slots=True)
class Plan:
    """How to build the diagram of one module.

    Attributes:
        leaves: the events, and the modules that are events here, from the first level down.
        gates: the other nodes in the order in which to build them; the module itself last.
    """

    leaves: tuple[int, ...]
    gates: tuple[int, ...]


_MOST_GATES = 50_000  # of a module of which more than one order is tried
_MOST_WEIGHT = 1 << 60

Sort = Callable[[tuple[int, ...]], Sequence[int]]


def plans(nodes: Sequence[Node], module: int, inner: Container[int], look: Callable[[], None]) -> Iterator[Plan]:
    """Ways to build *module*, the most promising first, no order of events twice.

    Args:
        nodes: of the net.
        module: the gate.
        inner: the modules; those below *module* are leaves to it.
        look: called now and then; may end the work by raising.
    """
    first = _plan(nodes, module, inner, lambda inputs: inputs, look)
    yield first
    if not 1 < len(first.gates) <= _MOST_GATES:
        return
    weights = _weights(nodes, first)

    def plain(n: int) -> int:
        return n if n >= 0 else ~n

    def is_leaf(n: int) -> bool:
        return nodes[plain(n)].kind is Kind.EVENT or plain(n) in inner

    sorts: tuple[Sort, ...] = (
        lambda inputs: sorted(inputs, key=lambda n: weights[plain(n)]),
        lambda inputs: sorted(inputs, key=lambda n: -weights[plain(n)]),
        lambda inputs: sorted(inputs, key=lambda n: not is_leaf(n)),
        lambda inputs: sorted(inputs, key=is_leaf),
        lambda inputs: inputs[::-1],
    )
    seen = {first.leaves}
    for sort in sorts:
        plan = _plan(nodes, module, inner, sort, look)
        if plan.leaves not in seen:
            seen.add(plan.leaves)
            yield plan


def _plan(nodes: Sequence[Node], module: int, inner: Container[int], sort: Sort, look: Callable[[], None]) -> Plan:
    leaves: list[int] = []
    gates: list[int] = []
    met = {module}
    waiting: list[tuple[int, Iterator[int]]] = [(module, iter(sort(nodes[module].inputs)))]
    while waiting:
        look()
        gate, inputs = waiting[-1]
        for n in inputs:
            child = n if n >= 0 else ~n
            if child in met:
                continue
            met.add(child)
            if nodes[child].kind is Kind.EVENT or child in inner:
                leaves.append(child)
            else:
                waiting.append((child, iter(sort(nodes[child].inputs))))
                break
        else:
            waiting.pop()
            gates.append(gate)
    return Plan(tuple(leaves), tuple(gates))


def _weights(nodes: Sequence[Node], plan: Plan) -> dict[int, int]:
    """How many leaves there would be below each node, were all that is shared written out (or very many)."""
    weights = dict.fromkeys(plan.leaves, 1)
    for gate in plan.gates:
        weights[gate] = min(_MOST_WEIGHT, sum(weights[n if n >= 0 else ~n] for n in nodes[gate].inputs))
    return weights
