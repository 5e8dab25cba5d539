"""Addresses that settings files and code name, of hosts that only the system itself can know.

``http://orders:8080`` and ``DB_HOST=postgres`` say whom a program calls; which program it is, the
folder of the file tells. A host of one word can be nothing of the internet, so that examples and
documentation of others do not count. Compose files, manifests and workflows say whose address they
name and are read by their own sources. Tests do not count: they call what nobody runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from principal.core.distinct import distinct
from principal.core.observed import Endpoints
from principal.core.readers.endpoints import endpoints_in
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, Gap, SourceFile

MAX_BYTES = 400_000  # nobody writes that much by hand

_CODE_WORDS = """
    c cc cljs clj cpp cr cs cts cxx dart erl ex exs fs go groovy h hpp hs java jl js jsx kt kts lua mjs mts php pl py
    rb rs scala sh swift ts tsx vb vue svelte
"""
_SETTINGS_WORDS = """
    yaml yml json jsonc json5 toml properties conf cfg cnf ini env config template tmpl tpl j2 river alloy vcl
"""
_CODE = frozenset(_CODE_WORDS.split())
_SETTINGS = frozenset(_SETTINGS_WORDS.split())
_NAMED = (
    r"(?:[\w.-]+[._-])?(?:Docker|Container)file(?:[._-][\w.-]*)?|Caddyfile|nginx[\w.-]*|haproxy[\w.-]*|"
    r"\.env[\w.-]*|[\w-]+\.env[\w.-]*|env\.(?:example|sample|dist)"
)
# What has a source of its own, or nothing to do with what runs.
_NEVER = (
    r"(?i:(?:docker-)?compose(?:[._-][\w.-]*)?\.ya?ml|docker-stack[\w.-]*|(?:package|package-lock|composer|tsconfig[\w.-]*|"
    r"angular|nx|turbo|lerna|project|manifest|renovate|[\w.-]*schema|openapi[\w.-]*|swagger[\w.-]*|launchSettings)\.json|"
    r"(?:pnpm-lock|mkdocs|openapi[\w.-]*|swagger[\w.-]*|kustomization|Chart|dependabot)\.ya?ml|\.gitlab-ci\.yml|"
    r"(?:pyproject|Cargo|poetry|Gopkg)\.toml|[\w.-]*\.min\.js)"
)
_ELSEWHERE = (
    r"(?i:(?:^|/)(?:docs?|documentation|examples?|samples?|third[_-]?party|dist|generated|i18n|locales?|translations|"
    r"tests?|specs?|__tests__|__mocks__|e2e|cypress|fixtures|testdata|testing|benchmarks?|[\w.-]+[._-]tests?|"
    r"\.[\w-]+)/|[._-](?:test|spec|stories|min|gen|generated|e2e)\.[a-z]+\Z|(?:^|/)test_[^/]*\Z|_test\.[a-z]+\Z|"
    r"(?:Tests?|IT|Spec)\.(?:cs|java|kt|php|scala|swift)\Z|[._-]test(?:ing)?\.(?:json|ya?ml|properties|env)\Z|"
    r"(?:^|/)\.env\.(?:test|ci)\b)"
)
_PACKAGES = r"(?:^|/)(?:java|kotlin|scala|groovy)/.*/"  # org/example/ is nobody's example


@lru_cache(maxsize=8)
def _of(pattern: str) -> re.Pattern[str]:
    """Compiled when first used: who wants a path that was read before is known without asking."""
    return re.compile(pattern)


def ending_of(path: str) -> str:
    """The ending of a file's name in lower case; '' where there is none."""
    stem, _, ending = base_name(path).rpartition(".")
    return ending.lower() if stem else ""


def _wants(path: str) -> bool:
    name = base_name(path)
    ending = ending_of(path)
    if ending not in _CODE and ending not in _SETTINGS and _of(_NAMED).fullmatch(name) is None:
        return False
    if _of(_NEVER).fullmatch(name) is not None or copied(path):
        return False
    return _of(_ELSEWHERE).search(_of(_PACKAGES).sub("/", path)) is None


def read(file: SourceFile) -> Iterator[Endpoints | Gap]:
    """The addresses of one file, each at its line."""
    if len(file.content) > MAX_BYTES or (b"apiVersion:" in file.content and b"kind:" in file.content):
        return  # of a manifest, its own source knows who is given which address
    found = endpoints_in(file.content, code=ending_of(file.path) in _CODE)
    yield from distinct(Endpoints(file.path, e.line, e.key, e.host, e.port, e.via, None) for e in found)


SOURCE = FileSource(name="endpoints", version=2, tables=(Endpoints,), wants=_wants, read=read)
