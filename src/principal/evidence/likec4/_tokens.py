"""The tokens of a LikeC4 file.

Terminals as in the grammar of the project's language server, as far as models need them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_TOKENS = 500_000

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}

_TOKEN = re.compile(
    r"""(?P<space>[^\S\n]+|\n)
      | (?P<comment>//[^\n]*|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z))
      | (?P<markdown>'{3}(?:[^']++|'(?!''))*+(?:'{3}|\Z)|"{3}(?:[^"]++|"(?!""))*+(?:"{3}|\Z))
      | (?P<string>"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')
      | (?P<uri>(?:aws|azure|bootstrap|gcp|tech):[\w-]*|[A-Za-z]\w*://\S+|\.{0,2}/[^/\s*]\S*|@[\w-]*/\S+)
      | (?P<arrow>-\[\s*[\w-]{1,200}\s*\]->|->|<->|<-)
      | (?P<tag>\#[\w-]+)
      | (?P<dotted>\.[A-Za-z_][\w-]*)
      | (?P<name>(?:[A-Za-z]|_+[A-Za-z0-9])[\w-]*(?:\.(?:[A-Za-z]|_+[A-Za-z0-9])[\w-]*)*(?:\.(?:\*\*?|_(?!\w)))?)
      | (?P<mark>[{}\[\]=:;,()])
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One token: its kind (see above), its text (of a string what it says), and its line."""

    kind: str
    text: str
    line: int


def tokens_of(text: str) -> Iterator[Token]:
    """Every token but blanks and comments; never raises."""
    line, count = 1, 0
    for match in _TOKEN.finditer(text):
        kind, found = match.lastgroup or "other", match.group()
        if kind not in ("space", "comment"):
            count += 1
            if count > MAX_TOKENS:
                return
            said = (
                _said(found) if kind == "string" else found[3:].removesuffix(found[:3]) if kind == "markdown" else found
            )
            yield Token("string" if kind == "markdown" else kind, said, line)
        line += found.count("\n")


def _said(quoted: str) -> str:
    inner = quoted[1:-1]
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), inner, flags=re.DOTALL) if "\\" in inner else inner


def plain(text: str) -> str:
    """A text as one paragraph."""
    return " ".join(text.split())
