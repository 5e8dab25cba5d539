"""Small systems for tests, and what failure means, once more: slowly, and one scenario at a time."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import strategies as st

from principal.phases.consensus.failure.loads import behind, overloads
from principal.phases.consensus.failure.system import (
    Fault,
    Journey,
    Need,
    Part,
    Shared,
    System,
    quorum_of,
    replicas_of,
)

NAMES = ("a", "b", "c", "d", "e")


@st.composite
def systems(draw: st.DrawFn) -> System:
    """Up to five parts with needs in any direction, two zones of which one has a region, a vendor and a person."""
    names = NAMES[: draw(st.integers(1, 5))]
    figure = st.sampled_from([None, 10.0, 100.0])
    parts = {
        name: Part(
            name,
            kind=draw(st.sampled_from(["service", "cache"])),
            replicas=draw(st.sampled_from([None, 1, 2, 3, 5])),
            quorum=draw(st.sampled_from([None, 1, 2, 3])),
            zones=draw(st.sampled_from([(), ("x",), ("x", "y")])),
            regions=draw(st.sampled_from([(), ("r",)])),
            vendor=draw(st.sampled_from([None, None, "v"])),
            keeper=draw(st.sampled_from([None, None, "p"])),
            load=draw(figure),
            capacity=draw(figure),
            hit_rate=0.9,
        )
        for name in names
    }
    ends = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=9, unique=True))
    needs = []
    for caller, callee in ends:
        does = draw(st.sampled_from(["fail", "fail", "degrade", "queue", "ignore", "use"]))
        use = draw(st.sampled_from(names)) if does == "use" else None
        holds = draw(st.sampled_from([None, 50.0, 500.0]))
        asked = draw(st.sampled_from([(), (), ("j",), ("k",)]))
        needs.append(Need(caller, callee, does, use, holds_ms=holds, journeys=asked))
    steps = tuple(draw(st.lists(st.sampled_from(names), max_size=3, unique=True)))
    optional = tuple(s for s in steps if draw(st.booleans()))
    journeys = (Journey("j", steps, optional), Journey("k", names))
    return System(parts, tuple(needs), journeys, (Shared("zone", "x", region="r"),))


def plain(system: System, happened: frozenset[Fault], lasting: float | None) -> dict[str, dict[str, bool]]:
    """The effects of one scenario, by their definition in docs/failure.md."""
    loads = (overloads(system), behind(system))
    softer = [replace(n, when_down="degrade") if n.journeys and n.when_down == "fail" else n for n in system.needs]
    found = _plain(replace(system, needs=tuple(softer)), loads, happened, lasting, system.journeys[0])
    for journey in system.journeys:
        asked = tuple(n for n in system.needs if not n.journeys or journey.name in n.journeys)
        here = _plain(replace(system, needs=asked), loads, happened, lasting, journey)
        for effect in ("fails", "degrades", "queues"):
            found[effect][journey.name] = here[effect][journey.name]
    return found


def _plain(
    system: System,
    loads: tuple[list[tuple[str, str]], set[tuple[str, str]]],
    happened: frozenset[Fault],
    lasting: float | None,
    journey: Journey,
) -> dict[str, dict[str, bool]]:
    parts, (crushed, filled) = system.parts, loads
    down = dict.fromkeys(parts, False)
    degraded, delayed = dict(down), dict(down)

    def lives(part: Part) -> bool:
        spots = list(part.zones or part.regions or [""])
        alive = 0
        for _, spot in zip(range(replicas_of(part)), itertools.cycle(spots), strict=False):
            zone_of = {"x": "r", "y": part.regions[0] if part.regions else None}
            gone = Fault("zone", spot) in happened if part.zones else False
            region = zone_of.get(spot) if part.zones else spot
            alive += not gone and Fault("region", str(region)) not in happened
        return alive >= quorum_of(part)

    def gone(need: Need) -> bool:
        return down[need.callee] or need.fault in happened

    for _ in range(len(parts) + 1):  # enough for the longest way
        for name, part in parts.items():
            own = Fault("component", name) in happened or not lives(part)
            own |= Fault("vendor", str(part.vendor)) in happened or Fault("person", str(part.keeper)) in happened
            for other, onto in crushed:
                own |= onto == name and (down[other] or Fault("flush", other) in happened)
            for cache, store in filled:
                own |= cache == name and part.kind == "cache" and Fault("flush", name) in happened and down[store]
            for need in system.needs_of[name]:
                full = lasting is not None and need.holds_ms is not None and need.holds_ms <= lasting
                own |= gone(need) and (
                    need.when_down == "fail"
                    or (need.when_down == "queue" and full)
                    or (need.when_down == "use" and down[str(need.use)])
                )
            down[name] = own
    for _ in range(len(parts) + 1):
        for name in parts:
            for need in system.needs_of[name]:
                waits = need.when_down in ("fail", "degrade", "use")
                stand_in = str(need.use) if need.when_down == "use" and gone(need) else None
                degraded[name] |= need.when_down == "degrade" and gone(need)
                degraded[name] |= waits and (degraded[need.callee] or (stand_in is not None and degraded[stand_in]))
                delayed[name] |= need.when_down == "queue" and (gone(need) or delayed[need.callee])
                waits = need.when_down in ("fail", "use")
                delayed[name] |= waits and (delayed[need.callee] or (stand_in is not None and delayed[stand_in]))
    hard = [s for s in journey.steps if s not in journey.optional]
    for need in system.needs:
        if need.when_down in ("queue", "use") and need.caller in journey.steps and need.caller != need.callee:
            hard = [s for s in hard if s != need.callee]
    return {
        "down": down,
        "degraded": degraded,
        "delayed": delayed,
        "fails": {journey.name: any(down[s] for s in hard)},
        "degrades": {journey.name: any(degraded[s] for s in journey.steps) or any(down[s] for s in journey.optional)},
        "queues": {journey.name: any(delayed[s] for s in journey.steps)},
    }


def subsets(faults: list[Fault]) -> list[frozenset[Fault]]:
    """All sets of *faults*, the small ones first."""
    return [frozenset(s) for size in range(len(faults) + 1) for s in itertools.combinations(faults, size)]


def minimal(found: list[frozenset[Fault]]) -> set[frozenset[Fault]]:
    """Those that contain no other (the small ones stand first)."""
    kept: list[frozenset[Fault]] = []
    for one in found:
        if not any(other <= one for other in kept):
            kept.append(one)
    return set(kept)
