"""The folders that hold the code of one component each, declared or told from what is built where."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("root",))
@dataclass(frozen=True, slots=True)
class Roots:
    """Folders of components. Where no component is declared with a folder, those that an image is built from."""

    root: str  # without a slash at its end
    name: str  # the component; of an undeclared one the name of its folder, or all of it where two have that name
    path: str  # where that is said: the system record, the file that builds it, or its container file
    line: int
    declared: bool


SQL = """
WITH declared AS (
    SELECT repository, rtrim(ltrim(root, './'), '/') AS root, min(name) AS name, min(path) AS path, min(line) AS line
    FROM decided.components
    WHERE root IS NOT NULL AND NOT external AND kind NOT IN ('external', 'library')
    GROUP BY ALL
), system AS (
    SELECT repository, path FROM observed.files
    WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
      AND NOT regexp_matches(path, '(^|/)(examples?|samples?|\\.devcontainer|\\.github|e2e)/')
), built AS (
    SELECT c.repository, rtrim(ltrim(c.build, './'), '/') AS root, c.path, c.line
    FROM observed.components AS c JOIN system USING (repository, path) WHERE c.build IS NOT NULL
    UNION ALL
    SELECT repository, regexp_extract(path, '^(.*)/[^/]*$', 1), path, 1 FROM system
    WHERE regexp_matches(path, '^([^/]+/){1,3}(Dockerfile|Containerfile)$')
), told AS (
    SELECT b.repository, b.root, arg_min(b.path, (b.path, b.line)) AS path, arg_min(b.line, (b.path, b.line)) AS line
    FROM built AS b
    WHERE NOT EXISTS (SELECT 1 FROM declared AS d WHERE d.repository = b.repository)
    GROUP BY b.repository, b.root
)
SELECT repository, root, name, path, line, true AS declared FROM declared WHERE root <> ''
UNION ALL
SELECT repository, root,
       CASE WHEN count(*) OVER (PARTITION BY repository, regexp_extract(root, '[^/]*$', 0)) = 1
            THEN regexp_extract(root, '[^/]*$', 0) ELSE root END, path, line, false
FROM told WHERE root <> ''
"""

ANALYSIS = Analysis(name="roots", version=2, table=Roots, sql=SQL)
