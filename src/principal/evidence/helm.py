"""Helm charts: what a chart depends on, and the images that its values name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.images import image_package, parse_image
from principal.core.observed import Packages
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Mapping, Node, Scalar, entries, get, items, read_documents, string

_DEPENDENCIES = ("Chart.yaml", "requirements.yaml")
_VALUES = re.compile(r"values(?:[._-][A-Za-z0-9._-]+)?\.ya?ml")
_HELMFILE = re.compile(r"helmfile(?:[._-][A-Za-z0-9._-]+)?\.ya?ml")


def _wants(path: str) -> bool:
    name = posixpath.basename(path)
    return name in _DEPENDENCIES or _VALUES.fullmatch(name) is not None or _HELMFILE.fullmatch(name) is not None


def _companions(path: str) -> tuple[str, ...]:
    folder, name = posixpath.split(path)
    if name in _DEPENDENCIES:
        return (posixpath.join(folder, "values.yaml"),)
    return (posixpath.join(folder, "Chart.yaml"),) if _VALUES.fullmatch(name) else ()


def read(file: SourceFile) -> Iterator[Packages | Gap]:
    """Charts and images that a chart names."""
    folder, name = posixpath.split(file.path)
    if _VALUES.fullmatch(name) and posixpath.join(folder, "Chart.yaml") not in file.companions:
        return  # values of something else
    documents = read_documents(file.text)
    if documents.error is not None:
        template = "{{" in file.text and _HELMFILE.fullmatch(name)
        reason = "a template, not YAML" if template else f"not YAML: {documents.error.reason}"
        yield Gap(reason, documents.error.line)
    values = _root(file.companions.get(posixpath.join(folder, "values.yaml")))
    for root in documents.roots:
        if _VALUES.fullmatch(name):
            rows = _images(file.path, root, "runtime", ("", ""))
        elif _HELMFILE.fullmatch(name):
            rows = _releases(file.path, root)
        else:
            rows = _charts(file.path, name, root, values)
        yield from distinct(rows)


def _root(content: bytes | None) -> Node | None:
    roots = read_documents(content.decode("utf-8-sig", errors="replace")).roots if content is not None else []
    return roots[0] if roots else None


def _charts(path: str, name: str, root: Node, values: Node | None) -> Iterator[Packages | Gap]:
    if name == "Chart.yaml":
        if string(get(root, "name")) is None:
            return
        yield Packages(path, root.line, "file", "Chart.yaml", None, None, "runtime")
    for item in items(get(root, "dependencies")):
        chart = string(get(item, "name"))
        repository = string(get(item, "repository")) or ""
        if chart is None or repository.startswith("file://") or not repository:
            continue  # a chart of this repository
        # Of several conditions the first that the values know decides.
        scope = "runtime"
        for condition in (string(get(item, "condition")) or "").split(","):
            switch = get(values, *condition.strip().split("."))
            if isinstance(switch, Scalar):
                scope = "optional" if switch.value.lower() == "false" else "runtime"
                break
        line = item.entries["name"].line if isinstance(item, Mapping) else item.line
        yield Packages(path, line, "helm", chart, string(get(item, "version")), None, scope)


def _releases(path: str, root: Node) -> Iterator[Packages | Gap]:
    for release in items(get(root, "releases")):
        node = get(release, "chart")
        chart = string(node)
        if node is None or chart is None or chart.startswith((".", "/")):
            continue
        if "{{" in chart:
            yield Gap("a chart that a template decides", node.line)
            continue
        name = chart.partition("?")[0].rstrip("/").rpartition("/")[2]
        yield Packages(path, node.line, "helm", name, string(get(release, "version")), None, "runtime")


def _images(path: str, node: Node, scope: str, keys: tuple[str, str]) -> Iterator[Packages | Gap]:
    """Images in values: ``{registry, repository, tag}`` or one string, under ``image`` or in ``images``.

    Recursion is bounded by the depth to which YAML is read.
    """
    if string(get(node, "enabled")) == "false":
        scope = "optional"
    repository = get(node, "repository") or get(node, "repo")
    text = string(repository)
    if repository is not None and text and (keys[1].lower().endswith("image") or keys[0] == "images"):
        registry = string(get(node, "registry"))
        tag = string(get(node, "tag"))
        image = parse_image((f"{registry}/" if registry else "") + text + (f":{tag}" if tag else ""))
        if image is not None:
            yield image_package(path, repository.line, image, scope)
    for key, _, value in entries(node):
        whole = string(value)
        if key.lower().endswith("image") and whole and ("/" in whole or ":" in whole):
            image = parse_image(whole)
            if image is not None and isinstance(value, Scalar):
                yield image_package(path, value.line, image, scope)
        yield from _images(path, value, scope, (keys[1], key))
    for item in items(node):
        yield from _images(path, item, scope, keys)


SOURCE = FileSource(
    name="helm",
    version=1,
    tables=(Packages,),
    wants=_wants,
    read=read,
    companions=_companions,
    companion_names=frozenset({"values.yaml", "Chart.yaml"}),
)
