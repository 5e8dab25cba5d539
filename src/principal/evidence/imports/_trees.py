"""Syntax trees of as little of a file as its imports need, and what could not be read of it.

Imports mostly stand in front. The part of a file up to its last import, if it parses without
an error by itself, gives the same imports as the whole, at a fraction of the cost: languages
are read from left to right. With an error in it (it was cut inside of something) all is parsed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from principal.core.sources import Gap

if TYPE_CHECKING:
    import tree_sitter

_MAX_LOOKED_AT = 200
_MAX_SECONDS = 2.0  # of processor time; healthy code of the largest size that is read takes half a second
_QUICK = 32 * 1024  # bytes; nothing as small takes long
_PART = 64 * 1024
_MAX_STEPS = 50
_WRITTEN = frozenset(("string", "comment", "template_string", "line_comment", "block_comment", "string_content",
                      "raw_string_literal", "interpreted_string_literal", "regex", "jsx_text"))  # fmt: skip

GAVE_UP = Gap("too many syntax errors to make sense of", 1)

Ranges = list[tuple[int, int]]


@lru_cache(maxsize=16)
def language(name: str) -> tree_sitter.Language:
    """The grammar *name*: python, javascript, typescript, tsx, go or java."""
    import tree_sitter

    if name == "python":
        import tree_sitter_python

        return tree_sitter.Language(tree_sitter_python.language())
    if name == "javascript":
        import tree_sitter_javascript

        return tree_sitter.Language(tree_sitter_javascript.language())
    if name in ("typescript", "tsx"):
        import tree_sitter_typescript

        return tree_sitter.Language(
            tree_sitter_typescript.language_tsx() if name == "tsx" else tree_sitter_typescript.language_typescript()
        )
    if name == "go":
        import tree_sitter_go

        return tree_sitter.Language(tree_sitter_go.language())
    import tree_sitter_java

    return tree_sitter.Language(tree_sitter_java.language())


@lru_cache(maxsize=16)
def _parser(name: str) -> tree_sitter.Parser:
    import tree_sitter

    return tree_sitter.Parser(language(name))


@lru_cache(maxsize=64)
def _query(name: str, text: str) -> tree_sitter.Query:
    import tree_sitter

    return tree_sitter.Query(language(name), text)


def parse(name: str, content: bytes, end: int | None = None) -> tree_sitter.Node | None:
    """The tree of the first *end* bytes if they parse without an error, else of all of *content*.

    None if that takes too long: recovering from thousands of errors is more than quadratic.
    """
    if end is not None and end < len(content):
        root = _parsed(name, content[:end])
        if root is not None and not root.has_error:
            return root
    return _parsed(name, content)


def _parsed(name: str, content: bytes) -> tree_sitter.Node | None:
    parser = _parser(name)
    if len(content) <= _QUICK:
        return parser.parse(content).root_node
    until = time.thread_time() + _MAX_SECONDS
    try:
        # What is large is handed over in parts: only then does the parser ask whether to go on.
        tree = parser.parse(
            lambda at, _: content[at : at + _PART],
            progress_callback=lambda at, failed: time.thread_time() > until,
        )
    except ValueError:
        parser.reset()
        return None
    return tree.root_node


def captures(name: str, query: str, root: tree_sitter.Node) -> dict[str, list[tree_sitter.Node]]:
    """What *query* captures in the tree, by the name of the capture, in the order of the file."""
    import tree_sitter

    found = tree_sitter.QueryCursor(_query(name, query)).captures(root)
    return {key: sorted(nodes, key=lambda n: n.start_byte) for key, nodes in found.items()}


def ranges(nodes: Iterable[tree_sitter.Node]) -> Ranges:
    """Start and end of each node."""
    return [(node.start_byte, node.end_byte) for node in nodes]


def within(node: tree_sitter.Node, places: Ranges) -> bool:
    """Whether *node* lies in one of *places*."""
    return any(start <= node.start_byte < end for start, end in places)


def line_of(node: tree_sitter.Node) -> int:
    """The line on which *node* begins, from 1."""
    return int(node.start_point[0]) + 1


def text_of(node: tree_sitter.Node | None) -> str:
    """The source of *node*."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def unread(
    root: tree_sitter.Node, content: bytes, keyword: re.Pattern[bytes], covered: frozenset[str]
) -> Iterator[Gap]:
    """Gaps for what the parser could not make sense of, if it may have held imports.

    Args:
        root: the tree.
        content: what it was parsed from.
        keyword: where an import may begin; its first group is the keyword.
        covered: types of the nodes that were read as imports.
    """
    if not root.has_error:
        return
    for broken in (root, *root.children):
        if broken.type == "ERROR" and broken.end_byte - broken.start_byte > len(content) // 2:
            yield Gap("a syntax error: most of the file was not understood", line_of(broken))
            return
    for count, match in enumerate(keyword.finditer(content)):
        if count >= _MAX_LOOKED_AT:
            return
        node = root.descendant_for_byte_range(match.start(1), match.end(1))
        if _in_error(node, covered):
            yield Gap("a syntax error where an import seems to stand", content.count(b"\n", 0, match.start(1)) + 1)
            return


def _in_error(node: tree_sitter.Node | None, covered: frozenset[str]) -> bool:
    for _ in range(_MAX_STEPS):
        if node is None or node.type in covered or node.type in _WRITTEN:
            return False
        if node.type == "ERROR":
            return True
        node = node.parent
    return False
