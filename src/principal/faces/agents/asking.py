"""From paths that somebody names to a brief on them."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from principal.faces.session import fail

if TYPE_CHECKING:
    from principal.core.workspace import Workspace


def brief_on(workspace: Workspace, folder: str, paths: Sequence[str], today: dt.date, style: str) -> str:
    """The brief on *paths*, as said from *folder*; exit 2 where one leads out of the repository."""
    from principal.core.store import open_read_only
    from principal.faces.agents.brief import as_data, brief_of, text
    from principal.faces.judgement import kept_or_new

    inside = [relative(workspace.root, folder, path) for path in paths]
    for path, found in zip(paths, inside, strict=True):
        if found is None:
            fail(f"{path} is not in the repository {workspace.root}")
    generation, _ = kept_or_new(workspace, today)
    with contextlib.closing(open_read_only(generation)) as connection:
        brief = brief_of(connection, [p for p in dict.fromkeys(inside) if p is not None])
    return as_data(brief) if style == "json" else text(brief)


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
