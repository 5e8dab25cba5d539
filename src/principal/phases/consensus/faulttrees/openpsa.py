"""Reads fault trees in Open-PSA's XML (https://open-psa.github.io/mef): the definitions in a file.

The file is a stranger's: document types (and so entities) and includes are refused, and its
size, depth and number of elements are bounded. Nothing here recurses, however deep the tree.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

MAX_BYTES = 512 << 20
MAX_DEPTH = 100  # of elements; formulas are rarely nested deeper than three
MAX_ELEMENTS = 12_000_000
_CHUNK = 1 << 18

GATES = frozenset(("and", "or", "not", "xor", "nand", "nor", "iff", "imply", "atleast", "cardinality"))
REFERENCES = frozenset(("gate", "basic-event", "house-event", "event"))
_DEFINITIONS = frozenset(("define-gate", "define-basic-event", "define-house-event", "define-parameter"))
_EVENTS = ("define-gate", "define-basic-event", "define-house-event")  # what "event" may refer to
_SAID_BY = dict.fromkeys(("float", "int", "bool", "constant"), "value") | dict.fromkeys(
    ("atleast", "cardinality"), "min"
)
_PASSED_OVER = frozenset(("label", "attributes"))
_REFUSED = {
    "include": "includes are not read",
    "define-CCF-group": "groups with a common cause are not read; without them the answer would be wrong",
    "define-substitution": "substitutions are not read; without them the answer would be wrong",
}


class NotATree(Exception):
    """What is wrong with a file, as ``file:line: what is wrong``."""


class Term(NamedTuple):
    """One element of a formula or of an expression.

    Attributes:
        word: the element's name.
        line: where it begins.
        said: what it says: a name, a value, or the least number.
        more: of ``cardinality`` the largest number, of ``event`` the type.
        parts: the elements in it.
    """

    word: str
    line: int
    said: str
    more: str
    parts: tuple[Term, ...]


class Definition(NamedTuple):
    """What a gate, an event or a parameter is; of an event that only has a name, nothing."""

    line: int
    term: Term | None


@dataclass(slots=True)
class Definitions:
    """What a file defines, by kind and name.

    Attributes:
        path: of the file, as it was given.
        gates, events, houses, parameters: the definitions, by name.
    """

    path: str
    gates: dict[str, Definition] = field(default_factory=dict)
    events: dict[str, Definition] = field(default_factory=dict)
    houses: dict[str, Definition] = field(default_factory=dict)
    parameters: dict[str, Definition] = field(default_factory=dict)

    def wrong(self, line: int, what: str) -> NotATree:
        """What is wrong in which line, to be raised."""
        return NotATree(f"{self.path}:{line}: {what}")


class _Reader:
    """Collects the definitions while expat goes through the file."""

    def __init__(self, into: Definitions, line: Callable[[], int]) -> None:
        self._into = into
        self._line = line
        self._elements = 0
        self._depth = 0
        self._passed = 0  # how deep inside what is passed over
        self._open: list[tuple[str, int, str, str, list[Term]]] = []  # from a definition down
        self._homes = {
            "define-gate": into.gates,
            "define-basic-event": into.events,
            "define-house-event": into.houses,
            "define-parameter": into.parameters,
        }

    def start(self, word: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        line = self._line()
        if self._elements > MAX_ELEMENTS:
            raise self._into.wrong(line, f"more than {MAX_ELEMENTS:,} elements")
        if self._depth > MAX_DEPTH:
            raise self._into.wrong(line, f"nested deeper than {MAX_DEPTH}")
        if self._depth == 1 and word != "opsa-mef":
            raise self._into.wrong(line, f"expected Open-PSA (opsa-mef), found {word}")
        if self._passed or word in _PASSED_OVER:
            self._passed += 1
            return
        if word in _REFUSED:
            raise self._into.wrong(line, _REFUSED[word])
        if word in _DEFINITIONS and self._open:
            raise self._into.wrong(line, f"{word} inside another definition")
        if self._open or word in _DEFINITIONS:
            said = attributes.get(_SAID_BY.get(word, "name"), "")
            more = attributes.get("max") or attributes.get("type") or ""
            self._open.append((word, line, sys.intern(said), more, []))

    def end(self, _word: str) -> None:
        self._depth -= 1
        if self._passed:
            self._passed -= 1
            return
        if not self._open:
            return
        word, line, said, more, parts = self._open.pop()
        if self._open:
            self._open[-1][4].append(Term(word, line, said, more, tuple(parts)))
            return
        what = _named(word)
        if not said:
            raise self._into.wrong(line, f"a {what} without a name")
        if len(parts) > 1 or (word == "define-gate" and not parts):
            raise self._into.wrong(line, f"the {what} {said} has {len(parts)} formulas, expected one")
        for kind in _EVENTS if word in _EVENTS else (word,):
            if said in self._homes[kind]:
                otherwise = "" if kind == word else f" as a {_named(kind)}"
                where = f"already{otherwise} in line {self._homes[kind][said].line}"
                raise self._into.wrong(line, f"the {what} {said} is defined {where}")
        self._homes[word][said] = Definition(line, parts[0] if parts else None)

    def doctype(self, *_: object) -> None:
        raise self._into.wrong(self._line(), "a document type definition, which is refused")


def _named(definition: str) -> str:
    return definition.removeprefix("define-").replace("-", " ")


def read(path: Path, look: Callable[[], None] = lambda: None, named: str = "") -> Definitions:
    """What the file at *path* defines; mistakes call it *named*.

    *look* is called now and then, and may end the reading by raising.

    Raises:
        NotATree: the file is not Open-PSA, or larger than a tree may be.
        OSError: it cannot be read.
    """
    from xml.parsers import expat

    named = named or str(path)
    found = Definitions(named)
    parser = expat.ParserCreate()
    reader = _Reader(found, lambda: parser.CurrentLineNumber)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.doctype
    left = MAX_BYTES
    with path.open("rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotATree(f"{named}: not a regular file")
        try:
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise NotATree(f"{named}: larger than {MAX_BYTES >> 20} MiB")
                parser.Parse(chunk, False)
                look()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise found.wrong(error.lineno, f"not XML: {expat.ErrorString(error.code)}") from None
        except (ValueError, LookupError) as error:  # an encoding that Python does not have
            raise found.wrong(1, f"not XML: {error}") from None
    return found
