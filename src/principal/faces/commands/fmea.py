"""``principal fmea``."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import click

from principal.faces.safe import as_json, clean, clean_lines, say
from principal.faces.session import as_of, clear_errors, fail

EPILOG = """\b
Examples:
  principal fmea                          what users notice, the worst first, and what breaks each journey
  principal fmea --journey buy            of one journey alone
  principal fmea --format csv -o fmea.csv for a sheet
  principal fmea --format markdown        for a page

\b
What only a person can say of a failure stands in architecture/failures.yaml:
  principal records failures"""

_SECONDS = 60.0


@click.command(epilog=EPILOG)
@click.option("--journey", "journeys", metavar="JOURNEY", multiple=True, help="Only this journey; may be repeated.")
@click.option("--all", "every", is_flag=True, help="Also what no journey notices.")
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "csv", "json"]), default="text", show_default=True
)
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write there instead of printing.")
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, journeys: tuple[str, ...], every: bool, style: str, out: Path | None, today: dt.date) -> None:
    """Every way in which a component, a zone or a need can fail, and what breaks each journey.

    In the five categories of SEEMS: single point of failure, excessive load, excessive latency,
    misconfiguration and bugs, shared fate. Computed; what only people know comes from the record.
    """
    from principal.core.validation import suggestion
    from principal.faces.failures import modes_text
    from principal.faces.failures.reading import known_here
    from principal.phases.consensus.failure.fmea import fmea

    known = known_here(folder, today)
    names = [journey.name for journey in known.system.journeys]
    for name in journeys:
        if name not in names:
            fail(f"there is no journey {name!r}; {suggestion(name, names, 'see architecture/system.yaml')}")
    if journeys:
        kept = tuple(j for j in known.system.journeys if j.name in journeys)
        known = replace(known, system=replace(known.system, journeys=kept))
    found = fmea(known, _SECONDS)
    if style == "json":
        text = f"{as_json(modes_text.json_of(known, found))}\n"
    elif style == "csv":
        text = modes_text.csv_of(found)
    elif style == "markdown":
        text = modes_text.markdown_of(known, found)
    else:
        text = "".join(f"{clean(line)}\n" for line in modes_text.text_of(known, found, every=every))
    if out is not None:
        out.write_text(text, encoding="utf-8")
    else:
        say(clean_lines(text).rstrip("\n"))
