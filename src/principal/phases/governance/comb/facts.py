"""What is known of the files of a range: whose they are, what they keep, who calls them, what was found in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Found:
    """An open finding in a file."""

    line: int | None
    rule: str
    message: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the generation of the range's end says of one file.

    ``kind`` is as in ``observed.files``, '' where the file is gone; ``component`` the one whose
    folder it lies in; ``keeps`` the data that this component owns or stores, with their classes;
    ``callers`` the components that need it; ``outside`` whether one of those, or what it needs, is
    outside of the system; ``commits`` how many changed the file in the last year.
    """

    kind: str = ""
    component: str = ""
    core: bool = False
    decision: str = ""
    team: str = ""
    keeps: tuple[str, ...] = ()
    callers: tuple[str, ...] = ()
    outside: bool = False
    commits: int = 0
    findings: tuple[Found, ...] = field(default=())


_FILES = """
WITH asked AS (SELECT unnest(?::VARCHAR[]) AS path)
SELECT a.path, coalesce(f.kind, ''), coalesce(r.name, '')
FROM asked AS a LEFT JOIN observed.files AS f ON f.path = a.path
LEFT JOIN derived.roots AS r ON r.root = '' OR r.root = '.' OR starts_with(a.path, r.root || '/')
QUALIFY row_number() OVER (PARTITION BY a.path ORDER BY length(coalesce(r.root, '')) DESC, r.name) = 1
"""
_COMPONENTS = "SELECT name, core, coalesce(decision, ''), coalesce(team, '') FROM decided.components"
# What nobody confirmed is no reason to look at anything first: a guess is true of half of the files.
_KEEPS = """
SELECT component, data || CASE WHEN len(classes) > 0 THEN ' (' || array_to_string(classes, ', ') || ')' ELSE '' END
FROM (SELECT owner AS component, name AS data, classes, estimated FROM decided.data
      UNION SELECT store, name, classes, estimated FROM decided.data
      UNION SELECT c.component, c.data, d.classes, d.estimated
      FROM decided.copies AS c JOIN decided.data AS d ON d.name = c.data)
WHERE component IS NOT NULL AND NOT estimated ORDER BY ALL
"""
_NEEDS = """
SELECT n.component, n.needs, coalesce(a.external, false), coalesce(b.external, false)
FROM decided.needs AS n LEFT JOIN decided.components AS a ON a.name = n.component
LEFT JOIN decided.components AS b ON b.name = n.needs WHERE NOT n.estimated ORDER BY ALL
"""
_COMMITS = """
SELECT c.path, count(*) FROM observed.changes AS c JOIN observed.commits AS k USING (repository, sha)
WHERE NOT k.bot AND k.committed > (SELECT max(today) FROM known.clock) - INTERVAL 365 DAY
  AND c.path IN (SELECT unnest(?::VARCHAR[]))
GROUP BY c.path
"""
_FINDINGS = """
SELECT f.path, f.line, f.rule, f.message, r.blocking FROM found.findings AS f JOIN found.rules AS r ON r.id = f.rule
WHERE f.waived_by IS NULL AND f.path IN (SELECT unnest(?::VARCHAR[]))
ORDER BY NOT r.blocking, f.rule, f.line
"""


def facts(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> dict[str, Facts]:
    """The facts of each of *paths*."""
    asked = [list(paths)]
    about = {name: rest for name, *rest in connection.execute(_COMPONENTS).fetchall()}
    keeps: dict[str, list[str]] = defaultdict(list)
    for component, entity in connection.execute(_KEEPS).fetchall():
        keeps[component].append(entity)
    callers: dict[str, list[str]] = defaultdict(list)
    outside: set[str] = set()
    for caller, needed, caller_outside, needed_outside in connection.execute(_NEEDS).fetchall():
        callers[needed].append(caller)
        outside |= {needed} if caller_outside else set()
        outside |= {caller} if needed_outside else set()
    commits = dict(connection.execute(_COMMITS, asked).fetchall())
    findings: dict[str, list[Found]] = defaultdict(list)
    for path, *rest in connection.execute(_FINDINGS, asked).fetchall():
        findings[path].append(Found(*rest))
    known = {}
    for path, kind, component in connection.execute(_FILES, asked).fetchall():
        core, decision, team = about.get(component, (False, "", ""))
        known[path] = Facts(
            kind, component, core, decision, team, tuple(keeps[component]), tuple(callers[component]),
            component in outside, commits.get(path, 0), tuple(findings[path]),
        )  # fmt: skip
    return known
