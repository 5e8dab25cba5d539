"""Governance coverage: which of the technologies, components and boundaries observed does a decision govern."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("kind", "name"))
@dataclass(frozen=True, slots=True)
class Governed:
    """What was observed, and what people decided of it, if anything.

    Technologies: all that are in use at run time, and languages, frameworks, databases and
    the like wherever they are used; tools and libraries for tests and builds, and tools that
    only a file of theirs shows, are left out, and so are drivers and the like, whose database
    stands for them. What governs a cloud governs its building blocks. Components: those of
    infrastructure files. Boundaries: those that another checker holds.
    """

    kind: str  # technology, component or boundary
    name: str
    path: str  # where it was observed first: at run time before development, then by path
    line: int
    governed: bool
    guessed: bool  # what governs it is a guess alone that nobody confirmed
    by: str | None  # the radar, decision, system record or contract that says so, as a path


# Words that name a technology or a component of many systems, and in a title mostly mean
# something else: "Go live", "API versioning". They govern by a blip or a declaration alone.
_EVERYDAY = (
    "go c r d next play express echo less chart charts spring flow flask fiber chalk native web api app db ui core "
    "server client worker proxy cache queue database backend frontend gateway search email mail storage service "
    "services auth admin jobs job test tests docs data events logs logging metrics monitoring config registry"
)
EVERYDAY = frozenset(_EVERYDAY.split())
_QUOTED = ", ".join(f"'{word}'" for word in _EVERYDAY.split())

SQL = """
WITH topics AS (
    SELECT t.repository, t.word, min(d.path) AS path
    FROM decided.decision_topics AS t JOIN decided.decisions AS d USING (repository, path)
    WHERE d.status IN ('accepted', 'unknown') AND t.word NOT IN (EVERYDAY)
    GROUP BY t.repository, t.word
), spoken AS (
    SELECT name AS technology, name AS word FROM known.technologies
    UNION SELECT name, regexp_replace(lower(title), '\\s+', '-', 'g') FROM known.technologies
    UNION
    SELECT a.technology, a.name FROM known.aliases AS a JOIN known.technologies AS t ON t.name = a.technology
    WHERE a.ecosystem = 'docker' AND NOT contains(a.name, '/') AND t.kind IN ('database', 'cache', 'queue')
), blips AS (
    SELECT p.repository, p.technology, p.path, coalesce(b.estimated, false) AS guessed
    FROM derived.placements AS p LEFT JOIN decided.blips AS b ON b.repository = p.repository AND b.name = p.blip
), placed AS (
    SELECT repository, technology, min(path) AS path, bool_and(guessed) AS guessed FROM (
        SELECT repository, technology, path, guessed FROM blips
        UNION ALL
        SELECT b.repository, unnest(k.implies), b.path, b.guessed
        FROM blips AS b JOIN known.technologies AS k ON k.name = b.technology
    ) GROUP BY repository, technology
), decided_technologies AS (
    SELECT t.repository, s.technology, min(t.path) AS path
    FROM topics AS t JOIN spoken AS s ON s.word = t.word GROUP BY t.repository, s.technology
), clouds AS (
    SELECT t.name AS technology, min(c.name) AS cloud
    FROM known.technologies AS t JOIN known.technologies AS c ON c.vendor = t.vendor
    WHERE t.kind = 'platform' AND c.name IN ('aws', 'azure', 'google-cloud', 'cloudflare', 'alibaba-cloud', 'ibm-cloud',
                                             'oracle-cloud', 'tencent-cloud', 'vercel', 'akamai')
    GROUP BY t.name
), technologies AS (
    SELECT t.repository, t.name, arg_min(t.path, (t.scope <> 'runtime', t.path, t.line)) AS path,
           arg_min(t.line, (t.scope <> 'runtime', t.path, t.line)) AS line
    FROM observed.technologies AS t JOIN known.technologies AS k ON k.name = t.name
    WHERE NOT (t.kind = 'library' AND k.implies <> [])
      AND NOT (t.kind IN ('tool', 'library') AND t.scope IN ('development', 'build'))
      AND NOT (t.kind = 'tool' AND t.ecosystem = 'file')
    GROUP BY t.repository, t.name
), components AS (
    SELECT c.repository, c.name, arg_min(c.path, (c.path, c.line)) AS path, arg_min(c.line, (c.path, c.line)) AS line,
           list(DISTINCT rtrim(ltrim(c.build, './'), '/')) FILTER (trim(c.build, './') <> '') AS roots
    FROM observed.components AS c JOIN derived.running AS r USING (repository, name, path)
    GROUP BY c.repository, c.name
), declared AS (
    SELECT s.repository, s.name, min(c.path) AS path, bool_and(c.estimated) AS guessed
    FROM derived.sightings AS s JOIN decided.components AS c ON c.repository = s.repository AND c.name = s.component
    WHERE s.how = 'declared' GROUP BY s.repository, s.name
), built AS (
    SELECT repository, name, unnest(roots) AS root FROM components
), cited AS (
    SELECT b.repository, b.name, min(d.path) AS path
    FROM built AS b
    JOIN decided.citations AS c
      ON c.repository = b.repository AND (c.cites = b.root OR starts_with(c.cites, b.root || '/'))
    JOIN decided.decisions AS d ON d.repository = c.repository AND d.path = c.path
    WHERE d.status IN ('accepted', 'unknown') GROUP BY b.repository, b.name
), boundaries AS (
    SELECT repository, name, min(path) AS path, arg_min(line, (path, line)) AS line
    FROM observed.contracts GROUP BY repository, name
)
SELECT t.repository, 'technology' AS kind, t.name, t.path, t.line,
       coalesce(p.path, d.path, q.path, e.path) IS NOT NULL AS governed,
       coalesce(p.path, q.path) IS NOT NULL AND coalesce(d.path, e.path) IS NULL
       AND coalesce(p.guessed, true) AND coalesce(q.guessed, true) AS guessed,
       coalesce(p.path, d.path, q.path, e.path) AS by
FROM technologies AS t
LEFT JOIN placed AS p ON p.repository = t.repository AND p.technology = t.name
LEFT JOIN decided_technologies AS d ON d.repository = t.repository AND d.technology = t.name
LEFT JOIN clouds AS c ON c.technology = t.name
LEFT JOIN placed AS q ON q.repository = t.repository AND q.technology = c.cloud
LEFT JOIN decided_technologies AS e ON e.repository = t.repository AND e.technology = c.cloud
UNION ALL
SELECT c.repository, 'component', c.name, c.path, c.line, coalesce(d.path, t.path, b.path) IS NOT NULL,
       coalesce(d.guessed, false) AND coalesce(t.path, b.path) IS NULL, coalesce(d.path, t.path, b.path)
FROM components AS c
LEFT JOIN declared AS d ON d.repository = c.repository AND d.name = c.name
LEFT JOIN topics AS t ON t.repository = c.repository AND t.word = regexp_replace(lower(c.name), '[_ ]', '-', 'g')
LEFT JOIN cited AS b ON b.repository = c.repository AND b.name = c.name
UNION ALL
SELECT repository, 'boundary', name, path, line, true, false, path FROM boundaries
""".replace("EVERYDAY", _QUOTED)

ANALYSIS = Analysis(name="governed", version=5, table=Governed, sql=SQL)
