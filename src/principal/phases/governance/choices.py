"""The technologies in use that somebody ought to have chosen: those that are big enough for a radar."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("name", "path", "line"))
@dataclass(frozen=True, slots=True)
class Choices:
    """Uses at run time of frameworks, databases, caches, queues, platforms, orchestrators and bought services.

    Languages are left out, and so are the images and runtimes that come with a language, and
    whatever tests, documentation, generated files, examples and a developer's container name.
    """

    name: str
    kind: str
    choice: str  # what was chosen: the cloud for one of its building blocks, else the technology itself
    path: str
    line: int
    evidence: str  # the raw name


# What comes with a language or a distribution is not chosen by itself.
_BASES = """
alpine-linux amazon-linux arch-linux busybox debian distroless fedora rhel-ubi rocky-linux ubuntu wolfi
bun deno dotnet graalvm nodejs webassembly
"""
_QUOTED = ", ".join(f"'{name}'" for name in _BASES.split())

# Who decided on a cloud decided on its networks, keys and load balancers; its databases, queues and
# orchestrators are choices of their own.
SQL = """
WITH clouds AS (
    SELECT vendor, min(name) AS cloud FROM known.technologies
    WHERE name IN ('aws', 'azure', 'google-cloud', 'cloudflare', 'alibaba-cloud', 'ibm-cloud', 'oracle-cloud',
                   'tencent-cloud', 'vercel', 'akamai')
    GROUP BY vendor
)
SELECT t.repository, t.name, t.kind,
       CASE WHEN t.kind = 'platform' AND p.technology IS NULL THEN coalesce(c.cloud, t.name) ELSE t.name END AS choice,
       t.path, t.line, t.evidence
FROM observed.technologies AS t
JOIN known.technologies AS k ON k.name = t.name
LEFT JOIN observed.files AS f ON f.repository = t.repository AND f.path = t.path
LEFT JOIN clouds AS c ON c.vendor = k.vendor
LEFT JOIN derived.placements AS p ON p.repository = t.repository AND p.technology = t.name
WHERE t.scope = 'runtime' AND t.ecosystem <> 'file' AND t.name NOT IN (BASES)
  AND t.kind IN ('framework', 'database', 'cache', 'queue', 'platform', 'orchestrator', 'service')
  AND coalesce(f.kind, 'configuration') NOT IN ('test', 'documentation', 'generated', 'vendored')
  AND NOT regexp_matches(t.path, '(^|/)(examples?|samples?|\\.devcontainer)/')
""".replace("BASES", _QUOTED)

ANALYSIS = Analysis(name="choices", version=1, table=Choices, sql=SQL)
