"""The lines of a Structurizr DSL file as tokens.

As the project's own parser reads them: line by line, with ``\\`` at the end of a line that goes on,
text blocks in three quotes, and ``${NAME}`` for what ``!const`` and ``!var`` have said before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_LINES = 100_000
MAX_TOKENS = 200  # of one line; nothing that we read has more
MAX_TOKEN = 20_000  # characters that one may grow to

_COMMENT = re.compile(r"\s*(?://|#)")
_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)(?:"|\Z)|(\S+))', re.DOTALL)
_NAME = re.compile(r"\$\{([a-zA-Z0-9_.-]{1,200})\}")
_BLOCK = '"""'


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: its tokens, and the line that it begins on."""

    number: int
    text: str
    tokens: tuple[str, ...]

    @property
    def opens(self) -> bool:
        """Whether a block begins with it."""
        return self.tokens[-1] == "{"


def lines_of(text: str) -> Iterator[tuple[int, str, str | None]]:
    """Each logical line with its number, and the text block that it ends with, if any.

    Blank ones and comments are left out; where a line goes on, it has the number of its first one.
    """
    raw = text.replace("\r\n", "\n").split("\n", MAX_LINES)[:MAX_LINES]
    at = 0
    while at < len(raw):
        first, line = at + 1, raw[at]
        at += 1
        if not line.strip() or _COMMENT.match(line):
            continue
        parts = []
        while line.endswith("\\") and at < len(raw):
            parts.append(line[:-1])
            line = raw[at].lstrip()
            at += 1
        parts.append(line)
        joined = "".join(parts)
        if not joined.endswith(_BLOCK) or joined.count(_BLOCK) != 1:
            yield first, joined, None
            continue
        block = []
        while at < len(raw) and not raw[at].endswith(_BLOCK):
            block.append(raw[at].strip())
            at += 1
        at += 1
        yield first, joined.removesuffix(_BLOCK), "\n".join(block)


def tokens_of(line: str, block: str | None) -> list[str]:
    """The tokens of a line: words, and texts in double quotes."""
    found: list[str] = []
    at = 0
    while len(found) < MAX_TOKENS:
        match = _TOKEN.match(line, at)
        if match is None:
            break
        found.append(_unescaped(match[1]) if match[1] is not None else match[2])
        at = match.end()
    if block is not None:
        found.append(block)
    return found


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n") if "\\" in text else text


def filled_in(token: str, values: dict[str, str]) -> str:
    """The token with what is known of its ``${NAME}``; what is not known, or grows too large, stays as written."""
    if "${" not in token:
        return token
    found = _NAME.sub(lambda m: values.get(m[1], m[0]), token)
    return found if len(found) <= MAX_TOKEN else token
