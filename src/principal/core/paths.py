"""Paths of a repository as text that is safe to show and that tells all paths apart."""

from __future__ import annotations

import re

# What a terminal would act on or an eye would miss: control characters, invisible and
# direction-changing ones; and the backslash, so that the escapes are unambiguous.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def readable(raw: bytes) -> str:
    """A path as text: UTF-8, with ``\\xNN`` for each byte of what is unsafe to show.

    Bytes that are not UTF-8, control characters and invisible ones are escaped, and a
    backslash is doubled, so that two different paths never give the same text.
    """
    text = raw.decode("utf-8", "surrogateescape")
    return text if _UNSAFE.search(text) is None else _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\\":
        return "\\\\"
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
