"""From paths that somebody names to a brief on them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from principal.faces.session import fail

if TYPE_CHECKING:
    from principal.core.index import Index
    from principal.core.workspace import Workspace


def brief_on(workspace: Workspace, folder: str, paths: Sequence[str], today: dt.date, style: str) -> str:
    """The brief on *paths*, as said from *folder*; exit 2 where one leads out of the repository."""
    from principal.faces.agents.brief import as_data, brief_of, text

    index, _ = index_of(workspace, today)
    brief = brief_of(index, inside(workspace, folder, paths))
    return as_data(brief) if style == "json" else text(brief)


def inside(workspace: Workspace, folder: str, paths: Sequence[str]) -> list[str]:
    """*paths* as the repository has them; exit 2 where one leads out of it."""
    found: dict[str, None] = {}
    for path in paths:
        name = relative(workspace.root, folder, path)
        if name is None:
            fail(f"{path} is not in the repository {workspace.root}")
        found[name] = None
    return list(found)


def index_of(
    workspace: Workspace, today: dt.date, *, code_may_differ: bool = False
) -> tuple[Index, dt.datetime | None]:
    """The index of the working tree as it is now: the one that is there, if nothing changed since it was made.

    With *code_may_differ* one will do whose records and history are those of now; the time
    says since when the code may be another one, None where it is not.
    """
    from principal.core import index, stamp

    kept = stamp.kept(workspace.root, workspace.store, today)
    if kept is not None and (kept.fresh or (code_may_differ and kept.records)):
        found = index.load(kept.path)
        if found is not None:
            return found, None if kept.fresh else kept.taken
    from principal.faces.agents.indexing import index_now

    return index_now(workspace, today), None


def relative(root: Path, folder: str, path: str) -> str | None:
    """*path* as the repository has it, '.' for its root; None where it leads out of it.

    A symbolic link counts as where it leads: that is what would be touched.
    """
    if "\0" in path:
        return None
    try:
        real = os.path.realpath(os.path.join(os.path.realpath(folder), path))  # noqa: PTH118 (no file need be there)
    except (OSError, ValueError):
        return None
    base = os.path.realpath(root)
    if real == base:
        return "."
    return real[len(base) + 1 :] if real.startswith(base + os.sep) else None
