"""Failure modes and effects: every component, zone and need, in the five ways of SEEMS.

Single point of failure, excessive load, excessive latency, misconfiguration and bugs, shared fate
(the categories of AWS's resilience analysis framework). What only a person can fill in comes from
the record; all else is computed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from principal.phases.consensus.failure.gather import Known, Said
from principal.phases.consensus.failure.journeys import Risk, risks
from principal.phases.consensus.failure.loads import Surge, surges
from principal.phases.consensus.failure.spread import DEGRADES, FAILS, QUEUES, in_blocks, outcome
from principal.phases.consensus.failure.system import Fault, Need, Part, System, quorum_of, replicas_of
from principal.phases.consensus.failure.words import listed, rate, span

ALONE = "single point of failure"
LOAD = "excessive load"
LATENCY = "excessive latency"
BUGS = "misconfiguration and bugs"
FATE = "shared fate"

_WAITS = re.compile(
    r"(https?|grpc|rest|graphql|soap|thrift|tcp|rpc|json-?rpc|postgres(ql)?|mysql|mariadb|mongodb?|redis|valkey|"
    r"memcached|sql|jdbc|odbc|ldaps?|smtps?|elasticsearch|opensearch|clickhouse|cassandra)([+ /:].*)?\Z"
)


@dataclass(frozen=True, slots=True)
class Mode:
    """One way in which one thing fails.

    Attributes:
        fault: what fails; ``mode``: in which of the five ways; ``cause``: how it comes to that.
        fails, degrades, queues: journeys, each under the worst that happens to it.
        falls: other components that go down with it.
        severity: what the record says, else what follows from the journeys.
        computed: what follows from the journeys; None where a figure is missing to tell.
        detection, mitigation: what the record says, else what follows from timeouts and ``when_down``.
        said: the entry of the record.
    """

    fault: Fault
    mode: str
    cause: str
    fails: tuple[str, ...]
    degrades: tuple[str, ...]
    queues: tuple[str, ...]
    falls: tuple[str, ...]
    severity: str | None
    computed: str | None
    detection: str | None
    mitigation: str | None
    said: Said | None

    @property
    def harms(self) -> bool:
        """Whether users notice."""
        return bool(self.fails or self.degrades or self.queues)


@dataclass(frozen=True, slots=True)
class Fmea:
    """All of it: the modes, and of each journey what breaks it."""

    modes: tuple[Mode, ...]
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A mode before its effects are known: ``happens`` is the scenario; None where figures are missing to tell."""

    fault: Fault
    mode: str
    cause: str
    happens: frozenset[Fault] | None


def fmea(known: Known, seconds: float) -> Fmea:
    """Every mode of every component, of what they share and of their needs; and the risk of each journey.

    What is not solved exactly in so many seconds says so.
    """
    return Fmea(tuple(modes(known)), tuple(risks(known.system, seconds)))


def modes(known: Known) -> list[Mode]:
    """Every mode, in the order of components, shared fates, people and needs."""
    system = known.system
    rows = [*_components(system), *_shared(system), *(_latency(need) for need in system.needs)]
    scenarios = [row.happens or frozenset() for row in rows]
    core = {j.name for j in system.journeys if any(system.parts[s].core for s in j.steps if s in system.parts)}
    result = []
    for start, count, found in in_blocks(system, scenarios):
        for number in range(count):
            row = rows[start + number]
            worst: dict[str, list[str]] = {FAILS: [], DEGRADES: [], QUEUES: []}
            for journey in system.journeys if row.happens is not None else ():
                effect = outcome(found, journey.name, number)
                if effect is not None:
                    worst[effect].append(journey.name)
            falls = tuple(name for name, value in found.down.items() if value >> number & 1 and name != row.fault.name)
            result.append(_mode(known, row, worst, falls, core))
    return result


def _mode(known: Known, row: _Row, worst: dict[str, list[str]], falls: tuple[str, ...], core: set[str]) -> Mode:
    said = known.said.get(row.fault.name)
    computed = None
    if row.happens is not None:
        failing = worst[FAILS]
        computed = "critical" if core & set(failing) else "high" if failing else "low"
        computed = "medium" if computed == "low" and (worst[DEGRADES] or worst[QUEUES]) else computed
    callers = _callers(known.system, row.fault)
    hangs = row.mode == LATENCY and row.happens != frozenset([row.fault])  # what it would do without does not help
    return Mode(
        row.fault,
        row.mode,
        row.cause,
        tuple(worst[FAILS]),
        tuple(worst[DEGRADES]),
        tuple(worst[QUEUES]),
        falls,
        (said.severity if said else None) or computed,
        computed,
        (said.detection if said else None) or _noticed(callers),
        (said.mitigation if said else None) or (None if hangs else _kept_small(callers, falls)),
        said,
    )


def _components(system: System) -> Iterator[_Row]:
    onto: dict[str, list[Surge]] = {}
    for surge in surges(system):
        onto.setdefault(surge.onto, []).append(surge)
    for part in system.parts.values():
        fault = Fault("component", part.name)
        gone = frozenset([fault])
        replicas, quorum = replicas_of(part), quorum_of(part)
        if part.kind == "library":
            yield _Row(fault, BUGS, "it does not work", gone)
        elif replicas == 1:
            told = "its only replica is gone" if part.replicas else "it is gone (how many run is not said)"
            yield _Row(fault, ALONE, "it is gone" if part.external else told, gone)
        else:
            lives = replicas - 1 >= quorum
            left = f"one of {replicas} replicas is gone, {'and' if lives else 'but'} {quorum} must live"
            yield _Row(fault, ALONE, left, frozenset() if lives else gone)
            yield _Row(fault, BUGS, f"all {replicas} replicas at once", gone)
        yield from _load(system, part, fault, onto.get(part.name, ()))


def _load(system: System, part: Part, fault: Fault, onto: Sequence[Surge]) -> Iterator[_Row]:
    if part.load is not None and part.capacity is not None:
        cause = f"{rate(part.load)} reach it at the busiest time, it bears {rate(part.capacity)}"
        yield _Row(fault, LOAD, cause, frozenset([fault]) if part.load > part.capacity else frozenset())
    for surge in onto:
        cache = system.parts[surge.gone].kind == "cache"
        when = f"{surge.gone} is {'empty' if cache else 'gone'}"
        if surge.bears is None:
            yield _Row(fault, LOAD, f"{when}: cannot be told without {listed(surge.missing) or 'figures'}", None)
            continue
        cause = f"{when}: {rate(surge.total)} reach it, it bears {rate(surge.capacity or 0)}"
        yield _Row(fault, LOAD, cause, frozenset([Fault("flush" if cache else "component", surge.gone)]))


def _shared(system: System) -> Iterator[_Row]:
    for fault in system.faults():
        if fault.kind == "person":
            held = [p.name for p in system.parts.values() if p.keeper == fault.name]
            cause = f"nobody else can mend {listed(held)}"
            yield _Row(fault, FATE, cause, frozenset([fault]))
        elif fault.kind not in ("component", "need"):
            inside = [
                p.name
                for p in system.parts.values()
                if (p.vendor == fault.name and fault.kind == "vendor")
                or any(fault in spot for _, spot in system.places(p))
            ]
            where = "all that it runs" if fault.kind == "vendor" else "what runs there"
            yield _Row(fault, FATE, f"{where}: {listed(inside)}", frozenset([fault]))


def _latency(need: Need) -> _Row:
    """A callee that hangs: whoever waits without a timeout hangs with it, whatever it meant to do without."""
    if need.timeout is not None:
        tries = 1 + (need.retries or 0)
        times = f" ({tries} times {span(need.timeout)})" if tries > 1 else ""
        cause = f"{need.caller} waits for {span(need.timeout * tries)}{times}"
        return _Row(need.fault, LATENCY, cause, frozenset([need.fault]))
    if not need.waits:
        return _Row(need.fault, LATENCY, f"nothing else of {need.caller} waits for it", frozenset([need.fault]))
    if need.via is not None and _WAITS.match(need.via.lower()):
        cause = f"{need.caller} waits for ever: the need has no timeout"
        return _Row(need.fault, LATENCY, cause, frozenset([need.hang]))
    return _Row(need.fault, LATENCY, f"{need.caller} gets no answer", frozenset([need.fault]))


def _callers(system: System, fault: Fault) -> list[Need]:
    if fault.kind == "need":
        return [system.need_named[fault.name]]
    return system.needed_by.get(fault.name, []) if fault.kind == "component" else []


def _noticed(callers: Sequence[Need]) -> str | None:
    """Who notices first, by its timeout."""
    timed = sorted((n.timeout * (1 + (n.retries or 0)), n.caller) for n in callers if n.timeout is not None)
    return f"{timed[0][1]} gives up after {span(timed[0][0])}" if timed else None


def _kept_small(callers: Sequence[Need], falls: Container[str]) -> str | None:
    """What callers do without it."""
    words = {"queue": "queues", "degrade": "goes on with less", "ignore": "goes on"}
    told = [
        f"{n.caller} uses {n.use}" if n.when_down == "use" else f"{n.caller} {words[n.when_down]}"
        for n in callers
        if n.when_down in words or (n.when_down == "use" and n.use not in falls)
    ]
    return "; ".join(told) or None
