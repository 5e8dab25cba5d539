"""CMake lists: find_package, FetchContent, ExternalProject, pkg-config and CPM.

https://cmake.org/cmake/help/latest/manual/cmake-language.7.html; nothing is configured or run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from principal.core.readers.rows import Row, package
from principal.core.sources import Gap, SourceFile

# A quote that is escaped outside of a text begins none: ``-DVERSION=\\"${VERSION}\\"``.
_COMMAND = re.compile(
    r"""(?P<skip>\\[^\n]|\#\[(?P<level>=*)\[(?s:.*?)(?:\](?P=level)\]|\Z)|\#[^\n]*|"(?:[^"\\]++|\\(?s:.))*+(?:"|\\?\Z))
      | (?P<newline>\n)
      | (?<![\w$.-])(?P<name>find_package|find_dependency|FetchContent_Declare|FetchContent_Populate|CPMAddPackage
        |CPMFindPackage|ExternalProject_Add|pkg_check_modules|pkg_search_module|set)[ \t]*\(""",
    re.VERBOSE | re.IGNORECASE,
)
_ARGUMENT = re.compile(
    r'\#[^\n]*|(?P<close>\))|(?P<open>\()|"(?P<text>(?:[^"\\]++|\\(?s:.))*+)(?:"|\\?\Z)|(?P<word>(?:[^\s()"#\\]|\\[^\n]|\\)++)|(?P<newline>\n)'
)
_PROJECT = re.compile(
    rb"^[ \t]{0,40}project[ \t]{0,40}\(\s{0,40}([A-Za-z][\w.+-]{0,100})", re.MULTILINE | re.IGNORECASE
)
_VERSION = re.compile(r"\d+(?:\.\d+)*(?:\.\.\.<?\d+(?:\.\d+)*)?")
_MODULE = re.compile(r"([A-Za-z0-9][\w+.-]*)(?:\s*([<>=]{1,2}.*))?")
_VARIABLE = re.compile(r"\$\{([\w./+-]{1,100})\}")
_CPM = re.compile(r"(?:gh|gl|bb):([\w.-]+)/([\w.-]+?)(?:[@#]([\w.+-]+))*")
_FILE_NAME = re.compile(r"/([A-Za-z][\w+.-]*?)(?:[-_/]v?\d[^/]*)?(?:\.git|\.tar\.\w+|\.tgz|\.zip)?$")
# Facilities of the platform and of CMake, which nobody chooses.
_FACILITIES = frozenset({"threads", "pkgconfig", "filesystem", "cmakepackageconfighelpers"})
_MODES = frozenset({"REQUIRED", "QUIET", "IMPORTED_TARGET", "GLOBAL", "NO_CMAKE_PATH", "NO_CMAKE_ENVIRONMENT_PATH"})
_MAX_ARGUMENTS = 500


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of a CMakeLists.txt or a module."""
    text = file.text
    variables: dict[str, str] = {}
    own = {name for content in (file.content, *file.companions.values()) for name in _projects(content)}
    line = 1
    end = 0
    for match in _COMMAND.finditer(text):
        if match["newline"]:
            line += 1
            continue
        if match["name"] is None:
            skipped = match.group()
            if skipped[0] == '"' and (len(skipped) == 1 or skipped[-1] != '"'):
                yield Gap("a text that does not end", line)
            line += skipped.count("\n")
            continue
        if match.start() < end:
            continue
        listed, end = _arguments(text, match.end())
        filled = [_fill(argument, variables) for argument in listed]
        command = match["name"].lower()
        if command == "set":
            if len(filled) >= 2:
                variables[filled[0]] = filled[1]
        elif filled and not (command.startswith("find_") and filled[0].lower() in own):
            yield from _command(file.path, line, command, filled)


def _projects(content: bytes) -> set[str]:
    """Names of the projects that a list declares, in lower case."""
    return {match[1].decode("ascii").lower() for match in _PROJECT.finditer(content)}


def _arguments(text: str, at: int) -> tuple[list[str], int]:
    found: list[str] = []
    depth = 1
    for match in _ARGUMENT.finditer(text, at):
        if match["close"]:
            depth -= 1
            if not depth:
                return found, match.end()
        elif match["open"]:
            depth += 1
        elif match["text"] is not None or match["word"] is not None:
            found.append(match["text"] if match["text"] is not None else match["word"])
        if len(found) > _MAX_ARGUMENTS:
            return found, match.end()
    return found, len(text)


def _fill(argument: str, variables: dict[str, str]) -> str:
    if "${" not in argument or len(argument) > 500:
        return argument
    return _VARIABLE.sub(lambda m: variables.get(m[1], m[0]), argument)[:1_000]


def _command(path: str, line: int, command: str, listed: list[str]) -> Iterator[Row]:
    if command in ("pkg_check_modules", "pkg_search_module"):
        yield from _modules(path, line, listed[1:])
        return
    if command.startswith("cpm"):
        yield from _cpm(path, line, listed)
        return
    name, version = listed[0], None
    if command in ("find_package", "find_dependency"):
        if name.lower() in _FACILITIES:
            return
        if len(listed) > 1 and _VERSION.fullmatch(listed[1]):
            version = listed[1]
    else:
        version = _after(listed, "GIT_TAG")
    if "$" in name or "@" in name:
        yield Gap(f"a package whose name is computed: {command}({name[:60]})", line)
        return
    yield package(path, line, "cmake", name, None if version and "$" in version else version)


def _after(listed: list[str], key: str) -> str | None:
    return next((value for word, value in pairwise(listed) if word == key), None)


def _modules(path: str, line: int, listed: list[str]) -> Iterator[Row]:
    for argument in listed:
        match = _MODULE.fullmatch(argument)
        if argument in _MODES:
            continue
        if match is None:
            yield Gap(f"a module whose name is computed: {argument[:60]}", line)
        else:
            yield package(path, line, "cmake", match[1], match[2])


def _cpm(path: str, line: int, listed: list[str]) -> Iterator[Row]:
    short = _CPM.fullmatch(listed[0]) or _CPM.fullmatch(_after(listed, "URI") or "")
    name, version = _after(listed, "NAME"), _after(listed, "VERSION") or _after(listed, "GIT_TAG")
    if short:
        name, version = name or short[2], version or short[3]
    where = (
        _after(listed, "GITHUB_REPOSITORY") or _after(listed, "GIT_REPOSITORY") or _after(listed, "URL") or listed[0]
    )
    named = _FILE_NAME.search(where) if name is None and "/" in where else None
    name = named[1] if named else name
    if name is None or "$" in name:
        yield Gap(f"a package whose name is computed: {' '.join(listed)[:60]}", line)
    else:
        yield package(path, line, "cmake", name, None if version and "$" in version else version)
