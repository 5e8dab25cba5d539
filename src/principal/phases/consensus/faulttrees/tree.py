"""A Boolean function as a graph of gates over named events, built from the leaves up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """What a node of a tree is."""

    CONSTANT = 0  # true; its inverse is false
    EVENT = 1
    ALL = 2
    ANY = 3
    AT_LEAST = 4
    PARITY = 5  # an odd number of inputs


@dataclass(frozen=True, slots=True)
class Node:
    """One node.

    Attributes:
        kind: what it is.
        inputs: the nodes that a gate is made of; ``~n`` is the inverse of node ``n``.
        least: of AT_LEAST: how many inputs have to be true.
    """

    kind: Kind
    inputs: tuple[int, ...] = ()
    least: int = 0


TRUE = 0
FALSE = ~TRUE


class Tree:
    """The events and gates of one function, or of several that share some.

    Attributes:
        nodes: every node; those that a node is made of come before it.
        events: the name and the probability (None: not given) of each event, by node.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = [Node(Kind.CONSTANT)]
        self.events: dict[int, tuple[str, float | None]] = {}
        self._by_name: dict[str, int] = {}

    def event(self, name: str, probability: float | None = None) -> int:
        """The event of that *name*; the same name is the same event.

        Raises:
            ValueError: the probability is not between 0 and 1, or not what was said before.
        """
        if probability is not None and not 0.0 <= probability <= 1.0:
            raise ValueError(f"the probability of {name} is {probability}, not between 0 and 1")
        known = self._by_name.get(name)
        if known is not None:
            if probability is not None and self.events[known][1] != probability:
                raise ValueError(f"the probability of {name} is {probability}, and was {self.events[known][1]}")
            return known
        node = self._add(Node(Kind.EVENT))
        self._by_name[name] = node
        self.events[node] = (name, probability)
        return node

    def constant(self, value: bool) -> int:
        """What is always true, or always false."""
        return TRUE if value else FALSE

    def inverse(self, node: int) -> int:
        """True where *node* is false."""
        return ~node

    def all_of(self, inputs: Iterable[int]) -> int:
        """True where all *inputs* are (of none: true)."""
        return self._gate(Kind.ALL, inputs)

    def any_of(self, inputs: Iterable[int]) -> int:
        """True where one of the *inputs* is (of none: false)."""
        return self._gate(Kind.ANY, inputs)

    def at_least(self, least: int, inputs: Iterable[int]) -> int:
        """True where *least* of the *inputs* or more are; an input named twice counts twice."""
        return self._gate(Kind.AT_LEAST, inputs, least)

    def parity(self, inputs: Iterable[int]) -> int:
        """True where an odd number of the *inputs* are: of two, the exclusive or."""
        return self._gate(Kind.PARITY, inputs)

    def _gate(self, kind: Kind, inputs: Iterable[int], least: int = 0) -> int:
        chosen = tuple(inputs)
        for node in chosen:
            if not 0 <= (node if node >= 0 else ~node) < len(self.nodes):
                raise ValueError(f"there is no node {node} in this tree")
        return self._add(Node(kind, chosen, least))

    def _add(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1
