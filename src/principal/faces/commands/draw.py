"""``principal draw``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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
@click.option("--anew", is_flag=True, help="Lay a diagram out without regard to how it was: the same bytes anywhere.")
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str, what: str, out: Path | None, style: str, group: str, since: str | None, anew: bool, today: dt.date
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
        picture = _picture(workspace, Wish(what, group, since, today, anew=anew, tabular=style == "table"))
    finally:
        progress.done()
    said = picture.svg if style == "svg" else as_text(picture)
    if out is not None:
        out.write_text(said, encoding="utf-8")
    else:
        click.echo(said, nl=False)


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line."""

    what: str
    group: str
    since: str | None
    today: dt.date
    anew: bool
    tabular: bool


def _picture(workspace: Workspace, wish: Wish) -> Picture:
    import contextlib

    from principal.core.store import open_read_only
    from principal.faces.judgement import generation_of_worktree

    generation = generation_of_worktree(workspace, wish.today, evidence_only=wish.what not in ("matrix", "timeline"))
    with contextlib.closing(open_read_only(generation)) as connection:
        if wish.what in ("context", "containers"):
            return _diagram(workspace, connection, wish)
        return _other(workspace, connection, wish)


def _diagram(workspace: Workspace, connection: duckdb.DuckDBPyConnection, wish: Wish) -> Picture:
    """A diagram; its table alone needs no engine."""
    from principal.faces.pictures import systems
    from principal.faces.pictures.layout import LayoutFailed, Layouts
    from principal.faces.pictures.parts import read
    from principal.faces.pictures.picture import Picture

    if wish.what == "context":
        planned = systems.plan_context(connection)
    else:
        system = read(connection)
        try:
            planned = systems.plan_containers(system, wish.group)
        except KeyError:
            fail(_no_group(wish.group, systems.groups_of(system)))
    if isinstance(planned, Picture):
        return planned
    if wish.tabular:
        return systems.table_of(planned)
    try:
        return systems.laid_out([planned], Layouts(None if wish.anew else workspace.cache))[0]
    except LayoutFailed as failed:
        fail(f"{failed} (the table needs none: --format table)")


def _no_group(group: str, names: list[str]) -> str:
    if not names:
        return f"there is no group {group!r}: all parts are on one sheet"
    return f"there is no group {group!r}; the groups are: {'; '.join(names[:20])}" + ("; …" if len(names) > 20 else "")


def _other(workspace: Workspace, connection: duckdb.DuckDBPyConnection, wish: Wish) -> Picture:
    from principal.faces.pictures import past
    from principal.faces.pictures.decisions import decisions
    from principal.faces.pictures.hotspots import hotspots
    from principal.faces.pictures.matrix import matrix
    from principal.faces.pictures.parts import named
    from principal.faces.pictures.radar import radar
    from principal.faces.pictures.timeline import timeline

    if wish.what == "radar":
        return radar(connection, past.rings_before(workspace, wish.today))
    if wish.what == "timeline":
        points = past.kept_points(workspace) if wish.since is None else past.points_since(workspace, wish.since)
        return timeline(named(connection), points)
    return {"matrix": matrix, "decisions": decisions, "hotspots": hotspots}[wish.what](connection)
