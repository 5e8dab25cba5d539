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
    whatever tests, documentation, generated files, examples and a developer's container name;
    and the system itself, where it is so well known that the catalog names it.
    """

    name: str
    kind: str
    choice: str  # what was chosen: the cloud for one of its building blocks, else the technology itself
    path: str
    line: int
    evidence: str  # the raw name
    shown: str  # infrastructure: a file runs or rents it; library: code can talk to it; deployed: code of an image can


# What comes with a language or a distribution is not chosen by itself.
_BASES = """
alpine-linux amazon-linux arch-linux busybox debian distroless fedora rhel-ubi rocky-linux ubuntu wolfi
bun deno dotnet eclipse-temurin graalvm nodejs webassembly
"""
_QUOTED = ", ".join(f"'{name}'" for name in _BASES.split())

# Who decided on a cloud decided on its networks, keys and load balancers; its databases, queues and
# orchestrators are choices of their own.
# A client of redis talks to Valkey as well: where infrastructure shows the twin and not the
# technology itself, the library is the twin's.
SQL = """
WITH twins (name, twin) AS (
    VALUES ('redis', 'valkey'), ('redis', 'keydb'), ('redis', 'dragonfly'), ('mysql', 'mariadb'), ('mariadb', 'mysql')
), clouds AS (
    SELECT vendor, min(name) AS cloud FROM known.technologies
    WHERE name IN ('aws', 'azure', 'google-cloud', 'cloudflare', 'alibaba-cloud', 'ibm-cloud', 'oracle-cloud',
                   'tencent-cloud', 'vercel', 'akamai')
    GROUP BY vendor
), named AS (
    SELECT DISTINCT repository, technology FROM derived.placements
), ours AS (
    SELECT DISTINCT repository, lower(repository) AS name FROM observed.files
    UNION
    SELECT DISTINCT repository, lower(regexp_extract(owner, '^@([^/]+)/', 1)) FROM observed.owners
), images AS (
    SELECT repository, regexp_replace(path, '[^/]*$', '') AS folder FROM observed.files
    WHERE regexp_matches(lower(path), '(^|/)([^/]*[.])?(dockerfile|containerfile)([.][^/]*)?$')
      AND kind IN ('code', 'configuration')
      AND NOT regexp_matches(path, '(^|/)([.][^/]+|templates?|examples?|samples?)/')
    UNION
    SELECT repository, trim(build, './') || CASE trim(build, './') WHEN '' THEN '' ELSE '/' END
    FROM observed.components WHERE build IS NOT NULL
), used AS (
    SELECT t.repository, t.name, t.kind, t.path, t.line, t.evidence, k.vendor,
           CASE WHEN t.ecosystem IN ('docker', 'kubernetes', 'helm', 'terraform', 'terraform-provider', 'heroku')
                THEN 'infrastructure'
                WHEN EXISTS (SELECT 1 FROM images AS i
                             WHERE i.repository = t.repository AND starts_with(t.path, i.folder))
                THEN 'deployed' ELSE 'library' END AS shown
    FROM observed.technologies AS t
    JOIN known.technologies AS k ON k.name = t.name
    LEFT JOIN observed.files AS f ON f.repository = t.repository AND f.path = t.path
    WHERE t.scope = 'runtime' AND t.ecosystem <> 'file' AND t.name NOT IN (BASES)
      AND t.kind IN ('framework', 'database', 'cache', 'queue', 'platform', 'orchestrator', 'service')
      AND coalesce(f.kind, 'configuration') NOT IN ('test', 'documentation', 'generated', 'vendored')
      AND NOT regexp_matches(t.path, '(^|/)(examples?|samples?|\\.devcontainer)/')
      AND NOT regexp_matches(lower(t.path),
                             '(^|/)((docker-)?compose[._-](dev|development|local)([._-][^/]*)?[.]ya?ml$|testing/)')
      AND NOT regexp_matches(lower(t.path), '(^|/)([^/]*[_-])?demos?([_-]apps?)?/')
      AND NOT EXISTS (SELECT 1 FROM ours AS o WHERE o.repository = t.repository AND o.name = t.name
                      AND (o.name = lower(t.repository) OR t.ecosystem = 'docker'))
)
SELECT u.repository, u.name, u.kind,
       CASE WHEN u.kind = 'platform' AND n.technology IS NULL THEN coalesce(c.cloud, u.name) ELSE u.name END AS choice,
       u.path, u.line, u.evidence, u.shown
FROM used AS u
LEFT JOIN clouds AS c ON c.vendor = u.vendor
LEFT JOIN named AS n ON n.repository = u.repository AND n.technology = u.name
WHERE u.shown = 'infrastructure'
   OR NOT EXISTS (SELECT 1 FROM twins AS w JOIN used AS x ON x.name = w.twin
                  WHERE w.name = u.name AND x.repository = u.repository AND x.shown = 'infrastructure')
   OR EXISTS (SELECT 1 FROM used AS x
              WHERE x.repository = u.repository AND x.name = u.name AND x.shown = 'infrastructure')
""".replace("BASES", _QUOTED)

ANALYSIS = Analysis(name="choices", version=3, table=Choices, sql=SQL)
