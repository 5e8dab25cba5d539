"""A part of the system by its paths: which components, constraints and findings belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from principal.core.decided import Components, Constraints, Data, Journeys
    from principal.core.found import Findings, Rules
    from principal.core.index import Index

SYSTEM = "system"


@dataclass(frozen=True)
class Scope:
    """What is looked at.

    Attributes:
        paths: as asked for, relative to the repository's root; '.' is all of it.
        components: the declared ones that the paths lie in, or that lie in the paths.
        constraints: those on them, on data and journeys of theirs, and on the whole.
        data, journeys: that those components have a part in.
        anything: whether constraints or components are declared at all, for whatever part.
    """

    paths: tuple[str, ...]
    components: tuple[Components, ...]
    constraints: tuple[Constraints, ...]
    data: tuple[Data, ...]
    journeys: tuple[Journeys, ...]
    anything: bool

    @property
    def roots(self) -> tuple[str, ...]:
        """The folders of its components."""
        return tuple(c.root.strip("/") for c in self.components if c.root and c.root.strip("./"))

    def has(self, path: str) -> bool:
        """Whether a file is one of those asked for, or below one."""
        return any(within(path, p) for p in self.paths)

    def touches(self, subject: str, path: str) -> bool:
        """Whether something that is said of *subject* at *path* is said of this part.

        That is so in its files and its components' folders, and where a subject names one of
        its components or constraints.
        """
        if self.paths == (".",) or self.has(path) or any(within(path, r) for r in self.roots):
            return True
        names = [c.name for c in self.components] + [c.id for c in self.constraints]
        return any(names_it(subject, name) for name in names)


def within(path: str, folder: str) -> bool:
    """Whether *path* is *folder* or lies below it; '.' holds everything."""
    return folder == "." or path == folder or path.startswith(f"{folder}/")


def names_it(subject: str, name: str) -> bool:
    """Whether *subject* has *name* as a word of its own: ``checkout needs db`` names both."""
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", subject) is not None


def scope_of(index: Index, paths: Sequence[str]) -> Scope:
    """The part of the system that *paths* are."""
    everything = "." in paths
    mine = tuple(_of_paths(index.components, paths))
    names = {c.name for c in mine}
    journeys = tuple(j for j in index.journeys if everything or not names.isdisjoint(j.steps))
    data = tuple(d for d in index.data if everything or not names.isdisjoint((d.owner, d.store)))
    subjects = {SYSTEM, *names, *(j.name for j in journeys), *(d.name for d in data)}
    return Scope(
        ("." ,) if everything else tuple(paths), mine,
        tuple(c for c in index.constraints if everything or c.subject in subjects), data, journeys,
        bool(index.constraints or index.components),
    )  # fmt: skip


def _of_paths(components: Iterable[Components], paths: Sequence[str]) -> Iterable[Components]:
    """A file belongs to the component with the longest folder above it; a folder has all that lie in it."""
    placed = [(c, root) for c in components if (root := _root(c)) is not None]
    found: dict[str, Components] = {}
    for path in paths:
        inside = [c for c, root in placed if within(root, path)]
        above = [(len(root), c) for c, root in placed if within(path, root)]
        deepest = max((size for size, _ in above), default=0)
        inside += [c for size, c in above if size == deepest]
        found.update((c.name, c) for c in (components if path == "." else inside))
    return found.values()


def _root(component: Components) -> str | None:
    if component.root is None:
        return None
    return component.root.removeprefix("./").strip("/") or "."


@dataclass(frozen=True, slots=True)
class Open:
    """An open finding and its rule."""

    finding: Findings
    rule: Rules


def open_findings(index: Index, scope: Scope) -> list[Open]:
    """The findings of *scope* that nothing waives; what blocks first, then what is in the very paths."""
    found = [
        Open(f, index.rules[f.rule]) for f in index.findings if f.waived_by is None and scope.touches(f.subject, f.path)
    ]
    return sorted(found, key=lambda o: (not o.rule.blocking, not scope.has(o.finding.path)))
