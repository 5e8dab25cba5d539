"""TOML 1.0 with lines. The standard library's parser gives none, and takes the whole file or nothing."""

from __future__ import annotations

import re

from principal.core.readers.node import MAX_DEPTH, Document, Node, Problem

MAX_PROBLEMS = 20

_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*+")
_LINE_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\r?\Z)")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"([^"\\\n]*(?:\\.[^"\\\n]*)*)"')
_LITERAL = re.compile(r"'([^'\n]*)'")
_LONG_BASIC = re.compile(r'"""(?:\r?\n)?((?:[^"\\]++|\\.|"(?!"")|"(?="{3,4}(?!")))*+)"""', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''(?:\r?\n)?((?:[^']++|'(?!'')|'(?='{3,4}(?!')))*+)'''")
_SCALAR = re.compile(r"[A-Za-z0-9+\-._:]+(?: \d\d:[0-9:.+\-Z]+)?")
_INTEGER = re.compile(r"[+-]?\d[\d_]{0,40}|0x[0-9a-fA-F_]{1,40}|0o[0-7_]{1,40}|0b[01_]{1,80}")
_FLOAT = re.compile(r"[+-]?(?:\d[\d_]{0,300}(?:\.[\d_]{1,300})?(?:[eE][+-]?\d[\d_]{0,10})?|inf|nan)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:.*)?|\d\d:\d\d.*", re.IGNORECASE)
_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(["\\bfnrte])|([ \t]*\r?\n\s*)|(.))', re.DOTALL)
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "e": "\x1b"}


class _Wrong(Exception):
    def __init__(self, at: int, reason: str) -> None:
        self.at = at
        self.reason = reason


def parse(text: str) -> Document:
    """Read *text*. Never raises; a statement that is wrong is a problem, and reading goes on at the next line."""
    reader = _Reader(text)
    root = Node(1, {})
    table = root
    problems: list[Problem] = []
    while reader.at < len(text):
        reader.skip(_GAP)
        start = reader.at
        if start >= len(text):
            break
        try:
            if text.startswith("[", start):
                table = Node(reader.line, {})  # entries of a header that cannot be read belong nowhere
                table = reader.header(root)
            else:
                reader.entry(table)
            reader.line_end()
        except _Wrong as wrong:
            reader.move_to(wrong.at)
            problems.append(Problem(reader.line, wrong.reason))
            if len(problems) >= MAX_PROBLEMS:
                break
            reader.move_to(_next_line(text, start))
    return Document(root, tuple(problems))


def _next_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


class _Reader:
    """A cursor over the text that knows its line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1

    def move_to(self, at: int) -> None:
        if at >= self.at:
            self.line += self.text.count("\n", self.at, at)
        else:
            self.line -= self.text.count("\n", at, self.at)
        self.at = at

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match:
            self.move_to(match.end())

    def take(self, mark: str) -> bool:
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def need(self, mark: str) -> None:
        if not self.take(mark):
            raise _Wrong(self.at, f"{mark!r} was expected, not {self.text[self.at : self.at + 20]!r}")

    def line_end(self) -> None:
        match = _LINE_END.match(self.text, self.at)
        if not match:
            raise _Wrong(self.at, f"the end of the line was expected, not {self.text[self.at : self.at + 20]!r}")
        self.move_to(match.end())

    def header(self, root: Node) -> Node:
        line = self.line
        self.need("[")
        many = self.take("[")
        keys = self.keys()
        self.need("]]" if many else "]")
        table = root
        for index, key in enumerate(keys):
            last = index == len(keys) - 1
            holder = table.value
            if not isinstance(holder, dict):
                raise _Wrong(self.at, f"{'.'.join(keys)!r} is not a table")
            found = holder.get(key)
            if found is None:
                found = holder[key] = Node(line, [] if last and many else {})
            if isinstance(found.value, list):
                if last and many:
                    found.value.append(Node(line, {}))
                if not found.value:
                    raise _Wrong(self.at, f"{'.'.join(keys)!r} is not a table")
                found = found.value[-1]
            table = found
        if not isinstance(table.value, dict):
            raise _Wrong(self.at, f"{'.'.join(keys)!r} is not a table")
        return table

    def entry(self, table: Node, depth: int = 0) -> None:
        line = self.line
        keys = self.keys()
        self.need("=")
        self.skip(_BLANK)
        value = self.value(depth)
        value.line = line
        for key in keys[:-1]:
            holder = table.value
            if not isinstance(holder, dict):
                raise _Wrong(self.at, f"{'.'.join(keys)!r} is not a table")
            table = holder.setdefault(key, Node(line, {}))
        if not isinstance(table.value, dict) or keys[-1] in table.value:
            raise _Wrong(self.at, f"{'.'.join(keys)!r} is there already")
        table.value[keys[-1]] = value

    def keys(self) -> list[str]:
        keys = []
        while True:
            self.skip(_BLANK)
            start = self.at
            for pattern in (_BARE, _BASIC, _LITERAL):
                match = pattern.match(self.text, start)
                if match:
                    break
            else:
                raise _Wrong(start, f"a key was expected, not {self.text[start : start + 20]!r}")
            self.at = match.end()
            if pattern is _BARE:
                keys.append(match.group())
            else:
                keys.append(_unescape(match[1]) if pattern is _BASIC else match[1])
            self.skip(_BLANK)
            if not self.take("."):
                return keys
            if len(keys) > MAX_DEPTH:
                raise _Wrong(self.at, f"nested deeper than {MAX_DEPTH}")

    def value(self, depth: int) -> Node:
        line, start, text = self.line, self.at, self.text
        if depth > MAX_DEPTH:
            raise _Wrong(start, f"nested deeper than {MAX_DEPTH}")
        mark = text[start : start + 1]
        if mark in ('"', "'") and mark:
            long = text.startswith(mark * 3, start)
            pattern = {(False, '"'): _BASIC, (False, "'"): _LITERAL, (True, '"'): _LONG_BASIC}.get(
                (long, mark), _LONG_LITERAL
            )
            match = pattern.match(text, start)
            if not match:
                raise _Wrong(start, "a text that does not end")
            self.move_to(match.end())
            return Node(line, _unescape(match[1]) if mark == '"' else match[1])
        if mark == "[":
            return self.array(depth)
        if mark == "{":
            return self.inline_table(depth)
        match = _SCALAR.match(text, start)
        if not match:
            raise _Wrong(start, f"a value was expected, not {text[start : start + 20]!r}")
        self.at = match.end()
        return Node(line, _scalar(match.group(), start))

    def array(self, depth: int) -> Node:
        elements: list[Node] = []
        node = Node(self.line, elements)
        self.need("[")
        self.skip(_GAP)
        while not self.take("]"):
            elements.append(self.value(depth + 1))
            self.skip(_GAP)
            if not self.take(","):
                self.need("]")
                break
            self.skip(_GAP)
        return node

    def inline_table(self, depth: int) -> Node:
        node = Node(self.line, {})
        self.need("{")
        self.skip(_GAP)
        while not self.take("}"):
            self.entry(node, depth + 1)
            self.skip(_GAP)
            if not self.take(","):
                self.need("}")
                break
            self.skip(_GAP)
        return node


def _scalar(written: str, at: int) -> object:
    if written in ("true", "false"):
        return written == "true"
    if _INTEGER.fullmatch(written):
        return int(written.replace("_", "").lstrip("+") or "0", 0 if written[:2] in ("0x", "0o", "0b") else 10)
    if _FLOAT.fullmatch(written):
        return float(written.replace("_", ""))
    if _DATE.fullmatch(written):
        return written  # no source reads dates; the text will do
    raise _Wrong(at, f"a value was expected, not {written[:20]!r}")


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        point = int(code, 16)
        return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "\ufffd"
    if match[4] is not None:
        return ""
    return _SIMPLE.get(match[3] or "", match[3] or match[5])
