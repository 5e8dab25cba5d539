"""The tables that the rules engine fills."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.tables import table


@table("found", key=("id",))
@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that were asked, and how each went as a whole."""

    id: str
    path: str
    line: int
    origin: str  # principal, team or decision
    phase: str
    stage: str  # design, build or operate: from which stage on it blocks
    severity: str  # error, warning or note
    confidence: str  # high, medium or low
    status: str  # trial or stable
    summary: str
    red_flag: str | None
    blocking: bool  # stable and an error: its failures block, and so does its silence
    uses: int  # rows of its population
    outcome: str  # the worst: fail, not checked, waived, pass or not applicable
    reason: str  # why it was not checked or does not apply as a whole; '' otherwise
    waived_by: list[str]  # what may cover its findings: loan, dismissal
    completes: bool = False  # stable, and its phase is not complete while it fails, though it blocks nothing


@table("found", key=("rule", "subject", "outcome", "reason"))
@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of each rule on each subject, with how many uses."""

    rule: str
    subject: str
    outcome: str  # pass, fail, waived, not checked or not applicable
    reason: str  # why, for waived, not checked and not applicable
    path: str  # where, for not checked; '' otherwise
    uses: int


@table("found", key=("fingerprint",))
@dataclass(frozen=True, slots=True)
class Findings:
    """Places where a rule does not hold, the waived ones too."""

    fingerprint: str  # survives line moves and unrelated edits
    rule: str
    subject: str
    path: str  # '' where it is about the whole system
    line: int | None
    message: str
    related: list[str]  # further places: 'path:line what'
    amount: float | None  # how bad, where it can be counted; more is worse
    evidence: str  # hash of what was judged; a dismissal holds for this alone
    waived_by: str | None  # 'loan ID' or 'dismissal', or null
    waived_because: str | None


@table("found", key=("path", "line", "column", "wrong"))
@dataclass(frozen=True, slots=True)
class Mistakes:
    """What is wrong in the records themselves."""

    path: str
    line: int
    column: int
    wrong: str
    expected: str


@table("found", key=("phase", "stage"))
@dataclass(frozen=True, slots=True)
class Phases:
    """Every phase of the process at every stage, for the whole system."""

    phase: str
    stage: str
    position: int
    state: str  # complete, blocked, not checked, waiting or empty
    reason: str
    rules: int  # blocking rules of the phase
    passed: int
    failed: int
    waived: int
    not_checked: int
    not_applicable: int


@table("found", key=("path", "reader"))
@dataclass(frozen=True, slots=True)
class Readings:
    """Which source or record kind read which file."""

    path: str
    reader: str


@table("found", key=("kind", "name"))
@dataclass(frozen=True, slots=True)
class Memos:
    """What each table and answer was made from, so that only what changed is made again."""

    kind: str  # table, analysis, rule or source
    name: str
    key: str
