"""Loans, dismissals and the baseline, taken from the command line: exact words, and the exact record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

pytestmark = pytest.mark.usefixtures("team_only")
DEBT = "architecture/debt.yaml"
MODELINE = "# yaml-language-server: $schema=../.principal/schemas/debt.schema.json\n"
NO_COBOL = """
SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'written in COBOL: ' || path AS message
FROM observed.files WHERE path LIKE 'src/%'
"""
NO_TODO = NO_COBOL.replace("%.cbl", "%.todo").replace("written in COBOL", "left to do")
GUESS = NO_COBOL.replace("%.cbl", "%.guess").replace("written in COBOL", "perhaps")


def debt(repo: Repo) -> str:
    return (repo.root / DEBT).read_text()


def fill(repo: Repo) -> None:
    """Two findings of a rule that blocks, one of a warning, one of a rule on trial."""
    repo.rule("no-cobol", NO_COBOL)
    repo.rule("no-todo", NO_TODO, severity="warning")
    repo.rule("guess", GUESS, status="trial")
    repo.commit({f"src/{name}": "" for name in ("a.cbl", "b.cbl", "c.todo", "d.guess", "e.py")})
    assert repo.principal("check")[0] == 1


@pytest.fixture
def indebted(begun_with: Callable[..., Repo]) -> Repo:
    return begun_with(fill)


def test_a_baseline_takes_a_loan_for_each_rule_that_is_not_on_trial(indebted: Repo) -> None:
    assert indebted.principal("baseline", "--owner", "ana") == (
        0,
        "loan baseline-no-cobol covers 2 findings of no-cobol\n"
        "loan baseline-no-todo covers 1 finding of no-todo\n"
        "wrote architecture/debt.yaml; read it, and correct the effort and the date of each loan\n",
    )
    text = debt(indebted)
    assert text.startswith(MODELINE)
    assert (
        "  baseline-no-todo:\n"
        "    rule: no-todo\n"
        "    what: 1 open finding of no-todo\n"
        "    covers: [3ed0caa6268df273]\n"
        "    principal: 1h\n"
        "    owner: ana\n"
        "    taken: 2026-06-30\n"
        "    due: 2026-09-28\n"
        "    because: it was open when the rule began to count\n"
    ) in text
    code, output = indebted.principal("check")
    assert code == 0
    assert "FAIL" not in output
    assert "WARN" not in output
    assert "perhaps: src/d.guess" in output


def test_a_second_baseline_changes_nothing_and_new_harm_blocks(indebted: Repo) -> None:
    indebted.principal("baseline", "--owner", "ana")
    before = debt(indebted)
    assert indebted.principal("baseline", "--owner", "bo") == (
        0,
        "nothing to take and nothing repaid; architecture/debt.yaml is as it was\n",
    )
    assert debt(indebted) == before
    indebted.write("src/f.cbl", "")
    code, output = indebted.principal("check")
    assert code == 1
    assert next(line for line in output.splitlines() if line.startswith("  src/")).startswith(
        "  src/f.cbl:1: written in COBOL: src/f.cbl  ["
    )


def test_what_gets_better_shrinks_it(indebted: Repo) -> None:
    indebted.principal("baseline", "--owner", "ana")
    (indebted.root / "src" / "a.cbl").unlink()
    (indebted.root / "src" / "c.todo").unlink()
    code, output = indebted.principal("check")
    assert code == 0
    assert output.count("which is gone") == 2
    assert indebted.principal("baseline", "--shrink") == (
        0,
        "2 findings repaid\nwrote architecture/debt.yaml; read it, and correct the effort and the date of each loan\n",
    )
    assert "no-todo" not in debt(indebted)
    assert "covers: [" in debt(indebted)
    assert len(re.findall(r"\b[0-9a-f]{16}\b", debt(indebted))) == 1
    assert "which is gone" not in indebted.principal("check")[1]


def test_a_baseline_needs_somebody_who_pays(indebted: Repo) -> None:
    assert indebted.principal("baseline") == (
        2,
        "principal: who pays it back? name a team or a person with --owner\n",
    )
    assert not (indebted.root / DEBT).exists()


def test_a_loan_keeps_what_stands_in_the_record(indebted: Repo) -> None:
    said = "# ours, do not reorder\nloans:\n  old: {rule: no-cobol, what: the ledger,   covers: [0123456789abcdef]}  # kept\n"
    indebted.write(DEBT, said)
    words = ("--owner", "ana", "--principal", "3d", "--because", "in July", "--due", "2026-08-01")
    assert indebted.principal("loan", "no-todo", *words) == (
        0,
        "loan no-todo covers 1 finding of no-todo until 2026-08-01\n",
    )
    assert debt(indebted).startswith(said)
    assert debt(indebted).removeprefix(said) == (
        "  no-todo:\n"
        "    rule: no-todo\n"
        "    what: 1 open finding of no-todo\n"
        "    covers: [3ed0caa6268df273]\n"
        "    principal: 3d\n"
        "    owner: ana\n"
        "    taken: 2026-06-30\n"
        "    due: 2026-08-01\n"
        "    because: in July\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("loan", "no-cobl"), "principal: there is no rule 'no-cobl'; did you mean 'no-cobol'?\n"),
        (
            ("loan", "no-cobol", "--finding", "f" * 16),
            "principal: ffffffffffffffff is no open finding of no-cobol; principal check --all shows them\n",
        ),
        (
            ("loan", "judgement-loosened"),
            "principal: no loan covers judgement-loosened: it is settled by people, not by more debt\n",
        ),
    ],
)
def test_a_loan_that_cannot_be_taken(indebted: Repo, words: tuple[str, ...], said: str) -> None:
    terms = ("--owner", "ana", "--principal", "3d", "--because", "in July")
    assert indebted.principal(*words, *terms) == (2, said)
    assert not (indebted.root / DEBT).exists()


def test_an_effort_that_is_none(indebted: Repo) -> None:
    code, output = indebted.principal("loan", "no-cobol", "--owner", "a", "--principal", "soon", "--because", "b")
    assert (code, output) == (2, 'principal: --principal: "soon" is no quantity; write it like 3d\n')


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("0000", "principal: there is no open finding 0000; principal check --all shows them\n"),
        ("", "principal:  names 4 findings; give more of it\n"),
    ],
)
def test_a_dismissal_that_cannot_be_made(indebted: Repo, mark: str, said: str) -> None:
    assert indebted.principal("dismiss", mark, "--because", "not here") == (2, said)


def test_a_dismissal_by_one_command(indebted: Repo) -> None:
    code, output = indebted.principal("dismiss", "3ed0caa6", "--because", "a list of birthdays", "--by", "ana")
    assert (code, output) == (
        0,
        "dismissed 3ed0caa6268df273 of no-todo: left to do: src/c.todo\n"
        "if the rule is wrong for everybody, its example belongs into the rule: please report it\n",
    )
    assert (
        "dismissals:\n"
        "  3ed0caa6268df273:\n"
        "    rule: no-todo\n"
        "    because: a list of birthdays\n"
        "    by: ana\n"
        "    'on': 2026-06-30\n"
    ) in debt(indebted)
    assert "left to do" not in indebted.principal("check")[1]


def test_while_a_record_is_wrong_no_debt_is_taken(indebted: Repo) -> None:
    indebted.write("architecture/radar.yaml", "hold: [perl]\nhodl: [mongodb]\n")
    code, output = indebted.principal("baseline", "--owner", "ana")
    assert code == 2
    assert output == (
        'principal: a record is wrong, mend it first: architecture/radar.yaml:2:1: unknown key "hodl"; '
        'did you mean "hold"?\n'
    )


def test_a_rule_says_what_may_cover_it(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL, waived_by="[dismissal]")
    repo.commit({"src/a.cbl": "", "src/b.cbl": ""})
    first, second = (line.split("[")[1].rstrip("]") for line in repo.principal("check")[1].splitlines() if "[" in line)
    terms = ("--owner", "ana", "--principal", "3d", "--because", "in July")
    assert repo.principal("loan", "no-cobol", *terms) == (
        2,
        "principal: no loan covers no-cobol: it is settled by people, not by more debt\n",
    )
    loan = f"loans:\n  l: {{rule: no-cobol, what: x, covers: [{first}, {second}], principal: 1d, owner: ana}}\n"
    repo.write(DEBT, loan)
    assert repo.principal("check")[0] == 1
    assert "written in COBOL: src/a.cbl" in repo.principal("check")[1]
    assert repo.principal("dismiss", first, "--because", "not COBOL")[0] == 0
    assert "written in COBOL: src/a.cbl" not in repo.principal("check")[1]
    assert "written in COBOL: src/b.cbl" in repo.principal("check")[1]


def test_what_may_cover_a_rule_is_one_of_two(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL, waived_by="[prayer]")
    repo.commit()
    assert "waived_by is no list of waivers; [loan, dismissal], one of them, or []\n" in repo.principal("check")[1]


def test_a_loan_is_not_due_before_it_is_taken(indebted: Repo) -> None:
    words = ("--owner", "ana", "--principal", "3d", "--because", "in July", "--due", "2020-01-01")
    code, output = indebted.principal("loan", "no-cobol", *words)
    assert (code, output.splitlines()[-1]) == (
        2,
        "Error: Invalid value for '--due': 2020-01-01 is before 2026-06-30, the day on which it is taken",
    )
    assert not (indebted.root / DEBT).exists()
