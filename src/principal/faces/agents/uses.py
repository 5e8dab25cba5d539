"""What some paths use, and who owns them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from principal.core.scope import Scope

if TYPE_CHECKING:
    from principal.core.index import Index

_ASIDE = ("package", "tool", "library")


@dataclass(frozen=True)
class Used:
    """A technology that a part of the system uses; ``near``: in the very paths, else in its components."""

    name: str
    title: str
    kind: str
    near: bool

    @property
    def counts(self) -> bool:
        """Whether a person would put it on a radar of their own accord."""
        return self.kind not in _ASIDE


def technologies(index: Index, scope: Scope) -> list[Used]:
    """What the paths use (what is named in them, what they import, their languages), then their components."""
    numbers: set[int] = set()
    if scope.paths == (".",):
        numbers.update(range(len(index.names)))
    else:
        starts = tuple(f"{p}/" for p in scope.paths)
        exact = set(scope.paths)
        for path, used in index.uses.items():
            if path in exact or path.startswith(starts):
                numbers.update(used)
    near = {index.names[n] for n in numbers}
    names = {c.name for c in scope.components}
    around = {row.technology for row in index.rows("stacks") if row.component in names}
    around |= {tech for c in scope.components for tech in c.tech}
    known = {row.name: row for row in index.rows("technologies")}
    found = []
    for name in [*sorted(near), *sorted(around - near)]:
        row = known.get(name)
        found.append(Used(name, row.title if row else name, row.kind if row else "language", name in near))
    return found


@dataclass(frozen=True)
class Owners:
    """Who owns some paths, who owns parts of them, and the first line that says so."""

    whole: list[str]
    parts: list[str]
    where: str


def owners_of(index: Index, paths: Sequence[str]) -> Owners | None:
    """Who owns *paths* by CODEOWNERS, there or not; None where nobody does.

    The last line of a section that matches counts. A folder is what a file in it would be, and
    lines about what lies in it speak of parts.
    """
    whole: dict[str, None] = {}
    parts: dict[str, None] = {}
    where = ""
    lines = index.rows("owners")
    for path in paths:
        decided = {}
        for row in lines:
            if any(_matches(row.prefix, row.part, row.regex, p) for p in (path, f"{path}/-")):
                decided[row.section] = row
            elif row.prefix.startswith(f"{path}/"):
                parts.update((owner, None) for owner in row.owners if owner)
        for row in decided.values():
            whole.update((owner, None) for owner in row.owners if owner)
            where = where or f"{row.path}:{row.line}"
    named = [owner for owner in parts if owner not in whole]
    return Owners(list(whole), named, where) if whole or named else None


def _matches(prefix: str, part: str, regex: str, path: str) -> bool:
    if not path.startswith(prefix) or part not in path:
        return False
    try:
        return not regex or re.search(regex, path) is not None
    except re.error:  # the expression is RE2's: what Python has no word for, it does not match
        return False
