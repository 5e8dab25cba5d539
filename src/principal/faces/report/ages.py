"""How old things are: what git says of a file, and what an earlier judgement said of a finding.

No line is blamed on anybody. A finding in a file that nobody changed since a day has stood
there since then, or longer; what only the whole system shows has no file to tell its age by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_TOUCHED = """
SELECT c.path, min(k.committed)::DATE, max(k.committed)::DATE, count(*)
FROM observed.changes AS c JOIN observed.commits AS k USING (repository, sha)
WHERE c.path IN (SELECT unnest(?)) AND k.committed::DATE <= (SELECT max(today) FROM known.clock) GROUP BY c.path
"""


@dataclass(frozen=True, slots=True)
class Age:
    """When commits first and last touched a file, and how many did."""

    first: dt.date
    last: dt.date
    commits: int


def touched(connection: duckdb.DuckDBPyConnection, paths: Iterable[str]) -> dict[str, Age]:
    """The age of each of *paths* that a commit ever touched."""
    wanted = sorted({p for p in paths if p})
    return {path: Age(*said) for path, *said in connection.execute(_TOUCHED, [wanted]).fetchall()} if wanted else {}


def span(since: dt.date, today: dt.date) -> str:
    """How long it is from one day to another, in one unit: ``3 days``, ``5 months``, ``2 years``."""
    days = (today - since).days
    for unit, length, at_least in (("year", 365.25, 730), ("month", 30.44, 61), ("week", 7, 21)):
        if days >= at_least:
            return f"{int(days / length)} {unit}s"
    return f"{days} day{'' if days == 1 else 's'}"
