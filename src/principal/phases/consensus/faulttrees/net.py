"""The graph of a function in one form: constants, repetitions and needless inverses are gone.

Every node is false where no event happens. A gate that would be true there is written as the
inverse of one that is not, so that there is one way to write a function less, and a part of
the tree can be replaced by an event without changing what the minimal solutions are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from principal.phases.consensus.faulttrees.tree import FALSE, TRUE, Kind, Node, Tree

_NO_INPUTS: tuple[int, ...] = ()


class Net:
    """Nodes that are made only once each; those that a node is made of come before it.

    Args:
        look: called for each gate that is made; may end the work by raising.
    """

    def __init__(self, look: Callable[[], None]) -> None:
        self.look = look
        self.nodes: list[Node] = [Node(Kind.CONSTANT)]
        self.event_of: dict[int, int] = {}
        self._known: dict[tuple[Kind, tuple[int, ...], int], int] = {}

    def leaf(self, event: int) -> int:
        """The node for that *event* (of the tree)."""
        node = self._node(Kind.EVENT, (event,), 0)
        self.event_of[node] = event
        return node

    def make(self, kind: Kind, inputs: Iterable[int], least: int = 0) -> int:
        """A node, or the inverse of one (``~node``), that is true where such a gate is."""
        self.look()
        if kind is Kind.ANY:
            return ~self._all([~n for n in inputs])
        if kind is Kind.ALL:
            return self._all(inputs)
        if kind is Kind.PARITY:
            return self._parity(inputs)
        return self._at_least(least, list(inputs))

    def _all(self, inputs: Iterable[int]) -> int:
        chosen: dict[int, None] = dict.fromkeys(inputs)
        chosen.pop(TRUE, None)
        if FALSE in chosen or any(~n in chosen for n in chosen if n < 0):
            return FALSE
        if not chosen:
            return TRUE
        if len(chosen) == 1:
            return next(iter(chosen))
        if all(n < 0 for n in chosen):
            return ~self._node(Kind.ANY, tuple(~n for n in chosen), 0)
        return self._node(Kind.ALL, tuple(chosen), 0)

    def _parity(self, inputs: Iterable[int]) -> int:
        odd, chosen = False, dict[int, None]()
        for n in inputs:
            odd ^= n < 0
            plain = n if n >= 0 else ~n
            if plain == TRUE:
                odd = not odd
            elif plain in chosen:
                del chosen[plain]
            else:
                chosen[plain] = None
        if not chosen:
            node = FALSE
        elif len(chosen) == 1:
            node = next(iter(chosen))
        else:
            node = self._node(Kind.PARITY, tuple(chosen), 0)
        return ~node if odd else node

    def _at_least(self, least: int, inputs: list[int]) -> int:
        inputs = [n for n in inputs if n != FALSE]
        times = Counter(inputs)
        least -= times.pop(TRUE, 0)
        for n in [n for n in times if n >= 0 and ~n in times]:  # one of the two is true
            both = min(times[n], times[~n])
            least -= both
            for each in (n, ~n):
                times[each] -= both
        times = +times
        around: list[tuple[Kind, list[int]]] = []  # gates around what is left of this one, from the outside
        while True:
            total = sum(times.values())
            if least <= 0 or least > total:
                node = TRUE if least <= 0 else FALSE
                break
            if enough := [n for n, often in times.items() if often >= least]:
                around.append((Kind.ANY, enough))
            elif needed := [n for n, often in times.items() if total - often < least]:
                around.append((Kind.ALL, needed))
                least -= sum(times[n] for n in needed)
            else:
                node = self._vote(least, list(times.elements()))
                break
            for n in around[-1][1]:
                del times[n]
        for kind, beside in reversed(around):
            node = self.make(kind, [*beside, node])
        return node

    def _vote(self, least: int, inputs: list[int]) -> int:
        """AT_LEAST, false where no event happens; an input that counts twice is in it twice."""
        if sum(n < 0 for n in inputs) >= least:
            return ~self._node(Kind.AT_LEAST, tuple(~n for n in inputs), len(inputs) - least + 1)
        return self._node(Kind.AT_LEAST, tuple(inputs), least)

    def _node(self, kind: Kind, inputs: tuple[int, ...], least: int) -> int:
        key = (kind, tuple(sorted(inputs)), least)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = len(self.nodes)
            self.nodes.append(Node(kind, inputs if kind is not Kind.EVENT else _NO_INPUTS, least))
        return known


def below(nodes: list[Node], top: int, look: Callable[[], None] = lambda: None) -> list[int]:
    """The nodes that *top* is made of, itself included, in the order in which they were made."""
    wanted = bytearray(len(nodes))
    node = top if top >= 0 else ~top
    wanted[node] = 1
    for at in range(node, -1, -1):
        if wanted[at]:
            look()
            for n in nodes[at].inputs:
                wanted[n if n >= 0 else ~n] = 1
    return [at for at in range(node + 1) if wanted[at]]


def follow(numbers: Mapping[int, int], inputs: Iterable[int]) -> Iterator[int]:
    """*inputs* under their new *numbers*."""
    for n in inputs:
        yield numbers[n] if n >= 0 else ~numbers[~n]


def rebuilt(
    net: Net, top: int, nodes: Iterable[int], gate: Callable[[Net, int, dict[int, int]], int]
) -> tuple[Net, int]:
    """Another net of *nodes*, which come in the order in which they were made, and the *top* in it.

    Args:
        gate: makes each gate among them anew: in that net, by its place in this one, given the new numbers by the old.
    """
    made = Net(net.look)
    numbers = {TRUE: TRUE}
    for at in nodes:
        kind = net.nodes[at].kind
        if kind is Kind.EVENT:
            numbers[at] = made.leaf(net.event_of[at])
        elif kind is not Kind.CONSTANT:
            numbers[at] = gate(made, at, numbers)
    return made, next(follow(numbers, (top,)))


def net_of(tree: Tree, top: int, look: Callable[[], None]) -> tuple[Net, int]:
    """What *top* is made of, as a net, and the top in it."""
    net = Net(look)
    numbers: dict[int, int] = {TRUE: TRUE}
    for at in below(tree.nodes, top, look):
        node = tree.nodes[at]
        if node.kind is Kind.EVENT:
            numbers[at] = net.leaf(at)
        elif node.kind is not Kind.CONSTANT:
            numbers[at] = net.make(node.kind, follow(numbers, node.inputs), node.least)
    return net, next(follow(numbers, (top,)))
