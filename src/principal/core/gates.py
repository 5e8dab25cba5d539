"""Gates: whether a phase is complete, computed from outcomes, never ticked.

A phase is complete when every blocking rule of it, on every subject in scope, has passed,
is waived or is proven not applicable. An empty phase is not complete, and no phase is
complete before the one before it, nor while it rests on values that nobody confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from principal.core.found import Outcomes, Phases, Rules
from principal.core.process import BLOCKED, COMPLETE, EMPTY, NOT_CHECKED, PHASES, STAGES, UNCONFIRMED, WAITING

# Exit codes, documented and stable.
MAY_PROCEED, MAY_NOT, WRONG, COULD_NOT_CONCLUDE = 0, 1, 2, 3


def phases(rules: Sequence[Rules], outcomes: Iterable[Outcomes]) -> list[Phases]:
    """Every phase at every stage."""
    by_rule: dict[str, Counter[str]] = {}
    silent: dict[str, set[str]] = {}
    for outcome in outcomes:
        by_rule.setdefault(outcome.rule, Counter())[outcome.outcome] += outcome.uses
        if outcome.outcome == "not checked" and outcome.reason:
            silent.setdefault(outcome.rule, set()).add(outcome.reason)
    # Why a rule could not tell of some of what it looked at stands with that, and not with the rule.
    rules = [replace(r, reason=r.reason or min(silent.get(r.id, {""}))) for r in rules]
    rows = []
    for stage in STAGES:
        earlier: Phases | None = None
        for position, phase in enumerate(PHASES, 1):
            row = _phase(phase, stage, position, rules, by_rule, earlier)
            rows.append(row)
            if earlier is None and row.state != COMPLETE:
                earlier = row
    return rows


def _phase(
    phase: str,
    stage: str,
    position: int,
    rules: Sequence[Rules],
    by_rule: dict[str, Counter[str]],
    earlier: Phases | None,
) -> Phases:
    asked = [r for r in rules if r.phase == phase]
    blocking = [r for r in asked if r.blocking and STAGES.index(r.stage) <= STAGES.index(stage)]
    total: Counter[str] = Counter()
    for rule in blocking:
        total += by_rule.get(rule.id, Counter())
    state, reason = _state(phase, stage, asked, blocking, total, earlier)
    guesses = _unconfirmed(stage, asked, by_rule)
    if guesses:
        # What is blocked or not checked says so first: confirming would not open it.
        state, reason = (state, f"{reason}; {guesses}") if state in (BLOCKED, NOT_CHECKED) else (UNCONFIRMED, guesses)
    return Phases(
        phase, stage, position, state, reason, len(blocking),
        total["pass"], total["fail"], total["waived"], total["not checked"], total["not applicable"],
    )  # fmt: skip


def _state(
    phase: str,
    stage: str,
    asked: Sequence[Rules],
    blocking: Sequence[Rules],
    total: Counter[str],
    earlier: Phases | None,
) -> tuple[str, str]:
    if total["fail"]:
        failed = sorted(r.id for r in blocking if r.outcome == "fail")
        return BLOCKED, f"{_count(total['fail'], 'finding')} of {', '.join(failed)}"
    if not blocking:
        if asked:
            return EMPTY, f"none of its {_count(len(asked), 'rule')} blocks at this stage yet"
        return EMPTY, "it has no rules yet"
    if total["not checked"]:
        silent = sorted({r.reason or "some of it could not be read" for r in blocking if r.outcome == "not checked"})
        more = f"; and {_count(len(silent) - 2, 'more reason')}" if len(silent) > 2 else ""
        return NOT_CHECKED, "; ".join(silent[:2]) + more
    if not total["pass"] and not total["waived"]:
        return EMPTY, "nothing in it was checked: every rule is not applicable"
    if earlier is not None:
        return WAITING, f"{earlier.phase} comes first and is {earlier.state}"
    return COMPLETE, ""


def _unconfirmed(stage: str, asked: Sequence[Rules], by_rule: dict[str, Counter[str]]) -> str:
    """What people have yet to confirm or to answer before the phase can be complete; '' where nothing."""
    open_by = {
        r.id: by_rule.get(r.id, Counter())["fail"]
        for r in asked
        if r.completes and STAGES.index(r.stage) <= STAGES.index(stage)
    }
    said = [f"{_count(number, 'finding')} of {name}" for name, number in sorted(open_by.items()) if number]
    return f"ESTIMATED or unanswered, for a person to settle: {', '.join(said)}" if said else ""


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def gate_exit_code(rows: Iterable[Phases]) -> int:
    """0 where every row is complete, 1 where one is blocked, 3 otherwise."""
    states = {r.state for r in rows}
    if BLOCKED in states:
        return MAY_NOT
    return MAY_PROCEED if states <= {COMPLETE} else COULD_NOT_CONCLUDE


def change_phases(
    rules: Sequence[Rules], blocking: Iterable[str], unchecked: Iterable[str], outcomes: Iterable[Outcomes]
) -> list[Phases]:
    """Every phase at every stage for one change, from what of it blocks and what it left unchecked.

    *blocking* (what blocks, and what keeps a phase from being complete) and *unchecked* name a
    rule once for each finding or silence in the scope of the change; *outcomes* tell what passed.
    """
    failed, silent = Counter(blocking), Counter(unchecked)
    kept: list[Outcomes] = [o for o in outcomes if o.outcome in ("pass", "waived", "not applicable")]
    for name, count in failed.items():
        kept.append(Outcomes(name, "", "fail", "", "", count))
    for name, count in silent.items():
        kept.append(Outcomes(name, "", "not checked", "", "", count))
    scoped = []
    for rule in rules:
        outcome = "fail" if failed[rule.id] else "not checked" if silent[rule.id] else "pass"
        scoped.append(replace(rule, outcome=outcome))
    return phases(scoped, kept)
