"""Rows of ``observed.packages``: names and package URLs as their specification demands.

Package URLs are built here rather than by packageurl-python, whose import alone costs more
than reading most repositories' manifests; the tests hold the two to the same answers.
Specification: https://github.com/package-url/purl-spec
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from principal.core.distinct import key_of
from principal.core.observed import Packages
from principal.core.readers.node import Problem
from principal.core.sources import Gap, SourceFile

MAX_NAME = 300
MAX_VERSION = 200
MAX_ROWS = 20_000  # of one file; nobody writes that many by hand

# Ecosystems whose package URL type is another one, or that have none.
_WITHOUT_TYPE = frozenset({"vcpkg", "cmake", "jsr", "deno", "file", "system"})
_LOWERED = frozenset({"composer", "hex", "npm", "pypi", "conda"})
_SAFE = re.compile(r"[A-Za-z0-9._~:-]*")
_NAME = re.compile(r"[^\s\x00-\x1f\x7f\\\"'`<>{}$;,|()\[\]]+")
_USERINFO = re.compile(r"(?<=://)[^/@\s]{1,300}@")
_SPACE = re.compile(r"\s+")
_PYPI = re.compile(r"[-_.]+")


def package(
    path: str,
    line: int,
    ecosystem: str,
    name: str,
    version: str | None = None,
    scope: str = "runtime",
    *,
    exact: bool = False,
) -> Packages | Gap:
    """One row, its name normalised; a Gap where *name* cannot be a package's.

    Args:
        path: of the manifest.
        line: where the package is named.
        ecosystem: see ``observed.packages``.
        name: as written; maven as ``group/artifact``; after a ``#`` a part of the package (a
            subspec), which is in its URL alone.
        version: as written; credentials in URLs are dropped.
        scope: see ``observed.packages``.
        exact: *version* is one version, not a range, and so belongs into the package URL.
    """
    name = normalise(ecosystem, name.strip())
    if len(name) > MAX_NAME or not _NAME.fullmatch(name) or name.startswith("#"):
        return Gap(f"not the name of a package: {name[:60]!r}", line)
    if version is not None:
        if "://" in version:
            version = _USERINFO.sub("", version)
        version = _SPACE.sub(" ", version).strip()[:MAX_VERSION] or None
    url = package_url(ecosystem, name, version if exact else None)
    return Packages(path, line, ecosystem, name.partition("#")[0], version, url, scope)


@lru_cache(maxsize=4096)
def normalise(ecosystem: str, name: str) -> str:
    """*name* as the package URL type of *ecosystem* writes it."""
    if ecosystem == "pypi":
        return _PYPI.sub("-", name).lower()
    return name.lower() if ecosystem in _LOWERED else name


def package_url(ecosystem: str, name: str, version: str | None = None) -> str | None:
    """The package URL; None where the ecosystem has no type for it."""
    if ecosystem in _WITHOUT_TYPE or (ecosystem == "composer" and "/" not in name):
        return None
    name, _, subpath = name.partition("#")
    written = "/".join(_quote(part) for part in name.split("/") if part)
    return (
        f"pkg:{ecosystem}/{written}{f'@{_quote(version)}' if version else ''}{f'#{_quote(subpath)}' if subpath else ''}"
    )


def _quote(text: str) -> str:
    if _SAFE.fullmatch(text):
        return text
    from urllib.parse import quote

    return quote(text, safe=":~", errors="replace")


Row = Packages | Gap


def distinct(read: Callable[[SourceFile], Iterable[Row]]) -> Callable[[SourceFile], Iterator[Row]]:
    """Wrap a source's reading: one row for each key of the table, and one gap for each line and reason."""

    def reading(file: SourceFile) -> Iterator[Row]:
        seen: set[object] = set()
        for row in read(file):
            key = key_of(row)
            if isinstance(row, Packages) and key is row:
                key = (row.line, row.ecosystem, row.name)
            if key in seen:
                continue
            seen.add(key)
            yield row
            if len(seen) >= MAX_ROWS:
                yield Gap(f"more than {MAX_ROWS} packages", row.line)
                return

    return reading


def gaps(problems: Iterable[Problem]) -> Iterator[Gap]:
    """The problems of a document as gaps."""
    for problem in problems:
        yield Gap(problem.reason, problem.line)


def folders_above(path: str, limit: int = 10) -> tuple[str, ...]:
    """The folder of *path* and those above it, nearest first, each '' or ending in '/'."""
    parts = path.split("/")[:-1]
    chain = ["".join(f"{part}/" for part in parts[:depth]) for depth in range(len(parts), -1, -1)]
    return tuple(chain[:limit])


def base_name(path: str) -> str:
    """The last part of *path*."""
    return path.rpartition("/")[2]


def copied(path: str) -> bool:
    """Whether *path* lies in a folder that package managers fill with other people's packages."""
    return "node_modules/" in path or path.startswith("vendor/") or "/vendor/" in path
