"""Packages and imports of Kotlin files: they stand before everything else, one a line.

Specification: https://kotlinlang.org/spec/packages-and-imports.html. There is no grammar for
this in use here; the head of a file is simple enough to be read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Imports
from principal.core.sources import Gap
from principal.evidence.imports import Modules

_NAME = r"(?:`[^`\n]+`|\w+)"
_HEAD = re.compile(
    rf"""(?P<blank>[\s;]+|\#![^\n]*|//[^\n]*|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|@file:[^\n]*)
       | package[ \t]+(?P<package>{_NAME}(?:\.{_NAME})*)
       | import[ \t]+(?P<import>{_NAME}(?:\.{_NAME})*)(?P<every>\.\*)?(?:[ \t]+as[ \t]+{_NAME})?
       | (?P<broken>(?:import|package)\b[^\n]*)""",
    re.VERBOSE,
)


def read(path: str, content: bytes) -> Iterator[Imports | Modules | Gap]:
    """The package of a Kotlin file and its imports."""
    text = content.decode("utf-8", "replace")
    at, line = 0, 1
    while match := _HEAD.match(text, at):
        if match["package"]:
            yield Modules(path, line, "java", match["package"].replace("`", ""))
        elif match["import"]:
            names = ["*"] if match["every"] else []
            yield Imports(path, line, "kotlin", match["import"].replace("`", ""), names, False)
        elif match["broken"]:
            yield Gap("an import that could not be read", line)
        line += match.group().count("\n")
        at = match.end()
