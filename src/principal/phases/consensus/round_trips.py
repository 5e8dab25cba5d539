"""How long a round trip between regions takes at least: light in glass, along the shortest line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table

KM_PER_MS = 200.0  # two thirds of the speed of light, as in glass; no cable is straight, and nothing else is counted
_RADIUS_KM = 6371.0


@table("derived", key=("one", "other"))
@dataclass(frozen=True, slots=True)
class RoundTrips:
    """The least time of a round trip between two regions that records name; in both directions.

    A region that the catalog does not know has no row. A region and itself are no time apart.
    """

    one: str  # as records write it
    other: str
    km: float  # between the points of both that are nearest to each other
    ms: float  # there and back


def rows(regions: list[Any]) -> Iterator[RoundTrips]:
    """A row for each two of the *regions*: name, latitude, longitude, and how far from there it may be."""
    for one, *here in regions:
        for other, *there in regions:
            km = 0.0 if one == other or here == there else kilometres(*here, *there)
            yield RoundTrips(one, other, km, 2 * km / KM_PER_MS)


def kilometres(
    latitude: float, longitude: float, within: float, other_latitude: float, other_longitude: float, other_within: float
) -> float:
    """The least distance between two places, each within so many kilometres of a point; never below zero."""
    north, there = math.radians(latitude), math.radians(other_latitude)
    across = math.sin((there - north) / 2) ** 2
    along = math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    apart = 2 * _RADIUS_KM * math.asin(math.sqrt(min(1.0, across + math.cos(north) * math.cos(there) * along)))
    return max(0.0, apart - within - other_within)


_REGIONS = r"""
SELECT r.region, min(k.latitude), min(k.longitude), min(k.within_km)
FROM (
    SELECT unnest(regions) AS region FROM decided.components
    UNION SELECT unnest(regions) FROM decided.data
    UNION SELECT region FROM decided.proposal_moves WHERE region IS NOT NULL
) AS r
JOIN known.regions AS k
  ON k.name = regexp_replace(lower(trim(r.region)),
                             '^([a-z]{2}-[a-z]+-[0-9])[a-f]$|^([a-z]+-[a-z]+[0-9]{1,2})-[a-f]$', '\1\2')
WHERE k.latitude IS NOT NULL
GROUP BY r.region ORDER BY r.region
"""

ANALYSIS = Computation(name="round_trips", version=1, table=RoundTrips, asks={"regions": _REGIONS}, rows=rows)
