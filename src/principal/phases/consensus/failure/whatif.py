"""What happens if some things are gone: to journeys, queues and data, and why."""

from __future__ import annotations

import bisect
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from principal.phases.consensus.failure.gather import Entity, Known, Said
from principal.phases.consensus.failure.loads import Surge, surges
from principal.phases.consensus.failure.reasons import Reasons
from principal.phases.consensus.failure.semantics import Effects
from principal.phases.consensus.failure.spread import DEGRADES, FAILS, QUEUES, outcome, spread
from principal.phases.consensus.failure.system import ARROW, Fault, Journey, Need, Part, System
from principal.phases.consensus.failure.words import listed, span

_KINDS = ("component", "zone", "region", "vendor", "person", "need")


class Unknown(ValueError):
    """There is nothing of that name; the message is a sentence that suggests the nearest."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What happens to one journey.

    Attributes:
        effect: fails, degrades or queues, at once.
        later: after how many ms it fails, because a queue is full by then; None where it does not.
        sees: what people see at once, and ``then`` when it fails, as the records say.
        because: from the journey's step down to what is gone, in words.
    """

    journey: str
    effect: str
    later: float | None
    sees: tuple[str, ...]
    then: str | None
    because: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue that fills.

    Attributes:
        full_after: in ms; None where no figure tells.
        waiting: how many requests wait at the end; None where no figure tells.
        drained_after: how long they take after the end, in ms; None where no figure tells.
        never: it drains no faster than it fills.
    """

    need: Need
    full_after: float | None
    waiting: float | None
    drained_after: float | None
    never: bool


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Data that cannot be reached, or not be written, or that is lost; ``how`` in words."""

    data: Entity
    how: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All of it.

    Attributes:
        lasting: in ms; None where nobody said.
        hits: journeys that something happens to; ``spared`` the others.
        falls: components that are down, with why; ``degraded`` those that go on with less.
        unused: what is gone, and nothing needs it, nor is it a step of a journey.
        surges: what falls onto others.
        owners: teams with their members, and what of it they answer for.
        said: what the records say of what is gone, and of what goes down with it.
        undecided: needs that fail only because no record says what happens then.
    """

    faults: tuple[Fault, ...]
    lasting: float | None
    hits: tuple[Hit, ...]
    spared: tuple[str, ...]
    falls: tuple[tuple[str, str], ...]
    degraded: tuple[str, ...]
    unused: tuple[str, ...]
    queues: tuple[Waiting, ...]
    data: tuple[AtRisk, ...]
    surges: tuple[Surge, ...]
    owners: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    said: tuple[Said, ...]
    undecided: tuple[str, ...]


def fault_named(system: System, name: str, kinds: Iterable[str] = _KINDS) -> Fault:
    """The fault that a person means by *name*: ``orders-db``, ``zone:eu-1a``, ``checkout -> orders-db``.

    Raises:
        Unknown: there is none.
    """
    wanted = tuple(kinds)
    name = re.sub(r"\s*->\s*", ARROW, name)
    every = [fault for fault in system.faults() if fault.kind in wanted]
    kind, colon, rest = name.partition(":")
    matching = [f for f in every if f.name == name] or [f for f in every if colon and (f.kind, f.name) == (kind, rest)]
    if matching:
        return matching[0]
    called = [f for f in every if f.kind == "component" and name.lower() in system.parts[f.name].also]
    if len(called) == 1:
        return called[0]
    what = " or ".join([", ".join(wanted[:-1]), wanted[-1]]) if len(wanted) > 1 else wanted[0]
    if name in {journey.name for journey in system.journeys}:
        raise Unknown(f"{name} is a journey; name what is gone: a {what}")
    if called:
        raise Unknown(f"{name} is what {listed([f.name for f in called])} run; name one of them")
    by_fold = {fault.name.lower(): fault.name for fault in every}
    near = difflib.get_close_matches(name.lower()[:120], by_fold, n=1, cutoff=0.5)
    if near:
        raise Unknown(f"there is no {what} {name!r}; did you mean {by_fold[near[0]]!r}?")
    if not every:
        raise Unknown(f"there is no {what} in this system")
    names = [fault.name for fault in every if fault.kind == every[0].kind]
    raise Unknown(f"there is no {what} {name!r}; there are {', '.join(names[:12])}{' …' if len(names) > 12 else ''}")


def cache_named(system: System, name: str) -> Fault:
    """The fault that a cache is empty.

    Raises:
        Unknown: there is none, or it is no cache.
    """
    part = system.parts[fault_named(system, name, ["component"]).name]
    if part.kind != "cache":
        raise Unknown(f"{part.name} is no cache but a {part.kind}: there is nothing to flush")
    return Fault("flush", part.name)


def whatif(known: Known, faults: Sequence[Fault], lasting: float | None = None) -> Answer:
    """What happens if all *faults* are there at once, for *lasting* ms."""
    system, happened = known.system, frozenset(faults)
    found = spread(system, [happened])
    hits = _hits(known, found, happened, lasting)
    final = spread(system, [happened], lasting) if lasting is not None else found
    down = [name for name, value in final.down.items() if value]
    reasons = Reasons(system.whole, final, happened, lasting)
    why = {name: reasons.down(name) for name in down}
    struck = {hit.journey for hit in hits}
    return Answer(
        tuple(faults),
        lasting,
        hits,
        tuple(journey.name for journey in system.journeys if journey.name not in struck),
        tuple((name, why[name]) for name in down if Fault("component", name) not in happened),
        tuple(name for name, value in final.degraded.items() if value and name not in why),
        _unused(system, faults),
        tuple(_waiting(need, lasting) for need in _filling(system, found, happened)),
        tuple(_at_risk(known, set(down), happened)),
        tuple(_surges(system, final, happened)),
        _owners(known, faults, down),
        tuple(known.said[name] for name in dict.fromkeys([*(f.name for f in faults), *down]) if name in known.said),
        _undecided(system, set(down), happened),
    )


def _hits(known: Known, found: Effects, happened: frozenset[Fault], lasting: float | None) -> tuple[Hit, ...]:
    system = known.system
    times = sorted({n.full_after for n in system.needs if n.when_down == "queue" and n.full_after is not None})
    times = [time for time in times if lasting is None or time <= lasting]

    @cache
    def failing(time: float) -> dict[str, int]:
        return spread(system, [happened], time).fails

    def later_of(name: str) -> float | None:
        at = bisect.bisect_left(times, True, key=lambda time: bool(failing(time)[name]))
        return times[at] if at < len(times) else None

    contexts = {id(seen): seen for seen in system.seen_by.values()}

    @cache
    def reasons_of(number: int) -> Reasons:
        return Reasons(contexts[number], spread(contexts[number], [happened]), happened)

    hits = []
    for journey in system.journeys:
        effect = outcome(found, journey.name, 0)
        if effect is None:
            lost = _lost(known, system.seen_by[journey.name], happened, journey)
            if lost:
                hits.append(Hit(journey.name, DEGRADES, None, (), None, lost))
            continue
        later = None if effect == FAILS else later_of(journey.name)
        reasons = reasons_of(id(system.seen_by[journey.name]))
        sees = _sees(known, reasons, journey, effect)
        then = journey.sees if later is not None else None
        hits.append(Hit(journey.name, effect, later, sees, then, _why(reasons, journey, effect)))
    order = (FAILS, DEGRADES, QUEUES)
    return tuple(sorted(hits, key=lambda hit: (order.index(hit.effect), hit.journey)))


def _lost(known: Known, system: System, happened: frozenset[Fault], journey: Journey) -> str:
    """What a journey that goes on misses, because a cache that is empty was all that kept it; nothing where none."""
    within = _below(system, journey.steps)
    flushed = [d for d in known.data if Fault("flush", str(d.store)) in happened and not d.copies]
    lost = [d for d in flushed if {d.owner, d.store} & within]
    return "; ".join(f"{data.store} has lost the {data.name} that it held" for data in lost)


def _why(reasons: Reasons, journey: Journey, effect: str) -> str:
    step = _struck(reasons, journey, effect)
    if step is None:
        gone = next(s for s in journey.optional if reasons.found.down.get(s))
        cause = reasons.down(gone)
        return f"it goes on without {gone}" + ("" if cause == f"{gone} is gone" else f": {cause}")
    if effect != FAILS:
        return reasons.less(step, effect)
    cause = reasons.down(step)
    return cause if cause.startswith(step) else f"{step}: {cause}"


def _struck(reasons: Reasons, journey: Journey, effect: str) -> str | None:
    """The first step for which the journey has the *effect*; None where it is an optional one that is down."""
    values = {FAILS: reasons.found.down, DEGRADES: reasons.found.degraded, QUEUES: reasons.found.delayed}[effect]
    steps = reasons.system.hard_steps(journey) if effect == FAILS else journey.steps
    return next((step for step in steps if values.get(step)), None)


def _sees(known: Known, reasons: Reasons, journey: Journey, effect: str) -> tuple[str, ...]:
    """What people see of it, as the records say: what is nearest to the cause first.

    Where it fails, that is what the needs say that lead to what is gone, then the journey itself; where it
    goes on, the needs through which it got so; where none of them says anything, the record of the fault.
    """
    step = _struck(reasons, journey, effect)
    if effect == FAILS and step is not None:
        told = [need.sees for need in reversed(reasons.missing(step))] + [journey.sees]
    else:
        gone = [name for name in journey.optional if reasons.found.down[name]]
        needs = [n for n in reasons.system.needs if n.callee in gone and n.caller in journey.steps]
        told = [n.sees for n in [*needs, *(n for e in (DEGRADES, QUEUES) for n in reasons.needs(journey.steps, e))]]
    recorded = [known.said[f.name].sees for f in sorted(reasons.happened) if f.name in known.said]
    return tuple(dict.fromkeys([t for t in told if t] or [t for t in recorded if t]))


def _below(system: System, steps: Iterable[str]) -> set[str]:
    """The steps of a journey, and all that they wait for."""
    found: dict[str, None] = dict.fromkeys(steps)
    waiting = list(found)
    for name in waiting:
        for need in system.needs_of.get(name, ()):
            if need.callee not in found and need.when_down != "ignore":
                found[need.callee] = None
                waiting.append(need.callee)
    return set(found)


def _filling(system: System, found: Effects, happened: frozenset[Fault]) -> list[Need]:
    """The queues that something waits in."""
    return [
        n
        for n in system.needs
        if n.when_down == "queue" and not found.down[n.caller] and (found.down[n.callee] or n.fault in happened)
    ]


def _waiting(need: Need, lasting: float | None) -> Waiting:
    full = need.full_after
    ended = full if lasting is None else lasting if full is None else min(full, lasting)
    waiting = need.rate * ended / 1000 if need.rate is not None and ended is not None else None
    spare = need.drain - need.rate if need.drain is not None and need.rate is not None else None
    drained = waiting / spare * 1000 if waiting is not None and spare is not None and spare > 0 else None
    return Waiting(need, full, waiting, drained, spare is not None and spare <= 0)


def _unused(system: System, faults: Sequence[Fault]) -> tuple[str, ...]:
    steps = {step for journey in system.journeys for step in journey.steps}
    stand_ins = {need.use for need in system.needs}
    return tuple(
        f.name
        for f in faults
        if f.kind == "component" and not system.needed_by[f.name] and f.name not in steps and f.name not in stand_ins
    )


def _at_risk(known: Known, down: set[str], happened: frozenset[Fault]) -> Iterable[AtRisk]:
    flushed = {fault.name for fault in happened if fault.kind == "flush"}
    for data in known.data:
        living = [(name, stale) for name, stale in data.copies if name not in down | flushed]
        gone = [f"the copy of {name} is gone too" for name, _ in data.copies if name in down | flushed]
        copies = "; ".join([_copy(name, stale) for name, stale in living] + gone) or "there is no copy"
        if data.store in flushed:
            yield AtRisk(data, f"lost with what {data.store} held; {copies}")
        elif data.store in down:
            part = known.system.parts.get(str(data.store))
            in_memory = part is not None and part.kind == "cache"
            lost = f"lost, if {data.store} keeps it in memory alone; " if in_memory else ""
            yield AtRisk(data, f"{lost}not read while {data.store} is gone; {_written(known, down, data)}; {copies}")
        elif data.owner in down:
            stays = f"; what {data.store} has stays" if data.store else ""
            yield AtRisk(data, f"not written while {data.owner} is gone{stays}")


def _written(known: Known, down: set[str], data: Entity) -> str:
    """What becomes of what its owner would write meanwhile."""
    need = known.system.need_named.get(f"{data.owner}{ARROW}{data.store}")
    if data.owner in down or need is None or need.when_down in ("fail", "use"):
        return "not written either"
    if need.when_down == "queue":
        return f"what {data.owner} writes meanwhile waits in its queue"
    return f"what {data.owner} writes meanwhile is lost, for it goes on without {data.store}"


def _copy(name: str, stale: float | None) -> str:
    return f"{name} has a copy, " + ("how old is not said" if stale is None else f"up to {span(stale)} old")


def _surges(system: System, found: Effects, happened: frozenset[Fault]) -> Iterable[Surge]:
    for surge in surges(system):
        if found.down[surge.gone] or Fault("flush", surge.gone) in happened:
            yield surge


def _owners(
    known: Known, faults: Sequence[Fault], down: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Who answers for what is gone and what goes down with it; whoever answers for the cause stands first."""
    named = [f.name for f in faults if f.kind in ("component", "flush")]
    named += [f.name.partition(ARROW)[0] for f in faults if f.kind == "need"]
    held: dict[str, list[str]] = {}
    for name in dict.fromkeys([*named, *down]):
        part: Part | None = known.system.parts.get(name)
        if part is not None:
            held.setdefault(part.team or "", []).append(name)
    return tuple((team, known.members.get(team, ()), tuple(names)) for team, names in held.items())


def _undecided(system: System, down: set[str], happened: frozenset[Fault]) -> tuple[str, ...]:
    """Needs that fail only because nobody said what happens then."""
    return tuple(
        n.name
        for n in system.needs
        if not n.said and n.when_down == "fail" and (n.callee in down or n.fault in happened) and n.caller in down
    )
