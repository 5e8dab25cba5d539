"""Which parts need each other in a circle, in an order in which everybody comes after those that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def circles(reads: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The strongly connected components of a graph, those that are read first (Tarjan, without recursion)."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}  # in the order in which they were met
    found: list[list[str]] = []
    for start in reads:
        if start in numbers:
            continue
        trail = [(start, iter(reads[start]))]
        numbers[start] = lowest[start] = len(numbers)
        open_[start] = None
        while trail:
            name, left = trail[-1]
            following = next(left, None)
            if following is None:
                trail.pop()
                if trail:
                    above = trail[-1][0]
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == numbers[name]:
                    found.append(_closed(open_, name))
            elif following not in numbers:
                numbers[following] = lowest[following] = len(numbers)
                open_[following] = None
                trail.append((following, iter(reads[following])))
            elif following in open_:
                lowest[name] = min(lowest[name], numbers[following])
    return found


def _closed(open_: dict[str, None], name: str) -> list[str]:
    """What was met since *name*, and is one circle with it."""
    circle = []
    while True:
        last, _ = open_.popitem()
        circle.append(last)
        if last == name:
            return circle[::-1]
