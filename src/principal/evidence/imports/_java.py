"""Packages and imports of Java files, by the Java Language Specification, sections 7.4 and 7.5."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Imports
from principal.core.sources import Gap
from principal.evidence.imports import Modules
from principal.evidence.imports._trees import GAVE_UP, captures, line_of, parse, text_of, unread

_QUERY = "[(package_declaration) (import_declaration)] @declaration"
_KEYWORD = re.compile(rb"(?:^|[;\r]|\*/)[ \t\f]*(import|package)\b", re.MULTILINE)
_COVERED = frozenset(("package_declaration", "import_declaration"))
_NOISE = re.compile(r"/\*(?:[^*]++|\*(?!/))*+\*/|//[^\n]*")
_PACKAGE = re.compile(r"(?:@.*)?\bpackage ([\w$. ]+);")
_IMPORT = re.compile(r"import (static |module )?([\w$. ]+?) ?(\. ?\* ?)?;")
_SPACE = re.compile(r"\s+")


def read(path: str, content: bytes) -> Iterator[Imports | Modules | Gap]:
    """The package of a Java file and its imports."""
    last = 0
    for match in _KEYWORD.finditer(content):
        last = match.end()
    if last == 0 and not path.endswith("package-info.java"):
        return
    root = parse("java", content, None if path.endswith("package-info.java") else content.find(b";", last) + 1 or None)
    if root is None:
        yield GAVE_UP
        return
    for node in captures("java", _QUERY, root).get("declaration", ()):
        row = _row(path, line_of(node), _SPACE.sub(" ", _NOISE.sub(" ", text_of(node))).strip())
        yield row if row is not None else Gap("an import that could not be read", line_of(node))
    yield from unread(root, content, _KEYWORD, _COVERED)


def _row(path: str, line: int, text: str) -> Imports | Modules | None:
    package = _PACKAGE.fullmatch(text)
    if package:
        return Modules(path, line, "java", package[1].replace(" ", ""))
    found = _IMPORT.fullmatch(text)
    if not found:
        return None
    kind, name, every = (found[1] or "").strip(), found[2].replace(" ", ""), bool(found[3])
    if kind == "static" and not every:
        name, _, member = name.rpartition(".")
        return Imports(path, line, "java", name, [member], False) if name else None
    return Imports(path, line, "java", name, ["*"] if every else [], False)
