"""Who needs whom: what was declared, and what addresses, clients and imports show."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("component", "needs"))
@dataclass(frozen=True, slots=True)
class PartNeeds:
    """Needs between the parts of ``derived.parts``, declared or only seen."""

    component: str
    needs: str
    via: str | None  # protocol or library: https, grpc, postgresql, kafka …
    when_down: str | None  # declared: fail, queue, ignore, degrade or use
    declared: bool
    observed: bool
    path: str  # where it is declared, else where it was seen
    line: int
    evidence: str | None  # what shows it: a variable, a client library, a service's definition


SQL = """
WITH names AS (
    SELECT DISTINCT repository, name, coalesce(component, name) AS part FROM derived.running
    UNION
    SELECT DISTINCT repository, name, component FROM derived.sightings WHERE how IN ('declared', 'address')
), told AS (
    SELECT a.repository, f.part AS component, t.part AS needs, a.path, a.line, a.via, a.evidence
    FROM observed.calls AS a
    JOIN names AS f ON f.repository = a.repository AND f.name = a.caller
    JOIN names AS t ON t.repository = a.repository AND t.name = a.callee
    JOIN observed.files AS o ON o.repository = a.repository AND o.path = a.path
    WHERE f.part <> t.part AND a.kind <> 'depends_on'
      AND o.kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), seen AS (
    SELECT repository, component, needs, arg_min(path, (path, line)) AS path, arg_min(line, (path, line)) AS line,
           arg_min(nullif(via, ''), (via = '', path, line)) AS via, arg_min(evidence, (path, line)) AS evidence
    FROM told GROUP BY repository, component, needs
)
SELECT coalesce(n.repository, s.repository), coalesce(n.component, s.component), coalesce(n.needs, s.needs),
       coalesce(n.via, s.via), n.when_down, n.component IS NOT NULL, coalesce(d.observed, s.component IS NOT NULL),
       coalesce(n.path, s.path), coalesce(n.line, s.line), coalesce(s.evidence, d.evidence)
FROM decided.needs AS n
FULL JOIN seen AS s ON s.repository = n.repository AND s.component = n.component AND s.needs = n.needs
LEFT JOIN derived.drift AS d
  ON d.repository = n.repository AND d.kind = 'need' AND d.name = n.component AND d.other = n.needs
"""

ANALYSIS = Analysis(name="part_needs", version=1, table=PartNeeds, sql=SQL)
