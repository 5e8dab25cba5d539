"""Record files in YAML 1.2: values, positions, and mistakes in the words that a person sees."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principal.core.documents import read, read_text
from principal.core.yaml12 import resolve


def said(text: str | bytes) -> list[str]:
    return [str(m) for m in read("a.yaml", text if isinstance(text, bytes) else text.encode()).mistakes]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        # Section 10.3.2 of the specification, each line of its table.
        ("null", None), ("Null", None), ("NULL", None), ("~", None), ("", None),
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False),
        ("0", 0), ("-19", -19), ("+7", 7), ("007", 7), ("0o7", 7), ("0o14", 12), ("0x3A", 58), ("0xffff", 65535),
        ("0.", 0.0), ("-0.0", -0.0), (".5", 0.5), ("+12e03", 12000.0), ("-2E+05", -200000.0), ("1.10", 1.1), ("1e3", 1000.0),
        (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf),
        # What matches nothing there is text, whatever YAML 1.1 made of it.
        ("yes", "yes"), ("No", "No"), ("on", "on"), ("OFF", "OFF"), ("y", "y"), ("n", "n"), ("nUll", "nUll"), ("tRue", "tRue"),
        ("12:30:45", "12:30:45"), ("190:20:30", "190:20:30"), ("1_000", "1_000"), ("0b101", "0b101"), ("0O7", "0O7"),
        ("-0x3A", "-0x3A"), ("0o8", "0o8"), ("2026-03-31", "2026-03-31"), ("2026-03-31T10:00:00Z", "2026-03-31T10:00:00Z"),
        (".", "."), ("-", "-"), ("+", "+"), ("1e", "1e"), ("=", "="), ("<<", "<<"), (".Nan", ".Nan"), ("3d", "3d"), ("1.2.3", "1.2.3"),
    ],
)  # fmt: skip
def test_plain_scalars_by_the_core_schema(written: str, value: object) -> None:
    resolved = resolve(written)
    assert resolved == value
    assert isinstance(resolved, bool) == isinstance(value, bool)
    assert isinstance(resolved, type(value))


def test_not_a_number() -> None:
    for written in (".nan", ".NaN", ".NAN"):
        assert math.isnan(resolve(written))  # type: ignore[arg-type]  # that it is a float is what is tested


def test_a_number_keeps_what_was_written() -> None:
    read_as: Any = read_text("", "[1.10, 0o14, +5, 1.5, 7]").data
    assert [getattr(n, "text", None) for n in read_as] == ["1.10", "0o14", "+5", None, None]


def test_numbers_of_hundreds_of_digits_stay_text() -> None:
    assert resolve("9" * 5000) == "9" * 5000


def test_quotes_tags_and_keys() -> None:
    document = read_text("", "a: '5'\n\"b\": !!str 5\n7: ! 6\nnull: |\n  text\n1.10: x\nyes: >-\n  folded\n  text\n")
    assert document.mistakes == []
    assert document.data == {"a": "5", "b": "5", "7": "6", "null": "text\n", "1.10": "x", "yes": "folded text"}


def test_aliases_stand_for_what_they_name() -> None:
    document = read_text("", "a: &x {k: [1, 2]}\nb: *x\n")
    assert document.data == {"a": {"k": [1, 2]}, "b": {"k": [1, 2]}}
    assert document.position(("b",)) == (2, 1)
    assert document.value_position(("b",)) == (2, 4)
    assert document.position(("b", "k")) == (1, 8)


def test_positions_of_keys_and_values() -> None:
    document = read_text("", "# c\ncomponents:\n  checkout:\n    tech: [python, go]\n    needs:\n    - a\n    - b\n")
    assert document.position(("components",)) == (2, 1)
    assert document.position(("components", "checkout")) == (3, 3)
    assert document.value_position(("components", "checkout")) == (4, 5)
    assert document.position(("components", "checkout", "tech")) == (4, 5)
    assert document.value_position(("components", "checkout", "tech")) == (4, 11)
    assert document.position(("components", "checkout", "tech", 1)) == (4, 20)
    assert document.position(("components", "checkout", "needs", 1)) == (7, 7)
    assert document.position(("components", "checkout", "needs", "b")) == (7, 7)


def test_a_place_that_is_not_there_is_the_nearest_above_it() -> None:
    document = read_text("", "a:\n  b: 1\n")
    assert document.position(("a", "b", "c", 3)) == (2, 3)
    assert document.position(("z",)) == (1, 1)
    assert read_text("", "").position(("z",)) == (1, 1)
    assert document.node(("a", "c")) is None


def test_columns_count_characters_and_lines_as_editors_do() -> None:
    document = read_text("", "é𝄞: {ü: 1}\r\nb: 2\rc: {d: 3}\n")
    assert document.value_position(("é𝄞", "ü")) == (1, 9)
    assert document.position(("b",)) == (2, 1)
    assert document.position(("c", "d")) == (3, 5)
    assert read("", "\ufeffa: 1\n".encode()).position(("a",)) == (1, 1)
    assert read_text("", "a: 'x\u2028y'\nb: 1\n").position(("b",)) == (2, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", 'a.yaml:3:1: duplicate key "a"; each key once: it stands on line 1 already'),
        ("a:\n\t- b\n", "a.yaml:2:1: a tab where YAML wants spaces; spaces for indentation"),
        ("h: [@ada]\n", 'a.yaml:1:5: a value may not begin with "@"; the value in quotes'),
        ("a: b: c\n", "a.yaml:1:5: not YAML: a colon where no value may begin; text with ': ' in quotes"),
        ("a: 'x\nb: 1\n", "a.yaml:1:4: not YAML: a quote that is never closed; the closing quote"),
        ("a: [1, 2\n", "a.yaml:1:4: not YAML: a list [ that is not closed; ',' or ']'"),
        ("a: {b: 1\n", "a.yaml:1:4: not YAML: a mapping { that is not closed; ',' or '}'"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document begins; one document in a file"),
        ("a: 1\n...\nb: 2\n", "a.yaml:3:1: not YAML: text after the end of the document; one document in a file"),
        ("x: &a [*a]\n", "a.yaml:1:8: alias *a stands inside of what it names; an anchor (&name) that is complete before the alias"),
        ("x: *q\n", "a.yaml:1:4: alias *q names nothing above it; an anchor (&name) that is complete before the alias"),
        ("x: !ruby/object {}\n", "a.yaml:1:4: unknown tag !ruby/object; plain values without tags"),
        ("x: !!python/name:os.system ''\n", "a.yaml:1:4: unknown tag !!python/name:os.system; plain values without tags"),
        ("!x k: 1\n", "a.yaml:1:1: unknown tag !x; plain values without tags"),
        ("x: !!int five\n", 'a.yaml:1:4: "five" is not of its tag !!int; a value without a tag'),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "a.yaml:3:3: a merge key (<<), which YAML 1.2 does not have; the values written out"),
        ("? [a]\n: b\n", "a.yaml:1:3: a list or mapping as a key; a name as the key"),
        ('a: "\\q"\n', "a.yaml:1:5: not YAML: an unknown escape in double quotes; single quotes, or \\\\ for a backslash"),
        ("a:\n  b: 1\n c: 2\n", "a.yaml:3:2: not YAML: what stands here fits neither a key nor the indentation; "
         "'key: value' indented like the keys above it; text with quotes or colons wholly in quotes"),
        ("a\x00b: 1\n", 'a.yaml:1:2: the control character U+0000; printable text; "\\uXXXX" in double quotes where it is meant'),
    ],
)  # fmt: skip
def test_mistakes_in_words(text: str, expected: str) -> None:
    assert said(text) == [expected]


def test_bytes_that_are_no_utf8() -> None:
    assert said(b"a: 1\nb: \xff\n") == ["a.yaml:2:4: the byte 0xff is not UTF-8; UTF-8"]
    assert read("", b"a: 1\nb: x\xff\n").data == {"a": 1, "b": "x\ufffd"}
    assert said("a: 1".encode("utf-16")) == ["a.yaml:1:1: the file is UTF-16; UTF-8"]


def test_what_is_complete_before_a_syntax_error_is_read() -> None:
    document = read_text("", "a: {x: 1}\nb:\n  c: {y: 1}\n  d: {e: 1, f: [\n")
    assert document.data == {"a": {"x": 1}, "b": {"c": {"y": 1}}}
    assert not document.whole
    assert read_text("", "a: 1\nb: x: y\n").data == {"a": 1}
    assert read_text("", "a:\n  b: 1\n  c: 2\n d: 3\n").data == {"a": {"b": 1, "c": 2}}


def bomb() -> str:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for number in range(97, 117):
        lines.append(f"{chr(number + 1)}: &{chr(number + 1)} [{','.join(['*' + chr(number)] * 9)}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (bomb(), ["a.yaml:6:17: comes to more than 200,000 values once aliases are followed; a smaller file"]),
        ("[" * 100_000, ["a.yaml:1:65: nested more than 64 levels deep; a flatter file"]),
        ("{a: " * 100_000, ["a.yaml:1:257: nested more than 64 levels deep; a flatter file"]),
        ("- " * 100_000, ["a.yaml:1:129: nested more than 64 levels deep; a flatter file"]),
        ("\n".join(" " * n + "a:" for n in range(2_000)), ["a.yaml:65:65: nested more than 64 levels deep; a flatter file"]),
        ("a: " + "x" * 10_000_000, ["a.yaml:1:1: 10,000,003 bytes are too many for a record; at most 4,194,304"]),
        ("a: " + "x" * 4_000_000, []),
        ("a: [" + "1," * 150_000 + "]", []),
        ("x: &a " * 3_000, ["a.yaml:1:8: not YAML: a colon where no value may begin; text with ': ' in quotes"]),
        ("!!x a: 1\n" * 1, ["a.yaml:1:1: unknown tag !!x; plain values without tags"]),
    ],
)  # fmt: skip
def test_hostile_files_cost_little(text: str, expected: list[str]) -> None:
    before = time.process_time()
    assert said(text)[:1] == expected
    assert time.process_time() - before < 10  # not a figure: without bounds these never end


def test_mistakes_are_bounded() -> None:
    assert len(said("".join("a: 1\n" for _ in range(5_000)))) == 100


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    document = read_text("a.yaml", text)
    lines = document.text.count("\n") + document.text.count("\r") + 1
    assert all(1 <= m.line <= lines + 1 and m.column >= 1 and m.wrong and m.expected for m in document.mistakes)


@given(st.binary(max_size=200))
def test_no_bytes_raise(content: bytes) -> None:
    assert read("a.yaml", content).path == "a.yaml"


YAMLISH = st.lists(
    st.sampled_from(["a", "b: ", "- ", "[", "]", "{", "}", ",", "\n", "  ", "&x ", "*x", "!t ", "'", '"', "|\n", ">", "# ", "? ", "<<: ", "\t", "---\n", "...", "1.5", "é", "\r\n", ": "]),
    max_size=40,
).map("".join)  # fmt: skip


@given(YAMLISH)
def test_nothing_like_yaml_raises(text: str) -> None:
    document = read_text("a.yaml", text)
    assert document.whole or document.mistakes
    data: Any = document.data
    if isinstance(data, dict):
        for key in data:
            line, column = document.position((key,))
            assert document.text.splitlines()[line - 1][column - 1 :]
