"""Who still knows a file: its authors, and which of them are still around."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("path",))
@dataclass(frozen=True, slots=True)
class Knowledge:
    """Every existing file, and who changed it; automation is left out.

    An author is told by name, since people have several addresses. Changes weigh half for
    every 365 days that have passed since. A file's history starts where its path does. Who
    touched a file once, years ago, does not know it, even if nobody else of its authors is left.
    """

    path: str
    authors: int  # people who ever changed it
    living: list[str]  # of those, by name, who committed anything to the repository in the last 365 days
    main_author: str | None  # who has the largest share; null where nobody committed it yet
    share: float | None  # of the main author in the weighted changes, 0 to 1
    commits: int  # that changed it
    last_change: dt.date | None
    alone: str | None  # its main author, living, if no other author lives or nine tenths of its changes are theirs


# Weights are whole millionths, at least one: sums of them do not depend on the order of the rows.
SQL = """
WITH people AS (
    SELECT repository, sha, CASE WHEN author = '' THEN email ELSE author END AS name,
           CAST(committed AS DATE) AS day
    FROM observed.commits WHERE NOT bot
), around AS (
    SELECT DISTINCT p.repository, p.name
    FROM people AS p JOIN known.clock AS c USING (repository) WHERE p.day > c.today - 365
), shares AS (
    SELECT f.repository, f.path, p.name, count(DISTINCT p.sha) AS commits, max(p.day) AS last_change,
           sum(greatest(1, CAST(round(
               1000000 * power(0.5, greatest(0, date_diff('day', p.day, k.today)) / 365)
           ) AS BIGINT))) AS weight
    FROM observed.files AS f
    JOIN observed.changes AS c USING (repository, path)
    JOIN people AS p USING (repository, sha)
    JOIN known.clock AS k USING (repository)
    GROUP BY f.repository, f.path, p.name
), ranked AS (
    SELECT s.repository, s.path, s.name, s.commits, s.last_change, s.weight, a.name IS NOT NULL AS lives,
           row_number() OVER (PARTITION BY s.repository, s.path ORDER BY s.weight DESC, s.name) AS place
    FROM shares AS s LEFT JOIN around AS a USING (repository, name)
), summed AS (
    SELECT repository, path, count(*) AS authors,
           coalesce(list(name ORDER BY name) FILTER (lives), []) AS living,
           max(name) FILTER (place = 1) AS main_author,
           round(CAST(max(weight) FILTER (place = 1) AS DOUBLE) / sum(weight), 4) AS share,
           CAST(sum(commits) AS BIGINT) AS commits, max(last_change) AS last_change
    FROM ranked GROUP BY repository, path
)
SELECT f.repository, f.path, coalesce(s.authors, 0) AS authors, coalesce(s.living, []) AS living,
       s.main_author, s.share, coalesce(s.commits, 0) AS commits, s.last_change,
       CASE WHEN list_contains(s.living, s.main_author) AND (len(s.living) = 1 OR s.share >= 0.9)
            THEN s.main_author END AS alone
FROM observed.files AS f LEFT JOIN summed AS s USING (repository, path)
"""

ANALYSIS = Analysis(name="knowledge", version=2, table=Knowledge, sql=SQL)
