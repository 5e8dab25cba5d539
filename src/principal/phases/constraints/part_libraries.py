"""What the parts of a system are built upon: libraries of the repository, and each other's projects."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table

DEPTH = 6  # references of references: further away nobody says that a part holds it


@table("derived", key=("part", "place", "other"))
@dataclass(frozen=True, slots=True)
class PartLibraries:
    """Folders that a part is built upon, through at most six manifests."""

    part: str
    place: str  # of the library, or of what the other part builds
    other: str | None  # the part whose project it is; null: a library
    path: str  # the manifest of the first reference on the way
    line: int
    written: str  # as written there
    depth: int  # 1: the part itself refers to it
    sharers: int  # how many parts are built upon it


# A query may not recurse: each step further is a query of its own, of what only the one before reached.
_STEP = """), steps_{next} AS (
    SELECT s.repository, s.part, r.to_root AS place, arg_min(s.path, (s.path, s.line)) AS path,
           arg_min(s.line, (s.path, s.line)) AS line, arg_min(s.written, (s.path, s.line, s.written)) AS written,
           {next} AS depth
    FROM steps_{step} AS s JOIN edges AS r ON r.repository = s.repository AND r.from_root = s.place
    WHERE NOT EXISTS (SELECT 1 FROM inside AS i WHERE i.repository = s.repository AND i.root = s.place)
    GROUP BY s.repository, s.part, r.to_root
"""
SQL = f"""
WITH places AS (
    SELECT repository, part, place FROM derived.part_places WHERE how <> 'mounted' AND place <> ''
), edges AS (
    SELECT * FROM derived.project_references
), projects AS (
    SELECT repository, from_root AS root FROM edges UNION SELECT repository, to_root FROM edges
), inside AS (
    SELECT p.repository, p.root, o.part
    FROM projects AS p JOIN places AS o
      ON o.repository = p.repository AND (p.root = o.place OR starts_with(p.root, o.place || '/'))
    QUALIFY length(o.place) = max(length(o.place)) OVER (PARTITION BY p.repository, p.root)
), steps_1 AS (
    SELECT i.repository, i.part, r.to_root AS place, r.path, r.line, r.written, 1 AS depth
    FROM inside AS i JOIN edges AS r ON r.repository = i.repository AND r.from_root = i.root
{"".join(_STEP.format(step=step, next=step + 1) for step in range(1, DEPTH))}), reached AS (
    {" UNION ALL ".join(f"SELECT * FROM steps_{step}" for step in range(1, DEPTH + 1))}
), nearest AS (
    SELECT repository, part, place, min(depth) AS depth, arg_min(path, (depth, path, line)) AS path,
           arg_min(line, (depth, path, line)) AS line, arg_min(written, (depth, path, line, written)) AS written
    FROM reached GROUP BY repository, part, place
)
SELECT n.repository, n.part, n.place, i.part AS other, n.path, n.line, n.written, n.depth,
       count(*) OVER (PARTITION BY n.repository, n.place, i.part) AS sharers
FROM nearest AS n LEFT JOIN inside AS i ON i.repository = n.repository AND i.root = n.place
WHERE NOT EXISTS (
    SELECT 1 FROM inside AS o WHERE o.repository = n.repository AND o.root = n.place AND o.part = n.part)
"""  # noqa: S608 (our own numbers)

ANALYSIS = Analysis(name="part_libraries", version=1, table=PartLibraries, sql=SQL)
