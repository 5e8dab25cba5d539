"""PHP packages: composer.json, by https://getcomposer.org/doc/04-schema.md.

Extensions (``ext-redis``) are rows, as they say which systems are spoken to; PHP itself is a
language and Composer's own interfaces are nothing that anybody chose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.readers.node import Node
from principal.core.readers.rows import Row, base_name, copied, distinct, gaps, package
from principal.core.sources import FileSource, Gap, SourceFile

_PACKAGE = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_EXACT = re.compile(r"[=v]{0,3}\s*(\d+(?:\.\d+){1,3}(?:-[\w.]+)?)")
_PLATFORM = ("php", "hhvm", "composer", "lib-")


def _asset(name: str) -> tuple[str, str]:
    """The ecosystem of a package, and its name there: https://asset-packagist.org offers npm's through Composer."""
    owner, _, rest = name.partition("/")
    if owner.lower() not in ("npm-asset", "bower-asset"):
        return "composer", name
    scope, double, own = rest.partition("--")
    return "npm", f"@{scope}/{own}" if double else rest


def _wants(path: str) -> bool:
    return base_name(path) == "composer.json" and not copied(path)


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    from principal.core.readers import jsonc

    document = jsonc.parse(file.text)
    yield from gaps(document.problems)
    for section, scope in (("require", "runtime"), ("require-dev", "development")):
        table = document.root[section]
        if table and not table.is_table:
            yield Gap(f"{section} is not an object", table.line)
        for name, entry in table.items():
            if entry.text is None:
                yield Gap(f"the version of {name[:60]!r} is not text", entry.line)
            elif _PACKAGE.fullmatch(name) or name.startswith("ext-"):
                if entry.text == "self.version":
                    continue  # a package of this repository
                exact = _EXACT.fullmatch(entry.text)
                version = exact[1] if exact else entry.text
                ecosystem, name = _asset(name)
                yield package(file.path, entry.line, ecosystem, name, version, scope, exact=exact is not None)
            elif not name.startswith(_PLATFORM):
                yield Gap(f"not the name of a package: {name[:60]!r}", entry.line)
    yield from _scripts(file.path, document.root["scripts"])


def _scripts(path: str, scripts: Node) -> Iterator[Row]:
    """What the scripts run: https://getcomposer.org/doc/articles/scripts.md; a class's method is the system's own."""
    for _, entry in scripts.items():
        for line in [entry, *entry.elements()]:
            text = (line.text or "").removeprefix("@php ").removeprefix("@")
            if "::" not in text:
                yield from asked_for(path, line.line, text, "development")


SOURCE = FileSource(name="php", version=5, tables=(Packages,), wants=_wants, read=_read)
