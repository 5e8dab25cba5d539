"""Which part's code imports another's."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("part", "other"))
@dataclass(frozen=True, slots=True)
class PartImports:
    """Pairs of parts of which one's code imports the other's at run time, and the first line that does.

    A file that several parts are built from is nobody's; nor does a part need the one that is made of a
    folder above or below its own, for these are one program started in two ways. What Java and Kotlin
    take from another module of a build, its manifest says.
    """

    part: str
    other: str
    path: str
    line: int
    target: str  # as written there


SQL = """
WITH places AS (
    SELECT repository, part, place FROM derived.part_places WHERE how <> 'mounted' AND place <> ''
), used AS (
    SELECT d.repository, d.from_path, d.to_path, d.line, d.target
    FROM derived.dependencies AS d
    JOIN observed.files AS f ON f.repository = d.repository AND f.path = d.from_path AND f.kind = 'code'
    WHERE d.to_path IS NOT NULL AND NOT d.type_only AND d.language NOT IN ('java', 'kotlin')
      AND EXISTS (SELECT 1 FROM places AS p WHERE p.repository = d.repository)
), paths AS (
    SELECT repository, from_path AS path FROM used UNION SELECT repository, to_path FROM used
), owned AS (
    SELECT p.repository, p.path, min(o.part) AS part, min(o.place) AS place
    FROM (
        SELECT p.repository, p.path, o.part, o.place
        FROM paths AS p JOIN places AS o
          ON o.repository = p.repository AND (p.path = o.place OR starts_with(p.path, o.place || '/'))
        QUALIFY length(o.place) = max(length(o.place)) OVER (PARTITION BY p.repository, p.path)
    ) AS o JOIN paths AS p ON p.repository = o.repository AND p.path = o.path
    GROUP BY p.repository, p.path HAVING count(DISTINCT o.part) = 1
)
SELECT u.repository, a.part, b.part AS other, min(u.from_path) AS path,
       arg_min(u.line, (u.from_path, u.line, u.target)) AS line,
       arg_min(u.target, (u.from_path, u.line, u.target)) AS target
FROM used AS u
JOIN owned AS a ON a.repository = u.repository AND a.path = u.from_path
JOIN owned AS b ON b.repository = u.repository AND b.path = u.to_path
WHERE a.part <> b.part
  AND NOT starts_with(a.place || '/', b.place || '/') AND NOT starts_with(b.place || '/', a.place || '/')
GROUP BY u.repository, a.part, b.part
"""

ANALYSIS = Analysis(name="part_imports", version=1, table=PartImports, sql=SQL)
