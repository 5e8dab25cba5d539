"""The effects of many sets of faults at once: a bit of a large integer for each set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from principal.phases.consensus.failure.semantics import Effects, Equation, Values, effects
from principal.phases.consensus.failure.system import Fault, System

FAILS, DEGRADES, QUEUES = "fails", "degrades", "queues"


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


@dataclass(frozen=True, slots=True)
class Square:
    """Every two of some faults at once, and on the diagonal each alone.

    Bit ``i * n + j`` of a value is the scenario of the faults *i* and *j*.
    """

    faults: tuple[Fault, ...]
    effects: Effects

    def single(self, value: int) -> list[Fault]:
        """The faults that make *value* true alone."""
        step = len(self.faults) + 1
        return [fault for number, fault in enumerate(self.faults) if value >> number * step & 1]

    def pairs(self, value: int) -> Iterator[tuple[Fault, Fault]]:
        """The pairs of faults that make *value* true together, and neither alone."""
        count = len(self.faults)
        alone = sum(1 << number for number in range(count) if value >> number * (count + 1) & 1)
        row = (1 << count) - 1
        for first in range(count):
            if alone >> first & 1:
                continue
            others = value >> first * count & row & ~alone & ~((2 << first) - 1)
            while others:
                low = others & -others
                yield self.faults[first], self.faults[low.bit_length() - 1]
                others ^= low


def square(system: System, faults: Sequence[Fault], lasting: float | None = None) -> Square:
    """The effects of every one and every two of *faults*."""
    count = len(faults)
    column = 0
    for row in range(count):
        column |= 1 << row * count
    whole_row = (1 << count) - 1
    events: Mapping[Fault, int] = {
        fault: column << number | whole_row << number * count for number, fault in enumerate(faults)
    }
    every = Bits((1 << count * count) - 1)
    return Square(tuple(faults), effects(system, every, lambda fault: events.get(fault, 0), lasting))
