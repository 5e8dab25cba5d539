"""Which declared component's code needs which other's, by their imports."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("from_component", "to_component"))
@dataclass(frozen=True, slots=True)
class ComponentDependencies:
    """Pairs of declared components of which one's code imports the other's.

    A file belongs to the component with the longest folder above it. Tests, and files that are
    vendored, generated or documentation, are left out.
    """

    from_component: str
    to_component: str
    imports: int  # how many, those for types only among them
    only_types: bool  # all of them are erased at run time
    path: str  # the first of them, one that counts at run time where there is one
    line: int
    target: str  # as written there


SQL = """
WITH roots AS (
    SELECT repository, name, trim(root, './') AS root FROM decided.components WHERE root IS NOT NULL
), used AS (
    SELECT d.* FROM derived.dependencies AS d
    JOIN observed.files AS f ON f.repository = d.repository AND f.path = d.from_path
    WHERE d.to_path IS NOT NULL AND f.kind IN ('code', 'configuration')
), places AS (
    SELECT repository, from_path AS path FROM used UNION SELECT repository, to_path FROM used
), owned AS (
    SELECT p.repository, p.path, r.name
    FROM places AS p JOIN roots AS r
      ON r.repository = p.repository AND (r.root = '' OR p.path = r.root OR starts_with(p.path, r.root || '/'))
    QUALIFY row_number() OVER (PARTITION BY p.repository, p.path ORDER BY length(r.root) DESC, r.name) = 1
)
SELECT u.repository, a.name AS from_component, b.name AS to_component, count(*) AS imports,
       bool_and(u.type_only) AS only_types,
       arg_min(u.from_path, (u.type_only, u.from_path, u.line, u.target)) AS path,
       arg_min(u.line, (u.type_only, u.from_path, u.line, u.target)) AS line,
       arg_min(u.target, (u.type_only, u.from_path, u.line, u.target)) AS target
FROM used AS u
JOIN owned AS a ON a.repository = u.repository AND a.path = u.from_path
JOIN owned AS b ON b.repository = u.repository AND b.path = u.to_path
WHERE a.name <> b.name
GROUP BY u.repository, a.name, b.name
"""

ANALYSIS = Analysis(name="component_dependencies", version=1, table=ComponentDependencies, sql=SQL)
