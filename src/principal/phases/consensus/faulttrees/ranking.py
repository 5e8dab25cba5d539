"""The minimal solutions themselves: the likeliest first, or all up to an order."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from principal.phases.consensus.faulttrees.engine import Clock
from principal.phases.consensus.faulttrees.solved import Module, functions_for, readable, slices

_LOOK_EVERY = 4096


@dataclass(frozen=True, slots=True)
class CutSet:
    """A minimal cut set.

    Attributes:
        events: their names, sorted.
        probability: that all of them happen; None where one has no probability.
    """

    events: tuple[str, ...]
    probability: float | None


class _Rest(NamedTuple):
    """What is still to be chosen once the module at hand is done: a node of the module around it."""

    module: int
    node: int
    cost: float  # the least that it and all the rest after it cost
    then: _Rest | None


class _Chosen(NamedTuple):
    event: int
    before: _Chosen | None


class _Place(NamedTuple):
    """How far a set has come: compared by what it costs at least, then by age."""

    cost: float
    age: int
    spent: float
    module: int
    node: int
    rest: _Rest | None
    chosen: _Chosen | None


class Search:
    """Looks for sets of least cost, where a set costs the sum of what its events cost.

    Args:
        modules: the solved tree.
        cost: of each event, by its node in the tree; none is negative.
        clock: looked at now and then.

    Raises:
        NotSolved: the time is over (as in both ways to search).
    """

    def __init__(self, modules: Sequence[Module], cost: Mapping[int, float], clock: Clock) -> None:
        self._modules = modules
        self._clock = clock
        self._nodes: list[Sequence[int]] = []
        self._least: list[Sequence[float]] = []
        self._costs: list[Sequence[float]] = []
        for module in modules:
            use, nodes = functions_for(module.sets), module.sets.nodes
            costs = use.floats(len(module.leaves))
            for level, leaf in enumerate(module.leaves):
                costs[level] = self._least[leaf][self._root(leaf)] if leaf >= 0 else cost[~leaf]
            least = use.floats(len(nodes) // 4)
            least[0] = math.inf
            for begin, end in slices(len(nodes) // 4, clock):
                use.cheapest(nodes, begin, end, costs, least)
            self._nodes.append(readable(nodes))
            self._costs.append(readable(costs))
            self._least.append(readable(least))

    def _root(self, module: int) -> int:
        return self._modules[module].sets.root

    def best_first(self) -> Iterator[tuple[int, ...]]:
        """Every set, the cheapest first, as nodes of the tree; those of infinite cost are left out."""
        return self._search(math.inf, ordered=True)

    def up_to(self, limit: float) -> Iterator[tuple[int, ...]]:
        """Every set that costs at most *limit*, in no order."""
        return self._search(limit, ordered=False)

    def _search(self, limit: float, *, ordered: bool) -> Iterator[tuple[int, ...]]:
        last = len(self._modules) - 1
        place = _Place(0.0, 0, 0.0, last, self._root(last), None, None)
        waiting = [place]
        age = looked = 0
        while waiting:
            place = heapq.heappop(waiting) if ordered else waiting.pop()
            while place.node:
                looked += 1
                if not looked % _LOOK_EVERY:
                    self._clock.look()
                if place.node > 1:
                    age += 1
                    place, other = sorted(self._branches(place, age))
                    if other.cost <= limit and other.cost < math.inf:
                        heapq.heappush(waiting, other) if ordered else waiting.append(other)
                    if place.cost > limit or place.cost == math.inf:
                        break
                elif place.rest is not None:
                    rest = place.rest
                    place = place._replace(module=rest.module, node=rest.node, rest=rest.then)
                else:
                    yield _events(place.chosen)
                    break

    def _branches(self, place: _Place, age: int) -> tuple[_Place, _Place]:
        """Where it goes on without the event or module of the node it is at, and with it."""
        _, _, spent, module, node, rest, chosen = place
        nodes, least = self._nodes[module], self._least[module]
        level, low, high = nodes[4 * node], nodes[4 * node + 1], nodes[4 * node + 2]
        later = rest.cost if rest is not None else 0.0
        paid = self._costs[module][level]
        cost = spent + paid + least[high] + later
        without = _Place(spent + least[low] + later, 2 * age, spent, module, low, rest, chosen)
        leaf = self._modules[module].leaves[level]
        if leaf < 0:
            return without, _Place(cost, 2 * age + 1, spent + paid, module, high, rest, _Chosen(~leaf, chosen))
        inner = _Rest(module, high, least[high] + later, rest)
        return without, _Place(cost, 2 * age + 1, spent, leaf, self._root(leaf), inner, chosen)


def _events(chosen: _Chosen | None) -> tuple[int, ...]:
    events = []
    while chosen is not None:
        events.append(chosen.event)
        chosen = chosen.before
    return tuple(events)
