"""What a reader would have read and could not: files that are there and are not handed out.

A file that is too large, unreadable, not checked out or in conflict is not read, and what is
behind a symbolic link is read where it lies, under its own name. So each reader that would
want such a path has a gap there. Without it, taking a manifest away from our eyes would
look like a manifest in which nothing is wrong.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from principal.core import registry
from principal.core.git import Git
from principal.core.links import Link, link_targets
from principal.core.views import View

LINK = "symbolic link"
_SPARSE = "not checked out (sparse)"
_BEHIND = "behind a symbolic link"
_OURS = ("architecture", "architecture/rules", "architecture/objectives")
_MAX_HOPS = 8


@dataclass(frozen=True, slots=True)
class Unseen:
    """A path that a reader would want, and why it was not read; ``record`` where it would be a record."""

    reader: str
    path: str
    reason: str
    record: bool


def unseen(
    git: Git, view: View, wanted: Mapping[str, str], readers_of: Callable[[str], Collection[str]]
) -> Iterator[Unseen]:
    """Every gap that what was left out of *view* makes.

    *wanted* has, for paths that were looked at before, the names of the readers that would
    want them, joined by blanks, and *readers_of* tells who reads a path of the view: asking
    the readers themselves means to load them all.
    """
    links = {link.path: link for link in view.snapshot.links}
    # Git takes what is behind a link for deleted; what the link itself hides is another question.
    left_out = {p: r for p, r in view.snapshot.left_out if r != _BEHIND and p not in view.hidden}
    left_out = {p: r for p, r in left_out.items() if p not in view.entries}
    asked = {p: wanted[p] if p in wanted else wanting(p) for p in left_out}
    targets = link_targets(git, [links[p] for p, names in asked.items() if names and p in links])
    for path, reason in left_out.items():
        for name in asked[path].split():
            reader, record = name.removesuffix("!"), name.endswith("!")
            if reason == LINK and not record and _seen_elsewhere(view, reader, path, links, targets, readers_of):
                continue
            wrong = record and reason != _SPARSE  # what is only not checked out is no mistake of anybody's
            yield Unseen(reader, path, _said(reason, path, targets), wrong)


def wanting(path: str) -> str:
    """The names of the readers that would want *path*; a record kind's ends in ``!``."""
    if path in _OURS:
        return "records!"
    sources = [s.name for s in registry.file_sources() if not s.unreadable and s.wants(path)]
    kinds = [f"{k.name}!" for k in registry.record_kinds() if k.elsewhere is None and k.wants(path)]
    return " ".join((*sources, *kinds))


def _seen_elsewhere(
    view: View,
    reader: str,
    path: str,
    links: Mapping[str, Link],
    targets: Mapping[str, str],
    readers_of: Callable[[str], Collection[str]],
) -> bool:
    """Whether the file at the end of a link is one that the same reader reads where it lies."""
    for _ in range(_MAX_HOPS):
        target = targets.get(path, "")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if not target or path.startswith(("/", "..")):
            return False
        if path in view.entries:
            return reader in readers_of(path)
        if path not in links:
            return False
    return False


def _said(reason: str, path: str, targets: Mapping[str, str]) -> str:
    target = targets.get(path)
    if reason != LINK or target is None:
        return reason
    return f"a symbolic link to {target[:200]}, which is not read under that name"
