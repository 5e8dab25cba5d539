"""Readers that everything rests on: no text makes them raise, and what they say of it is about that text."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core import hcl, markdown
from principal.core.addresses import addresses
from principal.core.interpolation import interpolate, read_dotenv
from principal.evidence.history.log import _parse
from principal.evidence.history.people import People

bounded = settings(max_examples=60, derandomize=True, deadline=None)

MARKS = st.sampled_from(
    ["# ", "## ", "\n", "\n\n", "---\n", "===\n", "```sql\n", "```", "~~~\n", "| a | b |\n", "|---|---|\n", "- ", "* [x] ",
     "[a](b)", "![a](<b c>)", "[a]: b\n", "\t", "    ", "<!--", "-->", "\\", "`", "\r\n", "\r", "\x00", "\u2028", "é", "text",
     "> ", "1. ", ":"]
)  # fmt: skip


@bounded
@given(st.lists(MARKS, max_size=40).map("".join))
def test_markdown(text: str) -> None:
    parsed = markdown.parse(text)
    last = len(text.splitlines()) + 1
    assert [s.line for s in parsed.sections] == sorted(s.line for s in parsed.sections)
    for section in parsed.sections:
        assert 1 <= section.line <= section.body_start <= section.body_end <= last + 1
    for found in (*parsed.fences, *parsed.tables, *parsed.links, *parsed.bullets):
        assert 1 <= found.line <= last
    for fence in parsed.fences:
        assert all(line in text for line in fence.content.splitlines())


@pytest.mark.parametrize("line", ["# a" + " " * 19_900 + "x", "# " + " #" * 9_900 + "x", "[a](b " + " " * 19_900])
def test_no_line_of_markdown_takes_for_ever(line: str) -> None:
    # By an expression that goes back and forth the first takes minutes.
    assert len(markdown.parse(line).sections) == line.startswith("# ")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# a", "a"), ("## a ##", "a"), ("# a #b", "a #b"), ("# a#", "a#"), ("#", ""), ("# ", ""), ("# #", ""), ("### ###", ""),
        ("   # a", "a"), ("#\ta \t##\t", "a"), ("# a # #", "a #"),
    ],
)  # fmt: skip
def test_headings(line: str, title: str) -> None:
    assert [s.title for s in markdown.parse(line).sections] == [title]


@pytest.mark.parametrize("line", ["#a", "####### a", "    # a", "\\# a"])
def test_what_is_no_heading(line: str) -> None:
    assert markdown.parse(line).sections == ()


VARIABLES = st.sampled_from(
    ["$", "${", "}", "A", "B", ":-", ":+", "-", "?", "$$", "${A:-${B}}", "$A", "x", " ", "\n", "'", '"', "=", "#", "export "]
)  # fmt: skip


@bounded
@given(st.lists(VARIABLES, max_size=30).map("".join), st.sampled_from(["", "x", "${A}", "$B$B"]))
def test_interpolation(text: str, value: str) -> None:
    read_dotenv(text)
    result = interpolate(text, {"A": value, "B": "b"})
    if "$" not in text:
        assert result.text == text


WORDS = st.sampled_from(
    ["resource", ' "a"', " {", "}", "\n", " = ", "[", "]", ",", "<<E\n", "E\n", "#", "/*", "*/", '"', "${", "x", "1", "://",
     ":80", "@", "db", ".svc", "{", ":", " ", "\\", "true"]
)  # fmt: skip


@bounded
@given(st.lists(WORDS, max_size=40).map("".join))
def test_hcl_and_addresses(text: str) -> None:
    hcl.read_hcl(text.encode())
    hcl.read_json(text)
    list(addresses("A_URL", text, {"db"}))


PATHS = st.binary(min_size=1, max_size=6).filter(lambda raw: b"\0" not in raw)
CHANGES = st.lists(st.tuples(st.sampled_from([b"A", b"M", b"D", b"T"]), PATHS), max_size=4)
COMMITS = st.lists(st.tuples(PATHS, st.integers(-(2**70), 2**70), CHANGES), min_size=1, max_size=4)


@bounded
@given(COMMITS, st.data())
def test_the_stream_of_a_history_reads_the_same_however_it_comes_in_chunks(
    commits: list[tuple[bytes, int, list[tuple[bytes, bytes]]]], data: st.DataObject
) -> None:
    stream, expected = b"", []
    for number, (name, seconds, changes) in enumerate(commits):
        sha = b"%040x" % number
        fields = [b"\x01" + sha, b"", name.replace(b"\n", b""), b"a@b", b"%d" % seconds, b"0", name]
        stream += b"".join(field + b"\0" for field in fields)
        for status, path in changes:
            stream += b":100644 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" " + status + b"\0" + path + b"\0"
        expected.append((sha.decode(), len(changes)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    whole = list(_parse(iter([stream]), People(b""), frozenset()))
    assert list(_parse(iter(chunks), People(b""), frozenset())) == whole
    counted = [(c[0], sum(x[0] == c[0] for x in whole[0].changes)) for c in whole[0].commits]
    assert counted == expected
    assert all(isinstance(c[3], dt.datetime) for c in whole[0].commits)
