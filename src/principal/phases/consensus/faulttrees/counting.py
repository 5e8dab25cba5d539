"""How many minimal solutions there are, in all and of each order, without listing one.

A polynomial whose coefficients are the counts, by order, is kept as one whole number with room
for the largest coefficient between two of them: to add and to multiply such numbers is to add
and to multiply the polynomials.
"""

from __future__ import annotations

from collections.abc import Sequence

from principal.phases.consensus.faulttrees.engine import Clock, Diagram, NotSolved
from principal.phases.consensus.faulttrees.solved import Module, readable

MOST = 10**4300  # larger numbers Python does not write, nor could anybody read them
_MOST_BITS = 1 << 33  # of the polynomials of one module
_MOST_EFFORT = 1 << 38  # of one product: some seconds
_LOOK_AFTER = 1 << 22  # bits that were computed; a node counts as many as a thousand
_TOO_LARGE = "not solved: the counts of all orders do not fit into memory"

Packed = tuple[int, int]  # the lowest order, and the polynomial divided by that


def count_by_order(modules: Sequence[Module], clock: Clock, up_to: int | None = None) -> dict[int, int]:
    """Order (how many events) to the count of minimal solutions of the last of *modules*.

    Args:
        up_to: leave out orders beyond it.

    Raises:
        NotSolved: the counts would not fit into memory, or the time is over.
    """
    width = _width(modules, clock, up_to)
    packed: dict[int, Packed] = {}  # of the modules that none was made of yet
    for at, module in enumerate(modules):
        levels = [packed.pop(leaf) if leaf >= 0 else (1, 1) for leaf in module.leaves]
        packed[at] = _polynomial(module.sets, levels, width, clock, up_to)
    return _unpacked(packed[len(modules) - 1], width // 8)


def _width(modules: Sequence[Module], clock: Clock, up_to: int | None) -> int:
    """How many bits the largest coefficient needs, in whole bytes."""
    if up_to is not None:
        events = sum(leaf < 0 for module in modules for leaf in module.leaves)
        return 8 * (up_to * events.bit_length() // 8 + 1)
    totals: list[int] = []
    for module in modules:
        totals.append(_total(module.sets, [totals[leaf] if leaf >= 0 else 1 for leaf in module.leaves], clock))
    return 8 * (max(totals).bit_length() // 8 + 1)


def _total(sets: Diagram, weights: list[int], clock: Clock) -> int:
    clock.look()
    nodes = readable(sets.nodes)
    totals = [0, 1]
    for node in range(2, len(nodes) // 4):
        total = totals[nodes[4 * node + 1]] + weights[nodes[4 * node]] * totals[nodes[4 * node + 2]]
        if total >= MOST:
            raise NotSolved("not solved: there are more than 10^4300 minimal cut sets")
        totals.append(total)
        if not node % 4096:
            clock.look()
    return totals[sets.root]


def _polynomial(sets: Diagram, levels: list[Packed], width: int, clock: Clock, up_to: int | None) -> Packed:
    clock.look()
    nodes = readable(sets.nodes)
    values: list[Packed] = [(0, 0), (0, 1)]
    held = done = 0
    for node in range(2, len(nodes) // 4):
        lowest, weight = levels[nodes[4 * node]]
        low, (order, high) = values[nodes[4 * node + 1]], values[nodes[4 * node + 2]]
        value = _add(low, (lowest + order, _product(weight, high)), width)
        if up_to is not None:
            value = _without(value, up_to, width)
        values.append(value)
        bits = value[1].bit_length()
        held += bits
        done += bits + 1024
        if held > _MOST_BITS:
            raise NotSolved(_TOO_LARGE)
        if done > _LOOK_AFTER:
            done = 0
            clock.look()
    return values[sets.root]


def _product(one: int, other: int) -> int:
    if one == 1:
        return other
    smaller, larger = sorted((one.bit_length(), other.bit_length()))
    if larger * smaller**0.585 > _MOST_EFFORT:  # as Karatsuba multiplies
        raise NotSolved(_TOO_LARGE)
    return one * other


def _add(one: Packed, other: Packed, width: int) -> Packed:
    if not one[1]:
        return other
    if not other[1]:
        return one
    if one[0] > other[0]:
        one, other = other, one
    if width * (other[0] - one[0]) > _MOST_BITS:
        raise NotSolved(_TOO_LARGE)
    return one[0], one[1] + (other[1] << width * (other[0] - one[0]))


def _without(value: Packed, up_to: int, width: int) -> Packed:
    """The polynomial without orders beyond *up_to*."""
    lowest, counts = value
    return (lowest, counts & (1 << width * (up_to - lowest + 1)) - 1) if lowest <= up_to else (0, 0)


def _unpacked(packed: Packed, room: int) -> dict[int, int]:
    lowest, counts = packed
    if not counts:
        return {}
    written = counts.to_bytes(counts.bit_length() // 8 + room, "little")
    places = range(0, len(written) - room + 1, room)
    each = (int.from_bytes(written[at : at + room], "little") for at in places)
    return {lowest + order: count for order, count in enumerate(each) if count}
