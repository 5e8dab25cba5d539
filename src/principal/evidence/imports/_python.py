"""Imports of Python files, by https://docs.python.org/3/reference/simple_stmts.html#the-import-statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core.observed import Imports
from principal.core.sources import Gap
from principal.evidence.imports._trees import GAVE_UP, captures, line_of, parse, ranges, text_of, unread, within

if TYPE_CHECKING:
    import tree_sitter

_STATEMENTS = "[(import_statement) (import_from_statement) (future_import_statement)] @statement"
_CALLS = """[
  (call function: (identifier) @name arguments: (argument_list) @arguments)
  (call function: (attribute attribute: (identifier) @name) arguments: (argument_list) @arguments)
]"""
_CONDITIONS = "(if_statement condition: (_) @condition consequence: (_) @then alternative: (else_clause)? @else)"
_KEYWORD = re.compile(rb"(?:^|[;:\r])[ \t\f]*(import|from)\b", re.MULTILINE)
_COVERED = frozenset(("import_statement", "import_from_statement", "future_import_statement"))
_REST = re.compile(rb"[^(\n\\]*(?:\\\r?\n[^(\n\\]*)*(?:\([^)]*\))?[^\n]*\n?")
_NOISE = re.compile(r"#[^\n]*|\\\r?\n|[()]")
_FROM = re.compile(r" ?from\b([. ]*)([^ .].*?)?? ?\bimport\b(.*)")
_IMPORT = re.compile(r" ?import\b(.*)")
_SPACE = re.compile(r"\s+")
_CHECKING = re.compile(r"(?:\w+\.)?TYPE_CHECKING")
_MAX_LINE = 500
_MAX_LOOKED_AT = 1_000


def read(path: str, content: bytes) -> Iterator[Imports | Gap]:
    """Every import of a Python file, those inside of functions and those by ``import_module("…")`` too."""
    dynamic = b"import_module" in content or b"__import__" in content
    end = None if dynamic else _end(content)
    if end == 0:
        return
    root = parse("python", content, end)
    if root is None:
        yield GAVE_UP
        return
    erased = _type_checking(root) if b"TYPE_CHECKING" in content else []
    stub = path.endswith(".pyi")
    for node in captures("python", _STATEMENTS, root).get("statement", ()):
        found = False
        for target, names in _targets(text_of(node)):
            found = True
            yield Imports(path, line_of(node), "python", target, names, stub or within(node, erased))
        if not found:
            yield Gap("an import that could not be read", line_of(node))
    if dynamic:
        yield from _dynamic(path, root)
    yield from unread(root, content, _KEYWORD, _COVERED)


def _end(content: bytes) -> int:
    """Where the last import may end; 0 where there is none.

    Every import statement has the word ``import``, and begins a line or follows a mark.
    """
    at = len(content)
    for _ in range(_MAX_LOOKED_AT):
        at = content.rfind(b"import", 0, at)
        if at < 0:
            return 0
        start = _line_start(content, at)
        if at - start > _MAX_LINE or _KEYWORD.search(content, start, at + 7):
            rest = _REST.match(content, at)
            return rest.end() if rest else len(content)
    return len(content)


def _line_start(content: bytes, at: int) -> int:
    """Where the line begins that *at* is on, and those that it continues."""
    start = content.rfind(b"\n", 0, at) + 1
    while (
        start > 1 and at - start <= _MAX_LINE and content[max(0, start - 3) : start - 1].rstrip(b"\r").endswith(b"\\")
    ):
        start = content.rfind(b"\n", 0, start - 1) + 1
    return start


def _targets(text: str) -> Iterator[tuple[str, list[str]]]:
    """Modules and imported names of one statement."""
    plain = _SPACE.sub(" ", _NOISE.sub(" ", text))
    found = _FROM.fullmatch(plain)
    if found:
        module = ((found[1] or "") + (found[2] or "")).replace(" ", "")
        names = [name for name in (part.strip().partition(" as ")[0] for part in found[3].split(",")) if name]
        if module and names:
            yield module, names
        return
    listed = _IMPORT.fullmatch(plain)
    for part in listed[1].split(",") if listed else ():
        module = part.strip().partition(" as ")[0].replace(" ", "")
        if module:
            yield module, []


def _type_checking(root: tree_sitter.Node) -> list[tuple[int, int]]:
    """The blocks that only a type checker reads."""
    import tree_sitter

    from principal.evidence.imports._trees import language

    query = tree_sitter.Query(language("python"), _CONDITIONS)
    found = []
    for _, match in tree_sitter.QueryCursor(query).matches(root):
        condition = text_of(match["condition"][0])
        if _CHECKING.fullmatch(condition):
            found += match["then"]
        elif _CHECKING.fullmatch(condition.removeprefix("not ")):
            found += match.get("else", [])
    return ranges(found)


def _dynamic(path: str, root: tree_sitter.Node) -> Iterator[Imports]:
    found = captures("python", _CALLS, root)
    for name, arguments in zip(found.get("name", ()), found.get("arguments", ()), strict=True):
        if text_of(name) not in ("import_module", "__import__"):
            continue
        given = [a for a in arguments.named_children if a.type != "comment"]
        target = _literal(given[0]) if given else None
        if not target:
            continue
        package = next((p for a in given[1:] if (p := _package(a))), None)
        if target.startswith(".") and package:
            target = package + target if not target.startswith("..") else target
        yield Imports(path, line_of(name), "python", target, [], False)


def _package(argument: tree_sitter.Node) -> str | None:
    """The package that a relative name is relative to, where it is a literal."""
    value = argument.child_by_field_name("value") if argument.type == "keyword_argument" else argument
    return _literal(value)


def _literal(node: tree_sitter.Node | None) -> str | None:
    """The text of a plain string."""
    if node is None or node.type != "string":
        return None
    parts = [child for child in node.children if child.type not in ("string_start", "string_end")]
    if len(parts) != 1 or parts[0].type != "string_content" or parts[0].named_children:
        return None
    return text_of(parts[0])
