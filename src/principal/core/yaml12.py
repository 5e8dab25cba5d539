"""YAML 1.2 (core schema, section 10.3) as a tree in which everything knows its place.

Composed from the events of libyaml by an explicit stack: its own composer recurses in C, so that
deep nesting ends the process, and follows alias bombs. ``principal.core.yamltree`` does the same
for evidence, whose values stay text; records need types, columns and the reason of every refusal.
Record files are strict: duplicate keys, merge keys and foreign tags are problems, and so are second
documents, but where a format of others has several in a file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from principal.core.yamlproblems import Problem, syntax_problem

MAX_DEPTH = 64
MAX_NODES = 200_000  # once aliases are followed
MAX_PROBLEMS = 100
MAX_DOCUMENTS = 1_000
_MAX_DIGITS = 400


@dataclass(slots=True)
class Node:
    """A value and where it stands, as indices of characters of the text.

    ``data`` is plain Python. ``children`` holds, for a mapping, its values by the text of their
    keys; for a list, its items. ``key_start`` is where the value's key begins; for an item of a
    list, where the item does. ``flow`` tells ``{}`` and ``[]`` from indented collections;
    ``style`` is a scalar's: ``''`` is plain, ``*`` an alias.
    """

    data: Any
    start: int
    end: int
    style: str = ""
    flow: bool = False
    children: dict[str, Node] | list[Node] | None = None
    size: int = 1
    key_start: int = 0


@dataclass(frozen=True)
class Composed:
    """A document of a text, its problems, and whether all of it was read."""

    root: Node | None
    problems: tuple[Problem, ...]
    whole: bool


class WrittenInt(int):
    """A whole number that was not written as Python writes it; ``text`` is as it was."""

    text: str


class WrittenFloat(float):
    """A number that was not written as Python writes it; ``text`` is as it was."""

    text: str


_CORE = "tag:yaml.org,2002:"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_FIRST = frozenset("0123456789+-.tTfFnN~")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)\Z")
_NAN = frozenset({".nan", ".NaN", ".NAN"})


def resolve(text: str) -> object:
    """The value of a plain scalar by the core schema; what matches nothing is text.

    There are no dates, sexagesimals or yes/no in it. Numbers of hundreds of digits stay text.
    """
    if text and text[0] not in _FIRST:
        return text
    if text in _NULLS:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.match(text):
        return _whole(int(text), text)
    if _OCTAL.match(text):
        return _whole(int(text[2:], 8), text)
    if _HEX.match(text):
        return _whole(int(text[2:], 16), text)
    if _FLOAT.match(text):
        return _broken(float(text), text)
    infinite = _INFINITE.match(text)
    if infinite:
        return _broken(-math.inf if infinite[1] == "-" else math.inf, text)
    return _broken(math.nan, text) if text in _NAN else text


def _whole(value: int, text: str) -> int:
    if str(value) == text:
        return value
    written = WrittenInt(value)
    written.text = text
    return written


def _broken(value: float, text: str) -> float:
    if repr(value) == text:
        return value
    written = WrittenFloat(value)
    written.text = text
    return written


def compose(text: str) -> Composed:
    """Read the one document of *text*, which must consist of characters that YAML allows. Never raises."""
    return _composed(text, 1)[-1]


def compose_all(text: str) -> list[Composed]:
    """Read every document of *text*, as :func:`compose` does one; the last has what ended the reading."""
    return _composed(text, MAX_DOCUMENTS)


def _composed(text: str, most: int) -> list[Composed]:
    import yaml

    composer = _Composer(text, most)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        composer.run(yaml.parse(text, Loader=loader))
    except _Stop:
        pass
    except yaml.MarkedYAMLError as error:
        composer.problems.append(syntax_problem(error, text))
    except yaml.YAMLError as error:
        composer.problems.append(Problem(1, 1, f"not YAML: {str(error).splitlines()[0][:200]}", "YAML 1.2"))
    else:
        return [*composer.before, Composed(composer.root, tuple(composer.problems), True)]
    return [*composer.before, Composed(composer.read_so_far(), tuple(composer.problems), False)]


class _Stop(Exception):
    """Reading ends here; the last problem says why."""


@dataclass(slots=True)
class _Open:
    """A collection that is being filled, and the key that waits for its value."""

    node: Node
    anchor: str | None
    is_mapping: bool
    keyed: bool = False
    key: str | None = None  # None: the waiting value belongs to a key that was refused
    key_start: int = 0


@dataclass(slots=True)
class _Composer:
    _text: str
    _most: int  # documents
    before: list[Composed] = field(default_factory=list)  # the documents before the one at hand
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    _anchors: dict[str, Node | None] = field(default_factory=dict)
    _stack: list[_Open] = field(default_factory=list)
    _size: int = 0  # what the documents before come to
    _told: int = 0  # their problems

    def run(self, events: Iterable[Any]) -> None:
        """Compose the documents from *events*."""
        from yaml import (
            AliasEvent,
            DocumentStartEvent,
            MappingEndEvent,
            MappingStartEvent,
            ScalarEvent,
            SequenceEndEvent,
            SequenceStartEvent,
        )

        begun = False
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingStartEvent:
                self._open(event, {}, {}, "map")
            elif kind is SequenceStartEvent:
                self._open(event, [], [], "seq")
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                opened = self._stack.pop()
                opened.node.end = event.end_mark.index
                if opened.anchor is not None:
                    self._anchors[opened.anchor] = opened.node
                self._place(opened.node, event)
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                if begun:
                    self._next_document(event)
                begun = True

    def _next_document(self, event: Any) -> None:
        """Put the document at hand away."""
        if len(self.before) + 1 >= self._most:
            wrong, expected = "a second document begins", "one document in a file"
            if self._most > 1:
                wrong, expected = f"more than {self._most:,} documents", "several files"
            self._refuse(event.start_mark, wrong, expected)
            raise _Stop
        self.before.append(Composed(self.root, tuple(self.problems), True))
        self._size += self.root.size if self.root is not None else 0
        self._told += len(self.problems)
        self.root, self.problems, self._anchors = None, [], {}

    def read_so_far(self) -> Node | None:
        """The tree where reading stopped: the entries, and sections of entries, that were complete by then."""
        if self.root is not None or not self._stack:
            return self.root
        kept = self._stack[:2]
        last = kept[-1]
        if last is self._stack[-1] and not last.keyed and last.node.children:
            _forget_last(last.node)
        if len(kept) == 2:
            _put(kept[0], last.node)
        return kept[0].node

    def _scalar(self, event: Any) -> None:
        value, start = event.value, event.start_mark.index
        into = self._stack[-1] if self._stack else None
        if into is not None and into.is_mapping and not into.keyed and event.anchor is None:
            if event.tag is not None:
                self._tagged(event)
            self._key(into, start, event, value)
            return
        data = self._tagged(event) if event.tag is not None else value if event.style else resolve(value)
        node = Node(data, start, event.end_mark.index, event.style)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._place(node, event, value)

    def _open(self, event: Any, data: Any, children: Any, tag: str) -> None:
        if len(self._stack) >= MAX_DEPTH:
            self._refuse(event.start_mark, f"nested more than {MAX_DEPTH} levels deep", "a flatter file")
            raise _Stop
        if event.tag not in (None, "!", _CORE + tag):
            self._unknown_tag(event)
        node = Node(data, event.start_mark.index, event.end_mark.index, "", bool(event.flow_style), children)
        node.key_start = node.start
        self._stack.append(_Open(node, event.anchor, tag == "map"))
        if event.anchor is not None:
            self._anchors[event.anchor] = None  # until it is complete, an alias of it would contain itself

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        named = self._anchors.get(event.anchor)
        if named is None:
            inside = "stands inside of what it names" if event.anchor in self._anchors else "names nothing above it"
            expected = "an anchor (&name) that is complete before the alias"
            self._refuse(event.start_mark, f"alias *{event.anchor} {inside}", expected)
            node = Node(None, start, end, "*")
        else:
            node = Node(named.data, start, end, "*", named.flow, named.children, named.size)
        self._place(node, event, None if node.children is not None else str(node.data))

    def _place(self, node: Node, event: Any, text: str | None = None) -> None:
        """Put *node*, which *event* ends, where it belongs; *text* is what it is as a key."""
        if not self._stack:
            node.key_start = node.start
            self.root = node
            return
        into = self._stack[-1]
        if into.is_mapping and not into.keyed:
            self._key(into, node.start, event, text)
            return
        into.node.size += node.size
        if self._size + into.node.size > MAX_NODES:
            wrong = f"comes to more than {MAX_NODES:,} values once aliases are followed"
            self._refuse(event.start_mark, wrong, "a smaller file")
            raise _Stop
        _put(into, node)
        into.keyed = False

    def _key(self, into: _Open, start: int, event: Any, text: str | None) -> None:
        into.keyed, into.key, into.key_start = True, text, start
        into.node.size += 1
        children = into.node.children
        assert isinstance(children, dict)
        if text is None:
            into.key = None
            line = self._text.count("\n", 0, start) + 1
            column = start - self._text.rfind("\n", 0, start)
            self._problem(Problem(line, column, "a list or mapping as a key", "a name as the key"))
        elif text == "<<" and not event.style:
            into.key = None
            self._refuse(event.start_mark, "a merge key (<<), which YAML 1.2 does not have", "the values written out")
        elif text in children:
            into.key = None
            first = self._text.count("\n", 0, children[text].key_start) + 1
            expected = f"each key once: it stands on line {first} already"
            self._refuse(event.start_mark, f'duplicate key "{text[:80]}"', expected)

    def _tagged(self, event: Any) -> object:
        """The value of a scalar with a tag: the core schema's own are followed."""
        name = event.tag.removeprefix(_CORE)
        if event.tag == "!" or name == "str":
            return event.value
        value = resolve(event.value)
        types = {"null": type(None), "bool": bool, "int": int, "float": (int, float)}
        if name not in types:
            self._unknown_tag(event)
            return event.value
        wanted: Any = types[name]
        if not isinstance(value, wanted) or (isinstance(value, bool) and name != "bool"):
            self._refuse(event.start_mark, f'"{event.value[:80]}" is not of its tag !!{name}', "a value without a tag")
        return value

    def _unknown_tag(self, event: Any) -> None:
        shown = event.tag.replace(_CORE, "!!")[:80]
        self._refuse(event.start_mark, f"unknown tag {shown}", "plain values without tags")

    def _refuse(self, mark: Any, wrong: str, expected: str) -> None:
        self._problem(Problem(mark.line + 1, mark.column + 1, wrong, expected))

    def _problem(self, problem: Problem) -> None:
        self.problems.append(problem)
        if self._told + len(self.problems) >= MAX_PROBLEMS:
            raise _Stop


def _forget_last(node: Node) -> None:
    """Without the last entry, if it is a scalar: it may be what reading failed on."""
    if isinstance(node.children, dict):
        if next(reversed(node.children.values())).children is None:
            node.children.popitem()
            node.data.popitem()
    elif node.children and node.children[-1].children is None:
        node.children.pop()
        node.data.pop()


def _put(into: _Open, node: Node) -> None:
    children = into.node.children
    if isinstance(children, list):
        node.key_start = node.start
        children.append(node)
        into.node.data.append(node.data)
    elif children is not None and into.key is not None and into.keyed:
        node.key_start = into.key_start
        children[into.key] = node
        into.node.data[into.key] = node.data
