"""The programming languages of the system, and how much is written in each."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("name",))
@dataclass(frozen=True, slots=True)
class Languages:
    """Programming languages by the code in them, with tests, generated and vendored files, examples and tools left out.

    Shells, query and configuration languages come with the system that they serve, and are no
    row. Lines are rounded, so that an edit of one file seldom changes what follows from them.
    """

    name: str  # as in observed.technologies
    files: int
    lines: int  # rounded down to two significant digits
    path: str  # its largest file


SQL = """
WITH names AS (
    SELECT a.name AS language, min(a.technology) AS technology
    FROM known.aliases AS a JOIN known.technologies AS t ON t.name = a.technology
    WHERE a.ecosystem = 'language' AND t.kind = 'language' GROUP BY a.name
), code AS (
    SELECT f.repository, n.technology AS name, count(*) AS files, CAST(sum(f.lines) AS BIGINT) AS lines,
           arg_max(f.path, (f.lines, f.path)) AS path
    FROM observed.files AS f JOIN names AS n ON n.language = f.language
    WHERE f.kind = 'code' AND f.lines IS NOT NULL
      AND NOT regexp_matches(regexp_replace(f.path, '(^|/)(java|kotlin|scala|groovy)/.*$', '/'),
                             '(^|/)(examples?|samples?|testing|[.][^/]+)/')
      AND n.technology NOT IN ('shell', 'sql', 'plpgsql', 'plsql', 'powershell', 'assembly', 'jsonnet', 'starlark',
                               'nix', 'cue', 'glsl', 'hlsl', 'wgsl', 'metal', 'tcl', 'applescript')
    GROUP BY f.repository, n.technology
)
SELECT repository, name, files,
       lines - lines % CAST(power(10, greatest(0, length(CAST(lines AS VARCHAR)) - 2)) AS BIGINT) AS lines, path
FROM code
"""

ANALYSIS = Analysis(name="languages", version=1, table=Languages, sql=SQL)
