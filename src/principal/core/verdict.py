"""The verdict: what a check says, for the whole system or for one change.

It is data; faces render it and decide nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from principal.core.found import Findings, Mistakes, Outcomes, Phases, Rules
from principal.core.gates import COULD_NOT_CONCLUDE, MAY_NOT, MAY_PROCEED, WRONG
from principal.core.generation import findings_of
from principal.core.house import house
from principal.core.out_of_sight import ASIDE_DIGEST
from principal.core.rules import STAGES
from principal.core.tables import table_of

if TYPE_CHECKING:
    import duckdb

    from principal.core.confirming import Confirmed

T = TypeVar("T")
_ENFORCED = "SELECT DISTINCT path FROM decided.enforcements"

OPEN, NEW, WORSENED, LOOSENED, OLD = "open", "new", "worsened", "loosened", "old"


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with its rule and its standing.

    ``standing`` is *open* in a check of the whole; in a check of a change *new*,
    *worsened*, *loosened* (it makes the judgement weaker) or *old* (the base has it too).
    """

    finding: Findings
    rule: Rules
    standing: str
    blocks: bool


@dataclass(frozen=True)
class Answers:
    """All that a generation says, read into memory."""

    repository: str
    today: dt.date
    rules: dict[str, Rules]
    outcomes: tuple[Outcomes, ...]
    findings: tuple[Findings, ...]
    mistakes: tuple[Mistakes, ...]
    phases: tuple[Phases, ...]
    gaps: tuple[tuple[str, str, int | None, str], ...]  # source, path, line and reason of what was not read whole
    records: dict[str, tuple[str, ...]]  # path to the kinds of record that it holds
    enforced: frozenset[str]  # paths of the decisions that carry a rule of their own
    aside: str  # changes whenever other files count as tests, generated, vendored …


@dataclass(frozen=True)
class Verdict:
    """What a check says.

    Attributes:
        repository, today, stage: what was judged, for which day, for which stage.
        base: the base's commit in a check of a change, else None.
        findings: open ones first those that block, then the others; waived ones apart.
        waived: findings that a loan or a dismissal covers.
        counts: uses by outcome over all rules, trial ones included.
        unchecked: outcomes of blocking rules that were not checked, in scope.
        silent: every outcome that was not checked, of whatever rule, in scope or not.
        rules: the rules, by id.
        mistakes: what is wrong in the records.
        exit_code: 0 may proceed, 1 may not, 2 a record is wrong, 3 could not conclude.
        phases: the gates, for the same scope.
        confirms: what was a guess in the base and is none in the change.
    """

    repository: str
    today: dt.date
    stage: str
    base: str | None
    findings: tuple[Judged, ...]
    waived: tuple[Judged, ...]
    counts: dict[str, int]
    unchecked: tuple[Outcomes, ...]
    silent: tuple[Outcomes, ...]
    rules: dict[str, Rules]
    mistakes: tuple[Mistakes, ...]
    exit_code: int
    phases: tuple[Phases, ...]
    confirms: tuple[Confirmed, ...] = ()
    generation: Path | None = field(default=None, compare=False)

    def reason_of(self, rule: Rules) -> str:
        """Why a rule was not checked, as a whole or in some of what it looked at; '' where it was."""
        found = sorted({o.reason for o in self.silent if o.rule == rule.id and o.reason})
        return rule.reason or "; ".join(found[:2]) + (f"; and {len(found) - 2:,} more" if len(found) > 2 else "")

    @property
    def nothing_checked(self) -> str:
        """Why nothing at all was checked, where that is why it could not conclude; '' otherwise."""
        if self.exit_code != COULD_NOT_CONCLUDE or self.unchecked:
            return ""
        if any(counts_at(r, self.stage) for r in self.rules.values()):
            return "no rule that may block found anything that it applies to"
        return "there is no rule that may block at this stage"


def records_of(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """The records of a generation: path to the kinds of record that it holds."""
    kinds = [r.name for r in house().of("record")]
    rows = connection.execute(
        "SELECT path, list(reader ORDER BY reader) FROM found.readings "
        "WHERE reader IN (SELECT unnest(?)) GROUP BY path",
        [kinds],
    ).fetchall()
    return {path: tuple(readers) for path, readers in rows}


_GAPS = """
SELECT source, path, line, reason FROM observed.coverage
WHERE path <> '' AND status IN ('partial', 'unread') ORDER BY ALL
"""


def answers_of(connection: duckdb.DuckDBPyConnection) -> Answers:
    """Read the answers of a generation."""
    clock = connection.execute("SELECT repository, today FROM known.clock").fetchone()
    assert clock is not None
    rules = {r.id: r for r in _rows(connection, Rules, "id")}
    return Answers(
        repository=clock[0],
        today=clock[1],
        rules=rules,
        outcomes=tuple(_rows(connection, Outcomes, "rule, subject, outcome, reason, path")),
        findings=tuple(findings_of(connection)),
        mistakes=tuple(_rows(connection, Mistakes, 'path, line, "column", wrong')),
        phases=tuple(_rows(connection, Phases, "stage, position")),
        gaps=tuple(connection.execute(_GAPS).fetchall()),
        records=records_of(connection),
        enforced=frozenset(p for (p,) in connection.execute(_ENFORCED).fetchall()),
        aside=str(connection.execute(ASIDE_DIGEST).fetchall()[0][0]),
    )


def _rows(connection: duckdb.DuckDBPyConnection, row: type[T], order: str) -> list[T]:
    table = table_of(row)
    columns = ", ".join(f'"{c.name}"' for c in table.columns)
    return [row(*v) for v in connection.execute(f"SELECT {columns} FROM {table.qualified} ORDER BY {order}").fetchall()]  # noqa: S608 (our own names)


def whole(answers: Answers, stage: str, generation: Path) -> Verdict:
    """The verdict on the whole system at *stage*."""
    all_found = [judged(answers.rules, f, OPEN, stage) for f in answers.findings]
    unchecked = [o for o in answers.outcomes if o.outcome == "not checked" and counts_at(answers.rules[o.rule], stage)]
    return Verdict(
        repository=answers.repository,
        today=answers.today,
        stage=stage,
        base=None,
        findings=ordered(j for j in all_found if j.finding.waived_by is None),
        waived=ordered(j for j in all_found if j.finding.waived_by is not None),
        counts=counted(answers.outcomes),
        unchecked=tuple(unchecked),
        silent=silent_of(answers),
        rules=answers.rules,
        mistakes=answers.mistakes,
        exit_code=exit_code(all_found, answers.mistakes, unchecked, answers, stage),
        phases=answers.phases,
        generation=generation,
    )


def silent_of(answers: Answers) -> tuple[Outcomes, ...]:
    """Every outcome that was not checked."""
    return tuple(o for o in answers.outcomes if o.outcome == "not checked")


def counts_at(rule: Rules, stage: str) -> bool:
    """Whether a rule's failures block, and its silence counts, at *stage*."""
    return rule.blocking and STAGES.index(rule.stage) <= STAGES.index(stage)


def judged(rules: dict[str, Rules], finding: Findings, standing: str, stage: str) -> Judged:
    """A finding with its rule and standing."""
    rule = rules[finding.rule]
    return Judged(finding, rule, standing, counts_at(rule, stage) and finding.waived_by is None and standing != OLD)


_SEVERITY = {"error": 0, "warning": 1, "note": 2}


def ordered(findings: Iterable[Judged]) -> tuple[Judged, ...]:
    """What blocks first, then by severity, rule, path and line."""
    return tuple(
        sorted(
            findings,
            key=lambda j: (
                not j.blocks, j.standing == OLD, _SEVERITY[j.rule.severity], j.rule.status == "trial", j.rule.id,
                j.finding.path, j.finding.line or 0, j.finding.subject, j.finding.fingerprint,
            ),
        )
    )  # fmt: skip


def counted(outcomes: Iterable[Outcomes]) -> dict[str, int]:
    """Uses by outcome."""
    total: Counter[str] = Counter()
    for outcome in outcomes:
        total[outcome.outcome] += outcome.uses
    return {name: total[name] for name in ("pass", "fail", "waived", "not checked", "not applicable")}


def exit_code(
    findings: Iterable[Judged],
    mistakes: Sequence[Mistakes],
    unchecked: Sequence[Outcomes],
    answers: Answers,
    stage: str,
) -> int:
    """The exit code; see :mod:`principal.core.gates`."""
    if mistakes:
        return WRONG
    if any(j.blocks for j in findings):
        return MAY_NOT
    blocking = {r.id for r in answers.rules.values() if counts_at(r, stage)}
    checked = any(o.rule in blocking and o.outcome in ("pass", "fail", "waived") for o in answers.outcomes)
    return COULD_NOT_CONCLUDE if unchecked or not checked else MAY_PROCEED
