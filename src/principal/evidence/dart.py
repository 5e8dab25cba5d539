"""Dart and Flutter packages: pubspec.yaml, by https://dart.dev/tools/pub/pubspec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct, gaps, package
from principal.core.sources import FileSource, Gap, SourceFile

if TYPE_CHECKING:
    from principal.core.readers.node import Node

_TABLES = {"dependencies": "runtime", "dev_dependencies": "development"}
_EXACT = re.compile(r"\d+\.\d+\.\d+(?:[-+][\w.+-]+)?")


def _wants(path: str) -> bool:
    return base_name(path) in ("pubspec.yaml", "pubspec.yml") and not copied(path)


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    from principal.core.readers import yaml

    document = yaml.parse(file.text)
    yield from gaps(document.problems)
    for section, scope in _TABLES.items():
        table = document.root[section]
        if table and not table.is_table:
            yield Gap(f"{section} is not a mapping", table.line)
        for name, entry in table.items():
            if "path" in entry:
                continue  # a package of this repository
            version = entry.scalar if not entry.is_table else _version(entry)
            exact = _EXACT.fullmatch(version or "") is not None
            yield package(file.path, entry.line, "pub", name, version, scope, exact=exact)


def _version(entry: Node) -> str | None:
    git = entry["git"]
    if git:
        where, mark = git.text or git["url"].text, git["ref"].text
        return f"{where}@{mark}" if where and mark else where
    return entry["version"].scalar


SOURCE = FileSource(name="dart", version=1, tables=(Packages,), wants=_wants, read=_read)
