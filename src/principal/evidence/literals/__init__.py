"""What literals of source code name and no manifest does: hosts of APIs, and standards.

Code calls a bought service by its address, and speaks a protocol by the names that its
standard fixes. Which service or protocol that is, is for the catalog to say: a row is one
name, by its form, at the first line of the file that has it. Tests do not count, since they
name what nobody calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, copied
from principal.core.sources import FileSource, SourceFile
from principal.evidence.literals._known import words

# Of languages that programs and pages are written in: not styles, queries, schemas or infrastructure.
_CODE = words(
    """c cc cjs clj cljc cljs coffee cpp cr cs cts cxx d dart erl ex exs fs go gleam groovy h hpp hs java jl js jsx kt
    kts lua m mjs ml mm mts nim php php3 php4 php5 phtml pl pm ps1 psm1 py pyw r rake rb res rs scala sh swift ts tsx
    v vala vb zig astro aspx cshtml ejs erb ftl haml handlebars hbs heex htm html jinja jinja2 jsp j2 leex liquid
    mustache njk pug razor slim svelte tmpl twig vue"""
)
# Copies, outputs, prose, translations and tables of data; tests; and the settings that Laravel writes, with services
# that nobody chose.
_ELSEWHERE = re.compile(
    r"(?:^|/)(?:docs?|documentation|[Ee]xamples?|[Ss]amples?|third[_-]?party|dist|generated|__generated__|datasets|i18n|locales?|translations)/"
    r"|(?:^|/)(?:tests?|specs?|__tests__|__mocks__|e2e|cypress|fixtures|testdata|testing|[\w.-]+[._-][Tt]ests?)/"
    r"|[._-](?:test|spec|stories|min|d|gen|generated)\.[a-z]+\Z|_(?:test|spec)\.[a-z]+\Z|(?:^|/)test_[^/]*\Z"
    r"|(?:Tests?|IT|Spec)\.(?:cs|java|kt|php|scala|swift)\Z|[@_-]v?\d+\.\d+[^/]*/"
    r"|(?:^|/)[Cc]onfig/(?:broadcasting|filesystems|mail|queue|services)\.php\Z"
    r"|(?:^|/)[^/]*(?:known[_-]?domains|(?:allow|block|deny)[_-]?list|(?:black|white)list)[^/]*\Z"
)
_LARGE = 100_000


def _ending(path: str) -> str:
    stem, _, ending = path.rpartition(".")
    return ending.lower() if stem and not stem.endswith("/") else ""


def _wants(path: str) -> bool:
    return _ending(path) in _CODE and not copied(path) and _ELSEWHERE.search(path) is None


def _read(file: SourceFile) -> Iterator[Row]:
    from principal.evidence.literals import _hosts, _standards

    if len(file.content) > _LARGE and file.content.count(b"\n") < len(file.content) / 500:
        return  # made by a program, of what is written elsewhere
    ending = _ending(file.path)
    yield from _hosts.read(file, ending)
    yield from _standards.read(file, ending)


SOURCE = FileSource(name="literals", version=4, tables=(Packages,), wants=_wants, read=_read)
