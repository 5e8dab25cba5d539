"""Whether the declared stack can meet what is asked of it, by the catalog's figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("asked_by", "asks", "component", "technology", "quantity", "variant"))
@dataclass(frozen=True, slots=True)
class Fits:
    """What is asked of a component, against what one of its technologies can do; one row a figure.

    Constraints ask, and so do data entities (that what is written stays, and is read at once)
    and components that run several times. For a regime the limit is 1 where the vendor signs.
    """

    asked_by: str  # id of the constraint, name of the data entity or of the component
    asks: str  # constraint, data or component
    path: str  # where it is asked
    line: int
    kind: str  # of the constraint; consistency, durability or replicas
    component: str
    technology: str
    quantity: str  # as in known.limits, or the regime
    variant: str  # plan or mode that the figure holds for
    comparison: str  # of the limit
    limit_value: float
    unit: str
    wanted_comparison: str
    wanted: float
    wants: str  # what the wanted figure counts: the constraint's own quantity
    fits: bool | None  # null: the figures do not tell
    condition: str  # under which the limit or the agreement holds
    dated: dt.date
    url: str
    seen_path: str | None  # where the technology is seen; null where it is only declared
    seen_line: int | None


# Limits that hold "by default" can be raised, and a technology that is only installed may not
# be in use: neither can say no. What is only seen in the folder need not stand in the way of a
# request, so it cannot say no to an availability; and of a component without a folder nothing
# can be seen, so any durable store that the repository uses may be its own. SQLite's own figures
# give a site 100,000 requests a day without a thought and ten times that as tried; 500 writes a
# second through one writer is beyond what anybody should plan for.
SQL = """
WITH parts AS (
    SELECT repository, name, kind, external, replicas, path, line, regions,
           trim(coalesce(root, ''), './') <> '' AS placed
    FROM decided.components
), scopes AS (
    SELECT c.repository, c.id, p.name AS component
    FROM decided.constraints AS c JOIN parts AS p ON p.repository = c.repository
    WHERE c.subject = 'system' AND p.kind <> 'library' AND (NOT p.external OR c.kind = 'compliance')
      AND NOT (c.kind = 'availability' AND p.kind = 'job')
    UNION
    SELECT c.repository, c.id, p.name FROM decided.constraints AS c
    JOIN parts AS p ON p.repository = c.repository AND p.name = c.subject
    UNION
    SELECT c.repository, c.id, unnest(j.steps) FROM decided.constraints AS c
    JOIN decided.journeys AS j ON j.repository = c.repository AND j.name = c.subject
    UNION
    SELECT c.repository, c.id, unnest([d.store, d.owner]) FROM decided.constraints AS c
    JOIN decided.data AS d ON d.repository = c.repository AND d.name = c.subject
    UNION
    SELECT c.repository, c.id, k.component FROM decided.constraints AS c
    JOIN decided.copies AS k ON k.repository = c.repository AND k.data = c.subject
), reached AS (
    SELECT repository, id, component FROM scopes
    UNION
    SELECT s.repository, s.id, n.needs FROM scopes AS s
    JOIN decided.constraints AS c ON c.repository = s.repository AND c.id = s.id AND c.kind = 'availability'
    JOIN decided.needs AS n ON n.repository = s.repository AND n.component = s.component AND n.when_down = 'fail'
    UNION
    SELECT s.repository, s.id, m.needs FROM scopes AS s
    JOIN decided.constraints AS c ON c.repository = s.repository AND c.id = s.id AND c.kind = 'availability'
    JOIN decided.needs AS n ON n.repository = s.repository AND n.component = s.component AND n.when_down = 'fail'
    JOIN decided.needs AS m ON m.repository = n.repository AND m.component = n.needs AND m.when_down = 'fail'
), embedded AS (
    SELECT DISTINCT technology FROM known.limits
    WHERE quantity = 'writers' AND comparison = '<=' AND value = 1
), durable AS (
    SELECT name AS technology FROM known.technologies
    WHERE kind IN ('database', 'queue', 'cache') AND name NOT IN (SELECT technology FROM embedded)
       OR name IN ('upstash', 'amazon-s3', 'amazon-efs', 'amazon-rds', 'cloud-sql', 'google-cloud-storage',
                   'cloudflare-r2', 'azure-blob-storage', 'supabase', 'neon', 'turso', 'planetscale', 'firebase')
    UNION ALL SELECT unnest(['litefs', 'rqlite', 'dqlite', 'libsql'])
), roomy AS (
    SELECT DISTINCT repository, component FROM derived.stacks WHERE technology IN (SELECT technology FROM durable)
), nearby AS (
    SELECT DISTINCT p.repository, p.name AS component
    FROM parts AS p JOIN observed.technologies AS t ON t.repository = p.repository
    WHERE NOT p.placed AND t.scope = 'runtime' AND t.name IN (SELECT technology FROM durable)
), asked AS (
    SELECT c.repository, c.id AS asked_by, 'constraint' AS asks, c.path, c.line, c.kind, r.component,
           c.quantity, c.quantity AS wants, c.comparison, c.value, c.unit, c.estimated
    FROM decided.constraints AS c JOIN reached AS r ON r.repository = c.repository AND r.id = c.id
    WHERE c.value IS NOT NULL AND c.kind IN ('scale', 'availability')
    UNION ALL
    SELECT c.repository, c.id, 'constraint', c.path, c.line, c.kind, r.component, 'writers', c.quantity, c.comparison,
           c.value, c.unit, c.estimated
    FROM decided.constraints AS c JOIN scopes AS r ON r.repository = c.repository AND r.id = c.id
    WHERE c.kind = 'scale' AND c.unit = '/s'
    UNION ALL
    SELECT d.repository, d.name, 'data', d.path, d.line, 'consistency', d.store, 'strong consistency',
           'strong consistency', '=', 1, 'boolean', false
    FROM decided.data AS d WHERE d.consistency = 'strong' AND d.store IS NOT NULL
    UNION ALL
    SELECT d.repository, d.name, 'data', d.path, d.line, 'durability', d.store, 'durable filesystem',
           'durable filesystem', '=', 1, 'boolean', false
    FROM decided.data AS d WHERE d.store IS NOT NULL
    UNION ALL
    SELECT p.repository, p.name, 'component', p.path, p.line, 'replicas', p.name, 'hosts', 'replicas', '>=',
           p.replicas, 'hosts', false
    FROM parts AS p WHERE p.replicas > 0
), figures AS (
    SELECT a.*, s.technology, s.kind AS stack_kind, s.declared, s.firm, s.seen_path, s.seen_line, l.variant,
           l.comparison AS limit_comparison, l.value AS limit_value, l.unit AS limit_unit, l.note, l.dated, l.url,
           len(p.regions) AS regions,
           EXISTS (SELECT 1 FROM roomy AS r WHERE r.repository = a.repository AND r.component = a.component)
           OR EXISTS (SELECT 1 FROM decided.needs AS n
                      JOIN roomy AS r ON r.repository = n.repository AND r.component = n.needs
                      WHERE n.repository = a.repository AND n.component = a.component) AS roomy
    FROM asked AS a
    JOIN parts AS p ON p.repository = a.repository AND p.name = a.component
    JOIN derived.stacks AS s ON s.repository = a.repository AND s.component = a.component
    JOIN known.limits AS l ON l.technology = s.technology AND l.quantity = a.quantity
    WHERE (l.unit = a.unit OR a.quantity = 'writers')
      AND (a.asks <> 'component' AND a.wants = a.quantity OR s.technology IN (SELECT technology FROM embedded))
), compared AS (
    SELECT *, CASE
        WHEN quantity = 'writers' AND wants <> 'writers' THEN CASE
            WHEN comparison = '<=' OR value <= 12 THEN true
            WHEN value >= 500 AND regexp_matches(wants, '^(.* )?(writes|inserts|updates|transactions) per second$')
            THEN false
        END
        WHEN limit_comparison = '=' THEN CASE comparison WHEN '>=' THEN value <= limit_value
            WHEN '<=' THEN value >= limit_value ELSE value = limit_value END
        WHEN limit_comparison = '<=' THEN comparison = '<=' OR value <= limit_value
        ELSE comparison = '>=' OR value >= limit_value
    END AS met
    FROM figures
), agreed AS (
    SELECT c.repository, c.id, c.path, c.line, c.estimated, r.component, s.technology, c.regime, g.available,
           g.condition, g.dated, g.url, s.firm, s.seen_path, s.seen_line
    FROM decided.constraints AS c
    JOIN scopes AS r ON r.repository = c.repository AND r.id = c.id
    JOIN derived.stacks AS s ON s.repository = c.repository AND s.component = r.component
    JOIN known.agreements AS g ON g.technology = s.technology AND g.regime = c.regime
    WHERE c.kind = 'compliance'
)
SELECT repository, asked_by, asks, path, line, kind, component, technology, quantity, variant,
       limit_comparison AS comparison, limit_value, limit_unit AS unit, comparison AS wanted_comparison,
       value AS wanted, wants,
       CASE WHEN met THEN true
            WHEN met IS NULL OR estimated OR NOT firm THEN NULL
            WHEN contains(note, 'by default') OR (limit_unit = 'boolean' AND contains(note, 'unless')) THEN NULL
            WHEN kind = 'availability' AND (regions > 1 OR NOT declared) THEN NULL
            WHEN quantity IN ('writers', 'hosts', 'durable filesystem') AND roomy THEN NULL
            WHEN quantity = 'durable filesystem' AND EXISTS (
                SELECT 1 FROM nearby AS n WHERE n.repository = compared.repository AND n.component = compared.component
            ) THEN NULL
            WHEN quantity = 'durable filesystem' AND EXISTS (
                SELECT 1 FROM known.limits AS v WHERE v.technology = compared.technology AND v.quantity = 'hosts'
            ) THEN NULL
            ELSE false END AS fits,
       note AS condition, dated, url, seen_path, seen_line
FROM compared
UNION ALL
SELECT repository, id, 'constraint', path, line, 'compliance', component, technology, regime, '', '=',
       CASE WHEN available THEN 1 ELSE 0 END, 'boolean', '=', 1, regime,
       CASE WHEN available AND condition = '' THEN true
            WHEN available OR estimated OR NOT firm THEN NULL ELSE false END,
       condition, dated, url, seen_path, seen_line
FROM agreed
"""

ANALYSIS = Analysis(name="fits", version=2, table=Fits, sql=SQL)
