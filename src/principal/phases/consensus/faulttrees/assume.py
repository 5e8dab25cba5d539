"""Replaces what a part of the tree may take for granted.

In ``a and (b or (a and c))`` the inner ``a`` matters only where the outer one is true: it is
replaced by true. In ``a or (b and (a or c))`` it is replaced by false. A part that several
gates use may take for granted what holds in all of these places.
"""

from __future__ import annotations

from principal.phases.consensus.faulttrees.net import Net, below, rebuilt
from principal.phases.consensus.faulttrees.tree import FALSE, TRUE, Kind

_MOST_NODES = 20_000  # larger trees are left as they are: what is granted is kept for every gate
_MOST_GRANTED = 200

Granted = frozenset[int]


def assumed(net: Net, top: int) -> tuple[Net, int]:
    """The same function, its gates without inputs that their place decides."""
    nodes = below(net.nodes, top, net.look)
    if len(nodes) > _MOST_NODES:
        return net, top
    granted = _granted(net, nodes)

    def gate(made: Net, at: int, numbers: dict[int, int]) -> int:
        node = net.nodes[at]
        known = granted.get(at, frozenset())
        inputs = []
        for n in node.inputs:
            if n in known or ~n in known:
                inputs.append(TRUE if n in known else FALSE)
            else:
                inputs.append(numbers[n] if n >= 0 else ~numbers[~n])
        return made.make(node.kind, inputs, node.least)

    return rebuilt(net, top, nodes, gate)


def _granted(net: Net, nodes: list[int]) -> dict[int, Granted]:
    """What is true wherever a node matters: of each gate, other nodes and inverses of such."""
    uses = dict.fromkeys(nodes, 0)
    for at in nodes:
        for n in net.nodes[at].inputs:
            uses[n if n >= 0 else ~n] += 1
    granted: dict[int, Granted] = {nodes[-1]: frozenset()}
    for at in reversed(nodes):
        node = net.nodes[at]
        if node.kind in (Kind.EVENT, Kind.CONSTANT):
            continue
        net.look()
        here = granted[at]
        beside: set[int] = set()
        if node.kind in (Kind.ALL, Kind.ANY):
            shared = [n for n in node.inputs if uses[n if n >= 0 else ~n] > 1]
            if len(here) + len(shared) <= _MOST_GRANTED:
                beside = set(shared) if node.kind is Kind.ALL else {~n for n in shared}
        whole = here | beside
        for n in node.inputs:
            child = n if n >= 0 else ~n
            if net.nodes[child].kind is Kind.EVENT:
                continue
            its = here | (beside - {child, ~child}) if child in beside or ~child in beside else whole
            granted[child] = its if child not in granted else granted[child] & its
    return granted
