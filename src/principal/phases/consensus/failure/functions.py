"""The exact Boolean function of what breaks each journey, as a fault tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from principal.phases.consensus.failure.circles import circles
from principal.phases.consensus.failure.semantics import Effects, Equation, Values, effects
from principal.phases.consensus.failure.system import Fault, System
from principal.phases.consensus.faulttrees import NotSolved, Tree

_MOST_GATES = 400_000


@dataclass
class Gates:
    """Values that are nodes of a fault tree."""

    tree: Tree = field(default_factory=Tree)

    def any_of(self, values: Sequence[int]) -> int:
        """True where one of them is; constants are folded."""
        false, true = self.tree.constant(False), self.tree.constant(True)
        chosen = [v for v in dict.fromkeys(values) if v != false]
        if true in chosen:
            return true
        return chosen[0] if len(chosen) == 1 else self.tree.any_of(chosen) if chosen else false

    def all_of(self, values: Sequence[int]) -> int:
        """True where all of them are; constants are folded."""
        false, true = self.tree.constant(False), self.tree.constant(True)
        chosen = [v for v in dict.fromkeys(values) if v != true]
        if false in chosen:
            return false
        return chosen[0] if len(chosen) == 1 else self.tree.all_of(chosen) if chosen else true

    def least(self, equations: dict[str, Equation]) -> Values:
        """The least solution: a circle of n parts is settled after n rounds from nothing.

        Raises:
            NotSolved: circles are so large that the tree would be.
        """
        false = self.tree.constant(False)
        values = dict.fromkeys(equations, false)
        for circle in circles({name: equation.reads for name, equation in equations.items()}):
            for _ in circle:
                values.update({name: equations[name].value(values) for name in circle})
                if len(self.tree.nodes) > _MOST_GATES:
                    raise NotSolved(f"needs go round in a circle of {len(circle)} components, too many for the tree")
        return values


def functions(
    system: System, event: Callable[[Tree, Fault], int], lasting: float | None = None
) -> tuple[Tree, Effects]:
    """A tree, and the nodes of it that say what happens to parts and journeys.

    Raises:
        NotSolved: the tree would be too large.
    """
    gates = Gates()
    return gates.tree, effects(system, gates, lambda fault: event(gates.tree, fault), lasting)


def event_of(fault: Fault) -> str:
    """The name of its event; no two faults have the same."""
    return f"{fault.kind}:{fault.name}"


def fault_of(event: str) -> Fault:
    """The fault whose event has that name."""
    kind, _, name = event.partition(":")
    return Fault(kind, name)


def chanced(kinds: Iterable[str], chances: Mapping[Fault, float]) -> Callable[[Tree, Fault], int]:
    """Events for the faults of these kinds, those without a figure with the chance 0; others do not happen."""
    chosen = frozenset(kinds)
    return lambda tree, fault: (
        tree.event(event_of(fault), chances.get(fault, 0.0)) if fault.kind in chosen else tree.constant(False)
    )
