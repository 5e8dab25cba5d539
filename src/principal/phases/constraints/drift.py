"""Drift: what is declared against what is seen, in both directions."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table
from principal.phases.constraints._part_names import TELEMETRY_VARIABLE, receives_telemetry


@table("derived", key=("kind", "name", "other"))
@dataclass(frozen=True, slots=True)
class Drift:
    """Components and needs, declared or seen or both.

    A component that nobody declared goes by the name that its infrastructure file has.
    """

    kind: str  # component or need
    name: str  # the component; of a need the one that needs
    other: str  # of a need the one that is needed; '' for a component
    declared: bool
    observed: bool
    visible: (
        bool  # the evidence could show it: infrastructure files name the component (for a need: the one that needs)
    )
    path: str  # where it is declared, else where it was seen
    line: int
    seen_path: str | None  # where it was seen
    seen_line: int | None
    evidence: str | None  # the variable or the file's word that shows it


# Where telemetry is sent is no need, for nothing waits for it; nor is what a collector looks at.
# Without infrastructure files nothing but its code can show a component.
SQL = f"""
WITH system AS (
    SELECT repository, path FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), declaring AS (
    SELECT DISTINCT repository FROM observed.components JOIN system USING (repository, path)
), seen AS (
    SELECT repository, component, bool_or(how = 'declared') AS visible,
           arg_min(path, (how <> 'declared', how, path, line)) AS path,
           arg_min(line, (how <> 'declared', how, path, line)) AS line,
           arg_min(name, (how <> 'declared', how, path, line)) AS name
    FROM derived.sightings GROUP BY repository, component
), parts AS (
    SELECT c.repository, c.name, true AS declared, s.path IS NOT NULL AS observed,
           coalesce(s.visible, false)
           OR NOT (c.external OR c.kind IN ('external', 'app', 'edge', 'wasm', 'library'))
           AND (coalesce(trim(c.root, './'), '') <> ''
                OR EXISTS (SELECT 1 FROM declaring AS d WHERE d.repository = c.repository)) AS visible,
           c.path, c.line, s.path AS seen_path, s.line AS seen_line, s.name AS evidence
    FROM decided.components AS c LEFT JOIN seen AS s ON s.repository = c.repository AND s.component = c.name
    UNION ALL
    SELECT r.repository, r.name, false, true, true, min(r.path), arg_min(r.line, (r.path, r.line)),
           min(r.path), arg_min(r.line, (r.path, r.line)), arg_min(r.origin, (r.path, r.line))
    FROM derived.running AS r WHERE r.component IS NULL GROUP BY r.repository, r.name
), ends AS (
    SELECT DISTINCT repository, name, component FROM derived.sightings WHERE how IN ('declared', 'address')
), told AS (
    SELECT a.repository, f.component AS name, t.component AS other, a.path, a.line, a.evidence,
           regexp_matches(upper(a.evidence), '{TELEMETRY_VARIABLE}')
           OR regexp_matches(lower(a.caller), '(^|[._-])(collector|exporter)s?($|[._-])')
           OR {receives_telemetry("t.component")} AS watching
    FROM observed.calls AS a JOIN system USING (repository, path)
    JOIN ends AS f ON f.repository = a.repository AND f.name = a.caller
    JOIN ends AS t ON t.repository = a.repository AND t.name = a.callee
    WHERE f.component <> t.component AND a.kind <> 'depends_on'
), links AS (
    SELECT repository, name, other, arg_min(path, (watching, path, line)) AS path,
           arg_min(line, (watching, path, line)) AS line, arg_min(evidence, (watching, path, line)) AS evidence,
           bool_and(watching) AS watching
    FROM told GROUP BY repository, name, other
), waits AS (
    SELECT DISTINCT a.repository, f.component AS name, t.component AS other, a.path, a.line
    FROM observed.calls AS a JOIN system USING (repository, path)
    JOIN ends AS f ON f.repository = a.repository AND f.name = a.caller
    JOIN ends AS t ON t.repository = a.repository AND t.name = a.callee
    WHERE a.kind = 'depends_on'
), needs AS (
    SELECT coalesce(n.repository, l.repository) AS repository, coalesce(n.component, l.name) AS name,
           coalesce(n.needs, l.other) AS other, n.component IS NOT NULL AS declared,
           l.name IS NOT NULL OR EXISTS (
               SELECT 1 FROM waits AS w WHERE w.repository = n.repository AND w.name = n.component AND w.other = n.needs
           ) AS observed,
           coalesce(n.path, l.path) AS path, coalesce(n.line, l.line) AS line, l.path AS seen_path, l.line AS seen_line,
           l.evidence
    FROM decided.needs AS n
    FULL JOIN links AS l ON l.repository = n.repository AND l.name = n.component AND l.other = n.needs
    WHERE n.component IS NOT NULL OR NOT l.watching
)
SELECT repository, 'component' AS kind, name, '' AS other, declared, observed, visible, path, line, seen_path,
       seen_line, evidence
FROM parts
UNION ALL
SELECT n.repository, 'need', n.name, n.other, n.declared, n.observed,
       EXISTS (SELECT 1 FROM links AS l
               WHERE l.repository = n.repository AND l.name = n.name AND NOT l.watching), n.path, n.line, n.seen_path,
       n.seen_line, n.evidence
FROM needs AS n
"""  # noqa: S608 (our own names)

ANALYSIS = Analysis(name="drift", version=4, table=Drift, sql=SQL)
