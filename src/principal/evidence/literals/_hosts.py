"""Hosts of APIs that code calls, and packages that pages load from where they are delivered.

An address counts only where a literal begins with it, so that prose does not. What no
literal says whole (``"https://" + region + ".amazonaws.com"``) counts by its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, package
from principal.core.sources import SourceFile
from principal.evidence.literals._forms import name_of
from principal.evidence.literals._uses import commented, line_at, linked, quoted

# Both begin with a literal, for which expressions are searched many times faster.
_ADDRESS = re.compile(rb"://([^\s\"'`/?#\\|,;]{3,200})(/[^\s\"'`?#\\]{0,100})?")
_END = re.compile(
    rb"\.(?:ai|app|chat|cloud|cn|co|com|dev|eu|fm|io|me|net|org|ru|sh|tv|uk|us)(?:(?=[\"'`:])|(/[^\s\"'`?#\\]{0,100}))"
)
_BARE = re.compile(rb"\.?[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,6}")
_SCHEMES = (b"https", b"http", b"wss", b"ws")
_NAME = 120  # bytes that a host alone may have
# Networks that deliver packages of npm: what a page loads from there no manifest names either.
_DELIVER = {"cdn.jsdelivr.net": "/npm/", "unpkg.com": "/", "esm.sh": "/", "esm.run": "/", "cdn.skypack.dev": "/"}
_DELIVERED = re.compile(r"((?:@[a-z0-9._-]{1,100}/)?[a-z0-9._-]{1,100})(?:@([0-9a-z.^~-]{1,40}))?(?:/|\Z)")
# Stores of files: whose file it is that has a name of its own there, nobody can tell.
_STORES = ("s3.amazonaws.com", "storage.googleapis.com", "cloudfront.net", "blob.core.windows.net")
_STORE = re.compile(r"(?:s3|storage)[.-]")
_SHELLS = ("sh", "ps1", "psm1")
_MAX_CANDIDATES = 2_000
_MAX_NAMES = 30  # a file that names more is a list: of what could be called, not of what is


def read(file: SourceFile, ending: str) -> Iterator[Row]:
    """One row for each host, and for each package that a page loads, at the first line that names it."""
    content = file.content
    scope = "development" if ending in _SHELLS else "runtime"
    hosts: dict[str, int] = {}
    packages: dict[tuple[str, str | None], int] = {}
    for count, (start, host, path, bare) in enumerate(_candidates(content)):
        if count >= _MAX_CANDIDATES:
            break
        if host in _DELIVER:
            prefix = _DELIVER[host]
            delivered = _DELIVERED.match(path, len(prefix)) if path.startswith(prefix) else None
            if delivered is not None and _used(content, start, ending):
                packages.setdefault((delivered[1], delivered[2]), start)
            continue
        name = name_of(host, path, bare=bare)
        if name is None or start >= hosts.get(name, start + 1) or not _used(content, start, ending):
            continue
        if name not in _STORES or (scope == "runtime" and not (_STORE.match(host) and re.match(r"/[a-z0-9]", path))):
            hosts[name] = start
    if len(hosts) <= _MAX_NAMES:
        for name, start in sorted(hosts.items(), key=lambda each: each[1]):
            yield Packages(file.path, line_at(content, start), "host", name, None, None, scope)
    for (name, version), start in packages.items():
        yield package(file.path, line_at(content, start), "npm", name, version, scope)


def _candidates(content: bytes) -> Iterator[tuple[int, str, str, bool]]:
    """Where a literal begins, the host and the path that it names, and whether it names the host alone."""
    for address in _ADDRESS.finditer(content):
        at = address.start()
        scheme = next((s for s in _SCHEMES if content.endswith(s, max(0, at - len(s)), at)), None)
        if scheme is not None:
            yield at - len(scheme), _text(address[1]), _text(address[2]), False
    for end in _END.finditer(content):
        last = end.end() if end[1] is None else end.start(1)
        near = max(0, last - _NAME)
        first = (
            max(content.rfind(b'"', near, last), content.rfind(b"'", near, last), content.rfind(b"`", near, last)) + 1
        )
        # A name of two parts is a page, or a package of Go.
        if first and content.count(b".", first, last) > 1 and _BARE.fullmatch(content, first, last):
            yield first, _text(content[first:last]), _text(end[1]), True


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("ascii", "replace").lower()


def _used(content: bytes, start: int, ending: str) -> bool:
    return quoted(content, start) and not commented(content, start, ending) and not linked(content, start)
