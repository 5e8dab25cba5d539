"""By which labels Services find the pods of workloads, which may stand in other files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from principal.core.helm import MARK
from principal.core.tables import table
from principal.core.yamltree import Mapping, entries, get, string
from principal.evidence.kubernetes._pods import Workload, name_of

MAX_LABELS = 50  # of one object; nothing is said of one with more


@table("observed", key=("path", "line", "name", "role"))
@dataclass(frozen=True, slots=True)
class Labels:
    """What labels the pods of a workload have, and by which a Service finds its pods."""

    path: str
    line: int
    name: str  # of the workload, or of the Service
    role: str  # workload or service
    labels: str  # sorted, each as key=value, with blanks between


def labels_of(path: str, objects: Iterable[Mapping], workloads: Sequence[Workload]) -> Iterator[Labels]:
    """A row for each workload and each Service; a label that a template fills in finds nobody."""
    for workload in workloads:
        known = {key: value for key, value in workload.labels.items() if MARK not in key + value}
        yield from _row(path, workload.line, workload.name, "workload", known)
    for node in objects:
        name = name_of(node)
        if name is not None and string(get(node, "kind")) == "Service":
            chosen = {key: string(value) or "" for key, _, value in entries(get(node, "spec", "selector"))}
            if not any(MARK in key + value for key, value in chosen.items()):
                yield from _row(path, node.entries["kind"].line, name, "service", chosen)


def _row(path: str, line: int, name: str, role: str, labels: dict[str, str]) -> Iterator[Labels]:
    if 0 < len(labels) <= MAX_LABELS:
        yield Labels(path, line, name, role, " ".join(sorted(f"{key}={value}" for key, value in labels.items())))
