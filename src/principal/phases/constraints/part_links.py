"""Every piece of evidence that one part of the system calls another."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints._component_names import NAMES, plain
from principal.phases.constraints._part_names import MANY


@table("derived", key=("part", "other", "path", "line", "evidence"))
@dataclass(frozen=True, slots=True)
class PartLinks:
    """Who is given whose address, whose settings or code name whom, who makes whose client; telemetry among them."""

    part: str
    other: str
    via: str | None  # protocol
    path: str
    line: int
    evidence: str  # as a person would say it: the variable CART_ADDR, depends_on, the package npgsql
    how: str  # address, settings, code, stub, package, reference, import, depends_on or shared (what many
    # are given alike, so that nothing says who uses it)
    setting: str  # the variable or the key of the setting; '' where there is none


_TAILS = "deployment|deploy|dep|statefulset|daemonset"
# Below these keys stands whom something looks at, and whom it expects.
_INCOMING = "^(receivers|scrape_configs|processors|services?|ingress|volumes|image|images|networks|ports)[.]"
_CODE = (
    "[.](c|cc|cljs?|cpp|cr|cs|cxx|dart|erl|exs?|fs|go|groovy|hs|java|jl|jsx?|kts?|lua|[cm]js|[cm]ts|php|pl|py|rb|rs|"
    "scala|swift|tsx?|vb|vue|svelte)$"
)

# A Service of Kubernetes is the one part that its labels find. A file is whose folder is the longest above it;
# what many are given alike says of none that it uses it, where nothing else does. Whoever is given a whole
# ConfigMap needs what its code names of it, where the code names any of it. In the values of a chart for many,
# the first key says whose they are. People say "cart" and "carts" of one service.
# Of a crate others take the library, never the program.
SQL = f"""
WITH {NAMES}, ends AS (
    SELECT DISTINCT repository, part, {plain("name")} AS known FROM derived.part_sightings
    UNION SELECT DISTINCT repository, part, {plain(f"regexp_replace(name, '-({_TAILS})$', '')")}
    FROM derived.part_sightings
    UNION SELECT DISTINCT repository, part, {plain("split_part(name, '.', 2)")} FROM derived.part_sightings
    WHERE origin = 'terraform'
    UNION SELECT repository, component, known FROM names
    UNION
    SELECT s.repository, min(p.part), {plain("s.name")}
    FROM observed.labels AS s
    JOIN observed.labels AS w
      ON w.repository = s.repository AND w.role = 'workload' AND list_has_all(
          string_split(w.labels, ' '), string_split(s.labels, ' '))
    JOIN derived.part_sightings AS p ON p.repository = w.repository AND p.name = w.name AND p.origin = 'kubernetes'
    WHERE s.role = 'service' AND NOT EXISTS (
        SELECT 1 FROM derived.part_sightings AS o
        WHERE o.repository = s.repository AND {plain("o.name")} = {plain("s.name")})
    GROUP BY s.repository, s.name HAVING count(DISTINCT p.part) = 1
), numbers AS (
    SELECT repository, part, known FROM ends
    UNION SELECT e.repository, e.part, e.known || 's' FROM ends AS e
    WHERE NOT EXISTS (SELECT 1 FROM ends AS o WHERE o.repository = e.repository AND o.known = e.known || 's')
), owners AS (
    SELECT repository, part, place FROM derived.part_places
    UNION SELECT repository, part, place FROM derived.part_libraries WHERE other IS NULL
), seen AS (
    SELECT DISTINCT repository, path FROM derived.part_sightings
    UNION
    SELECT DISTINCT o.repository, o.path
    FROM observed.files AS o JOIN derived.part_sightings AS s
      ON s.repository = o.repository AND o.path = regexp_replace(s.path, '[.](ya?ml)$', '.override.\\1')
    UNION SELECT repository, path FROM observed.files
    WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
      AND repository IN (SELECT repository FROM decided.components)
), calls AS (
    SELECT a.repository, f.part, t.part AS other, nullif(a.via, '') AS via, a.path, a.line, a.kind,
           a.evidence AS setting
    FROM observed.calls AS a JOIN seen USING (repository, path)
    JOIN ends AS f ON f.repository = a.repository AND f.known = {plain("a.caller")}
    JOIN ends AS t ON t.repository = a.repository AND t.known = {plain("a.callee")}
), leads AS (
    SELECT e.repository, e.path, e.line, e.key, e.via, e.holder, t.part AS other
    FROM observed.endpoints AS e JOIN numbers AS t ON t.repository = e.repository AND t.known = {plain("e.host")}
    JOIN observed.files AS f ON f.repository = e.repository AND f.path = e.path
    WHERE NOT regexp_matches(e.key, '{_INCOMING}')
      AND f.kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), held AS (
    SELECT DISTINCT repository, holder, key FROM observed.endpoints WHERE holder IS NOT NULL
), spoken AS (
    SELECT DISTINCT e.repository, e.path, h.key
    FROM observed.endpoints AS e JOIN held AS h
      ON h.repository = e.repository AND h.key = regexp_extract(e.key, '[^.]+$')
    WHERE e.holder IS NULL
), files AS (
    SELECT repository, path FROM leads WHERE holder IS NULL
    UNION SELECT repository, path FROM spoken
    UNION SELECT repository, path FROM observed.stubs
    UNION SELECT repository, path FROM observed.api_clients
    UNION SELECT repository, description FROM observed.api_clients
), placed AS (
    SELECT f.repository, f.path, o.part, length(o.place) AS depth
    FROM files AS f JOIN owners AS o
      ON o.repository = f.repository AND (o.place = '' OR f.path = o.place OR starts_with(f.path, o.place || '/'))
), lying AS (
    SELECT repository, path, part FROM placed
    QUALIFY depth = max(depth) OVER (PARTITION BY repository, path)
), config_servers AS (
    SELECT DISTINCT o.repository, o.part FROM owners AS o JOIN observed.packages AS p
      ON p.repository = o.repository AND starts_with(p.path, o.place || '/')
    WHERE p.name = 'org.springframework.cloud/spring-cloud-config-server'
), owned AS (
    SELECT repository, path, part, count(*) OVER (PARTITION BY repository, path) AS sharers FROM (
        SELECT l.repository, l.path, l.part FROM lying AS l LEFT JOIN config_servers AS c USING (repository, part)
        WHERE c.part IS NULL OR regexp_matches(l.path, '/resources/(application|bootstrap)[^/]*$')
           OR NOT regexp_matches(l.path, '[.](ya?ml|properties)$')
        UNION
        SELECT l.repository, l.path, e.part FROM lying AS l JOIN config_servers AS c USING (repository, part)
        JOIN ends AS e
          ON e.repository = l.repository AND e.known = {plain("regexp_extract(l.path, '([^/]+)[.][a-z]+$', 1)")}
        WHERE regexp_matches(l.path, '[.](ya?ml|properties)$'))
), mentioned AS (
    SELECT DISTINCT s.repository, o.part, h.holder, s.key
    FROM spoken AS s JOIN owned AS o ON o.repository = s.repository AND o.path = s.path
    JOIN held AS h ON h.repository = s.repository AND h.key = s.key
), settings AS (
    SELECT l.repository, o.part, l.other, l.via, l.path, l.line, l.key,
           CASE WHEN regexp_matches(lower(l.path), '{_CODE}') THEN 'code' ELSE 'settings' END AS how,
           o.sharers
    FROM leads AS l JOIN owned AS o ON o.repository = l.repository AND o.path = l.path
    UNION ALL
    SELECT l.repository, f.part, l.other, l.via, l.path, l.line, l.key, 'settings', 1
    FROM leads AS l JOIN ends AS f ON f.repository = l.repository AND f.known = {plain("split_part(l.key, '.', 1)")}
    WHERE l.holder IS NULL AND contains(l.key, '.') AND regexp_matches(l.path, '(^|/)(values|helmfile)[^/]*[.]ya?ml$')
    UNION ALL
    SELECT l.repository, f.part, l.other, l.via, l.path, l.line, l.key, 'settings', 1
    FROM leads AS l JOIN observed.mounts AS m ON m.repository = l.repository AND m.place = l.holder
     AND (m.key IS NULL OR m.key = l.key)
    JOIN seen AS s ON s.repository = m.repository AND s.path = m.path
    JOIN ends AS f ON f.repository = m.repository AND f.known = {plain("m.component")}
    WHERE m.key IS NOT NULL
       OR EXISTS (SELECT 1 FROM mentioned AS s WHERE s.repository = l.repository AND s.part = f.part AND s.key = l.key)
       OR NOT EXISTS (SELECT 1 FROM mentioned AS s
                      WHERE s.repository = l.repository AND s.part = f.part AND s.holder = l.holder)
), made AS (
    SELECT s.repository, s.service, s.role, s.path, s.line, o.part, o.sharers
    FROM observed.stubs AS s JOIN owned AS o ON o.repository = s.repository AND o.path = s.path
), served AS (
    SELECT repository, service, min(part) AS part FROM made WHERE role = 'server'
    GROUP BY repository, service HAVING count(DISTINCT part) = 1
), links AS (
    SELECT repository, part, other, via, path, line, setting, 'address' AS how,
           CASE WHEN setting IN ('command', 'entrypoint', 'args', 'links') THEN 'its ' || setting
                WHEN regexp_matches(setting, '^With[A-Z]') THEN setting ELSE 'the variable ' || setting END AS evidence
    FROM calls WHERE kind <> 'depends_on'
    UNION ALL
    SELECT repository, part, other, via, path, line, setting, 'depends_on', 'depends_on'
    FROM calls WHERE kind = 'depends_on'
    UNION ALL
    SELECT repository, part, other, nullif(via, ''), path, line, key, how,
           CASE WHEN key = '' THEN 'an address in its code'
                WHEN how = 'code' THEN 'the address ' || key || ' in its code' ELSE 'the setting ' || key END
    FROM settings AS s
    WHERE s.sharers <= {MANY} OR EXISTS (
        SELECT 1 FROM calls AS c WHERE c.repository = s.repository AND c.part = s.part AND c.other = s.other)
    UNION ALL
    SELECT repository, part, other, nullif(via, ''), path, line, key, 'shared', 'a setting that many share'
    FROM settings WHERE sharers > {MANY}
    UNION ALL
    SELECT m.repository, m.part, s.part, 'grpc', m.path, m.line, '', 'stub', 'a client of ' || m.service
    FROM made AS m JOIN served AS s ON s.repository = m.repository AND s.service = m.service
    WHERE m.role = 'client' AND m.sharers <= {MANY}
    UNION ALL
    SELECT c.repository, u.part, h.part, 'http', c.path, c.line, '', 'stub', 'a client of ' || c.description
    FROM observed.api_clients AS c
    JOIN observed.files AS f ON f.repository = c.repository AND f.path = c.description
    JOIN owned AS u ON u.repository = c.repository AND u.path = c.path AND u.sharers <= {MANY}
    JOIN owned AS h ON h.repository = c.repository AND h.path = c.description AND h.sharers = 1
    UNION ALL
    SELECT repository, part, other, NULL, path, line, '', 'package', 'the package ' || package FROM derived.part_clients
    UNION ALL
    SELECT repository, part, other, NULL, path, line, '', 'reference', 'the project reference ' || written
    FROM derived.part_libraries WHERE other IS NOT NULL AND NOT ends_with(path, 'Cargo.toml')
    UNION ALL
    SELECT repository, part, other, NULL, path, line, '', 'import', 'the import of ' || target
    FROM derived.part_imports
)
SELECT DISTINCT repository, part, other, via, path, line, evidence, how, setting FROM links WHERE part <> other
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="part_links", version=3, table=PartLinks, sql=SQL)
