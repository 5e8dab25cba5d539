"""Texts that already govern people and agents: where each tool looks for them, and their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Guides
from principal.core.sources import FileSource, SourceFile

_KINDS = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "agents": r"(?:.*/)?AGENTS(?:\.override)?\.md",
        "claude": r"(?:.*/)?CLAUDE(?:\.local)?\.md|(?:.*/)?\.claude/rules/.+\.md",
        "cursor": r"(?:.*/)?\.cursor/rules/.+\.mdc?|(?:.*/)?\.cursorrules",
        "copilot": r"\.github/copilot-instructions\.md|\.github/instructions/.+\.instructions\.md",
        "openspec": r"(?:.*/)?openspec/(?:project\.md|specs/.+/spec\.md|changes/(?!archive/)[^/]+/proposal\.md)",
        "spec-kit": r"(?:.*/)?\.specify/memory/[^/]+\.md|(?:.*/)?specs/\d{3,}-[^/]+/spec\.md",
        "contributing": r"(?:|\.github/|docs?/)(?:CONTRIBUTING|contributing|Contributing)(?:\.(?:md|rst|adoc|txt))?",
        "architecture": r"(?:|docs?/|\.github/)(?:ARCHITECTURE|architecture|Architecture)\.(?:md|rst|adoc|txt)",
    }.items()
}
_UNDERLINE = re.compile(r"[=\-~#*^\"'+]{3,}\s*")
_MAX_TITLE = 200
_MAX_LINES = 200


def _kind(path: str) -> str | None:
    return next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(path)), None)


def _wants(path: str) -> bool:
    return _kind(path) is not None and "node_modules/" not in path


def _read(file: SourceFile) -> Iterator[Guides]:
    kind = _kind(file.path)
    if kind is not None:
        yield Guides(file.path, kind, _title(file.path, file.text))


def _title(path: str, text: str) -> str | None:
    """The first heading, in Markdown, AsciiDoc or reStructuredText."""
    if path.endswith((".md", ".mdc")):
        from principal.core import markdown

        document = markdown.parse(text)
        title = document.title or next((section.title for section in document.sections), "")
        return title[:_MAX_TITLE] or None
    lines = text.split("\n")[:_MAX_LINES]
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("= "):
            return line[2:].strip()[:_MAX_TITLE] or None
        if line.strip() and not _UNDERLINE.fullmatch(line) and _UNDERLINE.fullmatch(below):
            return line.strip()[:_MAX_TITLE]
    return None


SOURCE = FileSource(name="guides", version=1, tables=(Guides,), wants=_wants, read=_read)
