"""Whom the client libraries of a part speak to: stores that run beside it, and services that are bought."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints._component_names import plain
from principal.phases.constraints._part_names import MANY


@table("derived", key=("part", "other"))
@dataclass(frozen=True, slots=True)
class PartClients:
    """Parts and what a package that they depend on at run time is the client of."""

    part: str
    other: str  # the part that it is, where one is seen or declared; else the technology
    kind: str  # database, cache, queue, external, or service
    seen: bool  # something else shows it; otherwise the package is all that does
    path: str  # the manifest
    line: int
    package: str  # as in observed.packages


_LIBRARIES = (
    "'npm', 'pypi', 'golang', 'cargo', 'maven', 'nuget', 'gem', 'composer', 'hex', 'pub', 'swift', 'cocoapods', "
    "'conan', 'vcpkg', 'cmake'"
)
_STORES = "'database', 'cache', 'queue'"
# To whom errors and clicks are reported nobody waits for; nor for what is there while a program is made.
_REPORTS = (
    "'sentry', 'datadog', 'new-relic', 'honeybadger', 'bugsnag', 'rollbar', 'appsignal', 'airbrake', 'raygun', "
    "'posthog', 'google-analytics', 'google-tag-manager', 'amplitude', 'mixpanel', 'segment', 'plausible', 'matomo', "
    "'hotjar', 'logrocket', 'fullstory', 'dynatrace', 'honeycomb', 'scout-apm', 'skylight', 'instana', 'elastic-apm', "
    "'heap', 'codecov', 'coveralls', 'snyk', 'sonarcloud', 'percy', 'chromatic', 'browserstack', 'sauce-labs', "
    "'font-awesome', 'google-fonts', 'gravatar', 'app-center', 'crashlytics', 'statsig', 'grafana-cloud', 'logtail', "
    "'better-stack'"
)
# What these offer is a choice of whoever installs the system.
_PLUGINS = "(^|[/._-])(extensions?|plugins?|integrations?|connectors?|addons?|contrib)([/._-]|$)"
# A package tells of the one store of its technology, or of that which is called after the part (orders,
# orders-db). An image of one's own tells it by the name of what runs it (orders-mongodb). Where no store is
# seen at all, the only one of a kind that packages name is a part: of several each may be a choice that
# others have. What a library is the client of, the parts are that are built upon it: where they are many,
# those that name it themselves, and no service that is bought.
SQL = f"""
WITH owners AS (
    SELECT repository, part, place, 0 AS sharers FROM derived.part_places WHERE how <> 'mounted'
    UNION ALL
    SELECT repository, part, place, sharers FROM derived.part_libraries
    WHERE other IS NULL AND (sharers <= {MANY} OR depth = 1) AND NOT regexp_matches(lower(place), '{_PLUGINS}')
), registries AS (
    SELECT DISTINCT o.repository, o.part, t.name AS technology
    FROM owners AS o JOIN observed.technologies AS t
      ON t.repository = o.repository AND starts_with(t.path, o.place || '/') AND t.ecosystem = 'maven'
    WHERE o.place <> '' AND o.sharers = 0 AND t.kind <> 'package'
      AND regexp_matches(t.evidence, '(eureka|config)-server$')
), running AS (
    SELECT DISTINCT repository, part, kind, image, path FROM derived.part_sightings WHERE kind IN ({_STORES})
), stores AS (
    SELECT repository, part, technology FROM registries
    UNION
    SELECT r.repository, r.part, t.name
    FROM running AS r JOIN observed.technologies AS t
      ON t.repository = r.repository AND t.path = r.path AND t.ecosystem = 'docker' AND t.kind IN ({_STORES})
     AND ends_with(regexp_replace(r.image, '[:@][^/]*$', ''), t.evidence)
    UNION
    SELECT r.repository, r.part, k.name FROM running AS r JOIN known.technologies AS k
      ON k.kind IN ({_STORES}) AND ends_with(lower(r.part), '-' || k.name)
    UNION
    SELECT repository, name, unnest(tech) FROM decided.components
    UNION
    SELECT repository, name, lower(name) FROM decided.components
    UNION
    SELECT repository, part, lower(part) FROM derived.part_sightings
), many AS (
    SELECT repository, technology, count(DISTINCT part) AS parts FROM stores GROUP BY repository, technology
), used AS (
    SELECT o.repository, o.part, t.name AS technology, t.kind, k.vendor, min(t.path) AS path,
           arg_min(t.line, (t.path, t.line, t.evidence)) AS line,
           arg_min(t.evidence, (t.path, t.line, t.evidence)) AS package
    FROM owners AS o JOIN observed.technologies AS t
      ON t.repository = o.repository AND (o.place = '' OR starts_with(t.path, o.place || '/'))
    JOIN known.technologies AS k ON k.name = t.name
    JOIN observed.files AS f ON f.repository = t.repository AND f.path = t.path
    WHERE t.scope = 'runtime' AND t.ecosystem IN ({_LIBRARIES})
      AND f.kind NOT IN ('test', 'vendored', 'generated', 'documentation')
      AND (t.kind IN ({_STORES}) OR t.name IN (SELECT technology FROM registries)
           OR (t.kind = 'service' AND o.sharers <= {MANY} AND k.vendor IS NOT NULL
               AND t.name NOT IN ({_REPORTS})))
      AND NOT EXISTS (SELECT 1 FROM owners AS d WHERE d.repository = o.repository AND d.part <> o.part
                      AND length(d.place) > length(o.place) AND starts_with(t.path, d.place || '/'))
    GROUP BY o.repository, o.part, t.name, t.kind, k.vendor
), shown AS (
    SELECT repository FROM running
    UNION SELECT repository FROM decided.components WHERE kind IN ({_STORES})
), wanted AS (
    SELECT repository, kind, min(technology) AS technology
    FROM used
    WHERE kind IN ({_STORES}) AND technology NOT IN ('bigquery', 'snowflake', 'amazon-redshift', 'amazon-athena')
    GROUP BY repository, kind
    HAVING count(DISTINCT technology) = 1
       AND min(technology) NOT IN ('sqlite', 'h2', 'hsqldb', 'derby', 'duckdb', 'lmdb', 'leveldb')
), found AS (
    SELECT u.repository, u.part, s.part AS other,
           CASE u.kind WHEN 'service' THEN 'external' WHEN 'platform' THEN 'service' WHEN 'library' THEN 'service'
                       ELSE u.kind END AS kind, true AS seen, u.path, u.line, u.package
    FROM used AS u JOIN stores AS s ON s.repository = u.repository AND s.technology = u.technology
    JOIN many AS m ON m.repository = u.repository AND m.technology = u.technology
    WHERE m.parts = 1 OR starts_with({plain("s.part")}, {plain("u.part")})
    UNION ALL
    SELECT u.repository, u.part, u.technology, u.kind, false, u.path, u.line, u.package
    FROM used AS u JOIN wanted AS w ON w.repository = u.repository AND w.kind = u.kind AND w.technology = u.technology
    WHERE u.repository NOT IN (SELECT repository FROM shown)
      AND NOT EXISTS (SELECT 1 FROM stores AS s WHERE s.repository = u.repository AND s.technology = u.technology)
    UNION ALL
    SELECT u.repository, u.part, u.technology, 'external', false, u.path, u.line, u.package
    FROM used AS u
    WHERE u.kind = 'service' AND u.technology <> lower(regexp_extract(u.repository, '[^/]+$'))
      AND NOT starts_with(u.technology, lower(regexp_extract(u.repository, '[^/]+$')) || '-')
      AND NOT EXISTS (SELECT 1 FROM stores AS s WHERE s.repository = u.repository AND s.technology = u.technology)
)
SELECT repository, part, other, min(kind) AS kind, bool_or(seen) AS seen, min(path) AS path,
       arg_min(line, (path, line, package)) AS line, arg_min(package, (path, line, package)) AS package
FROM found WHERE part <> other GROUP BY repository, part, other
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="part_clients", version=3, table=PartClients, sql=SQL)
