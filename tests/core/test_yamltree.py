from __future__ import annotations

from principal.core.yamltree import Mapping, Scalar, entries, get, integer, items, read_documents, string


def test_documents_lines_and_merges() -> None:
    text = "a: &a\n  x: 1\n  y: 2\n---\nb: &b {x: 1}\nc:\n  <<: *b\n  y: '3'\n---\n---\nd:\n  <<: [*b]\n"
    documents = read_documents(text)
    first, second = documents.roots
    assert integer(get(first, "a", "y")) == 2
    assert [(key, line, string(node)) for key, line, node in entries(get(second, "c"))] == [
        ("y", 8, "3"),
        ("x", 5, "1"),
    ]
    assert documents.error is not None
    assert (documents.error.reason, documents.error.line) == ("alias *b has no anchor before it", 12)


def test_null_is_not_the_text_null() -> None:
    root = read_documents("a: null\nb: 'null'\nc:\nd: ~\n").roots[0]
    assert [string(node) for _, _, node in entries(root)] == [None, "null", None, None]


def test_lines_count_from_what_stands_before() -> None:
    root = read_documents("a:\n - b\n", before=10).roots[0]
    node = items(get(root, "a"))[0]
    assert isinstance(root, Mapping)
    assert isinstance(node, Scalar)
    assert (root.entries["a"].line, node.line) == (11, 12)


def test_deep_nesting_and_alias_bombs_are_refused() -> None:
    assert str(read_documents("[" * 200_000).error) == "nested more than 100 levels deep"
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    bomb += "".join(f"a{i}: &a{i} [" + ",".join([f"*a{i - 1}"] * 9) + "]\n" for i in range(1, 9))
    assert str(read_documents(bomb).error) == "comes to more than 400000 values once its aliases are followed"


def test_what_stands_before_an_error_is_kept() -> None:
    documents = read_documents("a: 1\n---\nb: c: d\n")
    assert [key for key, _, _ in entries(documents.roots[0])] == ["a"]
    assert documents.error is not None
    assert documents.error.line == 3
