"""Rails' import map: the packages of npm that it pins, with the version that ``importmap pin`` wrote beside them.

https://github.com/rails/importmap-rails; a pin without a version is a file of the application.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers.rows import Row, package
from principal.core.sources import SourceFile

_PIN = re.compile(r"""\s{0,40}pin[ \t]{0,10}\(?[ \t]{0,10}["']((?:@[\w.~-]+/)?[\w.~-]+)(?:/[^"']*)?["'](.*)""")
_WRITTEN = re.compile(r"#[ \t]*@(\d[\w.+-]*)")
_CDN = re.compile(r"""(?:/npm:|/npm/|unpkg\.com/|esm\.sh/)(?:@[\w.~-]+/)?[\w.~-]+@(\d[\w.+-]*)""")
_MAX_LINE = 2_000


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of a config/importmap.rb."""
    for line, text in enumerate(file.text.split("\n"), start=1):
        match = _PIN.match(text[:_MAX_LINE])
        if match is None:
            continue
        version = _WRITTEN.search(match[2]) or _CDN.search(match[2])
        if version is not None:
            yield package(file.path, line, "npm", match[1], version[1], exact=True)
