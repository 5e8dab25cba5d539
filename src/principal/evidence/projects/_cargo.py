"""Cargo packages: path dependencies, and binaries.

https://doc.rust-lang.org/cargo/reference/cargo-targets.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from principal.core.readers import toml
from principal.core.readers.node import Node
from principal.core.readers.places import placed
from principal.core.sources import SourceFile
from principal.evidence.projects import ProjectReferences, Projects

_HELPER = re.compile(r"(?:^|[-_])(?:\w*bindgen|gen|codegen|tests?|bench|fuzz|example|demo)(?:$|[-_])", re.IGNORECASE)


def read(file: SourceFile) -> Iterator[Projects | ProjectReferences]:
    """The package, and the crates that it takes from a path, its own or the workspace's."""
    root = toml.parse(file.text).root
    name = root["package"]["name"]
    if not name.text:
        return
    bins = (entry["name"].text or "" for entry in root["bin"].elements())
    runs = "[[bin]]" if any(_HELPER.search(bin_name) is None for bin_name in bins) else None
    yield Projects(file.path, name.line, "cargo", name.text, runs)
    above, shared = _workspace(file, root)
    for holder in (root, *(table for _, table in root["target"].items())):
        for crate, entry in holder["dependencies"].items():
            inherits = entry["workspace"].value is True
            said, of = (shared[crate], above) if inherits else (entry, file.path)
            if said["path"].text and (target := placed(of, said["path"].text)) is not None:
                yield ProjectReferences(file.path, entry.line, "cargo", target, "place", crate)


def _workspace(file: SourceFile, root: Node) -> tuple[str, Node]:
    """The manifest of the workspace and its shared dependencies."""
    if "workspace" in root:
        return file.path, root["workspace"]["dependencies"]
    for path in sorted(file.companions, key=lambda p: -len(posixpath.dirname(p))):
        if b"[workspace" in file.companions[path]:
            found = toml.parse(file.companions[path].decode("utf-8-sig", "replace")).root
            if "workspace" in found:
                return path, found["workspace"]["dependencies"]
    return file.path, root["workspace"]["dependencies"]
