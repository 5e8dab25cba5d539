"""What runs pods, and what pods are given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from principal.core.helm import MARK
from principal.core.yamltree import Mapping, Node, entries, get, items, string

MAX_VARIABLES = 500  # of one container

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,252}")
_TEMPLATED = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "Rollout",
              "DeploymentConfig")  # fmt: skip


@dataclass(slots=True)
class Workload:
    """Something that runs pods."""

    name: str
    kind: str
    line: int
    node: Mapping
    pod: Mapping
    labels: dict[str, str] = field(default_factory=dict)


def workload_of(node: Mapping) -> Workload | None:
    """What runs pods, if the object does."""
    kind, name = string(get(node, "kind")) or "", name_of(node)
    if name is None:
        return None
    if kind in _TEMPLATED or (kind == "Service" and get(node, "spec", "template") is not None):
        pod = get(node, "spec", "template")
    elif kind == "CronJob":
        pod = get(node, "spec", "jobTemplate", "spec", "template")
    elif kind == "Pod":
        pod = node
    else:
        return None
    if not isinstance(pod, Mapping):
        return None
    labels = {key: string(value) or "" for key, _, value in entries(get(pod, "metadata", "labels"))}
    return Workload(name, kind, node.entries["kind"].line, node, pod, labels)


def containers(pod: Node) -> list[Node]:
    """Its containers, those that run before the others last."""
    return [container for key in ("containers", "initContainers") for container in items(get(pod, "spec", key))[:100]]


def given(pod: Node) -> Iterator[tuple[str, str, Node]]:
    """Where a pod names a ConfigMap or Secret: which of them, under which key its name is, and the node."""
    for container in containers(pod):
        for source in items(get(container, "envFrom"))[:MAX_VARIABLES]:
            yield from _references(source, (("configmap", "configMapRef", "name"), ("secret", "secretRef", "name")))
        for variable in items(get(container, "env"))[:MAX_VARIABLES]:
            places = (("configmap", "configMapKeyRef", "name"), ("secret", "secretKeyRef", "name"))
            yield from _references(get(variable, "valueFrom"), places)
    for volume in items(get(pod, "spec", "volumes"))[:MAX_VARIABLES]:
        yield from _references(volume, (("configmap", "configMap", "name"), ("secret", "secret", "secretName")))


def _references(node: Node | None, places: tuple[tuple[str, str, str], ...]) -> Iterator[tuple[str, str, Node]]:
    for place, key, called in places:
        if (found := get(node, key)) is not None:
            yield place, called, found


def name_of(node: Node) -> str | None:
    """The name of an object, where it is one."""
    name = string(get(node, "metadata", "name")) or (string(get(node, "metadata", "generateName")) or "").rstrip("-")
    return name if NAME.fullmatch(name) and MARK not in name else None
