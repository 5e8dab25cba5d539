"""A phase is complete or it is not; an empty one is not."""

from __future__ import annotations

from dataclasses import replace

from principal.core.found import Outcomes, Phases, Rules
from principal.core.gates import gate_exit_code, phases


def rule(
    name: str, phase: str, outcome: str, *, stage: str = "build", blocking: bool = True, reason: str = ""
) -> Rules:
    status = "stable" if blocking else "trial"
    return Rules(
        name,
        "r.md",
        1,
        "principal",
        phase,
        stage,
        "error",
        "high",
        status,
        name,
        None,
        blocking,
        1,
        outcome,
        reason,
        ["loan", "dismissal"],
    )


def asking(name: str, phase: str, outcome: str) -> Rules:
    """A rule that completes its phase and blocks nothing."""
    return replace(rule(name, phase, outcome, blocking=False), severity="warning", completes=True)


def gate(*rules: Rules, stage: str = "build") -> dict[str, tuple[str, str]]:
    outcomes = [Outcomes(r.id, "x", r.outcome, "", "", 1) for r in rules]
    return {p.phase: (p.state, p.reason) for p in phases(rules, outcomes) if p.stage == stage}


def test_a_phase_without_rules_is_empty_and_says_so() -> None:
    assert set(gate().values()) == {("empty", "it has no rules yet")}


def test_a_phase_is_complete_when_every_blocking_rule_passed_or_is_waived_or_does_not_apply() -> None:
    state = gate(
        rule("a", "constraints", "pass"), rule("b", "constraints", "waived"), rule("c", "constraints", "not applicable")
    )
    assert state["constraints"] == ("complete", "")
    assert state["patterns"] == ("empty", "it has no rules yet")


def test_a_phase_in_which_nothing_applies_is_empty() -> None:
    assert gate(rule("a", "constraints", "not applicable"))["constraints"] == (
        "empty",
        "nothing in it was checked: every rule is not applicable",
    )


def test_trial_rules_never_block_and_never_complete() -> None:
    state = gate(rule("a", "constraints", "fail", blocking=False))
    assert state["constraints"] == ("empty", "none of its 1 rule blocks at this stage yet")


def test_a_finding_blocks_and_silence_is_not_checked() -> None:
    assert gate(rule("a", "constraints", "fail"))["constraints"] == ("blocked", "1 finding of a")
    # Why it could not tell of some of what it looked at stands with that.
    partly = [Outcomes("a", "x", "not checked", "no trust root is set", "", 1), Outcomes("a", "y", "pass", "", "", 1)]
    built = [p for p in phases([rule("a", "constraints", "not checked")], partly) if p.stage == "build"]
    assert (built[0].state, built[0].reason) == ("not checked", "no trust root is set")
    silent = rule("a", "constraints", "not checked", reason="there is no constraints record")
    assert gate(silent, rule("b", "constraints", "pass"))["constraints"] == (
        "not checked",
        "there is no constraints record",
    )


def test_no_phase_is_complete_on_values_that_nobody_confirmed() -> None:
    guessed = (rule("a", "constraints", "pass"), asking("b", "constraints", "fail"))
    state = gate(*guessed, rule("c", "governance", "pass"), asking("d", "governance", "pass"))
    assert state["constraints"] == ("unconfirmed", "ESTIMATED or unanswered, for a person to settle: 1 finding of b")
    assert state["governance"] == ("waiting", "constraints comes first and is unconfirmed")
    assert gate(guessed[0], asking("b", "constraints", "pass"))["constraints"] == ("complete", "")
    assert gate(guessed[0], asking("b", "constraints", "waived"))["constraints"] == ("complete", "")
    assert gate(asking("b", "constraints", "fail"))["constraints"][0] == "unconfirmed"
    assert gate_exit_code([p for p in phases(guessed, [Outcomes("b", "x", "fail", "", "", 1)]) if p.position == 1]) == 3


def test_what_is_blocked_or_not_checked_says_so_before_what_is_not_confirmed() -> None:
    assert gate(rule("a", "constraints", "fail"), asking("b", "constraints", "fail"))["constraints"] == (
        "blocked",
        "1 finding of a; ESTIMATED or unanswered, for a person to settle: 1 finding of b",
    )


def test_a_later_phase_waits_for_the_first_that_is_not_complete() -> None:
    state = gate(rule("a", "constraints", "pass"), rule("b", "governance", "pass"))
    assert state["governance"] == ("waiting", "patterns comes first and is empty")
    blocked = gate(rule("a", "constraints", "fail"), rule("b", "governance", "fail"))
    assert blocked["governance"] == ("blocked", "1 finding of b")


def test_what_only_production_shows_blocks_operating_alone() -> None:
    burned = rule("a", "observability", "fail", stage="operate")
    assert gate(burned, stage="build")["observability"] == ("empty", "none of its 1 rule blocks at this stage yet")
    assert gate(burned, stage="operate")["observability"] == ("blocked", "1 finding of a")


def test_exit_codes() -> None:
    def row(state: str) -> Phases:
        return Phases("constraints", "build", 1, state, "", 1, 1, 0, 0, 0, 0)

    assert gate_exit_code([row("complete")]) == 0
    assert gate_exit_code([row("complete"), row("blocked"), row("empty")]) == 1
    assert gate_exit_code([row("complete"), row("waiting")]) == 3
    assert gate_exit_code([row("empty")]) == 3
    assert gate_exit_code([row("not checked")]) == 3
