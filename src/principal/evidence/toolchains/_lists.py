"""Lists of tools: version managers, Homebrew, Aptfile, devbox.

https://mise.jdx.dev/configuration.html, https://asdf-vm.com/manage/configuration.html,
https://docs.brew.sh/Brew-Bundle-and-Brewfile, https://www.jetify.com/docs/devbox/configuration/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers import jsonc, toml
from principal.core.readers.node import Node
from principal.core.readers.rows import Row, base_name, gaps, package
from principal.core.sources import SourceFile

MAX_LINES = 2_000

_BREW = re.compile(r"[ \t]*(?:brew|cask)[ \t(]+[\"']([\w@./+-]{1,100})[\"']")
_WORD = re.compile(r"[A-Za-z0-9][\w.+-]{0,100}")
_BACKENDS = {"npm": "npm", "pipx": "pypi", "cargo": "cargo", "go": "golang", "gem": "gem", "dotnet": "nuget"}
_REPOSITORIES = ("ubi", "aqua", "github", "gitlab", "spm")
# Distributions of Java as SDKMAN! abbreviates them: https://sdkman.io/jdks
_JAVA = {
    "tem": "temurin",
    "zulu": "zulu",
    "amzn": "corretto",
    "librca": "liberica",
    "graal": "graalvm",
    "graalce": "graalvm",
}


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of one file."""
    name = base_name(file.path).lower()
    if name.endswith(".toml"):
        document = toml.parse(file.text)
        yield from gaps(document.problems)
        for tool, entry in document.root["tools"].items():
            yield from _tool(file.path, entry.line, tool, _version(entry))
    elif name == "devbox.json":
        document = jsonc.parse(file.text)
        yield from gaps(document.problems)
        packages = document.root["packages"]
        for entry in packages.elements():
            yield from _attached(file.path, entry.line, entry.text or "")
        for tool, entry in packages.items():
            yield from _tool(file.path, entry.line, tool, entry.text or entry["version"].text)
    elif name != "devenv.yaml":
        for number, line in enumerate(file.text.split("\n", MAX_LINES)[:MAX_LINES], 1):
            yield from _line(file.path, number, line[:300], name)


def _line(path: str, number: int, line: str, name: str) -> Iterator[Row]:
    if name == "brewfile":
        found = _BREW.match(line)
        if found is not None:
            yield from _attached(path, number, found[1].rpartition("/")[2])
        return
    words = line.partition("#")[0].split()
    if not words:
        return
    if name == ".sdkmanrc":
        tool, _, version = words[0].partition("=")
        yield from _tool(path, number, tool, version)
        maker = _JAVA.get(version.rpartition("-")[2])
        if tool == "java" and maker is not None:
            yield package(path, number, "system", maker, version, "development")
    elif name == ".tool-versions":
        yield from _tool(path, number, words[0], words[1] if len(words) > 1 else None)
    elif _WORD.fullmatch(words[0]):
        yield package(path, number, "system", words[0].lower(), None, "runtime")


def _attached(path: str, line: int, text: str) -> Iterator[Row]:
    """``postgresql@16``."""
    tool, _, version = text.partition("@")
    yield from _tool(path, line, tool, version or None)


def _tool(path: str, line: int, tool: str, version: str | None) -> Iterator[Row]:
    backend, colon, rest = tool.partition(":")
    if colon and backend in _BACKENDS:
        yield package(path, line, _BACKENDS[backend], rest.partition("[")[0], version, "development")
    elif colon and backend in _REPOSITORIES:
        if rest.count("/") >= 1:
            yield package(path, line, "github", "/".join(rest.split("/")[:2]).lower(), version, "development")
    else:
        name = (rest or tool).rpartition("/")[2].lower()
        if _WORD.fullmatch(name):
            yield package(path, line, "system", name, version, "development")


def _version(entry: Node) -> str | None:
    first = next(entry.elements(), None)
    if first is not None:
        entry = first
    return entry.scalar or entry["version"].scalar
