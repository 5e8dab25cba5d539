"""What falls onto stand-ins, and onto the stores behind caches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus.failure import loads
from principal.phases.consensus.failure.gather import DECLARED, system_of


@table("derived", key=("gone", "onto"))
@dataclass(frozen=True, slots=True)
class Surges:
    """What reaches a component when another is gone, or is an empty cache; per second, from figures of records."""

    gone: str  # the cache, or what the other stands in for
    cache: bool  # it is a cache: what follows is also true when it is there, and empty
    onto: str
    extra: float | None  # what comes in addition; null where a figure is missing
    before: float  # what reaches it anyway, as far as figures tell
    capacity: float | None  # what it bears
    bears: bool | None  # null where a figure is missing to tell
    missing: list[str]  # those figures
    path: str  # where what is gone is declared
    line: int


def rows(components: list[Any], needs: list[Any], journeys: list[Any], shared: list[Any]) -> Iterator[Surges]:
    """A row for each that something may fall onto."""
    system = system_of(components, needs, journeys, shared)
    for surge in loads.surges(system):
        gone = system.parts[surge.gone]
        yield Surges(
            surge.gone,
            gone.kind == "cache",
            surge.onto,
            surge.extra,
            surge.before,
            surge.capacity,
            surge.bears,
            list(surge.missing),
            gone.path,
            gone.line,
        )


ANALYSIS = Computation(name="surges", version=2, table=Surges, asks=DECLARED, rows=rows)
