"""``principal survey``."""

from __future__ import annotations

import datetime as dt
import sys

import click

from principal.faces.safe import as_json, clean, say
from principal.faces.session import Progress, as_of, clear_errors, open_here

EPILOG = """\b
Examples:
  principal survey                  this repository
  principal -C ../other survey      another one; nothing of it is executed
  principal survey --format json"""


@click.command(epilog=EPILOG)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="Every technology, component and finding.")
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, style: str, everything: bool, today: dt.date) -> None:
    """What is this system made of, what stands out, what is ungoverned?

    Reads any repository without configuration. Of a repository's own rules none is run.
    """
    from principal.core.verdict import whole
    from principal.faces import survey, survey_text
    from principal.faces.judgement import answers_on_worktree

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
