"""YAML documents as trees of plain values with the line of each, for files nobody trusts.

The tree is composed from the parser's event stream instead of by its own composer: that one
recurses in C and ends the process on deeply nested input, and it hands out alias bombs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_DEPTH = 100
MAX_NODES = 400_000  # what a file may come to once its aliases are followed


class UnreadableError(Exception):
    """The text cannot be read (further) as YAML; says why and on which line (from 1)."""

    def __init__(self, reason: str, line: int | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(slots=True)
class Scalar:
    """A scalar as written: ``quoted`` tells the text "5" from the number 5."""

    value: str
    line: int
    quoted: bool
    size: int = 1

    @property
    def null(self) -> bool:
        """Whether it is one of the ways to write null."""
        return not self.quoted and self.value in ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class Sequence:
    """A sequence."""

    line: int
    items: list[Node] = field(default_factory=list)
    size: int = 1


@dataclass(slots=True)
class Entry:
    """A value in a mapping, with the line of its key."""

    line: int
    node: Node


@dataclass(slots=True)
class Mapping:
    """A mapping with scalar keys. Merge keys (``<<``) are resolved; later keys win."""

    line: int
    entries: dict[str, Entry] = field(default_factory=dict)
    size: int = 1


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True)
class Documents:
    """What a text held: the documents up to the first error, and that error if any."""

    roots: list[Node]
    error: UnreadableError | None


def read_documents(text: str, before: int = 0) -> Documents:
    """Every document of *text*, empty ones left out. Never raises.

    Args:
        text: the YAML.
        before: lines of the file that stand before *text*; lines are counted with them.
    """
    import yaml

    roots: list[Node] = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for root in _Composer(before).compose(yaml.parse(text, Loader=loader)):
            roots.append(root)
    except UnreadableError as error:
        return Documents(roots, error)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = text.count("\n") - text.endswith("\n")  # the parser's end of text may lie beyond its last line
        line = min(mark.line, max(last, 0)) + 1 + before if mark else None
        return Documents(roots, UnreadableError(error.problem or "not YAML", line))
    except yaml.YAMLError:
        return Documents(roots, UnreadableError("characters that YAML does not allow", None))
    return Documents(roots, None)


@dataclass(slots=True)
class _Open:
    """A collection that is being filled, and the key that waits for its value."""

    node: Sequence | Mapping
    anchor: str | None
    key: Scalar | None = None
    awaits_value: bool = False
    merges: list[Node] = field(default_factory=list)


class _Composer:
    """Builds trees from events with an explicit stack."""

    def __init__(self, before: int) -> None:
        self._first = before + 1
        self._anchors: dict[str, Node] = {}
        self._stack: list[_Open] = []
        self._total = 0

    def compose(self, events: Iterator[object]) -> Iterator[Node]:
        import yaml

        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                node: Node = Scalar(event.value, event.start_mark.line + self._first, bool(event.style))  # type: ignore[attr-defined]  # narrowed by type()
                anchor = event.anchor  # type: ignore[attr-defined]  # narrowed by type()
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                line = event.start_mark.line + self._first  # type: ignore[attr-defined]  # narrowed by type()
                if len(self._stack) >= MAX_DEPTH:
                    raise UnreadableError(f"nested more than {MAX_DEPTH} levels deep", line)
                started: Sequence | Mapping = Mapping(line) if kind is yaml.MappingStartEvent else Sequence(line)
                self._stack.append(_Open(started, event.anchor))  # type: ignore[attr-defined]  # narrowed by type()
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                opened = self._stack.pop()
                _merge(opened)
                node, anchor = opened.node, opened.anchor
            elif kind is yaml.AliasEvent:
                name, line = event.anchor, event.start_mark.line + self._first  # type: ignore[attr-defined]  # narrowed by type()
                if name not in self._anchors:
                    raise UnreadableError(f"alias *{name} has no anchor before it", line)
                node, anchor = self._anchors[name], None
            elif kind is yaml.DocumentStartEvent:
                self._anchors = {}
                continue
            else:
                continue
            if anchor is not None:
                self._anchors[anchor] = node
            root = self._place(node)
            if root is not None and not (isinstance(root, Scalar) and root.null):
                yield root

    def _place(self, node: Node) -> Node | None:
        """Put *node* where it belongs; it comes back if it is a whole document."""
        if not self._stack:
            self._total += node.size
            return node
        opened = self._stack[-1]
        into = opened.node
        into.size += node.size
        if self._total + into.size > MAX_NODES:
            raise UnreadableError(f"comes to more than {MAX_NODES} values once its aliases are followed", into.line)
        if isinstance(into, Sequence):
            into.items.append(node)
        elif not opened.awaits_value:
            opened.key = node if isinstance(node, Scalar) else None
            opened.awaits_value = True
        else:
            opened.awaits_value = False
            key = opened.key
            if key is None:  # a collection as a key: nothing that we read has one
                return None
            if key.value == "<<" and not key.quoted:
                opened.merges.extend(node.items if isinstance(node, Sequence) else [node])
            else:
                into.entries[key.value] = Entry(key.line, node)
        return None


def _merge(opened: _Open) -> None:
    into = opened.node
    if isinstance(into, Mapping):
        for merged in opened.merges:
            if isinstance(merged, Mapping):
                for key, entry in merged.entries.items():
                    into.entries.setdefault(key, entry)


def moved_to(node: Node, line: int) -> Node:
    """A copy of *node* that stands on *line* alone: what is taken in from another file."""
    if isinstance(node, Scalar):
        return Scalar(node.value, line, node.quoted)
    if isinstance(node, Sequence):
        return Sequence(line, [moved_to(item, line) for item in node.items], node.size)
    entries = {key: Entry(line, moved_to(entry.node, line)) for key, entry in node.entries.items()}
    return Mapping(line, entries, node.size)


def get(node: Node | None, *keys: str) -> Node | None:
    """The value under *keys*, one level each; None where there is none."""
    for key in keys:
        if not isinstance(node, Mapping):
            return None
        entry = node.entries.get(key)
        if entry is None:
            return None
        node = entry.node
    return node


def entries(node: Node | None) -> Iterator[tuple[str, int, Node]]:
    """Key, line of the key, and value of a mapping; nothing of anything else."""
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield key, entry.line, entry.node


def items(node: Node | None) -> list[Node]:
    """The items of a sequence; nothing of anything else."""
    return node.items if isinstance(node, Sequence) else []


def string(node: Node | None) -> str | None:
    """The text of a scalar that is not null."""
    return node.value if isinstance(node, Scalar) and not node.null else None


def integer(node: Node | None) -> int | None:
    """The value of a scalar of at most nine decimal digits."""
    text = string(node)
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) <= 9 else None
