"""The trend: what is found now, against what the same records would have found in an earlier revision.

The files of the earlier revision are judged by the records of today, for the day of that
revision: whatever is new came into the system since, and not into the records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from principal.core.change import known_before, moved_files, standing_of
from principal.core.found import Findings
from principal.core.generation import Question, findings_of, opened
from principal.core.revisions import resolve
from principal.core.snapshots import Snapshot, revision
from principal.core.views import View
from principal.core.workspace import Workspace

_RECORDS = "architecture/"


@dataclass(frozen=True)
class Trend:
    """How the findings moved since a revision.

    Attributes:
        sha, day: the revision, and when it was committed.
        standing: fingerprint of each finding of now to *new*, *worsened* or *old*.
        gone: findings that were there and are no more.
    """

    sha: str
    day: dt.date
    standing: dict[str, str]
    gone: tuple[Findings, ...]


def trend(
    workspace: Workspace, since: str, now: Snapshot, found: Sequence[Findings], *, foreign: bool = False
) -> Trend:
    """The trend of what was *found* in *now* since the revision *since*.

    Raises:
        GitFailed: there is no such revision.
    """
    sha = resolve(workspace.git, since)
    before = revision(workspace.git, sha)
    day = _day(workspace, sha)
    question = Question(_by_records_of(now, before), day, foreign)
    _, earlier = opened(workspace, question, findings_of, current=False)
    earlier = [f for f in earlier if f.waived_by is None]
    moved = moved_files(workspace, before, now, sha)
    known = known_before(earlier, moved)
    marks = {f.fingerprint for f in found}
    left = {id(known[mark]) for mark in marks if mark in known}
    return Trend(
        sha=sha,
        day=day,
        standing={f.fingerprint: standing_of(replace(f, waived_by=None), known) for f in found},
        gone=tuple(f for f in earlier if id(f) not in left),
    )


def _by_records_of(now: Snapshot, before: Snapshot) -> View:
    """The files of *before* with the records of *now*."""
    return View(
        before,
        borrowed=tuple(e for e in now.entries if e.path.startswith(_RECORDS)),
        hidden=frozenset(e.path for e in before.entries if e.path.startswith(_RECORDS)),
        lender=now,
    )


def _day(workspace: Workspace, sha: str) -> dt.date:
    words = ("--format=%cs", "--no-commit-header", "--max-count=1", "--end-of-options", sha)
    return dt.date.fromisoformat(workspace.git.run("rev-list", *words, limit=1024).decode().strip())
