"""From a workspace to a report: judge, gather, draw."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from principal.faces.report.gather import Report, facts_of
from principal.faces.report.wanted import Wanted

if TYPE_CHECKING:
    import duckdb

    from principal.core.snapshots import Snapshot
    from principal.core.views import View
    from principal.core.workspace import Workspace
    from principal.faces.pictures.picture import Picture
    from principal.faces.pictures.timeline import Point


def report_on(workspace: Workspace, today: dt.date, wanted: Wanted) -> Report:
    """The report on the working tree, for one day.

    Raises:
        GitFailed: what it is to be compared with is not a commit.
    """
    from principal.core.engine_rules import ENGINE_RULES
    from principal.core.generation import Question, opened, warm_up
    from principal.core.rules_asked import rules_of
    from principal.core.snapshots import worktree
    from principal.core.store import open_read_only
    from principal.core.trend import trend
    from principal.core.verdict import answers_of, whole
    from principal.core.views import View

    warm_up()
    snapshot = worktree(workspace.git)
    view = View(snapshot)
    points = _timeline(workspace, wanted.since) if wanted.since is not None and wanted.timeline else ()
    generation, answers = opened(workspace, Question(view, today, wanted.foreign), answers_of)
    verdict = whole(answers, wanted.stage, generation)
    with contextlib.closing(open_read_only(generation)) as connection:
        facts = facts_of(connection, verdict, _texts(workspace, view, connection))
        asked, _ = rules_of(workspace, view, connection, foreign=wanted.foreign)
        pictures = _pictures(workspace, connection, today, points)
    found = [j.finding for j in verdict.findings]
    return Report(
        facts=facts,
        verdict=verdict,
        rules={r.id: r for r in (*asked, *ENGINE_RULES)},
        pictures=pictures,
        trend=None if wanted.since is None else trend(workspace, wanted.since, snapshot, found, foreign=wanted.foreign),
        head=snapshot.head,
        uncommitted=_uncommitted(workspace, snapshot, {f.path for f in found}),
        wanted=wanted,
    )


def _timeline(workspace: Workspace, since: str) -> list[Point]:
    from principal.faces.pictures.past import points_since

    return points_since(workspace, since)


def _texts(workspace: Workspace, view: View, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The Markdown of every decision record that can be read."""
    from principal.core.sources import MAX_PARSED_BYTES

    paths = [p for (p,) in connection.execute("SELECT path FROM decided.decisions ORDER BY path").fetchall()]
    return {
        path: content.decode("utf-8-sig", errors="replace")
        for path, content in view.read(workspace.git, paths, MAX_PARSED_BYTES)
        if content is not None
    }


def _pictures(
    workspace: Workspace, connection: duckdb.DuckDBPyConnection, today: dt.date, points: Sequence[Point]
) -> list[Picture]:
    from principal.faces.pictures import all_of
    from principal.faces.pictures.layout import Layouts
    from principal.faces.pictures.past import rings_before

    return all_of(connection, Layouts(workspace.cache), before=rings_before(workspace, today), points=points)


def _uncommitted(workspace: Workspace, snapshot: Snapshot, paths: set[str]) -> frozenset[str]:
    """Those of *paths* whose content is not that of the commit that is checked out."""
    from principal.core.snapshots import revision

    if snapshot.head is None:
        return frozenset(paths - {""})
    committed = {e.path: e.blob for e in revision(workspace.git, snapshot.head).entries if e.path in paths}
    return frozenset(e.path for e in snapshot.entries if e.path in paths and committed.get(e.path) != e.blob)
