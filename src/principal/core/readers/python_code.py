"""Literal values in Python source, read with tree-sitter.

Nothing is imported or run, and whichever Python runs us does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from principal.core.readers.node import NOTHING, Node

if TYPE_CHECKING:
    import tree_sitter

MAX_BYTES = 512 * 1024
_MAX_STEPS = 40
_MAX_CALLS = 500


@dataclass(frozen=True, slots=True)
class Computed:
    """What stands where a literal was expected: the source text (its start), and the texts in it."""

    source: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the last part of the function's name, what stands before it, and its arguments."""

    line: int
    receiver: str  # 'self' of self.requires(…), '' of setup(…)
    name: str
    positional: tuple[Node, ...]
    named: dict[str, Node]


class Source:
    """A parsed Python file."""

    def __init__(self, content: bytes) -> None:
        import tree_sitter
        import tree_sitter_python

        self._content = content[:MAX_BYTES]
        language = tree_sitter.Language(tree_sitter_python.language())
        self._root = tree_sitter.Parser(language).parse(self._content).root_node
        self._assigned = self._assignments(self._root)

    @property
    def broken(self) -> int | None:
        """The first line with a syntax error; None where there is none."""
        node = self._root
        if not node.has_error:
            return None
        for _ in range(_MAX_STEPS):
            inner = next((c for c in node.children if c.has_error or c.is_missing), None)
            if inner is None or inner.type == "ERROR":
                node = inner or node
                break
            node = inner
        return int(node.start_point[0]) + 1

    def calls(self, *names: str) -> Iterator[Call]:
        """Calls of functions or methods with one of *names*, in the order of the file; at most _MAX_CALLS."""
        # The text says where to look: the cost of a query grows with the square of the nesting.
        wanted = re.compile(rf"(?<!\w)(?:{'|'.join(names)})\s{{0,20}}\(".encode())
        for _, match in zip(range(_MAX_CALLS), wanted.finditer(self._content), strict=False):
            node = self._root.descendant_for_byte_range(match.start(), match.start() + 1)
            if node is None or node.type != "identifier" or node.parent is None:
                continue  # in a text or a comment
            function = node.parent if node.parent.type == "attribute" else node
            call = function.parent
            if call is not None and call.type == "call" and call.child_by_field_name("function") == function:
                yield self._call(call, function, _text(node))

    def _call(self, call: tree_sitter.Node, function: tree_sitter.Node, name: str) -> Call:
        receiver = function.child_by_field_name("object") if function.type == "attribute" else None
        positional: list[Node] = []
        named: dict[str, Node] = {}
        listed = call.child_by_field_name("arguments")
        for argument in listed.named_children if listed is not None else ():
            if argument.type == "keyword_argument":
                key, value = argument.child_by_field_name("name"), argument.child_by_field_name("value")
                if key is not None and value is not None:
                    named[_text(key)] = self._value(value, 0)
            elif argument.type != "comment":
                positional.append(self._value(argument, 0))
        return Call(_line(call), _text(receiver) if receiver is not None else "", name, tuple(positional), named)

    def assigned(self, name: str) -> Node:
        """The value assigned to *name* at the top of the file or in a class; NOTHING where there is none."""
        value = self._assigned.get(name)
        return self._value(value, 0) if value is not None else NOTHING

    def _assignments(self, root: tree_sitter.Node) -> dict[str, tree_sitter.Node]:
        found: dict[str, tree_sitter.Node] = {}
        blocks = [root]
        while blocks:
            for statement in blocks.pop().named_children:
                if statement.type == "class_definition":
                    body = statement.child_by_field_name("body")
                    if body is not None:
                        blocks.append(body)
                for expression in statement.named_children if statement.type == "expression_statement" else ():
                    left, right = expression.child_by_field_name("left"), expression.child_by_field_name("right")
                    if expression.type == "assignment" and left is not None and right is not None:
                        found.setdefault(_text(left), right)
        return found

    def _value(self, node: tree_sitter.Node, depth: int) -> Node:
        """The literal at *node*, names followed to their assignment; Computed where it is none."""
        line = _line(node)
        if depth > _MAX_STEPS:
            return Node(line, Computed("nested too deep"))
        kind = node.type
        if kind in ("string", "concatenated_string"):
            text = _string(node)
            return Node(line, text if text is not None else Computed(_text(node)[:60]))
        if kind in ("list", "tuple", "set", "expression_list"):
            return Node(line, [self._value(e, depth + 1) for e in node.named_children if e.type != "comment"])
        if kind in ("true", "false", "none"):
            return Node(line, {"true": True, "false": False, "none": None}[kind])
        if kind == "parenthesized_expression" and node.named_children:
            return self._value(node.named_children[0], depth + 1)
        if kind == "dictionary":
            return Node(line, self._entries(node, depth))
        if kind == "identifier" and _text(node) in self._assigned:
            return self._value(self._assigned[_text(node)], depth + 1)
        if kind == "binary_operator":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None:
                sides = [self._value(left, depth + 1), self._value(right, depth + 1)]
                if all(side.is_list for side in sides):
                    return Node(line, [element for side in sides for element in side.elements()])
        return Node(line, Computed(_text(node)[:60], tuple(_texts_in(node))))

    def _entries(self, node: tree_sitter.Node, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for index, pair in enumerate(node.named_children):
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if pair.type == "pair" and key is not None and value is not None:
                entries[_string(key) or _text(key)] = self._value(value, depth + 1)
            elif pair.type != "comment":
                entries[f"**{index}"] = Node(_line(pair), Computed(_text(pair)[:60]))
        return entries


def _line(node: tree_sitter.Node) -> int:
    return int(node.start_point[0]) + 1


def _text(node: tree_sitter.Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _string(node: tree_sitter.Node) -> str | None:
    """The text of a string without code in it."""
    if node.type == "concatenated_string":
        parts = [_string(part) for part in node.named_children if part.type == "string"]
        return None if None in parts else "".join(part for part in parts if part is not None)
    if node.type != "string" or any(child.type == "interpolation" for child in node.children):
        return None
    return "".join(_text(child) for child in node.children if child.type == "string_content")


def _texts_in(node: tree_sitter.Node) -> Iterator[str]:
    waiting = [node]
    for _ in range(200):
        if not waiting:
            return
        inner = waiting.pop()
        text = _string(inner)
        if text is not None:
            yield text
        waiting.extend(inner.named_children)
