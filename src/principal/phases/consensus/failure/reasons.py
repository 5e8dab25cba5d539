"""Why something is down, degraded or delayed: a shortest way to what is gone, in words."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container

from principal.phases.consensus.failure.loads import behind, overloads
from principal.phases.consensus.failure.semantics import Effects, Values
from principal.phases.consensus.failure.system import ARROW, Fault, Need, Part, System, quorum_of, replicas_of
from principal.phases.consensus.failure.words import listed


def why_down(system: System, found: Effects, happened: frozenset[Fault], name: str) -> str:
    """Why *name* is down in the one scenario of *found*: ``storefront -> checkout -> orders-db``."""
    ends: dict[str, str] = {}
    for part in system.parts.values():
        cause = _own(system, part, happened) if found.down[part.name] else None
        if cause is not None:
            ends[part.name] = cause
    for need in system.needs:
        if need.fault in happened and found.down[need.caller]:
            ends.setdefault(need.caller, f"{need.name} is broken")
    for cache, store in sorted(behind(system)):
        if Fault("flush", cache) in happened and found.down[cache] and found.down[store]:
            ends.setdefault(cache, f"it is empty, and {store}, which would fill it, is down")
    crushed = {onto: gone for gone, onto in overloads(system) if found.down[onto]}
    for onto, gone in crushed.items():
        if Fault("flush", gone) in happened:
            ends.setdefault(onto, f"more reaches it than it bears, now that {gone} is empty")

    def below(at: str) -> list[str]:
        needed = [n.callee for n in system.needs_of[at] if _takes_along(n) and found.down[n.callee]]
        return [*needed, crushed[at]] if at in crushed else needed

    way = _way(name, below, ends)
    return _told(way, ends.get(way[-1], ""), _turns(system, way, crushed))


def why_less(system: System, found: Effects, happened: frozenset[Fault], name: str, effect: str) -> str:
    """Why *name* is degraded (*effect* is ``degrades``) or delayed (``queues``)."""
    values, begins = (found.degraded, "degrade") if effect == "degrades" else (found.delayed, "queue")
    ends = {
        n.caller: n
        for n in reversed(system.needs)
        if n.when_down == begins and (found.down[n.callee] or n.fault in happened)
    }
    way = _way(name, lambda at: _affected(system, values, at), ends)
    need = ends[way[-1]]
    does = "goes on without" if effect == "degrades" else "queues for"
    cause = why_down(system, found, happened, need.callee) if found.down[need.callee] else f"{need.name} is broken"
    told = f"{need.caller} {does} {need.callee}"
    more = "" if cause == f"{need.callee} is gone" else f": {cause}"
    return _told(way, f"{told}{more}", [])


def _takes_along(need: Need) -> bool:
    return need.when_down not in ("degrade", "ignore")


def _affected(system: System, values: Values, at: str) -> list[str]:
    """Those that *at* needs, or that stand in, and that are degraded or delayed."""
    ends = [end for n in system.needs_of[at] for end in (n.callee, n.use)]
    return [end for end in ends if end is not None and values.get(end)]


def _turns(system: System, way: list[str], crushed: dict[str, str]) -> list[str]:
    """What did not help on the way: stand-ins that are down too, queues that are full, stores that were crushed."""
    found = []
    for caller, callee in itertools.pairwise(way):
        need = system.need_named.get(f"{caller}{ARROW}{callee}")
        if need is not None and need.when_down == "use":
            found.append(f"{need.use}, which stands in for {callee}, is down too")
        elif need is not None and need.when_down == "queue":
            found.append(f"the queue of {caller} for {callee} is full")
        elif crushed.get(caller) == callee:
            found.append(f"more reaches {caller} than it bears without {callee}")
    return found


def _told(way: list[str], cause: str, turns: list[str]) -> str:
    itself = cause == f"{way[-1]} is gone"
    causes = [*([] if itself and len(way) > 1 else [cause] if cause else []), *turns]
    return ": ".join(filter(None, (ARROW.join(way) if len(way) > 1 else "", "; ".join(causes))))


def _way(start: str, below: Callable[[str], list[str]], ends: Container[str]) -> list[str]:
    """A shortest way from *start* to one of *ends*."""
    before = {start: start}
    waiting = [start]
    for at in waiting:
        if at in ends:
            way = [at]
            while way[0] != start:
                way.insert(0, before[way[0]])
            return way
        for other in below(at):
            if other not in before:
                before[other] = at
                waiting.append(other)
    return [start]


def _own(system: System, part: Part, happened: frozenset[Fault]) -> str | None:
    """What takes it down by itself, whatever it needs."""
    if Fault("component", part.name) in happened:
        return f"{part.name} is gone"
    if part.vendor and Fault("vendor", part.vendor) in happened:
        return f"it is a service of {part.vendor}"
    if part.keeper and Fault("person", part.keeper) in happened:
        return f"{part.keeper} alone holds it"
    lost = [(count, [f.name for f in spot if f in happened]) for count, spot in system.places(part)]
    gone = sum(count for count, names in lost if names)
    replicas, quorum = replicas_of(part), quorum_of(part)
    if replicas - gone >= quorum:
        return None
    where = listed(list(dict.fromkeys(name for _, names in lost for name in names)))
    if gone < replicas:
        return f"{gone} of {replicas} replicas are in {where}, and {quorum} must live"
    return f"all of it is in {where}" if replicas == 1 else f"all {replicas} replicas are in {where}"
