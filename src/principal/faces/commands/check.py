"""``principal check``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from principal.faces.session import Progress, as_of, clear_errors, fail, open_here

FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab")

EPILOG = """\b
Examples:
  principal check                       the whole working tree
  principal check --since main          only what this branch makes worse than main
  principal check --staged              what is staged, for a pre-commit hook
  principal check --format sarif -o principal.sarif

\b
Exit codes:
  0  may proceed: every required rule passed, is waived or does not apply
  1  may not: at least one finding blocks
  2  the command or a record is wrong (every mistake is listed)
  3  could not conclude: nothing failed, but a required rule was not checked"""


@click.command(epilog=EPILOG)
@click.option(
    "--since", metavar="REV", help="Judge the change from where it forked off REV, by the records of that base."
)
@click.option("--staged", is_flag=True, help="Judge what is staged against HEAD.")
@click.option(
    "--stage",
    type=click.Choice(["design", "build", "operate"]),
    default="build",
    show_default=True,
    help="What is to be allowed: agreeing to it, merging it, or deploying it.",
)
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write there instead of to the terminal."
)
@click.option(
    "--all", "everything", is_flag=True, help="Also list what is waived, old or on trial, and all that was not checked."
)
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str,
    since: str | None,
    staged: bool,
    stage: str,
    style: str,
    output: Path | None,
    everything: bool,
    today: dt.date,
) -> None:
    """May we proceed? Hold the system, or one change, to its records."""
    from principal.faces.judgement import verdict_for

    if since is not None and staged:
        fail("--since and --staged do not go together; --staged is the change from HEAD to what is staged")
    progress = Progress()
    try:
        verdict = verdict_for(open_here(folder, progress), today, stage, since, staged)
    finally:
        progress.done()
    render(verdict, style, output, everything)
    raise SystemExit(verdict.exit_code)


def render(verdict: object, style: str, output: Path | None, everything: bool) -> None:
    """Write the verdict in the format asked for."""
    import importlib

    module = importlib.import_module(f"principal.faces.formats.{style}")
    if style == "text" and output is None:
        module.show(verdict, everything=everything)
        return
    text: str = module.render(verdict, everything=everything)
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            fail(f"{output} could not be written: {error.strerror}")
