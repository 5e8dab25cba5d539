"""The components that infrastructure files run as parts of the system, declared or not."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("name", "path", "line", "component"))
@dataclass(frozen=True, slots=True)
class Running:
    """Components of infrastructure files, and which declared component each is.

    Of what nobody declared only what a person would declare: no networks, buckets and jobs.
    """

    name: str  # as its infrastructure file has it
    path: str
    line: int
    origin: str  # compose, kubernetes …
    component: str | None  # the declared component; null: nobody declared it


# Of Terraform's resources those are components that a person would declare: stores, queues and
# functions, not networks, clusters and buckets; and a store there may be a declared one that so
# far only compose or a chart has shown, by another name: then nothing is said of it. What stands
# in folders of tools (.devcontainer, .github), tests, examples, demos and extras and in a compose
# file for developers does not run in production, and what seeds or migrates runs once. Another
# process of the very image that several declared components run is one of theirs.
SQL = """
WITH system AS (
    SELECT repository, path FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
), elsewhere AS (
    SELECT DISTINCT c.repository, c.kind FROM decided.components AS c
    WHERE NOT EXISTS (SELECT 1 FROM derived.identities AS i
                      WHERE i.repository = c.repository AND i.component = c.name AND i.origin = 'terraform')
), processes AS (
    SELECT DISTINCT c.repository, c.image
    FROM observed.components AS c JOIN derived.identities AS i
      ON i.repository = c.repository AND i.name = c.name AND i.path = c.path AND i.line = c.line
    WHERE contains(c.image, '/')
)
SELECT repository, name, path, line, origin, component FROM derived.identities
UNION
SELECT o.repository, o.name, o.path, o.line, o.origin, NULL
FROM observed.components AS o JOIN system USING (repository, path)
WHERE (o.kind IN ('database', 'cache', 'queue', 'function') OR o.origin <> 'terraform')
  AND o.kind NOT IN ('other', 'job')
  AND NOT regexp_matches(lower(o.name), '(^|[._-])(dlq|dead[_-]?letters?)($|[_-])|_dlq$')
  AND NOT regexp_matches(lower(o.name),
                         '(^|[._-])(seed(er|ing|s)?|migrat(e|es|ions?|or)|init|bootstrap|installer|keys|keygen)([._-]|$)')
  AND NOT regexp_matches(o.path, '(^|/)([.][^/]+|[^/]*[._-]tests?|tests?[._-][^/]*)/')
  AND NOT regexp_matches(lower(o.path),
                         '(^|/)(examples?|samples?|extras?|contrib|testing|experimental|old[-_]docs)/')
  AND NOT regexp_matches(lower(o.path), '(^|/)([^/]*[_-])?demos?([_-]apps?)?/')
  AND NOT regexp_matches(lower(o.path), '(^|/)(docker-)?compose[._-](dev|development|local)([._-][^/]*)?[.]ya?ml$')
  AND NOT regexp_matches(o.path, '(^|[/._-])tests?[._-][^/]*$')
  AND NOT EXISTS (SELECT 1 FROM derived.identities AS i WHERE i.repository = o.repository AND i.name = o.name)
  AND NOT EXISTS (SELECT 1 FROM processes AS p
                  WHERE p.repository = o.repository AND p.image = o.image AND o.kind = 'service')
  AND NOT (o.origin = 'terraform' AND EXISTS (SELECT 1 FROM elsewhere AS e
                                              WHERE e.repository = o.repository AND e.kind = o.kind))
"""

ANALYSIS = Analysis(name="running", version=1, table=Running, sql=SQL)
