"""What a rule's query may say."""

from __future__ import annotations

import pytest

from principal.core.queries import ALLOWED_FUNCTIONS, QueryRefused, inspect


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT path FROM observed.files", {"observed.files"}),
        ("FROM observed.files SELECT path", {"observed.files"}),
        (
            "SELECT 1 FROM Observed.Files AS f JOIN decided.blips USING (repository)",
            {"observed.files", "decided.blips"},
        ),
        ("WITH a AS (SELECT * FROM known.limits) SELECT * FROM a, a AS b", {"known.limits"}),
        ("SELECT 1 WHERE EXISTS (SELECT 1 FROM derived.drift)", {"derived.drift"}),
        (
            "SELECT path FROM observed.files UNION ALL SELECT path FROM decided.decisions",
            {"observed.files", "decided.decisions"},
        ),
        ("SELECT u FROM observed.imports, unnest(names) AS t(u)", {"observed.imports"}),
        ("SELECT [x FOR x IN names IF x <> 'a'] FROM observed.imports", {"observed.imports"}),
    ],
)
def test_reads(sql: str, reads: set[str]) -> None:
    assert inspect(sql).reads == reads


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 1; SELECT 2", "expected exactly one SELECT, found 2 statements"),
        ("", "expected exactly one SELECT, found 0 statements"),
        ("DROP TABLE observed.files", "not one SELECT statement"),
        ("COPY observed.files TO '/tmp/x'", "not one SELECT statement"),
        ("SELEC 1", "not one SELECT statement"),
        ("SELECT * FROM files", "the table files is named without its schema"),
        ("SELECT * FROM 'data.csv'", "the table data.csv is named without its schema"),
        (
            "SELECT * FROM information_schema.tables",
            "the schema is not one of known, decided, observed, derived, found",
        ),
        ("SELECT * FROM main.secret.observed", "a table of another database: main"),
        ("SELECT * FROM other.observed.files", "a table of another database: other"),
        ("SELECT * FROM read_csv('/etc/passwd')", "the function read_csv() is not on the list"),
        ("SELECT * FROM range(10)", "the function range() is not on the list"),
        ("SELECT repeat('x', 2000000000)", "the function repeat() is not on the list"),
        ("SELECT lpad('x', 2000000000, 'y')", "the function lpad() is not on the list"),
        ("SELECT format('{}', 1)", "the function format() is not on the list"),
        ("SELECT printf('%d', 1)", "the function printf() is not on the list"),
        ("SELECT * FROM query('SELECT 1')", "the function query() is not on the list"),
        ("SELECT getenv('HOME')", "the function getenv() is not on the list"),
        ("SELECT random()", "the function random() is not on the list"),
        ("SELECT now()", "the function now() is not on the list"),
        ("SELECT current_date", "the date of a judgement is known.clock.today"),
        (
            "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r",
            "a recursive query may run for ever",
        ),
        ("SELECT * FROM observed.files USING SAMPLE 10", "a sample differs from run to run"),
        ("SELECT * FROM observed.files TABLESAMPLE 10%", "a sample differs from run to run"),
        ("DESCRIBE observed.files", "DESCRIBE, SHOW and SUMMARIZE are no SELECT"),
        ("SELECT * FROM (SUMMARIZE observed.files)", "DESCRIBE, SHOW and SUMMARIZE are no SELECT"),
        ("SHOW TABLES", "DESCRIBE, SHOW and SUMMARIZE are no SELECT"),
        ("PRAGMA database_list", "not one SELECT statement"),
        ("ATTACH '/tmp/x.duckdb'", "not one SELECT statement"),
        ("COPY (SELECT 1) TO '/tmp/x'", "not one SELECT statement"),
        ("INSTALL httpfs", "not one SELECT statement"),
        ("SELECT [x FOR x IN range(1000)]", "the function range() is not on the list"),
        ("SELECT 'x'.repeat(1000)", "the function repeat() is not on the list"),
        ("SELECT 1 -- " + "x" * 20_000, "longer than 20,000 characters"),
        ("SELECT " + "(" * 3000 + "1" + ")" * 3000, "not one SELECT statement"),
    ],
)
def test_refused(sql: str, said: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        inspect(sql)
    assert said in str(refused.value)


def test_nothing_that_makes_data_out_of_nothing_is_allowed() -> None:
    assert not ALLOWED_FUNCTIONS & {
        "format", "printf", "lpad", "rpad", "repeat", "range", "generate_series", "query", "query_table", "read_csv",
        "read_text", "read_blob", "glob", "getenv", "current_setting", "list_resize", "bar", "random", "uuid", "now",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sql", "taken"),
    [
        ("SELECT count(*) FROM observed.files", set()),
        ("WITH a AS (SELECT path FROM observed.files) SELECT * FROM a", set()),
        ("SELECT * FROM observed.files", {"observed.files.*"}),
        ("SELECT o.* FROM observed.files AS f JOIN observed.owners AS o USING (path)", {"observed.owners.*"}),
        ("SELECT f.path FROM observed.files AS f, (SELECT * FROM observed.owners)", {"observed.owners.*"}),
        ("SELECT hash(f) FROM observed.files AS f", {"observed.files.*"}),
        ("SELECT files FROM observed.files", {"observed.files.*"}),
        ("SELECT COLUMNS('s.*') FROM observed.files", {"observed.files.*"}),
        ("SELECT a FROM observed.files AS f(a, b, c)", {"observed.files.*"}),
        (
            "SELECT count(*) FROM observed.files NATURAL JOIN observed.owners",
            {"observed.files.*", "observed.owners.*"},
        ),
    ],
)
def test_it_says_of_which_tables_every_column_is_taken(sql: str, taken: set[str]) -> None:
    assert {c for c in inspect(sql).columns if c.endswith(".*")} == taken
