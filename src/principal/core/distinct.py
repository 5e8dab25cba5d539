"""Rows of one file, each once and not without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from principal.core.observed import Packages
from principal.core.sources import Gap

MAX_ROWS = 20_000  # of one file; a file that declares more is generated or hostile

Row = TypeVar("Row")


_ONCE = frozenset(("command", "registry"))


def key_of(row: object) -> object:
    """What may not come twice: the row, but for what scripts name again and again; that once is enough."""
    if isinstance(row, Packages) and row.ecosystem in _ONCE:
        return row.ecosystem, row.name, row.scope
    return row


def distinct(rows: Iterable[Row], at_most: int = MAX_ROWS) -> Iterator[Row | Gap]:
    """*rows* without repetitions, in order; the first *at_most* and a gap if there are more."""
    seen: set[object] = set()
    for row in rows:
        key = key_of(row)
        if key in seen:
            continue
        if len(seen) == at_most:
            yield Gap(f"it declares more than {at_most} things: the rest was not read")
            return
        seen.add(key)
        yield row
