"""Members of a workspace of uv, and projects that Poetry, PDM or uv take from a path.

https://docs.astral.sh/uv/concepts/projects/workspaces/
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.readers import toml
from principal.core.readers.places import placed
from principal.core.readers.rows import normalise
from principal.core.sources import SourceFile
from principal.evidence.projects import ProjectReferences, Projects


def read(file: SourceFile) -> Iterator[Projects | ProjectReferences]:
    """The project by its normalised name; what only a group for development needs is no reference."""
    root = toml.parse(file.text).root
    project, tool = root["project"], root["tool"]
    name = project["name"] or tool["poetry"]["name"]
    if not name.text:
        return
    yield Projects(file.path, name.line, "pypi", normalise("pypi", name.text), None)
    required = {normalise("pypi", _named(e.text or "")): e.line for e in project["dependencies"].elements()}
    for other, source in tool["uv"]["sources"].items():
        line = required.get(normalise("pypi", other))
        for entry in (*source.elements(), source) if line is not None else ():
            if entry["workspace"].value is True:
                yield ProjectReferences(file.path, line or 1, "pypi", normalise("pypi", other), "name", other)
            elif entry["path"].text and (target := placed(file.path, entry["path"].text)) is not None:
                yield ProjectReferences(file.path, line or 1, "pypi", target, "place", other)
    for other, entry in tool["poetry"]["dependencies"].items():
        if entry["path"].text and (target := placed(file.path, entry["path"].text)) is not None:
            yield ProjectReferences(file.path, entry.line, "pypi", target, "place", other)


def _named(requirement: str) -> str:
    """The name that a requirement begins with."""
    end = next((at for at, letter in enumerate(requirement) if not (letter.isalnum() or letter in "-_.")), None)
    return requirement[:end]
