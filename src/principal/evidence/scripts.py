"""Scripts of a shell: what they install, download, run by name and push to.

A script is known by its ending, or, where it has none, by its first line (``#!/bin/sh``), or
by the folder of hooks that it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.readers.rows import copied
from principal.core.sources import FileSource, Gap, SourceFile

MAX_SCRIPT = 500_000  # characters; a longer one holds what it installs

_ENDINGS = (".sh", ".bash", ".zsh", ".ksh", ".ash", ".dash", ".bats", ".ps1", ".bat", ".cmd")
_OF_LINES = (".ps1", ".bat", ".cmd")  # whose quotes are other ones, or end with the line
# Names without an ending; those in capitals are documents and manifests of others.
_BARE = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
_FIRST_LINE = re.compile(rb"#![ \t]*(?:\S*/)?(?:env[ \t]+(?:-\S+[ \t]+)*)?([\w.-]+)(?:[ \t]+([\w.-]+))?")
_SHELLS = frozenset((b"sh", b"bash", b"zsh", b"ksh", b"ash", b"dash"))
_HOOKS = re.compile(r"(?:.*/)?(?:\.husky|\.buildkite/hooks)/[^/]+")  # that need no first line
# What a script runs in, where that is a thing of its own.
_RUN_IN = {b"with-contenv": "with-contenv", b"execlineb": "execlineb", b"nix-shell": "nix-shell"}
_AT_RUN_TIME = re.compile(r"(?:docker[-_])?entry[-_]?point(?:\.[a-z]+)?")


def _wants(path: str) -> bool:
    name = path[path.rfind("/") + 1 :]
    wanted = name.endswith(_ENDINGS) if "." in name else _BARE.fullmatch(name) is not None
    return wanted and not copied(path)


def _read(file: SourceFile) -> Iterator[Packages | Gap]:
    yield from distinct(_rows(file))


def _rows(file: SourceFile) -> Iterator[Packages]:
    name = file.path.rpartition("/")[2]
    first = _FIRST_LINE.match(file.content)
    runner = _RUN_IN.get(first[1]) if first is not None else None
    if runner is not None:
        yield Packages(file.path, 1, "command", runner, None, None, "runtime")
    elif "." not in name and (first is None or first[1] not in _SHELLS) and _HOOKS.fullmatch(file.path) is None:
        return
    scope = "runtime" if _AT_RUN_TIME.fullmatch(name) else "build"
    lines = name.endswith(_OF_LINES)
    yield from asked_for(file.path, 1, file.text[:MAX_SCRIPT], scope, lines=lines)


SOURCE = FileSource(name="scripts", version=3, tables=(Packages,), wants=_wants, read=_read)
