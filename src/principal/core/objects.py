"""Which objects a repository has: a partial clone lacks some, and git gives up on the first of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache

from principal.core.git import PARTIAL, Git, GitFailed


def is_partial(git: Git) -> bool:
    """Whether the repository was cloned without some of its objects."""
    try:
        with os.scandir(git.places.common_dir / "objects" / "pack") as entries:
            return any(entry.name.endswith(".promisor") for entry in entries)
    except OSError:
        return False


def checked(git: Git, objects: Iterable[str], form: str) -> bytes:
    """What ``git cat-file --batch-check`` prints in *form* of those *objects* that are here.

    Git ends at the first object that a partial clone has left out. Few have left one out of
    what is asked, and to list every object takes seconds: that is done only after git gave up.

    Raises:
        GitFailed: git cannot read its objects.
    """
    asked = list(objects)
    if not asked:
        return b""
    try:
        return _printed(git, asked, form)
    except GitFailed:
        if not is_partial(git):
            raise
    there = _everything(git)
    return _printed(git, [name for name in asked if bytes.fromhex(name) in there], form)


def _printed(git: Git, asked: list[str], form: str) -> bytes:
    if not asked:
        return b""
    stdin = "".join(f"{name}\n" for name in asked).encode()
    return git.run("cat-file", f"--batch-check={form}", "--buffer", stdin=stdin, seconds=600)


@lru_cache(maxsize=1)
def _everything(git: Git) -> frozenset[bytes]:
    words = ("cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objectname)")
    found: set[bytes] = set()
    rest = b""
    for chunk in git.stream(*words):
        *lines, rest = (rest + chunk).split(b"\n")
        found.update(bytes.fromhex(line.decode()) for line in lines)
    return frozenset(found)


def need(git: Git, what: str, objects: Iterable[str]) -> None:
    """Make sure that all of *objects* are here.

    Raises:
        GitFailed: one is not.
    """
    if not is_partial(git):
        return
    asked = set(objects)
    there = {line.decode() for line in checked(git, asked, "%(objectname)").splitlines()}
    if asked - there:
        raise GitFailed(f"{what} cannot be read: {PARTIAL}")
