"""What the commands of a script use: what they install, download, run by name and push to.

Each by the name that its ecosystem has for it; a variable that has no value in the script,
a substitution and an option that is not known end the reading of a command, which is no gap.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import chain

from principal.core.observed import Packages
from principal.core.readers import distribution, installs, shell
from principal.core.readers.downloads import downloaded
from principal.core.readers.installs import Named
from principal.core.readers.programs import programs
from principal.core.readers.registries import pushed
from principal.core.readers.rows import package
from principal.core.readers.shell import Word
from principal.core.readers.wrappers import unwrapped

# What installs something by its name is not what a system is built with.
_INSTALLER_WORDS = "bunx composer corepack dart dotnet flutter gem go npm npx pecl pip pip3 pipx pnpm uv uvx yarn"
_INSTALLERS = frozenset(_INSTALLER_WORDS.split())
_INSTALLING = frozenset(("install", "binstall"))
_WITHOUT_URL = frozenset(("command", "registry", "system"))
_BREAK = re.compile(r"\n")


def asked_for(
    path: str, line: int, text: str, scope: str, values: Mapping[str, str] | None = None, *, lines: bool = False
) -> Iterator[Packages]:
    """What the commands of a script use.

    Args:
        path: of the file.
        line: where the script begins in it.
        text: the script.
        scope: of the rows.
        values: of variables that the script is given.
        lines: see :func:`principal.core.readers.shell.read`.
    """
    script = shell.read(text, values, lines=lines)
    breaks: list[int] | None = None
    for command in script.commands:
        for inner in unwrapped(command):
            for ecosystem, name, version, start in _named(inner, script.own, scope):
                breaks = [found.start() for found in _BREAK.finditer(text)] if breaks is None else breaks
                at = line + bisect_left(breaks, start)
                if ecosystem in _WITHOUT_URL:
                    yield Packages(path, at, ecosystem, name, version, None, scope)
                elif isinstance(
                    row := package(path, at, ecosystem, name, version, scope, exact=bool(version)), Packages
                ):
                    yield row


def _named(command: list[Word], own: frozenset[str], scope: str) -> Iterator[Named]:
    """What one command uses; nothing of a command that the script itself defines."""
    if command[0].text in own:
        return
    asked = list(chain(installs.installed(command), distribution.installed(command, scope)))
    yield from asked
    if not asked or not _installs(command):
        yield from programs(command)
    yield from downloaded(command)
    yield from pushed(command)


def _installs(command: list[Word]) -> bool:
    """Whether a command that names packages is there to install them, and for nothing else."""
    return command[0].text in _INSTALLERS or any(word.text in _INSTALLING for word in command[1:2])
