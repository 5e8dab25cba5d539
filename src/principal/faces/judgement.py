"""From a command's options to a verdict."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from principal.core.snapshots import Snapshot
    from principal.core.verdict import Answers, Verdict
    from principal.core.workspace import Workspace


def verdict_for(workspace: Workspace, today: dt.date, stage: str, since: str | None, staged: bool) -> Verdict:
    """The verdict on the whole working tree, on what is staged, or on what came since a revision."""
    from principal.core.generation import warm_up
    from principal.core.snapshots import index, worktree

    warm_up()
    if since is not None or staged:
        from principal.core.change import judge_change

        target = index(workspace.git) if staged else worktree(workspace.git)
        if since is not None or target.head is not None:
            return judge_change(workspace, since or "HEAD", target, today, stage)
        # Before the first commit there is no base: all that is staged is new, and judged whole.
        return _whole(workspace, target, today, stage)
    return _whole(workspace, worktree(workspace.git), today, stage)


def _whole(workspace: Workspace, snapshot: Snapshot, today: dt.date, stage: str) -> Verdict:
    """The verdict on all that *snapshot* holds."""
    from principal.core.generation import Question, opened
    from principal.core.verdict import answers_of, whole
    from principal.core.views import View

    current = snapshot.revision == "worktree"
    path, answers = opened(workspace, Question(View(snapshot), today), answers_of, current=current)
    return whole(answers, stage, path)


def answers_on_worktree(workspace: Workspace, today: dt.date, *, foreign: bool = False) -> tuple[Path, Answers]:
    """The generation of the working tree as it is now, and what it says."""
    from principal.core.generation import Question, opened
    from principal.core.snapshots import worktree
    from principal.core.verdict import answers_of
    from principal.core.views import View

    return opened(workspace, Question(View(worktree(workspace.git)), today, foreign), answers_of)


def generation_of_worktree(workspace: Workspace, today: dt.date, *, evidence_only: bool = False) -> Path:
    """The generation of the working tree as it is now; it can be read.

    With *evidence_only* the one that a survey left will do, in which the repository's own
    rules were not run.
    """
    from principal.core.generation import Question, key_of, warm_up
    from principal.core.snapshots import worktree
    from principal.core.views import View

    warm_up()
    if evidence_only:
        view = View(worktree(workspace.git))
        for foreign in (False, True):
            found = workspace.store.find(key_of(workspace, Question(view, today, foreign)))
            if found is not None:
                return found
    return answers_on_worktree(workspace, today)[0]


def evidence_here(folder: str, today: dt.date) -> tuple[Workspace, Path]:
    """The workspace around *folder* and a generation of it with its evidence, for a command that judges nothing."""
    from principal.faces.session import Progress, open_here

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        return workspace, generation_of_worktree(workspace, today, evidence_only=True)
    finally:
        progress.done()
