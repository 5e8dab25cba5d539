"""One pass over a finished diagram: how likely it is, and what each event changes.

Like ``walk``, written once for Python's lists and for numba's arrays. Nothing is ever
subtracted here: sums of products of probabilities keep their last digits however small they
are, and what cannot be is exactly 0.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

Figures = MutableSequence[float]


def chances(nodes: Sequence[int], begin: int, end: int, weights: Sequence[float], answer: Figures) -> None:
    """How likely each node from *begin* to before *end* leads to 1, given how likely the event of each level is.

    The *answer* has that of all nodes before them.
    """
    for node in range(begin, end):
        weight = weights[nodes[4 * node]]
        answer[node] = (1.0 - weight) * answer[nodes[4 * node + 1]] + weight * answer[nodes[4 * node + 2]]


def between(
    nodes: Sequence[int],
    begin: int,
    end: int,
    lows: Sequence[float],
    highs: Sequence[float],
    least: Figures,
    most: Figures,
) -> None:
    """The same, where the probability on each level is only known to be between its low and its high."""
    for node in range(begin, end):
        level, low, high = nodes[4 * node], nodes[4 * node + 1], nodes[4 * node + 2]
        weight = lows[level] if least[high] >= least[low] else highs[level]
        least[node] = (1.0 - weight) * least[low] + weight * least[high]
        weight = highs[level] if most[high] >= most[low] else lows[level]
        most[node] = (1.0 - weight) * most[low] + weight * most[high]


def cheapest(nodes: Sequence[int], begin: int, end: int, costs: Sequence[float], answer: Figures) -> None:
    """What the cheapest set costs, of each node from *begin* to before *end*, given what each level costs."""
    for node in range(begin, end):
        without = answer[nodes[4 * node + 1]]
        with_it = costs[nodes[4 * node]] + answer[nodes[4 * node + 2]]
        answer[node] = without if without < with_it else with_it


def conditional(
    nodes: Sequence[int],
    begin: int,
    end: int,
    weights: Sequence[float],
    chance: Sequence[float],
    reach: Figures,
    skipped: Figures,
    absent: Figures,
    present: Figures,
) -> None:
    """Adds to each level what *chance* says where its event is absent, and where it is present.

    For the nodes from *begin* down to after *end*, where *reach* has how likely each is come to.
    A path that does not meet a level adds to it all the same: it is added to the nodes of a tree
    of intervals over the levels (*skipped*, twice as long as there are levels; see ``passing``).
    """
    levels = len(weights)
    for node in range(begin, end, -1):
        level = nodes[4 * node]
        weight = weights[level]
        here = reach[node]
        for side in range(1, 3):
            child = nodes[4 * node + side]
            flow = here * (weight if side == 2 else 1.0 - weight)
            if child > 1:
                reach[child] += flow
            worth = flow * chance[child]
            if side == 1:
                absent[level] += here * chance[child]
            else:
                present[level] += here * chance[child]
            if worth > 0.0:
                first = level + 1 + levels
                last = (nodes[4 * child] if child > 1 else levels) + levels
                while first < last:
                    if first & 1:
                        skipped[first] += worth
                        first += 1
                    if last & 1:
                        last -= 1
                        skipped[last] += worth
                    first >>= 1
                    last >>= 1


def passing(
    nodes: Sequence[int],
    root: int,
    chance: Sequence[float],
    skipped: Figures,
    absent: Figures,
    present: Figures,
) -> None:
    """Adds to each level what paths add that do not meet it; those above the *root* are met by none."""
    levels = len(absent)
    first = levels
    last = (nodes[4 * root] if root > 1 else levels) + levels
    while first < last:
        if first & 1:
            skipped[first] += chance[root]
            first += 1
        if last & 1:
            last -= 1
            skipped[last] += chance[root]
        first >>= 1
        last >>= 1
    for level in range(levels):
        at = level + levels
        past = 0.0
        while at > 0:
            past += skipped[at]
            at >>= 1
        absent[level] += past
        present[level] += past
