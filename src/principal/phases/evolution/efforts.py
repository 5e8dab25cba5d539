"""What people worked on: the code that commits of one purpose changed, and on which side of a boundary it lies."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("sha", "path"))
@dataclass(frozen=True, slots=True)
class Efforts:
    """Existing files of code that commits of the last two years changed, one row a commit and file.

    Left out is what goes along with any change and says nothing of the boundary between two
    files: automation, commits of more than 30 files, contracts (which change with what implements
    them), declarations of infrastructure, markup and styles, scripts, and the files that list,
    start or number the rest (``main.go``, ``index.ts``, ``version.rb``, a ``Rakefile``).
    """

    sha: str
    path: str
    root: str | None  # of the component that it belongs to, as in derived.roots
    side: str  # that root, or else its first folders; layers of one application (app/models) are one side


# Folders that slice one application into layers: a feature changes several of them, as it should.
SQL = """
WITH code AS (
    SELECT repository, path, regexp_extract(path, '^[^/]+/', 0) AS top,
           regexp_extract(path, '^(?:[^/]+/){0,2}', 0) AS folders
    FROM observed.files
    WHERE kind = 'code'
      AND language NOT IN ('protobuf', 'graphql', 'thrift', 'hcl', 'jsonnet', 'nix', 'rego', 'html', 'css', 'scss',
                           'sass', 'less', 'shell', 'batch', 'powershell')
      AND NOT regexp_matches(lower(path), '(^|/)(rakefile|gulpfile[.]js|gruntfile[.]js|extensions[.]cs|setup[.]py'
          || '|(main|index|mod|lib|program|startup|__init__|__main__|_?version)[.][a-z]+)$')
), owned AS (
    SELECT c.repository, c.path, max_by(r.root, length(r.root)) AS root
    FROM code AS c JOIN derived.roots AS r ON r.repository = c.repository AND starts_with(c.path, r.root || '/')
    GROUP BY c.repository, c.path
), placed AS (
    SELECT c.repository, c.path, o.root, CASE
        WHEN o.root IS NOT NULL THEN o.root || '/'
        WHEN regexp_matches(lower(c.folders), '/(controllers|models|views|helpers|services|serializers|forms|queries'
             || '|jobs|mailers|workers|policies|presenters|decorators|validators|middleware|repositories|entities|dtos?'
             || '|schemas?|graphql|resolvers|routes|handlers|components|pages|hooks|stores?|types|utils|lib|styles'
             || '|assets|javascript|templates)/$')
        THEN c.top ELSE c.folders END AS side
    FROM code AS c LEFT JOIN owned AS o USING (repository, path)
), recent AS (
    SELECT k.repository, k.sha FROM observed.commits AS k JOIN known.clock AS c USING (repository)
    WHERE NOT k.bot AND CAST(k.committed AS DATE) > c.today - 730
), small AS (
    SELECT c.repository, c.sha FROM observed.changes AS c JOIN recent USING (repository, sha)
    GROUP BY c.repository, c.sha HAVING count(*) <= 30
)
SELECT DISTINCT c.repository, c.sha, c.path, p.root, p.side
FROM observed.changes AS c JOIN small USING (repository, sha) JOIN placed AS p USING (repository, path)
"""

ANALYSIS = Analysis(name="efforts", version=1, table=Efforts, sql=SQL)
