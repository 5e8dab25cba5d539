"""What sources of Go ask ``go generate`` to run: the programs that write a part of them.

https://go.dev/blog/generate: one command a line, after ``//go:generate`` and without a shell.
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.readers.rows import Row, copied, distinct
from principal.core.sources import FileSource, SourceFile

MAX_DIRECTIVES = 200
_MAX_LENGTH = 2_000
_DIRECTIVE = "//go:generate "


def _wants(path: str) -> bool:
    return path.endswith(".go") and not copied(path)


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    if _DIRECTIVE.encode() not in file.content:
        return
    told = 0
    for line, text in enumerate(file.text.split("\n"), start=1):
        if text.startswith(_DIRECTIVE) and len(text) <= _MAX_LENGTH and told < MAX_DIRECTIVES:
            told += 1
            yield from asked_for(file.path, line, text[len(_DIRECTIVE) :], "build")


SOURCE = FileSource(name="generate", version=1, tables=(Packages,), wants=_wants, read=_read)
