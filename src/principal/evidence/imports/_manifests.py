"""The names by which go.mod and package.json make the code beside them known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.sources import Gap
from principal.evidence.imports import Modules

_MODULE = re.compile(r"^[ \t]*module[ \t]+(?:\"([^\"\n]+)\"|`([^`\n]+)`|([^\s\"`/(][^\s\"`]*))", re.MULTILINE)
_MODULE_BLOCK = re.compile(r"^[ \t]*module[ \t]*\(\s*[\"`]?([^\s\"`()]+)", re.MULTILINE)


def read(path: str, content: bytes) -> Iterator[Modules | Gap]:
    """The module of a go.mod, the package of a package.json."""
    text = content.decode("utf-8", "replace")
    if path.endswith("go.mod"):
        found = _MODULE.search(text) or _MODULE_BLOCK.search(text)
        if found:
            name = next(group for group in found.groups() if group)
            yield Modules(path, text.count("\n", 0, found.start()) + 1, "golang", name)
        return
    from principal.core.readers import jsonc

    document = jsonc.parse(text)
    named = document.root["name"]
    if named.text:
        yield Modules(path, named.line, "npm", named.text)
    for problem in document.problems[:1]:
        yield Gap(problem.reason, problem.line)
