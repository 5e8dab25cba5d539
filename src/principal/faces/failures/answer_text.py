"""The answer to "what if", as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from principal.faces.failures.grounds import grounds
from principal.phases.consensus.failure.gather import Known
from principal.phases.consensus.failure.journeys import allowed_ms, promised
from principal.phases.consensus.failure.system import Fault
from principal.phases.consensus.failure.whatif import Answer, Hit, Waiting
from principal.phases.consensus.failure.words import listed, percent, rate, span

_DAY_MS = 86_400_000
_AT_ONCE = {"fails": "fails", "degrades": "goes on with less", "queues": "goes on, and queues"}


def text_of(known: Known, answer: Answer) -> list[str]:
    """The lines for a person."""
    lines = [_title(answer), *_ground(known)]
    if answer.unused:
        verb = "need" if len(answer.unused) > 1 else "needs"
        lines += ["", f"Nothing {verb} {listed(answer.unused)}, and no journey goes through it."]
    lines += ["", *_journeys(known, answer)]
    for title, told in (
        ("Also down", [why if why.startswith(name) else f"{name}: {why}" for name, why in answer.falls]),
        ("Goes on with less", list(answer.degraded)),
        ("Queues", [_queue(answer, waiting) for waiting in answer.queues]),
        ("Load", list(_surges(answer))),
        ("Data at risk", [f"{_entity(r.data.name, r.data.classes)}: {r.how}" for r in answer.data]),
        ("Who answers for it", list(_owners(answer))),
        ("What the records say", list(_said(answer))),
        ("Nobody has decided", [] if known.system.observed else list(_undecided(answer))),
    ):
        if told:
            lines += ["", title, *(f"  {line}" for line in told)]
    return lines


def _title(answer: Answer) -> str:
    states = {"flush": "empty", "need": "broken"}
    gone = [f"{_named(f)} is {states.get(f.kind, 'gone')}" for f in answer.faults]
    lasting = f" for {span(answer.lasting)}" if answer.lasting is not None else ""
    return f"If {' and '.join(gone)}{lasting}"


def _named(fault: Fault) -> str:
    if fault.kind == "flush":
        return fault.name
    return f"what {fault.name} alone holds" if fault.kind == "person" else str(fault)


def _ground(known: Known) -> Iterator[str]:
    """What the answer rests on, where that is less than records that people confirmed."""
    yield from (f"({line})" for line in grounds(known))


def _journeys(known: Known, answer: Answer) -> Iterator[str]:
    assumed = known.system.assumed
    if not known.system.journeys:
        yield "  Which journeys notice cannot be told: none is declared, and each component is needed by another."
        return
    width = max([len(hit.journey) for hit in answer.hits], default=0)
    for hit in answer.hits:
        yield f"  {hit.journey:<{width}}  {_effect(hit)}"
        yield f"  {'':<{width}}  because {hit.because}" if hit.effect == "fails" else f"  {'':<{width}}  {hit.because}"
        for seen in hit.sees:
            yield f"  {'':<{width}}  people see: {seen}"
        if hit.then is not None:
            yield f"  {'':<{width}}  people see then: {hit.then}"
        for line in _promised(known, answer, hit):
            yield f"  {'':<{width}}  {line}"
    what = "entry points" if assumed else "journeys"
    if not answer.hits:
        yield f"  None of the {what} notices: {listed(answer.spared)}"
    elif answer.spared:
        yield f"  as ever: {listed(answer.spared)}"
    else:
        yield f"  (all {what})" if len(answer.hits) > 1 else f"  (the only one of the {what})"


def _promised(known: Known, answer: Answer, hit: Hit) -> Iterator[str]:
    """How long the journey may be down at all, by what was promised of it."""
    for promise in promised(hit.journey, known.promises) if hit.effect == "fails" else ():
        allowed = allowed_ms(promise)
        told = f"promised is {percent(promise.ratio)} ({promise.by}): it may be down for {span(allowed)} in "
        told += span(promise.days * _DAY_MS) if promise.days is not None else "a year"
        broken = answer.lasting is not None and answer.lasting > allowed
        yield told + (f", and {span(answer.lasting or 0)} are more" if broken else "")


def _effect(hit: Hit) -> str:
    return _AT_ONCE[hit.effect] + (f", and fails after {span(hit.later)}" if hit.later is not None else "")


def _queue(answer: Answer, waiting: Waiting) -> str:
    need = waiting.need
    told = f"{need.name}: "
    if waiting.full_after is None:
        figures = [w for w, v in (("rate", need.rate), ("queue: {holds, drain}", need.drain)) if v is None]
        return told + f"when it is full cannot be told without {' and '.join(figures) or 'a rate'}"
    told += f"full after {span(waiting.full_after)}"
    if need.holds is not None and need.rate is not None:
        told += f" ({need.holds:,.0f} at {rate(need.rate)})"
    if answer.lasting is not None:
        told += ", from then on it fails" if waiting.full_after <= answer.lasting else ", later than it is back"
    if waiting.never:
        return told + "; it never drains: no more leaves than comes in"
    if waiting.drained_after is not None:
        return told + f"; {span(waiting.drained_after)} to drain {waiting.waiting or 0:,.0f} afterwards"
    missing = [word for word, value in (("rate", need.rate), ("drain", need.drain)) if value is None]
    return told + f"; how long it drains cannot be told without {' and '.join(missing)}"


def _surges(answer: Answer) -> Iterator[str]:
    for surge in answer.surges:
        if surge.extra is None:
            yield f"what falls onto {surge.onto} cannot be told without {listed(surge.missing)}"
            continue
        least = "at least " if surge.missing else ""
        told = f"{least}{rate(surge.total)} reach {surge.onto} instead of {rate(surge.before)}"
        bears = f"; it bears {rate(surge.capacity)}" if surge.capacity is not None else "; its capacity is not given"
        yield told + bears + (": it goes down too" if surge.bears is False else "")


def _entity(name: str, classes: tuple[str, ...]) -> str:
    return f"{name} ({', '.join(classes)})" if classes else name


def _owners(answer: Answer) -> Iterator[str]:
    for team, members, names in answer.owners:
        who = f"{team} ({', '.join(members)})" if members else team or "nobody is named"
        yield f"{who}: {listed(names)}"


def _said(answer: Answer) -> Iterator[str]:
    for said in answer.said:
        for word, told in (
            ("severity", said.severity),
            ("how we notice", said.detection),
            ("what we do", said.mitigation),
            ("who", said.owner),
        ):
            if told:
                yield f"{said.name}, {word}: {told}"


def _undecided(answer: Answer) -> Iterator[str]:
    if answer.undecided:
        yield f"what happens then in {listed(answer.undecided)}: no when_down is given, so it fails"


def json_of(known: Known, answer: Answer) -> dict[str, object]:
    """The same for a program. Times are in ms, rates per second."""
    return {
        "faults": [{"kind": f.kind, "name": f.name} for f in answer.faults],
        "lasting_ms": answer.lasting,
        "observed": known.system.observed,
        "entry_points": known.system.assumed,
        "estimated": known.estimated,
        "journeys": [
            {
                "name": hit.journey,
                "effect": hit.effect,
                "fails_after_ms": hit.later if hit.effect != "fails" else 0,
                "people_see": list(hit.sees),
                "people_see_then": hit.then,
                "because": hit.because,
                "promised": [
                    {"by": p.by, "availability": p.ratio, "days": p.days, "may_be_down_ms": allowed_ms(p)}
                    for p in promised(hit.journey, known.promises)
                ],
            }
            for hit in answer.hits
        ],
        "unaffected": list(answer.spared),
        "unused": list(answer.unused),
        "down": [{"component": name, "because": why} for name, why in answer.falls],
        "degraded": list(answer.degraded),
        "queues": [
            {
                "need": w.need.name,
                "full_after_ms": w.full_after,
                "waiting": w.waiting,
                "drained_after_ms": w.drained_after,
                "never_drains": w.never,
            }
            for w in answer.queues
        ],
        "load": [
            {
                "gone": s.gone,
                "onto": s.onto,
                "before": s.before,
                "total": s.total if s.extra is not None else None,
                "capacity": s.capacity,
                "bears": s.bears,
                "missing": list(s.missing),
            }
            for s in answer.surges
        ],
        "data": [{"name": r.data.name, "classes": list(r.data.classes), "risk": r.how} for r in answer.data],
        "owners": [
            {"team": team or None, "members": list(members), "components": list(names)}
            for team, members, names in answer.owners
        ],
        "records": [
            {
                "name": s.name,
                "severity": s.severity,
                "detection": s.detection,
                "mitigation": s.mitigation,
                "owner": s.owner,
                "review": s.review.isoformat() if s.review else None,
            }
            for s in answer.said
        ],
        "undecided": list(answer.undecided),
    }
