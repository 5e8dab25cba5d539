"""What it takes to move data: the time, what leaving costs, how long two places are written, and what else there is.

Bounds, not forecasts: a copy takes at least what its volume, its link and what changes
meanwhile demand, and a list price is the most that it costs. What nobody gave is not known,
and is never assumed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

GIGABYTE = 1e9
ANYWHERE = "internet"
ANOTHER_REGION = "another region"


@dataclass(frozen=True, slots=True)
class Place:
    """A region, as a record names it, and whose it is where the catalog knows it."""

    region: str
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """What a gigabyte costs that leaves; from a list it has a date and a page, from a record it has none.

    ``told_by``: whose copy of the page was read, where it could not be seen itself.
    """

    each: float
    currency: str
    note: str = ""
    dated: dt.date | None = None
    url: str = ""
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A price of the catalog."""

    region: str
    destination: str
    price: Price


@dataclass(frozen=True, slots=True)
class Move:
    """Data that are to move, as far as anybody said: None is not said.

    Attributes:
        volume: bytes that there are.
        link: bytes a second that can be copied.
        changes: bytes a second that change meanwhile.
        takes_ms: how long it is said to take.
        dual_write_ms: how long both places are said to be written.
        compute_ms: how long moving the compute to the data is said to take instead.
        price: of a gigabyte that leaves.
    """

    data: str
    volume: float | None = None
    link: float | None = None
    changes: float | None = None
    takes_ms: float | None = None
    dual_write_ms: float | None = None
    compute_ms: float | None = None
    price: Price | None = None
    source: Place | None = None
    destination: Place | None = None
    proposal: str | None = None


@dataclass(frozen=True, slots=True)
class Gravity:
    """What a move takes.

    Attributes:
        copy_ms: the least time until the copy has caught up; None where volume or link are not said.
        never: what changes is more than the link carries, so that it never catches up.
        window_ms: how long both places have to be written at least: from before the copy begins
            until it has caught up.
        sent: bytes that go over the link in that time.
        cost: the most that they cost, in the price's currency.
        better: "compute" or "data", whichever is moved sooner, and None where that is not known.
        lacks: what has to be said to know more.
    """

    copy_ms: float | None
    never: bool
    window_ms: float | None
    sent: float | None
    cost: float | None
    better: str | None
    lacks: tuple[str, ...]


def gravity(move: Move) -> Gravity:
    """What *move* takes, as far as what was said of it tells."""
    changes = move.changes or 0.0
    copy_ms = sent = None
    never = move.link is not None and changes >= move.link
    if move.volume is not None and move.link is not None and not never:
        copy_ms = move.volume / (move.link - changes) * 1000
        sent = move.volume + changes * copy_ms / 1000
    elif move.volume is not None and not never:
        sent = move.volume
    cost = sent / GIGABYTE * move.price.each if sent is not None and move.price is not None else None
    return Gravity(copy_ms, never, copy_ms, sent, cost, _better(move, copy_ms, never), tuple(_lacks(move)))


def _better(move: Move, copy_ms: float | None, never: bool) -> str | None:
    """What is moved sooner; that of the data ends when nobody writes to both places any more."""
    if move.compute_ms is None or (copy_ms is None and not never):
        return None
    if never:
        return "compute"
    whole = max(copy_ms or 0.0, move.dual_write_ms or 0.0, move.takes_ms or 0.0)
    return "compute" if move.compute_ms < whole else "data"


def _lacks(move: Move) -> Iterable[str]:
    if move.volume is None:
        yield "how much there is (volume, or size in the record)"
    if move.link is None:
        yield "how fast it can be copied (link)"
    if move.changes is None:
        yield "how fast it changes meanwhile (changes)"
    if move.price is None and not stays(move):
        yield "what a gigabyte costs that leaves (egress)"
    if move.compute_ms is None:
        yield "how long moving the compute takes instead (compute)"


def stays(move: Move) -> bool:
    """Whether the data stay in their region."""
    return move.source is not None and move.destination is not None and move.source.region == move.destination.region


def price_of(source: Place | None, destination: Place | None, prices: Iterable[Listed]) -> Price | None:
    """The list price of what leaves *source* for *destination*; None where the list does not tell it.

    Where the destination is not known to be of the same provider, it goes over the internet.
    """
    if source is None or destination is None or source.region == destination.region:
        return None
    same = source.provider is not None and source.provider == destination.provider
    wanted = ANOTHER_REGION if same else ANYWHERE
    for listed in prices:
        if listed.region == source.region and listed.destination == wanted:
            return listed.price
    return None
