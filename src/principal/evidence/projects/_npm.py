"""Packages of a workspace of npm, pnpm, Yarn or Bun: which of them need which, and what they start.

https://docs.npmjs.com/cli/configuring-npm/package-json
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers import jsonc
from principal.core.readers.node import Node
from principal.core.readers.places import placed
from principal.core.sources import SourceFile
from principal.evidence.projects import ProjectReferences, Projects

_SECTIONS = ("dependencies", "optionalDependencies", "peerDependencies")
_BY_PLACE = re.compile(r"(?:file|link|portal):(.+)|(\.{1,2}/.+)")
_STARTS = ("start", "start:prod", "start:production", "serve")
# What a start script runs that only builds or shows pages while they are made.
_ONLY_WHILE_MADE = re.compile(r"\b(?:storybook|webpack|vite|tsc|rollup|jest|react-scripts|ng)\b|--watch\b")


def read(file: SourceFile) -> Iterator[Projects | ProjectReferences]:
    """The package by its name; development dependencies are no references."""
    root = jsonc.parse(file.text, comments=False).root
    if not root.is_table:
        return
    own = root["name"].text or ""
    yield Projects(file.path, root["name"].line or 1, "npm", own, _runs(root))
    for section in _SECTIONS:
        for name, entry in root[section].items():
            wanted = (entry.text or "").strip()
            by_place = _BY_PLACE.fullmatch(wanted)
            if by_place is not None:
                target = placed(file.path, by_place[1] or by_place[2])
                if target is not None:
                    yield ProjectReferences(file.path, entry.line, "npm", target, "place", name)
            elif wanted and (wanted.startswith("workspace:") or wanted == "*" or _scope(name) == (_scope(own) or None)):
                yield ProjectReferences(file.path, entry.line, "npm", name, "name", name)


def _scope(name: str) -> str:
    return name.partition("/")[0] if name.startswith("@") else ""


def _runs(root: Node) -> str | None:
    for script in _STARTS:
        text = root["scripts"][script].text
        if text and not _ONLY_WHILE_MADE.search(text[:500]):
            return f"the script {script}"
    if root["bin"] and root["private"].value is not True:
        return "bin"
    return None
