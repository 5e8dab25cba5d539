"""Record files in YAML: their data, where each part of it stands, and what is wrong with them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from principal.core.records import Mistake
from principal.core.sources import MAX_PARSED_BYTES
from principal.core.yaml12 import Composed, Node, compose, compose_all
from principal.core.yamlproblems import Problem

Path = Sequence[str | int]

_BREAK = re.compile(r"\r\n|\n|\r")
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufeff\uff00-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Document:
    """A YAML file as it was read.

    Attributes:
        path: relative to the repository's root.
        text: what was parsed.
        root: the tree, None for an empty file.
        mistakes: everything that kept it from being read whole.
        whole: whether all of it was read; False after a syntax error, where ``data`` is what
            was complete before it.
    """

    path: str
    text: str
    root: Node | None
    mistakes: list[Mistake] = field(default_factory=list)
    whole: bool = True
    _named: dict[int, dict[str, Node]] = field(default_factory=dict, repr=False)  # items of lists by their text
    _starts: list[int] = field(default_factory=list, repr=False)  # where each line starts, once it was asked for

    @property
    def data(self) -> object:
        """The content as plain Python. Keys are text as written; scalars follow the core schema of YAML 1.2."""
        return None if self.root is None else self.root.data

    def position(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the key (or list item) that *path* leads to.

        Where the path leads nowhere, those of the nearest key above it.
        """
        node = self._nearest(path)
        return (1, 1) if node is None else self.place(node.key_start)

    def value_position(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the value that *path* leads to, or of the nearest one above it."""
        node = self._nearest(path)
        return (1, 1) if node is None else self.place(node.start)

    def node(self, path: Path) -> Node | None:
        """The node of the value that *path* leads to, or None."""
        node = self.root
        for step in path:
            node = self._child(node, step)
        return node

    def place(self, index: int) -> tuple[int, int]:
        """Line and column, from 1, of a character."""
        if not self._starts:
            self._starts += [0, *(m.end() for m in _BREAK.finditer(self.text))]
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def _nearest(self, path: Path) -> Node | None:
        node = self.root
        for step in path:
            below = self._child(node, step)
            if below is None:
                break
            node = below
        return node

    def _child(self, node: Node | None, step: str | int) -> Node | None:
        """The node one step below; a name leads to the item of a list that is that name."""
        children = node.children if node is not None else None
        if isinstance(children, dict) and isinstance(step, str):
            return children.get(step)
        if isinstance(children, list):
            if isinstance(step, int):
                return children[step] if 0 <= step < len(children) else None
            if id(children) not in self._named:
                self._named[id(children)] = {i.data: i for i in reversed(children) if isinstance(i.data, str)}
            return self._named[id(children)].get(step)
        return None

    def mistake(self, path: Path, wrong: str, expected: str, *, at_value: bool = False) -> Mistake:
        """A mistake at the key (or at the value) that *path* leads to."""
        line, column = self.value_position(path) if at_value else self.position(path)
        return Mistake(self.path, line, column, wrong, expected)


def read(path: str, content: bytes) -> Document:
    """Read *content* as YAML 1.2; never raises. At most ``MAX_PARSED_BYTES`` are read."""
    text, mistakes = _decoded(path, content)
    if text is None:
        return Document(path, "", None, mistakes, whole=False)
    document = read_text(path, text)
    document.mistakes[:0] = mistakes
    return document


def read_text(path: str, text: str) -> Document:
    """Read *text* as YAML 1.2; never raises."""
    text, mistakes = _allowed(path, text)
    return _document(path, text, compose(text), mistakes)


def read_all(path: str, content: bytes) -> list[Document]:
    """Read each document of *content*, and each item where one is a list; never raises. At least one comes back.

    What is wrong with the text as a whole stands with the first.
    """
    text, mistakes = _decoded(path, content)
    if text is None:
        return [Document(path, "", None, mistakes, whole=False)]
    text, more = _allowed(path, text)
    documents = [_document(path, text, composed, []) for composed in compose_all(text)]
    documents = [item for document in documents for item in _items(document)]
    for document in documents[1:]:
        document._starts = documents[0]._starts  # they are those of one text
    documents[0].mistakes[:0] = [*mistakes, *more]
    return documents


def _items(document: Document) -> list[Document]:
    """The items of a list as documents of their own; what is no list as it is."""
    children = document.root.children if document.root is not None else None
    if not isinstance(children, list) or not children:
        return [document]
    items = [Document(document.path, document.text, item, [], document.whole) for item in children]
    items[0].mistakes += document.mistakes
    return items


def _decoded(path: str, content: bytes) -> tuple[str | None, list[Mistake]]:
    """The text, None where there is none that could be parsed, and what is wrong with it."""
    if len(content) > MAX_PARSED_BYTES:
        wrong = f"{len(content):,} bytes are too many for a record"
        return None, [Mistake(path, 1, 1, wrong, f"at most {MAX_PARSED_BYTES:,}")]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Mistake(path, 1, 1, "the file is UTF-16", "UTF-8")]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        line, column = _at(before, len(before))
        wrong = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        return content.decode("utf-8-sig", errors="replace"), [Mistake(path, line, column, wrong, "UTF-8")]


def _allowed(path: str, text: str) -> tuple[str, list[Mistake]]:
    """The text without characters that YAML does not allow, and the first of these."""
    refused = _NOT_ALLOWED.search(text)
    if not refused:
        return text, []
    line, column = _at(text, refused.start())
    wrong = f"the control character U+{ord(refused[0]):04X}"
    expected = 'printable text; "\\uXXXX" in double quotes where it is meant'
    return _NOT_ALLOWED.sub("\ufffd", text), [Mistake(path, line, column, wrong, expected)]


def _document(path: str, text: str, composed: Composed, mistakes: list[Mistake]) -> Document:
    wrong = [_mistake(path, problem) for problem in composed.problems]
    return Document(path, text, composed.root, [*mistakes, *wrong], composed.whole)


def _mistake(path: str, problem: Problem) -> Mistake:
    return Mistake(path, problem.line, problem.column, problem.wrong, problem.expected)


def _at(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a character."""
    before = text[:index]
    return before.count("\n") + 1, index - before.rfind("\n")


def wants_file(wanted: str) -> Callable[[str], bool]:
    """Whether a path is the record file *wanted*, a ``.yaml`` file, or that file under the name ``.yml``."""
    other = wanted.removesuffix(".yaml") + ".yml"

    def wants(path: str) -> bool:
        return path in (wanted, other)

    return wants


def misnamed(path: str) -> Mistake | None:
    """The mistake of a record file whose name ends in ``.yml``: two files of one kind would contradict each other."""
    if not path.endswith(".yml"):
        return None
    return Mistake(path, 1, 1, "a record with this name is not read", f"the name {path.removesuffix('.yml')}.yaml")
