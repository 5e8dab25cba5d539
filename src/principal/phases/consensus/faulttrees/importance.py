"""Which event matters most, by the four measures in use.

With P the probability of the top, and P1 and P0 the same given that the event has happened and
that it has not:

- Birnbaum: P1 - P0, how much the top hangs on the event;
- Fussell-Vesely: (P - P0) / P, the share of the risk that would be gone without it;
- RAW, the risk achievement worth: P1 / P, how many times the risk grows when it happens;
- RRW, the risk reduction worth: P / P0, how many times it shrinks without it: infinite
  exactly where the top cannot happen without the event.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from principal.phases.consensus.faulttrees.engine import Clock
from principal.phases.consensus.faulttrees.solved import Module, functions_for, slices


@dataclass(frozen=True, slots=True)
class Importance:
    """What one event means for the top.

    Attributes:
        event: its name.
        probability: of the event.
        birnbaum, fussell_vesely, raw, rrw: see this module; None where the top cannot happen.
            Birnbaum and Fussell-Vesely are negative where the event mends the top.
    """

    event: str
    probability: float
    birnbaum: float
    fussell_vesely: float | None
    raw: float | None
    rrw: float | None


def chance_of(
    modules: Sequence[Module], probability: Mapping[int, float], clock: Clock, *, inverted: bool
) -> list[float]:
    """The probability of each module; of the last one that it is false, where it is *inverted*.

    Raises:
        NotSolved: the time is over.
    """
    found: list[float] = []
    for at, module in enumerate(modules):
        end = 0 if inverted and at == len(modules) - 1 else 1
        found.append(float(_chances(module, _weights(module, found, probability), end, clock)[module.decision.root]))
    return found


def range_of(
    modules: Sequence[tuple[Module, Module]], probability: Mapping[int, float], clock: Clock, *, inverted: bool
) -> tuple[float, float]:
    """What the probability of the last of *modules* lies between, each given as one below and one above it.

    Raises:
        NotSolved: the time is over.
    """
    found: list[tuple[float, float]] = []
    for below, above in modules:
        ranges = [found[leaf] if leaf >= 0 else (probability[~leaf], probability[~leaf]) for leaf in below.leaves]
        least, most = _range(below, ranges, clock)
        found.append((least, most if above is below else _range(above, ranges, clock)[1]))
    least, most = found[-1]
    return (1.0 - most, 1.0 - least) if inverted else (least, most)


def _range(module: Module, ranges: Sequence[tuple[float, float]], clock: Clock) -> tuple[float, float]:
    use, nodes = functions_for(module.decision), module.decision.nodes
    count = len(nodes) // 4
    lows, highs, least, most = (use.floats(size) for size in (len(ranges), len(ranges), count, count))
    for level, (low, high) in enumerate(ranges):
        lows[level], highs[level] = low, high
    least[1] = most[1] = 1.0
    for begin, end in slices(count, clock):
        use.between(nodes, begin, end, lows, highs, least, most)
    return float(least[module.decision.root]), float(most[module.decision.root])


def given_each(
    modules: Sequence[Module], probability: Mapping[int, float], clock: Clock, *, inverted: bool
) -> dict[int, tuple[float, float]]:
    """The same of the last of *modules*, given that each event is absent, and that it is present.

    Raises:
        NotSolved: the time is over.
    """
    known = chance_of(modules, probability, clock, inverted=inverted)
    around: list[tuple[float, float]] = [(0.0, 1.0)] * len(modules)  # of the top, given each module
    found: dict[int, tuple[float, float]] = {}
    for at in range(len(modules) - 1, -1, -1):
        module = modules[at]
        use, nodes, root = functions_for(module.decision), module.decision.nodes, module.decision.root
        weights = _weights(module, known, probability)
        levels, count = len(weights), len(nodes) // 4
        absent, present = use.floats(levels), use.floats(levels)
        chance = _chances(module, weights, 0 if inverted and at == len(modules) - 1 else 1, clock)
        reach, skipped = use.floats(count), use.floats(2 * levels)
        reach[root] = 1.0
        for begin, end in reversed(list(slices(root + 1, clock))):
            clock.look()
            use.conditional(nodes, end - 1, begin - 1, weights, chance, reach, skipped, absent, present)
        use.passing(nodes, root, chance, skipped, absent, present)
        without, with_it = around[at]
        for level, leaf in enumerate(module.leaves):
            low, high = (without * (1.0 - float(x)) + with_it * float(x) for x in (absent[level], present[level]))
            if leaf >= 0:
                around[leaf] = (low, high)
            else:
                found[~leaf] = (low, high)
    return found


def measures(event: str, probability: float, total: float, absent: float, present: float) -> Importance:
    """The four measures of one event."""
    if total == 0.0:
        return Importance(event, probability, present - absent, None, None, None)
    reduction = total / absent if absent > 0.0 else math.inf
    return Importance(event, probability, present - absent, (total - absent) / total, present / total, reduction)


def _weights(module: Module, chances: Sequence[float], probability: Mapping[int, float]) -> Sequence[float]:
    weights = functions_for(module.decision).floats(len(module.leaves))
    for level, leaf in enumerate(module.leaves):
        weights[level] = chances[leaf] if leaf >= 0 else probability[~leaf]
    return weights  # type: ignore[no-any-return]


def _chances(module: Module, weights: Sequence[float], goal: int, clock: Clock) -> Sequence[float]:
    """How likely each node of its decision leads to the *goal*, 0 or 1."""
    use, nodes = functions_for(module.decision), module.decision.nodes
    answer = use.floats(len(nodes) // 4)
    answer[0], answer[1] = 1.0 - goal, float(goal)
    for begin, end in slices(len(nodes) // 4, clock):
        use.chances(nodes, begin, end, weights, answer)
    return answer  # type: ignore[no-any-return]
