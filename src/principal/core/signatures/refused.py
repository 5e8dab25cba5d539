"""The one error of this package."""

from __future__ import annotations


class Refused(Exception):
    """A signature, key, list or statement that is not taken; the text is a sentence without its full stop."""
