"""From answers to outcomes: nothing that was not checked is green."""

from __future__ import annotations

from dataclasses import replace

from principal.core.asking import Answer
from principal.core.judging import Grounds, fingerprint, judge
from principal.core.rules import Rule

RULE = Rule(
    id="radar-hold",
    phase="governance",
    summary="A technology on Hold is in use",
    sql="SELECT 1 FROM observed.technologies AS t JOIN decided.blips AS b USING (name)",
    path="radar-hold.md",
    line=1,
    origin="principal",
)
GROUNDS = Grounds(
    fillers={"observed.technologies": frozenset({"python", "compose"}), "decided.blips": frozenset({"radar"})},
    gaps={},
    missing={},
    absent=frozenset(),
)
COLUMNS = ("subject", "path", "line", "holds", "message")


def outcomes(answer: Answer, grounds: Grounds = GROUNDS, rule: Rule = RULE) -> dict[tuple[str, str], str]:
    judgement = judge(rule, answer, grounds, lambda path, line: "")
    return {(subject, outcome): reason for subject, outcome, reason, _ in judgement.counts}


def test_true_false_and_null_are_pass_fail_and_not_checked() -> None:
    answer = Answer(
        COLUMNS,
        (
            ("redis", "a.txt", 1, True, "redis is on adopt"),
            ("mongodb", "a.txt", 2, False, "mongodb is on Hold"),
            ("kafka", "a.txt", 3, None, "the ring of kafka is unknown"),
        ),
    )
    assert outcomes(answer) == {
        ("redis", "pass"): "",
        ("mongodb", "fail"): "",
        ("kafka", "not checked"): "the ring of kafka is unknown",
    }


def test_no_row_applies_to_nothing_only_where_everything_was_read() -> None:
    nothing = Answer(COLUMNS, ())
    assert outcomes(nothing) == {("", "not applicable"): "nothing of the kind was found, and everything was read"}
    partial = replace(GROUNDS, gaps={"compose": {"chart.yaml": "Helm template"}})
    assert outcomes(nothing, partial) == {("chart.yaml", "not checked"): "chart.yaml: Helm template"}
    missing = replace(GROUNDS, missing={"python": "a shallow clone"})
    assert outcomes(nothing, missing) == {("", "not checked"): "a shallow clone"}


def test_what_no_record_asks_for_does_not_apply_whatever_was_not_read() -> None:
    partial = replace(GROUNDS, gaps={"compose": {"chart.yaml": "Helm template"}}, missing={"python": "a shallow clone"})
    unread = {("chart.yaml", "not checked"): "chart.yaml: Helm template"}
    for population in ("asked", "declared"):
        rule = replace(RULE, population=population)
        assert outcomes(Answer(COLUMNS, ()), partial, rule) == {
            ("", "not applicable"): "nothing that a record asks for is of this kind"
        }
    there = Answer(COLUMNS, (("redis", "a.txt", 1, True, ""),))
    partial = replace(partial, missing={})
    assert outcomes(there, partial, replace(RULE, population="asked")) == {("redis", "pass"): "", **unread}
    assert outcomes(there, partial, replace(RULE, population="declared")) == {("redis", "pass"): ""}
    rests = Answer(COLUMNS, (("redis", "chart.yaml", 1, True, ""),))
    assert outcomes(rests, partial, replace(RULE, population="declared")) == unread


def test_a_gap_in_a_table_holds_up_only_rules_that_read_it() -> None:
    answer = Answer(COLUMNS, (("redis", "compose.yaml", 1, True, ""),))
    hidden = {"observed.calls": {"compose.yaml": "the env_file .env of web is not here to be read"}}
    assert outcomes(answer, replace(GROUNDS, gaps=hidden)) == {("redis", "pass"): ""}
    calls = {**GROUNDS.fillers, "observed.technologies": frozenset({"compose", "observed.calls"})}
    assert outcomes(answer, replace(GROUNDS, gaps=hidden, fillers=calls)) == {
        ("compose.yaml", "not checked"): "compose.yaml: the env_file .env of web is not here to be read"
    }


def test_a_record_that_nobody_wrote_is_not_checked_whatever_the_query_says() -> None:
    answer = Answer(COLUMNS, (("redis", "a.txt", 1, True, ""),))
    absent = replace(GROUNDS, absent=frozenset({"radar"}))
    assert outcomes(answer, absent) == {("", "not checked"): "there is no radar record"}
    assert outcomes(answer, absent, replace(RULE, optional=("radar",))) == {("redis", "pass"): ""}


def test_where_a_source_was_partial_failures_stand_and_passes_are_not_checked() -> None:
    answer = Answer(
        COLUMNS,
        (
            ("redis", "chart.yaml", 1, True, ""),
            ("mongodb", "chart.yaml", 2, False, "mongodb is on Hold"),
            ("redis", "other.yaml", 1, True, ""),
        ),
    )
    partial = replace(
        GROUNDS, gaps={"compose": {"chart.yaml": "Helm template"}, "terraform": {"other.yaml": "not ours"}}
    )
    assert outcomes(answer, partial) == {
        ("redis", "pass"): "",
        ("mongodb", "fail"): "",
        ("chart.yaml", "not checked"): "chart.yaml: Helm template",
    }


def test_a_rule_that_cannot_run_is_not_checked_with_the_reason() -> None:
    wrong = {
        "it took longer than 10 seconds": Answer(error="it took longer than 10 seconds"),
        "its query returns no column subject and no column holds": Answer(("path",), ()),
        "its query returns an unknown column extra; known are subject, holds, path, line, message, related, amount, evidence": Answer(
            ("subject", "holds", "extra"), ()
        ),
        "holds is 1; expected true, false or null": Answer(("subject", "holds"), (("a", 1),)),
        "a row that fails has no subject or no message": Answer(("subject", "holds", "message"), (("a", False, None),)),
    }
    for reason, answer in wrong.items():
        assert outcomes(answer) == {("", "not checked"): reason}
    refused = replace(RULE, sql="SELECT * FROM files")
    assert next(iter(outcomes(Answer(COLUMNS, ()), rule=refused).values())).startswith(
        "the table files is named without"
    )


def test_fingerprints_survive_line_moves_and_tell_one_more_from_the_same() -> None:
    def marks(*lines: int) -> list[str]:
        rows = tuple(("mongodb", "a.txt", n, False, f"line {n}") for n in lines)
        return [f.fingerprint for f in judge(RULE, Answer(COLUMNS, rows), GROUNDS, lambda p, n: "").findings]

    assert marks(3, 9) == marks(30, 90)
    assert marks(3) == marks(3, 9)[:1]
    assert len(set(marks(3, 9, 11))) == 3
    assert marks(3)[0] == fingerprint("radar-hold", "mongodb", "a.txt", 0)
    assert marks(3)[0] != fingerprint("radar-hold", "mongodb", "b.txt", 0)


def test_the_evidence_of_a_finding_is_its_message_and_its_line() -> None:
    rows = (("mongodb", "a.txt", 3, False, "on Hold"),)

    def evidence(text: str) -> str:
        return judge(RULE, Answer(COLUMNS, rows), GROUNDS, lambda path, line: text).findings[0].evidence

    assert evidence("pymongo==4") == evidence("pymongo==4")
    assert evidence("pymongo==4") != evidence("pymongo==5")
