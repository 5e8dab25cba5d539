"""Why something is down, degraded or delayed: a shortest way to what is gone, in words."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import cached_property

from principal.phases.consensus.failure.loads import behind, overloads
from principal.phases.consensus.failure.semantics import Effects, Values, fatal
from principal.phases.consensus.failure.system import ARROW, Fault, Need, Part, System, quorum_of, replicas_of
from principal.phases.consensus.failure.words import listed


@dataclass(frozen=True)
class Reasons:
    """The reasons in one scenario: what happened, for how long (ms), and the effects that were found."""

    system: System
    found: Effects
    happened: frozenset[Fault]
    lasting: float | None = None

    def down(self, name: str) -> str:
        """Why *name* is down: ``storefront -> checkout -> orders-db``."""
        way = _way(name, self._below, self._ends)
        return _told(way, self._ends.get(way[-1], ""), self._turns(way))

    def missing(self, name: str) -> list[Need]:
        """The needs on the way from *name*, which is down, to what is gone."""
        way = _way(name, self._below, self._ends)
        ends = {n.caller: n for n in self.system.needs if n.fault in self.happened and self._takes_along(n)}
        found = [self.system.need_named.get(f"{caller}{ARROW}{callee}") for caller, callee in itertools.pairwise(way)]
        return [need for need in [*found, ends.get(way[-1])] if need is not None]

    def less(self, name: str, effect: str) -> str:
        """Why *name* is degraded (*effect* is ``degrades``) or delayed (``queues``)."""
        values, begins = (self.found.degraded, "degrade") if effect == "degrades" else (self.found.delayed, "queue")
        ends = {n.caller: n for n in reversed(self.system.needs) if n.when_down == begins and self._gone(n)}
        way = _way(name, lambda at: _affected(self.system, values, at), ends)
        need = ends[way[-1]]
        does = "goes on without" if effect == "degrades" else "queues for"
        cause = self.down(need.callee) if self.found.down[need.callee] else f"{need.name} is broken"
        more = "" if cause == f"{need.callee} is gone" else f": {cause}"
        return _told(way, f"{need.caller} {does} {need.callee}{more}", [])

    def needs(self, steps: Sequence[str], effect: str) -> list[Need]:
        """The needs that are gone and through which the *effect* came to *steps*, the nearest first."""
        values = {"degrades": self.found.degraded, "queues": self.found.delayed}[effect]
        begins, ends = (
            (("degrade", "use"), ("ignore", "queue")) if effect == "degrades" else (("queue",), ("ignore", "degrade"))
        )
        found: list[Need] = []
        waiting = [step for step in steps if values.get(step)]
        known = set(waiting)
        for at in waiting:
            for need in self.system.needs_of[at]:
                if self._gone(need) and need.when_down in begins:
                    found.append(need)
                if need.when_down in ends:
                    continue
                further = [end for end in (need.callee, need.use) if end is not None and values.get(end)]
                waiting += [end for end in further if end not in known]
                known.update(further)
        return found

    @cached_property
    def _ends(self) -> dict[str, str]:
        """What goes down by itself, not for want of what it needs; and why."""
        system, down = self.system, self.found.down
        ends: dict[str, str] = {}
        for part in system.parts.values():
            cause = _own(system, part, self.happened) if down[part.name] else None
            if cause is not None:
                ends[part.name] = cause
        for need in system.needs:
            if need.fault in self.happened and self._takes_along(need):
                ends.setdefault(need.caller, f"{need.name} is broken")
        for cache, store in sorted(behind(system)):
            if Fault("flush", cache) in self.happened and down[cache] and down[store]:
                ends.setdefault(cache, f"it is empty, and {store}, which would fill it, is down")
        for onto, gone in self._crushed.items():
            if Fault("flush", gone) in self.happened:
                ends.setdefault(onto, f"more reaches it than it bears, now that {gone} is empty")
        return ends

    @cached_property
    def _crushed(self) -> dict[str, str]:
        """What gets more than it bears, and without whom."""
        return {
            onto: gone
            for gone, onto in overloads(self.system)
            if self.found.down[gone] or Fault("flush", gone) in self.happened
        }

    def _below(self, at: str) -> list[str]:
        """What takes it down with it."""
        needed = [n.callee for n in self.system.needs_of[at] if self.found.down[n.callee] and self._takes_along(n)]
        return [*needed, *([self._crushed[at]] if at in self._crushed else [])]

    def _gone(self, need: Need) -> bool:
        return bool(self.found.down[need.callee]) or need.fault in self.happened

    def _takes_along(self, need: Need) -> bool:
        """Is the caller down for want of it?"""
        stands_in = need.use is not None and not self.found.down.get(need.use)
        return fatal(need, self.lasting) and self._gone(need) and not stands_in

    def _turns(self, way: list[str]) -> list[str]:
        """What did not help on the way: stand-ins that are down too, queues that are full, stores that were crushed."""
        told = []
        for caller, callee in itertools.pairwise(way):
            need = self.system.need_named.get(f"{caller}{ARROW}{callee}")
            if need is not None and need.when_down == "use":
                told.append(f"{need.use}, which stands in for {callee}, is down too")
            elif need is not None and need.when_down == "queue":
                told.append(f"the queue of {caller} for {callee} is full")
            elif self._crushed.get(caller) == callee:
                told.append(f"more reaches {caller} than it bears without {callee}")
        return told


def _affected(system: System, values: Values, at: str) -> list[str]:
    """Those that *at* needs, or that stand in, and that are degraded or delayed."""
    ends = [end for n in system.needs_of[at] for end in (n.callee, n.use)]
    return [end for end in ends if end is not None and values.get(end)]


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
