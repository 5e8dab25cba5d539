"""Threat models of Threagile: https://threagile.io. What they say of the system, not of its threats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.model_kinds import kind_of_element, kind_of_word
from principal.core.observed import ModelElements, ModelRelations
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Node, entries, get, items, read_documents, string

TOOL = "threagile"
_NAME = re.compile(r"(?:.*[._-])?threagile(?:[._-].*)?\.ya?ml", re.IGNORECASE)
_CLIENTS = frozenset({"browser", "desktop", "mobile-app", "devops-client", "cli", "client-system"})
_STORES = frozenset({"message-queue", "stream-processing", "event-listener"})
_EDGES = frozenset({"load-balancer", "reverse-proxy", "waf", "gateway", "service-mesh", "ids", "ips"})
_JOBS = frozenset({"batch-processing", "scheduler", "task", "big-data-platform"})


def _wants(path: str) -> bool:
    return not copied(path) and _NAME.fullmatch(base_name(path)) is not None


def _read(file: SourceFile) -> Iterator[ModelElements | ModelRelations | Gap]:
    """Technical assets and their communication links; trust boundaries as the wholes that assets are in."""
    yield from distinct(_rows(file))


def _rows(file: SourceFile) -> Iterator[ModelElements | ModelRelations | Gap]:
    documents = read_documents(file.text)
    for root in documents.roots[:1]:
        for line, included in [(item.line, string(item)) for item in items(get(root, "includes"))]:
            yield Gap(
                f"it takes in {(included or '')[:100]}, which is read only where its own name says threagile", line
            )
        inside = {}
        for name, line, boundary in entries(get(root, "trust_boundaries")):
            identifier = string(get(boundary, "id")) or name
            for asset in items(get(boundary, "technical_assets_inside")):
                inside[string(asset)] = identifier
            for nested in items(get(boundary, "trust_boundaries_nested")):
                inside[string(nested)] = identifier
            kind = string(get(boundary, "type")) or "trust boundary"
            described = string(get(boundary, "description"))
            yield ModelElements(file.path, line, TOOL, identifier, name, "system", kind, None, described, None)
        for name, line, asset in entries(get(root, "technical_assets")):
            yield from _asset(file.path, name, line, asset, inside)
    if documents.error is not None:
        yield Gap(f"not YAML: {documents.error.reason}", documents.error.line)


def _asset(
    path: str, name: str, line: int, asset: Node, inside: dict[str | None, str]
) -> Iterator[ModelElements | ModelRelations | Gap]:
    identifier = string(get(asset, "id"))
    if identifier is None:
        yield Gap(f"a technical asset without an id: {name[:60]}", line)
        return
    technologies = [t for item in items(get(asset, "technologies")) if (t := string(item))]
    technology = string(get(asset, "technology")) or (technologies[0] if technologies else None)
    tags = [t for item in items(get(asset, "tags")) if (t := string(item))]
    yield ModelElements(
        path=path,
        line=line,
        tool=TOOL,
        id=identifier,
        name=name,
        kind=_kind(asset, technology, name),
        written=technology or string(get(asset, "type")) or "",
        technology=", ".join(tags) or None,
        description=string(get(asset, "description")),
        parent=inside.get(identifier),
    )
    for called, at, link in entries(get(asset, "communication_links")):
        target = string(get(link, "target"))
        if target is None:
            yield Gap(f"a communication link without a target: {called[:60]}", at)
        else:
            yield ModelRelations(path, at, TOOL, identifier, target, called, string(get(link, "protocol")))


def _kind(asset: Node, technology: str | None, name: str) -> str:
    sort = string(get(asset, "type"))
    by_human = string(get(asset, "used_as_client_by_human")) == "true"
    if technology in _CLIENTS or by_human:
        return "app"
    if string(get(asset, "out_of_scope")) == "true" or sort == "external-entity":
        return "external"
    if technology in _STORES:
        return "queue"
    if technology in _EDGES:
        return "edge"
    if technology in _JOBS:
        return "job"
    if technology == "library":
        return "library"
    if sort == "datastore":
        said = kind_of_word(technology)
        return said if said in ("cache", "queue") else "database"
    said = kind_of_element([], None, name)
    return said if said in ("cache", "queue", "job", "edge") else "service"


SOURCE = FileSource(name="threagile", version=1, tables=(ModelElements, ModelRelations), wants=_wants, read=_read)
