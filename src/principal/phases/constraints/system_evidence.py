"""What a draft of the system is made from, asked of a generation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from principal.core.judging import fingerprint
from principal.phases.constraints.system_draft import Evidence, Needed, Owned, Part, Shared

if TYPE_CHECKING:
    import duckdb

_PARTS = """
SELECT p.name, p.kind, p.root, p.tech, p.external, p.declared, p.path, p.line, p.evidence, p.replicas,
       coalesce(c.bought, false)
FROM derived.parts AS p LEFT JOIN decided.components AS c ON c.repository = p.repository AND c.name = p.name
ORDER BY p.name
"""
_NEEDS = """
SELECT component, needs, via, declared, path, line, evidence FROM derived.part_needs
WHERE observed ORDER BY component, needs
"""
_IMAGES = """
SELECT DISTINCT p.name, t.name
FROM derived.parts AS p JOIN observed.components AS c
  ON c.repository = p.repository AND c.path = p.path AND c.line = p.line AND c.image <> ''
JOIN observed.technologies AS t ON t.repository = c.repository AND t.path = c.path AND t.ecosystem = 'docker'
 AND t.kind <> 'package' AND ends_with(regexp_replace(c.image, '(@|:[^/:]*$).*$', ''), t.evidence)
WHERE NOT p.declared AND NOT contains(lower(c.image), lower(split_part(p.repository, '/', 1)) || '/')
ORDER BY ALL
"""
_OWNERS = """
WITH places AS (
    SELECT repository, name, trim(coalesce(root, ''), './') AS root, path FROM derived.parts WHERE NOT declared
), owned AS (
    SELECT p.name, o.owner, count(*) AS files, min(o.decided_at) AS decided_at, min(o.decided_line) AS line
    FROM places AS p JOIN derived.file_owners AS o
      ON o.repository = p.repository
     AND CASE p.root WHEN '' THEN o.path = p.path ELSE starts_with(o.path, p.root || '/') END
    GROUP BY p.name, o.owner
)
SELECT name, owner, decided_at, line FROM owned
QUALIFY row_number() OVER (PARTITION BY name ORDER BY files DESC, contains(owner, '/') DESC, owner) = 1
ORDER BY name
"""
# Who did most of what was done in a folder in two years, if that is nearly all of it.
_AUTHORS = """
WITH recent AS (
    SELECT DISTINCT c.repository, c.sha, k.author, c.path
    FROM observed.commits AS k JOIN observed.changes AS c USING (repository, sha)
    WHERE NOT k.bot AND k.committed > (SELECT max(today) FROM known.clock) - INTERVAL 730 DAY
      AND k.committed::DATE <= (SELECT max(today) FROM known.clock)
), counted AS (
    SELECT p.name, any_value(p.root) AS root, r.author, count(DISTINCT r.sha) AS commits
    FROM derived.parts AS p JOIN recent AS r
      ON r.repository = p.repository AND starts_with(r.path, trim(p.root, './') || '/')
    WHERE NOT p.declared AND trim(p.root, './') <> '' GROUP BY p.name, r.author
)
SELECT name, author, commits, sum(commits) OVER (PARTITION BY name) AS total, root FROM counted
QUALIFY commits >= 10 AND commits >= 0.8 * total ORDER BY name
"""
_DECISIONS = """
WITH ids AS (SELECT repository, id, min(path) AS path FROM decided.decisions GROUP BY ALL HAVING count(*) = 1)
SELECT g.kind, g.name, i.id FROM derived.governed AS g JOIN ids AS i ON i.repository = g.repository AND i.path = g.by
WHERE g.kind = 'component' ORDER BY ALL
"""
_SHARED = """
SELECT l.path, list(DISTINCT l.other ORDER BY l.other), count(DISTINCT l.part)
FROM derived.part_links AS l
WHERE l.how = 'shared' AND NOT EXISTS (
    SELECT 1 FROM derived.part_needs AS n
    WHERE n.repository = l.repository AND n.component = l.part AND n.needs = l.other)
GROUP BY l.path ORDER BY l.path
"""
# What was drafted, is still ESTIMATED, and is not shown any more by the kind of file that showed it.
_GONE = """
WITH telling AS (
    SELECT repository, path FROM observed.components UNION SELECT repository, path FROM observed.calls
), drafted AS (
    SELECT repository, name, '' AS other, estimated_because AS because FROM decided.components WHERE estimated
    UNION ALL
    SELECT repository, component, needs, estimated_because FROM decided.needs WHERE estimated
)
SELECT d.name, d.other, d.because FROM drafted AS d
LEFT JOIN derived.parts AS p ON d.other = '' AND p.repository = d.repository AND p.name = d.name
LEFT JOIN derived.part_needs AS n
  ON d.other <> '' AND n.repository = d.repository AND n.component = d.name AND n.needs = d.other
WHERE NOT coalesce(p.observed, n.observed, false) AND d.because IS NOT NULL
  AND (EXISTS (SELECT 1 FROM telling AS t WHERE t.repository = d.repository AND starts_with(d.because, t.path || ':'))
       OR NOT EXISTS (SELECT 1 FROM observed.files AS f
                      WHERE f.repository = d.repository AND starts_with(d.because, f.path || ':')))
ORDER BY d.name, d.other
"""


def evidence(connection: duckdb.DuckDBPyConnection) -> Evidence:
    """All that is known of the parts of the system, declared or seen."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql).fetchall()

    own = {word for (name,) in rows("SELECT DISTINCT repository FROM known.clock") for word in name.lower().split("/")}
    languages = {name for (name,) in rows("SELECT name FROM known.technologies WHERE kind = 'language'")}
    images = {name for name, technology in rows(_IMAGES) if technology not in own}
    decisions = {name: decision for _, name, decision in rows(_DECISIONS)}
    parts = []
    for name, kind, root, tech, external, declared, path, line, why, replicas, bought in rows(_PARTS):
        told = tuple(sorted((t for t in tech if t not in own), key=lambda t: (t not in languages, t)))
        made, decision = bought or name in images, decisions.get(name)
        parts.append(Part(name, kind, root, told, external, declared, path, line, why, replicas, made, decision))
    needs = tuple(Needed(*row) for row in rows(_NEEDS))
    return Evidence(
        parts=tuple(parts),
        needs=needs,
        owned=_owned(rows),
        teams={name: tuple(handles) for name, handles in rows("SELECT name, handles FROM decided.teams ORDER BY name")},
        stores=tuple(s for (s,) in rows("SELECT DISTINCT store FROM decided.data WHERE store IS NOT NULL ORDER BY 1")),
        refused=_refused(rows, parts, needs),
        shared=tuple(Shared(path, tuple(others), parts) for path, others, parts in rows(_SHARED)),
        gone=tuple(_gone(*row) for row in rows(_GONE)),
    )


def _owned(rows: Any) -> tuple[Owned, ...]:
    by_file = [Owned(name, owner, f"{at}:{line}: {owner}") for name, owner, at, line in rows(_OWNERS)]
    if by_file or rows("SELECT 1 FROM observed.owners LIMIT 1"):
        return tuple(by_file)
    return tuple(
        Owned(name, author, f"git log: {commits} of {total} commits to {root} in two years", person=True)
        for name, author, commits, total, root in rows(_AUTHORS)
    )


def _refused(rows: Any, parts: Sequence[Part], needs: Sequence[Needed]) -> frozenset[tuple[str, str]]:
    """What a person dismissed: as a finding of the two rules that would ask for it."""
    marks = {mark for (mark,) in rows("SELECT fingerprint FROM decided.dismissals")}
    if not marks:
        return frozenset()
    said = {(p.name, ""): fingerprint("component-not-declared", p.name, p.path, 0) for p in parts}
    for n in needs:
        said[n.component, n.needs] = fingerprint("need-not-declared", f"{n.component} needs {n.needs}", n.path, 0)
    return frozenset(what for what, mark in said.items() if mark in marks)


def _gone(name: str, other: str, because: str) -> tuple[tuple[str, ...], str]:
    where = ("components", name, "needs", other) if other else ("components", name)
    return where, because
