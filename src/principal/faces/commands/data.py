"""``principal data``: who owns, writes, keeps and copies it, and what moving it takes."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from principal.faces.safe import as_json, clean, say
from principal.faces.session import Progress, as_of, clear_errors, fail, open_here

if TYPE_CHECKING:
    from principal.core.quantities import Quantity
    from principal.phases.consensus.data_overview import Overview
    from principal.phases.consensus.gravity import Place, Price

EPILOG = """\b
Examples:
  principal data list                    every entity: owner, writers, copies, staleness, where it was seen
  principal data move orders --link "1 Gbit/s" --changes "2 MB/s"
  principal data move orders --to-region eu-west-1 --link "100 MB/s" --compute 2w
  principal data move orders --volume "4 TB" --link "1 Gbit/s" --egress "0.02 USD/GB"

\b
What is given in architecture/system.yaml (size, regions) need not be said again. A price that nobody
gave is taken from the provider's dated list, and where there is none it is not known."""


def _read(parser: Callable[[str], Quantity]) -> Callable[[click.Context, click.Parameter, str | None], Quantity | None]:
    def read(context: click.Context, parameter: click.Parameter, value: str | None) -> Quantity | None:
        from principal.core.quantities import QuantityError

        if value is None:
            return None
        try:
            return parser(value)
        except QuantityError as error:
            raise click.BadParameter(str(error)) from None

    return read


def _size(text: str) -> Quantity:
    from principal.core.quantities import size

    return size(text)


def _duration(text: str) -> Quantity:
    from principal.core.quantities import duration

    return duration(text)


def _speed(text: str) -> Quantity:
    from principal.core.quantities import speed

    return speed(text)


def _price(text: str) -> Quantity:
    from principal.core.quantities import price

    return price(text)


@click.group(epilog=EPILOG)
def command() -> None:
    """Data: list, move."""


@command.command("list")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def list_command(folder: str, style: str, today: dt.date) -> None:
    """Every data entity, who owns, writes, keeps and copies it, and where its tables are defined.

    Tables that code defines and no entity is called like follow.
    """
    from principal.faces.data_text import overview_data, overview_lines

    found = _overview(folder, today)
    if style == "json":
        click.echo(as_json(overview_data(found)))
        return
    for line in overview_lines(found):
        say(clean(line))


@command.command("move")
@click.argument("entity", metavar="DATA")
@click.option("--to", "store", metavar="COMPONENT", help="The component that is to keep it.")
@click.option("--to-region", "region", metavar="REGION", help="Where it is to be.")
@click.option("--volume", metavar="SIZE", callback=_read(_size), help="How much there is: 400 GB (default: its size).")
@click.option("--link", metavar="SPEED", callback=_read(_speed), help="How fast it can be copied: 1 Gbit/s.")
@click.option("--changes", metavar="SPEED", callback=_read(_speed), help="How fast it changes meanwhile: 2 MB/s.")
@click.option(
    "--egress", metavar="PRICE", callback=_read(_price), help="What a gigabyte costs that leaves: 0.02 USD/GB."
)
@click.option("--compute", metavar="TIME", callback=_read(_duration), help="What moving the compute takes instead: 2w.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def move_command(
    folder: str,
    entity: str,
    store: str | None,
    region: str | None,
    volume: Quantity | None,
    link: Quantity | None,
    changes: Quantity | None,
    egress: Quantity | None,
    compute: Quantity | None,
    style: str,
    today: dt.date,
) -> None:
    """What moving DATA takes: the time, how long both places are written, what leaving costs, what is cheaper."""
    from principal.core.validation import suggestion
    from principal.faces.data_text import move_data, move_lines
    from principal.phases.consensus.gravity import Move, Price

    found = _overview(folder, today)
    names = [e.name for e in found.entities]
    if entity not in names:
        fail(
            f"there is no data entity {entity!r}; {suggestion(entity, names, 'see data: in architecture/system.yaml')}"
        )
    known = next(e for e in found.entities if e.name == entity)
    price: Price | None = Price(egress.value, egress.counts) if egress else None
    move = found.priced(
        Move(
            data=entity,
            volume=volume.value if volume else known.size,
            link=link.value if link else None,
            changes=changes.value if changes else None,
            compute_ms=compute.value if compute else None,
            price=price,
            source=found.source(known),
            destination=_destination(found, store, region),
        )
    )
    if style == "json":
        click.echo(as_json({"version": 1, **move_data(move)}))
        return
    for line in move_lines(move):
        say(clean(line))


def _destination(found: Overview, store: str | None, region: str | None) -> Place | None:
    from principal.core.validation import suggestion

    if store is not None and store not in found.components:
        expected = suggestion(store, found.components, "see components: in architecture/system.yaml")
        fail(f"there is no component {store!r}; {expected}")
    return found.place(region or (next(iter(found.components[store]), None) if store else None))


def _overview(folder: str, today: dt.date) -> Overview:
    from principal.core.store import open_read_only
    from principal.faces.judgement import generation_of_worktree
    from principal.phases.consensus.data_overview import overview

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        generation = generation_of_worktree(workspace, today, evidence_only=True)
        with contextlib.closing(open_read_only(generation)) as connection:
            return overview(connection)
    finally:
        progress.done()
