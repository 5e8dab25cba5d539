"""From the answers of rules to outcomes and findings.

A rule's query returns its whole population, one row a use, and says of each whether it
holds. What was not read cannot be green: where a source that the rule reads from could
not read a path, what would pass there is not checked. Failures always stand.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from principal.core import found
from principal.core.asking import Answer
from principal.core.house import house
from principal.core.queries import QueryRefused, inspect
from principal.core.rules import Rule
from principal.core.store import digest

if TYPE_CHECKING:
    import duckdb

NEEDED = ("subject", "holds")
KNOWN_COLUMNS = (*NEEDED, "path", "line", "message", "related", "amount", "evidence")
_MAX_TEXT = 2000


@dataclass(frozen=True)
class Grounds:
    """What is known of the evidence that rules read.

    Attributes:
        fillers: table to the sources, record kinds and tables that its rows come from.
        gaps: source, kind or table to the paths of which it lacks rows, with the reason.
        missing: source to why it is missing or partial as a whole.
        absent: record kinds of which there is no record, though somebody ought to decide.
    """

    fillers: Mapping[str, frozenset[str]]
    gaps: Mapping[str, Mapping[str, str]]
    missing: Mapping[str, str]
    absent: frozenset[str]

    def version(self, readers: Iterable[str]) -> str:
        """A hash of what these readers could not read."""
        parts = []
        for reader in sorted(readers):
            parts.append(
                (reader, sorted(self.gaps.get(reader, {}).items()), self.missing.get(reader), reader in self.absent)
            )
        return digest(parts)


@dataclass
class Judgement:
    """What came of one rule: outcomes as counts, and findings not yet waived."""

    rule: str
    counts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)  # subject, outcome, reason, path
    findings: list[found.Findings] = field(default_factory=list)
    uses: int = 0
    reason: str = ""


def grounds(connection: duckdb.DuckDBPyConnection) -> Grounds:
    """Read the grounds of a filled generation."""
    whole = house().whole
    gaps: dict[str, dict[str, str]] = defaultdict(dict)
    missing: dict[str, str] = {}
    for source, path, status, reason, hides in connection.execute(
        "SELECT source, path, status, reason, hides FROM observed.coverage ORDER BY ALL"
    ).fetchall():
        if path and status in ("partial", "unread"):
            gaps[hides or source][path] = reason
        elif not path and source in whole and status != "complete":
            missing[source] = reason
    read = {r for (r,) in connection.execute("SELECT DISTINCT reader FROM found.readings").fetchall()}
    absent = frozenset(k.name for k in house().of("record") if k.absent != "none" and k.name not in read)
    return Grounds(house().fillers(), gaps, missing, absent)


def readers_of(rule: Rule, known: Grounds) -> frozenset[str]:
    """The sources and record kinds that a rule's tables come from.

    Raises:
        QueryRefused: the query may not be asked.
    """
    return frozenset(r for t in inspect(rule.sql).reads for r in known.fillers.get(t, ()))


def judge(rule: Rule, answer: Answer, known: Grounds, line_of: Callable[[str, int | None], str]) -> Judgement:
    """What follows from one rule's answer.

    *line_of* gives the text of a line of a file ('' where there is none), so that a
    dismissal can tell whether what it judged has changed.
    """
    judgement = Judgement(rule.id)
    if answer.error is not None:
        return _silent(judgement, "not checked", answer.error)
    try:
        readers = readers_of(rule, known)
    except QueryRefused as refused:
        return _silent(judgement, "not checked", str(refused))
    lacking = sorted((readers & known.absent) - set(rule.optional))
    if lacking:
        return _silent(judgement, "not checked", f"there is no {' and no '.join(lacking)} record")
    wrong = _malformed(rule, answer)
    if wrong:
        return _silent(judgement, "not checked", wrong)
    gaps = _gaps(readers, known)
    if rule.population == "asked" and not answer.rows:
        gaps = {}
    elif rule.population == "declared" and "path" in answer.columns:
        at = answer.columns.index("path")
        gaps = {path: reason for path, reason in gaps.items() if any(row[at] == path for row in answer.rows)}
    _count(judgement, rule, answer, gaps, _whole_gap(readers, known), line_of)
    if not judgement.counts:
        reason = _whole_gap(readers, known)
        if rule.population != "all":
            return _silent(judgement, "not applicable", "nothing that a record asks for is of this kind")
        if reason:
            return _silent(judgement, "not checked", reason)
        return _silent(judgement, "not applicable", "nothing of the kind was found, and everything was read")
    return judgement


def _silent(judgement: Judgement, outcome: str, reason: str) -> Judgement:
    judgement.counts[("", outcome, reason, "")] = 1
    judgement.reason = reason
    return judgement


def _gaps(readers: frozenset[str], known: Grounds) -> dict[str, str]:
    found_gaps: dict[str, str] = {}
    for reader in sorted(readers):
        for path, reason in known.gaps.get(reader, {}).items():
            found_gaps.setdefault(path, reason)
    return found_gaps


def _whole_gap(readers: frozenset[str], known: Grounds) -> str:
    return "; ".join(known.missing[r] for r in sorted(readers) if r in known.missing)


def _malformed(rule: Rule, answer: Answer) -> str | None:
    missing = [c for c in NEEDED if c not in answer.columns]
    if missing:
        return f"its query returns no column {' and no column '.join(missing)}"
    unknown = [c for c in answer.columns if c not in KNOWN_COLUMNS]
    if unknown:
        return f"its query returns an unknown column {unknown[0]}; known are {', '.join(KNOWN_COLUMNS)}"
    at = {c: i for i, c in enumerate(answer.columns)}
    for row in answer.rows:
        holds = row[at["holds"]]
        if holds is not None and not isinstance(holds, bool):
            return f"holds is {holds!r}; expected true, false or null"
        if holds is False and not (row[at["subject"]] and "message" in at and row[at["message"]]):
            return "a row that fails has no subject or no message"
    return None


def _count(
    judgement: Judgement,
    rule: Rule,
    answer: Answer,
    gaps: dict[str, str],
    whole_gap: str,
    line_of: Callable[[str, int | None], str],
) -> None:
    at = {c: i for i, c in enumerate(answer.columns)}

    def value(row: Sequence[object], column: str) -> object:
        return row[at[column]] if column in at else None

    failing = []
    for row in answer.rows:
        judgement.uses += 1
        subject, path = str(value(row, "subject") or ""), str(value(row, "path") or "")
        holds = value(row, "holds")
        if holds is False:
            failing.append(row)
            judgement.counts[(subject, "fail", "", "")] += 1
        elif holds is None:
            reason = str(value(row, "message") or "the evidence does not tell")
            judgement.counts[(subject, "not checked", reason[:_MAX_TEXT], path)] += 1
        elif path in gaps:
            continue  # counted with the gap below: what was read of that file is not all of it
        elif whole_gap:
            judgement.counts[(subject, "not checked", whole_gap, path)] += 1
        else:
            judgement.counts[(subject, "pass", "", "")] += 1
    for path, reason in gaps.items():
        judgement.counts[(path, "not checked", f"{path}: {reason}"[:_MAX_TEXT], path)] += 1
    ordinals: Counter[tuple[str, str]] = Counter()
    for row in sorted(failing, key=lambda r: (_line(value(r, "line")) or 0, str(value(r, "message")))):
        subject, path = str(value(row, "subject")), str(value(row, "path") or "")
        line, message = _line(value(row, "line")), str(value(row, "message"))[:_MAX_TEXT]
        ordinal = ordinals[(subject, path)]
        ordinals[(subject, path)] += 1
        related, amount = value(row, "related"), value(row, "amount")
        judged = value(row, "evidence")
        judgement.findings.append(
            found.Findings(
                fingerprint=fingerprint(rule.id, subject, path, ordinal),
                rule=rule.id,
                subject=subject,
                path=path,
                line=line,
                message=message,
                related=[str(r)[:_MAX_TEXT] for r in related][:50] if isinstance(related, list) else [],
                amount=float(amount) if isinstance(amount, int | float) and math.isfinite(amount) else None,
                evidence=digest(judged) if judged is not None else digest(message, line_of(path, line)),
                waived_by=None,
                waived_because=None,
            )
        )


def _line(value: object) -> int | None:
    return value if isinstance(value, int) and 0 < value < 1 << 31 else None


def fingerprint(rule: str, subject: str, path: str, ordinal: int) -> str:
    """What tells a finding apart from others, whatever line it is on.

    The n-th finding of a rule on a subject in a file keeps its fingerprint when lines
    move or other findings come and go; one more of the same has a new one.
    """
    said = "\0".join((rule, subject, path, str(ordinal)))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
