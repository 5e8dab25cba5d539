"""The gate of one proposal: phases before consensus on what it touches, and whether it was agreed to.

Only rules that may block count, and of what they found only what is about the part of the
system that the proposal touches, its neighbours and the constraints on them. Whether people
agreed is no rule: it follows from signatures and the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from principal.core.found import Findings, Outcomes, Phases, Rules
from principal.core.gates import change_phases
from principal.core.process import BLOCKED, COMPLETE, NOT_CHECKED, PHASES, STAGES, WAITING
from principal.core.scope import Scope

CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether people agreed: yes, no, or not told (None), and why."""

    agreed: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag that evidence raises on what a proposal touches, and what shows it."""

    flag: str
    phase: str
    rule: str
    subject: str
    message: str
    path: str | None
    line: int | None


def flags_of(rules: dict[str, Rules], findings: Iterable[Findings], scope: Scope) -> list[Flag]:
    """The red flags of stable rules in *scope*; what is on loan or dismissed was answered by people."""
    return [
        Flag(flag, rules[f.rule].phase, f.rule, f.subject, f.message, f.path, f.line)
        for f in findings
        if (flag := rules[f.rule].red_flag) and rules[f.rule].status == "stable" and f.waived_by is None
        and scope.touches(f.subject, f.path)
    ]  # fmt: skip


def gone(before: Iterable[Flag], findings: Iterable[Findings]) -> list[Flag]:
    """The flags of *before* that nothing shows now: of the others, what is found or what people answered is said."""
    shown = {(f.rule, f.subject) for f in findings}
    return [f for f in before if (f.rule, f.subject) not in shown]


def proposal_phases(
    rules: dict[str, Rules],
    findings: Iterable[Findings],
    outcomes: Sequence[Outcomes],
    scope: Scope,
    stage: str,
    flags: Sequence[Flag],
    agreement: Agreement,
) -> list[Phases]:
    """The phases up to consensus at *stage*; one that has no rule at all asks nothing of a proposal yet."""
    counting = {r.id for r in rules.values() if r.blocking and STAGES.index(r.stage) <= STAGES.index(stage)}
    within = [o for o in outcomes if (not o.subject and not o.path) or scope.touches(o.subject, o.path)]
    blocking = [f.rule for f in findings if f.rule in counting and not f.waived_by and scope.touches(f.subject, f.path)]
    unchecked = [o.rule for o in within if o.outcome == "not checked" and o.rule in counting]
    ordered = sorted(rules.values(), key=lambda r: r.id)
    rows = [r for r in change_phases(ordered, blocking, unchecked, within) if r.stage == stage]
    before = PHASES[: PHASES.index(CONSENSUS)]
    known = {r.phase for r in rules.values()}
    found = [_flagged(r, flags) for r in rows if r.phase in before and r.phase in known]
    consensus = next(r for r in rows if r.phase == CONSENSUS)
    return [*found, _agreed(consensus, found, flags, agreement)]


def _flagged(row: Phases, flags: Sequence[Flag]) -> Phases:
    mine = [f for f in flags if f.phase == row.phase]
    return replace(row, state=BLOCKED, reason=_raised(mine)) if mine and row.state != BLOCKED else row


def _raised(flags: Sequence[Flag]) -> str:
    first = flags[0]
    more = f" (and {len(flags) - 1} more)" if len(flags) > 1 else ""
    where = f"{first.path}:{first.line}: " if first.path and first.line else ""
    return f"a red flag ({first.flag}) is raised by evidence: {where}{first.message}{more}"


def _agreed(row: Phases, before: Sequence[Phases], flags: Sequence[Flag], agreement: Agreement) -> Phases:
    if row.state == BLOCKED:
        return row
    if flags:
        return replace(row, state=BLOCKED, reason=_raised(flags))
    if agreement.agreed is None:
        return replace(row, state=NOT_CHECKED, reason=agreement.reason)
    if not agreement.agreed:
        return replace(row, state=BLOCKED, reason=agreement.reason)
    earlier = next((r for r in before if r.state != COMPLETE), None)
    if earlier is not None:
        return replace(row, state=WAITING, reason=f"{earlier.phase} comes first and is {earlier.state}")
    return replace(row, state=COMPLETE, reason=agreement.reason)
