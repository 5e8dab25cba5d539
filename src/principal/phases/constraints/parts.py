"""The parts of a system: what its people declared, and what runs beside that."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints._part_names import CROWD


@table("derived", key=("name",))
@dataclass(frozen=True, slots=True)
class Parts:
    """Every component that the system has, declared or only seen.

    Declared ones keep their names; what nobody declared goes by the name that the evidence has for it.
    """

    name: str
    kind: str  # service, app, job, database, cache, queue, external, edge, wasm or library
    team: str | None  # declared; else the one owner that CODEOWNERS names for its folder
    root: str | None  # folder of its code, relative to the repository's root; '.' is the whole repository
    tech: list[
        str
    ]  # technologies: declared; else what its image runs, and the main language and frameworks of its folder
    core: bool  # declared as our differentiator
    external: bool  # outside of our boundary
    declared: bool
    observed: bool
    estimated: bool  # declared, and nobody confirmed it
    path: str  # where it is declared, else where it was seen
    line: int
    evidence: str | None  # why we think so: compose service, image postgres:17
    replicas: int | None


# The owner of most of its files, if CODEOWNERS names one alone for them.
SQL = f"""
WITH seen AS (
    SELECT repository, component AS name, count(*) > 0 AS observed
    FROM derived.sightings GROUP BY repository, component
), chosen AS (
    SELECT repository, part, bool_or(declared) AS declared, max(replicas) AS replicas,
           arg_min(path, rank) AS path, arg_min(line, rank) AS line, arg_min(kind, rank) AS kind,
           arg_min(image, rank) FILTER (image <> '') AS image,
           arg_min(
               CASE origin WHEN 'terraform' THEN 'Terraform resource ' || name
                    WHEN 'kubernetes' THEN 'Kubernetes workload'
                    WHEN 'compose' THEN 'compose service' WHEN 'aspire' THEN 'Aspire resource'
                    WHEN 'procfile' THEN 'process of a Procfile' WHEN 'program' THEN 'folder with a program'
                    ELSE origin || ' ' || kind END
               || CASE WHEN image <> '' THEN ', image ' || image
                       WHEN coalesce(build, '') <> '' THEN ', built from ' || build ELSE '' END, rank)
           || CASE WHEN count(DISTINCT name) FILTER (origin = 'compose') > {CROWD}
                   THEN ', and ' || (count(DISTINCT name) FILTER (origin = 'compose') - 1) || ' more of it'
                   ELSE '' END AS evidence
    FROM derived.part_sightings GROUP BY repository, part
), places AS (
    SELECT repository, part,
           arg_min(place, (how <> 'declared', how <> 'built', length(place) = 0, length(place), place)) AS root
    FROM derived.part_places WHERE how <> 'mounted' GROUP BY repository, part
), languages AS (
    SELECT p.repository, p.part, n.technology AS name
    FROM places AS p JOIN observed.files AS f
      ON f.repository = p.repository AND f.kind = 'code' AND (p.root = '' OR starts_with(f.path, p.root || '/'))
    JOIN (SELECT a.name AS language, min(a.technology) AS technology
          FROM known.aliases AS a JOIN known.technologies AS t ON t.name = a.technology
          WHERE a.ecosystem = 'language' AND t.kind = 'language'
            AND t.name NOT IN ('shell', 'sql', 'html', 'css', 'scss', 'powershell', 'protobuf') GROUP BY a.name) AS n
      ON n.language = f.language
    GROUP BY p.repository, p.part, n.technology
    QUALIFY row_number() OVER (PARTITION BY p.repository, p.part ORDER BY count(*) DESC, n.technology) = 1
), frameworks AS (
    SELECT p.repository, p.part, t.name
    FROM places AS p JOIN observed.technologies AS t
      ON t.repository = p.repository AND (p.root = '' OR starts_with(t.path, p.root || '/'))
    WHERE t.kind = 'framework' AND t.scope IN ('runtime', 'build') AND t.name NOT IN ('opentelemetry', 'opentracing')
      AND t.ecosystem IN ('npm', 'pypi', 'golang', 'cargo', 'maven', 'nuget', 'gem', 'composer', 'hex', 'pub')
    GROUP BY p.repository, p.part, t.name
    QUALIFY row_number() OVER (PARTITION BY p.repository, p.part ORDER BY count(*) DESC, t.name) <= 3
), images AS (
    SELECT c.repository, c.part, t.name
    FROM chosen AS c JOIN observed.technologies AS t
      ON t.repository = c.repository AND t.path = c.path AND t.ecosystem = 'docker' AND t.kind <> 'package'
     AND t.name <> lower(regexp_extract(t.repository, '[^/]+$'))
     AND ends_with(regexp_replace(c.image, '[:@][^/]*$', ''), t.evidence)
    GROUP BY c.repository, c.part, t.name
), stored AS (
    SELECT c.repository, c.part, t.name
    FROM chosen AS c JOIN places AS p ON p.repository = c.repository AND p.part = c.part
    JOIN observed.technologies AS t
      ON t.repository = c.repository AND starts_with(t.path, p.root || '/')
     AND t.ecosystem = 'docker' AND t.kind = c.kind
    GROUP BY c.repository, c.part, t.name
), bought AS (
    SELECT repository, other AS part, min(kind) AS kind, min(path) AS path, arg_min(line, (path, line)) AS line,
           arg_min(package, (path, line, package)) AS package
    FROM derived.part_clients WHERE NOT seen GROUP BY repository, other
), made AS (
    SELECT repository, part, list(DISTINCT name ORDER BY name) AS tech
    FROM (
        SELECT m.* FROM (SELECT * FROM languages UNION ALL SELECT * FROM frameworks) AS m
        JOIN chosen AS c ON c.repository = m.repository AND c.part = m.part
        WHERE c.kind NOT IN ('database', 'cache', 'queue')
        UNION ALL SELECT * FROM images UNION ALL SELECT * FROM stored
    ) GROUP BY repository, part
), owners AS (
    SELECT p.repository, p.part, o.owner
    FROM places AS p JOIN derived.file_owners AS o
      ON o.repository = p.repository AND (p.root = '' OR starts_with(o.path, p.root || '/'))
    GROUP BY p.repository, p.part, o.owner
    QUALIFY count(*) OVER (PARTITION BY p.repository, p.part) = 1
), kinds AS (
    SELECT c.repository, c.part,
           CASE c.kind WHEN 'proxy' THEN 'service' WHEN 'function' THEN 'service' WHEN 'bucket' THEN 'database'
                       WHEN 'other' THEN 'service' WHEN 'cluster' THEN 'service' ELSE c.kind END AS kind
    FROM chosen AS c
)
SELECT c.repository, c.name, c.kind, c.team, c.root, c.tech, c.core, c.external, true AS declared,
       coalesce(s.observed, false) AS observed, c.estimated, c.path, c.line, r.evidence,
       coalesce(c.replicas, r.replicas)
FROM decided.components AS c
LEFT JOIN seen AS s ON s.repository = c.repository AND s.name = c.name
LEFT JOIN chosen AS r ON r.repository = c.repository AND r.part = c.name AND r.declared
UNION ALL
SELECT c.repository, c.part, k.kind, ltrim(o.owner, '@'), CASE WHEN p.root = '' THEN '.' ELSE p.root END,
       coalesce(m.tech, []), false, k.kind = 'external', false, true, false, c.path, c.line, c.evidence, c.replicas
FROM chosen AS c JOIN kinds AS k ON k.repository = c.repository AND k.part = c.part
LEFT JOIN places AS p ON p.repository = c.repository AND p.part = c.part
LEFT JOIN made AS m ON m.repository = c.repository AND m.part = c.part
LEFT JOIN owners AS o ON o.repository = c.repository AND o.part = c.part
WHERE NOT c.declared
UNION ALL
SELECT repository, part, kind, NULL, NULL, [part], false, kind = 'external', false, true, false, path, line,
       'the package ' || package, NULL
FROM bought
"""  # noqa: S608 (our own numbers)

ANALYSIS = Analysis(name="parts", version=3, table=Parts, sql=SQL)
