"""Imports of Go files, by https://go.dev/ref/spec#Import_declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Imports
from principal.core.sources import Gap
from principal.evidence.imports._trees import GAVE_UP, captures, line_of, parse, text_of, unread

# Imports stand before all other declarations.
_DECLARATION = re.compile(rb"^(?:func|type|var|const)\b", re.MULTILINE)
_KEYWORD = re.compile(rb"^[ \t]*(import)\b", re.MULTILINE)
_COVERED = frozenset(("import_declaration",))


def read(path: str, content: bytes) -> Iterator[Imports | Gap]:
    """Every import of a Go file."""
    if b"import" not in content:
        return
    end = _DECLARATION.search(content)
    root = parse("go", content, end.start() if end else None)
    if root is None:
        yield GAVE_UP
        return
    for node in captures("go", "(import_spec path: (_) @path)", root).get("path", ()):
        target = text_of(node).strip('"`')
        if target:
            yield Imports(path, line_of(node), "go", target, [], False)
    yield from unread(root, content, _KEYWORD, _COVERED)
