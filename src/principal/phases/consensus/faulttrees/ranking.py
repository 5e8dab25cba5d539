"""The minimal solutions themselves: the likeliest first, or all up to an order."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from principal.phases.consensus.faulttrees.engine import Clock
from principal.phases.consensus.faulttrees.solved import Module, sets_of

_LOOK_EVERY = 4096


@dataclass(frozen=True, slots=True)
class CutSet:
    """A minimal cut set.

    Attributes:
        events: their names, sorted.
        probability: that all of them happen.
    """

    events: tuple[str, ...]
    probability: float


class _Rest(NamedTuple):
    """What is still to be chosen once the module at hand is done: a node of the module around it."""

    module: int
    node: int
    cost: float  # the least that it and all the rest after it cost
    then: _Rest | None


class _Chosen(NamedTuple):
    event: int
    before: _Chosen | None


class Search:
    """Looks for sets of least cost, where a set costs the sum of what its events cost.

    Args:
        modules: the solved tree.
        cost: of each event, by its node in the tree; none is negative.
    """

    def __init__(self, modules: Sequence[Module], cost: Mapping[int, float]) -> None:
        self._modules = modules
        self._nodes = sets_of(modules)
        self._least: list[list[float]] = []
        self._costs: list[list[float]] = []
        for module, nodes in zip(modules, self._nodes, strict=True):
            costs = [self._least[leaf][self._root(leaf)] if leaf >= 0 else cost[~leaf] for leaf in module.leaves]
            least = [math.inf, 0.0]
            for at in range(8, len(nodes), 4):
                least.append(min(least[nodes[at + 1]], costs[nodes[at]] + least[nodes[at + 2]]))
            self._costs.append(costs)
            self._least.append(least)

    def _root(self, module: int) -> int:
        return self._modules[module].sets.root

    def best_first(self, clock: Clock) -> Iterator[tuple[int, ...]]:
        """Every set, the cheapest first, as nodes of the tree; those of infinite cost are left out."""
        return self._search(math.inf, clock, ordered=True)

    def up_to(self, limit: float, clock: Clock) -> Iterator[tuple[int, ...]]:
        """Every set that costs at most *limit*, in no order."""
        return self._search(limit, clock, ordered=False)

    def _search(self, limit: float, clock: Clock, *, ordered: bool) -> Iterator[tuple[int, ...]]:
        last = len(self._modules) - 1
        tie = itertools.count()
        waiting = [(0.0, next(tie), 0.0, last, self._root(last), None, None)]
        looked = 0
        while waiting:
            looked += 1
            if not looked % _LOOK_EVERY:
                clock.look()
            _, _, spent, module, node, rest, chosen = heapq.heappop(waiting) if ordered else waiting.pop()
            while node:
                if node == 1:
                    if rest is None:
                        yield _events(chosen)
                        break
                    module, node, _, rest = rest
                    continue
                nodes, least = self._nodes[module], self._least[module]
                level, low, high = nodes[4 * node], nodes[4 * node + 1], nodes[4 * node + 2]
                later = rest.cost if rest is not None else 0.0
                without = spent + least[low] + later
                paid = self._costs[module][level]
                with_it = spent + paid + least[high] + later
                leaf = self._modules[module].leaves[level]
                if leaf >= 0:
                    inside = (spent, leaf, self._root(leaf), _Rest(module, high, least[high] + later, rest), chosen)
                else:
                    inside = (spent + paid, module, high, rest, _Chosen(~leaf, chosen))
                outside = (spent, module, low, rest, chosen)
                (cheaper, first), (dearer, second) = sorted(
                    ((without, outside), (with_it, inside)), key=lambda branch: branch[0]
                )
                if dearer <= limit and dearer < math.inf:
                    heapq.heappush(waiting, (dearer, next(tie), *second)) if ordered else waiting.append(
                        (dearer, next(tie), *second)
                    )
                if cheaper > limit or cheaper == math.inf:
                    break
                spent, module, node, rest, chosen = first


def _events(chosen: _Chosen | None) -> tuple[int, ...]:
    events = []
    while chosen is not None:
        events.append(chosen.event)
        chosen = chosen.before
    return tuple(events)
