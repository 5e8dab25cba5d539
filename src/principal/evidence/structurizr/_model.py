"""The model that a Structurizr file builds up: elements, relations, and the identifiers that name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from principal.core.model_kinds import kind_of_element, kind_of_word
from principal.core.observed import ModelElements, ModelRelations

TOOL = "structurizr"
_PLAIN = {
    "person": "person", "softwaresystem": "system", "container": "service", "component": "module",
    "deploymentnode": "node", "infrastructurenode": "node", "element": "external",
}  # fmt: skip
# Shapes that tell what a thing is; the others are for looks.
SHAPES = frozenset({"cylinder", "pipe", "webbrowser", "mobiledeviceportrait", "mobiledevicelandscape", "bucket"})


@dataclass
class Element:
    """One element while the file is read."""

    id: str
    type: str  # person, softwaresystem, container, component, element, deploymentnode, infrastructurenode
    written: str
    name: str
    line: int
    parent: Element | None = None
    description: str | None = None
    technology: str | None = None
    tags: list[str] = field(default_factory=list)
    foreign: bool = False  # declared in another file; only named here
    of: Element | None = None  # an instance: what runs there
    holds: bool = False  # other elements are parts of it


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation, its ends as written, and the element in which it stands."""

    line: int
    source: Element | str
    target: Element | str
    description: str | None
    technology: str | None
    inside: Element | None


@dataclass
class Model:
    """What was read so far."""

    hierarchical: bool = False
    part: bool = False  # of a workspace that says elsewhere how identifiers work: both ways are tried
    elements: list[Element] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    shapes: dict[str, str] = field(default_factory=dict)  # by tag, in lower case
    _named: dict[str, Element] = field(default_factory=dict)
    _short: dict[str, Element | None] = field(default_factory=dict)  # by identifier alone; None where several have it

    def add(self, element: Element, identifier: str | None) -> Element:
        """Keep an element under the identifier that the file gives it, or one made of its name."""
        prefix = f"{element.parent.id}." if element.parent and (self.hierarchical or identifier is None) else ""
        element.id = prefix + (identifier or element.name)
        if identifier is not None:
            self._named[element.id.lower()] = element
            short = identifier.lower()
            self._short[short] = None if short in self._short else element
        if element.of is None:
            self.elements.append(element)
            if element.parent is not None:
                element.parent.holds = True
        return element

    def find(self, name: str, inside: Element | None) -> Element | None:
        """The element of that identifier, as seen from *inside* of another one."""
        wanted, seen = name.lower(), inside
        while self.hierarchical and seen is not None:
            found = self._named.get(f"{seen.id.lower()}.{wanted}")
            if found is not None:
                return found
            seen = seen.parent
        return self._named.get(wanted) or (self._short.get(wanted) if self.part else None)

    def rows(self, path: str) -> Iterator[ModelElements | ModelRelations]:
        """The rows of all that was read."""
        inner = any(e.type == "softwaresystem" and e.holds for e in self.elements)
        for element in self.elements:
            yield ModelElements(
                path=path,
                line=element.line,
                tool=TOOL,
                id=element.id,
                name=element.name,
                kind=self._kind(element, inner),
                written=element.written,
                technology=element.technology or None,
                description=element.description or None,
                parent=element.parent.id if element.parent else None,
            )
        for relation in self.relations:
            ends = [self._end(end, relation.inside) for end in (relation.source, relation.target)]
            yield ModelRelations(
                path, relation.line, TOOL, ends[0], ends[1], relation.description or None, relation.technology or None
            )

    def unknown(self) -> Iterator[tuple[int, str]]:
        """Line and name of each end of a relation that no element of this file has."""
        for relation in self.relations:
            for end in (relation.source, relation.target):
                if isinstance(end, str) and self.find(end, relation.inside) is None:
                    yield relation.line, end

    def _end(self, end: Element | str, inside: Element | None) -> str:
        found = end if isinstance(end, Element) else self.find(end, inside)
        if found is None:
            return str(end)
        return found.id if found.of is None else found.of.id

    def _kind(self, element: Element, inner: bool) -> str:
        """What the element is. *inner*: some system of the file shows what is in it, so that others are outside."""
        plain = _PLAIN[element.type]
        if element.type in ("person", "component", "deploymentnode", "infrastructurenode"):
            return plain
        shapes = [s for t in element.tags if (s := self.shapes.get(t.lower())) in SHAPES]
        if element.type == "softwaresystem":
            if element.holds:
                return plain
            outside = inner or any(kind_of_word(tag) == "external" for tag in element.tags)
            return "external" if outside else "service"
        words = [*element.tags, element.written if element.written.lower() != element.type else None, *shapes]
        said = kind_of_element(words, element.technology, element.name)
        return said if said is not None and said != "person" else plain
