"""Ruby gems: Gemfile and gemspec, and what Rails' import map pins, read as text; none is run.

https://bundler.io/man/gemfile.5.html and https://guides.rubygems.org/specification-reference/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct
from principal.core.sources import FileSource, SourceFile

_GEMFILES = frozenset({"Gemfile", "gems.rb"})
_IMPORT_MAP = "/config/importmap.rb"
_VARIANT = re.compile(r"Gemfile[._-](?!lock|tt|erb|template|md)[\w-]+")


def _wants(path: str) -> bool:
    name = base_name(path)
    if copied(path):
        return False
    return (
        name in _GEMFILES
        or name.endswith((".gemspec", ".gemfile"))
        or _VARIANT.fullmatch(name) is not None
        or ("/Gemfile.d/" in f"/{path}" and name.endswith(".rb"))
        or ("/gemfiles/" in f"/{path}" and name.endswith(".rb"))
        or f"/{path}".endswith(_IMPORT_MAP)
    )


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    if f"/{file.path}".endswith(_IMPORT_MAP):
        from principal.evidence.ruby import _importmap

        yield from _importmap.read(file)
        return
    from principal.evidence.ruby import _gems

    yield from _gems.read(file)


SOURCE = FileSource(name="ruby", version=2, tables=(Packages,), wants=_wants, read=_read)
