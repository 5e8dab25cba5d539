"""What the commands that write ``architecture/debt.yaml`` share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from principal.faces.session import Progress, date_of, fail, open_here

if TYPE_CHECKING:
    from principal.core.verdict import Verdict
    from principal.core.workspace import Workspace

DAYS = 90


def judged(folder: str, today: dt.date) -> tuple[Workspace, Verdict]:
    """The workspace and the verdict on its working tree; exit 2 where a record is wrong."""
    from principal.faces.judgement import verdict_for

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        verdict = verdict_for(workspace, today, "operate", None, staged=False)
    finally:
        progress.done()
    if verdict.mistakes:
        first = verdict.mistakes[0]
        where = f"{first.path}:{first.line}:{first.column}"
        fail(f"a record is wrong, mend it first: {where}: {first.wrong}; {first.expected}")
    return workspace, verdict


def read_debt(workspace: Workspace) -> str:
    """The text of the debt record, or of an empty one."""
    from principal.faces.writing import read_record
    from principal.phases.evolution.debt_edit import PATH, empty

    content = read_record(workspace, PATH)
    return empty() if content is None else content.decode("utf-8")


def write_debt(workspace: Workspace, text: str) -> None:
    """Write the debt record."""
    from principal.faces.writing import write_record
    from principal.phases.evolution.debt_edit import PATH

    write_record(workspace, PATH, text.encode("utf-8"))


def due_date(context: click.Context, parameter: click.Parameter, value: str | None) -> dt.date | None:
    """A date on the command line."""
    if value is None:
        return None
    due = date_of(value)
    taken = context.params.get("today") or dt.datetime.now(dt.UTC).date()
    if due < taken:
        raise click.BadParameter(f"{due} is before {taken}, the day on which it is taken")
    return due
