"""What a repository uses, by its packages, files and languages."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest

from principal.core.queries import inspect
from principal.core.tables import table_of
from principal.core.technologies import ANALYSIS, SQL

KNOWN = [("mongodb", "database"), ("postgresql", "database"), ("redis", "cache"), ("aws", "platform"),
         ("amazon-s3", "platform"), ("python", "language"), ("shell", "language"), ("react", "framework"),
         ("gorilla", "library"), ("pgx", "library"), ("jaeger", "platform"), ("eslint", "tool"),
         ("github-actions", "tool"), ("docker", "tool"), ("composer", "tool")]  # fmt: skip
ALIASES = [("pypi", "pymongo", "mongodb"), ("docker", "mongo", "mongodb"), ("docker", "postgres", "postgresql"),
           ("docker", "composer", "composer"), ("docker", "jaegertracing/*", "jaeger"), ("docker", "redis*", "redis"),
           ("npm", "@aws-sdk/*", "aws"), ("npm", "@aws-sdk/client-s3", "amazon-s3"), ("npm", "react", "react"),
           ("npm", "eslint", "eslint"), ("golang", "github.com/gorilla/*", "gorilla"),
           ("golang", "github.com/jackc/pgx", "pgx"), ("terraform", "aws_*", "aws"),
           ("terraform", "aws_docdb_*", "mongodb"), ("helm", "redis", "redis"), ("file", "dockerfile", "docker"),
           ("path", "eslint.config.*", "eslint"), ("path", ".github/workflows/*", "github-actions"),
           ("language", "python", "python"), ("language", "shell", "shell")]  # fmt: skip

Row = tuple[str, int, str, str, str | None, str, str, str]


@pytest.fixture
def database(technology_tables: Callable[[], duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    connection = technology_tables()
    connection.executemany("INSERT INTO known.technologies VALUES ('', ?, ?, ?, 'tools', NULL, NULL, [])",
                           [(name, name.title(), kind) for name, kind in KNOWN])  # fmt: skip
    connection.executemany("INSERT INTO known.aliases VALUES ('', ?, ?, ?)", ALIASES)
    return connection


def seen(
    database: duckdb.DuckDBPyConnection,
    packages: list[tuple[str, int, str, str, str | None, str]] | None = None,
    files: list[tuple[str, str | None, str, int]] | None = None,
) -> list[Row]:
    """The rows that follow, without repository and source."""
    for path, line, ecosystem, name, version, scope in packages or []:
        database.execute("INSERT INTO observed.packages VALUES ('r', 'packages', ?, ?, ?, ?, ?, NULL, ?)",
                         [path, line, ecosystem, name, version, scope])  # fmt: skip
    for path, language, kind, size in files or []:
        database.execute(
            "INSERT INTO observed.files VALUES ('r', 'tree', ?, ?, ?, ?, 1, '0')", [path, language, kind, size]
        )
    found = database.execute(f"SELECT * EXCLUDE (repository, source) FROM ({SQL}) ORDER BY ALL").fetchall()
    return [typed for row in found if (typed := tuple(row))]


def named(database: duckdb.DuckDBPyConnection, ecosystem: str, name: str) -> str | None:
    rows = seen(database, [("f", 1, ecosystem, name, None, "runtime")])
    return next((row[2] for row in rows if row[3] != "package"), None)


@pytest.mark.parametrize(
    ("ecosystem", "name", "own"),
    [
        ("pypi", "house-parser", "house-parser"),
        ("npm", "@acme/grid", "@acme/grid"),
        ("golang", "github.com/acme/flamingo/v2", "flamingo"),
        ("maven", "org.acme/flamingo-core", "flamingo-core"),
        ("docker", "ghcr.io/acme/flamingo", "flamingo"),
        ("maven", "org.acme/mongodb", "org.acme/mongodb"),  # its short name would be another technology's
        ("npm", "mongodb", "mongodb (npm)"),  # it has no other name, and must not be taken for it
        ("docker", "react", None),
        ("npm", "@types/flamingo", None),
        ("terraform", "acme_flamingo", None),
    ],
)
def test_what_nobody_knows_stands_under_its_own_name(
    database: duckdb.DuckDBPyConnection, ecosystem: str, name: str, own: str | None
) -> None:
    rows = seen(database, [("f", 1, ecosystem, name, "1", "runtime")])
    assert rows == ([("f", 1, own, "package", "1", "runtime", ecosystem, name)] if own else [])


def test_a_part_of_the_same_repository_is_no_package(database: duckdb.DuckDBPyConnection) -> None:
    assert seen(database, [("package.json", 5, "npm", "@acme/ui", "workspace:*", "runtime")]) == []


def test_a_package_is_what_a_person_would_call_it(database: duckdb.DuckDBPyConnection) -> None:
    assert seen(database, [("requirements.txt", 3, "pypi", "pymongo", ">=4", "runtime")]) == [
        ("requirements.txt", 3, "mongodb", "database", ">=4", "runtime", "pypi", "pymongo")
    ]


def test_a_driver_is_there_with_its_database_at_the_same_place(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("UPDATE known.technologies SET implies = ['postgresql'] WHERE name = 'pgx'")
    assert seen(database, [("go.mod", 3, "golang", "github.com/jackc/pgx/v5", "v5.7.0", "runtime"),
                           ("compose.yaml", 2, "docker", "postgres", "17", "runtime")]) == [
        ("compose.yaml", 2, "postgresql", "database", "17", "runtime", "docker", "postgres"),
        ("go.mod", 3, "pgx", "library", "v5.7.0", "runtime", "golang", "github.com/jackc/pgx/v5"),
        ("go.mod", 3, "postgresql", "database", "v5.7.0", "runtime", "golang", "github.com/jackc/pgx/v5"),
    ]  # fmt: skip


def test_what_a_line_names_and_implies_is_there_once(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("UPDATE known.technologies SET implies = ['postgresql'] WHERE name = 'pgx'")
    rows = seen(database, [("f", 1, "golang", "github.com/jackc/pgx", None, "runtime"),
                           ("f", 1, "docker", "postgres", "17", "runtime")])  # fmt: skip
    assert [(row[2], row[4], row[7]) for row in rows] == [
        ("pgx", None, "github.com/jackc/pgx"), ("postgresql", "17", "postgres")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ecosystem", "name", "technology"),
    [
        ("npm", "@aws-sdk/client-s3", "amazon-s3"),  # exact before prefix
        ("npm", "@aws-sdk/client-sts", "aws"),
        ("terraform", "aws_docdb_cluster", "mongodb"),  # the longer prefix before the shorter
        ("terraform", "aws_vpc", "aws"),
        ("golang", "github.com/gorilla/mux", "gorilla"),
        ("golang", "github.com/jackc/pgx/v5", "pgx"),  # a major version tells nothing apart
        ("golang", "github.com/jackc/pgxtest", None),
        ("docker", "quay.io/jaegertracing/jaeger", "jaeger"),  # whatever the registry
        ("docker", "registry.example.org:5000/mirror/postgres", "postgresql"),
        ("docker", "acme/composer", None),  # a name that people give to their own images
        ("docker", "acme/postgres-backup", None),
        ("docker", "redis-stack", "redis"),
        ("docker", "acme/redis-stack", None),  # the last part has to be the name itself
        ("helm", "redis", "redis"),
        ("pypi", "PyMongo", "mongodb"),
        ("pypi", "pymongo-inmemory", None),
        ("npm", "pymongo", None),
        ("file", "Dockerfile", "docker"),
    ],
)
def test_precedence(database: duckdb.DuckDBPyConnection, ecosystem: str, name: str, technology: str | None) -> None:
    assert named(database, ecosystem, name) == technology


def test_what_does_not_count(database: duckdb.DuckDBPyConnection) -> None:
    packages = [
        ("poetry.lock", 9, "pypi", "pymongo", "4.1", "transitive"),
        ("vendor/x/package.json", 2, "npm", "react", "1", "runtime"),
        ("tests/fixtures/app/package.json", 2, "npm", "react", "1", "runtime"),
        ("spec/dummy/package.json", 2, "npm", "react", "1", "runtime"),
        ("internal/testdata/Dockerfile", 1, "docker", "postgres", "16", "runtime"),
    ]
    files = [
        ("vendor/x/package.json", None, "vendored", 1),
        ("vendor/x/big.py", "python", "vendored", 9),
        ("tests/fixtures/sample.py", "python", "test", 9),
        ("docs/conf.py", "python", "documentation", 9),
        ("api_pb2.py", "python", "generated", 9),
        ("setup.py", "python", "configuration", 9),
        ("tests/fixtures/eslint.config.js", None, "configuration", 9),
        ("store/migration/test-files/dump.py", "python", "code", 9),
    ]
    assert seen(database, packages, files) == []


def test_tests_use_it_for_development(database: duckdb.DuckDBPyConnection) -> None:
    assert seen(
        database,
        [
            ("e2e/package.json", 4, "npm", "react", "19", "runtime"),
            ("app/package.json", 4, "npm", "react", "19", "build"),
        ],
        [("e2e/package.json", None, "test", 1), ("app/package.json", None, "configuration", 1)],
    ) == [
        ("app/package.json", 4, "react", "framework", "19", "build", "npm", "react"),
        ("e2e/package.json", 4, "react", "framework", "19", "development", "npm", "react"),
    ]


def test_one_row_a_language_at_its_outermost_code_file(database: duckdb.DuckDBPyConnection) -> None:
    files = [
        ("a.py", "python", "code", 10),
        ("b.py", "python", "code", 90),
        ("test_b.py", "python", "test", 900),
        ("e2e/run.sh", "shell", "test", 5),
        ("page.html", "html", "code", 5),
    ]
    assert seen(database, files=files) == [
        ("a.py", 1, "python", "language", None, "runtime", "language", "python"),
        ("e2e/run.sh", 1, "shell", "language", None, "development", "language", "shell"),
    ]


def test_headers_are_of_the_language_of_the_sources(database: duckdb.DuckDBPyConnection) -> None:
    known = "INSERT INTO known.technologies VALUES ('', ?, ?, 'language', 'languages', NULL, NULL, [])"
    database.executemany(known, [("c", "C"), ("cpp", "C++")])
    database.execute("INSERT INTO known.aliases VALUES ('', 'language', 'c', 'c'), ('', 'language', 'cpp', 'cpp')")
    files: list[tuple[str, str | None, str, int]] = [("a/x.h", "c", "code", 1), ("a/x.cpp", "cpp", "code", 1)]
    assert [(row[0], row[2]) for row in seen(database, files=files)] == [("a/x.cpp", "cpp")]
    rows = seen(database, files=[("b/y.c", "c", "code", 1)])
    assert [(row[0], row[2]) for row in rows] == [("a/x.cpp", "cpp"), ("a/x.h", "c")]


def test_files_name_tools_unless_their_content_did(database: duckdb.DuckDBPyConnection) -> None:
    packages = [("package.json", 7, "npm", "eslint", "9", "development"),
                ("web/eslint.config.mjs", 3, "npm", "eslint", "9", "development")]  # fmt: skip
    files = [
        ("eslint.config.js", "javascript", "configuration", 1),
        ("web/eslint.config.mjs", "javascript", "configuration", 1),
        (".github/workflows/ci.yml", None, "configuration", 1),
        ("copy/.github/workflows/ci.yml", None, "configuration", 1),
    ]
    assert seen(database, packages, files) == [
        (".github/workflows/ci.yml", 1, "github-actions", "tool", None, "development", "file", "ci.yml"),
        ("eslint.config.js", 1, "eslint", "tool", None, "development", "file", "eslint.config.js"),
        ("package.json", 7, "eslint", "tool", "9", "development", "npm", "eslint"),
        ("web/eslint.config.mjs", 3, "eslint", "tool", "9", "development", "npm", "eslint"),
    ]


def test_names_of_files_and_folders(database: duckdb.DuckDBPyConnection) -> None:
    database.executemany("INSERT INTO known.aliases VALUES ('', ?, ?, ?)",
                         [("path", "*.pkr.hcl", "docker"), ("path", ".eslint/", "eslint"), ("path", "*.tsx", "react"),
                          ("path", "grafana/boards/", "jaeger"), ("path", "config/gems.rb", "gorilla")])  # fmt: skip
    files = [("b/x.PKR.hcl", None, "code", 1), ("a/image.pkr.hcl", None, "configuration", 1), ("c.hcl", None, "code", 1),
             ("web/.eslint/deep/er/a.md", None, "documentation", 1), ("web/eslint/a.md", None, "documentation", 1),
             ("y/a.tsx.bak", None, "code", 1), ("ops/grafana/boards/team/a.json", None, "configuration", 1),
             ("apps/one/config/gems.rb", None, "code", 1), ("gems.rb", None, "code", 1)]  # fmt: skip
    assert [(row[0], row[2], row[5]) for row in seen(database, files=files)] == [
        ("a/image.pkr.hcl", "docker", "development"),
        ("apps/one/config/gems.rb", "gorilla", "runtime"),
        ("ops/grafana/boards/team/a.json", "jaeger", "development"),
        ("web/.eslint/deep/er/a.md", "eslint", "development"),
    ]


def test_settings_of_a_tool_count_where_something_else_names_it(database: duckdb.DuckDBPyConnection) -> None:
    database.executemany("INSERT INTO known.aliases VALUES ('', ?, ?, ?)",
                         [("settings", "composer.yml", "composer"), ("pipeline", "composer", "composer")])  # fmt: skip
    file = [("composer.yml", None, "configuration", 1)]
    assert seen(database, files=file) == []
    assert seen(database, [(".circleci/config.yml", 3, "pipeline", "composer", None, "build")]) == [
        (".circleci/config.yml", 3, "composer", "tool", None, "build", "pipeline", "composer"),
        ("composer.yml", 1, "composer", "tool", None, "development", "file", "composer.yml"),
    ]


def test_a_copy_of_a_library_counts_and_its_settings_do_not(database: duckdb.DuckDBPyConnection) -> None:
    database.execute(
        "INSERT INTO observed.packages VALUES ('r', 'pages', 'vendor/react.js', 1, 'npm', 'react', NULL, NULL, 'runtime')"
    )
    found = seen(database, [("vendor/package.json", 2, "npm", "eslint", None, "runtime")],
                 [("vendor/react.js", "javascript", "vendored", 1), ("vendor/package.json", None, "vendored", 1)])  # fmt: skip
    assert [(row[0], row[2]) for row in found] == [("vendor/react.js", "react")]


def test_settings_count_where_nothing_surer_says_it(database: duckdb.DuckDBPyConnection) -> None:
    database.executemany(
        "INSERT INTO known.aliases VALUES ('', 'setting', ?, ?)",
        [("redis", "redis"), ("mongodb", "mongodb"), ("postgres", "postgresql")],
    )
    found = seen(database, [(".env", 1, "setting", "redis", None, "runtime"), (".env", 2, "setting", "mongodb", None, "runtime"),
                            (".env", 3, "setting", "postgres", None, "runtime"), ("ci.yml", 4, "setting", "mongodb", None, "development"),
                            ("compose.yaml", 5, "docker", "redis", None, "runtime"), ("ci.yml", 6, "docker", "mongo", None, "build")])  # fmt: skip
    assert [(row[0], row[1], row[2]) for row in found] == [
        (".env", 2, "mongodb"),
        (".env", 3, "postgresql"),
        ("ci.yml", 6, "mongodb"),
        ("compose.yaml", 5, "redis"),
    ]


def test_settings_of_a_system_itself_do_not_name_it(database: duckdb.DuckDBPyConnection) -> None:
    database.executemany("INSERT INTO known.technologies VALUES ('', ?, ?, 'database', 'platforms', NULL, NULL, [])",
                         [("r", "R")])  # fmt: skip
    database.executemany("INSERT INTO known.aliases VALUES ('', 'setting', ?, ?)", [("r_*", "r"), ("redis_*", "redis")])
    found = seen(
        database,
        [(".env", 1, "setting", "r_host", None, "runtime"), (".env", 2, "setting", "redis_url", None, "runtime")],
    )
    assert [(row[1], row[2]) for row in found] == [(2, "redis")]


def test_the_image_of_the_repository_itself_is_not_what_it_is_made_of(database: duckdb.DuckDBPyConnection) -> None:
    packages = [("compose.yaml", 2, "docker", "ghcr.io/JaegerTracing/jaeger", "1", "runtime"),
                ("compose.yaml", 3, "docker", "jaegertracing/jaeger-query", "1", "runtime"),
                ("compose.yaml", 4, "docker", "redis", "7", "runtime"),
                ("compose.yaml", 5, "docker", "ghcr.io/else/postgres", "7", "runtime")]  # fmt: skip
    assert [row[1] for row in seen(database, packages)] == [2, 3, 4, 5]
    for repository, lines in (("jaegertracing/Jaeger", [3, 4, 5]), ("jaeger", [2, 3, 4, 5]),
                              ("acme/redis", [2, 3, 4, 5]), ("acme/postgres", [2, 3, 4])):  # fmt: skip
        database.execute("UPDATE observed.packages SET repository = ?", [repository])
        assert [row[1] for row in seen(database)] == lines


def test_settings_of_a_framework_that_no_manifest_names_any_more_are_left_behind(
    database: duckdb.DuckDBPyConnection,
) -> None:
    database.execute("INSERT INTO known.aliases VALUES ('', 'path', 'react.config.js', 'react')")
    files = [
        ("react.config.js", "javascript", "configuration", 1),  # nothing beside it could name it
        ("web/react.config.js", "javascript", "configuration", 1),
        (
            "web/eslint.config.js",
            "javascript",
            "configuration",
            1,
        ),  # of a tool: it may come with another
        ("web/package.json", None, "configuration", 1),
    ]
    eslint = ("web/eslint.config.js", 1, "eslint", "tool", None, "development", "file", "eslint.config.js")
    alone = ("react.config.js", 1, "react", "framework", None, "development", "file", "react.config.js")
    beside = ("web/react.config.js", 1, "react", "framework", None, "development", "file", "react.config.js")
    assert seen(database, files=files) == [alone, eslint]
    root = ("package.json", 5, "npm", "react", "19", "runtime")
    named = ("package.json", 5, "react", "framework", "19", "runtime", "npm", "react")
    assert seen(database, [root]) == [named, alone, eslint, beside]


def test_pages_of_a_framework_that_nothing_could_build_are_left_behind(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("INSERT INTO known.aliases VALUES ('', 'language', 'react', 'react')")
    page = ("web/Example.react", 1, "react", "framework", None, "runtime", "language", "react")
    assert seen(database, files=[("web/Example.react", "react", "code", 1)]) == [page]
    assert seen(database, files=[("package.json", None, "configuration", 1)]) == []
    assert seen(database, [("package-lock.json", 9, "npm", "react", "19", "transitive")]) == [page]


def test_what_a_copy_of_a_library_calls_is_not_what_the_system_calls(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("INSERT INTO known.aliases VALUES ('', 'import', 'browser:x', 'redis')")
    database.execute(
        "INSERT INTO observed.packages VALUES "
        "('r', 'pages', 'js/react.min.js', 1, 'npm', 'react', NULL, NULL, 'runtime')"
    )
    called = [(path, 3, "import", "browser:x", None, "runtime") for path in ("js/react.js", "js/main.js")]
    assert [(row[0], row[2]) for row in seen(database, called)] == [
        ("js/main.js", "redis"),
        ("js/react.min.js", "react"),
    ]


def test_what_is_downloaded_from_github_is_the_module_of_that_address(database: duckdb.DuckDBPyConnection) -> None:
    assert named(database, "github", "jackc/other") is None
    assert named(database, "github", "jackc/pgx") == "pgx"


def test_a_bill_of_materials_gives_versions_and_uses_nothing(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("INSERT INTO known.aliases VALUES ('', 'maven', 'com.amazonaws/*', 'aws')")
    pinned = [("pom.xml", 3, "maven", "com.amazonaws/aws-java-sdk-bom", "1", "build")]
    assert seen(database, pinned) == []
    used = [("pom.xml", 9, "maven", "com.amazonaws/aws-java-sdk-s3", "1", "runtime")]
    assert [row[:4] for row in seen(database, used)] == [
        ("pom.xml", 9, "aws", "platform"),
        ("pom.xml", 9, "aws-java-sdk-s3", "package"),
    ]


def test_a_line_names_a_technology_once_with_its_version(database: duckdb.DuckDBPyConnection) -> None:
    packages = [("main.tf", 1, "terraform", "aws_docdb_cluster", None, "runtime"),
                ("main.tf", 1, "docker", "mongo", "7", "runtime"),
                ("main.tf", 2, "docker", "mongo", "7", "runtime")]  # fmt: skip
    assert seen(database, packages) == [
        ("main.tf", 1, "mongodb", "database", "7", "runtime", "docker", "mongo"),
        ("main.tf", 2, "mongodb", "database", "7", "runtime", "docker", "mongo"),
    ]


def test_it_is_one_select_that_gives_the_rows_of_its_table(database: duckdb.DuckDBPyConnection) -> None:
    assert inspect(SQL).reads == {"known.aliases", "known.technologies", "observed.files", "observed.packages"}
    table = table_of(ANALYSIS.table)
    columns = [column[0] for column in database.execute(SQL).description or []]
    assert columns == [*table.implicit, *(column.name for column in table.columns)]


def test_a_host_means_what_the_longest_domain_means_that_it_is_in(database: duckdb.DuckDBPyConnection) -> None:
    database.executemany("INSERT INTO known.aliases VALUES ('', 'host', ?, ?)",
                         [("a.com", "aws"), ("files.a.com", "amazon-s3"), ("www.b.com/x/y*", "redis"), ("c.com/x", "pgx")])  # fmt: skip
    names = ("a.com", "api.a.com", "x.files.a.com", "xfiles.a.com", "www.b.com/x/y.z", "c.com/x", "c.com", "aa.com")
    seen(database, [(name, 1, "host", name, None, "runtime") for name in names])
    rows = {path: name for path, _, name, *_ in seen(database)}
    assert rows == {
        "a.com": "aws", "api.a.com": "aws", "x.files.a.com": "amazon-s3", "xfiles.a.com": "aws",
        "www.b.com/x/y.z": "redis", "c.com/x": "pgx",
    }  # fmt: skip


def test_hosts_of_the_repository_itself_and_of_its_documents_do_not_count(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("INSERT INTO known.aliases VALUES ('', 'host', 'r.com', 'aws'), ('', 'host', 'a.com', 'aws')")
    rows = seen(database, [("a.py", 1, "host", "api.r.com", None, "runtime"), ("docs/a.py", 1, "host", "api.a.com", None, "runtime"),
                           ("gen.py", 1, "host", "api.a.com", None, "runtime")],
                [("docs/a.py", None, "documentation", 1), ("gen.py", None, "generated", 1)])  # fmt: skip
    assert rows == []


@pytest.mark.parametrize(
    ("repository", "host", "named"),
    [
        ("acme/shop", "api.acme.io", False), ("acme/shop", "api.shop.io", False), ("acme/shop", "api.shops.io", True),
        ("HHS/simpler-grants", "api.dev.simpler.grants.gov", False), ("bitwarden/server", "api.bitwarden-gov.com", False),
        ("me/api", "api.a.com", True),
    ],
)  # fmt: skip
def test_which_hosts_are_the_own(database: duckdb.DuckDBPyConnection, repository: str, host: str, named: bool) -> None:
    database.execute("INSERT INTO known.aliases VALUES ('', 'host', ?, 'aws')", [host])
    database.execute("INSERT INTO observed.packages VALUES (?, 'literals', 'a.py', 1, 'host', ?, NULL, NULL, 'runtime')",
                     [repository, host])  # fmt: skip
    assert bool(database.execute(SQL).fetchall()) is named


def test_what_many_files_of_code_name_is_there_once(database: duckdb.DuckDBPyConnection) -> None:
    database.executemany("INSERT INTO known.aliases VALUES ('', ?, ?, ?)",
                         [("import", "python:sqlite3", "redis"), ("standard", "text/x", "aws"), ("host", "a.com", "mongodb")])  # fmt: skip
    rows = seen(database, [(path, 2, ecosystem, name, None, "runtime") for path in ("test_a.py", "a/b/c.py", "a/b.py", "a/c.py")
                           for ecosystem, name in (("import", "python:sqlite3"), ("standard", "text/x"), ("host", "a.com"))],
                [("test_a.py", None, "test", 1), ("a/b/c.py", None, "code", 1), ("a/b.py", None, "code", 1),
                 ("a/c.py", None, "code", 1)])  # fmt: skip
    assert [(path, name, scope) for path, _, name, _, _, scope, _, _ in rows] == [
        ("a/b.py", "aws", "runtime"), ("a/b.py", "mongodb", "runtime"), ("a/b.py", "redis", "runtime"),
        ("a/b/c.py", "mongodb", "runtime"), ("a/c.py", "mongodb", "runtime"), ("test_a.py", "mongodb", "development"),
    ]  # fmt: skip


INTEGRATED = [("slack", "slack"), ("discord", "discord"), ("msteams", "microsoft-teams"), ("r", "r")]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["db/webhook_slack.go", "db/webhook_discord.go", "db/webhook_msteams.go"], "discord microsoft-teams slack"),
        (["a/integrations/slack/x.py", "a/integrations/discord/y.py", "a/integrations/ms_teams/z/z.py"],
         "discord microsoft-teams slack"),
        (["Services/SlackService.cs", "Services/DiscordService.cs", "Services/MsTeamsWebhookHandler.cs"],
         "discord microsoft-teams slack"),
        (["notifiers/slack.go", "notifiers/discord.go"], ""),
        (["notifiers/slack.go", "notifiers/discord.go", "notifiers/r.go"], ""),
        (["components/slack.tsx", "components/discord.tsx", "components/msteams.tsx"], ""),
        (["providers/icons/slack.tsx", "providers/icons/discord.tsx", "providers/icons/msteams.tsx"], ""),
        (["docs/integrations/slack.py", "docs/integrations/discord.py", "docs/integrations/msteams.py"], ""),
    ],
)  # fmt: skip
def test_a_folder_of_integrations(database: duckdb.DuckDBPyConnection, paths: list[str], names: str) -> None:
    database.executemany("INSERT INTO known.technologies VALUES ('', ?, ?, 'service', 'platforms', NULL, NULL, [])",
                         [(technology, technology) for _, technology in INTEGRATED])  # fmt: skip
    database.executemany("INSERT INTO known.aliases VALUES ('', 'integration', ?, ?)", INTEGRATED)
    rows = seen(database, files=[(path, None, "code", 1) for path in paths])
    assert " ".join(name for _, _, name, *_ in rows) == names
    assert {(scope, ecosystem) for *_, scope, ecosystem, _ in rows} <= {("runtime", "file")}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("lib/inspectors/spam_assassin.rb", "spamassassin"),
        ("lib/inspectors/SpamAssassinClient.cs", "spamassassin"),
        ("lib/spam-assassin/v1/check.rb", "spamassassin"),
        ("app/lib/dkim_header.rb", "dkim"),
        ("Dkim.Naming/Parser.cs", ""),
        ("app/lib/dkim_headers_of_mails.rb", ""),
        ("src/themes/dkim/index.ts", ""),
        ("src/com/dkim/Main.java", ""),
        ("src/Product.Tests/Dkim/Signer.cs", ""),
        ("examples/dkim.rb", ""),
        ("lib/dkim.css", ""),
        ("lib/slack.rb", ""),
    ],
)
def test_one_name_is_enough_where_it_means_nothing_else(
    database: duckdb.DuckDBPyConnection, path: str, names: str
) -> None:
    known = [("spamassassin", "spamassassin"), ("dkim", "dkim"), ("slack", "slack")]
    database.executemany("INSERT INTO known.technologies VALUES ('', ?, ?, 'service', 'platforms', NULL, NULL, [])",
                         known)  # fmt: skip
    database.executemany("INSERT INTO known.aliases VALUES ('', 'part', ?, ?)", known[:2])
    database.execute("INSERT INTO known.aliases VALUES ('', 'integration', 'slack', 'slack')")
    rows = seen(database, files=[(path, None, "code", 1)])
    assert " ".join(name for _, _, name, *_ in rows) == names


def test_a_folder_called_after_other_people_is_own_code_where_it_lists_integrations(
    database: duckdb.DuckDBPyConnection,
) -> None:
    database.executemany("INSERT INTO known.technologies VALUES ('', ?, ?, 'service', 'platforms', NULL, NULL, [])",
                         [(technology, technology) for _, technology in INTEGRATED])  # fmt: skip
    database.executemany("INSERT INTO known.aliases VALUES ('', 'integration', ?, ?)", INTEGRATED)
    paths = ["lib/third_party/slack/a.ex", "lib/third_party/discord/a.ex", "lib/third_party/ms_teams/a.ex"]
    rows = seen(database, files=[(path, None, "vendored", 1) for path in paths])
    assert [name for _, _, name, *_ in rows] == ["discord", "microsoft-teams", "slack"]
