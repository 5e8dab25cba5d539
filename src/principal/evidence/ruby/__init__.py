"""Ruby gems: Gemfile and gemspec, read as text; neither is run.

https://bundler.io/man/gemfile.5.html and https://guides.rubygems.org/specification-reference/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct
from principal.core.sources import FileSource, SourceFile

_GEMFILES = frozenset({"Gemfile", "gems.rb"})
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
    )


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    from principal.evidence.ruby import _gems

    yield from _gems.read(file)


SOURCE = FileSource(name="ruby", version=1, tables=(Packages,), wants=_wants, read=_read)
