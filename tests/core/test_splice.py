"""Edits of YAML text: what was asked for changes, and nothing else."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.documents import read_text
from principal.core.splice import SpliceError, add_entry, remove_entry, set_value
from principal.core.yamltext import block, flow, scalar

TEXT = """\
# top
loans:
  # first
  a: {rule: r, what: "x"}  # why
  b:
    rule: r2
    covers:
    - one   # c1
    - two
    note: |
      text
      more

# tail of b
dismissals: {}
list: [1, 2]
empty:
multi: [
  a,
  b,
]
"""


def diff(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("loans", "a", "what"), "it's", '-  a: {rule: r, what: "x"}  # why\n+  a: {rule: r, what: "it\'s"}  # why'),
        (("loans", "a", "rule"), "a: b", "-  a: {rule: r, what: \"x\"}  # why\n+  a: {rule: 'a: b', what: \"x\"}  # why"),
        (("loans", "b", "rule"), "zz", "-    rule: r2\n+    rule: zz"),
        (("loans", "b", "note"), "no", "-    note: |\n-      text\n-      more\n+    note: 'no'"),
        (("loans", "b", "covers"), ["x", {"z": 1}], "-    - one   # c1\n-    - two\n+      - x\n+      - z: 1"),
        (("loans", "b", "covers", 1), 2, "-    - two\n+    - 2"),
        (("empty",), 3, "-empty:\n+empty: 3"),
        (("empty",), {"a": {"b": 1}}, "+  a:\n+    b: 1"),
        (("loans", "b", "due"), "2026-03-31", "+    due: 2026-03-31"),
    ],
)  # fmt: skip
def test_set_value(path: Any, value: Any, expected: str) -> None:
    assert diff(TEXT, set_value(TEXT, path, value)) == expected


@pytest.mark.parametrize(
    ("path", "key", "value", "expected"),
    [
        (("loans",), "c", {"rule": "r", "covers": ["0123456789012345"]},
         "+  c:\n+    rule: r\n+    covers: ['0123456789012345']"),
        (("loans", "a"), "c", 1, '-  a: {rule: r, what: "x"}  # why\n+  a: {rule: r, what: "x", c: 1}  # why'),
        (("loans", "b", "covers"), None, "three", "+    - three"),
        (("dismissals",), "0123456789abcdef", {"rule": "r", "because": "no: it is not"},
         "-dismissals: {}\n+dismissals:\n+  0123456789abcdef:\n+    rule: r\n+    because: 'no: it is not'"),
        (("list",), None, 3, "-list: [1, 2]\n+list: [1, 2, 3]"),
        (("multi",), None, "c", "+  c,"),
        (("fresh", "deep"), "c", 3, "+fresh:\n+  deep:\n+    c: 3"),
        ((), "c", [], "+c: []"),
    ],
)  # fmt: skip
def test_add_entry(path: Any, key: str | None, value: Any, expected: str) -> None:
    assert diff(TEXT, add_entry(TEXT, path, key, value)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("loans", "a"), '-  a: {rule: r, what: "x"}  # why'),
        (("loans", "b", "note"), "-    note: |\n-      text\n-      more"),
        (("loans", "b", "covers", 0), "-    - one   # c1"),
        (("loans", "a", "rule"), '-  a: {rule: r, what: "x"}  # why\n+  a: {what: "x"}  # why'),
        (("list", 1), "-list: [1, 2]\n+list: [1]"),
        (("multi", 0), "-  a,"),
        (("empty",), "-empty:"),
    ],
)
def test_remove_entry(path: Any, expected: str) -> None:
    assert diff(TEXT, remove_entry(TEXT, path)) == expected


def test_the_siblings_style_is_kept() -> None:
    text = "hold:\n    a: {why: x}\n"
    assert add_entry(text, ("hold",), "b", {"why": "z"}) == "hold:\n    a: {why: x}\n    b: {why: z}\n"
    assert add_entry("a:\n    b:\n        c: 1\n", ("a",), "d", {"e": 1}) == (
        "a:\n    b:\n        c: 1\n    d:\n        e: 1\n"
    )


def test_line_endings_and_a_missing_last_one_stay() -> None:
    assert add_entry("a:\r\n  b: 1\r\nc: 2\r\n", ("a",), "d", {"x": 1}) == (
        "a:\r\n  b: 1\r\n  d:\r\n    x: 1\r\nc: 2\r\n"
    )
    assert add_entry("a: 1", (), "b", 2) == "a: 1\nb: 2"
    assert add_entry("", ("loans",), "x", {"rule": "r"}) == "loans:\n  x:\n    rule: r\n"
    assert add_entry("# only this\n", ("loans",), "x", {"rule": "r"}) == "# only this\nloans:\n  x:\n    rule: r\n"


def test_the_last_entry_leaves_an_empty_mapping() -> None:
    assert remove_entry("a:\n  b: 1\nc: 2\n", ("a", "b")) == "a: {}\nc: 2\n"
    assert remove_entry("a: 1\n", ("a",)) == ""
    assert remove_entry("a:\n- 1\n", ("a", 0)) == "a: []\n"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda: add_entry(TEXT, ("loans",), "a", 1), "loans.a is there already"),
        (lambda: add_entry(TEXT, ("list",), "a", 1), "list is no mapping"),
        (lambda: add_entry(TEXT, ("loans",), None, 1), "loans is no list"),
        (lambda: remove_entry(TEXT, ("loans", "z")), "there is nothing at loans.z"),
        (lambda: set_value(TEXT, ("list", 7), 1), "there is nothing at list.7"),
        (lambda: set_value("a: [", ("a",), 1), "the text has a mistake: 1:5: not YAML: a value that is missing; a value, or the closing bracket"),
        (lambda: set_value("a: &x 1\nb: *x\n", ("a",), 2), "a cannot be edited without touching what is around it; edit it by hand"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited_is_refused(edit: Any, said: str) -> None:
    with pytest.raises(SpliceError) as refused:
        edit()
    assert str(refused.value) == said


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x85\ufeff\u2028\u2029\ufffe\uffff"), max_size=12
)
WORDS = st.sampled_from(
    ["a", "b c", "yes", "1", "1.10", "2026-01-01", "it's", 'say "x"', "x: y", "- z", "#c", "@me", "~", ""]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    WORDS,
    TEXTS.filter(lambda t: all(c.isprintable() or c in "\n\t" for c in t)),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["k", "l m", "on", "7"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(VALUES)
def test_what_is_written_reads_back(value: Any) -> None:
    assert read_text("", f"a: {flow(value)}\n").data == {"a": value}
    assert read_text("", block({"a": value}, 0, 2, "\n")).data == {"a": value}


@given(SCALARS)
def test_a_scalar_reads_back_in_quotes_too(value: Any) -> None:
    for quote in ("", "'", '"') if isinstance(value, str) else ("",):
        assert read_text("", f"[{scalar(value, quote)}, 1]").data == [value, 1]


def paths(data: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = list(data.items()) if isinstance(data, dict) else list(enumerate(data)) if isinstance(data, list) else []
    return [p for key, inner in pairs for p in [(*above, key), *paths(inner, (*above, key))]]


def without(data: Any, path: tuple[Any, ...]) -> Any:
    """The data with everything at and below *path* masked."""
    if not path:
        return "masked"
    copied = dict(data) if isinstance(data, dict) else list(data)
    copied[path[0]] = without(copied[path[0]], path[1:])
    return copied


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A block document with comments, in one of several layouts."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    data = draw(st.dictionaries(st.sampled_from(["one", "two", "three", "x y"]), VALUES, min_size=1, max_size=4))
    lines = []
    for key, value in data.items():
        if draw(st.booleans()):
            lines.append("# a comment")
        shown = flow(value) if draw(st.booleans()) else None
        lines.append(
            f"{key}: {shown}" if shown is not None else block({key: value}, 0, draw(st.integers(1, 4)), newline)
        )
        if draw(st.booleans()):
            lines.append("")
    return newline.join(lines) + draw(st.sampled_from(["", newline]))


@settings(max_examples=150)
@given(documents(), st.data(), VALUES)
def test_an_edit_changes_nothing_else(text: str, data: st.DataObject, value: Any) -> None:
    before = read_text("", text)
    path = data.draw(st.sampled_from(paths(before.data)))
    try:
        after = set_value(text, path, value)
    except SpliceError:
        return
    read = read_text("", after)
    assert read.mistakes == []
    assert without(read.data, path) == without(before.data, path)
    first, last = before.place(before.node(path).key_start)[0], before.place(max(0, before.node(path).end))[0]  # type: ignore[union-attr]  # it was drawn from there
    old, new = text.splitlines(True), after.splitlines(True)
    assert new[: first - 1] == old[: first - 1]
    tail = len(old) - last
    assert tail <= 0 or [line.rstrip() for line in new[-tail:]] == [line.rstrip() for line in old[-tail:]]


@settings(max_examples=150)
@given(documents(), st.data())
def test_a_removal_removes_nothing_else(text: str, data: st.DataObject) -> None:
    before = read_text("", text).data
    path = data.draw(st.sampled_from(paths(before)))
    try:
        after = remove_entry(text, path)
    except SpliceError:
        return
    left = paths(read_text("", after).data)
    gone = [p for p in paths(before) if p[: len(path)] == path]
    assert len(left) == len(paths(before)) - len(gone)
    kept = after.splitlines()
    assert [line for line in kept if line.startswith("#")] == [c for c in text.splitlines() if c.startswith("#")]
