"""HCL (Terraform, OpenTofu) and its JSON form, as blocks with lines.

Values are taken as far as they are literal; nothing is evaluated but ``${…}`` and plain
references to names that the caller knows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from principal.core import yamltree

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_DEPTH = 12
MAX_BLOCKS = 20_000
MAX_TEXT = 20_000  # characters of an expression that are kept

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SIMPLE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?|true|false")
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)+")
_PART = re.compile(r"\$\{\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}")


@dataclass(frozen=True, slots=True)
class Value:
    """An expression: its text as written, and its entries where it is an object."""

    line: int
    text: str
    entries: dict[str, Value] = field(default_factory=dict)

    def literal(self, known: Mapping[str, str]) -> str | None:
        """The string, number or truth value that it comes to; None where that is not plain.

        Args:
            known: what ``var.NAME`` and ``local.NAME`` stand for.
        """
        if _SIMPLE.fullmatch(self.text):
            return self.text
        if _PATH.fullmatch(self.text):
            return known.get(self.text)
        quoted = _QUOTED.fullmatch(self.text)
        if quoted is None:
            return None
        text = _PART.sub(lambda part: known.get(part[1], part[0])[:500], quoted[1])
        return None if "${" in text or "%{" in text else text


@dataclass(slots=True)
class Block:
    """``kind "label" "label" { … }``."""

    kind: str
    labels: tuple[str, ...]
    line: int
    attributes: dict[str, Value] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def walk(self, depth: int = 4) -> Iterator[Block]:
        """The block itself and those in it, *depth* levels down."""
        yield self
        if depth:
            for block in self.blocks:
                yield from block.walk(depth - 1)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The blocks of a file, and what could not be read: the reason and the line."""

    blocks: list[Block]
    problem: tuple[str, int | None] | None


@functools.cache
def _parser() -> Parser:
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_hcl.language()))


def read_hcl(content: bytes) -> Configuration:
    """The blocks of a file in HCL's native syntax. Never raises; blocks around an error are kept."""
    root = _parser().parse(content).root_node
    problem: tuple[str, int | None] | None = None
    if root.has_error:
        problem = ("HCL that does not parse", _error_line(root))
    top = Block("", (), 1)
    for body in root.children:
        if body.type == "body":
            _fill(top, body, MAX_DEPTH)
    if len(top.blocks) > MAX_BLOCKS:
        problem = (f"more than {MAX_BLOCKS} blocks: the rest was not read", top.blocks[MAX_BLOCKS].line)
    return Configuration(top.blocks[:MAX_BLOCKS], problem)


def _fill(into: Block, body: Node, depth: int) -> None:
    for node in body.children:
        if node.type == "attribute" and len(node.children) >= 3:
            into.attributes[_text(node.children[0])] = _value(node.children[2], 3)
        elif node.type == "block" and depth:
            labels = [_text(child).strip('"') for child in node.children if child.type in ("identifier", "string_lit")]
            if not labels:
                continue
            block = Block(labels[0], tuple(labels[1:]), node.start_point[0] + 1)
            into.blocks.append(block)
            for child in node.children:
                if child.type == "body":
                    _fill(block, child, depth - 1)


def _value(node: Node, depth: int) -> Value:
    entries: dict[str, Value] = {}
    for element in _elements(node) if depth else ():
        sides = [child for child in element.children if child.type == "expression"]
        if len(sides) == 2:
            entries[_text(sides[0]).strip('"')] = _value(sides[1], depth - 1)
    return Value(node.start_point[0] + 1, _text(node)[:MAX_TEXT], entries)


def _elements(expression: Node) -> Iterator[Node]:
    """The entries of the object that an expression is, or of those that it merges."""
    for child in expression.children:
        if child.type == "collection_value":
            for inner in child.children:
                if inner.type == "object":
                    yield from (element for element in inner.children if element.type == "object_elem")
        elif child.type == "function_call" and _text(child.children[0]) == "merge":
            for arguments in child.children:
                if arguments.type == "function_arguments":
                    for argument in arguments.children:
                        if argument.children and argument.children[0].type == "collection_value":
                            yield from _elements(argument)


def _error_line(root: Node) -> int:
    node = root
    for _ in range(500):
        deeper = next((child for child in node.children if child.has_error or child.is_missing), None)
        if deeper is None or node.type == "ERROR":
            break
        node = deeper
    return node.start_point[0] + 1


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", errors="replace")


def read_json(text: str) -> Configuration:
    """The blocks of a ``.tf.json`` file (Terraform's JSON configuration syntax). Never raises."""
    documents = yamltree.read_documents(text.replace("\t", " "))
    problem = None
    if documents.error is not None:
        problem = (f"JSON that does not parse: {documents.error.reason}", documents.error.line)
    blocks: list[Block] = []
    for root in documents.roots[:1]:
        for kind, line, node in yamltree.entries(root):
            blocks += _from_json(kind, _LABELS.get(kind, 0), (), line, node)
    return Configuration(blocks[:MAX_BLOCKS], problem)


_LABELS = {"resource": 2, "data": 2, "module": 1, "provider": 1, "variable": 1, "output": 1}


def _from_json(kind: str, labels: int, given: tuple[str, ...], line: int, node: yamltree.Node) -> Iterator[Block]:
    if isinstance(node, yamltree.Sequence):
        for item in node.items:
            yield from _from_json(kind, labels, given, item.line, item)
    elif labels:
        for label, at, inner in yamltree.entries(node):
            yield from _from_json(kind, labels - 1, (*given, label), at, inner)
    elif isinstance(node, yamltree.Mapping):
        block = Block(kind, given, line)
        for name, _, inner in yamltree.entries(node):
            block.attributes[name] = _json_value(inner, 4)
            # In JSON a nested block looks like an object: it is offered as both.
            if isinstance(inner, (yamltree.Mapping, yamltree.Sequence)) and len(given) < MAX_DEPTH:
                nested = [inner] if isinstance(inner, yamltree.Mapping) else inner.items
                block.blocks += [
                    Block(name, (), item.line, {k: _json_value(v, 3) for k, _, v in yamltree.entries(item)})
                    for item in nested
                    if isinstance(item, yamltree.Mapping)
                ]
        yield block


def _json_value(node: yamltree.Node, depth: int) -> Value:
    if isinstance(node, yamltree.Scalar):
        text = node.value[:MAX_TEXT]
        return Value(node.line, f'"{text}"' if node.quoted else text)
    entries = {key: _json_value(inner, depth - 1) for key, _, inner in yamltree.entries(node)} if depth else {}
    text = " ".join(value.text for value in entries.values())[:MAX_TEXT]
    return Value(node.line, text, entries)
