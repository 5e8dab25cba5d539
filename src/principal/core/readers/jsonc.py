"""JSON (RFC 8259) with lines; comments and trailing commas are read, and reported where they may not be."""

from __future__ import annotations

import re

from principal.core.readers.node import MAX_DEPTH, Document, Node, Problem

_TOKEN = re.compile(
    r"""(?P<newline>\n)
      | (?P<space>[ \t\r]+)
      | (?P<string>"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")
      | (?P<mark>[{}\[\],:])
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
      | (?P<word>true\b|false\b|null\b)
      | (?P<comment>//[^\n]*|/\*(?:[^*]++|\*(?!/))*+\*/)
      | (?P<bad>.)""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt])|(.))', re.DOTALL)
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False, "null": None}


def parse(text: str, *, comments: bool = False) -> Document:
    """Read *text*; *comments* says whether comments and trailing commas are allowed (JSONC).

    Never raises. A mistake ends the reading: what stands before it is in the document.
    """
    top: list[Node] = []
    stack: list[Node] = []
    keys: list[tuple[str, int] | None] = []  # the key that waits for its value, one a level
    expect = "value"  # value, first (value or end), key, firstkey (key or end), colon, comma, end
    line = 1
    problems: list[Problem] = []

    def stop(reason: str) -> Document:
        return Document(top[0] if top else Node(1, None), (*problems, Problem(line, reason)))

    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "newline":
            line += 1
            continue
        if kind == "space":
            continue
        found = match.group()
        if kind == "comment":
            if not comments and not problems:
                problems.append(Problem(line, "a comment, which JSON does not allow"))
            line += found.count("\n")
            continue
        if kind == "bad" or expect == "end":
            return stop(f"not JSON at {found[:20]!r}")
        if kind == "mark" and found in "}]":
            closes = expect in ("comma", "firstkey", "key") if found == "}" else expect in ("comma", "first", "value")
            if not stack or not closes or isinstance(stack[-1].value, dict) != (found == "}"):
                return stop(f"{found!r} closes nothing")
            if expect in ("key", "value") and not comments and not problems:
                problems.append(Problem(line, "a trailing comma, which JSON does not allow"))
            stack.pop()
            keys.pop()
            expect = "comma" if stack else "end"
            continue
        if expect in ("key", "firstkey"):
            if kind != "string":
                return stop(f"a key was expected, not {found[:20]!r}")
            keys[-1] = (_unquote(found), line)
            expect = "colon"
            continue
        if expect in ("colon", "comma"):
            if found != (":" if expect == "colon" else ","):
                return stop(f"{':' if expect == 'colon' else ','!r} was expected, not {found[:20]!r}")
            expect = "value" if expect == "colon" or isinstance(stack[-1].value, list) else "key"
            if found == ":":
                expect = "entry"
            continue
        if kind == "mark" and found not in "{[":
            return stop(f"a value was expected, not {found!r}")
        node = Node(line, _value(kind, found))
        _attach(node, top, stack, keys)
        if kind == "mark":
            if len(stack) >= MAX_DEPTH:
                return stop(f"nested deeper than {MAX_DEPTH}")
            stack.append(node)
            keys.append(None)
            expect = "firstkey" if found == "{" else "first"
        else:
            expect = "comma" if stack else "end"
    if expect != "end":
        return stop("the file ends too early")
    return Document(top[0], tuple(problems))


def _attach(node: Node, top: list[Node], stack: list[Node], keys: list[tuple[str, int] | None]) -> None:
    if not stack:
        top.append(node)
        return
    holder = stack[-1].value
    if isinstance(holder, list):
        holder.append(node)
    elif isinstance(holder, dict) and keys[-1] is not None:
        key, node.line = keys[-1]
        holder[key] = node


def _value(kind: str | None, found: str) -> object:
    if kind == "string":
        return _unquote(found)
    if kind == "word":
        return _WORDS[found]
    if kind == "number":
        whole = len(found) <= 400 and not set(found) & set(".eE")
        return int(found) if whole else float(found)
    return {} if found == "{" else []


def _unquote(found: str) -> str:
    inner = found[1:-1]
    if "\\" not in inner:
        return inner
    plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _SIMPLE.get(m[2] or "", m[2] or m[3]), inner)
    # Escapes may spell a surrogate pair; a lone surrogate has no place in text.
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
