"""``principal check`` on small repositories: every outcome and every exit code, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Repo

NO_COBOL = """
SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'written in COBOL: ' || path AS message
FROM observed.files WHERE path LIKE 'src/%'
"""
NO_MONGO = """
SELECT name AS subject, path, line, name <> 'mongodb' AS holds, 'uses ' || name AS message FROM observed.packages
"""
HEAD = "shop: the whole working tree, as of 2026-06-30, stage build\n\n"
SILENT = "could not conclude: something that is required was not checked (exit 3)\n"


def tally(blocks: int, passed: int, waived: int, silent: int, inapplicable: int, others: int = 0) -> str:
    """The summary line."""
    said = "1 finding blocks" if blocks == 1 else f"{blocks} findings block"
    return (
        f"{said}, {others} do not, {passed} passed, {waived} waived, {silent} not checked, "
        f"{inapplicable} not applicable\n"
    )


pytestmark = pytest.mark.usefixtures("team_only")


def test_what_holds_may_proceed_and_what_does_not_apply_stands_beside_it(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.rule("no-mongo", NO_MONGO)
    repo.commit({"src/a.py": "print(1)\n", "src/b.py": "print(2)\n"})
    assert repo.principal("check") == (0, HEAD + tally(0, 2, 0, 0, 1) + "may proceed (exit 0)\n")


def test_what_fails_may_not_with_the_place_the_fingerprint_and_the_way_to_the_reason(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": "print(1)\n", "src/b.cbl": "STOP RUN.\n"})
    code, output = repo.principal("check")
    assert code == 1
    assert (
        output
        == HEAD
        + (
            "FAIL no-cobol  What must hold here\n"
            "  src/b.cbl:1: written in COBOL: src/b.cbl  [d30d846eb776e653]\n"
            "  why and how to mend it: principal why no-cobol\n\n"
        )
        + tally(1, 1, 0, 0, 0)
        + "may not proceed (exit 1)\n"
    )
    below = repo.root / "src" / "deep"
    below.mkdir()
    assert type(repo)(below).principal("check") == (code, output)  # from a folder below the answer is the same


def test_what_a_loan_or_a_dismissal_covers_is_waived_and_comes_back_when_its_evidence_changes(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.cbl": "STOP RUN.\n", "src/b.cbl": "STOP RUN.\n"})
    _, output = repo.principal("check")
    first, second = (line.split("[")[1].rstrip("]") for line in output.splitlines() if "[" in line)
    because = "it is rewritten in July"
    taken = repo.principal(
        "loan", "no-cobol", "--finding", first, "--owner", "ana", "--principal", "3d", "--because", because
    )
    assert taken[0] == 0, taken
    dismissed = repo.principal("dismiss", second, "--because", "not COBOL but a test's data")
    assert dismissed[0] == 0, dismissed
    assert repo.principal("check") == (0, HEAD + tally(0, 1, 2, 0, 0) + "may proceed (exit 0)\n")  # the loan is in use
    waived = (
        "WAIVED src/a.cbl:1: written in COBOL: src/a.cbl  [loan no-cobol]\n"
        "WAIVED src/b.cbl:1: written in COBOL: src/b.cbl  [dismissal]\n\n"
    )
    assert repo.principal("check", "--all")[1] == HEAD + waived + tally(0, 1, 2, 0, 0) + "may proceed (exit 0)\n"
    repo.write("src/b.cbl", "DISPLAY 'now it is'.\n")
    code, output = repo.principal("check")
    assert code == 1
    assert "  src/b.cbl:1: written in COBOL: src/b.cbl  [" in output


def test_a_loan_on_a_folder_covers_no_file_that_is_newer_than_it(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/old.cbl": "STOP RUN.\n"})
    repo.write(
        "architecture/debt.yaml",
        "loans:\n  cobol:\n    rule: no-cobol\n    what: COBOL\n    paths: [src/**]\n    principal: 3d\n"
        "    owner: ana\n    taken: 2026-06-10\n    due: 2026-12-31\n    because: it is rewritten\n",
    )
    repo.commit({"src/new.cbl": "STOP RUN.\n"}, date="2026-06-20")
    repo.write("src/untracked.cbl", "STOP RUN.\n")
    code, output = repo.principal("check")
    assert code == 1
    failing = [line.split(":")[0].strip() for line in output.splitlines() if "written in COBOL" in line]
    assert failing == ["src/new.cbl", "src/untracked.cbl"]
    assert tally(2, 0, 1, 0, 0) in output


def test_what_does_not_block_is_shown_and_leaves_the_rest_its_answer(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL, severity="warning")
    repo.rule("tried", NO_COBOL, status="trial")
    repo.rule("operated", NO_COBOL, stage="operate")
    repo.rule("no-mongo", NO_MONGO)
    repo.commit({"src/b.cbl": "STOP RUN.\n", "requirements.txt": "flask==3.0.0\n"})
    code, output = repo.principal("check")
    assert code == 0
    assert "WARN no-cobol  What must hold here\n" in output
    assert "NOTE tried  What must hold here  (on trial: it does not block)\n" in output
    assert "WARN operated  What must hold here\n" in output
    assert output.endswith(tally(0, 1, 0, 0, 0, others=3) + "may proceed (exit 0)\n")
    code, output = repo.principal("check", "--stage", "operate")  # where what is of operating blocks
    assert (code, output.splitlines()[0]) == (1, "shop: the whole working tree, as of 2026-06-30, stage operate")
    assert "FAIL operated  What must hold here\n" in output


# Nothing checked is never green.


def test_all_hold_with_zero_rules_is_not_green(repo: Repo) -> None:
    """A peer says "all ADRs hold" where it has no rule at all."""
    repo.commit({"src/a.py": "print(1)\n"})
    assert repo.principal("check") == (
        3,
        HEAD
        + "NOT CHECKED nothing at all: there is no rule that may block at this stage\n\n"
        + tally(0, 0, 0, 0, 0)
        + SILENT,
    )


def test_rules_on_trial_or_of_operating_alone_are_not_green(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL, status="trial")
    repo.rule("operated", NO_COBOL, stage="operate")
    repo.commit({"src/a.py": "print(1)\n"})
    code, output = repo.principal("check")
    assert (code, output.splitlines()[2]) == (
        3,
        "NOT CHECKED nothing at all: there is no rule that may block at this stage",
    )


def test_no_matching_files_is_not_green(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"lib/a.py": "print(1)\n"})
    assert repo.principal("check") == (
        3,
        HEAD
        + "NOT CHECKED nothing at all: no rule that may block found anything that it applies to\n\n"
        + tally(0, 0, 0, 0, 1)
        + SILENT,
    )


def test_a_parser_that_gave_up_or_a_file_too_large_turns_passes_into_not_checked(repo: Repo) -> None:
    repo.rule("no-mongo", NO_MONGO)
    large = "#" + "x" * (4 << 20)
    broken = '{"dependencies": {"express": "1"}'
    repo.commit({"package.json": broken, "requirements.txt": "flask==3.0.0\n", "b/requirements.txt": large})
    assert repo.principal("check") == (
        3,
        HEAD
        + "NOT CHECKED b/requirements.txt: larger than 4 MiB  (no-mongo)\n"
        + "NOT CHECKED package.json: the file ends too early  (no-mongo)\n\n"
        + tally(0, 1, 0, 2, 0)
        + SILENT,
    )


def test_a_parser_that_gave_up_hides_no_failure(repo: Repo) -> None:
    repo.rule("no-flask", NO_MONGO.replace("mongodb", "flask"))
    repo.commit({"package.json": '{"dependencies": {"express": "1"}', "requirements.txt": "flask==3.0.0\n"})
    code, output = repo.principal("check")
    assert code == 1
    assert "  requirements.txt:1: uses flask" in output
    assert "NOT CHECKED package.json: the file ends too early  (no-flask)\n" in output


def test_a_record_that_is_wrong_is_neither_dropped_nor_green(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": "", "architecture/radar.yaml": "adopt: [python\n"})
    assert repo.principal("check") == (
        2,
        HEAD
        + "WRONG architecture/radar.yaml:1:8: not YAML: a list [ that is not closed; ',' or ']'\n\n"
        + tally(0, 1, 0, 0, 0)
        + "a record is wrong (exit 2)\n",
    )


def test_all_mistakes_come_at_once_and_a_record_too_large_hides_nothing(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL, stats="trial")
    repo.rule("no-mongo", NO_MONGO, severity="fatal")
    repo.rule("no-limit", "SELECT id AS subject, value > 0 AS holds, 'none' AS message FROM decided.constraints")
    large = "constraints: {}\n#" + "x" * (4 << 20)
    repo.commit(
        {"src/a.py": "", "architecture/radar.yaml": "adapt: [python]\n", "architecture/constraints.yaml": large}
    )
    code, output = repo.principal("check")
    assert code == 2
    assert [line for line in output.splitlines() if line.startswith("WRONG")] == [
        "WRONG architecture/constraints.yaml:1:1: a record that is not read: larger than 4 MiB; a smaller file",
        'WRONG architecture/radar.yaml:1:1: unknown key "adapt"; did you mean "adopt"?',
        "WRONG architecture/rules/no-cobol.md:5:1: unknown key 'stats' in the front matter; did you mean \"status\"?",
        "WRONG architecture/rules/no-mongo.md:5:1: severity 'fatal' is unknown; one of error, warning, note",
    ]
    assert "NOT CHECKED architecture/constraints.yaml: larger than 4 MiB  (no-limit)\n" in output


def test_what_the_evidence_does_not_tell_is_not_checked_with_its_reason(repo: Repo) -> None:
    """No commits, no record, and what the rule itself says where a file tells nothing."""
    repo.rule("no-bots", "SELECT sha AS subject, NOT bot AS holds, 'a bot' AS message FROM observed.commits")
    repo.rule("no-hold", "SELECT name AS subject, ring <> 'hold' AS holds, 'on Hold' AS message FROM decided.blips")
    repo.rule(
        "has-licence",
        "SELECT path AS subject, path, CASE WHEN lines > 0 THEN true END AS holds, 'it is empty' AS message "
        "FROM observed.files WHERE path LIKE 'src/%'",
    )
    repo.write("src/a.py", "x = 1\n")
    repo.write("src/b.py", "")
    assert repo.principal("check") == (
        3,
        HEAD
        + "NOT CHECKED it is empty  (has-licence)\n"
        + "NOT CHECKED the repository has no commits  (no-bots)\n"
        + "NOT CHECKED there is no radar record  (no-hold)\n\n"
        + tally(0, 1, 0, 3, 0)
        + SILENT,
    )


# A decision is its own rule.

DECISION = """\
---
status: {status}
date: 2024-01-02
---
# No COBOL

## Context and Problem Statement

Nobody here reads it.

## Considered Options

* COBOL
* Python

## Decision Outcome

Chosen option: "Python", because we read it.

## Enforcement

```sql
{sql}
```
"""


def test_a_decision_with_an_unquoted_date_is_held_and_explained(repo: Repo) -> None:
    """A peer drops such a decision, because its date is no string, and exits 0."""
    repo.commit(
        {"src/b.cbl": "", "docs/adr/0001-no-cobol.md": DECISION.format(status="accepted", sql=NO_COBOL.strip())}
    )
    code, output = repo.principal("check")
    assert code == 1
    assert (
        output
        == HEAD
        + (
            "FAIL decision:0001-no-cobol  0001: No COBOL\n"
            "  src/b.cbl:1: written in COBOL: src/b.cbl  [c76bd4e2ab8f700f]\n"
            "  why and how to mend it: principal why decision:0001-no-cobol\n\n"
        )
        + tally(1, 0, 0, 0, 0)
        + "may not proceed (exit 1)\n"
    )
    query = "SELECT id, status, date FROM decided.decisions"
    assert repo.principal("query", query, "--format", "csv")[1] == "id,status,date\n0001,accepted,2024-01-02\n"
    code, output = repo.principal("why", "decision:0001-no-cobol")
    assert code == 0
    assert output.startswith(
        "decision:0001-no-cobol: 0001: No COBOL\n"
        "phase governance, stage build, error, confidence high, stable: it blocks\n\n"
        "Why\n  0001 decided this and says how to tell: No COBOL. Read docs/adr/0001-no-cobol.md for the reasons.\n"
    )


def test_violations_outside_of_the_change_are_there_in_a_check_of_the_whole(repo: Repo) -> None:
    """A peer says "check passed" over 13 violations, because their decision was not in the diff."""
    repo.commit({"docs/adr/0001-no-cobol.md": DECISION.format(status="accepted", sql=NO_COBOL.strip())})
    repo.commit({f"src/{number}.cbl": "" for number in range(13)})
    code, output = repo.principal("check")
    assert code == 1
    assert "  and 3 more (--all)\n" in output
    assert tally(13, 0, 0, 0, 0) in output
    everything = repo.principal("check", "--all")[1]
    assert everything.count("written in COBOL") == 13


def test_a_decision_that_is_not_in_force_is_no_rule(repo: Repo) -> None:
    repo.rule("no-mongo", NO_MONGO)
    repo.commit({"requirements.txt": "flask==3.0.0\n", "src/b.cbl": ""} | {
        f"docs/adr/000{n}-no-cobol-{n}.md": DECISION.format(status=status, sql=NO_COBOL.strip())
        for n, status in enumerate(("proposed", "rejected", "superseded by ADR-0002"), 1)
    })  # fmt: skip
    assert repo.principal("check") == (0, HEAD + tally(0, 1, 0, 0, 0) + "may proceed (exit 0)\n")


def test_an_enforcement_that_may_not_be_asked_is_not_checked(repo: Repo) -> None:
    repo.rule("no-mongo", NO_MONGO)
    sql = "SELECT * FROM read_text('/etc/passwd')"
    decision = DECISION.format(status="accepted", sql=sql)
    repo.commit({"requirements.txt": "flask==3.0.0\n", "docs/adr/0001-no-cobol.md": decision})
    code, output = repo.principal("check")
    assert (code, output.splitlines()[2]) == (
        3,
        "NOT CHECKED the function read_text() is not on the list of functions that a rule may call  "
        "(decision:0001-no-cobol)",
    )


# The command itself.


def test_a_folder_without_a_repository(repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> None:
    bare = type(repo)(tmp_path_factory.mktemp("nothing"))
    code, output = bare.principal("check")
    assert code == 2
    assert output.startswith("principal: ")


def test_since_and_staged_do_not_go_together(repo: Repo) -> None:
    assert repo.principal("check", "--staged", "--since", "main") == (
        2,
        "principal: --since and --staged do not go together; --staged is the change from HEAD to what is staged\n",
    )


def test_an_unknown_revision_is_named_with_what_is_near(repo: Repo) -> None:
    repo.commit({"a": ""})
    assert repo.principal("check", "--since", "mian") == (
        2,
        "principal: 'mian' is not a commit here; did you mean main?\n",
    )
