"""A draft of ``architecture/radar.yaml`` from what is in use: each technology on the ring that its use suggests.

Nothing is ever put on Hold: what should go is a decision, and no use shows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from principal.core.drafts import Draft, Entry, reason
from principal.core.yamltext import Line

if TYPE_CHECKING:
    import duckdb

PATH = "architecture/radar.yaml"
MAX_BLIPS = 60  # in one draft: more than that nobody decides on in ten minutes
MAIN_SHARE = 0.2  # of the code: a language that the system is written in
RECENT_DAYS = 180
MAIN_PARTS = 3  # components: used in so many places, it is what one takes by default

HEAD = """\
What we use, and what we do not: drafted from what is in use. A ring here is what the use suggests and not yet what \
anybody decided. Would you choose it again for something new? Then it belongs on Adopt; move what does not, say why, \
and take `estimated` out. Nothing was put on Hold: only you know what has to go, and what to use instead."""
_TOOLS = 12


@dataclass(frozen=True, slots=True)
class Use:
    """A technology that somebody ought to have chosen, and how it is used."""

    name: str
    kind: str
    quadrant: str
    path: str
    line: int
    evidence: str  # what names it there
    parts: int  # components that hold it in their folder, are it, or need it; for a language, are written in it
    places: int  # files that name it
    share: float | None  # of the lines of code, for a language
    scope: str  # infrastructure, deployed, library or language
    main: bool = False  # it is in the folder of a component that holds much of the code
    since: dt.date | None = None  # when the oldest file that names it came, if that was lately
    decision: str | None = None


_LANGUAGES = """
SELECT l.name, 'language', coalesce(k.quadrant, 'languages'), l.path, 1, l.lines, l.files,
       l.lines / sum(l.lines) OVER () AS share
FROM derived.languages AS l LEFT JOIN known.technologies AS k ON k.name = l.name
WHERE l.lines >= 50 ORDER BY l.lines DESC, l.name
"""
_CHOICES = """
WITH births AS (
    SELECT c.repository, c.path, min(k.committed)::DATE AS born
    FROM observed.changes AS c JOIN observed.commits AS k USING (repository, sha)
    WHERE c.path IN (SELECT path FROM derived.choices) GROUP BY c.repository, c.path
)
SELECT c.choice, coalesce(k.kind, any_value(c.kind)), coalesce(k.quadrant, 'platforms'),
       arg_min(c.path, (rank, far, c.path, c.line)), arg_min(c.line, (rank, far, c.path, c.line)),
       arg_min(c.evidence, (rank, far, c.path, c.line)), count(DISTINCT c.path),
       CASE min(rank) WHEN 0 THEN 'infrastructure' WHEN 1 THEN 'deployed' ELSE 'library' END,
       min(b.born), date_diff('day', min(b.born), (SELECT max(today) FROM known.clock)) < RECENT
FROM (SELECT *, list_position(['infrastructure', 'deployed', 'library'], shown) - 1 AS rank,
             c.evidence <> c.choice AS far
      FROM derived.choices AS c) AS c
LEFT JOIN births AS b ON b.repository = c.repository AND b.path = c.path
LEFT JOIN known.technologies AS k ON k.name = c.choice
GROUP BY c.choice, k.kind, k.quadrant ORDER BY c.choice
""".replace("RECENT", str(RECENT_DAYS))
_PARTS = """
WITH parts AS (
    SELECT repository, name, trim(coalesce(root, ''), './') AS root, path, line FROM derived.parts
), code AS (
    SELECT p.name AS part, f.language, sum(f.lines) AS lines
    FROM parts AS p JOIN observed.files AS f
      ON f.repository = p.repository AND p.root <> '' AND starts_with(f.path, p.root || '/')
    WHERE f.kind = 'code' AND f.language IS NOT NULL GROUP BY p.name, f.language
), large AS (
    SELECT part FROM code GROUP BY part HAVING sum(lines) >= MAIN_SHARE * (SELECT sum(lines) FROM derived.languages)
), held AS (
    SELECT DISTINCT coalesce(c.choice, t.name) AS name, p.name AS part
    FROM parts AS p JOIN observed.technologies AS t
      ON t.repository = p.repository AND p.root <> '' AND starts_with(t.path, p.root || '/') AND t.scope = 'runtime'
    LEFT JOIN (SELECT DISTINCT repository, name, choice FROM derived.choices) AS c
      ON c.repository = t.repository AND c.name = t.name
    WHERE t.kind <> 'language'
    UNION
    SELECT language, part FROM code QUALIFY lines >= MAIN_SHARE * sum(lines) OVER (PARTITION BY part)
), are AS (
    SELECT p.name AS part, unnest(p.tech) AS name FROM derived.parts AS p
    UNION
    SELECT p.name, t.name FROM parts AS p JOIN observed.components AS c
      ON c.repository = p.repository AND c.path = p.path AND c.line = p.line AND c.image <> ''
    JOIN observed.technologies AS t ON t.repository = c.repository AND t.path = c.path AND t.ecosystem = 'docker'
     AND ends_with(regexp_replace(c.image, '(@|:[^/:]*$).*$', ''), t.evidence)
), needing AS (
    SELECT a.name, n.component AS part FROM are AS a JOIN derived.part_needs AS n ON n.needs = a.part
    JOIN known.technologies AS k ON k.name = a.name AND k.kind IN ('database', 'cache', 'queue', 'platform')
)
SELECT name, count(DISTINCT part), bool_or(part IN (SELECT part FROM large))
FROM (
    SELECT name, part FROM held
    UNION
    SELECT a.name, a.part FROM are AS a JOIN derived.parts AS p ON p.name = a.part AND p.root IS NOT NULL
    UNION
    SELECT name, part FROM needing
) GROUP BY name
""".replace("MAIN_SHARE", str(MAIN_SHARE))
_PLACED = """
SELECT technology FROM derived.placements
UNION
SELECT unnest(k.implies) FROM derived.placements AS p JOIN known.technologies AS k ON k.name = p.technology
"""
_DECISIONS = """
WITH ids AS (SELECT repository, id, min(path) AS path FROM decided.decisions GROUP BY ALL HAVING count(*) = 1)
SELECT g.name, i.id FROM derived.governed AS g JOIN ids AS i ON i.repository = g.repository AND i.path = g.by
WHERE g.kind = 'technology' ORDER BY ALL
"""
_TESTED = """
SELECT t.name FROM observed.technologies AS t
WHERE t.kind = 'tool' AND t.name NOT IN (SELECT technology FROM derived.placements)
GROUP BY t.name ORDER BY count(DISTINCT t.path) DESC, t.name
"""


def uses(connection: duckdb.DuckDBPyConnection) -> tuple[list[Use], list[str]]:
    """What is in use and on no ring, and the tools that build and test it, most used first."""
    parts = {name: (many, main) for name, many, main in connection.execute(_PARTS).fetchall()}
    placed = {name for (name,) in connection.execute(_PLACED).fetchall()}
    decisions = dict(connection.execute(_DECISIONS).fetchall())
    found = []
    for name, kind, quadrant, path, line, lines, files, share in connection.execute(_LANGUAGES).fetchall():
        told = f"{share:.0%} of the code" if share >= 0.01 else f"{lines:,} lines"
        many, main = parts.get(name, (0, False))
        named = decisions.get(name)
        found.append(Use(name, kind, quadrant, path, line, told, many, files, share, "language", main, None, named))
    for name, kind, quadrant, path, line, evidence, files, scope, born, new in connection.execute(_CHOICES).fetchall():
        many, main = parts.get(name, (0, False))
        named = decisions.get(name)
        since = born if new else None
        found.append(Use(name, kind, quadrant, path, line, evidence, many, files, None, scope, main, since, named))
    tools = [name for (name,) in connection.execute(_TESTED).fetchall()]
    return [use for use in found if use.name not in placed], tools


def draft(used: Sequence[Use], tools: Sequence[str], components: int) -> Draft:
    """What ``architecture/radar.yaml`` lacks of what is in use, in a system of so many *components*."""
    ringed = [(ring_of(use, components), use) for use in used]
    ranked = sorted(
        ringed, key=lambda r: (r[1].kind != "language", -r[1].parts, -(r[1].share or 0), -r[1].places, r[1].name)
    )
    kept = ranked[:MAX_BLIPS]
    entries = []
    for ring in ("adopt", "trial", "assess"):
        members = [use for place, use in kept if place == ring]
        members.sort(
            key=lambda u: (_KINDS.index(u.kind) if u.kind in _KINDS else len(_KINDS), -u.parts, -(u.share or 0), u.name)
        )
        entries += [Entry((ring,), use.name, _blip(use)) for use in members]
    said = []
    if len(ranked) > len(kept):
        left = len(ranked) - len(kept)
        said.append(f"{left} more in use in few places: principal init adds the next ones when these are right.")
    if tools:
        more = f" and {len(tools) - _TOOLS} more" if len(tools) > _TOOLS else ""
        said.append(
            f"Tools that build and test it, which nobody has to decide on first: {', '.join(tools[:_TOOLS])}{more}."
        )
    return Draft(PATH, "radar", HEAD, tuple(entries), (("", "\n".join(said)),))


_KINDS = ("language", "framework", "database", "cache", "queue", "orchestrator", "platform", "service")


def ring_of(use: Use, components: int) -> str:
    """The ring that a use suggests.

    What is in many places, in the code that there is most of, or runs since long is what one takes by default; one
    place is a trial; what came lately is being looked at.
    """
    if use.share is not None:
        return "adopt" if use.share >= MAIN_SHARE or use.parts >= MAIN_PARTS else "trial"
    if use.since is not None:
        return "trial" if use.parts >= MAIN_PARTS else "assess"
    if use.parts >= MAIN_PARTS or use.scope == "infrastructure":
        return "adopt"
    return "adopt" if use.main or components <= 2 else "trial"


def _blip(use: Use) -> Line:
    where = f"in {use.parts} components" if use.parts > 1 else "in one component" if use.parts else ""
    if use.share is not None:
        told = ", ".join(w for w in (use.evidence, where) if w)
    else:
        files = f"named in {use.places} files" if use.places > 1 else ""
        new = f"in a file since {use.since}" if use.since else ""
        named = use.evidence if use.evidence != use.name else ""
        told = ", ".join(w for w in (named, where or files, new) if w) or "in use"
    said = {"quadrant": use.quadrant, "decision": use.decision, "estimated": reason(use.path, use.line, told)}
    return Line({k: v for k, v in said.items() if v})
