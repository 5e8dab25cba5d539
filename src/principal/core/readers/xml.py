"""XML elements with lines, by expat; document type definitions (and so entities) are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from principal.core.readers.node import MAX_DEPTH, Problem


@dataclass(slots=True)
class Element:
    """One element: its local name, attributes (local names), text without that of children."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Element]:
        """Children called *name*."""
        return (child for child in self.children if child.name == name)

    def first(self, *names: str) -> Element | None:
        """The first descendant along the path *names*."""
        found: Element | None = self
        for name in names:
            found = next(found.all(name), None) if found is not None else None
        return found

    def value(self, *names: str) -> str | None:
        """The stripped text of the first descendant along *names*; None where there is none."""
        found = self.first(*names)
        return (found.text.strip() or None) if found is not None else None

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


class _Refused(Exception):
    pass


def parse(content: bytes) -> tuple[Element | None, Problem | None]:
    """Read *content*. Never raises: on a problem, the elements before it are returned with it."""
    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.buffer_text = True
    stack: list[Element] = []
    top: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) >= MAX_DEPTH:
            raise _Refused(f"nested deeper than {MAX_DEPTH}")
        named = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(":")[2], parser.CurrentLineNumber, named)
        (stack[-1].children if stack else top).append(element)
        stack.append(element)

    def end(_name: str) -> None:
        element = stack.pop()
        element.text = "".join(texts.pop(id(element), ()))

    texts: dict[int, list[str]] = {}

    def characters(data: str) -> None:
        if stack:
            texts.setdefault(id(stack[-1]), []).append(data)

    def doctype(*_: object) -> None:
        raise _Refused("a document type definition, which is refused")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    problem = None
    try:
        parser.Parse(content, True)
    except _Refused as refused:
        problem = Problem(parser.CurrentLineNumber, str(refused))
    except expat.ExpatError as error:
        problem = Problem(error.lineno, f"not XML: {expat.ErrorString(error.code)}")
    except (ValueError, LookupError) as error:  # an encoding that Python does not have
        problem = Problem(1, f"not XML: {error}")
    return (top[0] if top else None), problem
