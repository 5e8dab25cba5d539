"""Symbolic links: where each leads is known, and never followed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from principal.core.folders import Folders
from principal.core.git import Git, GitFailed
from principal.core.paths import readable

_MAX_TARGET = 4096


@dataclass(frozen=True, slots=True)
class Link:
    """One symbolic link: its path, git's hash of where it leads, and that itself where it is at hand."""

    path: str
    blob: str
    target: bytes | None


def link_on_disk(git: Git, folders: Folders, raw: bytes) -> Link | None:
    """The link at *raw*; None where it is gone."""
    try:
        target = folders.readlink(raw)
    except OSError:
        return None
    return Link(readable(raw), hash_blob(target, git.places.object_format), target)


def link_targets(git: Git, links: Sequence[Link]) -> dict[str, str]:
    """Where each of *links* leads, as text that is safe to show; those that cannot be read are missing."""
    found = {}
    stored: dict[str, bytes] = {}  # the same link may lie in many folders
    for link in links:
        target = link.target or stored.get(link.blob)
        if target is None:
            try:
                git.own_objects()
                target = stored[link.blob] = git.run("cat-file", "blob", link.blob, limit=_MAX_TARGET)
            except GitFailed:
                continue
        found[link.path] = readable(target)
    return found


def hash_blob(content: bytes, object_format: str) -> str:
    """Git's name for *content*: its hash behind the header ``blob LENGTH NUL``."""
    digest = hashlib.new(object_format, b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()
