"""What follows from the history: which files change together, and who still knows a file."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from principal.catalog.tables import Clock
from principal.core.observed import Changes, Commits, Files
from principal.core.queries import inspect
from principal.core.tables import table_of
from principal.phases.evolution import couplings, efforts, knowledge
from principal.phases.evolution.roots import Roots

TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for schema in ("observed", "known", "derived"):
        connection.execute(f"CREATE SCHEMA {schema}")
    for row in (Files, Commits, Changes, Clock, Roots, efforts.Efforts):
        connection.execute(table_of(row).ddl())
    connection.execute("INSERT INTO known.clock VALUES ('r', ?)", [TODAY])
    return connection


def files(con: duckdb.DuckDBPyConnection, *paths: str, kind: str = "code") -> None:
    for path in paths:
        con.execute("INSERT INTO observed.files VALUES ('r', 'tree', ?, 'python', ?, 1, 1, 'b')", [path, kind])


def commit(
    con: duckdb.DuckDBPyConnection, *paths: str, who: str = "Ada", days_ago: int = 0, bot: bool = False, email: str = ""
) -> None:
    (count,) = con.execute("SELECT count(*) FROM observed.commits").fetchall()[0]
    sha, at = f"{count:040x}", dt.datetime(2026, 1, 1, 12) - dt.timedelta(days=days_ago)
    con.execute(
        "INSERT INTO observed.commits VALUES ('r', 'history', ?, ?, ?, ?, ?, 1, 's', ?)", [sha, who, email, at, at, bot]
    )
    for path in paths:
        con.execute("INSERT INTO observed.changes VALUES ('r', 'history', ?, ?, 'M', 1)", [sha, path])


def coupled(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    con.execute("DELETE FROM derived.efforts")
    con.execute(f"INSERT INTO derived.efforts {efforts.SQL}")
    return con.execute(couplings.SQL).fetchall()


def test_the_queries_are_such_that_an_analysis_may_ask_and_fill_their_tables(con: duckdb.DuckDBPyConnection) -> None:
    assert inspect(couplings.SQL).reads == {"derived.efforts"}
    assert inspect(efforts.SQL).reads == {
        "observed.files",
        "observed.commits",
        "observed.changes",
        "known.clock",
        "derived.roots",
    }
    assert inspect(knowledge.SQL).reads == {
        "observed.files",
        "observed.commits",
        "observed.changes",
        "known.clock",
    }
    for analysis in (couplings.ANALYSIS, efforts.ANALYSIS, knowledge.ANALYSIS):
        declared = table_of(analysis.table)
        described = con.execute(f"DESCRIBE {analysis.sql}").fetchall()
        names = [*declared.implicit, *(c.name for c in declared.columns)]
        assert [row[0] for row in described] == names
        assert [row[1] for row in described[1:]] == [c.sql_type for c in declared.columns]


def test_files_that_change_together_are_coupled(con: duckdb.DuckDBPyConnection) -> None:
    files(con, "a", "b", "c")
    files(con, "lock", kind="generated")
    for _ in range(5):
        commit(con, "b", "a", "lock", "gone")
    for _ in range(4):
        commit(con, "a", "c")
    commit(con, "a")
    assert coupled(con) == [("r", "a", "b", 5, 10, 5, 1.0, False)]


def test_wide_commits_and_automation_do_not_couple(con: duckdb.DuckDBPyConnection) -> None:
    many = [f"f{number:02}" for number in range(31)]
    files(con, *many)
    for _ in range(5):
        commit(con, *many)
        commit(con, "f00", "f01", bot=True)
    assert coupled(con) == []
    for _ in range(5):
        commit(con, *many[:30])
    assert len(coupled(con)) == 30 * 29 // 2


def test_a_wide_commit_is_wide_by_all_its_files(con: duckdb.DuckDBPyConnection) -> None:
    files(con, "a", "b")
    for _ in range(5):
        commit(con, "a", "b", *(f"gone{number}" for number in range(29)))
    assert coupled(con) == []


def test_what_changed_together_years_ago_is_not_coupled_today(con: duckdb.DuckDBPyConnection) -> None:
    files(con, "a", "b")
    for _ in range(5):
        commit(con, "a", "b", days_ago=730)
    assert coupled(con) == []
    for _ in range(5):
        commit(con, "a", "b", days_ago=729)
    assert coupled(con) == [("r", "a", "b", 5, 5, 5, 1.0, False)]


def test_what_lists_starts_or_numbers_the_rest_is_not_coupled(con: duckdb.DuckDBPyConnection) -> None:
    aside = ["m/Rakefile", "m/version.rb", "m/main.go", "m/index.ts", "m/__init__.py", "m/mod.rs", "m/Extensions.cs"]
    files(con, "n/a.py", *aside)
    for _ in range(5):
        commit(con, "n/a.py", *aside)
    assert coupled(con) == []


def test_sides_are_components_and_else_folders_but_not_layers(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("INSERT INTO derived.roots VALUES ('r', 'pkg/ring', 'ring', 'system.yaml', 1, true)")
    paths = ["app/models/a.rb", "app/views/a.rb", "pkg/ring/x/a.go", "pkg/ring/y/a.go", "pkg/log/a.go", "pkg/a.go"]
    files(con, *paths)
    for _ in range(5):
        commit(con, *paths)
    assert {(row[1], row[2]): row[-1] for row in coupled(con)} == {
        ("app/models/a.rb", "app/views/a.rb"): False,
        ("app/models/a.rb", "pkg/a.go"): True,
        ("app/models/a.rb", "pkg/log/a.go"): True,
        ("app/models/a.rb", "pkg/ring/x/a.go"): True,
        ("app/models/a.rb", "pkg/ring/y/a.go"): True,
        ("app/views/a.rb", "pkg/a.go"): True,
        ("app/views/a.rb", "pkg/log/a.go"): True,
        ("app/views/a.rb", "pkg/ring/x/a.go"): True,
        ("app/views/a.rb", "pkg/ring/y/a.go"): True,
        ("pkg/a.go", "pkg/log/a.go"): False,
        ("pkg/a.go", "pkg/ring/x/a.go"): False,
        ("pkg/a.go", "pkg/ring/y/a.go"): False,
        ("pkg/log/a.go", "pkg/ring/x/a.go"): True,
        ("pkg/log/a.go", "pkg/ring/y/a.go"): True,
        ("pkg/ring/x/a.go", "pkg/ring/y/a.go"): False,
    }


def test_who_touched_a_file_once_does_not_know_it_alone(con: duckdb.DuckDBPyConnection) -> None:
    files(con, "a")
    for _ in range(3):
        commit(con, "a", who="Grace", days_ago=900)
    commit(con, "a", who="Ada", days_ago=900)
    commit(con, "elsewhere", who="Ada")
    assert con.execute(f"SELECT living, main_author, alone FROM ({knowledge.SQL})").fetchall() == [
        (["Ada"], "Grace", None)
    ]


def test_knowledge_weighs_by_how_long_ago(con: duckdb.DuckDBPyConnection) -> None:
    files(con, "a", "new")
    commit(con, "a", who="Grace", days_ago=730)
    commit(con, "a", who="Grace", days_ago=730)
    commit(con, "a", who="Ada", days_ago=0)
    commit(con, "a", who="robot", bot=True)
    assert con.execute(f"SELECT * FROM ({knowledge.SQL}) ORDER BY path").fetchall() == [
        ("r", "a", 2, ["Ada"], "Ada", 0.6667, 3, TODAY, "Ada"),
        ("r", "new", 0, [], None, None, 0, None, None),
    ]


def test_who_commits_elsewhere_is_still_around(con: duckdb.DuckDBPyConnection) -> None:
    files(con, "a")
    commit(con, "a", who="Grace", days_ago=2000)
    commit(con, "a", who="Linus", days_ago=2000)
    commit(con, "elsewhere", who="Grace", days_ago=364)
    commit(con, "elsewhere", who="Linus", days_ago=365)
    ((_, _, authors, living, main, share, _, _, alone),) = con.execute(knowledge.SQL).fetchall()
    assert (authors, living, main, share, alone) == (2, ["Grace"], "Grace", 0.5, "Grace")


def test_an_author_without_a_name_goes_by_address(con: duckdb.DuckDBPyConnection) -> None:
    files(con, "a")
    commit(con, "a", who="", email="x@example.org")
    assert con.execute(f"SELECT main_author FROM ({knowledge.SQL})").fetchall() == [("x@example.org",)]


def test_dates_in_the_future_and_long_past_do_no_harm(con: duckdb.DuckDBPyConnection) -> None:
    files(con, "a", "b")
    commit(con, "a", who="Ada", days_ago=-40_000)
    commit(con, "b", who="Ada", days_ago=20_000)
    assert con.execute(f"SELECT path, share FROM ({knowledge.SQL}) ORDER BY path").fetchall() == [
        ("a", 1.0),
        ("b", 1.0),
    ]
