"""CODEOWNERS: rows, gaps, and which paths a pattern matches, by the examples of the forges' own pages."""

from __future__ import annotations

import re
from collections.abc import Mapping

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import Owners
from principal.core.sources import Gap, SourceFile
from principal.evidence.codeowners import SOURCE, translated


def rows_of(path: str, content: str, companions: Mapping[str, bytes] | None = None) -> list[Owners | Gap]:
    assert SOURCE.wants(path)
    return list(SOURCE.read(SourceFile(path, content.encode(), dict(companions or {}))))  # type: ignore[arg-type]


def shown(path: str, content: str, companions: Mapping[str, bytes] | None = None) -> list[str]:
    lines = []
    for row in rows_of(path, content, companions):
        if isinstance(row, Gap):
            lines.append(f"{row.line} gap: {row.reason}")
        else:
            lines.append(f"{row.line} {row.section + ': ' if row.section else ''}{row.pattern} {row.owner or '-'}")
    return lines


GITHUB = """\
# a comment
*       @global-owner1 @global-owner2

*.js    @js-owner #This is an inline comment.
*.go docs@example.com
/apps/ @octo-org/octocats
/apps/github
with\\ space/ @a
\\#not  @b
!not @b
[ab].c @b
not an owner
/ok @c @d/e/f,
\t/tab\t@g\t
"""


def test_github() -> None:
    assert shown(".github/CODEOWNERS", GITHUB) == [
        "2 * @global-owner1",
        "2 * @global-owner2",
        "4 *.js @js-owner",
        "5 *.go docs@example.com",
        "6 /apps/ @octo-org/octocats",
        "7 /apps/github -",
        "8 with\\ space/ @a",
        "9 gap: a pattern that CODEOWNERS does not have: \\#not",
        "10 gap: a pattern that CODEOWNERS does not have: !not",
        "11 gap: a pattern that CODEOWNERS does not have: [ab].c",
        "12 gap: not an owner: an",
        "13 gap: not an owner: @d/e/f,",
        "14 /tab @g",
    ]


GITLAB = """\
* @default
[Documentation] @docs-team @@maintainer
docs/
*.md @writers not-an-owner
\\#file @a
!docs/generated/
^[Database][2] @db not-one
db/ # @not-a-comment
"""


def test_gitlab() -> None:
    expected = [
        "1 * @default",
        "3 documentation: docs/ @docs-team",
        "3 documentation: docs/ @@maintainer",
        "4 documentation: *.md @writers",
        "5 documentation: \\#file @a",
        "6 documentation: !docs/generated/ -",
        "7 gap: not an owner: not-one",
        "8 database: db/ @not-a-comment",
    ]
    assert shown(".gitlab/CODEOWNERS", GITLAB) == expected
    assert shown("CODEOWNERS", GITLAB) == expected
    assert shown("CODEOWNERS", "[ab].c @x", {".gitlab-ci.yml": b""}) == ["1 [ab].c @x"]


def matched(pattern: str, path: str, at_gitlab: bool = False) -> bool:
    prefix, part, regex = translated(pattern, at_gitlab)
    assert regex == "" or (regex.startswith("^") and regex.endswith("$"))
    by_regex = not regex or re.search(regex, path) is not None
    in_python = path.startswith(prefix) and by_regex
    assert not regex or by_regex == (in_python and part in path)
    sql = "SELECT starts_with($1, $2) AND contains($1, $3) AND ($4 = '' OR regexp_matches($1, $4))"
    [in_sql] = duckdb.execute(sql, [path, prefix, part, regex]).fetchone() or ()
    assert in_sql == in_python
    return in_python


@pytest.mark.parametrize(
    ("pattern", "matches", "not_these"),
    [
        ("*", ["a", "a/b.c", ".github/x"], []),
        ("**", ["a", "a/b"], []),
        ("*.js", ["a.js", "b/c.js"], ["a.jsx", "ajs"]),
        ("/build/logs/", ["build/logs/a", "build/logs/b/c"], ["build/logs", "x/build/logs/a", "build/logsx/a"]),
        ("docs/*", ["docs/getting-started.md"], ["docs/build-app/troubleshooting.md", "x/docs/a"]),
        ("apps/", ["apps/a", "x/apps/b/c"], ["apps", "xapps/a"]),
        ("/docs/", ["docs/a/b"], ["x/docs/a"]),
        ("/scripts/*.sh", ["scripts/a.sh"], ["scripts/b/a.sh"]),
        ("**/logs", ["logs", "build/logs/a", "deeply/nested/logs/b"], ["xlogs", "logs2/a"]),
        ("/apps/github", ["apps/github", "apps/github/a/b"], ["apps/github2", "x/apps/github"]),
        ("apps/github", ["apps/github/a"], ["x/apps/github/a"]),
        ("/a/**/z", ["a/z", "a/b/z", "a/b/c/z/y"], ["a/bz"]),
        ("/a/**", ["a/b", "a/b/c"], ["a", "ab"]),
        ("/*", ["a"], ["a/b"]),
        ("a?c", ["abc", "x/abc"], ["ac", "a/c"]),
        ("with\\ space/", ["with space/a"], ["with\\ space/a"]),
        ("a.b+(c)", ["a.b+(c)"], ["axb+(c)"]),
        ("foo*bar/**/x.*", ["foobar/x.c", "fooxbar/y/z/x.c"], ["foobar/x"]),
    ],
)
def test_which_paths_a_pattern_matches(pattern: str, matches: list[str], not_these: list[str]) -> None:
    assert [p for p in matches if not matched(pattern, p)] == []
    assert [p for p in not_these if matched(pattern, p)] == []


@pytest.mark.parametrize(
    ("pattern", "matches", "not_these"),
    [
        ("*", ["a", "a/b"], []),
        ("README.md", ["README.md", "a/README.md"], ["README.md/a"]),
        ("internal/README.md", ["internal/README.md", "a/internal/README.md"], []),
        ("/docs/*", ["docs/a"], ["docs/a/b"]),
        ("/docs/**/*.md", ["docs/a.md", "docs/b/c/a.md"], ["docs/a.rb"]),
        ("lib/", ["lib/a", "x/lib/a/b"], ["lib"]),
        ("/docs", ["docs"], ["docs/a"]),
        ("[ab].c", ["a.c", "x/b.c"], ["c.c", "[ab].c"]),
        ("[!a-c]", ["d"], ["b", "/"]),
    ],
)
def test_which_paths_a_pattern_of_gitlab_matches(pattern: str, matches: list[str], not_these: list[str]) -> None:
    assert [p for p in matches if not matched(pattern, p, at_gitlab=True)] == []
    assert [p for p in not_these if matched(pattern, p, at_gitlab=True)] == []


def test_what_only_begins_alike_needs_no_expression() -> None:
    assert translated("/a/b/") == ("a/b/", "", "")
    assert translated("*") == ("", "", "")
    assert translated("*.js") == ("", ".js", "^(?:.*/)?[^/]*\\.js(?:/.*)?$")
    assert translated("/a/*.js") == ("a/", "", "^a/[^/]*\\.js(?:/.*)?$")


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="ab*?/[]!^\\-.# @\n{}(|)$é", max_size=60), st.sampled_from([".github/CODEOWNERS", "CODEOWNERS"])
)
def test_never_raises_and_every_expression_compiles(text: str, path: str) -> None:
    for row in rows_of(path, text):
        assert row.line is not None
        if isinstance(row, Owners) and row.regex:
            duckdb.execute("SELECT regexp_matches('a/b', $1)", [row.regex])
