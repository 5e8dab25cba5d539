"""Single and double faults of many functions at once, without decision diagrams.

Every pair of events is tried, all pairs in one go: a function is one large whole number with a
bit for each pair, and a gate is one operation on such numbers. That costs the same however
entangled the functions are, which a decision diagram does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from principal.phases.consensus.faulttrees.net import below
from principal.phases.consensus.faulttrees.tree import Kind, Node, Tree

_MOST_BITS = 1 << 31  # of all numbers that are held at once

CutSets = list[tuple[str, ...]]


def few_faults(tree: Tree, tops: Sequence[int], look: Callable[[], None] = lambda: None) -> list[CutSets]:
    """Of each of *tops* its minimal cut sets of at most two events, as ``Solution.cut_sets(2)`` has them.

    *look* is called now and then, and may end the work by raising.
    """
    nodes = sorted({at for top in tops for at in below(tree.nodes, top)})
    events = sorted((at for at in nodes if tree.nodes[at].kind is Kind.EVENT), key=lambda at: tree.events[at][0])
    names = [tree.events[at][0] for at in events]
    count = len(events)
    nothing = _evaluated(tree, nodes, {}, 1)
    found: list[CutSets] = [[()] if _of(nothing, top, 1) else [] for top in tops]
    every = (1 << count) - 1
    one = _evaluated(tree, nodes, {event: 1 << at for at, event in enumerate(events)}, every)
    alone = [_of(one, top, every) for top in tops]
    for top_found, singles in zip(found, alone, strict=True):
        if not top_found:
            top_found.extend((names[at],) for at in _bits(singles))
    rows = max(1, min(count, _MOST_BITS // max(1, count * len(nodes))))
    for first in range(0, count, rows):
        look()
        many = min(rows, count - first)
        pairs = (1 << many * count) - 1
        values = _evaluated(tree, nodes, _pairs(events, first, many), pairs)
        for top, top_found, singles in zip(tops, found, alone, strict=True):
            if top_found == [()]:
                continue
            value = _of(values, top, pairs)
            for at in range(first, first + many):
                row = value >> (at - first) * count & every
                if not singles >> at & 1:
                    # The other event comes after this one (each pair once), and is not enough alone.
                    later = (row & ~singles) >> at + 1 << at + 1
                    top_found.extend((names[at], names[other]) for other in _bits(later))
    return found


def _pairs(events: list[int], first: int, rows: int) -> dict[int, int]:
    """In which pairs each event is: a row for each of *rows* events from *first* on, a column for every event."""
    count = len(events)
    column = sum(1 << row * count for row in range(rows))
    happens = {event: column << at for at, event in enumerate(events)}
    for row in range(rows):
        happens[events[first + row]] |= (1 << count) - 1 << row * count
    return happens


def _evaluated(tree: Tree, nodes: list[int], happens: dict[int, int], every: int) -> dict[int, int]:
    """Where each node is true, given where each event happens; *every* has the bits of all cases."""
    values: dict[int, int] = {}
    for at in nodes:
        node = tree.nodes[at]
        if node.kind is Kind.CONSTANT:
            values[at] = every
        elif node.kind is Kind.EVENT:
            values[at] = happens.get(at, 0)
        else:
            values[at] = _gate(node, [_of(values, n, every) for n in node.inputs], every)
    return values


def _of(values: dict[int, int], node: int, every: int) -> int:
    return values[node] if node >= 0 else values[~node] ^ every


def _gate(node: Node, inputs: list[int], every: int) -> int:
    if node.kind is Kind.AT_LEAST:
        if node.least > len(inputs):
            return 0
        reached = [every] + [0] * max(node.least, 0)  # where so many inputs or more are true so far
        for each in inputs:
            for count in range(len(reached) - 1, 0, -1):
                reached[count] |= reached[count - 1] & each
        return reached[-1]
    value = every if node.kind is Kind.ALL else 0
    for each in inputs:
        if node.kind is Kind.ALL:
            value &= each
        elif node.kind is Kind.ANY:
            value |= each
        else:
            value ^= each
    return value


def _bits(number: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest."""
    written = bin(number)[:1:-1]
    at = written.find("1")
    while at >= 0:
        yield at
        at = written.find("1", at + 1)
