"""``principal draw``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from principal.faces.session import Progress, as_of, clear_errors, fail, open_here

if TYPE_CHECKING:
    import duckdb

    from principal.core.workspace import Workspace
    from principal.faces.pictures.picture import Picture

WHAT = ("context", "containers", "matrix", "radar", "decisions", "hotspots", "timeline")

EPILOG = """\b
Examples:
  principal draw containers -o containers.svg          who needs whom, at most twenty boxes
  principal draw containers --group payments           one of its groups
  principal draw matrix --format table                 the same as rows
  principal draw timeline --since v1.0 -o findings.svg

\b
Diagrams (context, containers) need the engine that lays them out:
  pip install 'principal-engineer[pictures]'"""


@click.command(epilog=EPILOG)
@click.argument("what", type=click.Choice(WHAT))
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write there instead of printing.")
@click.option("--format", "style", type=click.Choice(["svg", "table"]), default="svg", show_default=True)
@click.option("--group", default="", help="Of containers: the group to open, as its box is called.")
@click.option("--since", metavar="REV", help="Of timeline: judge commits from there on, at most twelve.")
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str, what: str, out: Path | None, style: str, group: str, since: str | None, today: dt.date
) -> None:
    """Draw the system as SVG, with a table of the same data.

    From the records where there are some, and from evidence where there are none.
    """
    from principal.faces.pictures.picture import as_text

    if group and what != "containers":
        fail("--group is for containers")
    if since is not None and what != "timeline":
        fail("--since is for timeline")
    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        picture = _picture(workspace, what, group, since, today, tabular=style == "table")
    finally:
        progress.done()
    said = picture.svg if style == "svg" else as_text(picture)
    if out is not None:
        out.write_text(said, encoding="utf-8")
    else:
        click.echo(said, nl=False)


def _picture(
    workspace: Workspace, what: str, group: str, since: str | None, today: dt.date, *, tabular: bool
) -> Picture:
    import contextlib

    from principal.core.store import open_read_only
    from principal.faces.judgement import generation_of_worktree

    generation = generation_of_worktree(workspace, today, evidence_only=what not in ("matrix", "timeline"))
    with contextlib.closing(open_read_only(generation)) as connection:
        if what in ("context", "containers"):
            return _diagram(workspace, connection, what, group, tabular=tabular)
        return _other(workspace, connection, what, since, today)


def _diagram(
    workspace: Workspace, connection: duckdb.DuckDBPyConnection, what: str, group: str, *, tabular: bool
) -> Picture:
    """A diagram; its table alone needs no engine."""
    from principal.faces.pictures import systems
    from principal.faces.pictures.layout import LayoutFailed, Layouts
    from principal.faces.pictures.parts import read
    from principal.faces.pictures.picture import Picture

    try:
        planned = (
            systems.plan_context(connection) if what == "context" else systems.plan_containers(read(connection), group)
        )
    except KeyError:
        names = systems.groups_of(read(connection))
        known = "; ".join(names[:20]) + ("; …" if len(names) > 20 else "")
        fail(f"there is no group {group!r}; " + (f"the groups are: {known}" if names else "all parts are on one sheet"))
    if isinstance(planned, Picture):
        return planned
    if tabular:
        return systems.table_of(planned)
    try:
        return systems.laid_out([planned], Layouts(workspace.cache))[0]
    except LayoutFailed as failed:
        fail(str(failed))


def _other(
    workspace: Workspace, connection: duckdb.DuckDBPyConnection, what: str, since: str | None, today: dt.date
) -> Picture:
    from principal.faces.pictures import past
    from principal.faces.pictures.decisions import decisions
    from principal.faces.pictures.hotspots import hotspots
    from principal.faces.pictures.matrix import matrix
    from principal.faces.pictures.parts import named
    from principal.faces.pictures.radar import radar
    from principal.faces.pictures.timeline import timeline

    if what == "radar":
        return radar(connection, past.rings_before(workspace, today))
    if what == "timeline":
        points = past.points_since(workspace, since) if since is not None else past.kept_points(workspace)
        return timeline(named(connection), points)
    return {"matrix": matrix, "decisions": decisions, "hotspots": hotspots}[what](connection)
