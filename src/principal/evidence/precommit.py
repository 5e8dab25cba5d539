"""Hooks of pre-commit: the repositories that ``.pre-commit-config.yaml`` takes them from, and what its own ones run.

https://pre-commit.com/#pre-commit-configyaml---repos; only those on GitHub have a name that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from principal.core.distinct import distinct
from principal.core.observed import Packages
from principal.core.readers.steps import asked_for_in, image_of
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Mapping, Node, get, items, read_documents, string

_NAME = re.compile(r"(?:.*/)?\.pre-commit-config\.ya?ml")
_GITHUB = re.compile(r"(?:https?://|git@|git://|ssh://git@)github\.com[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?/?")


def _wants(path: str) -> bool:
    return _NAME.fullmatch(path) is not None


def _read(file: SourceFile) -> Iterator[Packages | Gap]:
    documents = read_documents(file.text)
    if documents.error is not None:
        yield Gap(f"not YAML: {documents.error.reason}", documents.error.line)
    for root in documents.roots[:1]:
        if isinstance(root, Mapping):
            yield from distinct(_rows(file.path, root))


def _rows(path: str, root: Mapping) -> Iterator[Packages | Gap]:
    for entry in items(get(root, "repos")):
        named = get(entry, "repo")
        where = _GITHUB.fullmatch(string(named) or "")
        if string(named) == "local":
            yield from _local(path, entry)
        if named is None or where is None:
            continue  # local, meta, or somewhere that has no name
        name = f"{where[1]}/{where[2]}".lower()
        version = string(get(entry, "rev")) or None
        purl = f"pkg:github/{name}" + (f"@{quote(version, safe='')}" if version else "")
        yield Packages(path, named.line, "github", name, version, purl, "development")


def _local(path: str, entry: Node) -> Iterator[Packages]:
    """What hooks that are written out here run: a command, or an image."""
    for hook in items(get(entry, "hooks")):
        run = get(hook, "entry")
        if string(get(hook, "language")) == "docker_image":
            yield from image_of(path, run, "development")
        else:
            yield from asked_for_in(path, run, "development", {})


SOURCE = FileSource(name="precommit", version=4, tables=(Packages,), wants=_wants, read=_read)
