"""A value read from a configuration file, with the line it stands on.

One shape for TOML, JSON and YAML, so that a source need not know the format: tables are
walked with ``node["a"]["b"]``, which never fails (what is not there is ``NOTHING``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MAX_DEPTH = 100


class Node:
    """One value. For an entry of a table the line is that of its key.

    Attributes:
        line: from 1.
        value: str, int, float, bool or None; a dict of str to Node; or a list of Node.
    """

    __slots__ = ("line", "value")

    def __init__(self, line: int, value: object) -> None:
        self.line = line
        self.value = value

    def __getitem__(self, key: str) -> Node:
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, Node) else NOTHING

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def __bool__(self) -> bool:
        """Whether there is anything: false for NOTHING, null, and what is empty."""
        return self.value not in (None, "", False) and self.value != [] and self.value != {}

    def items(self) -> Iterator[tuple[str, Node]]:
        """Entries of a table; none of anything else."""
        if isinstance(self.value, dict):
            yield from self.value.items()

    def elements(self) -> Iterator[Node]:
        """Elements of a list; none of anything else."""
        if isinstance(self.value, list):
            yield from self.value

    @property
    def text(self) -> str | None:
        """The value if it is text."""
        return self.value if isinstance(self.value, str) else None

    @property
    def scalar(self) -> str | None:
        """The value as text if it is text or a number: versions are often written bare."""
        if isinstance(self.value, (int, float)) and not isinstance(self.value, bool):
            return str(self.value)
        return self.text

    @property
    def is_table(self) -> bool:
        """Whether it holds entries by name."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether it holds elements."""
        return isinstance(self.value, list)


NOTHING = Node(0, None)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file (or a statement of it) could not be read, and where."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of a file, and what was not. What is there is right even if problems follow."""

    root: Node
    problems: tuple[Problem, ...] = ()
