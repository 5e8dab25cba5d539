"""The protected branch, as far as a revision has it: what many have seen, and nobody can push past alone."""

from __future__ import annotations

import contextlib

from principal.core import trust_roots
from principal.core.git import Git, GitFailed
from principal.core.house import house
from principal.core.revisions import resolve
from principal.core.store import digest
from principal.core.views import View


def reached(git: Git, head: str | None) -> str | None:
    """The last commit of the protected branch's own line that *head* has; None where there is none.

    Its own line are the first parents. A commit that came to it with a merge was dated by whoever made it:
    the branch had it when it was merged, which *head* may not have yet.
    """
    for reference in trust_roots.protected_references() if head else ():
        with contextlib.suppress(GitFailed):
            tip = git.run("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}", limit=1024).decode().strip()
            missed = git.run("rev-list", "--first-parent", tip, f"^{resolve(git, head or '')}").decode().split()
            return _first_parent(git, missed[-1]) if missed else tip
    return None


def _first_parent(git: Git, sha: str) -> str | None:
    try:
        return git.run("rev-parse", "--verify", "--quiet", f"{sha}^1", limit=1024).decode().strip()
    except GitFailed:
        return None


def heads_of(git: Git, view: View) -> dict[str, str | None]:
    """The commit whose history each source of the whole repository reads.

    Where nothing in the view is signed, nobody asks for the protected branch; where it is not known, that is ''.
    """
    readers = house().of("repository")
    line = (reached(git, view.snapshot.head) or "") if view.holds(trust_roots.SIGNED_BELOW) else None
    return {reader.name: line if reader.protected else view.snapshot.head for reader in readers}


def outside(git: Git, view: View) -> str:
    """A hash of what decides about signatures though no file of *view* says it."""
    return (
        digest(trust_roots.version(), reached(git, view.snapshot.head)) if view.holds(trust_roots.SIGNED_BELOW) else ""
    )
