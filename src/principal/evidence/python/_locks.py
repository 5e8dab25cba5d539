"""Python lock files. They are written by machines, a line for a field, so they are read by lines.

What a manifest of the same folder asks for has that manifest's scope; the rest is transitive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers import jsonc, toml
from principal.core.readers.rows import Row, gaps, normalise, package
from principal.core.sources import Gap, SourceFile
from principal.evidence.python._pyproject import direct

_FIELD = re.compile(
    r'^(?:(\[\[package\]\])|name = "([^"\n]+)"|version = "([^"\n]+)"|(source = \{[^\n]*)|(\[[^\n]*))', re.MULTILINE
)
_INTERNAL = re.compile(r"\b(?:editable|virtual|directory|path)\s*=")


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of uv.lock, poetry.lock and pdm.lock."""
    scopes = _scopes(file, "pyproject.toml")
    if (
        not re.search(r"^\[\[package\]\]|^version = |^lock-version|^\[metadata", file.text, re.MULTILINE)
        and file.text.strip()
    ):
        yield Gap("not a lock file", 1)
    line, seen = 1, 0
    name: tuple[str, int] | None = None
    version: str | None = None
    within = internal = False
    for match in _FIELD.finditer(file.text):
        line += file.text.count("\n", seen, match.start())
        seen = match.start()
        if match[1] or match[5]:
            if name is not None and not internal:
                yield _locked(file.path, name, version, scopes)
            name, version, internal, within = None, None, False, bool(match[1])
        elif not within:
            continue
        elif match[2]:
            name = (match[2], line)
        elif match[3]:
            version = match[3]
        elif match[4]:
            internal = _INTERNAL.search(match[4]) is not None
    if name is not None and not internal:
        yield _locked(file.path, name, version, scopes)


def _locked(path: str, name: tuple[str, int], version: str | None, scopes: dict[str, str]) -> Row:
    scope = scopes.get(normalise("pypi", name[0]), "transitive")
    return package(path, name[1], "pypi", name[0], version, scope, exact=True)


def read_pipfile_lock(file: SourceFile) -> Iterator[Row]:
    """Rows of a Pipfile.lock."""
    document = jsonc.parse(file.text)
    yield from gaps(document.problems)
    scopes = _scopes(file, "Pipfile")
    for section, table in document.root.items():
        if section == "_meta":
            continue
        for name, entry in table.items():
            if "path" in entry:
                continue
            version = entry["version"].text
            scope = scopes.get(normalise("pypi", name), "transitive")
            yield package(file.path, entry.line, "pypi", name, version and version.lstrip("="), scope, exact=True)


def _scopes(file: SourceFile, manifest: str) -> dict[str, str]:
    for path, content in file.companions.items():
        if path.rpartition("/")[2] == manifest:
            root = toml.parse(content.decode("utf-8", "replace")).root
            return direct(root, pipfile=manifest == "Pipfile")
    return {}
