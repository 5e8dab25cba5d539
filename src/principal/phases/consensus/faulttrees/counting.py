"""How many minimal solutions there are, in all and of each order, without listing one.

A polynomial whose coefficients are the counts, by order, is kept as one whole number with room
for the largest coefficient between two of them: to add and to multiply such numbers is to add
and to multiply the polynomials.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from principal.phases.consensus.faulttrees.engine import Clock, NotSolved
from principal.phases.consensus.faulttrees.solved import Module, sets_of

_MOST_BITS = 1 << 33
_LOOK_EVERY = 4096

Packed = tuple[int, int]  # the lowest order, and the polynomial divided by it


def count_by_order(modules: Sequence[Module], clock: Clock) -> dict[int, int]:
    """Order (how many events) to the count of minimal solutions of the last of *modules*.

    Raises:
        NotSolved: the counts would not fit into memory, or the time is over.
    """
    counts: list[Mapping[int, int]] = []
    for module, nodes in zip(modules, sets_of(modules), strict=True):
        weights = [counts[leaf] if leaf >= 0 else {1: 1} for leaf in module.leaves]
        counts.append(_count(nodes, module.sets.root, weights, clock))
    return dict(sorted(counts[-1].items()))


def _count(nodes: list[int], root: int, weights: list[Mapping[int, int]], clock: Clock) -> dict[int, int]:
    width = _total(nodes, root, [sum(w.values()) for w in weights], clock).bit_length() + 1
    packed = [_pack(weight, width) for weight in weights]
    values: list[Packed] = [(0, 0), (0, 1)]
    bits = 0
    for node in range(2, len(nodes) // 4):
        if not node % _LOOK_EVERY:
            clock.look()
        lowest, weight = packed[nodes[4 * node]]
        low, high = values[nodes[4 * node + 1]], values[nodes[4 * node + 2]]
        value = _add(low, (lowest + high[0], weight * high[1]), width)
        bits += value[1].bit_length()
        if bits > _MOST_BITS:
            raise NotSolved("not solved: the counts of all orders do not fit into memory")
        values.append(value)
    return _unpack(values[root], width)


def _total(nodes: list[int], root: int, weights: list[int], clock: Clock) -> int:
    totals = [0, 1]
    for node in range(2, len(nodes) // 4):
        if not node % _LOOK_EVERY:
            clock.look()
        totals.append(totals[nodes[4 * node + 1]] + weights[nodes[4 * node]] * totals[nodes[4 * node + 2]])
    return totals[root]


def _add(one: Packed, other: Packed, width: int) -> Packed:
    if not one[1]:
        return other
    if not other[1]:
        return one
    if one[0] > other[0]:
        one, other = other, one
    return one[0], one[1] + (other[1] << width * (other[0] - one[0]))


def _pack(counts: Mapping[int, int], width: int) -> Packed:
    lowest = min(counts, default=0)
    return lowest, sum(count << width * (order - lowest) for order, count in counts.items())


def _unpack(packed: Packed, width: int) -> dict[int, int]:
    order, rest = packed
    mask = (1 << width) - 1
    counts = {}
    while rest:
        if count := rest & mask:
            counts[order] = count
        rest >>= width
        order += 1
    return counts
