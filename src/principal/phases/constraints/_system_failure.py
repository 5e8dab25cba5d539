"""What ``architecture/system.yaml`` says of failure, and cannot be: parts that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from principal.core.decided import MOST_COMPONENTS, MOST_JOURNEYS, MOST_NEEDS, MOST_ZONES
from principal.core.documents import Document
from principal.core.records import Mistake
from principal.core.validation import suggestion
from principal.phases.constraints._system_file import Component, SystemFile


def contradictions(document: Document, file: SystemFile | None) -> Iterator[Mistake]:
    """A mistake for each thing that cannot be as it is said; names that nothing declares are told elsewhere."""
    if file is None or not document.whole:
        return
    yield from _too_many(document, file)
    hard = {name: _hard(component) for name, component in file.components.items()}
    for name, component in file.components.items():
        yield from _replicas(document, name, component)
        yield from _places(document, name, component, file)
        yield from _stand_ins(document, name, component, hard)
    for name, journey in file.journeys.items():
        for number, step in enumerate(journey.optional):
            if step not in journey.steps:
                expected = suggestion(step, journey.steps, "one of its steps")
                where = ("journeys", name, "optional", number)
                yield document.mistake(where, f'"{step}" is optional, but no step of "{name}"', expected, at_value=True)


def _too_many(document: Document, file: SystemFile) -> Iterator[Mistake]:
    needs = sum(len(component.needs) for component in file.components.values())
    for section, what, count, most in (
        ("components", "components", len(file.components), MOST_COMPONENTS),
        ("components", "needs", needs, MOST_NEEDS),
        ("journeys", "journeys", len(file.journeys), MOST_JOURNEYS),
    ):
        if count > most:
            yield document.mistake((section,), f"{count:,} {what} are too many to compute with", f"at most {most:,}")


def _replicas(document: Document, name: str, component: Component) -> Iterator[Mistake]:
    where = ("components", name)
    quorum, replicas = component.quorum or 1, component.replicas
    if quorum > 1 and replicas is None:
        yield document.mistake(
            (*where, "quorum"), f"a quorum of {quorum} of nobody knows how many", "replicas beside it"
        )
    elif replicas is not None and quorum > max(replicas, 1):
        yield document.mistake(
            (*where, "quorum"), f"quorum is {quorum}, of {replicas} replicas", f"at most {replicas}", at_value=True
        )
    if component.hit_rate is not None and component.kind != "cache":
        yield document.mistake((*where, "hit_rate"), f"hit_rate of a {component.kind}", "kind: cache, or no such key")


def _places(document: Document, name: str, component: Component, file: SystemFile) -> Iterator[Mistake]:
    """Zones and vendors that the file does not declare, where it declares any; and more zones than there can be."""
    where = ("components", name)
    if len(component.zones) > MOST_ZONES:
        yield document.mistake((*where, "zones"), f"{len(component.zones)} zones", f"at most {MOST_ZONES}")
    for number, zone in enumerate(component.zones if file.zones else ()):
        if zone not in file.zones:
            at = (*where, "zones", number)
            expected = suggestion(zone, file.zones, "a name that stands under zones:")
            yield document.mistake(at, f'unknown zone "{zone}"', expected, at_value=True)
    if component.vendor is not None and file.vendors and component.vendor not in file.vendors:
        expected = suggestion(component.vendor, file.vendors, "a name that stands under vendors:")
        at_vendor = (*where, "vendor")
        yield document.mistake(at_vendor, f'unknown vendor "{component.vendor}"', expected, at_value=True)


def _stand_ins(document: Document, name: str, component: Component, hard: Mapping[str, list[str]]) -> Iterator[Mistake]:
    for needed, need in component.needs.items():
        where = ("components", name, "needs", needed)
        does = need.when_down.does if need.when_down else "fail"
        if need.queue is not None and does != "queue":
            yield document.mistake((*where, "queue"), f"a queue, but when_down is {does}", "when_down: queue beside it")
        if not need.waits and does in ("fail", "use"):
            says = "when_down: degrade, ignore or queue beside it"
            yield document.mistake((*where, "waits"), f"nothing waits, but when_down is {does}", says)
        stand_in = need.when_down.use if need.when_down else None
        if stand_in is None:
            continue
        at = (*where, "when_down", "use")
        other = "a component that lives when the other is gone"
        if stand_in in (name, needed):
            who = "what it replaces" if stand_in == needed else "the component that needs it"
            yield document.mistake(at, f'the stand-in "{stand_in}" is {who}', other, at_value=True)
            continue
        way = _way(hard, stand_in, needed)
        if way:
            wrong = f'the stand-in "{stand_in}" needs what it replaces: {" -> ".join(way)}'
            yield document.mistake(at, wrong, other, at_value=True)


def _hard(component: Component) -> list[str]:
    """What it fails with."""
    return [name for name, need in component.needs.items() if need.when_down is None or need.when_down.does == "fail"]


def _way(hard: Mapping[str, list[str]], start: str, goal: str) -> list[str]:
    """A shortest way of needs without which the first fails, from *start* to *goal*; empty where there is none."""
    before: dict[str, str] = {start: start}
    waiting = [start]
    for name in waiting:
        if name == goal:
            way = [name]
            while way[0] != start:
                way.insert(0, before[way[0]])
            return way
        for needed in hard.get(name, ()):
            if needed not in before:
                before[needed] = name
                waiting.append(needed)
    return []
