"""A change, judged from its base: only what it makes worse blocks, and whatever loosens its judges is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

pytestmark = pytest.mark.usefixtures("team_only")

NO_COBOL = """
SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'written in COBOL: ' || path AS message
FROM observed.files WHERE path LIKE 'src/%'
"""
SHORT = """
SELECT path AS subject, path, 1 AS line, lines <= 3 AS holds, lines::VARCHAR || ' lines in ' || path AS message,
       lines AS amount
FROM observed.files WHERE path LIKE 'src/%'
"""
NO_MONGO = """
SELECT name AS subject, path, line, name <> 'mongodb' AS holds, 'uses ' || name AS message FROM observed.packages
"""
DECISION = f"""\
# ADR-001: No COBOL

**Status**: Accepted
**Date**: 2026-01-02
**Deciders**: Ana

## Context

Nobody here reads it.

## Decision

We write Python.

## Consequences

We can read it.

## Alternatives Considered

| Alternative | Why rejected |
|---|---|
| COBOL | Nobody here reads it |

## Enforcement

```sql
{NO_COBOL.strip()}
```
"""


def judge(repo: Repo, *words: str) -> tuple[int, list[tuple[str, str, str, bool]]]:
    """Exit code, and of every finding its rule, message, standing and whether it blocks."""
    code, output = repo.principal("check", *words, "--format", "json")
    assert output.startswith("{"), output
    verdict: dict[str, Any] = json.loads(output)
    assert verdict["exit_code"] == code
    return code, [(f["rule"], f["message"], f["standing"], f["blocks"]) for f in verdict["findings"]]


def fill_base(repo: Repo) -> None:
    """A base with one rule and one file that it passes, and one that it finds; it was checked."""
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": "print(1)\n", "src/old.cbl": "STOP RUN.\n"})
    repo.git("branch", "base")
    assert judge(repo)[0] == 1


@pytest.fixture
def based(begun_with: Callable[..., Repo]) -> Repo:
    return begun_with(fill_base)


def add_to_base(repo: Repo, files: dict[str, str]) -> None:
    """Let the base have these *files* too."""
    repo.commit(files)
    repo.git("branch", "--force", "base")


OLD = ("no-cobol", "written in COBOL: src/old.cbl", "old", False)


# Only new and worsened harm blocks.


def test_only_what_is_new_blocks_and_the_old_is_counted(based: Repo) -> None:
    fork = based.git("rev-parse", "base").strip()
    based.commit({"src/new.cbl": "STOP RUN.\n"})
    code, output = based.principal("check", "--since", "base")
    assert code == 1
    assert output == (
        f"shop: the change since {fork[:12]}, as of 2026-06-30, stage build\n\n"
        "FAIL no-cobol  What must hold here\n"
        "  src/new.cbl:1: written in COBOL: src/new.cbl  [d7d614db0ed450a0]  new\n"
        "  why and how to mend it: principal why no-cobol\n\n"
        "1 finding of the base, not from this change, is not shown (--all)\n"
        "1 finding blocks, 1 do not, 1 passed, 0 waived, 0 not checked, 0 not applicable\n"
        "may not proceed (exit 1)\n"
    )
    # It is a copy of what is old, and new all the same.
    assert judge(based, "--since", "base") == (1, [("no-cobol", "written in COBOL: src/new.cbl", "new", True), OLD])


def test_old_harm_alone_lets_a_change_proceed(based: Repo) -> None:
    based.commit({"src/b.py": "print(2)\n", "src/old.cbl": "\n\nSTOP RUN.\n"})
    assert judge(based, "--since", "base") == (0, [OLD])
    assert judge(based)[0] == 1


def test_mending_lets_a_change_proceed(based: Repo) -> None:
    based.git("rm", "--quiet", "src/old.cbl")
    based.commit()
    assert judge(based, "--since", "base") == (0, [])


def test_worse_than_before_blocks_and_better_does_not(repo: Repo) -> None:
    repo.rule("short", SHORT)
    repo.commit({"src/a.py": "x = 1\n" * 5, "src/b.py": "x = 1\n" * 5, "src/c.py": "x = 1\n"})
    repo.write("src/a.py", "x = 1\n" * 6)
    repo.write("src/b.py", "x = 1\n" * 4)
    assert judge(repo, "--since", "HEAD") == (
        1,
        [
            ("short", "6 lines in src/a.py", "worsened", True),
            ("short", "4 lines in src/b.py", "old", False),
        ],
    )


def test_a_moved_file_keeps_its_findings_old(based: Repo) -> None:
    based.git("mv", "src/old.cbl", "src/older.cbl")
    moved = (0, [("no-cobol", "written in COBOL: src/older.cbl", "old", False)])
    assert judge(based, "--staged") == moved
    based.commit()
    assert judge(based, "--since", "base") == moved


def test_a_file_moved_and_edited_keeps_its_findings_old(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    text = "".join(f"DISPLAY {number}.\n" for number in range(30))
    repo.commit({"src/a.py": "", "src/old.cbl": text})
    repo.git("mv", "src/old.cbl", "src/older.cbl")
    repo.write("src/older.cbl", text + "STOP RUN.\n")
    repo.commit()
    assert judge(repo, "--since", "HEAD~1") == (0, [("no-cobol", "written in COBOL: src/older.cbl", "old", False)])


def test_the_base_is_where_the_branch_forked_off(based: Repo) -> None:
    based.git("switch", "--quiet", "-c", "work")
    based.commit({"src/b.py": ""})
    based.git("switch", "--quiet", "base")
    based.rule("short", SHORT)
    based.commit({"src/a.py": "x = 1\n" * 9})
    based.git("switch", "--quiet", "work")
    assert judge(based, "--since", "base") == (0, [OLD])


def test_what_is_staged_is_judged_and_nothing_else(based: Repo) -> None:
    based.write("src/new.cbl", "STOP RUN.\n")
    assert judge(based, "--staged") == (0, [OLD])
    based.git("add", "src/new.cbl")
    (based.root / "src" / "new.cbl").unlink()
    assert judge(based, "--staged") == (1, [("no-cobol", "written in COBOL: src/new.cbl", "new", True), OLD])


def test_a_rule_that_is_edited_but_not_staged_changes_nothing(based: Repo) -> None:
    based.rule("no-cobol", NO_COBOL.replace("cbl", "xyz"))
    assert judge(based, "--staged") == (0, [OLD])


def test_without_commits_everything_staged_is_new_and_nothing_else_is_judged(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.write("src/a.cbl", "STOP RUN.\n")
    repo.write("src/a.py", "print(1)\n")
    repo.git("add", "--all")
    repo.write("src/b.cbl", "STOP RUN.\n")
    code, found = judge(repo, "--staged")
    assert (code, [f[:2] for f in found]) == (1, [("no-cobol", "written in COBOL: src/a.cbl")])
    repo.git("rm", "--quiet", "--cached", "src/a.cbl")
    assert judge(repo, "--staged") == (0, [])


def test_without_commits_there_is_no_revision(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    assert repo.principal("check", "--since", "HEAD") == (
        2,
        "principal: 'HEAD' is not a commit here: the repository has no commits yet\n",
    )


# New rules and records show all that the whole tree would show.


def test_a_rule_that_is_new_shows_all_that_the_whole_tree_shows(based: Repo) -> None:
    add_to_base(based, {"src/b.cbl": "", "src/c.cbl": ""})
    based.git("rm", "--quiet", "architecture/rules/no-cobol.md")
    based.commit()
    based.rule("no-cobol", NO_COBOL)
    whole = judge(based)
    change = judge(based, "--since", "HEAD")
    assert change[0] == whole[0] == 1
    assert [f[:2] for f in change[1]] == [f[:2] for f in whole[1]]
    assert {f[2:] for f in change[1]} == {("new", True)}
    assert len(whole[1]) == 3


def test_a_decision_that_is_new_shows_all_that_the_whole_tree_shows(based: Repo) -> None:
    based.write("architecture/decisions/ADR-001-no-cobol.md", DECISION)
    code, found = judge(based, "--since", "base")
    assert code == 1
    assert found == [("decision:ADR-001-no-cobol", "written in COBOL: src/old.cbl", "new", True), OLD]


def test_a_base_without_records(repo: Repo) -> None:
    repo.commit({"src/a.cbl": "STOP RUN.\n"})
    repo.rule("no-cobol", NO_COBOL)
    assert judge(repo, "--since", "HEAD") == (1, [("no-cobol", "written in COBOL: src/a.cbl", "new", True)])


# What the base could not check either is not the change's.


def test_what_the_base_could_not_read_does_not_stop_the_change_and_what_is_new_does(based: Repo) -> None:
    based.rule("no-mongo", NO_MONGO)
    based.commit({"package.json": "{", "requirements.txt": "flask==3.0.0\n"})
    based.write("src/b.py", "")
    assert judge(based, "--since", "HEAD") == (0, [OLD])
    based.write("web/package.json", "{")
    code, output = based.principal("check", "--since", "HEAD")
    assert code == 3
    assert "NOT CHECKED web/package.json: the file ends too early  (no-mongo)\n" in output
    assert "NOT CHECKED package.json" not in output


# Whatever loosens the judgement.

CONSTRAINTS = "constraints:\n  fast:\n    latency: p99 {ms}ms\n    because: users leave\n"
LOAN = (
    "loans:\n  cobol:\n    rule: no-cobol\n    what: COBOL\n    covers: [{mark}]\n    principal: 3d\n"
    "    owner: ana\n    taken: 2026-06-10\n    due: {due}\n    because: it is rewritten\n"
)
SHOP = (
    "components:\n  shop: {{kind: service, availability: {}, replicas: {}}}\n  mails: {{kind: service, replicas: {}}}\n"
)
COMPOSE = "services:\n  shop:\n    image: acme/shop:1\n    deploy: {{replicas: {}}}\n"
SLO = "architecture/objectives/shop.yaml"
PROMISED = (
    "apiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: works}}\n"
    "spec: {{service: shop, budgetingMethod: Occurrences, objectives: [{{targetPercent: {}}}]}}\n"
)
DEBT = "architecture/debt.yaml"
DISMISSAL = "dismissals:\n  0123456789abcdef: {rule: no-cobol, because: no}\n"
ADR = "architecture/decisions/ADR-001-no-cobol.md"


@pytest.mark.parametrize(
    ("before", "after", "messages"),
    [
        (
            {
                "architecture/constraints.yaml": CONSTRAINTS.format(ms=300),
                DEBT: LOAN.format(mark="0" * 16, due="2026-12-31"),
                "architecture/radar.yaml": "adopt: [python]\nhold: [perl]\n",
                "architecture/system.yaml": SHOP.format("99%", 1, 1),
                "compose.yaml": COMPOSE.format(1),
                SLO: PROMISED.format(99),
                ADR: DECISION,
                "package.json": '{"dependencies": {"express": "1"}}\n',
            },
            {
                "architecture/constraints.yaml": CONSTRAINTS.format(ms=400),
                DEBT: LOAN.format(mark="0" * 16, due="2027-12-31") + DISMISSAL,
                "architecture/radar.yaml": "adopt: [python]\nassess: [perl]\n",
                "architecture/sources.yaml": "leave_out:\n  - {paths: [gone/**], because: an example}\n",
                "architecture/system.yaml": SHOP.format("99.9%", 3, 2),
                "compose.yaml": COMPOSE.format(3),
                SLO: PROMISED.format(95),
                ADR: DECISION.replace(".cbl", ".xyz"),
                "package.json": '{"dependencies": {"express": "1"\n',
            },
            [
                "the constraint fast was weakened: its value was 300.0 ms and is 400.0 ms",
                "the loan cobol was due on 2026-12-31 and is due on 2027-12-31",
                "a finding of no-cobol was dismissed (0123456789abcdef)",
                "the enforcement of ADR-001 was edited",
                "the objective works was weakened: its target was 99.0% and is 95.0%",
                "perl was in hold and is in assess",
                "files are no longer read as evidence: gone/**",
                "the availability of shop was 99.0% and is 99.9%, and nothing but the record says so",
                "the replicas of mails were 1 and are 2, and no file shows it",
                "package.json could be read by imports and javascript and cannot any more: the file ends too early",
            ],
        ),
        (
            {"architecture/constraints.yaml": CONSTRAINTS.format(ms=300), ADR: DECISION},
            {"architecture/constraints.yaml": None, ADR: None, "architecture/rules/no-cobol.md": None},
            [
                "the constraint fast was removed",
                "the enforcement of ADR-001 was removed",
                "the rule no-cobol was removed",
            ],
        ),
        (
            {ADR: DECISION},
            {ADR: DECISION.split("## Enforcement")[0], DEBT: LOAN.format(mark="0" * 16, due="2026-12-31")},
            ["the loan cobol was taken on no-cobol", "the enforcement of ADR-001 was removed"],
        ),
        (
            {ADR: DECISION},
            {ADR: DECISION.replace("Accepted", "Rejected")},
            ["the enforcement of ADR-001 was edited"],
        ),
    ],
    ids=["changed", "files removed", "enforcement removed", "decision rejected"],
)
def test_what_loosens_the_judgement_blocks(
    based: Repo, before: dict[str, str], after: dict[str, str | None], messages: list[str]
) -> None:
    add_to_base(based, before)
    for path, text in after.items():
        if text is None:
            (based.root / path).unlink()
        else:
            based.write(path, text)
    based.git("add", "--all")
    code, found = judge(based, "--staged")
    assert code == 1
    assert [f[1] for f in found if f[0] == "judgement-loosened"] == messages
    assert {f[2:] for f in found if f[0] == "judgement-loosened"} == {("loosened", True)}


def test_a_change_is_judged_by_the_rule_the_loans_and_the_files_of_its_base(based: Repo) -> None:
    based.commit({"src/new.cbl": "STOP RUN.\n"})
    taken = based.principal("loan", "no-cobol", "--owner", "ana", "--principal", "3d", "--because", "in July")
    assert taken[0] == 0, taken
    based.rule("no-cobol", NO_COBOL.replace("cbl", "xyz"))
    based.write("architecture/sources.yaml", "leave_out:\n  - {paths: [src/**], because: an example}\n")
    assert judge(based, "--since", "base") == (
        1,
        [
            ("judgement-loosened", "the loan no-cobol was taken on no-cobol", "loosened", True),
            ("judgement-loosened", "the rule no-cobol was edited", "loosened", True),
            ("judgement-loosened", "files are no longer read as evidence: src/**", "loosened", True),
            ("no-cobol", "written in COBOL: src/new.cbl", "new", True),
            *[
                ("loan-repaid", f"the loan no-cobol covers the finding {mark} of no-cobol, which is gone", "new", False)
                for mark in ("d7d614db0ed450a0", "e78c32acca1b1617")  # the edited rule finds neither
            ],
            OLD,
        ],
    )


def test_what_tightens_is_no_loosening_and_a_weaker_constraint_is_judged_as_the_base_has_it(based: Repo) -> None:
    based.rule(
        "fast",
        "SELECT id AS subject, path, line, value <= 300 AS holds, 'slow: ' || value::VARCHAR AS message "
        "FROM decided.constraints",
    )
    add_to_base(
        based,
        {
            "architecture/constraints.yaml": CONSTRAINTS.format(ms=300),
            DEBT: LOAN.format(mark="0" * 16, due="2026-12-31"),
        },
    )
    based.write("architecture/constraints.yaml", CONSTRAINTS.format(ms=200))
    based.write("architecture/radar.yaml", "hold: [perl]\n")
    (based.root / DEBT).unlink()
    assert judge(based, "--since", "base") == (0, [OLD])
    based.write("architecture/constraints.yaml", CONSTRAINTS.format(ms=400))
    assert judge(based, "--since", "base") == (
        1,
        [
            ("fast", "slow: 400.0", "new", True),
            (
                "judgement-loosened",
                "the constraint fast was weakened: its value was 300.0 ms and is 400.0 ms",
                "loosened",
                True,
            ),
            OLD,
        ],
    )


def test_no_loan_covers_what_loosens(based: Repo) -> None:
    mark = "judgement-loosened"
    loan = LOAN.format(mark="0" * 16, due="2026-12-31").replace("no-cobol", mark)
    add_to_base(based, {DEBT: loan.replace("covers: [0000000000000000]", "paths: ['**']")})
    based.rule("no-cobol", NO_COBOL.replace("cbl", "xyz"))
    assert judge(based, "--since", "base")[0] == 1
    assert based.principal("loan", mark, "--owner", "ana", "--principal", "1d", "--because", "x") == (
        2,
        "principal: no loan covers judgement-loosened: it is settled by people, not by more debt\n",
    )


def test_a_finding_that_the_base_waives_stays_waived(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": "", "src/old.cbl": "STOP RUN.\n"})
    repo.principal("loan", "no-cobol", "--owner", "ana", "--principal", "3d", "--because", "in July")
    repo.commit()
    repo.write("src/b.py", "")
    assert judge(repo, "--since", "HEAD") == (0, [])


def test_what_a_change_confirms_is_said(repo: Repo) -> None:
    system = """\
components:
  web: {kind: service, estimated: "compose.yaml:2: compose service", needs: {db: {estimated: true}}}
  db: {kind: database, team: shop}
teams: {shop: {}}
"""
    radar = "adopt:\n  python: {estimated: true}\n  go: {estimated: true}\n"
    repo.rule("no-cobol", NO_COBOL)
    files = {"src/a.py": "a", "architecture/system.yaml": system, "architecture/radar.yaml": radar}
    repo.commit(files)
    repo.write("architecture/system.yaml", system.replace(', estimated: "compose.yaml:2: compose service"', "")
               .replace("{estimated: true}", "{}").replace("team: shop", "team: shop, estimated: true"))  # fmt: skip
    repo.write("architecture/radar.yaml", radar.replace("python: {estimated: true}", "python: {}"))
    code, said = repo.principal("check", "--since", "main")
    assert code == 1
    assert "architecture/system.yaml:3: the component db was confirmed and is ESTIMATED now  [" in said
    assert """\
NOTE this change confirms 3 values that were ESTIMATED
  architecture/radar.yaml:2: the ring of python
  architecture/system.yaml:2: the component web
  architecture/system.yaml:2: that web needs db

""" in said  # fmt: skip
    told = json.loads(repo.principal("check", "--since", "main", "--format", "json")[1])["confirms"]
    assert told[2] == {"table": "needs", "key": ["web", "db"], "path": "architecture/system.yaml", "line": 2}
    assert "confirms" not in repo.principal("check")[1]
