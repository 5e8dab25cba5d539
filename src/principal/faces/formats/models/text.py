"""What the writers share: texts on one line, and names that a language takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_TEXT = 500  # characters of a label

_NOT_TEXT = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
_NOT_WORD = re.compile(r"[^A-Za-z0-9]+")


def line_of(text: str | None) -> str:
    """The text on one line, without what is not plain text."""
    plain = " ".join(_NOT_TEXT.sub(" ", text or "").split())
    return plain if len(plain) <= MAX_TEXT else plain[: MAX_TEXT - 1] + "…"


def word_of(text: str, joint: str = "-", otherwise: str = "x") -> str:
    """Letters and digits of ASCII with *joint* between them, beginning with a letter: ``orders-db``."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    word = _NOT_WORD.sub(joint, ascii_only).strip(joint)
    if not word:
        return otherwise
    return word if word[0].isalpha() else f"{otherwise}{joint}{word}"


def identifiers(
    names: Iterable[str], joint: str = "_", reserved: frozenset[str] = frozenset(), longest: int = 60
) -> dict[str, str]:
    """An identifier for each name; no two are the same, whatever their case, and none is *reserved*."""
    found: dict[str, str] = {}
    taken = set(reserved)
    for name in names:
        base = word_of(name, joint)[:longest].rstrip(joint)
        identifier, count = base, 1
        while identifier.lower() in taken:
            count += 1
            identifier = f"{base}{joint}{count}"
        taken.add(identifier.lower())
        found[name] = identifier
    return found
