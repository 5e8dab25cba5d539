"""What pictures show of earlier days: the findings at other commits, and the radar as it was."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from principal.faces.pictures.radar import RECENT_DAYS
from principal.faces.pictures.timeline import MAX_POINTS, Point, point_of

if TYPE_CHECKING:
    from principal.core.workspace import Workspace

MAX_COMMITS = 100_000


def kept_points(workspace: Workspace) -> list[Point]:
    """What the generations found that are kept and that this version of the program made, one a commit."""
    from principal.core import registry
    from principal.core.engine import duckdb
    from principal.core.store import open_read_only

    points: dict[str, Point] = {}
    for path in workspace.store.newest():
        if path.name.startswith(f"{registry.code_version()[:12]}-"):
            with contextlib.suppress(duckdb.Error), contextlib.closing(open_read_only(path)) as connection:
                point = point_of(connection)
                points.setdefault(point.commit, point)  # the last one used counts
    return list(points.values())


def points_since(workspace: Workspace, since: str) -> list[Point]:
    """What is found at up to so many commits from *since* to the one that is checked out, each judged for its own day.

    They are judged in a folder that is thrown away, so that they push out no generation of the workspace.

    Raises:
        GitFailed: *since* is not a commit.
    """
    from principal.core import registry
    from principal.core.generation import Question, opened
    from principal.core.snapshots import revision
    from principal.core.store import Store
    from principal.core.views import View

    commits = _commits(workspace, since)
    keys = {sha: f"timeline:{registry.code_version()}:{sha}" for sha, _ in commits}
    known = workspace.cache.get(keys.values())
    points = []
    with tempfile.TemporaryDirectory(prefix="principal-") as folder:
        aside = replace(workspace, store=Store(Path(folder)))
        aside.store.prepare()
        for number, (sha, day) in enumerate(commits):
            kept: Any = known.get(keys[sha])
            if not isinstance(kept, dict):
                workspace.progress("judging commits", number, len(commits))
                question = Question(View(revision(workspace.git, sha)), day)
                kept = opened(aside, question, point_of, current=False)[1].findings
                workspace.cache.put({keys[sha]: kept})
            points.append(Point(sha, day, day, kept))
    workspace.cache.close()
    return points


def _commits(workspace: Workspace, since: str) -> list[tuple[str, dt.date]]:
    """Commits of the main line, evenly spread, the first and the last among them, the oldest first."""
    from principal.core.revisions import resolve

    git = workspace.git
    first = resolve(git, since)
    words = ("--first-parent", "--format=%H %cs", "--no-commit-header", f"--max-count={MAX_COMMITS}")
    listed = git.run("rev-list", *words, "--end-of-options", f"{first}..HEAD").decode().split("\n")
    own = git.run(
        "rev-list", "--format=%H %cs", "--no-commit-header", "--max-count=1", "--end-of-options", first
    ).decode()
    found = [line.split() for line in [*filter(None, listed), own.strip()]]
    commits = [(sha, dt.date.fromisoformat(day)) for sha, day in reversed(found)]
    return spread(commits, MAX_POINTS)


def spread(things: Sequence[tuple[str, dt.date]], count: int) -> list[tuple[str, dt.date]]:
    """*count* of *things*, evenly spread, the first and the last among them."""
    if len(things) <= count:
        return list(things)
    return [things[round(n * (len(things) - 1) / (count - 1))] for n in range(count)]


def rings_before(workspace: Workspace, today: dt.date) -> dict[str, str] | None:
    """The ring of each blip a quarter of a year ago; None where there was no radar, or no history tells."""
    from principal.core.decided import Blips
    from principal.core.git import GitFailed
    from principal.core.snapshots import revision
    from principal.core.sources import MAX_PARSED_BYTES
    from principal.core.views import View
    from principal.phases.governance.radar import PATH, RECORD

    day = today - dt.timedelta(days=RECENT_DAYS)
    try:
        sha = (
            workspace.git.run("rev-list", "--max-count=1", f"--before={day}T00:00:00Z", "HEAD", "--", limit=1024)
            .decode()
            .strip()
        )
    except GitFailed:
        return None
    if not sha:
        return None
    view = View(revision(workspace.git, sha))
    content = next((c for _, c in view.read(workspace.git, [PATH], MAX_PARSED_BYTES)), None)
    if content is None:
        return None
    rings = {row.name: row.ring for row in RECORD.read(PATH, content) if isinstance(row, Blips)}
    return rings or None
