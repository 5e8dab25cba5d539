"""Edits of YAML text that leave everything else as it was: comments, order, quotes, line endings.

Text in, text out. After each edit the text is read again: if anything but what was asked for has
changed, the edit is refused, so that no edit can harm a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from principal.core.documents import Document, Path, read_text
from principal.core.yaml12 import Node
from principal.core.yamltext import WIDTH, block, flow, scalar

Value = str | int | float | bool | None | Sequence["Value"] | dict[str, "Value"]


class SpliceError(ValueError):
    """The edit cannot be made by splicing; says why."""


def set_value(text: str, path: Path, value: Value) -> str:
    """The text with the value at *path* replaced, or added where only its key's mapping is there.

    Raises:
        SpliceError: there is no such place, or the text does not read.
    """
    document = _read(text)
    node = document.node(path)
    if node is None:
        if not path or not isinstance(path[-1], str):
            raise SpliceError(f"there is nothing at {_shown(path)}")
        return add_entry(text, path[:-1], path[-1], value)
    parent = document.node(path[:-1])
    if parent is None:
        raise SpliceError("a whole document is not a value to set")
    if not isinstance(value, (dict, list, tuple)) or not value or _in_flow(document, path) or _is_flow(node, value):
        quote = node.style if node.style in ("'", '"') and isinstance(value, str) else ""
        rendered = scalar(value, quote) if not isinstance(value, (dict, list, tuple)) else flow(value)
    else:
        step = _step(document)
        indent = _column(document, node.key_start) + step
        rendered = _newline(text) + block(value, indent, step, _newline(text))
    head, end = text[: node.start], _end(text, node)
    if rendered.startswith(("\n", "\r")):
        head = head.rstrip()
    elif not head.endswith((" ", "\n", "[", "{")):
        head += " "
    return _checked(head + rendered + text[end:], document, path, value)


def add_entry(text: str, path: Path, key: str | None, value: Value) -> str:
    """The text with an entry added at the end of the mapping (*key* given) or list (None) at *path*.

    Mappings that are missing on the way are added too; the indentation is the file's own.

    Raises:
        SpliceError: the key is there already, *path* leads to another kind of value, or the
            text does not read.
    """
    document = _read(text)
    node = document.node(path)
    if node is None and path:
        if not isinstance(path[-1], str):
            raise SpliceError(f"there is nothing at {_shown(path)}")
        return add_entry(text, path[:-1], path[-1], [value] if key is None else {key: value})
    addition: Value = [value] if key is None else {key: value}
    if node is None or (not path and node.data is None):
        if key is None:
            raise SpliceError("an empty file has no list to add to")
        newline = _newline(text)
        ended = text if not text or text.endswith("\n") else text + newline
        return _checked(ended + block(addition, 0, 2, newline) + newline, document, (key,), value)
    if node.data is None or (node.children is not None and not node.children and not _in_flow(document, path)):
        return set_value(text, path, addition)
    if isinstance(node.children, dict) != (key is not None) or node.children is None:
        raise SpliceError(f"{_shown(path)} is no {'list' if key is None else 'mapping'}")
    if key is not None and key in node.children:
        raise SpliceError(f"{_shown([*path, key])} is there already")
    if node.style == "*":
        raise SpliceError(f"{_shown(path)} is an alias")
    where = [*path, key if key is not None else len(node.children)]
    changed = _add_flow(text, node, addition) if node.flow else _add_block(text, document, node, addition)
    return _checked(changed, document, where, value)


def remove_entry(text: str, path: Path) -> str:
    """The text without the entry (of a mapping or a list) at *path*.

    Raises:
        SpliceError: there is no such entry, or the text does not read.
    """
    document = _read(text)
    node, parent = document.node(path), document.node(path[:-1])
    if not path or node is None or parent is None or parent.children is None:
        raise SpliceError(f"there is nothing at {_shown(path)}")
    siblings = _nodes(parent)
    index = next(i for i, sibling in enumerate(siblings) if sibling is node)
    if parent.flow:
        changed = _remove_flow(text, siblings, index)
    elif len(siblings) == 1:
        changed = _remove_only(text, parent, path)
    else:
        changed = _remove_block(text, document, siblings, index, isinstance(parent.children, list))
    return _checked(changed, document, path, _REMOVED)


_REMOVED: Any = object()
_NOTHING: tuple[Any, ...] = (None, {}, [], ())


def _read(text: str) -> Document:
    document = read_text("", text)
    if document.mistakes:
        raise SpliceError(f"the text has a mistake: {str(document.mistakes[0]).lstrip(':')}")
    return document


def _checked(after: str, document: Document, path: Path, value: Any) -> str:
    """*after*, if it reads as the *document* with nothing but the *value* at *path* changed."""
    wanted = _with(document.data, list(path), value)
    read = read_text("", after)
    if read.mistakes or not _same(read.data, wanted):
        raise SpliceError(f"{_shown(path)} cannot be edited without touching what is around it; edit it by hand")
    return after


def _with(data: Any, path: list[str | int], value: Any) -> Any:
    """A copy of *data* with *value* at *path*."""
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        old = dict(data or {})
        if rest:
            old[step] = _with(old.get(step), rest, value)
        elif value is _REMOVED:
            del old[step]
        else:
            old[step] = value
        return old
    items = list(data or [])
    if rest:
        items[step] = _with(items[step], rest, value)
    elif value is _REMOVED:
        del items[step]
    elif step == len(items):
        items.append(value)
    else:
        items[step] = value
    return items


def _same(one: Any, other: Any) -> bool:
    """Equality in which an emptied collection equals none, and 1 is not true."""
    if one in _NOTHING and other in _NOTHING and not isinstance(one, int) and not isinstance(other, int):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[k], other[k]) for k in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float) and one != one:
        return other != other
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _nodes(node: Node) -> list[Node]:
    return list(node.children.values()) if isinstance(node.children, dict) else list(node.children or [])


def _newline(text: str) -> str:
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def _column(document: Document, index: int) -> int:
    return document.place(index)[1] - 1


def _step(document: Document) -> int:
    """How far the file indents: the distance between a mapping's first key and that of the mapping in it."""
    root = document.root
    for outer in _nodes(root) if root is not None else []:
        for inner in _nodes(outer):
            if isinstance(outer.children, dict) and not outer.flow:
                return max(1, _column(document, inner.key_start) - _column(document, outer.key_start))
    return 2


def _in_flow(document: Document, path: Path) -> bool:
    """Whether what is at *path* stands inside of ``{}`` or ``[]``."""
    above = (document.node(path[:n]) for n in range(len(path)))
    return any(node is not None and node.flow for node in above)


def _is_flow(node: Node, value: Any) -> bool:
    return node.flow and bool(node.children) and len(flow(value)) < WIDTH


def _end(text: str, node: Node) -> int:
    """Where a value ends, without the blank lines and comments after it that the parser counts in."""
    if node.style == "*" or (node.children is not None and node.flow):
        return node.end
    if node.children:
        return _end(text, _nodes(node)[-1])
    if node.style in ("|", ">"):
        return node.start + len(text[node.start : node.end].rstrip())
    return node.end


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """The index after the line break of the line of *index*."""
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def _add_block(text: str, document: Document, node: Node, addition: Any) -> str:
    newline = _newline(text)
    last = _nodes(node)[-1]
    end = _line_end(text, _end(text, last))
    if isinstance(node.children, list):
        dash = text.rfind("-", 0, node.start + 1 if text[node.start] == "-" else last.start)
        indent = _column(document, dash)
    else:
        indent = _column(document, last.key_start)
    lines = block(addition, indent, _step(document), newline)
    if isinstance(addition, dict) and indent and last.flow and isinstance(last.data, dict):
        ((key, value),) = addition.items()  # like the entry before it, if it fits
        line = f"{' ' * indent}{scalar(key)}: {flow(value)}"
        lines = line if len(line) < WIDTH else lines
    if end == len(text) and not text.endswith("\n"):
        return text + newline + lines
    return text[:end] + lines + newline + text[end:]


def _add_flow(text: str, node: Node, addition: Any) -> str:
    inside = flow(addition)[1:-1]
    siblings = _nodes(node)
    if not siblings:
        return text[: node.start + 1] + inside + text[node.end - 1 :]
    last = siblings[-1]
    end = _end(text, last)
    before = siblings[-2] if len(siblings) > 1 else None
    from_line = text.rfind("\n", 0, last.key_start)
    alone = from_line > (before.end if before else node.start)
    gap = text[from_line : last.key_start] if alone and not text[from_line : last.key_start].strip() else " "
    trailing = re.match(r"\s*,", text[end : node.end])
    if trailing:
        at = end + trailing.end()
        return text[:at] + gap + inside + ("," if alone else "") + text[at:]
    return text[:end] + "," + gap + inside + text[end:]


def _remove_flow(text: str, siblings: list[Node], index: int) -> str:
    node = siblings[index]
    if index + 1 < len(siblings):
        return text[: node.key_start] + text[siblings[index + 1].key_start :]
    if index > 0:
        return text[: _end(text, siblings[index - 1])] + text[_end(text, node) :]
    return text[: node.key_start] + text[_end(text, node) :]


def _remove_only(text: str, parent: Node, path: Path) -> str:
    """Nothing is left: the collection becomes an empty one, the file one without content."""
    empty = "{}" if isinstance(parent.children, dict) else "[]"
    start, end = _line_start(text, parent.start), _end(text, parent)
    inline = text[start : parent.start].strip(" ")
    if inline:
        return text[: parent.start] + empty + text[end:]
    if len(path) == 1:
        return text[:start] + text[_line_end(text, end) :]
    head = text[:start].rstrip()
    if "#" in head[_line_start(head, len(head)) :] or not head.endswith(("-", ":")):
        raise SpliceError(f"{_shown(path)} is the only entry and has a comment before it; edit it by hand")
    newline = _newline(text)
    return head + " " + empty + newline + text[_line_end(text, end) :]


def _remove_block(text: str, document: Document, siblings: list[Node], index: int, listed: bool) -> str:
    node = siblings[index]
    start = text.rfind("-", 0, node.key_start) if listed else node.key_start
    line = _line_start(text, start)
    if text[line:start].strip(" "):
        following = siblings[index + 1] if index + 1 < len(siblings) else None
        if following is None:
            raise SpliceError("the entry shares its line with another; edit it by hand")
        after = text.rfind("-", 0, following.key_start) if listed else following.key_start
        return text[:start] + text[after:]
    return text[:line] + text[_line_end(text, max(start, _end(text, node))) :]


def _shown(path: Path) -> str:
    return ".".join(str(step) for step in path) or "the file"
