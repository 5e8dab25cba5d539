"""A file's text, and what is found in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

MAX_NAME = 120
_NAME = re.compile(r"[A-Za-z_\u00c0-\U0010ffff][\w$ -]*\Z")
_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Found:
    """One declaration; without a name where something else decides it."""

    start: int
    name: str | None
    tool: str
    how: str = "creates"
    model: str | None = None
    schema: str | None = None
    certain: bool = True


class Text:
    """The text of a file, and on which line a place of it is."""

    def __init__(self, path: str, content: str) -> None:
        self.path = path
        self.content = content

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.content)]

    def line(self, start: int) -> int:
        """The line of a place, from 1."""
        return bisect_right(self._breaks, start - 1) + 1


def named(name: str) -> str | None:
    """*name* if it can be a table's; None where a variable or a template decides it."""
    name = name.strip()
    return name if len(name) <= MAX_NAME and _NAME.match(name) else None


def snake(name: str) -> str:
    """``OrderLine`` as ``order_line``."""
    return _CAPITALS.sub("_", name[:MAX_NAME]).lower()


def plural(name: str) -> str:
    """``category`` as ``categories``, as most tools do it."""
    if re.search(r"[^aeiou]y\Z", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(?:s|x|z|ch|sh)\Z", name) else f"{name}s"
