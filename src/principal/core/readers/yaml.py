"""YAML in the shape of the other formats; the reading itself is ``principal.core.yamltree``'s."""

from __future__ import annotations

from principal.core import yamltree
from principal.core.readers.node import NOTHING, Document, Node, Problem

_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def parse(text: str) -> Document:
    """Read the first document of *text*. Never raises; documents before a mistake are returned with it.

    Plain scalars stay text (versions must not become numbers) but for null, true and false.
    """
    read = yamltree.read_documents(text)
    root = _node(read.roots[0], read.roots[0].line) if read.roots else NOTHING
    if read.error is None:
        return Document(root)
    line = min(read.error.line or 1, text.count("\n") + 1)  # at the end libyaml counts one more
    return Document(root, (Problem(line, f"not YAML: {read.error.reason}"),))


def _node(tree: yamltree.Node, line: int) -> Node:
    """The tree as a node; its depth and size are bounded where it was read."""
    if isinstance(tree, yamltree.Mapping):
        return Node(line, {key: _node(entry.node, entry.line) for key, entry in tree.entries.items()})
    if isinstance(tree, yamltree.Sequence):
        return Node(line, [_node(item, item.line) for item in tree.items])
    if tree.null:
        return Node(line, None)
    return Node(line, tree.value if tree.quoted else _TRUTH.get(tree.value, tree.value))
