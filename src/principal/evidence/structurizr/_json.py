"""Structurizr workspaces as JSON: https://github.com/structurizr/json."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core.observed import ModelElements, ModelRelations
from principal.core.readers import jsonc
from principal.core.sources import Gap, SourceFile
from principal.evidence.structurizr._model import Element, Model, Relation

if TYPE_CHECKING:
    from principal.core.readers.node import Node

_LISTS = (
    ("people", "person", "person"),
    ("softwareSystems", "softwaresystem", "softwareSystem"),
    ("customElements", "element", "element"),
    ("containers", "container", "container"),
    ("components", "component", "component"),
    ("deploymentNodes", "deploymentnode", "deploymentNode"),
    ("children", "deploymentnode", "deploymentNode"),
    ("infrastructureNodes", "infrastructurenode", "infrastructureNode"),
)
_STANDARD = frozenset({"element", "person", "software system", "container", "component", "deployment node"})


def rows(file: SourceFile) -> Iterator[ModelElements | ModelRelations | Gap]:
    """What a workspace declares; nothing where the file is none."""
    document = jsonc.parse(file.text)
    declared = document.root["model"]
    if not any(declared[name].is_list for name, _, _ in _LISTS):
        return
    model = Model()
    for style in document.root["views"]["configuration"]["styles"]["elements"].elements():
        tag, shape = style["tag"].text, style["shape"].text
        if tag and shape:
            model.shapes.setdefault(tag.lower(), shape.lower())
    gaps: list[Gap] = []
    _elements(declared, None, model, gaps)
    yield from model.rows(file.path)
    yield from gaps
    for problem in document.problems:
        yield Gap(problem.reason, problem.line)


def _elements(holder: Node, parent: Element | None, model: Model, gaps: list[Gap]) -> None:
    for key, kind, written in _LISTS:
        for node in holder[key].elements():
            name, identifier = node["name"].text, node["id"].scalar
            if not name or not identifier:
                gaps.append(Gap("an element without a name or an id", node.line))
                continue
            element = Element("", kind, written, name, node.line, parent)
            element.description = node["description"].text
            element.technology = node["technology"].text or node["metadata"].text
            tags = (node["tags"].text or "").split(",")
            element.tags = [t.strip() for t in tags if t.strip() and t.strip().lower() not in _STANDARD]
            model.add(element, identifier)
            for relation in node["relationships"].elements():
                _relation(relation, element, model, gaps)
            _elements(node, element, model, gaps)


def _relation(node: Node, source: Element, model: Model, gaps: list[Gap]) -> None:
    target = node["destinationId"].scalar
    if not target:
        gaps.append(Gap("a relation without a destination", node.line))
    elif not node["linkedRelationshipId"]:  # implied by another one, which is there too
        described, technology = node["description"].text, node["technology"].text
        model.relations.append(Relation(node.line, source, target, described, technology, None))
