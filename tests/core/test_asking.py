"""A rule is other people's code: whatever it does, the run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from principal.core import asking, sandbox
from principal.core.asking import Answer, Asker


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "generation.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA observed")
        connection.execute(
            "CREATE TABLE observed.files AS SELECT 'a' AS path, DATE '2026-01-02' AS day, ['x'] AS names"
        )
        connection.execute("CREATE TABLE observed.many AS SELECT range AS n FROM range(200000)")
    return path


@pytest.fixture
def asker() -> Iterator[Asker]:
    asker = Asker()
    yield asker
    asker.stop()


def test_answers_are_plain_values(database: Path, asker: Asker) -> None:
    answers = asker.ask(database, [("one", "SELECT path, day, names, true AS holds FROM observed.files")])
    assert answers == {"one": Answer(("path", "day", "names", "holds"), (("a", "2026-01-02", ["x"], True),))}


def test_a_wrong_query_costs_only_itself(database: Path, asker: Asker) -> None:
    answers = asker.ask(database, [("bad", "SELECT nothing FROM observed.files"), ("good", "SELECT 1 AS x")])
    assert "nothing" in (answers["bad"].error or "")
    assert answers["good"].rows == ((1,),)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('https://example.com/x.csv')",
        "COPY (SELECT 1) TO '/tmp/principal-was-here'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access=true",
        "DELETE FROM observed.files",
    ],
)
def test_no_files_no_network_no_writing(database: Path, asker: Asker, sql: str) -> None:
    # These never get so far (see test_queries); the second wall must hold alone.
    assert asker.ask(database, [("q", sql)])["q"].error is not None
    assert not Path("/tmp/principal-was-here").exists()


def test_a_flood_of_rows_is_refused(database: Path, asker: Asker) -> None:
    assert asker.ask(database, [("q", "SELECT * FROM observed.many")])["q"].error == "it returns more than 100,000 rows"


def test_a_query_that_fills_the_memory_is_not_checked(database: Path, asker: Asker) -> None:
    bomb = "SELECT length(string_agg(repeat('x', 1000000), '')) FROM observed.many"
    answers = asker.ask(database, [("bomb", bomb), ("after", "SELECT 1 AS x")])
    assert answers["bomb"].error is not None
    assert answers["after"].rows == ((1,),)


def test_a_query_that_runs_for_ever_is_killed(database: Path, asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "SECONDS_A_RULE", 1)
    endless = "SELECT count(*) FROM observed.many a, observed.many b, observed.many c WHERE a.n + b.n * c.n = 7"
    answers = asker.ask(database, [("endless", endless), ("after", "SELECT 1 AS x")])
    assert answers["endless"].error == "it took longer than 1 seconds"
    assert answers["after"].rows == ((1,),)


def test_nobody_waits_for_many_queries_that_run_for_ever(
    database: Path, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS_A_RULE", 0.2)
    endless = "SELECT count(*) FROM observed.many a, observed.many b, observed.many c WHERE a.n + b.n * c.n = 7"
    queries = [("first", "SELECT 1 AS x"), *((str(number), endless) for number in range(200)), ("last", "SELECT 1")]
    answers = asker.ask(database, queries)
    assert answers["first"] == Answer(("x",), ((1,),))
    assert [answers[name] for name in ("0", "1", "2")] == [
        Answer(error="it took longer than 0.2 seconds", passing=True)
    ] * 3
    late = Answer(error="not asked: 3 rules before it had to be stopped", passing=True)
    assert {answers[name] for name, _ in queries[4:]} == {late}


def test_a_damaged_generation_is_an_error_for_each_rule(tmp_path: Path, asker: Asker) -> None:
    path = tmp_path / "x.duckdb"
    path.write_bytes(b"not a database" * 1000)
    answers = asker.ask(path, [("a", "SELECT 1"), ("b", "SELECT 2")])
    assert {name: (answer.error or "")[:35] for name, answer in answers.items()} == {
        "a": "the generation could not be opened:",
        "b": "the generation could not be opened:",
    }


def test_the_limits_are_set_in_the_child() -> None:
    assert sandbox.MEMORY_BYTES <= 2 * 1024**3
    assert sandbox.SECONDS_A_RULE <= 30
