"""Where the boxes and lines of a diagram go: asked of the engine once for each graph, and remembered.

A graph is one of ELK's: ``id``, ``width``, ``height``, ``children``, ``edges``, ``labels``.
Laying it out adds ``x`` and ``y`` to boxes and labels, and ``sections`` to edges.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from principal.core.cache import EvidenceCache
from principal.faces.pictures import engine

Graph = dict[str, Any]
Places = dict[str, tuple[float, float]]

SECONDS = 20  # for a call, and two more for each graph
INSTALL = "pip install 'principal-engineer[pictures]'"

# Measured on a model of 27 boxes and 39 labelled lines: see docs/benchmarks.md. The alignment is
# fixed, since the engine would otherwise choose the narrowest of four anew whenever a box is added.
ALIGNMENT = "elk.layered.nodePlacement.bk.fixedAlignment"
OPTIONS = {
    "elk.algorithm": "layered",
    "elk.direction": "DOWN",
    "elk.hierarchyHandling": "INCLUDE_CHILDREN",
    "elk.edgeRouting": "ORTHOGONAL",
    "elk.layered.spacing.nodeNodeBetweenLayers": "44",
    "elk.spacing.nodeNode": "40",
    "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
    ALIGNMENT: "BALANCED",
    "elk.edgeLabels.inline": "true",
    "elk.partitioning.activate": "true",
    "elk.layered.cycleBreaking.strategy": "MODEL_ORDER",
    "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
    "elk.spacing.edgeNode": "18",
    "elk.layered.spacing.edgeEdgeBetweenLayers": "9",
    "elk.layered.thoroughness": "20",
    "elk.layered.mergeEdges": "false",
}
_SEMI = "elk.layered.crossingMinimization.semiInteractive"


class LayoutFailed(Exception):
    """A diagram could not be laid out; the message says why, and what to do where something can be done."""


class Layouts:
    """Lays out graphs, and remembers: the same graph is never asked for twice.

    A diagram that changed keeps the order of its boxes from left to right as it was, as far
    as its new lines allow.
    """

    def __init__(self, cache: EvidenceCache | None = None) -> None:
        self._cache = cache

    def of(self, graphs: Mapping[str, Graph]) -> dict[str, Graph]:
        """Each graph laid out; the keys name the diagrams, and so what each looked like the last time.

        Raises:
            LayoutFailed: one of them could not be.
        """
        keys = {name: f"layout:{_version()}:{_hash(graph)}" for name, graph in graphs.items()}
        last = {name: f"last layout:{name}" for name in graphs}
        known = self._cache.get([*keys.values(), *last.values()]) if self._cache else {}
        done: dict[str, Any] = {name: known[key] for name, key in keys.items() if key in known}
        left = [name for name in graphs if name not in done]
        asked = [_remembering(graphs[name], known.get(last[name])) for name in left]
        done.update(zip(left, laid_out(asked), strict=True) if left else ())
        if self._cache is not None and left:
            places = {last[name]: dict(_places(done[name])) for name in left}
            self._cache.put({**{keys[name]: done[name] for name in left}, **places})
            self._cache.close()
        return {name: done[name] for name in graphs}


def laid_out(graphs: Sequence[Graph]) -> list[Graph]:
    """Each graph laid out, by one process.

    Raises:
        LayoutFailed: the engine is not installed, or took too long, or could not do one of them.
    """
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")}
    # The same module path as ours, and none of the current folder's: it may be a hostile repository.
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", engine.__name__],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd="/", env=environment, start_new_session=True,
    )  # fmt: skip
    seconds = SECONDS + 2 * len(graphs)
    try:
        output, _ = process.communicate(json.dumps(graphs).encode() + b"\n", timeout=seconds)
    except subprocess.TimeoutExpired:
        _kill(process)
        output, _ = process.communicate()
        if output.count(b"\n") < len(graphs):  # else it has answered, and hung at its end
            raise LayoutFailed(f"the diagram was not laid out within {seconds} seconds") from None
    except BaseException:
        _kill(process)
        process.wait()
        raise
    if process.returncode == engine.ABSENT:
        raise LayoutFailed(f"diagrams need the engine that lays them out; install it with: {INSTALL}")
    answers = [json.loads(line) for line in output.splitlines()]
    wrong = next((a["error"] for a in answers if "error" in a), None)
    if wrong is not None:
        raise LayoutFailed(f"the diagram could not be laid out: {wrong}")
    if len(answers) < len(graphs):
        raise LayoutFailed(f"the diagram could not be laid out: the engine ended with code {process.returncode}")
    return [a["graph"] for a in answers]


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@lru_cache(maxsize=1)
def _version() -> str:
    return hashlib.blake2b(engine.WORKER.read_bytes(), digest_size=8).hexdigest()


def _hash(graph: Graph) -> str:
    return hashlib.blake2b(json.dumps(graph).encode(), digest_size=16).hexdigest()


def walk(graph: Graph) -> Iterator[Graph]:
    """The graph and all boxes in it."""
    yield graph
    for child in graph.get("children", ()):
        yield from walk(child)


def _places(graph: Graph) -> Iterator[tuple[str, tuple[float, float]]]:
    for box in walk(graph):
        if "x" in box:
            yield box["id"], (box["x"], box["y"])


def _remembering(graph: Graph, places: object) -> Graph:
    """The graph as it is asked for: with where its boxes were the last time, if that is known."""
    if not isinstance(places, dict):
        return graph
    told = copy.deepcopy(graph)
    for box in walk(told):
        options = box.setdefault("layoutOptions", {})
        if box["id"] in places:
            x, y = places[box["id"]]
            options["elk.position"] = f"({x},{y})"
        if box.get("children"):
            options[_SEMI] = "true"
    return told
