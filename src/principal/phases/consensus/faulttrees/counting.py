"""How many minimal solutions there are, in all and of each order, without listing one.

A polynomial whose coefficients are the counts, by order, is kept as one whole number with room
for the largest coefficient between two of them: to add and to multiply such numbers is to add
and to multiply the polynomials.
"""

from __future__ import annotations

from collections.abc import Sequence

from principal.phases.consensus.faulttrees.engine import Clock, NotSolved
from principal.phases.consensus.faulttrees.solved import Module, sets_of

_MOST_BITS = 1 << 33
_LOOK_EVERY = 4096

Packed = tuple[int, int]  # the lowest order, and the polynomial divided by that


def count_by_order(modules: Sequence[Module], clock: Clock) -> dict[int, int]:
    """Order (how many events) to the count of minimal solutions of the last of *modules*.

    Raises:
        NotSolved: the counts would not fit into memory, or the time is over.
    """
    every = sets_of(modules)
    totals: list[int] = []
    for module, nodes in zip(modules, every, strict=True):
        weights = [totals[leaf] if leaf >= 0 else 1 for leaf in module.leaves]
        totals.append(_total(nodes, module.sets.root, weights, clock))
    room = max(totals).bit_length() // 8 + 1  # bytes
    packed: list[Packed] = []
    bits = 0
    for module, nodes in zip(modules, every, strict=True):
        levels = [packed[leaf] if leaf >= 0 else (1, 1) for leaf in module.leaves]
        values: list[Packed] = [(0, 0), (0, 1)]
        for node in range(2, len(nodes) // 4):
            if not node % _LOOK_EVERY:
                clock.look()
            lowest, weight = levels[nodes[4 * node]]
            low, high = values[nodes[4 * node + 1]], values[nodes[4 * node + 2]]
            values.append(_add(low, (lowest + high[0], weight * high[1]), 8 * room))
            bits += values[-1][1].bit_length()
        clock.look()
        packed.append(values[module.sets.root])
        if bits > _MOST_BITS:
            raise NotSolved("not solved: the counts of all orders do not fit into memory")
    return _unpacked(packed[-1], room)


def _total(nodes: list[int], root: int, weights: list[int], clock: Clock) -> int:
    clock.look()
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


def _unpacked(packed: Packed, room: int) -> dict[int, int]:
    lowest, counts = packed
    written = counts.to_bytes(counts.bit_length() // 8 + room, "little")
    places = range(0, len(written) - room + 1, room)
    each = (int.from_bytes(written[at : at + room], "little") for at in places)
    return {lowest + order: count for order, count in enumerate(each) if count}
