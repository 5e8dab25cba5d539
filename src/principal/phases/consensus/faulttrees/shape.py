"""A function in the form in which it is solved: simplified, and cut into modules."""

from __future__ import annotations

from dataclasses import dataclass

from principal.phases.consensus.faulttrees.engine import Clock
from principal.phases.consensus.faulttrees.modules import modules
from principal.phases.consensus.faulttrees.net import Net, below, net_of
from principal.phases.consensus.faulttrees.simplify import simplified
from principal.phases.consensus.faulttrees.tree import Kind, Node, Tree


@dataclass(frozen=True, slots=True)
class Shape:
    """What is to be solved.

    Attributes:
        net: the simplified graph.
        node: the top in it; TRUE and single events have no modules.
        inverted: is it the inverse of that node?
        coherent: can no event mend it, as the graph is written?
        modules: the gates that are to be solved, those inside others first, the top last; and the
            place of each.
    """

    net: Net
    node: int
    inverted: bool
    coherent: bool
    modules: dict[int, int]

    def named(self, leaves: tuple[int, ...]) -> tuple[int, ...]:
        """Nodes of the net as ``Module`` has its leaves."""
        places, event_of = self.modules, self.net.event_of
        return tuple(places[leaf] if leaf in places else ~event_of[leaf] for leaf in leaves)


def shape_of(tree: Tree, top: int, clock: Clock) -> Shape:
    """The shape of *top*, a node of *tree*.

    Raises:
        NotSolved: the time is over, or the memory.
    """
    net, root = simplified(*net_of(tree, top, clock.look))
    inverted, node = (True, ~root) if root < 0 else (False, root)
    coherent = not inverted and not any(_mends(net.nodes[at]) for at in below(net.nodes, node, clock.look))
    inner = modules(net.nodes, node, clock.look)
    return Shape(net, node, inverted, coherent, {module: at for at, module in enumerate(inner)})


def _mends(node: Node) -> bool:
    """Can what happens to one of its inputs make it false again?"""
    return node.kind is Kind.PARITY or any(n < 0 for n in node.inputs)
