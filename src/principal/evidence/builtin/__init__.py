"""What code uses that no manifest names, since it comes with a language, a runtime or a system.

Lines are read, no syntax: an import is written at the beginning of one. Only names that mean
a technology give a row, at the first line of a file that has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, SourceFile
from principal.evidence.builtin._names import FAMILIES

# What tools write into every application of a kind; copies; prose.
_WRITTEN = re.compile(
    r"(?:AppDelegate|SceneDelegate|MainFlutterWindow|RunnerTests|GeneratedPluginRegistrant|main|my_application)\.(?:swift|mm?|cc|h)"
    r"|.*(?:\.min\.js|\.d\.ts|\.pb\.cc|\.pb\.h)"
)
_ELSEWHERE = re.compile(
    r"(?:^|/)(?:docs?|documentation|third[_-]?party|externals?|deps|dist|generated|Pods|Carthage|\.build)/"
    r"|(?:^|/)(?:linux|windows|macos|ios)/(?:flutter|runner|Runner)/"
)


def _wants(path: str) -> bool:
    stem, _, ending = path.rpartition(".")
    return (
        stem != ""
        and ending in FAMILIES
        and not copied(path)
        and _ELSEWHERE.search(path) is None
        and _WRITTEN.fullmatch(base_name(path)) is None
    )


def _read(file: SourceFile) -> Iterator[Packages]:
    """One row for each name, at the first place that has it."""
    from principal.evidence.builtin._forms import forms

    content = file.content
    found: dict[str, int] = {}
    for form in forms(file.path.rpartition(".")[2]):
        for each in form.pattern.finditer(content, 0, form.head or len(content)):
            name = f"{form.origin}:{each[1].decode().strip('/:')}"
            if name not in found and (not form.first or _begins(content, each.start())):
                found[name] = each.start()
    for name, start in sorted(found.items(), key=lambda each: each[1]):
        yield Packages(file.path, content.count(b"\n", 0, start) + 1, "import", name, None, None, "runtime")


def _begins(content: bytes, start: int) -> bool:
    line = content.rfind(b"\n", max(0, start - 200), start) + 1
    return not content[line:start].strip(b" \t\r\xef\xbb\xbf")


SOURCE = FileSource(name="builtin", version=3, tables=(Packages,), wants=_wants, read=_read)
