"""Who owns each file by CODEOWNERS."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("path", "section", "owner"))
@dataclass(frozen=True, slots=True)
class FileOwners:
    """Files and their owners, by the last line of each section that matches; files without an owner have no row.

    Of several CODEOWNERS files the one that forges take counts: that of .github, then the
    root's, then those of docs, .gitlab and .bitbucket.
    """

    path: str
    owner: str  # @user, @org/team or an address
    section: str  # GitLab section, '' outside
    decided_at: str  # the CODEOWNERS file
    decided_line: int


SQL = """
WITH counting AS (
    SELECT repository, path FROM (SELECT DISTINCT repository, path FROM observed.owners)
    QUALIFY row_number() OVER (
        PARTITION BY repository
        ORDER BY list_position(
            ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS', '.bitbucket/CODEOWNERS'], path
        )
    ) = 1
), lines AS (
    SELECT DISTINCT o.repository, o.path, o.line, o.section, o.prefix, o.part, o.regex
    FROM observed.owners AS o JOIN counting USING (repository, path)
), decided AS (
    SELECT f.repository, f.path, l.section, max(l.line) AS line
    FROM observed.files AS f JOIN lines AS l ON l.repository = f.repository
    WHERE CASE WHEN NOT starts_with(f.path, l.prefix) OR NOT contains(f.path, l.part) THEN false
               WHEN l.regex = '' THEN true ELSE regexp_matches(f.path, l.regex) END
    GROUP BY f.repository, f.path, l.section
)
SELECT d.repository, d.path, o.owner, d.section, o.path AS decided_at, o.line AS decided_line
FROM decided AS d JOIN counting AS c ON c.repository = d.repository
JOIN observed.owners AS o ON o.repository = d.repository AND o.path = c.path AND o.line = d.line
WHERE o.owner <> ''
"""

ANALYSIS = Analysis(name="file_owners", version=1, table=FileOwners, sql=SQL)
