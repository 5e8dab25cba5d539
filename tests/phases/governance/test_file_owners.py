"""Which files who owns: the last matching line, the right CODEOWNERS file, sections."""

from __future__ import annotations

import contextlib

import duckdb

from principal.core.fill import create
from principal.core.observed import Owners
from principal.core.queries import inspect
from principal.core.sources import SourceFile
from principal.core.tables import table_of, values_of
from principal.evidence.codeowners import SOURCE
from principal.phases.governance.file_owners import ANALYSIS, SQL


def owned(owners: dict[str, str], *paths: str) -> list[str]:
    """``path owner (section) file:line`` of each file with an owner."""
    with contextlib.closing(duckdb.connect(":memory:", config={"threads": 1})) as connection:
        create(connection)
        for path in paths:
            connection.execute("INSERT INTO observed.files VALUES ('r', 'tree', $1, NULL, 'code', 0, 0, '')", [path])
        for path, text in owners.items():
            for row in SOURCE.read(SourceFile(path, text.encode())):
                assert isinstance(row, Owners)
                connection.execute(
                    "INSERT INTO observed.owners VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    ["r", "codeowners", *values_of(row)],
                )
        described = connection.execute(f"SELECT * FROM ({SQL}) ORDER BY path, section, owner")
        assert [c[0] for c in described.description or ()] == [
            "repository", *(c.name for c in table_of(ANALYSIS.table).columns)
        ]  # fmt: skip
        return [f"{p} {o} ({s}) {f}:{n}" for _, p, o, s, f, n in described.fetchall()]


def test_the_query_is_one_that_may_be_asked() -> None:
    assert inspect(SQL).reads == {"observed.files", "observed.owners"}


def test_the_last_matching_line_wins() -> None:
    text = "* @all\n/apps/ @apps @second\n/apps/github\n*.js @js\n"
    assert owned({"CODEOWNERS": text}, "a", "apps/x", "apps/github/y", "apps/github/z.js") == [
        "a @all () CODEOWNERS:1",
        "apps/github/z.js @js () CODEOWNERS:4",
        "apps/x @apps () CODEOWNERS:2",
        "apps/x @second () CODEOWNERS:2",
    ]


def test_of_several_files_one_counts() -> None:
    files = {"docs/CODEOWNERS": "* @docs\n", "CODEOWNERS": "* @root\n", ".github/CODEOWNERS": "/a @github\n"}
    assert owned(files, "a", "b") == ["a @github () .github/CODEOWNERS:1"]


def test_each_section_has_its_own_last_line() -> None:
    text = "* @all\n[Docs] @docs\n*.md\n!/x.md\n[Data]\n/db/ @db\n"
    assert owned({".gitlab/CODEOWNERS": text}, "db/a.md", "x.md") == [
        "db/a.md @all () .gitlab/CODEOWNERS:1",
        "db/a.md @db (data) .gitlab/CODEOWNERS:6",
        "db/a.md @docs (docs) .gitlab/CODEOWNERS:3",
        "x.md @all () .gitlab/CODEOWNERS:1",
    ]
