"""What each declared component is made of: what its record says, and what is seen below its root."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("component", "technology"))
@dataclass(frozen=True, slots=True)
class Stacks:
    """Technologies of declared components, languages left out."""

    component: str
    technology: str  # as in known.technologies, or as the record writes it
    kind: str | None  # as in known.technologies
    vendor: str | None
    declared: bool  # the component's record names it
    firm: bool  # declared, or named by what deploys it; a library that is installed need not be in use
    seen_path: str | None  # where it is named below the component's root
    seen_line: int | None


# A root of '.' is the whole repository: what is seen there may be any component's.
SQL = """
WITH system AS (
    SELECT repository, path FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), named AS (
    SELECT repository, name AS component, unnest(tech) AS technology FROM decided.components
), seen AS (
    SELECT c.repository, c.name AS component, t.name AS technology, min(t.path) AS path,
           arg_min(t.line, (t.path, t.line)) AS line,
           bool_or(t.ecosystem IN ('file', 'docker', 'helm', 'kubernetes', 'terraform', 'heroku')) AS firm
    FROM decided.components AS c
    JOIN observed.technologies AS t
      ON t.repository = c.repository AND starts_with(t.path, trim(c.root, './') || '/')
    JOIN system AS s ON s.repository = t.repository AND s.path = t.path
    WHERE trim(c.root, './') <> '' AND t.scope = 'runtime' AND t.kind NOT IN ('language', 'package')
    GROUP BY c.repository, c.name, t.name
)
SELECT coalesce(n.repository, s.repository) AS repository, coalesce(n.component, s.component) AS component,
       coalesce(n.technology, s.technology) AS technology, k.kind, k.vendor, n.technology IS NOT NULL AS declared,
       n.technology IS NOT NULL OR s.firm AS firm, s.path AS seen_path, s.line AS seen_line
FROM (SELECT DISTINCT repository, component, technology FROM named) AS n
FULL JOIN seen AS s ON s.repository = n.repository AND s.component = n.component AND s.technology = n.technology
LEFT JOIN known.technologies AS k ON k.name = coalesce(n.technology, s.technology)
WHERE k.kind IS DISTINCT FROM 'language'
"""

ANALYSIS = Analysis(name="stacks", version=2, table=Stacks, sql=SQL)
