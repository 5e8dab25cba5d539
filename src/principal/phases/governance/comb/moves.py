"""Lines that were moved unchanged: removed in one place of the range and added in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from principal.phases.governance.comb.diff import ChangedFile, Line

SHORTEST = 3  # lines
LETTERS = 20  # letters and digits of a block, as for git diff --color-moved
_MOST_PLACES = 50

Place = tuple[str, int]
"""A file and a place among its changed lines."""


def moved(files: Sequence[ChangedFile]) -> dict[Place, Place]:
    """For each line of a moved block its other end, both ways; the longest block at each place wins."""
    removed = {f.path: _side(f, "-") for f in files}
    added = {f.path: _side(f, "+") for f in files}
    where: dict[bytes, list[tuple[str, int]]] = defaultdict(list)
    for path, lines in removed.items():
        for at, (_, line) in enumerate(lines):
            where[line.text].append((path, at))
    found: dict[Place, Place] = {}
    for path, lines in added.items():
        at = 0
        while at < len(lines):
            length, source, begin = _longest(lines, at, removed, where.get(lines[at][1].text, ()), found)
            block = [line.text for _, line in lines[at : at + length]]
            if length >= SHORTEST and _letters(block) >= LETTERS:
                for step in range(length):
                    here, there = (path, lines[at + step][0]), (source, removed[source][begin + step][0])
                    found[here], found[there] = there, here
                at += length
            else:
                at += 1
    return found


def _side(file: ChangedFile, sign: str) -> list[tuple[int, Line]]:
    """The lines of one sign, each with its place among all changed lines of the file."""
    return [(place, line) for place, line in enumerate(file.changed) if line.sign == sign]


def _longest(
    lines: Sequence[tuple[int, Line]],
    at: int,
    removed: dict[str, list[tuple[int, Line]]],
    places: Sequence[tuple[str, int]],
    taken: dict[Place, Place],
) -> tuple[int, str, int]:
    best = (0, "", 0)
    for source, begin in places[:_MOST_PLACES]:
        others = removed[source]
        length = 0
        while (
            at + length < len(lines)
            and begin + length < len(others)
            and lines[at + length][1].text == others[begin + length][1].text
            and (source, others[begin + length][0]) not in taken
            and _together(lines, at, length)
            and _together(others, begin, length)
        ):
            length += 1
        if length > best[0]:
            best = (length, source, begin)
    return best


def _together(lines: Sequence[tuple[int, Line]], at: int, length: int) -> bool:
    return length == 0 or lines[at + length][1].number == lines[at + length - 1][1].number + 1


def _letters(block: Sequence[bytes]) -> int:
    return sum(sum(c.isalnum() for c in text.decode("utf-8", "replace")) for text in block)
