"""The parts of a system: what its people declared, and what runs beside that."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("name",))
@dataclass(frozen=True, slots=True)
class Parts:
    """Every component that the system has, declared or only seen.

    Declared ones keep their names; what nobody declared goes by the name that the evidence has for it.
    """

    name: str
    kind: str  # service, app, job, database, cache, queue, external, edge, wasm or library
    team: str | None  # declared; else the one owner that CODEOWNERS names for its folder
    root: str | None  # folder of its code, relative to the repository's root
    tech: list[str]  # technologies: declared; else its image and the language of its folder
    core: bool  # declared as our differentiator
    external: bool  # outside of our boundary
    declared: bool
    observed: bool
    estimated: bool  # declared, and nobody confirmed it
    path: str  # where it is declared, else where it was seen
    line: int
    evidence: str | None  # why we think so: compose service, image postgres:17
    replicas: int | None


SQL = """
WITH seen AS (
    SELECT repository, component AS name, arg_min(path, (how <> 'declared', how, path, line)) AS path,
           arg_min(line, (how <> 'declared', how, path, line)) AS line
    FROM derived.sightings GROUP BY repository, component
), running AS (
    SELECT repository, coalesce(component, name) AS part, name, path, line, origin, component IS NOT NULL AS declared
    FROM derived.running
), described AS (
    SELECT r.repository, r.part, r.declared, r.path, r.line, r.origin, c.kind, c.image, c.build, c.replicas
    FROM running AS r JOIN observed.components AS c
      ON c.repository = r.repository AND c.name = r.name AND c.path = r.path AND c.line = r.line
), chosen AS (
    SELECT repository, part, declared, min(build) AS build, max(replicas) AS replicas,
           arg_min(path, (path, line)) AS path, arg_min(line, (path, line)) AS line,
           arg_min(kind, (path, line)) AS kind,
           arg_min(CASE origin WHEN 'terraform' THEN 'Terraform resource' WHEN 'kubernetes' THEN 'Kubernetes workload'
                               ELSE origin || ' service' END
                   || CASE WHEN image <> '' THEN ', image ' || image
                           WHEN build IS NOT NULL THEN ', built from ' || build ELSE '' END, (path, line)) AS evidence
    FROM described GROUP BY repository, part, declared
), languages AS (
    SELECT p.repository, p.part, f.language,
           row_number() OVER (PARTITION BY p.repository, p.part ORDER BY count(*) DESC, f.language) AS place
    FROM chosen AS p JOIN observed.files AS f
      ON f.repository = p.repository AND f.kind = 'code' AND starts_with(f.path, p.build || '/')
    WHERE f.language IS NOT NULL AND trim(p.build, './') <> ''
    GROUP BY p.repository, p.part, f.language
)
SELECT c.repository, c.name, c.kind, c.team, c.root, c.tech, c.core, c.external, true AS declared,
       s.path IS NOT NULL AS observed, c.estimated, c.path, c.line, r.evidence, coalesce(c.replicas, r.replicas)
FROM decided.components AS c
LEFT JOIN seen AS s ON s.repository = c.repository AND s.name = c.name
LEFT JOIN chosen AS r ON r.repository = c.repository AND r.part = c.name AND r.declared
UNION ALL
SELECT p.repository, p.part,
       CASE p.kind WHEN 'proxy' THEN 'edge' WHEN 'function' THEN 'service' WHEN 'bucket' THEN 'database'
                   ELSE p.kind END,
       NULL, p.build, CASE WHEN l.language IS NULL THEN [] ELSE [l.language] END, false, p.kind = 'external', false,
       true, false, p.path, p.line, p.evidence, p.replicas
FROM chosen AS p
LEFT JOIN languages AS l ON l.repository = p.repository AND l.part = p.part AND l.place = 1
WHERE NOT p.declared
"""

ANALYSIS = Analysis(name="parts", version=1, table=Parts, sql=SQL)
