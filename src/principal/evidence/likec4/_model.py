"""What a LikeC4 file declares: elements by their full names, and relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from principal.core.model_kinds import kind_of_element, kind_of_word
from principal.core.observed import ModelElements, ModelRelations

TOOL = "likec4"
# A model has kinds of its own. These words say that a thing is made of others, or is a part of one that runs.
_WHOLES_WORDS = (
    "system softwaresystem software-system domain subdomain boundary context bounded-context package "
    "group cloud platform product enterprise organization organisation zone area environment landscape "
    "region cluster namespace"
)
_WHOLES = frozenset(_WHOLES_WORDS.split())
_PARTS_WORDS = "component module class table function endpoint entity interface view page controller"
_PARTS = frozenset(_PARTS_WORDS.split())
_MAX_SEARCHED = 50  # elements of one name
_SHAPES = frozenset({"person", "browser", "mobile", "cylinder", "storage", "queue", "bucket"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of elements or relations that a specification declares."""

    shape: str | None = None
    technology: str | None = None


@dataclass
class Element:
    """One element while the file is read."""

    id: str
    written: str
    name: str
    line: int
    parent: Element | None = None
    description: str | None = None
    technology: str | None = None
    shape: str | None = None
    tags: list[str] = field(default_factory=list)
    foreign: bool = False  # declared in another file; only extended here
    holds: bool = False


@dataclass
class Relation:
    """One relation, its ends as written, and the element in which it stands."""

    line: int
    source: str
    target: str
    inside: Element | None
    kind: str | None = None
    title: str | None = None
    technology: str | None = None


@dataclass
class Model:
    """What was read so far."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    relation_kinds: dict[str, Kind] = field(default_factory=dict)
    elements: list[Element] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def rows(self, path: str) -> Iterator[ModelElements | ModelRelations]:
        """The rows of all that was read."""
        named = {e.id for e in self.elements}
        ends: dict[str, set[str]] = defaultdict(set)  # full names by how they may end
        for element in self.elements:
            parts = element.id.split(".")
            for at in range(max(1, len(parts) - 6), len(parts)):
                ends[".".join(parts[at:])].add(element.id)
        others_hold = any(e.holds for e in self.elements)
        for element in self.elements:
            known = self.kinds.get(element.written, Kind())
            yield ModelElements(
                path=path,
                line=element.line,
                tool=TOOL,
                id=element.id,
                name=element.name,
                kind=self._kind(element, others_hold),
                written=element.written,
                technology=element.technology or known.technology or None,
                description=element.description or None,
                parent=element.parent.id if element.parent else None,
            )
        for relation in self.relations:
            source = _resolved(relation.source, relation.inside, named, ends)
            target = _resolved(relation.target, relation.inside, named, ends)
            known = self.relation_kinds.get(relation.kind or "", Kind())
            technology = relation.technology or known.technology or None
            yield ModelRelations(path, relation.line, TOOL, source, target, relation.title or None, technology)

    def _said(self, element: Element) -> str | None:
        known = self.kinds.get(element.written, Kind())
        shapes = [s for s in (element.shape, known.shape) if s in _SHAPES]
        written = element.written if _word(element) not in _WHOLES | _PARTS else None
        return kind_of_element([written, *shapes, *element.tags], element.technology or known.technology, element.name)

    def _kind(self, element: Element, others_hold: bool) -> str:
        said = self._said(element)
        known = self.kinds.get(element.written, Kind())
        if "person" in (kind_of_word(element.written), element.shape, known.shape):
            return "person"
        above = element.parent
        while above is not None and not above.foreign:
            if self._runs(above):
                return "module"
            above = above.parent
        if element.holds and not self._runs(element):
            return "system"
        if said in (None, "person") and _word(element) in _WHOLES:
            return "external" if others_hold else "service"
        return said if said is not None and said != "person" else "service"

    def _runs(self, element: Element) -> bool:
        """Whether it is one thing that runs, though it may have parts: by its kind; what it holds tells nothing."""
        if _word(element) in _WHOLES or kind_of_word(element.written) in ("person", "external"):
            return False
        return not element.holds or kind_of_word(element.written) is not None or _word(element) in _RUNNING


_RUNNING_WORDS = "container application microservice deployable"
_RUNNING = frozenset(_RUNNING_WORDS.split()) | _PARTS


def _word(element: Element) -> str:
    return element.written.lower().replace("_", "-")


def _resolved(name: str, inside: Element | None, named: set[str], ends: dict[str, set[str]]) -> str:
    """The full name of what *name* means inside of an element; as written where that is not in this file."""
    above = inside
    while above is not None:
        if f"{above.id}.{name}" in named:
            return f"{above.id}.{name}"
        above = above.parent
    if name in named:
        return name
    found = ends.get(name, set())
    if len(found) > 1 and inside is not None:  # of several the one that is nearest
        near = inside
        while near.parent is not None and not any(f.startswith(f"{near.id}.") for f in found):
            near = near.parent
        found = {f for f in found if f.startswith(f"{near.id}.")}
    if not found and "." in name:  # levels between may be left out
        wanted = name.split(".")
        last = ends.get(wanted[-1], set())
        found = {f for f in last if _within(wanted, f.split("."))} if len(last) <= _MAX_SEARCHED else set()
    return next(iter(found)) if len(found) == 1 else name


def _within(wanted: list[str], parts: list[str]) -> bool:
    left = iter(parts)
    return all(part in left for part in wanted)
