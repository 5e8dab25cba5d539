"""What follows from a solved tree: how many cut sets, how likely, which event matters most."""

from __future__ import annotations

import itertools
import math
from functools import cached_property

from principal.phases.consensus.faulttrees.counting import count_by_order
from principal.phases.consensus.faulttrees.engine import Clock
from principal.phases.consensus.faulttrees.importance import Importance, chance_of, given_each, measures
from principal.phases.consensus.faulttrees.ranking import CutSet, Search
from principal.phases.consensus.faulttrees.solved import Module
from principal.phases.consensus.faulttrees.tree import Tree


class Solution:
    """The answers about one function. Each is computed when it is asked for, within the time that is left.

    Attributes:
        coherent: no event can mend the top (as the simplified tree is written: no inverse is left in it).
    """

    def __init__(self, tree: Tree, modules: tuple[Module, ...], clock: Clock, *, inverted: bool, coherent: bool):
        self._tree = tree
        self._modules = modules  # of a constant: none
        self._inverted = inverted
        self._clock = clock
        self.coherent = coherent

    @cached_property
    def by_order(self) -> dict[int, int]:
        """How many minimal cut sets of one event, of two, … there are; orders without any are left out.

        Raises:
            NotSolved: the bounds do not suffice (as in everything below).
        """
        if self._inverted:
            return {0: 1}  # true where no event happens: the empty set, which every other contains
        return count_by_order(self._modules, self._clock) if self._modules else {}

    def count_up_to(self, order: int) -> dict[int, int]:
        """The same up to that *order*, which costs less."""
        if self._inverted:
            return {0: 1}
        return count_by_order(self._modules, self._clock, order) if self._modules else {}

    @property
    def count(self) -> int:
        """How many minimal cut sets there are."""
        return sum(self.by_order.values())

    def cut_sets(self, up_to: int) -> list[tuple[str, ...]]:
        """Every minimal cut set of at most *up_to* events: the smallest first, then by name."""
        if self._inverted:
            return [()]
        search = self._search(dict.fromkeys(self._tree.events, 1.0))
        found = [self._names(events) for events in search.up_to(up_to)] if search else []
        return sorted(found, key=lambda names: (len(names), names))

    def cut_sets_with_chances(self, up_to: int) -> list[CutSet]:
        """The same, each with the probability that all of it happens (None where an event has none)."""
        chances = dict(self._tree.events.values())
        return [CutSet(names, _product([chances[name] for name in names])) for names in self.cut_sets(up_to)]

    def smallest(self, count: int) -> list[tuple[str, ...]]:
        """The *count* minimal cut sets of the fewest events."""
        if self._inverted:
            return [()] if count else []
        search = self._search(dict.fromkeys(self._tree.events, 1.0))
        first = itertools.islice(search.best_first() if search else (), count)
        found = [self._names(events) for events in first]
        return sorted(found, key=lambda names: (len(names), names))

    def top(self, count: int) -> list[CutSet]:
        """The *count* likeliest minimal cut sets; those that cannot happen are left out.

        Raises:
            ValueError: an event has no probability.
        """
        chances = self._probabilities()
        if chances is None:
            raise ValueError("an event has no probability")
        if self._inverted:
            return [CutSet((), 1.0)][:count]
        search = self._search({event: -math.log(p) if p else math.inf for event, p in chances.items()})
        found = [
            CutSet(self._names(events), math.prod(chances[event] for event in events))
            for events in itertools.islice(search.best_first() if search else (), count)
        ]
        return sorted(found, key=lambda cut: (-(cut.probability or 0.0), len(cut.events), cut.events))

    @cached_property
    def probability(self) -> float | None:
        """Of the function; None where an event that it depends on has none."""
        chances = self._probabilities()
        if chances is None:
            return None
        if not self._modules:
            return float(self._inverted)
        return chance_of(self._modules, chances, self._clock, inverted=self._inverted)[-1]

    def importance(self) -> list[Importance]:
        """Of every event that the function depends on, by name.

        Raises:
            ValueError: an event has no probability.
        """
        chances, total = self._probabilities(), self.probability
        if chances is None or total is None:
            raise ValueError("an event has no probability")
        found = []
        each = given_each(self._modules, chances, self._clock, inverted=self._inverted)
        for event, (absent, present) in each.items():
            found.append(measures(self._tree.events[event][0], chances[event], total, absent, present))
        return sorted(found, key=lambda measured: measured.event)

    def events(self) -> list[str]:
        """The names of the events that the function depends on (as the simplified tree is written)."""
        return sorted(self._tree.events[event][0] for event in self._leaves())

    def without_probability(self) -> list[str]:
        """Those of them that have no probability."""
        return sorted(name for name, p in (self._tree.events[event] for event in self._leaves()) if p is None)

    def _leaves(self) -> list[int]:
        return [~leaf for module in self._modules for leaf in module.leaves if leaf < 0]

    def _probabilities(self) -> dict[int, float] | None:
        chances = {event: self._tree.events[event][1] for event in self._leaves()}
        known = {event: p for event, p in chances.items() if p is not None}
        return known if len(known) == len(chances) else None

    def _search(self, cost: dict[int, float]) -> Search | None:
        return Search(self._modules, cost, self._clock) if self._modules else None

    def _names(self, events: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(sorted(self._tree.events[event][0] for event in events))


def _product(chances: list[float | None]) -> float | None:
    known = [p for p in chances if p is not None]
    return math.prod(known) if len(known) == len(chances) else None
