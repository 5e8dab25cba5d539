"""``architecture/system.yaml``: people, teams, components and their needs, journeys and data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core import documents
from principal.core.decided import Components, Copies, Data, Journeys, Needs, People, SharedFates, Teams
from principal.core.records import RecordKind

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


_LOOSENED = (
    """
    SELECT h.name AS subject, h.path, h.line,
           'the component ' || h.name || ' was confirmed and is ESTIMATED now' AS message
    FROM head.decided.components AS h JOIN base.decided.components AS b ON b.name = h.name
    WHERE h.estimated AND NOT b.estimated
    """,
    """
    SELECT b.name AS subject, b.path, b.line,
           'the component ' || b.name || ' was taken out of the record, and its folder ' || b.root || ' is still there'
           AS message
    FROM base.decided.components AS b
    WHERE b.root IS NOT NULL AND NOT b.estimated
      AND NOT EXISTS (SELECT 1 FROM head.decided.components AS h WHERE h.name = b.name OR h.root = b.root)
      AND EXISTS (SELECT 1 FROM head.observed.files AS f WHERE starts_with(f.path, rtrim(b.root, '/') || '/'))
    """,
    """
    SELECT b.name AS subject, b.path, b.line,
           'the component ' || b.name || CASE
               WHEN b.core AND NOT h.core THEN ' was core, and whoever proposes to change it needs fewer people now'
               ELSE ' is of ' || coalesce(h.team, 'no team') || ', and ' || b.team || ' has to agree to changes no more'
           END AS message
    FROM base.decided.components AS b JOIN head.decided.components AS h ON h.name = b.name
    WHERE NOT b.estimated AND ((b.core AND NOT h.core) OR b.team <> coalesce(h.team, ''))
    """,
    """
    SELECT b.name AS subject, b.path, b.line,
           'the data ' || b.name || ' were ' || array_to_string(b.classes, ', ') || ' and are '
           || CASE WHEN h.name IS NULL THEN 'not declared any more'
                   WHEN len(h.classes) = 0 THEN 'of no class any more'
                   ELSE array_to_string(h.classes, ', ') END AS message
    FROM base.decided.data AS b LEFT JOIN head.decided.data AS h ON h.name = b.name
    WHERE len(b.classes) > 0 AND NOT b.estimated AND (h.name IS NULL OR NOT list_has_all(h.classes, b.classes))
    """,
    """
    SELECT b.name AS subject, b.path, b.line,
           'readers of ' || b.name || ' could rely on ' || b.consistency || ' consistency, and may on '
           || coalesce(h.consistency, 'nothing that is said') || ' now' AS message
    FROM base.decided.data AS b JOIN head.decided.data AS h ON h.name = b.name
    WHERE b.consistency IN ('strong', 'read-your-writes', 'bounded') AND NOT b.estimated
      AND coalesce(list_position(['strong', 'read-your-writes', 'bounded', 'eventual'], h.consistency), 9)
          > list_position(['strong', 'read-your-writes', 'bounded', 'eventual'], b.consistency)
    """,
    """
    SELECT b.data || ' at ' || b.component AS subject, b.path, b.line,
           'the copy of ' || b.data || ' at ' || b.component || ' might be stale by ' || (b.staleness_ms / 1000)::BIGINT
           || ' s, and may ' || CASE WHEN h.staleness_ms IS NULL THEN 'without a bound'
                                     ELSE 'by ' || (h.staleness_ms / 1000)::BIGINT || ' s' END || ' now' AS message
    FROM base.decided.copies AS b JOIN base.decided.data AS d ON d.name = b.data
    JOIN head.decided.copies AS h ON h.data = b.data AND h.component = b.component
    WHERE NOT d.estimated AND coalesce(h.staleness_ms > b.staleness_ms, b.staleness_ms IS NOT NULL)
    """,
)

RECORD = RecordKind(
    name="system",
    version=5,
    tables=(People, Teams, Components, Needs, Journeys, Data, Copies, SharedFates),
    wants=documents.wants_file(PATH),
    read=read,
    schema=schema,
    loosened=_LOOSENED,
)
