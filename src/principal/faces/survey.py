"""What a survey gathers from a generation: small relations, no rendering.

Everything here is asked of tables that were filled when the generation was built.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from principal.core.store import open_read_only
from principal.faces.busy import busiest

if TYPE_CHECKING:
    import duckdb

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Survey:
    """What is true of a repository that nobody described."""

    files: Row  # count, bytes of text lines, languages
    history: Row  # commits, people, first day, last day, people in the last year
    languages: list[Row]  # name, files, lines
    technologies: list[Row]  # kind, name, places, first path, first line, version
    components: list[Row]  # name, kind, origins, image, replicas
    calls: list[Row]  # caller, callee, via
    governance: list[Row]  # what, count, example
    governed: list[Row]  # kind, observed, governed by what somebody decided or confirmed, governed by a guess alone
    decisions: list[Row]  # status, count
    alone: list[Row]  # folder, person, lines, files, last day
    together: list[Row]  # one, other, times, confidence
    busiest: list[Row]  # path, commits in the last year, lines
    gaps: list[Row]  # source, files not read whole, example, reason
    records: list[Row]  # which of the records that phase 1 begins with are there


def gather(generation: Path) -> Survey:
    """Ask the generation for all that a survey shows."""
    with contextlib.closing(open_read_only(generation)) as connection:
        return read(connection)


def read(connection: duckdb.DuckDBPyConnection) -> Survey:
    """The same of a generation that is open."""

    def rows(sql: str) -> list[Row]:
        return connection.execute(sql).fetchall()

    return Survey(
        files=rows("SELECT count(*), coalesce(sum(lines) FILTER (WHERE kind = 'code'), 0), "
                   "count(DISTINCT language) FROM observed.files")[0],
        history=rows(_HISTORY)[0],
        languages=rows(_LANGUAGES),
        technologies=rows(_TECHNOLOGIES),
        components=rows(_COMPONENTS),
        calls=rows(_CALLS),
        governance=rows(_GOVERNANCE),
        governed=rows("SELECT kind, count(*), count(*) FILTER (WHERE governed AND NOT guessed), "
                      "count(*) FILTER (WHERE guessed) FROM derived.governed GROUP BY kind ORDER BY kind"),
        decisions=rows("SELECT status, count(*) FROM decided.decisions GROUP BY ALL ORDER BY 2 DESC, 1"),
        alone=rows(_ALONE),
        together=rows(_TOGETHER),
        busiest=busiest(connection, 5, 5),
        gaps=rows(_GAPS),
        records=rows("SELECT DISTINCT reader FROM found.readings "
                     "WHERE reader IN ('constraints', 'radar', 'system') ORDER BY reader"),
    )  # fmt: skip


_HISTORY = """
SELECT count(*), count(DISTINCT author) FILTER (WHERE NOT bot), min(committed)::DATE, max(committed)::DATE,
       count(DISTINCT author) FILTER (
           WHERE NOT bot AND committed > (SELECT max(today) FROM known.clock) - INTERVAL 365 DAY)
FROM observed.commits WHERE committed::DATE <= (SELECT max(today) FROM known.clock)
"""
_LANGUAGES = """
SELECT language, count(*), sum(lines) FROM observed.files
WHERE language IS NOT NULL AND kind = 'code' GROUP BY language ORDER BY sum(lines) DESC, language
"""
_TECHNOLOGIES = """
SELECT kind, name, count(*), arg_min(path, (CASE scope WHEN 'runtime' THEN 0 ELSE 1 END, path, line)),
       arg_min(line, (CASE scope WHEN 'runtime' THEN 0 ELSE 1 END, path, line)),
       max(version) FILTER (WHERE version SIMILAR TO '[0-9][0-9.]*'),
       bool_and(scope IN ('development', 'build') AND ecosystem <> 'terraform-provider')
FROM observed.technologies AS t
WHERE kind <> 'language' AND NOT (kind = 'package' AND ecosystem IN ('docker', 'helm'))  -- shown as components
  AND NOT (kind = 'package' AND EXISTS (  -- its family is shown
      SELECT 1 FROM observed.technologies AS o
      WHERE o.path = t.path AND o.line = t.line AND o.evidence = t.evidence AND o.kind <> 'package'))
GROUP BY kind, name ORDER BY kind, count(*) DESC, name
"""
_COMPONENTS = """
SELECT c.name, min(c.kind), string_agg(DISTINCT c.origin, ', ' ORDER BY c.origin), min(c.image), max(c.replicas),
       min(c.path)
FROM observed.components AS c JOIN derived.running AS r USING (repository, name, path)
WHERE c.origin <> 'terraform'
GROUP BY c.name ORDER BY c.name
"""
_CALLS = """
SELECT caller, callee, coalesce(min(nullif(via, '')), '') FROM (
    SELECT caller, callee, via FROM observed.calls
    WHERE kind <> 'depends_on' AND NOT regexp_full_match(callee, '[A-Z0-9_]+')  -- a placeholder for an address
    UNION ALL SELECT component, needs, via FROM derived.part_needs WHERE observed
) GROUP BY caller, callee ORDER BY ALL
"""
_GOVERNANCE = """
SELECT 'code owners' AS what, count(*) AS n, min(path) AS example FROM observed.owners
UNION ALL SELECT 'contracts of ' || tool, count(*), min(path) FROM observed.contracts GROUP BY tool
UNION ALL SELECT 'guide (' || kind || ')', count(*), min(path) FROM observed.guides GROUP BY kind
UNION ALL SELECT 'catalog entities', count(*), min(path) FROM observed.catalog_entities
UNION ALL SELECT 'model elements of ' || tool, count(*), min(path) FROM observed.model_elements GROUP BY tool
UNION ALL SELECT 'radar entries', count(*), min(path) FROM observed.radar_entries
UNION ALL SELECT 'results of ' || tool, count(*), min(path) FROM observed.results GROUP BY tool
UNION ALL SELECT 'decision records', count(*), min(path) FROM decided.decisions
ORDER BY what
"""
_ALONE = """
WITH folders AS (
    SELECT coalesce(nullif(regexp_extract(k.path, '^((?:[^/]+/){1,2})', 1), ''), './') AS folder,
           k.alone, k.share, k.last_change, k.commits, f.lines
    FROM derived.knowledge AS k JOIN observed.files AS f USING (repository, path)
    WHERE f.kind = 'code' AND f.lines IS NOT NULL AND k.main_author IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM derived.roots AS r WHERE starts_with(k.path, r.root || '/'))
)
SELECT folder, any_value(alone), sum(lines), count(*), max(last_change)
FROM folders GROUP BY folder
HAVING count(DISTINCT alone) = 1 AND count(alone) = count(*) AND count(*) >= 5 AND max(commits) >= 2
   AND (SELECT count(DISTINCT name) FROM (SELECT unnest(living) AS name FROM derived.knowledge)) >= 3
ORDER BY sum(lines) DESC, folder LIMIT 5
"""
_TOGETHER = """
SELECT path, other, together, confidence FROM derived.couplings
WHERE apart AND together >= 8 AND confidence >= 0.6
ORDER BY together DESC, path, other LIMIT 5
"""
_GAPS = """
SELECT source, count(DISTINCT path), min(path), arg_min(reason, path)
FROM observed.coverage WHERE path <> '' AND status IN ('partial', 'unread') GROUP BY source
UNION ALL
SELECT source, 0, '', reason FROM observed.coverage WHERE path = '' AND status IN ('missing', 'partial')
  AND source = 'history'
ORDER BY ALL
"""
