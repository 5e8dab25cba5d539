"""Which record each link between decisions leads to, in whatever way it is written."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("path", "line", "kind", "target"))
@dataclass(frozen=True, slots=True)
class Relations:
    """Links between decisions, each with the record that it leads to.

    A link names its record by a path, or by its number: of the same folder first (also where
    the path leads nowhere), then of the whole repository where one record alone has it.
    """

    path: str  # of the decision that says so
    line: int
    decision: str
    kind: str  # supersedes, superseded by, amends, relates to
    target: str  # as written
    to_path: str | None  # the record that it leads to; null where there is none
    missing: bool  # it means a record of this repository, and there is none


# A name with another prefix than the collection's own (RFC-12 among ADRs) may mean a record
# that is kept elsewhere, and so is not missing here.
SQL = """
WITH records AS (
    SELECT repository, path, number, regexp_extract(path, '^(.*/)?', 0) AS folder,
           upper(regexp_extract(id, '^([A-Za-z]+)', 1)) AS prefix,
           lower(regexp_replace(regexp_extract(path, '[^/]*$', 0), '\\.[a-zA-Z]+$', '')) AS stem
    FROM decided.decisions
), named AS (
    SELECT l.repository, l.path, l.line, l.decision, l.kind, l.target, l.target_path, r.folder, r.prefix AS own,
           upper(regexp_extract(l.target, '\\b([A-Za-z]+)[- _]?[0-9]', 1)) AS prefix,
           TRY_CAST(regexp_extract(l.target, '(?:^|[^0-9])([0-9]{1,5})(?:[^0-9]|$)', 1) AS BIGINT) AS number,
           lower(trim(l.target)) AS slug
    FROM decided.decision_links AS l JOIN records AS r USING (repository, path)
), by_number AS (
    SELECT n.repository, n.path, n.line, n.kind, n.target,
           min(r.path) FILTER (r.folder = n.folder) AS near,
           CASE WHEN count(DISTINCT r.path) = 1 THEN min(r.path) END AS alone
    FROM named AS n JOIN records AS r ON r.repository = n.repository AND r.number = n.number
    WHERE (n.prefix IN ('', 'ADR', 'MADR', n.own) OR n.prefix = r.prefix)
    GROUP BY n.repository, n.path, n.line, n.kind, n.target
), by_stem AS (
    SELECT n.repository, n.path, n.line, n.kind, n.target, min(r.path) AS found
    FROM named AS n JOIN records AS r ON r.repository = n.repository AND r.stem = n.slug
    GROUP BY n.repository, n.path, n.line, n.kind, n.target
), led AS (
    SELECT n.repository, n.path, n.line, n.decision, n.kind, n.target, n.target_path, n.prefix, n.own, n.number,
           coalesce(f.path, s.found, b.near, CASE WHEN n.target_path IS NULL THEN b.alone END) AS to_path,
           EXISTS (SELECT 1 FROM records AS r WHERE r.repository = n.repository AND r.folder = n.folder
                   AND r.number IS NOT NULL) AS counted
    FROM named AS n
    LEFT JOIN observed.files AS f ON f.repository = n.repository AND f.path = n.target_path
    LEFT JOIN by_stem AS s ON s.repository = n.repository AND s.path = n.path AND s.line = n.line AND s.kind = n.kind
                          AND s.target = n.target
    LEFT JOIN by_number AS b ON b.repository = n.repository AND b.path = n.path AND b.line = n.line AND b.kind = n.kind
                            AND b.target = n.target
)
SELECT repository, path, line, decision, kind, target, to_path,
       to_path IS NULL AND (target_path IS NOT NULL
                            OR (number IS NOT NULL AND counted AND prefix IN ('', 'ADR', 'MADR', own))) AS missing
FROM led
"""

ANALYSIS = Analysis(name="relations", version=2, table=Relations, sql=SQL)
