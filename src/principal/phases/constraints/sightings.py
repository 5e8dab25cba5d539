"""Where each declared component can be seen: by its name, its build folder, its code, its address."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints._component_names import NAMES, plain


@table("derived", key=("component", "name", "path", "line", "how"))
@dataclass(frozen=True, slots=True)
class Sightings:
    """Declared components and where the evidence shows them."""

    component: str
    name: str  # what it is called there
    path: str
    line: int
    how: str  # declared (an infrastructure file), code (files below its root), address (it is called), technology
    origin: str  # compose, kubernetes …; '' where it is none of them


SQL = f"""
WITH {NAMES}, system AS (
    SELECT repository, path FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), made_of AS (
    SELECT repository, name, unnest(tech) AS technology FROM decided.components
    UNION
    SELECT c.repository, c.name, t.name
    FROM decided.components AS c JOIN known.technologies AS t ON t.name = lower(c.name)
)
SELECT repository, component, name, path, line, 'declared' AS how, origin FROM derived.identities
UNION
SELECT f.repository, c.name, c.root, min(f.path), 1, 'code', ''
FROM decided.components AS c JOIN observed.files AS f
  ON f.repository = c.repository AND starts_with(f.path, trim(c.root, './') || '/')
WHERE trim(c.root, './') <> ''
GROUP BY f.repository, c.name, c.root
UNION
SELECT a.repository, n.component, a.callee, min(a.path), arg_min(a.line, (a.path, a.line)), 'address', ''
FROM observed.calls AS a JOIN system USING (repository, path)
JOIN names AS n ON n.repository = a.repository AND n.known = {plain("a.callee")}
GROUP BY a.repository, n.component, a.callee
UNION
SELECT t.repository, c.name, t.name, min(t.path), arg_min(t.line, (t.path, t.line)), 'technology', ''
FROM decided.components AS c
JOIN made_of AS m ON m.repository = c.repository AND m.name = c.name
JOIN observed.technologies AS t ON t.repository = c.repository AND t.name = m.technology
WHERE c.external OR c.bought OR c.kind IN ('database', 'cache', 'queue')
GROUP BY t.repository, c.name, t.name
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="sightings", version=3, table=Sightings, sql=SQL)
