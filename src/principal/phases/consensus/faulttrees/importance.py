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

from principal.phases.consensus.faulttrees.solved import Module, functions_for


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


def chance_of(modules: Sequence[Module], probability: Mapping[int, float], *, inverted: bool) -> list[float]:
    """The probability of each module; of the last one that it is false, where it is *inverted*."""
    found: list[float] = []
    for at, module in enumerate(modules):
        end = 0 if inverted and at == len(modules) - 1 else 1
        found.append(float(_chances(module, _weights(module, found, probability), end)[module.decision.root]))
    return found


def given_each(
    modules: Sequence[Module], probability: Mapping[int, float], *, inverted: bool
) -> dict[int, tuple[float, float]]:
    """The same of the last of *modules*, given that each event is absent, and that it is present."""
    known = chance_of(modules, probability, inverted=inverted)
    around: list[tuple[float, float]] = [(0.0, 1.0)] * len(modules)  # of the top, given each module
    found: dict[int, tuple[float, float]] = {}
    for at in range(len(modules) - 1, -1, -1):
        module = modules[at]
        use, nodes = functions_for(module.decision), module.decision.nodes
        weights = _weights(module, known, probability)
        levels, count = len(weights), len(nodes) // 4
        absent, present = use.floats(levels), use.floats(levels)
        chance = _chances(module, weights, 0 if inverted and at == len(modules) - 1 else 1)
        reach, skipped = use.floats(count), use.floats(2 * levels)
        use.conditional(nodes, module.decision.root, weights, chance, reach, skipped, absent, present)
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


def _chances(module: Module, weights: Sequence[float], end: int) -> Sequence[float]:
    use = functions_for(module.decision)
    answer = use.floats(len(module.decision.nodes) // 4)
    use.chances(module.decision.nodes, weights, end, answer)
    return answer  # type: ignore[no-any-return]
