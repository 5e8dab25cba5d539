"""What a report shows, asked of one generation: small relations, no rendering."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from principal.faces.report.ages import Age, touched
from principal.faces.report.wanted import Wanted
from principal.faces.survey import Survey
from principal.faces.survey import read as read_survey
from principal.phases.constraints.whole_system import Part
from principal.phases.constraints.whole_system import read as read_parts

if TYPE_CHECKING:
    import duckdb

    from principal.core.rules import Rule
    from principal.core.trend import Trend
    from principal.core.verdict import Verdict
    from principal.faces.pictures.picture import Picture

Row = tuple[Any, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology in use, where it is named first, and what was decided of it."""

    name: str
    title: str
    kind: str
    uses: int
    path: str
    line: int | None
    evidence: str  # what it is called there
    version: str | None  # that is asked for there
    aside: bool  # for tests, builds and development alone
    ring: str | None
    guessed: bool  # its ring is a guess that nobody confirmed
    by: str | None  # the record that governs it


@dataclass(frozen=True, slots=True)
class Blip:
    """A blip of the radar and its use."""

    name: str
    ring: str
    since: dt.date | None
    owner: str | None
    why: str | None
    instead: str | None
    decision: str | None
    path: str
    line: int
    estimated: bool
    because: str | None  # what it was guessed from, where nobody confirmed it
    uses: int
    first_path: str | None
    first_line: int | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A link of a decision to another, in its own words."""

    kind: str
    target: str
    to_path: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision record; ``text`` is its Markdown, None where it could not be read."""

    id: str
    path: str
    line: int
    title: str
    status: str
    status_text: str | None
    date: dt.date | None
    review: dt.date | None
    deciders: list[str]
    dialect: str
    relations: tuple[Relation, ...]
    superseded_by: tuple[str, ...]  # paths of those that say so
    text: str | None


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan and how many open findings it covers."""

    id: str
    rule: str
    what: str
    principal: str | None
    interest: str | None
    owner: str | None
    taken: dt.date | None
    due: dt.date | None
    because: str | None
    path: str
    line: int
    covers: int


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A dismissal, and whether it covers a finding still."""

    rule: str
    because: str | None
    by: str | None
    on: dt.date | None
    path: str
    line: int
    covers: bool


@dataclass(frozen=True, slots=True)
class Constraint:
    """Something that the system cannot do, in words."""

    id: str
    kind: str
    subject: str
    said: str
    measurable: bool
    estimated: bool
    because: str | None  # what it was guessed from, where nobody confirmed it
    owner: str | None
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A file that a source could not read whole; ``path`` is '' for the source as a whole."""

    source: str
    path: str
    line: int | None
    reason: str


@dataclass(frozen=True)
class Facts:
    """All that one generation tells a report.

    Attributes:
        head: the commit that is checked out, '' before the first one.
        ages: of every file that something points to.
        uncommitted: of those, the ones whose content is not that of the commit.
    """

    seen: Survey
    parts: tuple[Part, ...]
    technologies: tuple[Technology, ...]
    titles: Mapping[str, str]  # of every technology that the catalog knows
    packages: tuple[str, ...]
    blips: tuple[Blip, ...]
    decisions: tuple[Decision, ...]
    loans: tuple[Loan, ...]
    dismissals: tuple[Dismissal, ...]
    constraints: tuple[Constraint, ...]
    gaps: tuple[Gap, ...]
    ages: Mapping[str, Age]


@dataclass(frozen=True)
class Report:
    """Everything that is rendered.

    Attributes:
        head: the commit that is checked out; None before the first one.
        uncommitted: files that findings point to and whose content is not the commit's.
        rules: with their reasons and how to mend what they find.
        wanted: what was asked for.
    """

    facts: Facts
    verdict: Verdict
    rules: Mapping[str, Rule]
    pictures: Sequence[Picture]
    trend: Trend | None
    head: str | None
    uncommitted: frozenset[str]
    wanted: Wanted


def facts_of(connection: duckdb.DuckDBPyConnection, verdict: Verdict, texts: Mapping[str, str]) -> Facts:
    """What the generation tells; *texts* has the Markdown of decision records by path."""

    def rows(sql: str) -> list[Row]:
        return connection.execute(sql).fetchall()

    seen = read_survey(connection)
    paths = {j.finding.path for j in (*verdict.findings, *verdict.waived)}
    blips = tuple(Blip(*row) for row in rows(_BLIPS))
    decisions = tuple(_decisions(rows(_DECISIONS), rows(_RELATIONS), texts))
    paths.update(d.path for d in decisions)
    covered: dict[str, int] = {}
    dismissed = set()
    for judged in verdict.waived:
        how = judged.finding.waived_by or ""
        covered[how] = covered.get(how, 0) + 1
        dismissed.add(judged.finding.fingerprint if how == "dismissal" else "")
    return Facts(
        seen=seen,
        parts=tuple(sorted(read_parts(connection), key=lambda part: (part.external, part.name))),
        technologies=tuple(
            _technologies([*_languages(rows(_LARGEST)), *seen.technologies], rows(_FIRST), rows(_DECIDED))
        ),
        titles=dict(connection.execute("SELECT name, title FROM known.technologies ORDER BY name").fetchall()),
        packages=tuple(name for kind, name, *_, aside in seen.technologies if kind == "package" and not aside),
        blips=blips,
        decisions=decisions,
        loans=tuple(_made(Loan, row, covers=covered.get(f"loan {row[0]}", 0)) for row in rows(_LOANS)),
        dismissals=tuple(_made(Dismissal, row, covers=mark in dismissed) for mark, *row in rows(_DISMISSALS)),
        constraints=tuple(_constraint(row) for row in rows(_CONSTRAINTS)),
        gaps=tuple(Gap(*row) for row in rows(_GAPS)),
        ages=touched(connection, paths),
    )


def _made(kind: Callable[..., T], row: Sequence[Any], **more: Any) -> T:
    """A dataclass of a row's values and *more*."""
    return kind(*row, **more)


def _languages(largest: Sequence[Row]) -> list[Row]:
    """Languages as rows of technologies; the largest file of each shows it."""
    return [("language", name, files, path, None, None, False) for name, files, path in largest]


def _technologies(seen: Sequence[Row], first: Sequence[Row], decided: Sequence[Row]) -> list[Technology]:
    told = {name: tuple(rest) for name, *rest in decided}
    named = {name: (evidence, version) for name, evidence, version in first}
    found = []
    for kind, name, uses, path, line, _, aside in seen:
        if kind != "package":
            title, ring, guessed, by = told.get(name, (None, None, None, None))
            evidence, version = named.get(name, ("", None)) if kind != "language" else ("", None)
            found.append(
                Technology(
                    name, title or name, kind, uses, path, line, evidence, version, bool(aside), ring, bool(guessed), by
                )
            )
    return found


def _decisions(rows: Sequence[Row], relations: Sequence[Row], texts: Mapping[str, str]) -> list[Decision]:
    links: dict[str, list[Relation]] = {}
    after: dict[str, list[str]] = {}
    for path, kind, target, to_path in relations:
        links.setdefault(path, []).append(Relation(kind, target, to_path))
        if kind == "supersedes" and to_path:
            after.setdefault(to_path, []).append(path)
        elif kind == "superseded by" and to_path:
            after.setdefault(path, []).append(to_path)
    return [
        _made(
            Decision,
            row,
            relations=tuple(links.get(row[1], ())),
            superseded_by=tuple(sorted(set(after.get(row[1], ())))),
            text=texts.get(row[1]),
        )
        for row in rows
    ]


def _constraint(row: Row) -> Constraint:
    name, kind, subject, statement, quantity, comparison, value, unit, percentile, regime, regions, *rest = row
    figure = f"{comparison or ''} {value:,.6g} {unit or ''}".strip() if value is not None else ""
    where = f"in {', '.join(regions)}" if regions else ""
    share = f"p{percentile:g}" if percentile is not None else ""
    exact = " ".join(p for p in (quantity or "", share, figure, regime or "", where) if p)
    said = f"{statement}: {exact}" if statement and exact else statement or exact or "no figure yet"
    return Constraint(name, kind, subject, said, *rest)


_FIRST = """
SELECT name, arg_min(evidence, (CASE scope WHEN 'runtime' THEN 0 ELSE 1 END, path, line)),
       arg_min(coalesce(version, ''), (CASE scope WHEN 'runtime' THEN 0 ELSE 1 END, path, line))
FROM observed.technologies WHERE kind <> 'package' GROUP BY name ORDER BY name
"""
_DECIDED = """
WITH rings AS (
    SELECT p.technology AS name, min(p.ring) AS ring, bool_and(b.estimated) AS guessed
    FROM derived.placements AS p LEFT JOIN decided.blips AS b ON b.repository = p.repository AND b.name = p.blip
    WHERE p.package = '' GROUP BY p.technology
), governed AS (
    SELECT name, min("by") AS "by" FROM derived.governed WHERE kind = 'technology' GROUP BY name
)
SELECT name, t.title, r.ring, r.guessed, g."by"
FROM known.technologies AS t FULL JOIN rings AS r USING (name) FULL JOIN governed AS g USING (name)
ORDER BY name
"""
_LARGEST = """
SELECT name, files, path FROM derived.languages ORDER BY lines DESC, name
"""
_BLIPS = """
SELECT b.name, b.ring, b.since, b.owner, b.why, b.instead, b.decision, b.path, b.line,
       b.estimated, b.estimated_because, count(t.path),
       arg_min(t.path, (t.scope <> 'runtime', t.path, t.line)), arg_min(t.line, (t.scope <> 'runtime', t.path, t.line))
FROM decided.blips AS b
LEFT JOIN derived.placements AS p ON p.repository = b.repository AND p.blip = b.name
LEFT JOIN observed.technologies AS t ON t.repository = b.repository AND t.name = p.technology
GROUP BY ALL ORDER BY b.name
"""
_DECISIONS = """
SELECT id, path, line, title, status, status_text, date, review, deciders, dialect
FROM decided.decisions ORDER BY date DESC NULLS LAST, path DESC
"""
_RELATIONS = """
SELECT path, kind, target, to_path FROM derived.relations ORDER BY path, kind, target
"""
_LOANS = """
SELECT id, rule, what, principal, interest, owner, taken, due, because, path, line
FROM decided.loans ORDER BY due NULLS LAST, id
"""
_DISMISSALS = """
SELECT fingerprint, rule, because, "by", "on", path, line FROM decided.dismissals ORDER BY rule, fingerprint
"""
_CONSTRAINTS = """
SELECT id, kind, subject, statement, quantity, comparison, value, unit, percentile, regime, regions,
       measurable, estimated, estimated_because, owner, path, line
FROM decided.constraints ORDER BY line, id
"""
_GAPS = """
SELECT source, path, line, reason FROM observed.coverage
WHERE status IN ('partial', 'unread', 'missing') AND (path <> '' OR source = 'history') ORDER BY ALL
"""
