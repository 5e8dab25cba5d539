"""The index of a generation: the little of it that a question about some paths needs, as one JSON file.

To load the database takes longer than a hook may take. So whoever builds the generation of a
working tree for an agent writes this beside it: records, open findings, what blocks, and for
each file what it uses. It is made from the generation alone and is forgotten with it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from principal.core.program import ROOT

if TYPE_CHECKING:
    import duckdb

    from principal.core.decided import (
        Citations,
        Components,
        Constraints,
        Data,
        Decisions,
        Journeys,
        Needs,
        Teams,
    )
    from principal.core.found import Findings, Mistakes, Phases, Rules

VERSION = 3
MAX_FINDINGS = 3_000
MAX_SUBJECTS = 20_000
MAX_TEXT = 400

# What is read whole, each as the rows of its table; the order is that in which things are told.
_ROWS = {
    "components": "SELECT * FROM decided.components ORDER BY path, line",
    "constraints": "SELECT * FROM decided.constraints ORDER BY path, line",
    "data": "SELECT * FROM decided.data ORDER BY path, line",
    "journeys": "SELECT * FROM decided.journeys ORDER BY path, line",
    "teams": "SELECT * FROM decided.teams ORDER BY name",
    "needs": "SELECT * FROM decided.needs ORDER BY component, needs",
    "loans": "SELECT * FROM decided.loans ORDER BY due, id",
    "decisions": "SELECT id, path, line, title, status, status_text FROM decided.decisions ORDER BY path",
    "proposals": """
        SELECT proposal, path, tier, status, because, next_step FROM derived.proposal_standings
        WHERE status IN ('draft', 'proposed', 'final comment', 'accepted') ORDER BY path
    """,
    "touches": """
        SELECT t.proposal, t.kind, t.name, t.because FROM derived.proposal_touches AS t
        WHERE t.kind IN ('component', 'path') ORDER BY t.path, t.line, t.kind, t.name
    """,
    "citations": "SELECT path, cites FROM decided.citations ORDER BY path, line",
    "blips": """
        SELECT p.technology, p.ring, p.why, p.instead, p.path, p.line, p.decision,
               coalesce(b.estimated, false) AS estimated
        FROM derived.placements AS p LEFT JOIN decided.blips AS b
          ON b.repository = p.repository AND b.name = p.blip AND b.ring = p.ring AND b.path = p.path AND b.line = p.line
        ORDER BY p.package DESC
    """,
    "mistakes": 'SELECT * FROM found.mistakes ORDER BY path, line, "column"',
    "phases": "SELECT * FROM found.phases WHERE stage = 'build' ORDER BY position",
    "rules": "SELECT * FROM found.rules ORDER BY id",
    "findings": f"""
        SELECT f.rule, f.subject, f.path, f.line, left(f.message, {MAX_TEXT}) AS message, f.waived_by
        FROM found.findings AS f JOIN found.rules AS r ON r.id = f.rule
        ORDER BY f.waived_by IS NOT NULL, NOT r.blocking, r.status = 'trial',
                 CASE r.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.rule, f.path, f.line, f.subject
        LIMIT {MAX_FINDINGS}
    """,  # noqa: S608 (our own text)
    "running": """
        SELECT name, kind, path, line, build FROM observed.components WHERE build IS NOT NULL ORDER BY path, line
    """,
    "stacks": "SELECT component, technology, seen_path, seen_line FROM derived.stacks WHERE firm ORDER BY technology",
    "technologies": """
        SELECT name, coalesce(any_value(k.title), name) AS title, max(t.kind) AS kind
        FROM observed.technologies AS t LEFT JOIN known.technologies AS k USING (name) GROUP BY name ORDER BY name
    """,
    "owners": """
        SELECT section, prefix, part, regex, line, path, list(owner ORDER BY owner) AS owners
        FROM observed.owners
        WHERE path = (SELECT min(decided_at) FROM derived.file_owners)
        GROUP BY section, prefix, part, regex, line, path ORDER BY line
    """,
}  # fmt: skip

_SUBJECTS = f"""
SELECT DISTINCT o.rule, o.subject FROM found.outcomes AS o JOIN found.rules AS r ON r.id = o.rule
WHERE o.outcome IN ('pass', 'waived') AND o.subject <> ''
ORDER BY NOT r.blocking, o.rule, o.subject LIMIT {MAX_SUBJECTS}
"""  # noqa: S608 (our own text)

# What each file uses: named in it, imported by it (the client of a database stands for it), written in it.
_USES = """
WITH aliases AS (
    SELECT CASE ecosystem WHEN 'npm' THEN 'javascript' WHEN 'golang' THEN 'go' WHEN 'maven' THEN 'java'
                ELSE 'python' END AS language,
           rtrim(name, '*') AS name, ends_with(name, '*') AS prefix, technology
    FROM known.aliases
    WHERE ecosystem IN ('pypi', 'npm', 'golang', 'maven') AND technology IN (SELECT name FROM observed.technologies)
), imported AS (
    SELECT DISTINCT from_path, module,
           CASE language WHEN 'typescript' THEN 'javascript' WHEN 'kotlin' THEN 'java' ELSE language END AS language
    FROM derived.dependencies WHERE module IS NOT NULL
), modules AS (
    SELECT m.language, m.module, a.technology
    FROM (SELECT DISTINCT language, module FROM imported) AS m
    JOIN aliases AS a ON a.language = m.language
     AND CASE WHEN a.prefix THEN starts_with(lower(m.module), a.name)
              ELSE replace(lower(m.module), '_', '-') = a.name END
), uses AS (
    SELECT path, name FROM observed.technologies
    UNION
    SELECT i.from_path, m.technology FROM imported AS i JOIN modules AS m USING (language, module)
    UNION
    SELECT path, language FROM observed.files WHERE language IS NOT NULL AND kind = 'code'
)
SELECT path, list(name ORDER BY name) FROM uses GROUP BY path ORDER BY path
"""
_TOPICS = (
    "SELECT path, string_agg(DISTINCT word, ' ' ORDER BY word) FROM decided.decision_topics GROUP BY path ORDER BY path"
)


class Index:
    """What an index holds: the rows of its tables (as namespaces that look like them), and by path what it uses.

    Raises:
        ValueError: *said* is no index.
    """

    def __init__(self, said: dict[str, Any]) -> None:
        if said.get("version") != VERSION:
            raise ValueError("an index of another version")
        self._said = said
        self.repository: str = said["repository"]
        self.today = dt.date.fromisoformat(said["today"])
        self.uses: dict[str, list[int]] = said["uses"]
        self.names: list[str] = said["names"]
        self.topics: dict[str, str] = said["topics"]
        self.reasons: dict[str, str] = said["reasons"]
        self.subjects: dict[str, list[str]] = said["subjects"]
        self.components = cast("list[Components]", self._rows("components"))
        self.constraints = cast("list[Constraints]", self._rows("constraints"))
        self.data = cast("list[Data]", self._rows("data"))
        self.journeys = cast("list[Journeys]", self._rows("journeys"))
        self.teams = cast("list[Teams]", self._rows("teams"))
        self.needs = cast("list[Needs]", self._rows("needs"))
        self.decisions = cast("list[Decisions]", self._rows("decisions"))
        self.citations = cast("list[Citations]", self._rows("citations"))
        self.mistakes = cast("list[Mistakes]", self._rows("mistakes"))
        self.phases = cast("list[Phases]", self._rows("phases"))
        self.rules = cast("dict[str, Rules]", {r.id: r for r in self._rows("rules")})
        self.findings = cast("list[Findings]", self._rows("findings"))

    def _rows(self, table: str) -> list[SimpleNamespace]:
        columns, rows = self._said["tables"][table]
        return [SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in rows]

    def rows(self, table: str) -> list[Any]:
        """The rows of one of the tables that few questions need; dates are text as in ISO 8601."""
        return self._rows(table)


def made(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The index of a generation, as plain data."""
    clock = connection.execute("SELECT repository, today FROM known.clock").fetchall()[0]
    tables = {}
    for name, sql in _ROWS.items():
        cursor = connection.execute(sql)
        columns = [d[0] for d in cursor.description]
        tables[name] = [columns, [[_plain(v) for v in row] for row in cursor.fetchall()]]
    subjects: dict[str, list[str]] = defaultdict(list)
    for rule, subject in connection.execute(_SUBJECTS).fetchall():
        subjects[rule].append(subject)
    names: dict[str, int] = {}
    uses = {
        path: [names.setdefault(used, len(names)) for used in technologies]
        for path, technologies in connection.execute(_USES).fetchall()
    }
    rules = connection.execute("SELECT id, phase FROM found.rules WHERE origin = 'principal' ORDER BY id").fetchall()
    return {
        "version": VERSION, "repository": clock[0], "today": clock[1].isoformat(), "tables": tables,
        "subjects": subjects, "uses": uses, "names": list(names),
        "topics": dict(connection.execute(_TOPICS).fetchall()),
        "reasons": {rule: _reason(rule, phase) for rule, phase in rules},
    }  # fmt: skip


_WHY = re.compile(r"^## Why\s*\n+(.+?)(?:\n\n|\n#|\Z)", re.MULTILINE | re.DOTALL)
_SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)")


def _reason(rule: str, phase: str) -> str:
    """The first sentence of why one of our own rules is; '' where it cannot be told."""
    try:
        found = _WHY.search((Path(ROOT) / "phases" / phase / "rules" / f"{rule}.md").read_text(encoding="utf-8"))
    except OSError:
        return ""  # the engine's own
    said = " ".join(found[1].split()) if found else ""
    sentence = _SENTENCE.match(said)
    return sentence[1] if sentence else said


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value[: MAX_TEXT * 4]
    return value.isoformat() if isinstance(value, dt.date) else value


def beside(generation: Path) -> Path:
    """Where the index of a generation is."""
    return generation.with_suffix(".index.json")


def load(generation: Path) -> Index | None:
    """The index beside a generation; None where there is none that can be read."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Index(json.loads(beside(generation).read_bytes()))
    return None


def save(generation: Path, said: dict[str, Any]) -> None:
    """Write an index beside its generation."""
    from principal.core.store import replace_file

    replace_file(beside(generation), json.dumps(said, separators=(",", ":")).encode())
