"""One pass over a finished diagram: how likely it is, and what each event changes.

Like ``walk``, written once for Python's lists and for numba's arrays. Nothing is ever
subtracted here: sums of products of probabilities keep their last digits however small they
are, and what cannot be is exactly 0.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

Figures = MutableSequence[float]


def chances(nodes: Sequence[int], weights: Sequence[float], end: int, answer: Figures) -> None:
    """How likely each node leads to the *end* 0 or 1, given the probability of the event on each level."""
    answer[0] = 1.0 - end
    answer[1] = float(end)
    for node in range(2, len(nodes) // 4):
        weight = weights[nodes[4 * node]]
        answer[node] = (1.0 - weight) * answer[nodes[4 * node + 1]] + weight * answer[nodes[4 * node + 2]]


def conditional(
    nodes: Sequence[int],
    root: int,
    weights: Sequence[float],
    chance: Sequence[float],
    reach: Figures,
    skipped: Figures,
    absent: Figures,
    present: Figures,
) -> None:
    """What *chance* says of *root*, given that the event of a level is absent or present.

    A path that does not meet a level adds to it all the same: it is added to the nodes of a tree
    of intervals over the levels (*skipped*, twice as long as there are levels).
    """
    levels = len(weights)
    reach[root] = 1.0
    for node in range(root, 1, -1):
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
    # Levels above the root are met by no path.
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
        passing = 0.0
        while at > 0:
            passing += skipped[at]
            at >>= 1
        absent[level] += passing
        present[level] += passing
