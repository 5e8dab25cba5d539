"""The readers of file formats: right values, right lines, no exception on any input."""

from __future__ import annotations

import datetime as dt
import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.readers import jsonc, toml, xml, yaml
from principal.core.readers.node import MAX_DEPTH, Document, Node
from principal.core.readers.script import Token, arguments, closing, keyword, tokenize


def plain(node: Node) -> object:
    if node.is_table:
        return {key: plain(entry) for key, entry in node.items()}
    if node.is_list:
        return [plain(element) for element in node.elements()]
    return node.value


def said(document: Document) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in document.problems]


TOML = '''# a comment
title = "one \\u00e9 \\"two\\" \\t"
[a.b]   # a table
c = [1, 2_000, -0x1F, # a comment
  3.5e1, "x",
  'lit\\eral']
"quoted key".'and more' = {x = 1, y.z = true}
long = """
first \\
   joined ""quoted"" "four""""
raw = \'\'\'
it's 'raw' \\n\'\'\'
when = 1979-05-27T07:32:00Z
[[list]]
n = 1
[[list]]
n = 2
[list.sub]
k = false
'''


def test_toml_gives_the_values_of_the_standard_library() -> None:
    def shown(value: object) -> object:
        if isinstance(value, dict):
            return {key: shown(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [shown(element) for element in value]
        return value.isoformat().replace("+00:00", "Z") if isinstance(value, dt.datetime) else value

    text = TOML.replace("-0x1F", "0x1F")
    document = toml.parse(text)
    assert said(document) == []
    assert plain(document.root) == shown(tomllib.loads(text))


def test_toml_lines_are_those_of_the_keys_and_elements() -> None:
    root = toml.parse(TOML.replace("-0x1F", "0x1F")).root
    assert [element.line for element in root["a"]["b"]["c"].elements()] == [4, 4, 4, 5, 5, 6]
    assert root["a"]["b"]["quoted key"]["and more"]["y"]["z"].line == 7
    assert (root["a"]["b"]["long"].line, root["a"]["b"]["raw"].line, root["a"]["b"]["when"].line) == (8, 11, 13)
    assert [element["n"].line for element in root["list"].elements()] == [15, 17]


@pytest.mark.parametrize(
    ("text", "problems", "read"),
    [
        ("a = 1\nb = \nc = 3\n", [(2, "a value was expected, not '\\nc = 3\\n'")], {"a": 1, "c": 3}),
        ('a = "x\nb = 2', [(1, "a text that does not end")], {"b": 2}),
        ("[a\nb = 1\n[c]\nd = 1", [(1, "']' was expected, not '\\nb = 1\\n[c]\\nd = 1'")], {"c": {"d": 1}}),
        ("a = 1\na = 2", [(2, "'a' is there already")], {"a": 1}),
        ("{% if x %}\na = 1", [(1, "a key was expected, not '{% if x %}\\na = 1'")], {"a": 1}),
        ("a = 1\n[a.b]\nc = 1", [(2, "'a.b' is not a table")], {"a": 1}),
        ("a = 1 b = 2", [(1, "the end of the line was expected, not ' b = 2'")], {"a": 1}),
        ("a = nope", [(1, "a value was expected, not 'nope'")], {}),
        (f"a = {'[' * 500}", [(1, f"nested deeper than {MAX_DEPTH}")], {}),
    ],
)
def test_toml_mistakes_are_named_and_the_rest_is_read(
    text: str, problems: list[tuple[int, str]], read: dict[str, object]
) -> None:
    document = toml.parse(text)
    assert said(document) == problems
    assert plain(document.root) == read


KEYS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=8)
SCALARS = st.one_of(
    st.integers(-(10**12), 10**12), st.booleans(), st.text(max_size=20).filter(lambda t: "\x7f" not in t)
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


@given(VALUES)
@settings(max_examples=200)
def test_json_gives_the_values_of_the_standard_library(value: object) -> None:
    text = json.dumps(value, indent=2)
    document = jsonc.parse(text)
    assert said(document) == []
    assert plain(document.root) == json.loads(text)


def test_json_numbers_and_escapes() -> None:
    text = r'[1.5, -2e3, 0, "\ud83d\ude00\n\/\"", null, "\ud800"]'
    assert plain(jsonc.parse(text).root) == [1.5, -2000.0, 0, '\U0001f600\n/"', None, "\ufffd"]


def test_json_lines_are_those_of_the_keys_and_elements() -> None:
    root = jsonc.parse('{\n "a":\n  {"b": [1,\n2]},\n\n "c": 3}').root
    assert (root["a"].line, root["a"]["b"].line, root["c"].line) == (2, 3, 6)
    assert [element.line for element in root["a"]["b"].elements()] == [3, 4]


@pytest.mark.parametrize(
    ("text", "problems", "read"),
    [
        ('{"a": 1, "b": }', [(1, "'}' closes nothing")], {"a": 1}),
        ('{"a": 1\n "b": 2}', [(2, "',' was expected, not '\"b\"'")], {"a": 1}),
        ('{"a": [1, 2', [(1, "the file ends too early")], {"a": [1, 2]}),
        ('{"a": 1,}', [(1, "a trailing comma, which JSON does not allow")], {"a": 1}),
        ('{\n// why\n"a": 1}', [(2, "a comment, which JSON does not allow")], {"a": 1}),
        ("{a: 1}", [(1, "not JSON at 'a'")], {}),
        ("{}\n{}", [(2, "not JSON at '{'")], {}),
        ("", [(1, "the file ends too early")], None),
        ("<<<<<<< HEAD", [(1, "not JSON at '<'")], None),
        ('{"a": ]', [(1, "']' closes nothing")], {}),
        ("[" * 500, [(1, f"nested deeper than {MAX_DEPTH}")], None),
    ],
)
def test_json_mistakes_end_the_reading(text: str, problems: list[tuple[int, str]], read: object) -> None:
    document = jsonc.parse(text)
    assert said(document) == problems
    assert read is None or plain(document.root) == read


def test_jsonc_allows_comments_and_trailing_commas() -> None:
    document = jsonc.parse('{ // one\n "a": [1, /* two\n lines */ 2,],\n}', comments=True)
    assert (said(document), plain(document.root)) == ([], {"a": [1, 2]})
    assert [element.line for element in document.root["a"].elements()] == [2, 3]


def test_xml_gives_elements_with_lines_and_refuses_entities() -> None:
    root, problem = xml.parse(b'<a xmlns:n="u">\n <b n:k="1">\n  x<c/>y</b>\n <d/> </a>')
    assert problem is None
    assert root is not None
    assert [(e.name, e.line, e.text.strip()) for e in root.walk()] == [
        ("a", 1, ""),
        ("b", 2, "xy"),
        ("c", 3, ""),
        ("d", 4, ""),
    ]
    assert root.first("b").attributes == {"k": "1"}  # type: ignore[union-attr]  # it is there, as asserted above
    bomb = b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>\n<a>&z;</a>'
    assert xml.parse(bomb) == (None, xml.Problem(2, "a document type definition, which is refused"))
    part, problem = xml.parse(b"<a>\n<b></a>")
    assert part is not None
    assert problem == xml.Problem(2, "not XML: mismatched tag")
    assert xml.parse(b"<a>" * 500)[1] == xml.Problem(1, f"nested deeper than {MAX_DEPTH}")
    assert xml.parse(b'<?xml version="1.0" encoding="nope"?><a/>')[1] == xml.Problem(
        1, "not XML: unknown encoding: nope"
    )


def test_yaml_keeps_versions_as_text() -> None:
    document = yaml.parse("a: 1.20\nb: [x, ~]\nc:\n  d: true\n  e: 'true'\n")
    assert plain(document.root) == {"a": "1.20", "b": ["x", None], "c": {"d": True, "e": "true"}}
    assert document.root["c"]["e"].line == 5
    assert said(yaml.parse("a: [")) == [(1, "not YAML: did not find expected node content")]


def test_tokens_and_arguments() -> None:
    tokens = tokenize("gem 'a', '~> 1', group: [:x, :y], # why\n  path: \"p\" if z\nend", "ruby")
    assert tokens[0] == Token("word", "gem", 1)
    listed, after = arguments(tokens, 1)
    assert [[t.text for t in argument] for argument in listed] == [
        ["a"],
        ["~> 1"],
        ["group", "[", "x", ",", "y", "]"],
        ["path", "p"],
    ]
    assert keyword(listed[2]) == ("group", listed[2][1:])
    assert tokens[after].text == "if"
    calls = tokenize("a(b(1), [c], d) { e }", "gradle")
    assert closing(calls, 1) == 12
    assert [[t.text for t in argument] for argument in arguments(calls, 1)[0]] == [
        ["b", "(", "1", ")"],
        ["[", "c", "]"],
        ["d"],
    ]


def test_an_open_quote_does_not_swallow_the_next_line() -> None:
    tokens = tokenize("a 'b\nc 'd'", "ruby")
    assert [(t.kind, t.text, t.line) for t in tokens] == [
        ("word", "a", 1),
        ("mark", "'", 1),
        ("newline", "\n", 1),
        ("word", "c", 2),
        ("string", "d", 2),
    ]


@given(st.text(alphabet="[]{}\"'=,.#\n\\ abt1-_:*/<>&!|$(`", max_size=60))
@settings(max_examples=400)
def test_nothing_raises(text: str) -> None:
    for read in (toml.parse, jsonc.parse, yaml.parse):
        assert isinstance(read(text), Document)
    root, problem = xml.parse(text.encode())
    assert problem is not None or root is not None
    for language in ("ruby", "gradle", "elixir", "swift", "pbxproj"):
        assert all(token.line >= 1 for token in tokenize(text, language))


@given(st.text(alphabet="[]{}\"'=,.#\n\\ abt1-_", max_size=40))
@settings(max_examples=400)
def test_toml_reads_whatever_the_standard_library_reads(text: str) -> None:
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    document = toml.parse(text)
    assert said(document) == []
    if "-" not in text:  # a bare date is kept as its text
        assert plain(document.root) == expected
