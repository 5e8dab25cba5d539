"""The effects of many sets of faults at once: a bit of a large integer for each set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from principal.phases.consensus.failure.semantics import Effects, Equation, Values, effects
from principal.phases.consensus.failure.system import Fault, System

FAILS, DEGRADES, QUEUES = "fails", "degrades", "queues"
MOST_PAIRED = 1000
_BLOCK = 2000  # scenarios
_SQUARE_BITS = 100_000  # 12 kB for each value of each component


@dataclass(frozen=True, slots=True)
class Bits:
    """Values whose bits are scenarios; ``every`` has all of them."""

    every: int

    def any_of(self, values: Sequence[int]) -> int:
        """True where one of them is."""
        found = 0
        for value in values:
            found |= value
        return found

    def all_of(self, values: Sequence[int]) -> int:
        """True where all of them are."""
        found = self.every
        for value in values:
            found &= value
        return found

    def least(self, equations: dict[str, Equation]) -> Values:
        """The least solution, from nothing upwards until nothing changes."""
        values = dict.fromkeys(equations, 0)
        readers: dict[str, list[str]] = {name: [] for name in equations}
        for name, equation in equations.items():
            for read in equation.reads:
                readers[read].append(name)
        waiting = dict.fromkeys(equations)
        while waiting:
            name = next(iter(waiting))
            del waiting[name]
            value = equations[name].value(values)
            if value != values[name]:
                values[name] = value
                waiting.update(dict.fromkeys(readers[name]))
        return values


def spread(system: System, scenarios: Sequence[frozenset[Fault]], lasting: float | None = None) -> Effects:
    """The effects of each of *scenarios*: bit *n* of a value is that of the *n*-th."""
    bits: dict[Fault, int] = {}
    for number, scenario in enumerate(scenarios):
        for fault in scenario:
            bits[fault] = bits.get(fault, 0) | 1 << number
    return effects(system, Bits((1 << len(scenarios)) - 1), lambda fault: bits.get(fault, 0), lasting)


def outcome(found: Effects, journey: str, number: int) -> str | None:
    """The worst that happens to a journey in the *number*-th scenario; None where it goes on as ever."""
    for word, values in ((FAILS, found.fails), (DEGRADES, found.degrades), (QUEUES, found.queues)):
        if values[journey] >> number & 1:
            return word
    return None


def in_blocks(system: System, scenarios: Sequence[frozenset[Fault]]) -> Iterator[tuple[int, int, Effects]]:
    """The effects of any number of scenarios, some at a time: from where on, how many, and theirs."""
    for start in range(0, len(scenarios), _BLOCK):
        block = scenarios[start : start + _BLOCK]
        yield start, len(block), spread(system, block)


@dataclass
class Combined:
    """What hits one journey at least so badly.

    Attributes:
        singles: faults that do it alone.
        pairs: faults that do it together, and neither alone; the first of them.
        count: how many such pairs there are; None where there are too many faults to look at.
    """

    singles: tuple[Fault, ...]
    pairs: list[tuple[Fault, Fault]]
    count: int | None


def combined(system: System, faults: Sequence[Fault], most_pairs: int) -> dict[tuple[str, str], Combined]:
    """Of each journey and each effect, what brings it about or worse: one of *faults*, or two of them.

    Two are looked at where there are at most ``MOST_PAIRED`` faults, a block of rows of their square at a time.
    """
    alone = _levels(system, spread(system, [frozenset([fault]) for fault in faults]))
    paired = len(faults) <= MOST_PAIRED
    found = {
        key: Combined(tuple(f for n, f in enumerate(faults) if value >> n & 1), [], 0 if paired else None)
        for key, value in alone.items()
    }
    count = len(faults)
    rows = max(1, _SQUARE_BITS // max(1, count))
    for first in range(0, count if paired else 0, rows):
        block = range(first, min(count, first + rows))
        for key, value in _levels(system, _rows(system, faults, block)).items():
            _add_pairs(found[key], faults, block, value, alone[key], most_pairs)
    return found


def _levels(system: System, effects_: Effects) -> dict[tuple[str, str], int]:
    """Of each journey the scenarios in which it fails, in which that or degrades, and that or queues."""
    found = {}
    for journey in system.journeys:
        value = 0
        for word, values in ((FAILS, effects_.fails), (DEGRADES, effects_.degrades), (QUEUES, effects_.queues)):
            value |= values[journey.name]
            found[journey.name, word] = value
    return found


def _rows(system: System, faults: Sequence[Fault], block: range) -> Effects:
    """The effects of each of the faults in *block* with each of all: bit ``(i - block.start) * n + j``."""
    count = len(faults)
    column = 0
    for row in range(len(block)):
        column |= 1 << row * count
    whole_row = (1 << count) - 1
    events: Mapping[Fault, int] = {
        fault: column << number | (whole_row << (number - block.start) * count if number in block else 0)
        for number, fault in enumerate(faults)
    }
    return effects(system, Bits((1 << count * len(block)) - 1), lambda fault: events.get(fault, 0))


def _add_pairs(found: Combined, faults: Sequence[Fault], block: range, value: int, alone: int, most_pairs: int) -> None:
    count = len(faults)
    row = (1 << count) - 1
    total = found.count or 0
    for first in block:
        if not value or alone >> first & 1:
            continue
        others = value >> (first - block.start) * count & row & ~alone & ~((2 << first) - 1)
        total += others.bit_count()
        while others and len(found.pairs) < most_pairs:
            low = others & -others
            found.pairs.append((faults[first], faults[low.bit_length() - 1]))
            others ^= low
    found.count = total
