"""Lists of words that are read as what they are."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """The words of *text*."""
    return frozenset(text.split())
