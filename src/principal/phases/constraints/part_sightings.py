"""What runs, wherever it was seen, and which part of the system each sighting is."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints._component_names import plain
from principal.phases.constraints._part_names import CROWD, is_workbench


@table("derived", key=("part", "name", "path", "line"))
@dataclass(frozen=True, slots=True)
class PartSightings:
    """Sightings of parts: a service in a compose file, in a chart and in a manifest is one part with three rows."""

    part: str  # the declared component, else the name that its first sighting has
    declared: bool
    name: str  # what it is called here
    path: str
    line: int
    origin: str  # compose, kubernetes, terraform, aspire …; program for a folder that only its manifest shows
    kind: str  # as in observed.components, or app
    image: str | None
    build: str | None  # folder of its code; '' is the whole repository
    replicas: int | None
    rank: int  # 0 for the sighting that names it


_TAILS = "deployment|deploy|dep|statefulset|daemonset|server|service|svc"
_VARIANTS = "v[0-9]+|fix|fixed|broken|canary|blue|green|stable|preview|primary|local|dev|staging|prod|production"
_TEST = (
    "(^|[._-])(tests?|e2e|cypress|playwright|selenium|mock|wiremock|localstack|setup|create-?buckets?|certs?-?gen)"
    "([._-]|$)"
)
_WORKBENCH = (
    "(^|/)([.]devcontainer|dev|devenv|dev[_-]env|development|local|localdev|local[_-]dev|sandbox|tools?|test-?suites?|"
    "bench(es|marks?)?|load-?tests?|perf|k6)/"
)
_SKETCH = "(^|/)((docker-)?compose[._-](dev|development|local)([._-][^/]*)?[.]ya?ml|[.]devcontainer/[^/]*)$"
_STORES = "'database', 'cache', 'queue', 'bucket'"

# Development files count where nothing else says what runs, and so do folders with a program in them
# where no infrastructure file builds anything of this repository; what people install is in no such
# file. Names that differ by "-service" or "-deployment" mean one part where they are of files of
# different sorts, and so do two that alone run one image, and what a chart inside of a part's folder runs.
# Many services of one compose file that run one image with the same files are processes of one part. What
# files for developers run that is neither kept here nor called is their own convenience.
SQL = f"""
WITH told AS (
    SELECT r.repository, r.name, r.path, r.line, r.origin, r.component, c.kind, c.image, c.build, c.replicas
    FROM derived.running AS r JOIN observed.components AS c
      ON c.repository = r.repository AND c.name = r.name AND c.path = r.path AND c.line = r.line
    WHERE r.component IS NOT NULL OR NOT regexp_matches(lower(r.name), '{_TEST}')
      AND NOT regexp_matches(r.name, '[a-z](Tests?|E2E)$')
      AND NOT regexp_matches(lower(r.path), '(^|[/._-])(examples?|samples?)([._-][^/]*)?[.]ya?ml$')
), shown AS (
    SELECT t.* FROM told AS t
    WHERE t.component IS NOT NULL OR NOT regexp_matches(lower(t.path), '{_WORKBENCH}') OR NOT EXISTS (
        SELECT 1 FROM told AS o WHERE o.repository = t.repository AND o.kind = 'service'
          AND NOT regexp_matches(lower(o.path), '{_WORKBENCH}'))
), sketched AS (
    SELECT c.repository, c.name, c.path, c.line, c.origin, NULL AS component, c.kind, c.image, c.build, c.replicas
    FROM observed.components AS c JOIN observed.files AS f ON f.repository = c.repository AND f.path = c.path
    WHERE NOT EXISTS (SELECT 1 FROM shown AS s WHERE s.repository = c.repository)
      AND f.kind NOT IN ('test', 'vendored', 'generated', 'documentation') AND c.kind NOT IN ('other', 'job')
      AND regexp_matches(lower(c.path), '{_SKETCH}')
      AND NOT regexp_matches(lower(c.name), '{_TEST}')
), drawn AS (
    SELECT * FROM (SELECT * FROM shown UNION ALL SELECT * FROM sketched) AS s
    WHERE component IS NOT NULL
       OR (NOT {is_workbench("name", "image")} AND (
           kind <> 'service' OR build IS NOT NULL
           OR NOT regexp_matches(lower(path), '{_WORKBENCH}|{_SKETCH}')
           OR regexp_extract(regexp_replace(lower(image), '[:@][^/]*$', ''), '[^/]+$')
              = lower(regexp_extract(repository, '[^/]+$'))
           OR EXISTS (SELECT 1 FROM observed.calls AS c
                      WHERE c.repository = s.repository AND c.path = s.path AND c.callee = s.name)))
), here AS (
    SELECT * FROM drawn AS shown
    WHERE origin <> 'procfile' OR component IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM drawn AS o WHERE o.repository = shown.repository AND o.origin <> 'procfile' AND o.kind = 'service'
          AND (o.build IS NOT NULL OR contains(lower(o.image), lower(regexp_extract(o.repository, '[^/]+$')))))
), technical AS (
    SELECT DISTINCT h.repository, h.path, h.line, h.kind,
           CASE t.name WHEN 'mariadb' THEN 'mysql' WHEN 'valkey' THEN 'redis' ELSE t.name END AS technology,
           h.origin = 'terraform' AS cloud
    FROM here AS h JOIN observed.technologies AS t
      ON t.repository = h.repository AND t.path = h.path AND t.kind = h.kind
     AND CASE WHEN h.origin = 'terraform' THEN t.line BETWEEN h.line AND h.line + 3
              ELSE ends_with(regexp_replace(h.image, '[:@][^/]*$', ''), t.evidence) END
    WHERE h.kind IN ({_STORES})
), near AS (
    SELECT DISTINCT repository, kind, technology FROM technical WHERE NOT cloud
), infrastructure AS (
    SELECT h.* FROM here AS h
    WHERE h.component IS NOT NULL OR h.origin <> 'terraform' OR NOT EXISTS (
        SELECT 1 FROM here AS o WHERE o.repository = h.repository AND o.kind = h.kind AND o.origin <> 'terraform')
       OR (EXISTS (SELECT 1 FROM technical AS t
                   WHERE t.repository = h.repository AND t.path = h.path AND t.line = h.line)
           AND NOT EXISTS (SELECT 1 FROM technical AS t JOIN near AS o
                             ON o.repository = t.repository AND o.kind = t.kind AND o.technology = t.technology
                           WHERE t.repository = h.repository AND t.path = h.path AND t.line = h.line))
), built AS (
    SELECT DISTINCT repository FROM infrastructure
    WHERE build IS NOT NULL
       OR (kind = 'service' AND contains(lower(image), lower(regexp_extract(repository, '[^/]+$'))))
       OR (origin IN ('kubernetes', 'procfile', 'serverless') AND kind = 'service')
       OR (origin = 'render' AND kind = 'service' AND build IS NULL AND NOT contains(path, '/'))
), programs AS (
    SELECT p.repository, p.name, p.path, p.line, 'program' AS origin, NULL AS component, p.kind, NULL AS image,
           p.root AS build, NULL AS replicas
    FROM derived.programs AS p
    WHERE (p.kind = 'app' AND p.how <> 'start' AND NOT EXISTS (
               SELECT 1 FROM decided.components AS d
               WHERE d.repository = p.repository AND (lower(d.name) = lower(p.name) OR trim(d.root, './') = p.root))
           AND (p.root <> '' OR NOT EXISTS (SELECT 1 FROM built AS b WHERE b.repository = p.repository))
           AND NOT EXISTS (SELECT 1 FROM infrastructure AS i WHERE i.repository = p.repository AND i.build = p.root))
       OR ((p.kind = 'service' OR p.how = 'start')
           AND NOT EXISTS (SELECT 1 FROM built AS b WHERE b.repository = p.repository)
           AND NOT EXISTS (SELECT 1 FROM decided.components AS d WHERE d.repository = p.repository))
), alone AS (
    SELECT f.repository, regexp_extract(f.repository, '[^/]+$') AS name, min(f.path) AS path, 1 AS line,
           'program' AS origin, NULL AS component, 'library' AS kind, NULL AS image, '' AS build, NULL AS replicas
    FROM observed.files AS f
    WHERE f.kind = 'code' AND NOT EXISTS (SELECT 1 FROM decided.components AS d WHERE d.repository = f.repository)
      AND NOT EXISTS (SELECT 1 FROM programs AS p WHERE p.repository = f.repository)
      AND NOT EXISTS (SELECT 1 FROM built AS b WHERE b.repository = f.repository)
    GROUP BY f.repository
), everything AS (
    SELECT * FROM infrastructure UNION ALL SELECT * FROM programs UNION ALL SELECT * FROM alone
), spelled AS (
    SELECT *, CASE WHEN origin = 'terraform' THEN split_part(name, '.', 2) ELSE name END AS own,
           CASE WHEN build IS NULL OR build IN ('.', '.devcontainer') THEN '' ELSE trim(build, '/') END AS place,
           regexp_replace(image, '[:@][^/]*$', '') AS bare
    FROM everything
), plainly AS (
    SELECT *, {plain("own")} AS plain, {plain(f"regexp_replace(own, '-({_TAILS})$', '')")} AS short,
           {plain(f"regexp_replace(own, '[-_]({_VARIANTS})$', '')")} AS main
    FROM spelled
), given AS (
    SELECT repository, path, component AS name, string_agg(place, ' ' ORDER BY place) AS places
    FROM observed.mounts GROUP BY repository, path, component
), processes AS (
    SELECT p.repository, p.plain,
           first_value(p.plain) OVER (PARTITION BY p.repository, p.path, p.image, p.place, g.places
                                      ORDER BY p.line, p.name) AS main
    FROM plainly AS p
    LEFT JOIN given AS g ON g.repository = p.repository AND g.path = p.path AND g.name = p.name
    WHERE p.origin = 'compose' AND p.component IS NULL AND p.kind = 'service'
      AND (contains(p.image, '/') OR (p.image <> '' AND p.build IS NOT NULL))
    QUALIFY count(*) OVER (PARTITION BY p.repository, p.path, p.image, p.place, g.places) > {CROWD}
), mains AS (
    SELECT repository, plain, min(main) AS main FROM processes GROUP BY repository, plain
), origins AS (
    SELECT DISTINCT repository, origin, plain, kind FROM plainly WHERE origin <> 'terraform'
), spread AS (
    SELECT repository, plain, kind, min(path) AS first, max(path) AS last FROM plainly GROUP BY repository, plain, kind
), variants AS (
    SELECT DISTINCT o.repository, o.plain, o.main
    FROM plainly AS o JOIN plainly AS m ON m.repository = o.repository AND m.path = o.path AND m.plain = o.main
    WHERE o.main <> o.plain
), keyed AS (
    SELECT p.*,
           CASE WHEN p.component IS NOT NULL THEN 'declared ' || p.component
                WHEN m.main IS NOT NULL THEN m.main
                WHEN p.origin = 'terraform' AND EXISTS (
                     SELECT 1 FROM origins AS o
                     WHERE o.repository = p.repository AND o.plain = p.plain AND o.kind = p.kind) THEN p.plain
                WHEN p.origin = 'terraform' THEN p.name
                WHEN p.main <> p.plain AND p.main <> '' AND EXISTS (
                     SELECT 1 FROM spread AS o
                     WHERE o.repository = p.repository AND o.plain = p.main AND o.kind = p.kind
                       AND (o.first <> p.path OR o.last <> p.path))
                 AND NOT EXISTS (
                     SELECT 1 FROM variants AS v
                     WHERE v.repository = p.repository AND v.plain = p.plain AND v.main = p.main) THEN p.main
                WHEN p.short <> p.plain AND EXISTS (
                     SELECT 1 FROM origins AS o
                     WHERE o.repository = p.repository AND o.plain = p.short AND o.origin <> p.origin)
                 AND NOT EXISTS (
                     SELECT 1 FROM origins AS o
                     WHERE o.repository = p.repository AND o.plain = p.short AND o.origin = p.origin) THEN p.short
                ELSE p.plain END AS key
    FROM plainly AS p LEFT JOIN mains AS m ON m.repository = p.repository AND m.plain = p.plain
), folders AS (
    SELECT repository, place, min(key) AS key
    FROM keyed WHERE place <> '' AND origin <> 'kubernetes' AND kind NOT IN ({_STORES})
    GROUP BY repository, place HAVING count(DISTINCT key) = 1
), charted AS (
    SELECT k.repository, min(k.key) AS key, f.key AS target
    FROM keyed AS k JOIN folders AS f ON f.repository = k.repository AND starts_with(k.path, f.place || '/')
    WHERE k.origin = 'kubernetes' AND k.kind NOT IN ({_STORES}) AND k.component IS NULL
      AND NOT EXISTS (SELECT 1 FROM keyed AS o
                      WHERE o.repository = k.repository AND o.key = k.key AND o.origin <> k.origin)
    GROUP BY k.repository, f.key HAVING count(DISTINCT k.key) = 1
), runners AS (
    SELECT repository, kind, bare, origin, min(key) AS key
    FROM keyed WHERE bare <> '' AND component IS NULL
    GROUP BY repository, kind, bare, origin HAVING count(DISTINCT key) = 1
), endings AS (
    SELECT DISTINCT repository, bare, origin, key FROM keyed WHERE component IS NULL AND contains(bare, '/')
), lengths AS (
    SELECT DISTINCT repository, bare, origin, length(key) AS long FROM endings WHERE length(key) > 3
), tails AS (
    SELECT e.repository, e.bare, e.origin, e.key, right(e.key, l.long) AS tail
    FROM endings AS e JOIN lengths AS l
      ON l.repository = e.repository AND l.bare = e.bare AND l.origin = e.origin AND l.long < length(e.key)
), alike AS (
    SELECT DISTINCT a.repository, a.key, b.key AS target
    FROM endings AS a JOIN tails AS b
      ON b.repository = a.repository AND b.bare = a.bare AND b.origin = a.origin AND b.tail = a.key
), ended AS (
    SELECT repository, key, target FROM alike
    EXCEPT
    SELECT a.repository, a.key, a.target
    FROM alike AS a JOIN keyed AS o ON o.repository = a.repository AND o.key = a.key
    JOIN keyed AS m ON m.repository = a.repository AND m.key = a.target AND m.path = o.path
), paired AS (
    SELECT repository, key, min(target) AS target FROM (
        SELECT a.repository, a.key, b.key AS target
        FROM runners AS a JOIN runners AS b
          ON b.repository = a.repository AND b.kind = a.kind AND b.bare = a.bare AND b.key <> a.key
         AND a.origin = 'kubernetes' AND b.origin = 'compose'
        WHERE NOT EXISTS (SELECT 1 FROM keyed AS o
                          WHERE o.repository = a.repository AND o.key = a.key AND o.origin <> a.origin)
          AND NOT EXISTS (SELECT 1 FROM keyed AS o
                          WHERE o.repository = b.repository AND o.key = b.key AND o.origin = a.origin)
        UNION ALL SELECT * FROM ended
    ) GROUP BY repository, key
), joined AS (
    SELECT k.*, coalesce(c.target, p.target, k.key) AS whose
    FROM keyed AS k
    LEFT JOIN charted AS c ON c.repository = k.repository AND c.key = k.key
    LEFT JOIN paired AS p ON p.repository = k.repository AND p.key = k.key
), ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY repository, whose
        ORDER BY component IS NULL,
                 coalesce(list_position(['aspire', 'compose', 'kubernetes', 'procfile'], origin), 9),
                 len(string_split(path, '/')), length(path), path, line, name
    ) - 1 AS rank
    FROM joined
), first AS (
    SELECT repository, whose, coalesce(component, name) AS part FROM ranked WHERE rank = 0
)
SELECT r.repository, f.part, starts_with(r.whose, 'declared ') AS declared, r.name, r.path, r.line, r.origin, r.kind,
       r.image, CASE WHEN r.build IS NULL THEN NULL ELSE r.place END AS build, r.replicas, r.rank
FROM ranked AS r JOIN first AS f ON f.repository = r.repository AND f.whose = r.whose
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="part_sightings", version=2, table=PartSightings, sql=SQL)
