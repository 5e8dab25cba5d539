"""One requirement as Python tools write it (PEP 508, and the URLs and paths of pip)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from principal.core.readers.rows import Row, package
from principal.core.sources import Gap

MAX_LENGTH = 4_000

_NAMED = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*")
_ONE = r"(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;()]+"
_SPECIFIERS = re.compile(rf"(?:{_ONE}(?:\s*,\s*{_ONE})*+\s*,?)?")
_EXACT = re.compile(r"===?\s*([^\s,*]+)")
_URL = re.compile(r"(?:(?:git|hg|svn|bzr)\+)?[a-z]{2,10}(?:\+[a-z]+)?:(?://)?\S+")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_WHEEL = re.compile(r"/([A-Za-z0-9][A-Za-z0-9_.]*)-([^-/]+)(?:-\d[^-/]*)?-[^-/]+-[^-/]+-[^-/]+\.whl\b")
_SDIST = re.compile(r"/([A-Za-z0-9][A-Za-z0-9_.-]*?)-(\d[^-/]*)\.(?:tar\.gz|tar\.bz2|zip)(?:[#?]|$)")
_LOCAL = re.compile(r"(?:\.|/|~|file:|\$\{?\w+\}?/|[A-Za-z]:\\)")
_PATH = re.compile(r"[\w.\-]+(?:/[\w.\-]+)+/?(?:\[[^\]]*\])?")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement: its name and version (as written, or the one version that it pins)."""

    name: str
    version: str | None
    exact: bool


def parse(text: str) -> Requirement | str | None:
    """Read one requirement without options and comments.

    Returns the requirement; None where it is a path of this repository; or, as text, the
    reason why it cannot be read.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return f"longer than {MAX_LENGTH} characters"
    if _LOCAL.match(text):
        return None
    named = _NAMED.match(text)
    if named:
        rest = text[named.end() :]
        if rest.startswith("@"):
            url = rest[1:].split(";")[0].strip()
            return None if _LOCAL.match(url) else Requirement(named[1], url or None, False)
        inner = rest
        if rest.startswith("("):
            inner, closed, after = rest[1:].partition(")")
            rest = after if closed else "("
        else:
            specifiers = _SPECIFIERS.match(rest)
            inner = specifiers.group() if specifiers else ""
            rest = rest[len(inner) :]
        rest = rest.strip()
        if not rest or rest.startswith(";"):
            return _versioned(named[1], inner)
    if _URL.match(text):
        return _of_url(text)
    if _PATH.fullmatch(text):
        return None
    return f"not a requirement: {text[:60]!r}"


def _versioned(name: str, specifiers: str) -> Requirement:
    version = specifiers.strip().rstrip(",").strip()
    exact = _EXACT.fullmatch(version)
    return Requirement(name, exact[1], True) if exact else Requirement(name, version or None, False)


def _of_url(url: str) -> Requirement | str:
    url = url.split(" ;")[0].strip()
    for pattern in (_WHEEL, _SDIST):
        match = pattern.search(url)
        if match and "+" not in url.split(":")[0]:
            return Requirement(match[1], match[2].replace("%2B", "+"), True)
    egg = _EGG.search(url)
    if egg:
        return Requirement(egg[1], url.split("#")[0], False)
    return f"a URL that does not name its package: {url.split('@')[-1][:60]!r}"


def row(path: str, line: int, text: str, scope: str, own: str | None = None) -> Row | None:
    """The row of one requirement; None for a path of this repository and for the project itself (*own*)."""
    read = parse(text)
    if read is None:
        return None
    if isinstance(read, str):
        return Gap(read, line)
    if own and canonical(read.name) == canonical(own):
        return None
    return package(path, line, "pypi", read.name, read.version, scope, exact=read.exact)


_RUNS = re.compile(r"[-_.]+")


def canonical(name: str) -> str:
    """The name by PEP 503."""
    return _RUNS.sub("-", name).lower()


_DEVELOPMENT = frozenset(
    {"dev", "develop", "development", "test", "tests", "testing", "lint", "linting", "linter", "style", "format"}
    | {"formatting", "typing", "types", "type", "typecheck", "mypy", "check", "checks", "doc", "docs", "documentation"}
    | {"ci", "qa", "bench", "benchmark", "benchmarks", "coverage", "precommit", "tox", "nox", "local", "debug"}
    | {"tooling", "tools", "e2e", "integration", "unit", "unittest", "pytest", "quality", "profiling"}
)
_BUILD = frozenset({"build", "building", "packaging"})
_RUNTIME = frozenset({"main", "prod", "production", "runtime", "deploy", "server", "default", "base"})
_WORD = re.compile(r"[a-z0-9]+")


def scope_of(label: str, otherwise: str) -> str:
    """The scope that a group, an extra or a file is named for: ``dev``, ``requirements-test`` …"""
    words = _WORD.findall(label.lower())
    for scope, known in (("development", _DEVELOPMENT), ("build", _BUILD), ("runtime", _RUNTIME)):
        if label.lower() in known or any(word in known for word in words):
            return scope
    return otherwise
