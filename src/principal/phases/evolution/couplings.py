"""Change coupling: files that people change together, whether or not anything says why."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("path", "other"))
@dataclass(frozen=True, slots=True)
class Couplings:
    """Pairs of existing files that at least five commits changed together.

    Commits of more than 30 files, those of automation, and generated, vendored and binary
    files are left out. Each pair has one row: ``path`` comes before ``other``.
    """

    path: str
    other: str
    together: int  # commits that changed both
    commits: int  # commits that changed path
    other_commits: int  # commits that changed other
    confidence: float  # of the file of the two that changes less: the share of its commits that changed both


# Files and commits are numbered, since pairs of numbers are joined and grouped several times
# faster than pairs of texts; which commit gets which number makes no difference.
SQL = """
WITH numbered AS (
    SELECT repository, path, row_number() OVER (ORDER BY repository, path) AS id
    FROM observed.files WHERE kind NOT IN ('generated', 'vendored', 'binary')
), bots AS (
    SELECT repository, sha FROM observed.commits WHERE bot
), small AS (
    SELECT c.repository, c.sha, row_number() OVER () AS number
    FROM observed.changes AS c ANTI JOIN bots USING (repository, sha)
    GROUP BY c.repository, c.sha HAVING count(*) <= 30
), touched AS (
    SELECT small.number, numbered.id
    FROM observed.changes AS c
    JOIN small USING (repository, sha) JOIN numbered USING (repository, path)
), counted AS (
    SELECT id, count(*) AS commits FROM touched GROUP BY id
), pairs AS (
    SELECT a.id AS one, b.id AS two, count(*) AS together
    FROM touched AS a JOIN touched AS b ON a.number = b.number AND a.id < b.id
    GROUP BY a.id, b.id HAVING count(*) >= 5
)
SELECT f.repository, f.path, g.path AS other, p.together, a.commits, b.commits AS other_commits,
       p.together / least(a.commits, b.commits) AS confidence
FROM pairs AS p
JOIN numbered AS f ON f.id = p.one JOIN numbered AS g ON g.id = p.two
JOIN counted AS a ON a.id = p.one JOIN counted AS b ON b.id = p.two
"""

ANALYSIS = Analysis(name="couplings", version=1, table=Couplings, sql=SQL)
