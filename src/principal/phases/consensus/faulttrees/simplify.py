"""Makes the graph of a function smaller without changing the function.

What is won here is won a thousandfold later: a decision diagram is as large as the tree is
entangled.
"""

from __future__ import annotations

import heapq

from principal.phases.consensus.faulttrees.assume import assumed
from principal.phases.consensus.faulttrees.net import Net, below, follow, rebuilt
from principal.phases.consensus.faulttrees.tree import Kind, Node

_ROUNDS = 12
_FEW_ROUNDS_FROM = 50_000  # nodes; larger trees are simplified once


def simplified(net: Net, top: int) -> tuple[Net, int]:
    """The smallest net that was found for *top*, and the top in it."""
    before = None
    for _ in range(1 if len(net.nodes) > _FEW_ROUNDS_FROM else _ROUNDS):
        for step in (merged, factored, assumed):
            net, top = step(net, top)
        size = sum(1 + len(node.inputs) for node in net.nodes)
        if size == before:
            break
        before = size
    return grouped(net, top)


def uses(net: Net, top: int) -> tuple[list[int], dict[int, int]]:
    """The nodes below *top*, and how many gates each is an input of."""
    nodes = below(net.nodes, top, net.look)
    count = dict.fromkeys(nodes, 0)
    for at in nodes:
        net.look()
        for n in net.nodes[at].inputs:
            count[n if n >= 0 else ~n] += 1
    return nodes, count


def merged(net: Net, top: int) -> tuple[Net, int]:
    """Gates that one other gate of their kind uses alone become part of it."""
    nodes, count = uses(net, top)
    part_of_another = set()
    for at in nodes:
        net.look()
        kind = net.nodes[at].kind
        for n in net.nodes[at].inputs:
            child = n if n >= 0 else ~n
            if count[child] == 1 and _same(kind, net.nodes[child].kind, inverse=n < 0):
                part_of_another.add(child)

    def gate(made: Net, at: int, numbers: dict[int, int]) -> int:
        node = net.nodes[at]
        inputs: list[int] = []
        waiting = list(reversed(node.inputs))
        while waiting:
            n = waiting.pop()
            child = n if n >= 0 else ~n
            if child in part_of_another:
                waiting.extend(~part if n < 0 else part for part in reversed(net.nodes[child].inputs))
            else:
                inputs.extend(follow(numbers, (n,)))
        return made.make(node.kind, inputs, node.least)

    return rebuilt(net, top, (at for at in nodes if at not in part_of_another), gate)


def _same(kind: Kind, inner: Kind, *, inverse: bool) -> bool:
    """Are the inputs of a gate of the *inner* kind (or their inverses) as good as inputs of one of *kind*?"""
    if inverse:
        return kind is Kind.ALL and inner is Kind.ANY
    return kind is inner and kind in (Kind.ALL, Kind.ANY, Kind.PARITY)


def factored(net: Net, top: int) -> tuple[Net, int]:
    """(a and b) or (a and c) becomes a and (b or c), where no other gate uses the two; and the dual."""
    nodes, count = uses(net, top)

    def gate(made: Net, at: int, numbers: dict[int, int]) -> int:
        node = net.nodes[at]
        single = {numbers[n] for n in node.inputs if n > 0 and count[n] == 1}
        return _factored(made, node, list(follow(numbers, node.inputs)), single)

    return rebuilt(net, top, nodes, gate)


def _factored(net: Net, node: Node, inputs: list[int], single: set[int]) -> int:
    """The gate *node* over *inputs*, of which those in *single* are nobody else's."""
    other = {Kind.ALL: Kind.ANY, Kind.ANY: Kind.ALL}.get(node.kind)
    if other is None:
        return net.make(node.kind, inputs, node.least)
    parts = {n: net.nodes[n].inputs for n in inputs if n in single and n > 0 and net.nodes[n].kind is other}
    users: dict[int, list[int]] = {}
    for n, its in parts.items():
        net.look()
        for each in its:
            users.setdefault(each, []).append(n)
    left = dict.fromkeys(inputs)
    often = [(-len(among), -each) for each, among in users.items() if len(among) > 1]
    heapq.heapify(often)
    while often:
        net.look()
        count, each = heapq.heappop(often)
        among = users[-each] = [n for n in users[-each] if n in parts]
        if len(among) < 2:
            continue
        if len(among) < -count:  # others took some of them: its turn comes later
            heapq.heappush(often, (-len(among), each))
            continue
        common = set.intersection(*(set(parts[n]) for n in among))
        rest = [net.make(other, [one for one in parts[n] if one not in common]) for n in among]
        for n in among:
            del parts[n], left[n]
        left[net.make(other, [*common, net.make(node.kind, rest)])] = None
    return net.make(node.kind, left, node.least)


def grouped(net: Net, top: int) -> tuple[Net, int]:
    """Inputs of a gate that share nothing with its others become a gate of their own: a module."""
    nodes, count = uses(net, top)

    def gate(made: Net, at: int, numbers: dict[int, int]) -> int:
        node = net.nodes[at]
        inputs = list(follow(numbers, node.inputs))
        if node.kind in (Kind.ALL, Kind.ANY) and len(inputs) > 2:
            alone = {
                new: None
                for n, new in zip(node.inputs, inputs, strict=True)
                if n > 0 and count[n] == 1 and net.nodes[n].kind is Kind.EVENT
            }
            if 1 < len(alone) < len(inputs):
                inputs = [n for n in inputs if n not in alone] + [made.make(node.kind, alone)]
        return made.make(node.kind, inputs, node.least)

    return rebuilt(net, top, nodes, gate)
