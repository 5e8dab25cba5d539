"""Toolchains: the tools that a machine is set up with for this repository.

Version managers (``mise.toml``, ``.tool-versions``, ``.sdkmanrc``), Homebrew's ``Brewfile``,
Heroku's ``Aptfile``, ``devbox.json``, and the packages that Nix files list. Names are those
of the manager, without what it adds for a version (``postgresql@16``, ``nodejs_22``).
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct
from principal.core.sources import FileSource, SourceFile

_NAMES = frozenset(
    (".tool-versions", ".sdkmanrc", "brewfile", "aptfile", "apt.txt", "devbox.json", "mise.toml", ".mise.toml",
     "mise.local.toml", "devenv.yaml")
)  # fmt: skip


def _wants(path: str) -> bool:
    name = base_name(path).lower()
    if name in _NAMES or name.endswith(".nix"):
        return not copied(path)
    return name == "config.toml" and path.endswith(("mise/config.toml", "mise/conf.d/config.toml"))


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    if file.path.lower().endswith(".nix"):
        from principal.evidence.toolchains import _nix

        yield from _nix.read(file)
    else:
        from principal.evidence.toolchains import _lists

        yield from _lists.read(file)


SOURCE = FileSource(name="toolchains", version=1, tables=(Packages,), wants=_wants, read=_read)
