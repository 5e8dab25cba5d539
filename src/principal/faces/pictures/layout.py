"""Where the boxes and lines of a diagram go: asked of the engine once for each graph, and remembered.

A graph is one of ELK's: ``id``, ``width``, ``height``, ``children``, ``edges``, ``labels``.
Laying it out adds ``x`` and ``y`` to boxes and labels, and ``sections`` to edges.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import itertools
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
Places = dict[str, tuple[float, float, float]]

STEADY = 0.12  # so many pairs of boxes may change sides when a diagram changes
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
        if left:
            before = {name: _remembered(known.get(last[name])) for name in left}
            done.update(_laid_out_steadily({name: graphs[name] for name in left}, before))
        if self._cache is not None and left:
            self._cache.put({keys[name]: done[name] for name in left})
        if self._cache is not None:
            self._cache.put({last[name]: places(done[name]) for name in graphs})
            self._cache.close()
        return {name: done[name] for name in graphs}


def _laid_out_steadily(graphs: Mapping[str, Graph], before: Mapping[str, Places]) -> dict[str, Graph]:
    """Each graph as near to what it was as can be had; anew where nothing is known of it."""
    asked = [(name, each) for name, graph in graphs.items() for each in _variants(graph, before[name])]
    tried: dict[str, list[Graph]] = {}
    for (name, _), layout in zip(asked, laid_out([each for _, each in asked]), strict=True):
        tried.setdefault(name, []).append(layout)
    chosen = {}
    for name, layouts in tried.items():
        steady = next((each for each in layouts if flips(before[name], places(each)) <= STEADY), None)
        chosen[name] = steady or min(layouts, key=lambda each: flips(before[name], places(each)))
    return chosen


def laid_out(graphs: Sequence[Graph]) -> list[Graph]:
    """Each graph laid out, by one process.

    Raises:
        LayoutFailed: the engine is not installed, or took too long, or could not do one of them.
    """
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")}
    # The same module path as ours, and none of the current folder's: it may be a hostile repository.
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    process = subprocess.Popen(
        _command(),
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
    return [_without_notes(a["graph"]) for a in answers]


def _without_notes(value: Any) -> Any:
    """What the engine answered without what it marked its own objects with."""
    if isinstance(value, dict):
        return {k: _without_notes(v) for k, v in value.items() if not k.startswith("$") and k != "layoutOptions"}
    return [_without_notes(v) for v in value] if isinstance(value, list) else value


def _command() -> list[str]:
    return [sys.executable, "-P", "-m", engine.__name__]


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


def places(layout: Graph) -> Places:
    """Where each box is: its corner within the box that holds it, and its middle from left to right in all."""

    def within(box: Graph, left: float) -> Iterator[tuple[str, tuple[float, float, float]]]:
        for child in box.get("children", ()):
            begin = left + child["x"]
            yield child["id"], (child["x"], child["y"], begin + child["width"] / 2)
            yield from within(child, begin)

    return dict(within(layout, 0))


def flips(before: Places, after: Places) -> float:
    """The share of pairs of boxes of which the left one became the right one."""
    both = sorted(before.keys() & after.keys())
    pairs = [(a, b) for a, b in itertools.combinations(both, 2) if abs(before[a][2] - before[b][2]) >= 1]
    turned = sum((before[a][2] - before[b][2]) * (after[a][2] - after[b][2]) < 0 for a, b in pairs)
    return turned / max(len(pairs), 1)


def _remembered(kept: object) -> Places:
    """What the cache has of a diagram; nothing where it is not what we put there now."""
    found: Places = {}
    for name, place in kept.items() if isinstance(kept, dict) else ():
        if isinstance(place, list) and len(place) == 3 and all(isinstance(n, int | float) for n in place):
            found[name] = (place[0], place[1], place[2])
    return found


def _variants(graph: Graph, before: Places) -> list[Graph]:
    """What to ask for: the graph, or where it is known how it was, two ways to keep near to that.

    The first keeps the order within rows and has fewer crossings; the second keeps the rows too.
    """
    if not before:
        return [graph]
    told = copy.deepcopy(graph)
    known = {name: (x, y) for name, (x, y, _) in before.items()}
    known.update(_expected(graph, known))
    for box in walk(told):
        options = box["layoutOptions"] = {**box.get("layoutOptions", {})}
        if box["id"] in known:
            options["elk.position"] = "({:.1f},{:.1f})".format(*known[box["id"]])
        if box.get("children"):
            options["elk.layered.crossingMinimization.semiInteractive"] = "true"
    rows = copy.deepcopy(told)
    for box in walk(rows):
        if box.get("children"):
            box["layoutOptions"]["elk.layered.layering.strategy"] = "INTERACTIVE"
    return [told, rows]


def _expected(graph: Graph, known: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """About where each new box belongs: amid those that it has lines to."""
    near: dict[str, list[tuple[float, float]]] = {}
    for edge in graph["edges"]:
        for one, other in itertools.permutations((edge["sources"][0], edge["targets"][0])):
            if one not in known and other in known:
                near.setdefault(one, []).append(known[other])
    return {name: (sum(x for x, _ in at) / len(at), sum(y for _, y in at) / len(at)) for name, at in near.items()}
