"""Kubernetes manifests: workloads, their images, and whom they are told to call.

Any YAML file whose documents have ``apiVersion`` and ``kind``. Helm templates are read as far
as the chart's own values tell (and reported as read in part).
"""

from __future__ import annotations

import functools
import itertools
import posixpath
import re
from collections.abc import Iterator

from principal.core.addresses import addresses, arguments, holds_address
from principal.core.distinct import distinct
from principal.core.helm import MARK, fill_in
from principal.core.images import image_package, kind_of_image, kind_of_service, parse_image
from principal.core.observed import Calls, Components, Endpoints, Mounts, Packages, Resources
from principal.core.readers.endpoints import endpoints_in
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import (
    Documents,
    Mapping,
    Node,
    entries,
    get,
    integer,
    items,
    read_documents,
    string,
)
from principal.evidence.kubernetes._labels import Labels, labels_of
from principal.evidence.kubernetes._pods import MAX_VARIABLES, NAME, Workload, containers, given, name_of, workload_of

Row = Packages | Components | Calls | Resources | Endpoints | Mounts | Labels | Gap

MAX_OBJECTS = 3_000
MAX_KEPT = 256 * 1024  # bytes of a chart's file that is kept read, for its next template
MAX_VALUE = 4_096  # characters of a variable that are looked at

_IS_MANIFEST = re.compile(rb"^[ \t]*['\"]?apiVersion['\"]?[ \t]*:", re.MULTILINE)
_HAS_KIND = re.compile(rb"^[ \t{]*['\"]?kind['\"]?[ \t]*:", re.MULTILINE)
_SEPARATOR = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)
_DEFINITION = re.compile(r"^kind:[ \t]*CustomResourceDefinition[ \t\r]*$", re.MULTILINE)
_DEFINITION_NAME = re.compile(r"^metadata:[ \t\r]*$(?:\n[ \t]+.*)*?\n[ \t]{1,4}name:[ \t]*([^\s#]+)", re.MULTILINE)
_REFERENCE = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_]*)\)")

_BUILT_IN = ("v1", "apps", "batch", "autoscaling", "policy", "extensions")
# Files of the same form that a client reads, not the cluster.
_CLIENTS = frozenset({"kustomize.config.k8s.io", "kind.x-k8s.io", "k3d.io", "backstage.io", "scaffolder.backstage.io"})
_CLIENT_KINDS = frozenset({"List", "Config"})  # of the core group: a wrapper, and a client's settings


def _wants(path: str) -> bool:
    return path.endswith((".yaml", ".yml"))


def _companions(path: str) -> tuple[str, ...]:
    """The chart that a template belongs to."""
    at = path.rfind("/templates/") if "/templates/" in path else (0 if path.startswith("templates/") else -1)
    if at < 0:
        return ()
    chart = path[:at] if at else ""
    return (posixpath.join(chart, "values.yaml"), posixpath.join(chart, "Chart.yaml"))


def read(file: SourceFile) -> Iterator[Row]:
    """Components, images, calls and resources that a manifest declares."""
    if not _IS_MANIFEST.search(file.content) or not _HAS_KIND.search(file.content):
        return
    yield from distinct(_rows(file))


def _rows(file: SourceFile) -> Iterator[Row]:
    objects: list[Mapping] = []
    gaps: list[Gap] = []
    text = file.text
    if file.companions or ("{{" in text and _companions(file.path)):
        chart = _companions(file.path)
        text = fill_in(text, _values(file.companions.get(chart[0])), _values(file.companions.get(chart[1])))
        if "{{" in file.text:
            gaps.append(Gap("a Helm template: only what its chart's own values tell was read", _first(file.text, "{{")))
    count = 0
    for line, part in _parts(text):
        if "kind" not in part:
            continue
        count += 1
        if count > MAX_OBJECTS or len(objects) >= MAX_OBJECTS:
            gaps.append(Gap(f"more than {MAX_OBJECTS} objects: the rest was not read", line + 1))
            break
        if _DEFINITION.search(part):
            # Generated, huge, and no more to say than its name.
            if name := _DEFINITION_NAME.search(part):
                at = line + 1 + part.count("\n", 0, name.start(1))
                yield Resources(
                    file.path, at, "CustomResourceDefinition", name[1].strip("\"'"), "kubernetes", None, None
                )
            continue
        documents = read_documents(part, line)
        if documents.error is not None and not (gaps and "Helm" in gaps[0].reason):
            template = "a template, not YAML" if "{{" in part or "{%" in part else f"not YAML: {documents.error.reason}"
            gaps.append(Gap(template, documents.error.line))
        for root in documents.roots:
            objects += _objects(root)
    yield from gaps
    if objects:
        yield from _Manifest(file.path, objects).rows()


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The documents of a stream, each with the number of lines before it."""
    at = 0
    line = 0
    for match in _SEPARATOR.finditer(text):
        yield line, text[at : match.start()]
        line += text.count("\n", at, match.end())
        at = match.end()
    yield line, text[at:]


def _objects(root: Node) -> Iterator[Mapping]:
    if not isinstance(root, Mapping):
        return
    kind = string(get(root, "kind"))
    if kind is None or string(get(root, "apiVersion")) is None:
        return
    if kind == "List":
        for item in items(get(root, "items"))[:MAX_OBJECTS]:
            if isinstance(item, Mapping) and string(get(item, "kind")):
                yield item
    yield root


class _Manifest:
    """The objects of one file."""

    def __init__(self, path: str, objects: list[Mapping]) -> None:
        self.path = path
        self.objects = objects
        self.unknown: dict[str, int] = {}
        self.workloads = [found for node in objects if (found := workload_of(node)) is not None]
        self.services: dict[str, str] = {}  # name of a Service to the workload that it selects
        self.maps: dict[tuple[str, str], dict[str, tuple[str, int]]] = {}
        for node in objects:
            kind, name = string(get(node, "kind")), name_of(node)
            if name is None:
                continue
            if kind == "Service":
                selector = {key: string(value) or "" for key, _, value in entries(get(node, "spec", "selector"))}
                chosen = [w.name for w in self.workloads if selector and selector.items() <= w.labels.items()]
                self.services[name] = chosen[0] if len(chosen) == 1 else name
            elif kind in ("ConfigMap", "Secret"):
                data = get(node, "data" if kind == "ConfigMap" else "stringData")
                self.maps[kind, name] = {
                    key: (text[:MAX_VALUE], line)
                    for key, line, value in itertools.islice(entries(data), MAX_VARIABLES)
                    if (text := string(value)) is not None
                }

    def rows(self) -> Iterator[Row]:
        for node in self.objects:
            yield from self._resource(node)
        yield from self._endpoints()
        yield from labels_of(self.path, self.objects, self.workloads)
        for workload in self.workloads:
            yield from self._component(workload)
            yield from self._mounts(workload)
            for container in containers(workload.pod):
                yield from self._calls(workload, container)
        if self.unknown:
            names = ", ".join(sorted(self.unknown)[:10])
            more = f" and {len(self.unknown) - 10} more" if len(self.unknown) > 10 else ""
            yield Gap(
                f"variables that hold addresses take their value from elsewhere: {names}{more}",
                min(self.unknown.values()),
                hides="observed.calls",
            )

    def _resource(self, node: Mapping) -> Iterator[Packages | Components | Resources]:
        kind, version, name = string(get(node, "kind")), string(get(node, "apiVersion")), name_of(node)
        if kind is None or version is None or MARK in kind + version or "{{" in kind + version:
            return
        group = version.partition("/")[0]
        if group in _CLIENTS or (group == "v1" and kind in _CLIENT_KINDS):
            return
        built_in = group in _BUILT_IN or group.endswith(".k8s.io")
        provider = "kubernetes" if built_in else group
        if not built_in and "." not in group:
            return  # another tool's file that looks like a manifest
        line = node.entries["kind"].line
        yield Packages(self.path, node.entries["apiVersion"].line, "kubernetes", provider, None, None, "runtime")
        if name is None:
            return
        yield Resources(self.path, line, kind, name, provider, None, _detail(kind, node))
        yield from self._charts(kind, node)
        external = string(get(node, "spec", "externalName"))
        if kind == "Service" and external and MARK not in external:
            yield Components(self.path, line, name, "external", "kubernetes", None, None, None)

    def _charts(self, kind: str, node: Mapping) -> Iterator[Packages]:
        """Charts that Argo CD, Flux or k3s are told to install."""
        places = {
            "Application": [get(node, "spec", "source"), *items(get(node, "spec", "sources"))],
            "HelmRelease": [get(node, "spec", "chart", "spec")],
            "HelmChart": [get(node, "spec")],
        }
        for place in places.get(kind, ()):
            chart = string(get(place, "chart"))
            if place is not None and chart is not None and MARK not in chart and not chart.startswith((".", "/")):
                version = string(get(place, "targetRevision")) or string(get(place, "version"))
                yield Packages(self.path, place.line, "helm", chart.rpartition("/")[2], version, None, "runtime")

    def _component(self, workload: Workload) -> Iterator[Packages | Components | Gap]:
        main: str | None = None
        kind: str | None = None
        for container in containers(workload.pod):
            node = get(container, "image")
            text = string(node)
            if node is None or text is None:
                continue
            image = None if MARK in text or "{{" in text else parse_image(text)
            if image is not None:
                yield image_package(self.path, node.line, image)
            elif MARK not in text:
                yield Gap("an image reference that cannot be read", node.line)
            if main is None:
                main = text if MARK not in text else ""
                kind = (kind_of_image(image.name) if image else None) or kind_of_service(workload.name)
        if main is None:
            return  # a patch of a workload that is declared elsewhere
        if workload.kind in ("Job", "CronJob"):
            kind = "job"
        replicas = integer(get(workload.node, "spec", "replicas"))
        yield Components(
            self.path, workload.line, workload.name, kind or "service", "kubernetes", main or None, None, replicas
        )

    def _endpoints(self) -> Iterator[Endpoints]:
        """Addresses in settings that workloads of other files may be given."""
        for (kind, name), data in self.maps.items():
            holder = f"{kind.lower()}/{name}"
            siblings = {key: value for key, (value, _) in data.items() if "\n" not in value}
            for key, (value, line) in data.items():
                if MARK in value or "{{" in value:
                    continue
                if "\n" in value.strip():
                    for e in endpoints_in(value.encode(), code=False):
                        yield Endpoints(self.path, line + e.line, e.key, e.host, e.port, e.via, holder)
                    continue
                for found in addresses(key, value, self.services, siblings):
                    host = found.host.partition(".")[0] if re.search(r"\.svc(?:\.|$)", found.host) else found.host
                    if "." not in host:
                        yield Endpoints(self.path, line, key, host, found.port, found.via, holder)

    def _mounts(self, workload: Workload) -> Iterator[Mounts]:
        """The named settings that a workload is given, whole or one by one."""
        for place, called, node in given(workload.pod):
            name, key = string(get(node, called)), string(get(node, "key"))
            if name is not None and NAME.fullmatch(name) and MARK not in name:
                yield Mounts(self.path, node.line, workload.name, f"{place}/{name}", key)

    def _calls(self, workload: Workload, container: Node) -> Iterator[Calls]:
        known = self._variables(container)
        siblings = {name: value for name, (value, _) in known.items()}
        for name, (value, line) in known.items():
            yield from self._found(workload, name, value, line, siblings, name, strict=False)
        for key in ("command", "args"):
            words: list[str] = []
            lines: list[int] = []
            for item in items(get(container, key))[:MAX_VARIABLES]:
                split = (string(item) or "").split()[:MAX_VARIABLES]
                words += split
                lines += [item.line] * len(split)
            for (name, value), line in zip(arguments(words), lines, strict=True):
                yield from self._found(workload, name, value, line, {}, key, strict=True)

    def _found(
        self,
        workload: Workload,
        name: str,
        value: str,
        line: int,
        siblings: dict[str, str],
        evidence: str,
        strict: bool,
    ) -> Iterator[Calls]:
        if MARK in value or "{{" in value:
            return
        for found in addresses(name, value, self.services, siblings):
            host = found.host
            if re.search(r"\.svc(?:\.|$)", host):  # name.namespace.svc.cluster.local
                host = host.partition(".")[0]
            if strict and host not in self.services and host == found.host:
                continue
            callee = self.services.get(host, host)
            if callee != workload.name and host != workload.name:
                yield Calls(self.path, line, workload.name, callee, found.via, found.port, evidence, "address")

    def _variables(self, container: Node) -> dict[str, tuple[str, int]]:
        """The environment of a container, as far as this file tells it."""
        known: dict[str, tuple[str, int]] = {}
        for source in items(get(container, "envFrom")):
            for kind, key in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
                name = string(get(source, key, "name"))
                prefix = string(get(source, "prefix")) or ""
                known |= {prefix + key: held for key, held in self.maps.get((kind, name or ""), {}).items()}
        for node in items(get(container, "env"))[:MAX_VARIABLES]:
            variable = string(get(node, "name"))
            value = get(node, "value")
            if variable is None:
                continue
            if (text := string(value)) is not None and value is not None:
                text = _REFERENCE.sub(lambda m: known.get(m[1], (m[0], 0))[0][:200], text[:MAX_VALUE])
                known[variable] = (text[:MAX_VALUE], value.line)
                continue
            for kind, key in (("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")):
                reference = get(node, "valueFrom", key)
                if reference is None:
                    continue
                stored = self.maps.get((kind, string(get(reference, "name")) or ""), {})
                found_value = stored.get(string(get(reference, "key")) or "")
                if found_value is not None:
                    known[variable] = (found_value[0], reference.line)
                elif holds_address(variable):
                    self.unknown.setdefault(variable, node.line)
        return known


def _detail(kind: str, node: Mapping) -> str | None:
    """What tells variants of an object apart, where a reader would ask for it."""
    paths = {
        "Ingress": ("spec", "ingressClassName"),
        "Gateway": ("spec", "gatewayClassName"),
        "Service": ("spec", "type"),
        "PersistentVolumeClaim": ("spec", "resources", "requests", "storage"),
        "StorageClass": ("provisioner",),
    }
    text = string(get(node, *paths[kind])) if kind in paths else None
    return text[:200] if text and MARK not in text else None


@functools.lru_cache(maxsize=4)
def _chart_file(content: bytes) -> Documents:
    # Every template of a chart asks for the same two files.
    return read_documents(content.decode("utf-8-sig", errors="replace"))


def _values(content: bytes | None) -> Node | None:
    if content is None:
        return None
    read = _chart_file if len(content) <= MAX_KEPT else _chart_file.__wrapped__
    roots = read(content).roots
    return roots[0] if roots else None


def _first(text: str, what: str) -> int:
    return text.count("\n", 0, text.find(what)) + 1


SOURCE = FileSource(
    name="kubernetes",
    version=5,
    tables=(Packages, Components, Calls, Resources, Endpoints, Mounts, Labels),
    wants=_wants,
    read=read,
    companions=_companions,
    companion_names=frozenset({"values.yaml", "Chart.yaml"}),
)
