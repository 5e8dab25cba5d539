"""Where the radar puts each technology, whatever name the radar gives it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("technology",))
@dataclass(frozen=True, slots=True)
class Placements:
    """Blips by the technology that they mean: its name, its title, or the one technology that goes by that name.

    A blip that names no known technology stands under its own name. Where two blips mean one
    technology, the stricter ring counts.
    """

    technology: str  # as in observed.technologies
    blip: str  # as the radar names it
    path: str
    line: int
    ring: str  # adopt, trial, assess, hold
    since: dt.date | None
    why: str | None
    instead: str | None  # what to use in its place
    decision: str | None


SQL = """
WITH exact AS (
    SELECT b.repository, b.name AS blip, b.name AS technology
    FROM decided.blips AS b JOIN known.technologies AS t ON t.name = b.name
), titled AS (
    SELECT b.repository, b.name AS blip, min(t.name) AS technology
    FROM decided.blips AS b
    JOIN known.technologies AS t ON regexp_replace(lower(trim(t.title)), '\\s+', '-', 'g') = b.name
    WHERE NOT EXISTS (SELECT 1 FROM exact AS e WHERE e.repository = b.repository AND e.blip = b.name)
    GROUP BY b.repository, b.name HAVING count(DISTINCT t.name) = 1
), aliased AS (
    SELECT b.repository, b.name AS blip, min(a.technology) AS technology
    FROM decided.blips AS b JOIN known.aliases AS a ON a.name = b.name
    WHERE NOT EXISTS (SELECT 1 FROM exact AS e WHERE e.repository = b.repository AND e.blip = b.name)
      AND NOT EXISTS (SELECT 1 FROM titled AS t WHERE t.repository = b.repository AND t.blip = b.name)
    GROUP BY b.repository, b.name HAVING count(DISTINCT a.technology) = 1
), meant AS (
    SELECT repository, blip, technology FROM exact
    UNION ALL SELECT repository, blip, technology FROM titled
    UNION ALL SELECT repository, blip, technology FROM aliased
)
SELECT b.repository, coalesce(m.technology, b.name) AS technology, b.name AS blip, b.path, b.line, b.ring, b.since,
       b.why, b.instead, b.decision
FROM decided.blips AS b LEFT JOIN meant AS m ON m.repository = b.repository AND m.blip = b.name
QUALIFY row_number() OVER (
    PARTITION BY b.repository, coalesce(m.technology, b.name)
    ORDER BY list_position(['hold', 'assess', 'trial', 'adopt'], b.ring), b.path, b.line
) = 1
"""

ANALYSIS = Analysis(name="placements", version=1, table=Placements, sql=SQL)
