"""Rust crates: Cargo.toml, by https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct, folders_above, gaps, package
from principal.core.sources import FileSource, Gap, SourceFile

if TYPE_CHECKING:
    from principal.core.readers.node import Node

_TABLES = {
    "dependencies": "runtime",
    "dev-dependencies": "development",
    "dev_dependencies": "development",
    "build-dependencies": "build",
    "build_dependencies": "build",
}
_EXACT = re.compile(r"=\s*(\d+\.\d+\.\d+[\w.+-]*)")


def _wants(path: str) -> bool:
    return base_name(path) == "Cargo.toml" and not copied(path)


def _companions(path: str) -> tuple[str, ...]:
    """Manifests above, one of which is the workspace's root."""
    return tuple(f"{folder}Cargo.toml" for folder in folders_above(path)[1:])


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    from principal.core.readers import toml

    document = toml.parse(file.text)
    yield from gaps(document.problems)
    root = document.root
    shared: Node | None = None

    def workspace() -> Node:
        """The table of shared dependencies: of this file, or of the nearest one above that has it."""
        if "workspace" in root:
            return root["workspace"]["dependencies"]
        for path in _companions(file.path):
            if b"[workspace" in file.companions.get(path, b""):
                above = toml.parse(file.companions[path].decode("utf-8-sig", "replace")).root
                if "workspace" in above:
                    return above["workspace"]["dependencies"]
        return root["workspace"]["dependencies"]

    holders = [root, *(table for _, table in root["target"].items())]
    for holder in holders:
        for key, scope in _TABLES.items():
            for name, entry in holder[key].items():
                inherits = entry["workspace"].value is True
                if inherits and shared is None:
                    shared = workspace()
                said = shared[name] if inherits and shared is not None else entry
                if inherits and not said:
                    yield Gap(f"no workspace has {name[:60]!r}", entry.line)
                found = _row(file.path, entry.line, name, said, entry, scope)
                if found is not None:
                    yield found


def _row(path: str, line: int, name: str, said: Node, entry: Node, scope: str) -> Row | None:
    """The row of one dependency; None for a crate of this repository."""
    if "path" in said and "git" not in said:
        return None
    version = said.text or said["version"].text
    if version is None:
        mark = next((said[key].text for key in ("tag", "rev", "branch") if said[key].text), None)
        where = said["git"].text
        version = f"{where}@{mark}" if where and mark else where
    if entry["optional"].value is True and scope == "runtime":
        scope = "optional"
    exact = _EXACT.fullmatch(version or "")
    crate = said["package"].text or name
    return package(path, line, "cargo", crate, exact[1] if exact else version, scope, exact=exact is not None)


SOURCE = FileSource(
    name="rust",
    version=1,
    tables=(Packages,),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=frozenset({"Cargo.toml"}),
)
