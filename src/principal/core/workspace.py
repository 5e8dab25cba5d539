"""The workspace: a repository, its ``architecture/`` folder and its database."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from principal.core import seal
from principal.core.cache import EvidenceCache
from principal.core.git import Git, find_git
from principal.core.store import Store, digest

FOLDER = ".principal"


class WorkspaceRefused(Exception):
    """The workspace is not one that can be trusted; the message says why and what to do."""


def quiet(what: str, done: int, total: int) -> None:
    """A progress that shows nothing."""


@dataclass(frozen=True)
class Workspace:
    """A repository and where its generations are kept."""

    root: Path
    git: Git
    store: Store
    cache: EvidenceCache
    progress: Callable[[str, int, int], None] = field(default=quiet)

    @cached_property
    def repository(self) -> str:
        """The name that is in every key: ``owner/name`` from the remote, else the folder's name."""
        from principal.core.revisions import repository_name

        return repository_name(self.git)


def open_workspace(start: Path, progress: Callable[[str, int, int], None] = quiet) -> Workspace:
    """The workspace that *start* is in, from any folder of it.

    Where the repository's folder cannot be written, generations are kept in the user's
    cache folder. Answers that we did not write there are thrown away (see ``seal``).

    Raises:
        NotARepository: there is no git repository around *start*.
        WorkspaceRefused: ``.principal`` is tracked by git or is not a folder of ours: what
            is in it may have been made up.
    """
    git = find_git(start)
    root = git.root
    folder = root / FOLDER
    if git.run("ls-files", "-z", "--", FOLDER, limit=1 << 20):
        raise WorkspaceRefused(
            f"{FOLDER}/ is tracked by git: its answers come with the repository and cannot be believed; "
            f"remove it from the repository (git rm -r --cached {FOLDER}) and delete the folder"
        )
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise WorkspaceRefused(f"{FOLDER} is not a folder of its own; remove it")
    if folder.exists() and hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        raise WorkspaceRefused(f"{FOLDER}/ belongs to another user; remove it or run as that user")
    linked = [p.name for p in folder.iterdir() if p.is_symlink()] if folder.exists() else []
    if linked:
        raise WorkspaceRefused(
            f"{FOLDER}/{linked[0]} is a symbolic link, and nothing of ours makes one; remove {FOLDER}/"
        )
    store = Store(folder)
    try:
        store.prepare()
        if seal.break_unless_ours(folder):
            store.prepare()
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        store = Store(_elsewhere(root))
        store.prepare()
    return Workspace(root, git, store, EvidenceCache(store.folder / "evidence.sqlite"), progress)


def _elsewhere(root: Path) -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "principal" / f"{root.name}-{digest(root)[:12]}"
