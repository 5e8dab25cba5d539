"""Small edits of JSON files that somebody else keeps: what is not edited stays as it is, to the byte.

Comments and trailing commas are read as in JSON with comments, which agents' settings allow.
Every edit is held against what it has to mean before it is returned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_CHARACTERS = 4_000_000
_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<mark>[{}\[\]:,])|(?P<word>[\w.+-]+)""",
    re.DOTALL,
)


class JsonSpliceError(Exception):
    """The file cannot be edited; the message says why."""


@dataclass
class _Node:
    """A value and where it stands; *end* is behind it. Members have a name each, items none."""

    start: int
    end: int
    kind: str  # { [ or a scalar
    value: Any
    inside: list[tuple[str, _Node]] = field(default_factory=list)


def append(text: str, keys: Sequence[str], item: object) -> str:
    """*text* with *item* at the end of the list that *keys* lead to; objects and list are made where they are not.

    Raises:
        JsonSpliceError: it is no JSON, or something else stands where they should be.
    """
    text = text if text.strip() else "{}\n"
    root = _read(text)
    wanted = _plain(root)
    _appended(wanted, keys, item)
    node, left = root, list(keys)
    while left and (below := dict(node.inside).get(left[0])) is not None and node.kind == "{":
        node, left = below, left[1:]
    new: object = item
    for key in reversed(left[1:]):
        new = {key: new} if new is not item else {key: [item]}
    if left:
        new = new if len(left) > 1 else [item]
    edited = _inserted(text, node, left[0] if left else None, new)
    return _checked(edited, wanted)


def remove(text: str, keys: Sequence[str], unwanted: Callable[[object], bool]) -> str:
    """*text* without the items of the list that *keys* lead to which are *unwanted*; what is empty then is gone too.

    Raises:
        JsonSpliceError: it is no JSON.
    """
    root = _read(text)
    wanted = _plain(root)
    node = root
    trail = []
    for key in keys:
        below = dict(node.inside).get(key) if node.kind == "{" else None
        if below is None:
            return text
        trail.append((node, key))
        node = below
    if node.kind != "[":
        return text
    gone = [i for i, (_, item) in enumerate(node.inside) if unwanted(_plain(item))]
    if not gone:
        return text
    edited = text
    if len(gone) == len(node.inside):
        while trail and len(trail[-1][0].inside) == 1 and len(trail) > 1:
            trail.pop()
        parent, key = trail[-1]
        edited = _without(edited, parent, [i for i, (name, _) in enumerate(parent.inside) if name == key])
    else:
        edited = _without(edited, node, gone)
    _removed(wanted, keys, unwanted)
    return _checked(edited, wanted)


def read(text: str) -> Any:
    """The value of *text*.

    Raises:
        JsonSpliceError: it is no JSON.
    """
    return _plain(_read(text))


def _appended(value: Any, keys: Sequence[str], item: object) -> None:
    for key in keys[:-1]:
        value = _below(value, key, {})
    _below(value, keys[-1], []).append(item)


def _below(value: Any, key: str, empty: Any) -> Any:
    if not isinstance(value, dict):
        raise JsonSpliceError(f"there is no object to put {key} into")
    below = value.setdefault(key, empty)
    if type(below) is not type(empty):
        raise JsonSpliceError(f"{key} is not {'a list' if empty == [] else 'an object'}")
    return below


def _removed(value: Any, keys: Sequence[str], unwanted: Callable[[object], bool]) -> None:
    above = [value]
    for key in keys:
        above.append(above[-1][key])
    above[-1][:] = [i for i in above[-1] if not unwanted(i)]
    for parent, key in zip(reversed(above[:-1]), reversed(keys), strict=True):
        if not parent[key]:
            del parent[key]


def _inserted(text: str, node: _Node, name: str | None, value: object) -> str:
    """*text* with one more member or item at the end of *node*."""
    newline = "\r\n" if "\r\n" in text else "\n"
    step = _step(text)
    depth = _indent(text, node.start)
    said = json.dumps(value, indent=step, ensure_ascii=False).replace("\n", newline + depth + step)
    said = (f"{json.dumps(name)}: " if name is not None else "") + said
    if node.inside:
        last = node.inside[-1][1].end
        rest = text[last : node.end - 1]
        comma = re.match(r"\s*,", rest)
        at = last + (comma.end() if comma else 0)
        return f"{text[:last]},{text[last:at].replace(',', '')}{newline}{depth}{step}{said}{text[at:]}"
    head, tail = text[: node.start + 1], text[node.end - 1 :]
    kept = text[node.start + 1 : node.end - 1].rstrip()  # a comment in an empty list
    return f"{head}{kept}{newline}{depth}{step}{said}{newline}{depth}{tail}"


def _without(text: str, node: _Node, numbers: Sequence[int]) -> str:
    """*text* without the members or items of *node* that have those numbers."""
    starts = list(_starts(text, node))
    for number in reversed(numbers):
        begin, end = starts[number], node.inside[number][1].end
        if number + 1 < len(node.inside):
            end = starts[number + 1]
        elif number > 0:
            begin = node.inside[number - 1][1].end
        else:
            begin, end = node.start + 1, node.end - 1
        text = text[:begin] + text[end:]
    return text


def _starts(text: str, node: _Node) -> Iterator[int]:
    """Where each member of *node* begins, with its name."""
    before = node.start + 1
    for _, below in node.inside:
        yield below.start if node.kind == "[" else text.index('"', _past_comments(text, before))
        before = below.end


def _past_comments(text: str, at: int) -> int:
    while (found := _TOKEN.match(text, at)) is not None and (found["skip"] or found[0] == ","):
        at = found.end()
    return at


def _indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _step(text: str) -> str:
    found = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    return found[1] if found else "  "


def _checked(edited: str, wanted: object) -> str:
    if _plain(_read(edited)) != wanted:
        raise JsonSpliceError("it is laid out in a way that cannot be edited safely")
    return edited


def _plain(node: _Node) -> Any:
    if node.kind == "{":
        return {name: _plain(below) for name, below in node.inside}
    if node.kind == "[":
        return [_plain(below) for _, below in node.inside]
    return node.value


def _read(text: str) -> _Node:
    if len(text) > MAX_CHARACTERS:
        raise JsonSpliceError("it is too large")
    tokens = list(_tokens(text))
    try:
        node, at = _value(tokens, 0, 0)
    except (IndexError, RecursionError):
        raise JsonSpliceError("it is not JSON: it ends too early") from None
    if at != len(tokens):
        raise JsonSpliceError(f"it is not JSON: {tokens[at][1][:20]!r} is left over")
    return node


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise JsonSpliceError(f"it is not JSON: {text[at : at + 20]!r}")
        at = found.end()
        if found.lastgroup != "skip":
            yield str(found.lastgroup), found[0], found.start()


def _value(tokens: list[tuple[str, str, int]], at: int, depth: int) -> tuple[_Node, int]:
    kind, said, start = tokens[at]
    if kind != "mark":
        try:
            return _Node(start, start + len(said), kind, json.loads(said)), at + 1
        except ValueError:
            raise JsonSpliceError(f"it is not JSON: {said[:20]!r}") from None
    if said not in "{[" or depth > 100:
        raise JsonSpliceError(f"it is not JSON: {said!r} where a value should be")
    node = _Node(start, start, said, None)
    close = "}" if said == "{" else "]"
    at += 1
    while tokens[at][1] != close or tokens[at][0] != "mark":
        name = ""
        if said == "{":
            if tokens[at][0] != "text" or tokens[at + 1][1] != ":":
                raise JsonSpliceError(f"it is not JSON: {tokens[at][1][:20]!r} where a name should be")
            name = json.loads(tokens[at][1])
            at += 2
        below, at = _value(tokens, at, depth + 1)
        node.inside.append((name, below))
        if tokens[at][:2] == ("mark", ","):
            at += 1
        elif tokens[at][:2] != ("mark", close):
            raise JsonSpliceError(f"it is not JSON: {tokens[at][1][:20]!r} where a comma should be")
    node.end = tokens[at][2] + 1
    return node, at + 1
