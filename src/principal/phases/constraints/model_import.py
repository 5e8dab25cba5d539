"""A draft of ``architecture/system.yaml`` from a model that was drawn with another tool.

Rows in, a draft out. What the model says is a guess until a person has confirmed it, and names its line.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from principal.core.drafts import Draft, Entry, reason
from principal.core.observed import CatalogEntities, ModelElements, ModelIncludes, ModelRelations
from principal.core.yamltext import Line

PATH = "architecture/system.yaml"
HEAD = """\
The parts of this system and who needs whom, taken over from what was drawn or listed with another tool.
What is ESTIMATED stands in the line that it names. Where it is right, take `estimated` out; where it is wrong, \
correct it; what is no part of the system, take out."""

_KINDS = ("app", "service", "job", "database", "cache", "queue", "external", "edge", "wasm", "library")
MAX_NAME = 120  # as in core.record_fields, which loads pydantic
_STORES = ("database", "cache", "queue")
_OF_TYPE = {"website": "app", "database": "database", "library": "library", "service": "service"}
_PROTOCOLS = re.compile(
    r"\b(https?|grpc|graphql|amqp|kafka|redis|postgres(?:ql)?|mysql|mongodb|jdbc|odbc|sql|smtp|imap|mqtt|stomp|websockets?|"
    r"wss?|ldaps?|s?ftp|ssh|nfs|soap|rest|tcp|udp|jms|rpc|thrift|protobuf|webhook)\b"
)
_MAX_SEARCHED = 50  # elements of one name
_BETWEEN = re.compile(r"\s*(?:,|;|\+|/|\band\b|\bwith\b|\bon\b|&)\s*")
_VERSION = re.compile(r"[\s-]+v?\d[\w.]*(?:[\s-]+.*)?$")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Known:
    """What the records and the evidence know already.

    Attributes:
        names: each name and alias of a part, without marks and in lower case, to the part.
        declared: the parts that the record has.
        needs: the needs that it has.
        teams: the teams that it has.
        technologies: titles and names of technologies in lower case, to the name.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    needs: frozenset[tuple[str, str]] = frozenset()
    teams: frozenset[str] = frozenset()
    technologies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """The rows of the files that are taken over."""

    elements: Sequence[ModelElements] = ()
    relations: Sequence[ModelRelations] = ()
    includes: Sequence[ModelIncludes] = ()
    entities: Sequence[CatalogEntities] = ()


@dataclass(frozen=True)
class Import:
    """A draft, and what could not be taken over, in words."""

    draft: Draft
    left: tuple[str, ...]


def plain(name: str) -> str:
    """A name without marks and in lower case: by it the same thing is known under different spellings."""
    return _NOT_WORD.sub("", name.lower())


def taken_over(found: Found, known: Known) -> Import:
    """What the model has and the record lacks."""
    model = _Model(found)
    names = _names(model, known)
    needs, left = _needs(model, names)
    teams: dict[str, Entry] = {}
    components: dict[str, Entry] = {}
    for element in model.elements:
        name = names.get(id(element))
        if name is None or name in known.declared or name in components:
            continue
        owner = model.owners.get(id(element))
        if owner and owner not in known.teams:
            why = reason(element.path, element.line, f"owner of {element.name}")
            teams.setdefault(owner, Entry(("teams",), owner, Line({"estimated": why})))
        components[name] = Entry(("components",), name, _component(element, owner, needs.get(name, {}), known))
    more = [
        Entry(("components", name, "needs"), other, value)
        for name, wanted in sorted(needs.items())
        for other, value in sorted(wanted.items())
        if name in known.declared and (name, other) not in known.needs
    ]
    entries = (*teams.values(), *(components[n] for n in sorted(components)), *more)
    return Import(Draft(PATH, "system", HEAD, entries), tuple(left))


class _Model:
    """Elements of one or more files as one model: who is in whom, and what a name in a relation means."""

    def __init__(self, found: Found) -> None:
        self.elements: list[ModelElements] = list(_adopted(found))
        self.relations = list(found.relations)
        self.owners: dict[int, str] = {}
        self._by_id: dict[tuple[str, str], list[ModelElements]] = defaultdict(list)
        self._entities(found.entities)
        for element in self.elements:
            self._by_id[element.tool, element.id.lower()].append(element)
        self._ends: dict[tuple[str, str], list[ModelElements]] = defaultdict(list)
        for element in self.elements:
            for ending in {self._full(element), element.id.lower()}:
                parts = ending.split(".")
                for at in range(max(0, len(parts) - 6), len(parts)):
                    self._ends[element.tool, ".".join(parts[at:])].append(element)
        # What has parts that run is no part itself, though a file that shows none of them takes it for one.
        self._wholes = {
            id(parent) for e in self.elements if e.kind in _KINDS for parent in [self.parent(e)] if parent is not None
        }

    def parent(self, element: ModelElements) -> ModelElements | None:
        """What the element is a part of."""
        return self.find(element.tool, element.parent, element.path) if element.parent else None

    def find(self, tool: str, name: str, path: str) -> ModelElements | None:
        """The element that a name in a file means: of that file, of another one, or the only one whose name ends so."""
        same = self._by_id.get((tool, name.lower()), [])
        here = [e for e in same if e.path == path] or same
        if here:
            return here[0]
        wanted = name.lower().split(".")
        ending = self._ends.get((tool, name.lower()), [])
        if not ending and len(wanted) > 1:  # levels between may be left out
            last = self._ends.get((tool, wanted[-1]), [])[:_MAX_SEARCHED]
            ending = [e for e in last if _within(wanted, e.id.lower().split("."))]
        return ending[0] if len({e.id for e in ending}) == 1 else None

    def part(self, element: ModelElements | None) -> ModelElements | None:
        """The component that an element is, or is a piece of."""
        for _ in range(50):
            if element is None or (element.kind in _KINDS and id(element) not in self._wholes):
                return element
            if element.kind not in ("module", *_KINDS):
                return None
            element = self.parent(element)
        return None

    def _full(self, element: ModelElements) -> str:
        """Its last name behind those of all that it is in."""
        parts: list[str] = []
        above: ModelElements | None = element
        while above is not None and len(parts) < 20:
            parts.append(above.id.lower().rpartition(".")[2])
            above = self.parent(above)
        return ".".join(reversed(parts))

    def _entities(self, entities: Iterable[CatalogEntities]) -> None:
        """Components and resources of a catalog as elements, and what they depend on as relations."""
        for entity in entities:
            sort = entity.kind.lower()
            if sort not in ("component", "resource"):
                continue
            kind = _OF_TYPE.get((entity.type or "").lower()) or (entity.type or "").lower()
            kind = kind if kind in _KINDS else "service" if sort == "component" else "external"
            written = f"{entity.kind} {entity.type or ''}".strip()
            element = ModelElements(
                entity.path, entity.line, "backstage", entity.name, entity.name, kind, written, None, None, None
            )
            self.elements.append(element)
            if entity.owner:
                self.owners[id(element)] = entity.owner.rpartition("/")[2].rpartition(":")[2]
            for needed in entity.depends_on:
                if not needed.lower().startswith("api:"):
                    target = needed.rpartition("/")[2].rpartition(":")[2]
                    self.relations.append(
                        ModelRelations(entity.path, entity.line, "backstage", entity.name, target, "dependsOn", None)
                    )


def _within(wanted: list[str], parts: list[str]) -> bool:
    left = iter(parts)
    return all(part in left for part in wanted)


def _adopted(found: Found) -> Iterable[ModelElements]:
    """The elements; those at the top of a file that another one takes in are in what takes it in."""
    inside = {(i.tool, i.target): i.scope for i in found.includes if i.scope}
    shown = any(e.kind == "system" and e.tool == "structurizr" for e in found.elements)
    for element in found.elements:
        scope = inside.get((element.tool, element.path))
        if scope is None:
            scope = inside.get((element.tool, posixpath.dirname(element.path)))
        if shown and element.kind == "service" and element.written.lower() == "softwaresystem":
            element = replace(element, kind="external")  # another file shows which system is ours
        alone = element.parent is None and element.kind not in ("person", "system", "node")
        yield replace(element, parent=scope) if scope and alone else element


def _names(model: _Model, known: Known) -> dict[int, str]:
    """The name of the component that each element becomes; the same one for the same thing in several places.

    Two of one name that are in different wholes are two: the second one is named after its whole too.
    """
    names: dict[int, str] = {}
    by_id: dict[tuple[str, str], str] = {}
    whole_of: dict[str, str] = {}  # by name: what the first element of that name is in
    for element in model.elements:
        if model.part(element) is not element:
            continue
        above = model.parent(element)
        whole = plain(above.name) if above is not None else ""
        spellings = [plain(element.name), plain(element.id.rpartition(".")[2])]
        name = by_id.get((element.tool, element.id.lower()))
        name = name or next((n for s in spellings if s and (n := known.names.get(s))), None) or _named(element.name)
        if whole and whole_of.get(name, whole) not in ("", whole) and (element.tool, element.id.lower()) not in by_id:
            name = _named(f"{above.name if above is not None else ''} {element.name}")
        if name and name.isprintable() and len(name) <= MAX_NAME:
            names[id(element)] = name
            by_id.setdefault((element.tool, element.id.lower()), name)
            whole_of.setdefault(name, whole)
    return names


def _named(text: str) -> str:
    """A name as components have it: ``Orders DB`` is ``orders-db``."""
    name = _NOT_WORD.sub("-", text.lower()).strip("-")
    return name if name and len(name) <= MAX_NAME else text.strip()


def _needs(model: _Model, names: Mapping[int, str]) -> tuple[dict[str, dict[str, Line]], list[str]]:
    """Who needs whom, by name; and the relations whose ends are not there."""
    needs: dict[str, dict[str, Line]] = defaultdict(dict)
    left = []
    for relation in model.relations:
        ends = [model.find(relation.tool, end, relation.path) for end in (relation.from_id, relation.to_id)]
        missing = [i for i, e in zip((relation.from_id, relation.to_id), ends, strict=True) if e is None]
        if missing:
            left.append(f"{relation.path}:{relation.line}: {' and '.join(missing)} is in none of these files")
            continue
        parts = [model.part(end) for end in ends]
        if parts[0] is not None and parts[1] is not None and parts[0].kind in _STORES and parts[1].kind not in _STORES:
            parts.reverse()  # a store calls nobody: what flows out of it is fetched
        source, target = (names.get(id(part)) for part in parts)
        if source and target and source != target:
            said = {"via": _via(relation.technology)}
            told = reason(relation.path, relation.line, relation.description or "drawn there")
            needs[source].setdefault(target, Line({k: v for k, v in said.items() if v} | {"estimated": told}))
    return needs, left


def _via(technology: str | None) -> str | None:
    """The protocol that a text names."""
    match = _PROTOCOLS.search((technology or "").lower())
    return {"postgres": "postgresql", "websockets": "websocket"}.get(match[1], match[1]) if match else None


def _component(element: ModelElements, team: str | None, needs: Mapping[str, Line], known: Known) -> dict[str, Any]:
    said = {
        "kind": element.kind,
        "team": team,
        "tech": _technologies(element.technology, known.technologies),
        "estimated": reason(element.path, element.line, f"{element.tool}: {element.written} {element.name}"),
        "needs": {name: needs[name] for name in sorted(needs)},
    }
    return {key: value for key, value in said.items() if value not in (None, [], {})}


def _technologies(text: str | None, titles: Mapping[str, str]) -> list[str]:
    """The technologies that a text names, as the radar would; what the catalog does not know is left out."""
    found = []
    for part in _BETWEEN.split((text or "").lower()[:300]):
        for spelling in (part.strip(), _VERSION.sub("", part.strip())):
            if spelling in titles:
                found.append(titles[spelling])
                break
    return list(dict.fromkeys(found))
