"""``architecture/system.yaml``: people, teams, components and their needs, journeys and data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core import documents
from principal.core.decided import Components, Copies, Data, Journeys, Needs, People, SharedFates, Teams
from principal.core.records import RecordKind
from principal.phases.constraints._system_weaker import LOOSENED, UNBACKED

if TYPE_CHECKING:
    from principal.phases.constraints._system_file import Component, SystemFile

PATH = "architecture/system.yaml"


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    from principal.core.record_fields import schema_of
    from principal.phases.constraints._system_file import SystemFile

    return schema_of(SystemFile, PATH)


def read(path: str, content: bytes) -> Iterator[object]:
    """Rows for all that the file declares, and its mistakes; unknown names are mistakes."""
    from principal.core.record_fields import guessed
    from principal.core.validation import read_file
    from principal.phases.constraints import _system_data, _system_failure
    from principal.phases.constraints._system_file import SystemFile
    from principal.phases.constraints._system_names import unknown_names

    document, file, mistakes = read_file(path, content, SystemFile)
    impossible = (*_system_failure.contradictions(document, file), *_system_data.contradictions(document, file))
    yield from sorted([*mistakes, *unknown_names(document), *impossible])
    if file is None:
        return
    yield from _who(document, file)
    for name, component in file.components.items():
        yield from _component(document, name, component)
    for name, journey in file.journeys.items():
        yield Journeys(
            name,
            path,
            _line(document, "journeys", name),
            journey.steps,
            *guessed(journey.estimated),
            optional=journey.optional,
            sees=journey.sees,
        )
    yield from _data(document, file)
    yield from _shared(document, file)


def _line(document: documents.Document, *steps: str) -> int:
    return document.position(steps)[0]


def _who(document: documents.Document, file: SystemFile) -> Iterator[object]:
    from principal.core.record_fields import guessed

    path = document.path
    for name, person in file.people.items():
        yield People(name, path, _line(document, "people", name), person.emails, person.handles)
    for name, team in file.teams.items():
        line = _line(document, "teams", name)
        yield Teams(name, path, line, team.members, team.handles, *guessed(team.estimated))


def _component(document: documents.Document, name: str, component: Component) -> Iterator[object]:
    from principal.core.record_fields import guessed
    from principal.phases.constraints._failure_fields import Held
    from principal.phases.constraints._system_file import WhenDown

    estimated, because = guessed(component.estimated)
    yield Components(
        name=name,
        path=document.path,
        line=_line(document, "components", name),
        kind=component.kind,
        team=component.team,
        root=component.path,
        tech=component.tech,
        core=component.core,
        bought=component.bought,
        decision=component.decision,
        replicas=component.replicas,
        regions=component.regions,
        aliases=component.aliases,
        external=component.external or component.kind == "external",
        estimated=estimated,
        estimated_because=because,
        zones=component.zones,
        quorum=component.quorum,
        vendor=component.vendor,
        availability=component.availability,
        capacity=component.capacity.value if component.capacity else None,
        load=component.load.value if component.load else None,
        hit_rate=component.hit_rate,
    )
    for needed, need in component.needs.items():
        estimated, because = guessed(need.estimated)
        when_down = need.when_down or WhenDown()
        held = need.queue.holds if need.queue else Held()
        yield Needs(
            component=name,
            needs=needed,
            path=document.path,
            line=_line(document, "components", name, "needs", needed),
            via=need.via,
            timeout_ms=need.timeout.value if need.timeout else None,
            retries=need.retries,
            when_down=when_down.does,
            use=when_down.use,
            estimated=estimated,
            estimated_because=because,
            when_down_said=need.when_down is not None,
            rate=need.rate.value if need.rate else None,
            sees=need.sees,
            queue_holds=held.requests,
            queue_holds_ms=held.ms,
            queue_drain=need.queue.drain.value if need.queue and need.queue.drain else None,
            journeys=list(need.journeys),
            waits=need.waits,
        )


def _data(document: documents.Document, file: SystemFile) -> Iterator[object]:
    from principal.core.record_fields import guessed

    for name, entity in file.data.items():
        estimated, because = guessed(entity.estimated)
        yield Data(
            name=name,
            path=document.path,
            line=_line(document, "data", name),
            owner=entity.owner,
            store=entity.store,
            classes=entity.classes,
            regions=entity.regions,
            consistency=entity.consistency.name if entity.consistency else None,
            estimated=estimated,
            estimated_because=because,
            consistency_ms=entity.consistency.within_ms if entity.consistency else None,
            writers=entity.writers,
            tables=entity.table,
            size_bytes=entity.size.value if entity.size else None,
            growth_bytes_per_second=entity.growth.value if entity.growth else None,
        )
        for component, copy in entity.copies.items():
            stale = copy.staleness.value if copy.staleness else None
            line = _line(document, "data", name, "copies", component)
            yield Copies(
                name, component, document.path, line, stale, how=copy.how, rebuild=copy.rebuild, because=copy.because
            )


def _shared(document: documents.Document, file: SystemFile) -> Iterator[object]:
    path = document.path
    for name, zone in file.zones.items():
        line = _line(document, "zones", name)
        yield SharedFates("zone", name, path, line, zone.region, zone.availability)
    for kind, shared in (("region", file.regions), ("vendor", file.vendors)):
        for name, one in shared.items():
            yield SharedFates(kind, name, path, _line(document, f"{kind}s", name), None, one.availability)


RECORD = RecordKind(
    name="system",
    version=5,
    tables=(People, Teams, Components, Needs, Journeys, Data, Copies, SharedFates),
    wants=documents.wants_file(PATH),
    read=read,
    schema=schema,
    loosened=LOOSENED,
    unbacked=UNBACKED,
)
