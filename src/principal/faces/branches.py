"""What stands on other branches, by the names of its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from principal.core.workspace import Workspace

MAX_REFS = 40


def files_elsewhere(workspace: Workspace, wants: Callable[[str], bool]) -> dict[str, list[str]]:
    """The files of each branch, by ref, that *wants* names; local and remote, the most recent branches only.

    Raises:
        GitFailed: git cannot list them.
    """
    refs = workspace.git.run(
        "for-each-ref", "--sort=-committerdate", f"--count={MAX_REFS}", "--format=%(refname)",
        "refs/heads", "refs/remotes",
    )  # fmt: skip
    return {ref: files_of(workspace, ref, wants) for ref in refs.decode("utf-8", errors="replace").splitlines()}


def files_of(workspace: Workspace, revision: str, wants: Callable[[str], bool]) -> list[str]:
    """The files of a revision that *wants* names."""
    from principal.core.paths import readable

    raw = workspace.git.run("ls-tree", "-r", "-z", "--name-only", "--end-of-options", revision)
    return [path for part in raw.split(b"\0") if part and wants(path := readable(part))]
