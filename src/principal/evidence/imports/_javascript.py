"""Imports of JavaScript and TypeScript: ECMAScript modules, CommonJS, and the scripts of Vue and Svelte files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core.observed import Imports
from principal.core.sources import Gap
from principal.evidence.imports._trees import GAVE_UP, Ranges, captures, line_of, parse, ranges, text_of, unread, within

if TYPE_CHECKING:
    import tree_sitter

_STATEMENTS = "[(import_statement) (export_statement source: (_))] @statement"
_DYNAMIC = "(call_expression function: (import) @name arguments: (arguments) @arguments)"
_REQUIRE = "(call_expression function: (identifier) @name arguments: (arguments) @arguments)"
_TYPES = """[(type_annotation) (type_alias_declaration) (type_query) (type_arguments) (type_parameters)
  (interface_declaration)] @type
  (as_expression (_) . (_) @type) (satisfies_expression (_) . (_) @type)"""
_COVERED = frozenset(("import_statement", "export_statement", "call_expression", "import_alias"))
_KEYWORD = re.compile(rb"(?:^|[;}])[ \t]*(import)\b(?![ \t]*[:.=])", re.MULTILINE)
_CANDIDATE = re.compile(rb"import\b|require\b|from\b")
_STATEMENT_START = re.compile(rb"\n(?=[A-Za-z@/])")
_SCRIPT = re.compile(rb"<script\b([^<>]{0,500})>", re.IGNORECASE)
_TYPED = re.compile(rb"lang\s*=\s*[\"']?tsx?\b", re.IGNORECASE)
_NOISE = re.compile(r"/\*(?:[^*]++|\*(?!/))*+\*/|//[^\n]*")
_CLAUSE = re.compile(r"(?:import|export) ?(type\b(?! ?(?:from\b|,)))? ?([^\"']*?) ?(?:\bfrom ?)?")
_BRACES = re.compile(r"\{([^}]*)\}")
_SPACE = re.compile(r"\s+")
_DEFAULT = re.compile(r"[\w$]+ ?(?:, ?\*.*)?")
_NAME = re.compile(r"(?:type )?(?:[\w$]+|\"[^\"]*\"|'[^']*')")
_ESCAPED = re.compile(r"\\([\s\S])")
_LARGE, _LONG_LINE = 50_000, 500  # bytes of a bundle, and of its lines on average
_GRAMMARS = {"ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx"}


def read(path: str, content: bytes) -> Iterator[Imports | Gap]:
    """Every import of a file, ``export … from``, ``require("…")`` and ``import("…")`` among them.

    What a bundler wrote has none: its imports are those of the sources that it was made from.
    """
    if len(content) > _LARGE and content.count(b"\n") * _LONG_LINE < len(content):
        return
    ending = path.rpartition(".")[2]
    if ending not in ("vue", "svelte"):
        yield from _script(path, content, _GRAMMARS.get(ending, "javascript"), 0)
        return
    at = 0
    while opened := _SCRIPT.search(content, at):
        at = content.find(b"</script", opened.end())
        if at < 0:
            yield Gap("a script that does not end", content.count(b"\n", 0, opened.start()) + 1)
            return
        before = content.count(b"\n", 0, opened.end())
        grammar = "typescript" if _TYPED.search(opened[1]) else "javascript"
        yield from _script(path, content[opened.end() : at], grammar, before)


def _script(path: str, content: bytes, grammar: str, before: int) -> Iterator[Imports | Gap]:
    if b"import" not in content and b"require" not in content and not (b"export" in content and b"from" in content):
        return
    name = "javascript" if grammar == "javascript" else "typescript"
    grammar, root = _parse(grammar, content)
    if root is None:
        yield GAVE_UP
        return
    types = _type_positions(grammar, root, content)
    declarations = path.endswith((".d.ts", ".d.mts", ".d.cts"))
    for node in captures(grammar, _STATEMENTS, root).get("statement", ()):
        source = _source(node)
        if source is None:
            if not _is_alias(node):
                yield Gap("an import that could not be read", line_of(node) + before)
            continue
        target, start = source
        names, erased = _names(start)
        if target:
            yield Imports(path, line_of(node) + before, name, target, names, erased or declarations)
    for target, node in _calls(grammar, root, content):
        yield Imports(path, line_of(node) + before, name, target, [], declarations or within(node, types))
    for gap in unread(root, content, _KEYWORD, _COVERED):
        yield Gap(gap.reason, gap.line + before if gap.line is not None else None)


def _parse(grammar: str, content: bytes) -> tuple[str, tree_sitter.Node | None]:
    """The tree, and the grammar that read it: JavaScript with Flow's types reads as TypeScript."""
    last = 0
    for match in _CANDIDATE.finditer(content):
        last = match.end()
    cut = _STATEMENT_START.search(content, last)
    root = parse(grammar, content, cut.start() + 1 if cut else None)
    if grammar == "javascript" and (root is None or root.has_error):
        typed = parse("tsx", content)
        if typed is not None and not typed.has_error:
            return "tsx", typed
    return grammar, root


def _source(node: tree_sitter.Node) -> tuple[str, str] | None:
    """The specifier of a statement and the text before it; None where it names none."""
    source = node.child_by_field_name("source")
    if source is None:
        clause = next((c for c in node.children if c.type == "import_require_clause"), None)
        source = clause.child_by_field_name("source") if clause is not None else None
        if source is None:
            return None
        return _string(source) or "", ""
    text = (node.text or b"")[: source.start_byte - node.start_byte].decode("utf-8", "replace")
    return _string(source) or "", _SPACE.sub(" ", _NOISE.sub(" ", text))


def _is_alias(node: tree_sitter.Node) -> bool:
    """Whether it is ``import a = B.C`` of TypeScript, which imports nothing."""
    return "=" in text_of(node)[:200]


def _names(clause: str) -> tuple[list[str], bool]:
    """The names that a clause imports, and whether all of it is erased at run time."""
    found = _CLAUSE.fullmatch(clause)
    if not found:
        return [], False
    erased, rest = bool(found[1]), found[2]
    names: list[str] = []
    only_types = True
    braces = _BRACES.search(rest)
    outside = _BRACES.sub("", rest).strip().strip(",").strip()
    if _DEFAULT.fullmatch(outside) and clause.startswith("import"):
        names.append("default")
        only_types = False
    elif outside:
        only_types = False
    for part in braces[1].split(",") if braces else ():
        name = part.strip().partition(" as ")[0]
        if not _NAME.fullmatch(name):
            continue
        only_types = only_types and name.startswith("type ")
        names.append(name.removeprefix("type ").strip())
    return names, erased or (bool(names) and only_types)


def _calls(grammar: str, root: tree_sitter.Node, content: bytes) -> Iterator[tuple[str, tree_sitter.Node]]:
    """Specifier and node of each call that imports what it names literally."""
    wanted = [(_DYNAMIC, "import")] if b"import" in content else []
    if b"require" in content:
        wanted.append((_REQUIRE, "require"))
    for query, function in wanted:
        found = captures(grammar, query, root)
        for name, arguments in zip(found.get("name", ()), found.get("arguments", ()), strict=True):
            if text_of(name) != function:
                continue
            first = next((c for c in arguments.named_children if c.type != "comment"), None)
            target = _string(first) if first is not None else None
            if target:
                yield target, name


def _type_positions(grammar: str, root: tree_sitter.Node, content: bytes) -> Ranges:
    """Where ``import("…")`` is a type."""
    if grammar == "javascript" or b"import(" not in content:
        return []
    return ranges(captures(grammar, _TYPES, root).get("type", ()))


def _string(node: tree_sitter.Node) -> str | None:
    """The text of a string, or of a template without code in it."""
    if node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.children):
        return None
    return _ESCAPED.sub(r"\1", text_of(node)[1:-1])
