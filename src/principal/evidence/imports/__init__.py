"""Who imports what, and by which names code is imported: Python, JavaScript, TypeScript, Go, Java, Kotlin.

Syntax trees come from tree-sitter, so that whichever Python runs us does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from principal.core.observed import Imports
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.tables import table


@table("observed", key=("path", "line", "ecosystem", "name"))
@dataclass(frozen=True, slots=True)
class Modules:
    """Names by which others import a file or a folder, where the repository itself declares them."""

    path: str  # the file that declares it: go.mod, package.json, or a Java or Kotlin file
    line: int
    ecosystem: str  # golang (a module), npm (a package), java (the package that the file belongs to)
    name: str


Row = Imports | Modules | Gap
_Read = Callable[[str, bytes], Iterator[Row]]

# The module of this package that reads a file, by the ending of its name.
_READERS = {
    "py": "_python",
    "pyi": "_python",
    "pyw": "_python",
    "js": "_javascript",
    "jsx": "_javascript",
    "mjs": "_javascript",
    "cjs": "_javascript",
    "ts": "_javascript",
    "tsx": "_javascript",
    "mts": "_javascript",
    "cts": "_javascript",
    "vue": "_javascript",
    "svelte": "_javascript",
    "go": "_go",
    "java": "_java",
    "kt": "_kotlin",
    "kts": "_kotlin",
}
_NAMED = {"go.mod": "_manifests", "package.json": "_manifests"}


def _reader(path: str) -> str | None:
    name = base_name(path)
    stem, _, ending = name.rpartition(".")
    return _NAMED.get(name) or (_READERS.get(ending) if stem else None)


def _wants(path: str) -> bool:
    return _reader(path) is not None and not copied(path) and not path.endswith((".min.js", ".min.mjs", ".pnp.cjs"))


def _read(file: SourceFile) -> Iterator[Row]:
    """One row for each line and target; the names that several statements of a line import are joined."""
    if file.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield Gap("UTF-16, not UTF-8", 1)
        return
    read: _Read = import_module(f"{__name__}.{_reader(file.path)}").read
    found: dict[object, Row] = {}
    for row in read(file.path, file.content.removeprefix(b"\xef\xbb\xbf")):
        key = (row.line, row.target, row.type_only) if isinstance(row, Imports) else row
        before = found.get(key)
        if isinstance(row, Imports) and isinstance(before, Imports):
            names = list(dict.fromkeys((*before.names, *row.names)))
            row = Imports(row.path, row.line, row.language, row.target, names, row.type_only)
        found[key] = row
    yield from sorted(found.values(), key=lambda row: row.line or 0)


SOURCE = FileSource(name="imports", version=2, tables=(Imports, Modules), wants=_wants, read=_read)
