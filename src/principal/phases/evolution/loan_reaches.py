"""How far each loan reaches: the files that its patterns match."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("loan", "pattern"))
@dataclass(frozen=True, slots=True)
class LoanReaches:
    """Patterns of loans, and how many tracked files each matches."""

    loan: str
    path: str
    line: int
    rule: str
    pattern: str
    taken: dt.date | None
    files: int  # tracked files that it matches
    old_files: int  # of those, the ones that were committed on the day it was taken or before


# The pattern means what it means where findings are waived: ``**`` crosses folders, ``*`` does
# not, a pattern that ends in ``/`` means all below it. What stands before its first wildcard
# is compared first, since that is fast and rules out almost every file.
SQL = """
WITH patterns AS (
    SELECT c.repository, c.loan, c.path, c.line, c.rule, c.pattern, l.taken,
           regexp_replace(regexp_replace(c.pattern, '^\\./', ''), '^/+', '') AS plain
    FROM decided.loan_covers AS c JOIN decided.loans AS l ON l.repository = c.repository AND l.id = c.loan
    WHERE c.pattern IS NOT NULL
), whole AS (
    SELECT * REPLACE (CASE WHEN ends_with(plain, '/') THEN plain || '**' ELSE plain END AS plain) FROM patterns
), compiled AS (
    SELECT *, regexp_extract(plain, '^[^*?]*', 0) AS start,
           replace(replace(replace(replace(
               regexp_replace(
                   replace(replace(replace(replace(plain, '**/', chr(1)), '**', chr(2)), '*', chr(3)), '?', chr(4)),
                   '([.+^$()|{}\\[\\]\\\\])', '\\\\\\1', 'g'),
               chr(1), '(?:[^/]+/)*'), chr(2), '.*'), chr(3), '[^/]*'), chr(4), '[^/]') AS expression
    FROM whole
), matched AS (
    SELECT p.repository, p.loan, p.pattern, f.path AS file
    FROM compiled AS p JOIN observed.files AS f ON f.repository = p.repository AND starts_with(f.path, p.start)
    WHERE CASE WHEN p.start = p.plain THEN f.path = p.plain ELSE regexp_full_match(f.path, p.expression) END
), born AS (
    SELECT c.repository, c.path AS file, min(CAST(k.committed AS DATE)) AS day
    FROM observed.changes AS c JOIN observed.commits AS k USING (repository, sha)
    WHERE EXISTS (SELECT 1 FROM matched AS m WHERE m.repository = c.repository AND m.file = c.path)
    GROUP BY c.repository, c.path
)
SELECT p.repository, p.loan, any_value(p.path) AS path, min(p.line) AS line, any_value(p.rule) AS rule, p.pattern,
       any_value(p.taken) AS taken, count(m.file) AS files, count(m.file) FILTER (b.day <= p.taken) AS old_files
FROM patterns AS p
LEFT JOIN matched AS m ON m.repository = p.repository AND m.loan = p.loan AND m.pattern = p.pattern
LEFT JOIN born AS b ON b.repository = m.repository AND b.file = m.file
GROUP BY p.repository, p.loan, p.pattern
"""

ANALYSIS = Analysis(name="loan reaches", version=1, table=LoanReaches, sql=SQL)
