"""A solved tree: its modules, each with two diagrams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from principal.phases.consensus.faulttrees import compiling
from principal.phases.consensus.faulttrees.compiling import Functions
from principal.phases.consensus.faulttrees.engine import Diagram


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


def sets_of(modules: Sequence[Module]) -> list[list[int]]:
    """The nodes of each module's minimal solutions, as Python reads them fastest."""
    return [m.sets.nodes if isinstance(m.sets.nodes, list) else m.sets.nodes.tolist() for m in modules]
