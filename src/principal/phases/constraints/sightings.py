"""Where each declared component can be seen: by its name, its build folder, its code, its address."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


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


# Names are compared without regard to case and with hyphens for underscores and blanks, since
# compose, Kubernetes and people each have their own habits.
SQL = """
WITH names AS (
    SELECT repository, name AS component, regexp_replace(lower(name), '[_ ]', '-', 'g') AS known FROM decided.components
    UNION
    SELECT repository, name, regexp_replace(lower(unnest(aliases)), '[_ ]', '-', 'g') FROM decided.components
), system AS (
    SELECT repository, path FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), declared AS (
    SELECT c.repository, c.name, c.path, c.line, c.origin, c.build,
           regexp_replace(lower(c.name), '[_ ]', '-', 'g') AS plain
    FROM observed.components AS c JOIN system USING (repository, path)
), entities AS (
    SELECT e.repository, e.name, e.path, e.line, regexp_replace(lower(e.name), '[_ ]', '-', 'g') AS plain
    FROM observed.catalog_entities AS e JOIN system USING (repository, path) WHERE e.kind IN ('Component', 'Resource')
)
SELECT d.repository, n.component, d.name, d.path, d.line, 'declared' AS how, d.origin
FROM declared AS d JOIN names AS n ON n.repository = d.repository AND n.known = d.plain
UNION
SELECT d.repository, c.name, d.name, d.path, d.line, 'declared', d.origin
FROM declared AS d JOIN decided.components AS c
  ON c.repository = d.repository AND trim(c.root, './') <> '' AND trim(d.build, './') = trim(c.root, './')
UNION
SELECT e.repository, n.component, e.name, e.path, e.line, 'declared', 'backstage'
FROM entities AS e JOIN names AS n ON n.repository = e.repository AND n.known = e.plain
UNION
SELECT f.repository, c.name, c.root, min(f.path), 1, 'code', ''
FROM decided.components AS c JOIN observed.files AS f
  ON f.repository = c.repository AND starts_with(f.path, trim(c.root, './') || '/')
WHERE trim(c.root, './') <> ''
GROUP BY f.repository, c.name, c.root
UNION
SELECT a.repository, n.component, a.callee, min(a.path), arg_min(a.line, (a.path, a.line)), 'address', ''
FROM observed.calls AS a JOIN system USING (repository, path)
JOIN names AS n ON n.repository = a.repository AND n.known = regexp_replace(lower(a.callee), '[_ ]', '-', 'g')
GROUP BY a.repository, n.component, a.callee
UNION
SELECT t.repository, c.name, t.name, min(t.path), arg_min(t.line, (t.path, t.line)), 'technology', ''
FROM decided.components AS c JOIN observed.technologies AS t
  ON t.repository = c.repository AND list_contains(c.tech, t.name)
WHERE c.external OR c.bought
GROUP BY t.repository, c.name, t.name
"""

ANALYSIS = Analysis(name="sightings", version=1, table=Sightings, sql=SQL)
