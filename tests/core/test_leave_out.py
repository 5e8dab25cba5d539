"""Patterns of paths: what they match, and that no pattern makes matching slow."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.leave_out import matcher


@pytest.mark.parametrize(
    ("pattern", "matched", "others"),
    [
        ("examples/**", ["examples/a", "examples/a/b"], ["examples", "x/examples/a"]),
        ("examples/", ["examples/a/b"], ["examples"]),
        ("./examples/**", ["examples/a"], []),
        ("/examples/**", ["examples/a"], []),
        ("*.min.js", ["a.min.js"], ["x/a.min.js", "a.js"]),
        ("**/*.min.js", ["a.min.js", "x/y/a.min.js"], ["a.min.js/b"]),
        ("**/test/**", ["test/a", "x/test/a/b"], ["x/tests/a"]),
        ("a/**/b", ["a/b", "a/x/y/b"], ["a/x/b/c", "ab"]),
        ("a?c", ["abc"], ["a/c", "ac"]),
        ("a**b", ["ab", "a/x/b"], ["a/x/c"]),
        ("**", ["a", "a/b"], []),
        ("*/x/*", ["a/x/b"], ["a/b/x/c", "x/b"]),
        ("a.b", ["a.b"], ["axb"]),
    ],
)
def test_patterns(pattern: str, matched: list[str], others: list[str]) -> None:
    expression = matcher([pattern, "never/there"])
    assert expression is not None
    assert [p for p in (*matched, *others) if expression.match(p)] == matched


def test_no_pattern_matches_nothing() -> None:
    assert matcher([]) is None


def plainly(pattern: str) -> re.Pattern[str]:
    """The same by an expression that says it plainly, and may take for ever."""
    if pattern.endswith("/"):
        pattern += "**"
    parts = re.split(r"((?:(?<=/)|^)\*\*/|\*\*|\*|\?)", pattern)
    wild = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
    return re.compile("".join(wild.get(p, re.escape(p)) for p in parts) + r"\Z")


NAMES = st.text(alphabet="ab", min_size=1, max_size=4)
PATHS = st.lists(NAMES, min_size=1, max_size=5).map("/".join)
PATTERNS = st.lists(st.sampled_from(["a", "b", "/", "*", "**", "**/", "/**/", "?"]), min_size=1, max_size=9).map(
    "".join
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(PATTERNS.filter(lambda p: not p.startswith("/")), st.lists(PATHS, min_size=1, max_size=6))
def test_a_pattern_means_what_it_plainly_says(pattern: str, paths: list[str]) -> None:
    expression = matcher([pattern])
    assert expression is not None
    assert [bool(expression.match(p)) for p in paths] == [bool(plainly(pattern).match(p)) for p in paths]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("**/" * 12 + "x", "a/" * 60 + "y"),
        ("*a" * 20 + "b", "a" * 200),
        ("**a" * 20 + "b", "a/" * 200),
        ("**/*a" * 12 + "*b", "a/" * 200),
    ],
)
def test_no_pattern_takes_for_ever(pattern: str, path: str) -> None:
    # Each of these would take longer than anybody lives, if it took more than a moment.
    expression = matcher([pattern])
    assert expression is not None
    assert not expression.match(path)
