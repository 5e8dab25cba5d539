"""Entities of Backstage's catalog: https://backstage.io/docs/features/software-catalog/descriptor-format."""

from __future__ import annotations

import re
from typing import Any

from principal.core.marks import EXPORTED
from principal.core.yamltext import block
from principal.faces.formats.models.system import Part, System
from principal.faces.formats.models.text import identifiers, line_of, word_of

_COMPONENTS = {
    "service": "service",
    "app": "website",
    "job": "job",
    "library": "library",
    "edge": "edge",
    "wasm": "wasm",
}
_TAG = re.compile(r"[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*")
_UNKNOWN = "unknown"  # what Backstage demands and nobody told us
MAX_NAME = 63


def write(system: System) -> dict[str, str]:
    """A system, and a component or a resource for each part."""
    names = identifiers([p.name for p in system.parts], joint="-", longest=MAX_NAME - 4)
    of_system = word_of(system.name, otherwise="system")[:MAX_NAME].rstrip("-")
    by_name = {p.name: p for p in system.parts}
    needs: dict[str, list[str]] = {}
    for need in system.needs:
        target = by_name[need.needs]
        needs.setdefault(need.component, []).append(f"{_kind(target).lower()}:{names[target.name]}")
    documents = [_entity("System", of_system, system.name, None, {"owner": _UNKNOWN})]
    for part in system.parts:
        kind = _kind(part)
        spec: dict[str, Any] = {"type": _COMPONENTS.get(part.kind, part.kind)}
        if kind == "Component":
            spec["lifecycle"] = _UNKNOWN
        spec["owner"] = word_of(part.team)[:MAX_NAME] if part.team else _UNKNOWN
        if not part.external:
            spec["system"] = of_system
        if part.name in needs:
            spec["dependsOn"] = needs[part.name]
        documents.append(_entity(kind, names[part.name], part.name, part, spec))
    head = f"# {EXPORTED} backstage; change the records instead\n"
    return {"catalog-info.yaml": head + "---\n".join(block(d, 0, 2, "\n") + "\n" for d in documents)}


def _kind(part: Part) -> str:
    return "Component" if part.kind in _COMPONENTS else "Resource"


def _entity(kind: str, name: str, title: str, part: Part | None, spec: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name}
    if line_of(title) != name:
        metadata["title"] = line_of(title)
    if part is not None:
        metadata["description"] = line_of(part.where)
        tags = sorted({t.lower() for t in part.tech if _TAG.fullmatch(t.lower()) and len(t) <= MAX_NAME})
        if tags:
            metadata["tags"] = tags
    return {"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}
