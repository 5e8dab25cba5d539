"""Entities of Backstage's software catalog, as ``catalog-info.yaml`` files describe them.

Format: https://backstage.io/docs/features/software-catalog/descriptor-format
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.marks import EXPORTED
from principal.core.observed import CatalogEntities
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Mapping, Node, get, items, read_documents, string

_NAME = re.compile(r"(?:.*[._-])?catalog-info(?:[._-].*)?\.ya?ml")


def _wants(path: str) -> bool:
    return _NAME.fullmatch(path.rpartition("/")[2]) is not None


def _read(file: SourceFile) -> Iterator[CatalogEntities | Gap]:
    """One row for each document that has a kind and a name; of what we wrote ourselves none."""
    if EXPORTED in file.text[:200]:
        return
    rows: dict[object, CatalogEntities | Gap] = {}
    for row in _rows(file):
        rows.setdefault((row.line, row.kind, row.name) if isinstance(row, CatalogEntities) else row, row)
    yield from rows.values()


def _rows(file: SourceFile) -> Iterator[CatalogEntities | Gap]:
    documents = read_documents(file.text)
    for root in documents.roots:
        kind, name = string(get(root, "kind")), string(get(root, "metadata", "name"))
        if not isinstance(root, Mapping) or kind is None or name is None:
            yield Gap("an entity without a kind or a name", root.line)
        elif "{{" in name or "{%" in name:
            yield Gap("a template, not an entity", root.line)
        else:
            yield _entity(file.path, root, kind, name)
    if documents.error is not None:
        template = "{{" in file.text or "{%" in file.text
        reason = "a template, not an entity" if template else f"not YAML: {documents.error.reason}"
        yield Gap(reason, documents.error.line)


def _entity(path: str, root: Mapping, kind: str, name: str) -> CatalogEntities:
    spec = get(root, "spec")
    needs = [*_texts(get(spec, "dependsOn")), *_texts(get(spec, "consumesApis"))]
    return CatalogEntities(
        path=path,
        line=root.line,
        kind=kind,
        name=name,
        type=string(get(spec, "type")),
        owner=string(get(spec, "owner")),
        system=string(get(spec, "system")),
        lifecycle=string(get(spec, "lifecycle")),
        depends_on=list(dict.fromkeys(needs)),
        adr_location=string(get(root, "metadata", "annotations", "backstage.io/adr-location")),
    )


def _texts(node: Node | None) -> list[str]:
    return [text for item in items(node) if (text := string(item)) is not None]


SOURCE = FileSource(name="backstage", version=2, tables=(CatalogEntities,), wants=_wants, read=_read)
