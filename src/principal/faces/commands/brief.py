"""``principal brief``."""

from __future__ import annotations

import datetime as dt

import click

from principal.faces.session import Progress, as_of, clear_errors, open_here

EPILOG = """\b
Examples:
  principal brief src/checkout                 before you touch that folder
  principal brief src/pay.py src/cart.py       before you touch these files, there or not
  principal brief .                            the whole system
  principal brief src/pay.py --format json"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, paths: tuple[str, ...], style: str, today: dt.date) -> None:
    """What one has to know before touching PATHs, in under 1,500 tokens.

    The component and who answers for it, what it cannot do, what was decided about it, what is
    open, on loan and on the radar there, at which gate the work is and what opens it.
    """
    from principal.faces.agents.asking import brief_on

    progress = Progress()
    try:
        said = brief_on(open_here(folder, progress), folder, paths, today, style)
    finally:
        progress.done()
    click.echo(said, nl=False)
