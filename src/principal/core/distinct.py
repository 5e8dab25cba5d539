"""Rows of one file, each once and not without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from principal.core.sources import Gap

MAX_ROWS = 20_000  # of one file; a file that declares more is generated or hostile

Row = TypeVar("Row")


def distinct(rows: Iterable[Row], at_most: int = MAX_ROWS) -> Iterator[Row | Gap]:
    """*rows* without repetitions, in order; the first *at_most* and a gap if there are more."""
    seen: set[Row] = set()
    for row in rows:
        if row in seen:
            continue
        if len(seen) == at_most:
            yield Gap(f"it declares more than {at_most} things: the rest was not read")
            return
        seen.add(row)
        yield row
