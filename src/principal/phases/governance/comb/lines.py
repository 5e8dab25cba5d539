"""Which line is the same line: a signed sequence of lines against the one that stands there now.

A signature is on lines as they stood in order, with the context around them. A line is still
that line where both sequences, laid side by side without crossing, have it: an edit beside it
does not open it again, and a line of the same words in another place is not signed by it.
Sequences are aligned by their rare lines first (as patience diff does) and then by their
longest common runs, so a lone ``}`` is never what holds an alignment together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_LONG = 4_000  # lines between two anchors; beyond it only the anchors count


def kept(signed: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """The places in *now* whose line is one of *signed*, by digest and order, each with its place there."""
    return {new: old for old, new in _aligned(signed, now, 0, len(signed), 0, len(now))}


def _aligned(
    old: Sequence[str], new: Sequence[str], low: int, high: int, new_low: int, new_high: int
) -> Iterator[tuple[int, int]]:
    while low < high and new_low < new_high and old[low] == new[new_low]:
        yield low, new_low
        low, new_low = low + 1, new_low + 1
    while low < high and new_low < new_high and old[high - 1] == new[new_high - 1]:
        high, new_high = high - 1, new_high - 1
        yield high, new_high
    if low == high or new_low == new_high:
        return
    anchors = _anchors(old, new, low, high, new_low, new_high)
    if not anchors:
        yield from _runs(old[low:high], new[new_low:new_high], low, new_low)
        return
    for place, new_place in (*anchors, (high, new_high)):
        yield from _aligned(old, new, low, place, new_low, new_place)
        if place < high:
            yield place, new_place
        low, new_low = place + 1, new_place + 1


def _anchors(
    old: Sequence[str], new: Sequence[str], low: int, high: int, new_low: int, new_high: int
) -> list[tuple[int, int]]:
    """Lines that both have once, in the longest order that both agree on."""
    once = Counter(old[low:high])
    new_once = Counter(new[new_low:new_high])
    where = {line: low + at for at, line in enumerate(old[low:high]) if once[line] == 1 == new_once[line]}
    pairs = [(where[line], new_low + at) for at, line in enumerate(new[new_low:new_high]) if line in where]
    return _increasing(pairs)


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose first numbers grow (patience sorting)."""
    from bisect import bisect_left

    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (first, _) in enumerate(pairs):
        pile = bisect_left(tops, first)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [first]
        ends[pile : pile + 1] = [at]
    found = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _runs(old: Sequence[str], new: Sequence[str], low: int, new_low: int) -> Iterator[tuple[int, int]]:
    if max(len(old), len(new)) > _LONG:
        return
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            yield low + block.a + step, new_low + block.b + step
