"""Vocabularies, written as one text."""

from __future__ import annotations


def vocabulary(text: str) -> frozenset[str]:
    """The words of *text*, which white space divides."""
    return frozenset(text.split())
