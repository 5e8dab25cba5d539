"""``principal survey``."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from principal.faces.safe import as_json, clean, say
from principal.faces.session import Progress, as_of, clear_errors, open_here

EPILOG = """\b
Examples:
  principal survey                  this repository
  principal -C ../other survey      another one; nothing of it is executed
  principal survey --format json
  principal survey --report survey.html    a page to forward"""


@click.command(epilog=EPILOG)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="Every technology, component and finding.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write a page to forward instead.")
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, style: str, everything: bool, report: Path | None, today: dt.date) -> None:
    """What is this system made of, what stands out, what is ungoverned?

    Reads any repository without configuration. Of a repository's own rules none is run.
    """
    from principal.core.verdict import whole
    from principal.faces import survey, survey_text
    from principal.faces.judgement import answers_on_worktree

    if report is not None:
        from principal.faces.commands.report import write_one
        from principal.faces.report.wanted import Wanted

        write_one(folder, report, today, Wanted(f"principal survey --report FILE --as-of {today}", foreign=True))
        return
    progress = Progress()
    try:
        generation, answers = answers_on_worktree(open_here(folder, progress), today, foreign=True)
        seen = survey.gather(generation)
    finally:
        progress.done()
    verdict = whole(answers, "build", generation)
    if style == "json":
        say(as_json(survey_text.document(seen, verdict)))
        return
    for line in survey_text.lines(seen, verdict, everything=everything):
        text = "".join(piece for piece, _ in line)
        if sys.stdout.isatty():
            _print(line)
        else:
            say(text)


def _print(line: list[tuple[str, str]]) -> None:
    for piece, style in line:
        words = set(style.split())
        color = next((w for w in words if w in ("red", "green", "yellow", "cyan", "magenta")), None)
        click.secho(clean(piece), nl=False, bold="bold" in words or None, dim="dim" in words or None, fg=color)
    say()
