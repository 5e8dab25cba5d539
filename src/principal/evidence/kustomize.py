"""Kustomize: images that an overlay puts in place of others, and charts that it inflates."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.images import image_package, parse_image
from principal.core.observed import Packages
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Mapping, Node, get, items, read_documents, string

_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


def _wants(path: str) -> bool:
    return posixpath.basename(path) in _NAMES


def read(file: SourceFile) -> Iterator[Packages | Gap]:
    """Images and charts that a kustomization names."""
    documents = read_documents(file.text)
    if documents.error is not None:
        yield Gap(f"not YAML: {documents.error.reason}", documents.error.line)
    for root in documents.roots[:1]:
        if not isinstance(root, Mapping):
            yield Gap("not a kustomization: its top level is no mapping", root.line)
            return
        yield from distinct(_rows(file.path, root))


def _rows(path: str, root: Node) -> Iterator[Packages | Gap]:
    yield Packages(path, root.line, "file", "kustomization.yaml", None, None, "runtime")
    for item in items(get(root, "images")):
        name = string(get(item, "newName")) or string(get(item, "name"))
        if name is None:
            continue
        tag, digest = string(get(item, "newTag")), string(get(item, "digest"))
        image = parse_image(name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else ""))
        if image is None:
            yield Gap("an image reference that cannot be read", item.line)
        else:
            yield image_package(path, item.line, image)
    for item in items(get(root, "helmCharts")):
        chart = string(get(item, "name"))
        if chart is not None and string(get(item, "repo")):
            yield Packages(path, item.line, "helm", chart, string(get(item, "version")), None, "runtime")


SOURCE = FileSource(name="kustomize", version=1, tables=(Packages,), wants=_wants, read=read)
