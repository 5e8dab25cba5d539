"""Where the radar puts each technology, whatever name the radar gives it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("technology", "package"))
@dataclass(frozen=True, slots=True)
class Placements:
    """Blips by the technology that they mean: its name, its title, or the one technology that goes by that name.

    A blip that names no known technology stands under its own name. Where two blips mean one
    technology, the stricter ring counts. A blip that is the name of a client library alone
    (psycopg, boto3) speaks of that library and not of the database or the cloud behind it;
    one that a database and its clients go by (postgres) speaks of the database.
    """

    technology: str  # as in observed.technologies
    package: str  # the one library of it that the blip means; '' for all that shows the technology
    blip: str  # as the radar names it
    path: str
    line: int
    ring: str  # adopt, trial, assess, hold
    since: dt.date | None
    why: str | None
    instead: str | None  # what to use in its place
    decision: str | None


# Registries of libraries: a name that only they know is a library, not what it talks to.
_LIBRARIES = "npm pypi maven nuget golang gem cargo composer hex pub cocoapods swift conan vcpkg cmake"
_QUOTED = ", ".join(f"'{name}'" for name in _LIBRARIES.split())

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
), spoken AS (
    SELECT a.name, a.ecosystem, t.name AS technology, t.kind, t.implies
    FROM known.aliases AS a JOIN known.technologies AS t ON t.name = a.technology
    WHERE a.name IN (SELECT name FROM decided.blips) AND a.ecosystem <> 'command'
), aliased AS (
    SELECT b.repository, b.name AS blip, min(a.technology) AS technology,
           CASE WHEN (min(a.kind) IN ('database', 'cache', 'queue', 'platform', 'service') OR bool_or(a.implies <> []))
                 AND bool_and(a.libraries) THEN b.name ELSE '' END AS package
    FROM decided.blips AS b
    JOIN (SELECT *, bool_and(ecosystem IN (LIBRARIES)) OVER (PARTITION BY name) AS libraries FROM spoken) AS a
      ON a.name = b.name
    WHERE NOT EXISTS (SELECT 1 FROM spoken AS s WHERE s.name = a.name AND list_contains(a.implies, s.technology))
      AND NOT EXISTS (SELECT 1 FROM exact AS e WHERE e.repository = b.repository AND e.blip = b.name)
      AND NOT EXISTS (SELECT 1 FROM titled AS t WHERE t.repository = b.repository AND t.blip = b.name)
    GROUP BY b.repository, b.name HAVING count(DISTINCT a.technology) = 1
), meant AS (
    SELECT repository, blip, technology, '' AS package FROM exact
    UNION ALL SELECT repository, blip, technology, '' FROM titled
    UNION ALL SELECT repository, blip, technology, package FROM aliased
)
SELECT b.repository, coalesce(m.technology, b.name) AS technology, coalesce(m.package, '') AS package, b.name AS blip,
       b.path, b.line, b.ring, b.since, b.why, b.instead, b.decision
FROM decided.blips AS b LEFT JOIN meant AS m ON m.repository = b.repository AND m.blip = b.name
QUALIFY row_number() OVER (
    PARTITION BY b.repository, coalesce(m.technology, b.name), coalesce(m.package, '')
    ORDER BY list_position(['hold', 'assess', 'trial', 'adopt'], b.ring), b.path, b.line
) = 1
""".replace("LIBRARIES", _QUOTED)

ANALYSIS = Analysis(name="placements", version=4, table=Placements, sql=SQL)
