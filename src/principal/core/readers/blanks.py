"""Texts without their comments, their lines kept; in time linear in their length, whatever is left open."""

from __future__ import annotations

from collections.abc import Iterable


def without(text: str, marks: Iterable[tuple[str, str]]) -> str:
    """*text* without what stands between these *marks* (what begins and what ends it): only its newlines stay.

    What is begun and not ended stays as it is.
    """
    for begins, ends in marks:
        parts: list[str] = []
        at = 0
        while (start := text.find(begins, at)) >= 0 and (end := text.find(ends, start + len(begins))) >= 0:
            parts.append(text[at:start])
            parts.append("\n" * text.count("\n", start, end))
            at = end + (0 if ends == "\n" else len(ends))
        if parts:
            text = "".join([*parts, text[at:]])
    return text
