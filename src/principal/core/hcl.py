"""HCL (Terraform, OpenTofu) and its JSON form, as blocks with lines.

Values are taken as far as they are literal; nothing is evaluated but ``${…}`` and plain
references to names that the caller knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from principal.core import yamltree

MAX_DEPTH = 12
MAX_REPAIRS = 20  # errors after which reading resumes on the next line, not where it stopped
MAX_BLOCKS = 20_000
MAX_LITERAL = 2_000  # characters of a value once its references are filled in
MAX_TEXT = 20_000  # characters of an expression that are kept

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SIMPLE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?|true|false")
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)+")
_PART = re.compile(r"\$\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}")

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LABEL = re.compile(r'[A-Za-z_][A-Za-z0-9_-]*|"[^"\n\\$]*"')
_COMMENT = re.compile(r"#[^\n]*|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/")
_SPACE = re.compile(r"[ \t\r]+|/\*(?:[^*]|\*(?!/))*\*/")
_BLANK = re.compile(r"\s+|#[^\n]*|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/")
_BLANK_OR_COMMA = re.compile(r"[\s,]+|#[^\n]*|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/")
_HEREDOC = re.compile(r"<<-?([A-Za-z_][A-Za-z0-9_-]*)[ \t\r]*\n")
_PLAIN = re.compile(r"[A-Za-z0-9_.+*%&|=!?> \t\r-]+")
_OBJECTS = re.compile(r"\{|merge\(")
_IN_STRING = re.compile(r'\\.|\$\$\{|%%\{|\$\{|%\{|"|\n')
_IN_TEMPLATE = re.compile(r'"|\{|\}')
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Value:
    """An expression: its text as written, and its entries where it is an object."""

    line: int
    text: str
    entries: dict[str, Value] = field(default_factory=dict)

    def literal(self, known: Mapping[str, str]) -> str | None:
        """The string, number or truth value that it comes to; None where that is not plain.

        Args:
            known: what ``var.NAME`` and ``local.NAME`` stand for.
        """
        if _SIMPLE.fullmatch(self.text):
            return self.text
        if _PATH.fullmatch(self.text):
            return known.get(self.text)
        quoted = _QUOTED.fullmatch(self.text)
        if quoted is None:
            return None
        text = _PART.sub(lambda part: known.get(part[1], part[0])[:500], quoted[1])
        return None if "${" in text or "%{" in text or len(text) > MAX_LITERAL else text


@dataclass(slots=True)
class Block:
    """``kind "label" "label" { … }``."""

    kind: str
    labels: tuple[str, ...]
    line: int
    attributes: dict[str, Value] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def walk(self, depth: int = 4) -> Iterator[Block]:
        """The block itself and those in it, *depth* levels down."""
        yield self
        if depth:
            for block in self.blocks:
                yield from block.walk(depth - 1)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The blocks of a file, and what could not be read: the reason and the line."""

    blocks: list[Block]
    problem: tuple[str, int | None] | None


def read_hcl(content: bytes) -> Configuration:
    """The blocks of a file in HCL's native syntax. Never raises; what stands around an error is kept.

    Reads structure (the HCL Native Syntax Specification's bodies, blocks, attributes and
    object values) in time linear in the length; expressions are kept as text. A general
    parser that repairs errors would take quadratic time on hostile files.
    """
    return _Reader(content.decode("utf-8-sig", errors="replace")).read()


class _BrokenError(Exception):
    """The text cannot be read on from here."""


class _Reader:
    """A cursor over one file."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._counted = 0
        self._line = 1
        self.problem: tuple[str, int | None] | None = None

    def read(self) -> Configuration:
        top = Block("", (), 1)
        open_blocks = [top]
        count = broken = 0
        while True:
            self._skip(_BLANK)
            if self.at >= len(self.text):
                break
            if self.text[self.at] == "}":
                self.at += 1
                if len(open_blocks) > 1:
                    open_blocks.pop()
                else:
                    self._report("a closing brace without an opening one")
                continue
            start, line = self.at, self._line_of(self.at)
            try:
                opened = self._item(open_blocks[-1])
            except _BrokenError as error:
                self.problem = self.problem or (str(error), line)
                broken += 1
                if broken <= MAX_REPAIRS:
                    self.at = start
                self._next_line()
                continue
            if opened is None:
                continue
            count += 1
            if count > MAX_BLOCKS or len(open_blocks) >= MAX_DEPTH * 2:
                self._report("more blocks than are read")
                break
            open_blocks[-1].blocks.append(opened)
            open_blocks.append(opened)
        if len(open_blocks) > 1:
            self.problem = self.problem or ("a block that is never closed", open_blocks[-1].line)
        return Configuration(top.blocks, self.problem)

    def _item(self, into: Block) -> Block | None:
        """Read an attribute into *into*, or the head of a block, which is returned."""
        start = self.at
        name = _IDENTIFIER.match(self.text, start)
        if name is None:
            raise _BrokenError("neither a block nor an attribute")
        line = self._line_of(start)
        self.at = name.end()
        self._skip(_SPACE)
        if self.text.startswith("=", self.at) and not self.text.startswith("==", self.at):
            self.at += 1
            into.attributes[name.group()] = self.value(3, "}")
            return None
        labels: list[str] = []
        while not self.text.startswith("{", self.at):
            label = _LABEL.match(self.text, self.at)
            if label is None or len(labels) > 5:
                raise _BrokenError("neither a block nor an attribute")
            labels.append(label.group().strip('"'))
            self.at = label.end()
            self._skip(_SPACE)
        self.at += 1
        return Block(name.group(), tuple(labels), line)

    def value(self, depth: int, ends: str) -> Value:
        """Read an expression: to the end of the line, or to one of *ends* outside of brackets."""
        self._skip(_SPACE)
        start = self.at
        line = self._line_of(start)
        opening = _OBJECTS.match(self.text, start) if depth else None
        stack: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\n" and not stack:
                break
            if char in ends and not stack:
                break
            if char in _CLOSING:
                stack.append(_CLOSING[char])
                self.at += 1
            elif char in ")]}":
                if not stack or stack.pop() != char:
                    raise _BrokenError("a bracket that closes nothing")
                self.at += 1
            elif char == '"':
                self._string()
            elif char == "<" and (heredoc := _HEREDOC.match(self.text, self.at)):
                self._heredoc(heredoc)
            elif comment := _COMMENT.match(self.text, self.at):
                if not stack and comment.group().startswith(("#", "//")):
                    break
                self.at = comment.end()
            else:
                plain = _PLAIN.match(self.text, self.at)
                self.at = plain.end() if plain else self.at + 1
        if stack:
            raise _BrokenError("a bracket that is never closed")
        end = self.at
        text = self.text[start:end].strip()
        if not text:
            raise _BrokenError("an attribute without a value")
        entries = _objects(text, line, depth - 1) if opening is not None else {}
        return Value(line, text[:MAX_TEXT], entries)

    def _string(self) -> None:
        """Skip a quoted string with its templates, which may hold strings themselves."""
        braces: list[int] = [0]  # one entry an open string: the braces open in its template, 0 outside of one
        self.at += 1
        while braces:
            found = (_IN_TEMPLATE if braces[-1] else _IN_STRING).search(self.text, self.at)
            if found is None:
                self.at = len(self.text)
                raise _BrokenError("a string that is never closed")
            mark = found.group()
            self.at = found.end()
            if mark == "\n" and not braces[-1]:
                self.at = found.start()
                raise _BrokenError("a string that is never closed")
            if mark == '"':
                if braces[-1]:
                    braces.append(0)
                else:
                    braces.pop()
            elif mark in ("${", "%{", "{"):
                braces[-1] += 1
            elif mark == "}":
                braces[-1] -= 1

    def _heredoc(self, start: re.Match[str]) -> None:
        self.at = start.end()
        while self.at < len(self.text):
            end = self.text.find("\n", self.at)
            end = end if end >= 0 else len(self.text)
            line = self.text[self.at : end].strip()
            self.at = end if line == start[1] else end + 1
            if line == start[1]:
                return
        raise _BrokenError("a here document that is never closed")

    def _skip(self, what: re.Pattern[str]) -> None:
        while (found := what.match(self.text, self.at)) is not None:
            self.at = found.end()

    def _next_line(self) -> None:
        end = self.text.find("\n", self.at)
        self.at = end + 1 if end >= 0 else len(self.text)

    def _report(self, reason: str) -> None:
        self.problem = self.problem or (reason, self._line_of(min(self.at, len(self.text))))

    def _line_of(self, at: int) -> int:
        if at >= self._counted:
            self._line += self.text.count("\n", self._counted, at)
            self._counted = at
        return self._line


def _objects(text: str, line: int, depth: int) -> dict[str, Value]:
    """The entries of ``{ … }``, or of the objects in ``merge(…)``; none of what is computed."""
    reader = _Reader(text)
    found: dict[str, Value] = {}
    merging = not text.startswith("{")
    if merging:
        reader.at = text.find("(") + 1
    try:
        while reader.at < len(text):
            reader._skip(_BLANK)
            if text.startswith("{", reader.at):
                reader.at += 1
                _entries(reader, line, depth, found)
            elif merging and reader.at < len(text) and text[reader.at] not in "),":
                reader.value(0, ",)")
            else:
                reader.at += 1
            if not merging:
                break
    except _BrokenError:
        return found
    return found


def _entries(reader: _Reader, line: int, depth: int, into: dict[str, Value]) -> None:
    while reader.at < len(reader.text):
        reader._skip(_BLANK_OR_COMMA)
        if reader.text.startswith("}", reader.at):
            reader.at += 1
            return
        key = _LABEL.match(reader.text, reader.at)
        if key is None:
            raise _BrokenError("a computed key")
        reader.at = key.end()
        reader._skip(_SPACE)
        if reader.text[reader.at : reader.at + 1] not in ("=", ":"):
            raise _BrokenError("a computed object")
        reader.at += 1
        value = reader.value(depth, ",}")
        into[key.group().strip('"')] = Value(value.line + line - 1, value.text, _moved(value.entries, line - 1))


def _moved(entries: dict[str, Value], by: int) -> dict[str, Value]:
    return {key: Value(v.line + by, v.text, _moved(v.entries, by)) for key, v in entries.items()}


def read_json(text: str) -> Configuration:
    """The blocks of a ``.tf.json`` file (Terraform's JSON configuration syntax). Never raises."""
    documents = yamltree.read_documents(text.replace("\t", " "))
    problem = None
    if documents.error is not None:
        problem = (f"JSON that does not parse: {documents.error.reason}", documents.error.line)
    blocks: list[Block] = []
    for root in documents.roots[:1]:
        for kind, line, node in yamltree.entries(root):
            blocks += _from_json(kind, _LABELS.get(kind, 0), (), line, node)
    return Configuration(blocks[:MAX_BLOCKS], problem)


_LABELS = {"resource": 2, "data": 2, "module": 1, "provider": 1, "variable": 1, "output": 1}


def _from_json(kind: str, labels: int, given: tuple[str, ...], line: int, node: yamltree.Node) -> Iterator[Block]:
    if isinstance(node, yamltree.Sequence):
        for item in node.items:
            yield from _from_json(kind, labels, given, item.line, item)
    elif labels:
        for label, at, inner in yamltree.entries(node):
            yield from _from_json(kind, labels - 1, (*given, label), at, inner)
    elif isinstance(node, yamltree.Mapping):
        block = Block(kind, given, line)
        for name, _, inner in yamltree.entries(node):
            block.attributes[name] = _json_value(inner, 4)
            # In JSON a nested block looks like an object: it is offered as both.
            if isinstance(inner, (yamltree.Mapping, yamltree.Sequence)) and len(given) < MAX_DEPTH:
                nested = [inner] if isinstance(inner, yamltree.Mapping) else inner.items
                block.blocks += [
                    Block(name, (), item.line, {k: _json_value(v, 3) for k, _, v in yamltree.entries(item)})
                    for item in nested
                    if isinstance(item, yamltree.Mapping)
                ]
        yield block


def _json_value(node: yamltree.Node, depth: int) -> Value:
    if isinstance(node, yamltree.Scalar):
        text = node.value[:MAX_TEXT]
        return Value(node.line, f'"{text}"' if node.quoted else text)
    entries = {key: _json_value(inner, depth - 1) for key, _, inner in yamltree.entries(node)} if depth else {}
    text = " ".join(value.text for value in entries.values())[:MAX_TEXT]
    return Value(node.line, text, entries)
