"""Which objects a repository has: a partial clone lacks some, and git gives up on the first of them."""

from __future__ import annotations

import os
from collections.abc import Iterable

from principal.core.git import PARTIAL, Git, GitFailed


def is_partial(git: Git) -> bool:
    """Whether the repository was cloned without some of its objects."""
    try:
        with os.scandir(git.places.common_dir / "objects" / "pack") as entries:
            return any(entry.name.endswith(".promisor") for entry in entries)
    except OSError:
        return False


def at_hand(git: Git, objects: Iterable[str]) -> set[str]:
    """Those *objects* that are here; all of them where the clone is not partial.

    Raises:
        GitFailed: git cannot list its objects.
    """
    asked = set(objects)
    if not asked or not is_partial(git):
        return asked
    words = ("cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objectname)")
    found: set[str] = set()
    rest = b""
    for chunk in git.stream(*words):
        *lines, rest = (rest + chunk).split(b"\n")
        found.update(name for line in lines if (name := line.decode()) in asked)
    return found


def need(git: Git, what: str, objects: Iterable[str]) -> None:
    """Make sure that all of *objects* are here.

    Raises:
        GitFailed: one is not.
    """
    asked = set(objects)
    if asked - at_hand(git, asked):
        raise GitFailed(f"{what} cannot be read: {PARTIAL}")
