"""Whether a literal of source code is a use: neither a comment, nor prose, nor a link to a page."""

from __future__ import annotations

import re

from principal.evidence.literals._known import words

_LINE = 400  # bytes before a literal that are looked at
_QUOTES = (b'"', b"'", b"`")
_HASH = words("coffee cr ex exs gleam jl nim php pl pm ps1 psm1 py pyw r rake rb sh")
_TRIPLE = frozenset(("py", "pyw", "ex", "exs"))  # what three quotes hold there is documentation
_COMMENT = re.compile(rb"//|/\*|\*[\s/]|\*\Z|--|<!--|\{[#!%]|\{\{!|\{\{--|@\*|;|%|\"\"\"|'''")
_HASHED = re.compile(rb"#(?!define|\[)")
_INLINE = re.compile(rb"(?:[\s;{})]|\A)//\s")
_INLINE_HASH = re.compile(rb"\s#\s")
# What a page links to, rather than calls: an attribute, a key or a function before the literal.
_LINK = re.compile(
    rb"(?:\bhref|\bto|\bcite|\blink|\blinks?_to"
    rb"|[a-z_-]{0,40}(?:docs?|documentation|homepage|help|learn|about|article|website|see)_?(?:url|link|href|uri)?)"
    rb"[\"']?\s{0,9}(?:=>|[=:(,])\s{0,9}\{?\Z",
    re.IGNORECASE,
)
_LINK_TO = re.compile(rb"\blink_to\b|<a\s[^>]{0,200}\Z", re.IGNORECASE)
_POLICY = re.compile(rb"[a-z]-src(?:-elem)?\b[^\n;]*\Z")


def quoted(content: bytes, start: int) -> bool:
    """Whether a literal begins right before *start*, or a policy of what a page may load lists what begins there."""
    if start and content[start - 1 : start] in _QUOTES:
        return content[start - 3 : start] not in (b'"""', b"'''")
    return content[start - 1 : start] == b" " and _POLICY.search(_before(content, start)) is not None


def commented(content: bytes, start: int, ending: str) -> bool:
    """Whether *start* is in a comment, or in what three quotes hold."""
    before = _before(content, start)
    line = before.lstrip()
    if _COMMENT.match(line) or _INLINE.search(before):
        return True
    if ending in _HASH and (_HASHED.match(line) or _INLINE_HASH.search(before)):
        return True
    return ending in _TRIPLE and content.count(b'"""', 0, start) % 2 == 1


def linked(content: bytes, start: int) -> bool:
    """Whether the address at *start* is that of a page which a reader is led to."""
    before = _before(content, start)
    return (_LINK.search(before[:-1]) or _LINK_TO.search(before)) is not None and b"<link" not in before


def line_at(content: bytes, start: int) -> int:
    """The line that *start* is on."""
    return content.count(b"\n", 0, start) + 1


def _before(content: bytes, start: int) -> bytes:
    return content[content.rfind(b"\n", max(0, start - _LINE), start) + 1 : start]
