"""``architecture/system.yaml``: people, teams, components and their needs, journeys and data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core import documents
from principal.core.decided import Components, Copies, Data, Journeys, Needs, People, Teams
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
    from principal.core.validation import validate
    from principal.phases.constraints._system_file import SystemFile
    from principal.phases.constraints._system_names import unknown_names

    misnamed = documents.misnamed(path)
    if misnamed:
        yield misnamed
        return
    document = documents.read(path, content)
    file, mistakes = validate(document, SystemFile)
    yield from sorted([*mistakes, *unknown_names(document)])
    if file is None:
        return
    yield from _who(document, file)
    for name, component in file.components.items():
        yield from _component(document, name, component)
    for name, journey in file.journeys.items():
        yield Journeys(name, path, _line(document, "journeys", name), journey.steps, *guessed(journey.estimated))
    yield from _data(document, file)


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
    )
    for needed, need in component.needs.items():
        estimated, because = guessed(need.estimated)
        yield Needs(
            component=name,
            needs=needed,
            path=document.path,
            line=_line(document, "components", name, "needs", needed),
            via=need.via,
            timeout_ms=need.timeout.value if need.timeout else None,
            retries=need.retries,
            when_down=need.when_down.does,
            use=need.when_down.use,
            estimated=estimated,
            estimated_because=because,
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
            consistency=entity.consistency,
            estimated=estimated,
            estimated_because=because,
        )
        for component, copy in entity.copies.items():
            stale = copy.staleness.value if copy.staleness else None
            line = _line(document, "data", name, "copies", component)
            yield Copies(name, component, document.path, line, stale)


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
           'the data ' || b.name || ' were ' || array_to_string(b.classes, ', ') || ' and are '
           || CASE WHEN h.name IS NULL THEN 'not declared any more'
                   WHEN len(h.classes) = 0 THEN 'of no class any more'
                   ELSE array_to_string(h.classes, ', ') END AS message
    FROM base.decided.data AS b LEFT JOIN head.decided.data AS h ON h.name = b.name
    WHERE len(b.classes) > 0 AND NOT b.estimated AND (h.name IS NULL OR NOT list_has_all(h.classes, b.classes))
    """,
)

RECORD = RecordKind(
    name="system",
    version=2,
    tables=(People, Teams, Components, Needs, Journeys, Data, Copies),
    wants=documents.wants_file(PATH),
    read=read,
    schema=schema,
    loosened=_LOOSENED,
)
