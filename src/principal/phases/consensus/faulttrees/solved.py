"""A solved tree: its modules, each with two diagrams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from principal.phases.consensus.faulttrees import compiling
from principal.phases.consensus.faulttrees.compiling import Functions
from principal.phases.consensus.faulttrees.engine import Clock, Diagram

_SLICE = 1 << 16  # nodes between two looks at the clock


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the tree that shares no event with the rest.

    Attributes:
        leaves: what its levels are, from the first down: a module (its place among them all,
            always an earlier one), or ``~event`` (the event's node in the tree).
        decision: when it is true.
        sets: its minimal solutions.
    """

    leaves: tuple[int, ...]
    decision: Diagram
    sets: Diagram


def functions_for(diagram: Diagram) -> Functions:
    """The passes that can read its nodes."""
    return compiling.plain() if isinstance(diagram.nodes, list) else compiling.machine_code()


def readable(numbers: Any) -> Sequence[Any]:
    """The same *numbers*, as Python reads one of them fastest."""
    return numbers if isinstance(numbers, list) else memoryview(numbers)


def slices(nodes: int, clock: Clock) -> Iterator[tuple[int, int]]:
    """A diagram's nodes but for 0 and 1, from the lowest up: from which to before which, with a look between."""
    for begin in range(2, nodes, _SLICE):
        clock.look()
        yield begin, min(begin + _SLICE, nodes)
