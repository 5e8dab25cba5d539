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
# compose, Kubernetes and people each have their own habits; of Terraform's TYPE.NAME the name
# is enough. What nobody named is another process of a declared component where it runs the very
# same image, and a declared store where it is the only one of its kind and technology.
SQL = """
WITH names AS (
    SELECT repository, name AS component, regexp_replace(lower(name), '[_ ]', '-', 'g') AS known FROM decided.components
    UNION
    SELECT repository, name, regexp_replace(lower(unnest(aliases)), '[_ ]', '-', 'g') FROM decided.components
), system AS (
    SELECT repository, path FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), declared AS (
    SELECT c.repository, c.name, c.path, c.line, c.origin, c.kind, c.image, c.build,
           regexp_replace(lower(c.name), '[_ ]', '-', 'g') AS plain,
           CASE WHEN c.origin = 'terraform' THEN replace(lower(split_part(c.name, '.', 2)), '_', '-') END AS own
    FROM observed.components AS c JOIN system USING (repository, path)
), entities AS (
    SELECT e.repository, e.name, e.path, e.line, regexp_replace(lower(e.name), '[_ ]', '-', 'g') AS plain
    FROM observed.catalog_entities AS e JOIN system USING (repository, path) WHERE e.kind IN ('Component', 'Resource')
), direct AS (
    SELECT d.repository, n.component, d.name, d.path, d.line, d.origin, d.image
    FROM declared AS d JOIN names AS n ON n.repository = d.repository AND n.known IN (d.plain, d.own)
    UNION
    SELECT d.repository, c.name, d.name, d.path, d.line, d.origin, d.image
    FROM declared AS d JOIN decided.components AS c
      ON c.repository = d.repository AND trim(c.root, './') <> '' AND trim(d.build, './') = trim(c.root, './')
), others AS (
    SELECT * FROM declared AS d
    WHERE NOT EXISTS (SELECT 1 FROM direct AS i WHERE i.repository = d.repository AND i.name = d.name)
), processes AS (
    SELECT o.repository, min(i.component) AS component, o.name, o.path, o.line, o.origin
    FROM others AS o JOIN direct AS i ON i.repository = o.repository AND i.image = o.image
    WHERE o.kind IN ('service', 'job') AND contains(o.image, '/')
    GROUP BY o.repository, o.name, o.path, o.line, o.origin HAVING count(DISTINCT i.component) = 1
), technical AS (
    SELECT DISTINCT o.repository, o.name, o.kind, t.name AS technology
    FROM others AS o JOIN observed.technologies AS t ON t.repository = o.repository AND t.path = o.path
     AND (starts_with(o.name, t.evidence || '.')
          OR (t.ecosystem = 'docker' AND ends_with(regexp_replace(o.image, '[:@].*$', ''), t.evidence)))
    WHERE o.kind IN ('database', 'cache', 'queue')
), wanting AS (
    SELECT c.repository, c.name AS component, c.kind, unnest(c.tech) AS technology FROM decided.components AS c
    WHERE c.kind IN ('database', 'cache', 'queue') AND NOT c.external
      AND NOT EXISTS (SELECT 1 FROM direct AS i WHERE i.repository = c.repository AND i.component = c.name)
), stores AS (
    SELECT w.repository, min(w.component) AS component, min(t.name) AS name
    FROM wanting AS w JOIN technical AS t
      ON t.repository = w.repository AND t.kind = w.kind AND t.technology = w.technology
    GROUP BY w.repository, w.kind, w.technology HAVING count(DISTINCT w.component) = 1 AND count(DISTINCT t.name) = 1
)
SELECT repository, component, name, path, line, 'declared' AS how, origin FROM direct
UNION
SELECT repository, component, name, path, line, 'declared', origin FROM processes
UNION
SELECT o.repository, s.component, o.name, o.path, o.line, 'declared', o.origin
FROM stores AS s JOIN others AS o ON o.repository = s.repository AND o.name = s.name
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

ANALYSIS = Analysis(name="sightings", version=2, table=Sightings, sql=SQL)
