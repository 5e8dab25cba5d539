"""Change coupling: code that people change together, whether or not anything says why."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("path", "other"))
@dataclass(frozen=True, slots=True)
class Couplings:
    """Pairs of files of code that at least five commits of the last two years changed together.

    What counts as a commit and as code is said at ``derived.efforts``: what was coupled years
    ago and is not today is no coupling. Each pair has one row: ``path`` comes before ``other``.
    """

    path: str
    other: str
    together: int  # commits that changed both
    commits: int  # commits that changed path
    other_commits: int  # commits that changed other
    confidence: float  # of the file of the two that changes less: the share of its commits that changed both
    apart: bool  # they lie on two sides of a boundary, and neither side is within the other


SQL = """
WITH counted AS (
    SELECT repository, path, any_value(side) AS side, count(*) AS commits FROM derived.efforts GROUP BY repository, path
    HAVING count(*) >= 5
), often AS (
    SELECT e.repository, e.sha, e.path FROM derived.efforts AS e SEMI JOIN counted USING (repository, path)
), pairs AS (
    SELECT a.repository, a.path AS one, b.path AS two, count(*) AS together
    FROM often AS a JOIN often AS b ON a.repository = b.repository AND a.sha = b.sha AND a.path < b.path
    GROUP BY a.repository, a.path, b.path HAVING count(*) >= 5
)
SELECT p.repository, p.one AS path, p.two AS other, p.together, a.commits, b.commits AS other_commits,
       p.together / least(a.commits, b.commits) AS confidence,
       NOT starts_with(a.side, b.side) AND NOT starts_with(b.side, a.side) AS apart
FROM pairs AS p
JOIN counted AS a ON a.repository = p.repository AND a.path = p.one
JOIN counted AS b ON b.repository = p.repository AND b.path = p.two
"""

ANALYSIS = Analysis(name="couplings", version=2, table=Couplings, sql=SQL)
