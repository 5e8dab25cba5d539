"""``principal whatif``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from principal.faces.safe import as_json, clean, say
from principal.faces.session import as_of, clear_errors, fail

if TYPE_CHECKING:
    from principal.phases.consensus.failure.gather import Known
    from principal.phases.consensus.failure.system import Fault

EPILOG = """\b
Examples:
  principal whatif payment-gateway                which journeys fail, queue or go on with less, and why
  principal whatif payment-gateway --for 30m      is a queue full by then, and how long does it drain?
  principal whatif orders-db --also cart-cache    both at once
  principal whatif --zone eu-1a                   a whole zone
  principal whatif --flush cart-cache             what reaches the store behind an empty cache
  principal whatif "checkout -> orders-db"        only the way between two components"""


def _duration(context: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    from principal.core.quantities import QuantityError, duration

    if value is None:
        return None
    try:
        return duration(value).value
    except QuantityError as error:
        raise click.BadParameter(str(error)) from None


@click.command(epilog=EPILOG)
@click.argument("name", required=False, metavar="[COMPONENT]")
@click.option("--also", metavar="COMPONENT", multiple=True, help="What is gone at the same time; may be repeated.")
@click.option("--zone", "zones", metavar="ZONE", multiple=True, help="A zone that is gone, with all that runs there.")
@click.option("--flush", "caches", metavar="CACHE", multiple=True, help="A cache that is there, and empty.")
@click.option(
    "--for", "lasting", metavar="TIME", callback=_duration, help="How long it lasts: 30m. Queues may be full by then."
)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str,
    name: str | None,
    also: tuple[str, ...],
    zones: tuple[str, ...],
    caches: tuple[str, ...],
    lasting: float | None,
    style: str,
    today: dt.date,
) -> None:
    """What happens if something is gone: to what users do, to queues and data, and why.

    COMPONENT may also be a region, a vendor, a person or a need. From the records where there are
    some, and from evidence where there are none.
    """
    from principal.faces.failures.answer_text import json_of, text_of
    from principal.faces.failures.reading import known_here
    from principal.phases.consensus.failure.whatif import whatif

    if name is None and not zones and not caches:
        fail("name what is gone: principal whatif COMPONENT, or --zone ZONE, or --flush CACHE")
    known = known_here(folder, today)
    faults = _faults(known, [*filter(None, [name]), *also], zones, caches)
    answer = whatif(known, faults, lasting)
    if style == "json":
        click.echo(as_json(json_of(known, answer)))
        return
    for line in text_of(known, answer):
        say(clean(line))


def _faults(known: Known, names: list[str], zones: tuple[str, ...], caches: tuple[str, ...]) -> list[Fault]:
    from principal.phases.consensus.failure.whatif import Unknown, cache_named, fault_named

    try:
        found = [fault_named(known.system, name) for name in names]
        found += [fault_named(known.system, zone, ["zone"]) for zone in zones]
        found += [cache_named(known.system, cache) for cache in caches]
    except Unknown as unknown:
        fail(str(unknown))
    return list(dict.fromkeys(found))
