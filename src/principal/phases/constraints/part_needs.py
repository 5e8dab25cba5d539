"""Who needs whom: what was declared, and what addresses, clients and settings show."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints._part_names import TELEMETRY_VARIABLE, passes_on, receives_telemetry, shows, watches


@table("derived", key=("component", "needs"))
@dataclass(frozen=True, slots=True)
class PartNeeds:
    """Needs between the parts of ``derived.parts``, declared or only seen.

    Where telemetry is sent is no need, for nothing waits for it; nor is what a collector looks at.
    """

    component: str
    needs: str
    via: str | None  # protocol: https, grpc, postgresql, kafka …
    when_down: str | None  # declared: fail, queue, ignore, degrade or use
    declared: bool
    observed: bool
    path: str  # where it is declared, else where it was seen
    line: int
    evidence: str | None  # what shows it, as a person would say it: the variable CART_ADDR, the package npgsql


# That a container starts after another says that it needs it where the other is a store or bought,
# or where it passes requests on, and nothing tells more.
SQL = f"""
WITH kinds AS (
    SELECT repository, part,
           bool_or(kind IN ('database', 'cache', 'queue', 'bucket')) AS store,
           bool_or({receives_telemetry("name")} OR {receives_telemetry("coalesce(image, '')")}) AS receives,
           bool_or({watches("name")} OR {watches("coalesce(image, '')")}) AS watches,
           bool_and(coalesce(build, '') = '' AND image <> '' AND kind = 'service') AS bought,
           max(CASE WHEN regexp_matches(lower(image), 'postg(res|is)|timescale|pgvector') THEN 'postgresql'
                    WHEN regexp_matches(lower(image), 'mysql|mariadb|percona') THEN 'mysql'
                    WHEN regexp_matches(lower(image), '(^|/)(redis|valkey|keydb|dragonfly)') THEN 'redis'
                    WHEN regexp_matches(lower(image), 'mongo') THEN 'mongodb'
                    WHEN regexp_matches(lower(image), 'mssql') THEN 'sqlserver'
                    WHEN regexp_matches(lower(image), 'rabbitmq') THEN 'amqp'
                    WHEN regexp_matches(lower(image), 'kafka|redpanda') THEN 'kafka'
                    WHEN regexp_matches(lower(image), 'elasticsearch|opensearch|clickhouse') THEN 'http' END) AS spoken,
           bool_or(kind = 'proxy' OR {passes_on("name")} OR {shows("name")}) AS passes
    FROM derived.part_sightings GROUP BY repository, part
), judged AS (
    SELECT l.*, list_position(['address', 'settings', 'stub', 'code', 'package', 'depends_on', 'reference', 'import'],
                              l.how) AS place,
           NOT regexp_matches(l.setting, '^[A-Z]') AS plain,
           t.store OR f.passes OR (t.bought AND NOT t.receives AND NOT EXISTS (
               SELECT 1 FROM derived.part_places AS p
               WHERE p.repository = l.repository AND p.part = l.other AND p.how <> 'mounted')) AS leans, t.spoken,
           CASE WHEN coalesce(t.receives, false) THEN coalesce(f.passes, false) AND NOT coalesce(f.receives, false)
                          OR coalesce(f.receives OR f.watches, false) AND (l.how = 'settings' OR NOT f.watches)
                WHEN coalesce(f.watches, false) THEN l.how = 'settings'
                ELSE true END
           AND NOT regexp_matches(upper(l.setting), '{TELEMETRY_VARIABLE}') AS waits
    FROM derived.part_links AS l
    LEFT JOIN kinds AS f ON f.repository = l.repository AND f.part = l.part
    LEFT JOIN kinds AS t ON t.repository = l.repository AND t.part = l.other
), seen AS (
    SELECT repository, part AS component, other AS needs,
           arg_min(path, (place, path, line, plain, evidence)) AS path,
           arg_min(line, (place, path, line, plain, evidence)) AS line,
           arg_min(evidence, (place, path, line, plain, evidence)) AS evidence,
           coalesce(arg_min(via, (place, path, line, plain, evidence, via)) FILTER (via IS NOT NULL),
                    max(spoken), CASE WHEN bool_and(how IN ('reference', 'import')) THEN 'import' END) AS via
    FROM judged WHERE waits AND how <> 'shared' AND (how <> 'depends_on' OR leans)
    GROUP BY repository, part, other
)
SELECT coalesce(n.repository, s.repository), coalesce(n.component, s.component), coalesce(n.needs, s.needs),
       coalesce(n.via, s.via), n.when_down, n.component IS NOT NULL,
       s.component IS NOT NULL OR coalesce(d.observed, false), coalesce(n.path, s.path),
       coalesce(n.line, s.line), coalesce(s.evidence, d.evidence)
FROM decided.needs AS n
FULL JOIN seen AS s ON s.repository = n.repository AND s.component = n.component AND s.needs = n.needs
LEFT JOIN derived.drift AS d
  ON d.repository = n.repository AND d.kind = 'need' AND d.name = n.component AND d.other = n.needs
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="part_needs", version=3, table=PartNeeds, sql=SQL)
