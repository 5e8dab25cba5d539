"""Which folder of the repository is built upon which, by their manifests."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("from_root", "to_root"))
@dataclass(frozen=True, slots=True)
class ProjectReferences:
    """Folders with a manifest that builds upon another folder of this repository with one, the first line of each."""

    from_root: str  # '' is the whole repository
    to_root: str
    path: str  # the manifest
    line: int
    written: str  # as written there


# What is started below cmd is built of its whole module. A name means the one project that has it; where
# copies of a project have it too, nobody knows which.
SQL = """
WITH files AS (
    SELECT repository, path,
           CASE WHEN contains(path, '/') THEN regexp_extract(path, '^(.*)/[^/]*$', 1) ELSE '' END AS root
    FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), projects AS (
    SELECT DISTINCT p.repository, p.ecosystem, p.name, p.path, f.root
    FROM observed.projects AS p JOIN files AS f ON f.repository = p.repository AND f.path = p.path
    UNION ALL
    SELECT m.repository, 'golang', m.name, m.path, f.root
    FROM observed.modules AS m JOIN files AS f ON f.repository = m.repository AND f.path = m.path
    WHERE m.ecosystem = 'golang'
), commands AS (
    SELECT f.repository, f.root, p.root AS module, f.path
    FROM files AS f JOIN projects AS p ON p.repository = f.repository AND p.ecosystem = 'golang'
     AND (p.root = '' OR starts_with(f.root, p.root || '/'))
    WHERE regexp_matches(f.path, '(^|/)cmd/[^/]+/main[.]go$')
    QUALIFY row_number() OVER (PARTITION BY f.repository, f.path ORDER BY length(p.root) DESC) = 1
), named AS (
    SELECT repository, ecosystem, name, min(root) AS root FROM projects WHERE name <> ''
    GROUP BY repository, ecosystem, name HAVING count(DISTINCT root) = 1
), places AS (
    SELECT DISTINCT repository, ecosystem, path AS place, root FROM projects
    UNION SELECT repository, ecosystem, root, root FROM projects
), asked AS (
    SELECT r.repository, r.ecosystem, r.target, r.how, r.written, r.path, r.line, f.root
    FROM observed.project_references AS r JOIN files AS f ON f.repository = r.repository AND f.path = r.path
    UNION ALL
    SELECT p.repository, p.ecosystem, p.name, 'name', p.name, p.path, p.line, f.root
    FROM observed.packages AS p JOIN files AS f ON f.repository = p.repository AND f.path = p.path
    WHERE p.ecosystem IN ('golang', 'npm') AND p.scope = 'runtime'
), found AS (
    SELECT a.*, n.root AS to_root
    FROM asked AS a JOIN named AS n ON n.repository = a.repository AND n.ecosystem = a.ecosystem AND n.name = a.target
    WHERE a.how = 'name'
    UNION ALL
    SELECT a.*, p.root
    FROM asked AS a JOIN places AS p ON p.repository = a.repository AND p.ecosystem = a.ecosystem AND p.place = a.target
    WHERE a.how = 'place'
    UNION ALL
    SELECT a.*, p.root
    FROM asked AS a JOIN projects AS p ON p.repository = a.repository AND p.ecosystem = a.ecosystem
     AND (p.root = a.target OR ends_with(p.root, '/' || a.target))
     AND (p.root = a.target OR starts_with(a.root || '/', left(p.root, length(p.root) - length(a.target))))
    WHERE a.how = 'below'
    QUALIFY row_number() OVER (PARTITION BY a.repository, a.path, a.line, a.target
                               ORDER BY length(p.root) DESC, p.root) = 1
    UNION ALL
    SELECT repository, 'golang', module, 'place', 'its module', path, 1, root, module FROM commands
)
SELECT repository, root, to_root, arg_min(path, (path, line)) AS path, arg_min(line, (path, line)) AS line,
       arg_min(written, (path, line, written)) AS written
FROM found WHERE root <> to_root GROUP BY repository, root, to_root
"""

ANALYSIS = Analysis(name="project_references", version=1, table=ProjectReferences, sql=SQL)
