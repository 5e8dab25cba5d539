"""Which declared component each component of an infrastructure file is."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints._component_names import NAMES, plain


@table("derived", key=("component", "name", "path", "line"))
@dataclass(frozen=True, slots=True)
class Identities:
    """Declared components and the infrastructure files and Backstage entities that declare them."""

    component: str
    name: str  # what it is called there
    path: str
    line: int
    origin: str  # compose, kubernetes …


_TAILS = "deployment|deploy|dep|statefulset|daemonset|server|service|svc"

# "-deployment" or "-server" behind a name says nothing, and of Terraform's TYPE.NAME the name is enough. What
# has a name of its own is nobody else's by the folder that it is built from. What nobody named is
# another process of a declared component where it runs the very same image, and a declared store
# where it is the only one of its kind and technology.
SQL = f"""
WITH {NAMES}, system AS (
    SELECT repository, path FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), declared AS (
    SELECT c.repository, c.name, c.path, c.line, c.origin, c.kind, c.image, c.build,
           {plain(f"regexp_replace(c.name, '-({_TAILS})$', '')")} AS short, {plain("c.name")} AS plain,
           CASE WHEN c.origin = 'terraform' THEN {plain("split_part(c.name, '.', 2)")} END AS own
    FROM observed.components AS c JOIN system USING (repository, path)
), entities AS (
    SELECT e.repository, e.name, e.path, e.line, {plain("e.name")} AS plain
    FROM observed.catalog_entities AS e JOIN system USING (repository, path) WHERE e.kind IN ('Component', 'Resource')
), called AS (
    SELECT d.repository, n.component, d.name, d.path, d.line, d.origin, d.image
    FROM declared AS d JOIN names AS n ON n.repository = d.repository AND n.known IN (d.plain, d.short, d.own)
), direct AS (
    SELECT * FROM called
    UNION
    SELECT d.repository, c.name, d.name, d.path, d.line, d.origin, d.image
    FROM declared AS d JOIN decided.components AS c
      ON c.repository = d.repository AND trim(c.root, './') <> '' AND trim(d.build, './') = trim(c.root, './')
    WHERE NOT EXISTS (SELECT 1 FROM called AS n WHERE n.repository = d.repository AND n.name = d.name)
), others AS (
    SELECT * FROM declared AS d
    WHERE NOT EXISTS (SELECT 1 FROM direct AS i WHERE i.repository = d.repository AND i.name = d.name)
), processes AS (
    SELECT o.repository, min(i.component) AS component, o.name, o.path, o.line, o.origin
    FROM others AS o JOIN direct AS i ON i.repository = o.repository AND i.image = o.image
    WHERE o.kind IN ('service', 'job') AND (contains(o.image, '/') OR o.build IS NOT NULL)
    GROUP BY o.repository, o.name, o.path, o.line, o.origin HAVING count(DISTINCT i.component) = 1
), technical AS (
    SELECT DISTINCT o.repository, o.name, coalesce(o.own, o.plain) AS own, o.kind, t.name AS technology
    FROM others AS o JOIN observed.technologies AS t ON t.repository = o.repository AND t.path = o.path
     AND (starts_with(o.name, t.evidence || '.')
          OR (t.ecosystem = 'docker' AND ends_with(regexp_replace(o.image, '[:@].*$', ''), t.evidence)))
    WHERE o.kind IN ('database', 'cache', 'queue')
), made_of AS (
    SELECT repository, name, unnest(tech) AS technology FROM decided.components
    UNION
    SELECT c.repository, c.name, t.name
    FROM decided.components AS c JOIN known.technologies AS t ON t.name = lower(c.name)
), wanting AS (
    SELECT c.repository, c.name AS component, c.kind, m.technology
    FROM decided.components AS c JOIN made_of AS m ON m.repository = c.repository AND m.name = c.name
    WHERE c.kind IN ('database', 'cache', 'queue') AND NOT c.external
      AND NOT EXISTS (SELECT 1 FROM direct AS i WHERE i.repository = c.repository AND i.component = c.name)
), stores AS (
    SELECT w.repository, min(w.component) AS component, unnest(list(DISTINCT t.name)) AS name
    FROM wanting AS w JOIN technical AS t
      ON t.repository = w.repository AND t.kind = w.kind AND t.technology = w.technology
    GROUP BY w.repository, w.kind, w.technology HAVING count(DISTINCT w.component) = 1 AND count(DISTINCT t.own) = 1
)
SELECT repository, component, name, path, line, origin FROM direct
UNION
SELECT repository, component, name, path, line, origin FROM processes
UNION
SELECT o.repository, s.component, o.name, o.path, o.line, o.origin
FROM stores AS s JOIN others AS o ON o.repository = s.repository AND o.name = s.name
UNION
SELECT e.repository, n.component, e.name, e.path, e.line, 'backstage'
FROM entities AS e JOIN names AS n ON n.repository = e.repository AND n.known = e.plain
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="identities", version=2, table=Identities, sql=SQL)
