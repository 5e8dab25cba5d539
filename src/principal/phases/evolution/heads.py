"""How much of a component one person alone knows."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("root",))
@dataclass(frozen=True, slots=True)
class Heads:
    """Folders of components by the person who alone knows most of their code.

    A file is known by one person alone as ``derived.knowledge`` has it. Lines are rounded, so
    that an edit of one file seldom changes what follows from them.
    """

    root: str  # as in derived.roots
    files: int  # of code
    lines: int  # in them, rounded down to two significant digits
    most_commits: int  # that changed any one of them
    person: str | None  # who alone knows the most lines; null where each file is known by several, or by none
    percent: int  # of the lines, in files that this person alone knows; rounded down


SQL = """
WITH files AS (
    SELECT r.repository, r.root, f.path, f.lines, k.commits, k.alone AS person
    FROM derived.roots AS r
    JOIN observed.files AS f ON f.repository = r.repository AND starts_with(f.path, r.root || '/')
    JOIN derived.knowledge AS k ON k.repository = f.repository AND k.path = f.path
    WHERE f.kind = 'code' AND f.lines > 0
), totals AS (
    SELECT repository, root, count(*) AS files, CAST(sum(lines) AS BIGINT) AS lines, max(commits) AS most_commits
    FROM files GROUP BY repository, root
), people AS (
    SELECT repository, root, person, CAST(sum(lines) AS BIGINT) AS lines
    FROM files WHERE person IS NOT NULL GROUP BY repository, root, person
), first AS (
    SELECT *, row_number() OVER (PARTITION BY repository, root ORDER BY lines DESC, person) AS place FROM people
)
SELECT t.repository, t.root, t.files,
       t.lines - t.lines % CAST(power(10, greatest(0, length(CAST(t.lines AS VARCHAR)) - 2)) AS BIGINT) AS lines,
       t.most_commits, p.person, coalesce(100 * p.lines // t.lines, 0) AS percent
FROM totals AS t LEFT JOIN first AS p ON p.repository = t.repository AND p.root = t.root AND p.place = 1
"""

ANALYSIS = Analysis(name="heads", version=1, table=Heads, sql=SQL)
