"""The other commands: survey, gate, query, tables, why, radar. Exact words."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Repo

NO_COBOL = """
SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'written in COBOL: ' || path AS message
FROM observed.files WHERE path LIKE 'src/%'
"""
SYSTEM = {
    "compose.yaml": (
        "services:\n  shop:\n    build: shop\n    environment:\n      DATABASE_URL: postgresql://db/shop\n"
        "      STOCK_ADDR: stock:7070\n  stock:\n    build: stock\n  db:\n    image: postgres:17\n"
    ),
    "shop/pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi[standard]~=0.115", "psycopg"]\n',
    "shop/main.py": "import fastapi\n" * 30,
    "stock/main.go": "package main\n" * 10,
}


@pytest.mark.usefixtures("team_only")
def test_a_survey_of_a_system_that_nobody_described(repo: Repo) -> None:
    repo.commit(SYSTEM)
    assert repo.principal("survey") == (
        0,
        "shop, as of 2026-06-30\n"
        "4 files, 40 lines of code; 1 commit by 1 person (1 in the last year), 2026-06-01 to 2026-06-01\n"
        "\n"
        "Made of\n"
        "  languages         python 75%, go 25%\n"
        "  databases         postgresql (compose.yaml:10)\n"
        "  frameworks        fastapi\n"
        "  libraries         psycopg\n"
        "  to build and test docker-compose\n"
        "\n"
        "Runs as 3 components (declared in infrastructure files)\n"
        "  db    database\n"
        "  shop  service    -> db (postgresql), stock\n"
        "  stock service\n"
        "\n"
        "Who decided this\n"
        "  3 components, 0 governed by a decision, a radar or a contract\n"
        "  4 technologies, 0 governed by a decision, a radar or a contract\n"
        "\n"
        "Next: principal init drafts the records from what was seen, for you to correct and confirm\n",
    )


@pytest.mark.usefixtures("team_only")
def test_a_survey_says_what_to_write_next(repo: Repo) -> None:
    repo.commit({**SYSTEM, "architecture/radar.yaml": "adopt: [python]\n"})
    assert repo.principal("survey")[1].splitlines()[-1] == (
        "Next: write architecture/system.yaml: the components, who owns each, and who needs whom; "
        "begin with: principal records system"
    )


@pytest.mark.usefixtures("team_only")
def test_a_survey_of_nothing(repo: Repo) -> None:
    code, output = repo.principal("survey")
    assert code == 0
    assert output.splitlines()[:2] == ["shop, as of 2026-06-30", "0 files, 0 lines of code"]
    assert "history: the repository has no commits" in output


@pytest.mark.usefixtures("team_only")
def test_a_survey_runs_no_rule_of_the_repository(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.cbl": ""})
    assert "COBOL: src" not in repo.principal("survey")[1]
    assert "written in COBOL: src/a.cbl" in repo.principal("check")[1]
    said = json.loads(repo.principal("survey", "--format", "json")[1])
    assert said["verdict"]["rules"] == []
    assert said["survey"]["files"] == [2, 0, 1]


@pytest.mark.usefixtures("team_only")
def test_a_gate_shows_every_phase_and_why_it_is_not_complete(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL, phase="constraints")
    repo.rule("no-todo", NO_COBOL.replace(".cbl", ".todo"))
    repo.commit({"src/a.cbl": "", "src/b.py": ""})
    assert repo.principal("gate") == (
        1,
        "shop: gate for the whole system, as of 2026-06-30, stage build\n"
        "\n"
        "1   constraints    BLOCKED      1 passed, 1 failed, 0 waived, 0 not checked\n"
        "                   1 finding of no-cobol\n"
        "1.5 patterns       EMPTY\n"
        "                   it has no rules yet\n"
        "2   consensus      EMPTY\n"
        "                   it has no rules yet\n"
        "2.5 observability  EMPTY\n"
        "                   it has no rules yet\n"
        "3   governance     WAITING      2 passed, 0 failed, 0 waived, 0 not checked\n"
        "                   constraints comes first and is blocked\n"
        "4   evolution      EMPTY\n"
        "                   it has no rules yet\n"
        "\n"
        "exit 1\n",
    )


@pytest.mark.usefixtures("team_only")
def test_a_gate_of_one_phase_answers_for_it(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL, phase="constraints")
    repo.commit({"src/b.py": ""})
    head = "shop: gate for the whole system, as of 2026-06-30, stage build\n\n"
    complete = "1   constraints  COMPLETE     1 passed, 0 failed, 0 waived, 0 not checked\n\nexit 0\n"
    assert repo.principal("gate", "constraints") == (0, head + complete)
    empty = "2   consensus  EMPTY\n               it has no rules yet\n\nexit 3\n"
    assert repo.principal("gate", "consensus") == (3, head + empty)
    assert repo.principal("gate", "consensu") == (
        2,
        "principal: there is no phase 'consensu'; did you mean 'consensus'?\n",
    )


@pytest.mark.usefixtures("team_only")
def test_a_gate_for_a_change_leaves_old_sins_alone(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL, phase="constraints")
    repo.commit({"src/a.cbl": "", "src/b.py": ""})
    assert repo.principal("gate", "constraints")[0] == 1
    assert repo.principal("gate", "constraints", "--since", "HEAD")[0] == 0
    repo.write("src/c.cbl", "")
    assert repo.principal("gate", "constraints", "--since", "HEAD")[0] == 1


@pytest.mark.usefixtures("team_only")
def test_a_gate_with_a_wrong_record(repo: Repo) -> None:
    repo.commit({"architecture/radar.yaml": "hodl: [perl]\n"})
    code, output = repo.principal("gate", "governance")
    assert code == 2
    assert 'WRONG architecture/radar.yaml:1:1: unknown key "hodl"; did you mean "hold"?\n' in output


@pytest.mark.usefixtures("team_only")
def test_a_query_as_table_csv_json_and_parquet(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.py": "x = 1\n", "b.py": ""})
    query = "SELECT path, lines, DATE '2026-01-02' AS day FROM observed.files ORDER BY path"
    assert repo.principal("query", query) == (
        0,
        "path  lines  day\n----  -----  ----------\na.py  1      2026-01-02\nb.py  0      2026-01-02\n(2 rows)\n",
    )
    assert repo.principal("query", query, "--format", "csv")[1] == (
        "path,lines,day\na.py,1,2026-01-02\nb.py,0,2026-01-02\n"
    )
    assert json.loads(repo.principal("query", query, "--format", "json")[1])[0] == {
        "path": "a.py", "lines": 1, "day": "2026-01-02",
    }  # fmt: skip
    written = tmp_path / "files.parquet"
    assert repo.principal("query", query, "--format", "parquet", "-o", str(written)) == (0, "")
    with contextlib.closing(duckdb.connect()) as connection:  # the module's own is everybody's
        rows = connection.execute(f"SELECT path, lines FROM '{written}'").fetchall()
    assert rows == [("a.py", 1), ("b.py", 0)]


@pytest.mark.usefixtures("team_only")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT 1; SELECT 2", "principal: expected one statement, found 2\n"),
        ("SELECT * FROM read_text('/etc/passwd')", "principal: the query does not run: Permission Error"),
        ("COPY (SELECT 1) TO '/tmp/x.csv'", "principal: the query does not run: Permission Error"),
        ("DELETE FROM observed.files", "principal: the query does not run: "),
        ("SELECT * FROM observed.fils", "principal: the query does not run: Catalog Error"),
    ],
)
def test_a_query_that_may_not_run(repo: Repo, query: str, said: str) -> None:
    repo.commit({"a.py": ""})
    code, output = repo.principal("query", query)
    assert code == 2
    assert output.startswith(said)


@pytest.mark.usefixtures("team_only")
def test_parquet_is_not_for_a_terminal(repo: Repo) -> None:
    assert repo.principal("query", "SELECT 1", "--format", "parquet") == (
        2,
        "principal: parquet is not for a terminal; say where to write it with -o FILE.parquet\n",
    )


def test_tables_and_their_columns(repo: Repo) -> None:
    code, output = repo.principal("tables", "decided.copies")
    assert (code, output) == (
        0,
        "decided.copies\n"
        "  Copies of a data entity, and how stale each may be.\n"
        "  key: repository, data, component\n"
        "    data  VARCHAR\n"
        "    component  VARCHAR\n"
        "    path  VARCHAR\n"
        "    line  BIGINT\n"
        "    staleness_ms  DOUBLE, may be null\n"
        "    how  VARCHAR, may be null  replica, cdc, events, batch, cache, dual-write, backup or export\n"
        "    rebuild  VARCHAR, may be null  how it is made anew from the source\n"
        "    because  VARCHAR, may be null  why the component may hold it\n"
        "\n",
    )
    code, output = repo.principal("tables")
    assert code == 0
    assert "observed.files  " in output
    assert "found.phases  " in output


def test_why_a_rule_exists(repo: Repo) -> None:
    code, output = repo.principal("why", "judgement-loosened")
    assert code == 0
    assert output.startswith(
        "judgement-loosened: A change makes the judgement of itself weaker\n"
        "phase governance, stage build, error, confidence high, stable: it blocks\n\nWhy\n  Whoever may move the goalposts"
    )
    assert repo.principal("why", "radar-hld") == (
        2,
        "principal: there is no rule 'radar-hld'; did you mean 'radar-hold'?\n",
    )
    assert repo.principal("why", "x" * 40)[1].endswith("; principal why lists them\n")


@pytest.mark.usefixtures("team_only")
def test_why_a_finding_a_rule_of_the_team_and_a_decision(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit(
        {
            "src/a.cbl": "",
            "docs/adr/0001-no-cobol.md": "# 1. No COBOL\n\nDate: 2026-01-01\n\n## Status\n\nAccepted\n\n## Context\n\nx\n\n"
            f"## Decision\n\ny\n\n## Enforcement\n\n```sql{NO_COBOL}```\n",
        }
    )
    said = "no-cobol: What must hold here\nphase governance, stage build, error, confidence high, stable: it blocks\n\nWhy\n"
    assert repo.principal("why", "no-cobol")[1].startswith(said)
    mark = repo.principal("check")[1].split("[")[-1].split("]")[0]
    assert repo.principal("why", mark)[1].startswith(f"src/a.cbl:1: written in COBOL: src/a.cbl\n\n{said}")
    decided = repo.principal("why", "decision:0001-no-cobol", "--query")[1]
    assert decided.startswith("decision:0001-no-cobol: 0001: No COBOL\n")
    assert "  FROM observed.files WHERE path LIKE 'src/%'\n" in decided
    assert repo.principal("why", "0123456789abcdef") == (
        2,
        "principal: no finding has a mark that begins with 0123456789abcdef; principal check --all shows them\n",
    )


@pytest.mark.usefixtures("team_only")
def test_the_radar_counts_uses_whatever_the_radar_calls_them(repo: Repo) -> None:
    radar = (
        "adopt: [Python]\ntrial: [duckdb]\nhold:\n  postgres: {since: 2026-01-01, owner: ana, why: none is on call}\n"
    )
    repo.commit({**SYSTEM, "architecture/radar.yaml": radar})
    assert repo.principal("radar") == (
        0,
        "Adopt (1)\n"
        "  python: 1 use, such as shop/main.py:1\n"
        "Trial (1)\n"
        "  duckdb: not in use\n"
        "Assess (0)\n"
        "Hold (1)\n"
        "  postgres: 2 uses, such as compose.yaml:10  (since 2026-01-01; ana; none is on call)\n"
        "\n"
        "On no ring (3)\n"
        "  fastapi (framework): 1 use, such as shop/pyproject.toml:3\n"
        "  go (language): 1 use, such as stock/main.go:1\n"
        "  docker-compose (tool): 1 use, such as compose.yaml:2\n",
    )


def test_records_are_explained_with_an_example_to_begin_with(repo: Repo) -> None:
    assert repo.principal("records") == (
        0,
        "radar        what we use, and what we do not\n"
        "system       the parts, who answers for them, who needs whom\n"
        "constraints  what we cannot do, measurable\n"
        "decisions    decision records\n"
        "proposals    what we propose, before it is decided\n"
        "debt         loans and dismissals\n"
        "failures     what only people know of a failure\n"
        "objectives   what was promised, and to whom\n"
        "sources      what is no evidence\n"
        "signoffs     who signs, and what was signed\n"
        "rules        your own rules\n",
    )
    said = repo.principal("records", "radar")[1]
    assert said.startswith("architecture/radar.yaml: what we use, and what we do not\n\n```yaml file=")
    assert "`principal radar` shows each ring beside what is" in said
    assert repo.principal("records", "raddar") == (
        2,
        "principal: there is no record 'raddar'; one of radar, system, constraints, decisions, proposals, debt, failures, objectives, sources, signoffs, rules\n",
    )


def test_the_examples_are_records_of_one_system_that_is_read_whole(repo: Repo) -> None:
    files = {}
    for name in ("radar", "system", "constraints", "debt", "sources"):
        code, files[f"architecture/{name}.yaml"] = repo.principal("records", name, "--example")
        assert code == 0
        assert files[f"architecture/{name}.yaml"].startswith(
            f"# yaml-language-server: $schema=../.principal/schemas/{name}.schema.json\n"
        )
    files["architecture/objectives/checkout.yaml"] = repo.principal("records", "objectives", "--example")[1]
    assert files["architecture/objectives/checkout.yaml"].startswith(
        "# yaml-language-server: $schema=../../.principal/schemas/objectives.schema.json\napiVersion: openslo/v1\n"
    )
    repo.commit(
        {**files, "architecture/decisions/ADR-001-x.md": repo.principal("records", "decisions", "--example")[1]}
    )
    assert json.loads(repo.principal("check", "--format", "json")[1])["mistakes"] == []


@pytest.mark.usefixtures("team_only")
def test_a_survey_of_another_day_knows_nothing_of_what_came_later(repo: Repo) -> None:
    repo.commit(SYSTEM, date="2026-05-01")
    repo.commit({"a.py": ""}, date="2026-07-01")
    assert repo.principal("survey")[1].splitlines()[1] == (
        "5 files, 40 lines of code; 1 commit by 1 person (1 in the last year), 2026-05-01 to 2026-05-01"
    )
