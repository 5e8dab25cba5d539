"""How well a diagram is laid out: counts what makes it hard to read, on a model of 27 boxes.

python benchmarks/crossings.py LAYOUT.json   # a graph as the engine gives it back, with x, y and sections
"""

from __future__ import annotations

import copy
import itertools
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Graph = dict[str, Any]
Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
MODEL = Path(__file__).resolve().parent / "diagram-27.json"


@dataclass(frozen=True, slots=True)
class Quality:
    """What was counted.

    Attributes:
        crossings: of two lines.
        through: lines that pass through a box that they do not end at.
        collisions: labels that cover another label or a box.
    """

    crossings: int
    through: int
    collisions: int


def model(options: dict[str, str], of_frames: dict[str, str]) -> Graph:
    """The model of 27 boxes and 39 labelled lines, to be laid out with *options*."""
    graph: Graph = json.loads(MODEL.read_text())
    graph["layoutOptions"] = options
    for box in graph["children"]:
        if box.get("children"):
            box["layoutOptions"].update(of_frames)
    return graph


def grown(graph: Graph, seed: int) -> Graph:
    """The graph with one box more, in one of its frames, and one to three lines to it."""
    chance = random.Random(seed)  # noqa: S311 (the same again, not secret)
    larger = copy.deepcopy(graph)
    leaves = [name for name, _, holds in boxes(graph) if not holds]
    frame = chance.choice([box for box in larger["children"] if box.get("children")])
    frame["children"].append({"id": "new", "width": 120, "height": 54})
    for number, other in enumerate(chance.sample(leaves, chance.randint(1, 3))):
        source, target = ("new", other) if chance.random() < 0.5 else (other, "new")
        label = {"text": "calls", "width": 30, "height": 13}
        larger["edges"].append({"id": f"n{number}", "sources": [source], "targets": [target], "labels": [label]})
    return larger


def boxes(layout: Graph, x: float = 0, y: float = 0) -> Iterator[tuple[str, Rectangle, bool]]:
    """Every box with its place and whether it has boxes within it."""
    x, y = x + layout.get("x", 0), y + layout.get("y", 0)
    yield layout["id"], (x, y, layout.get("width", 0), layout.get("height", 0)), bool(layout.get("children"))
    for child in layout.get("children", ()):
        yield from boxes(child, x, y)


def measured(layout: Graph) -> Quality:
    """Count crossings, lines through boxes and covered labels."""
    everything = list(boxes(layout))
    where = {name: (place[0], place[1]) for name, place, _ in everything}
    leaves = {name: place for name, place, holds in everything if not holds and name != layout["id"]}
    lines: list[tuple[str, str, list[Point]]] = []
    labels: list[Rectangle] = []
    for edge in layout["edges"]:
        dx, dy = where[edge.get("container", layout["id"])]
        points = [
            (point["x"] + dx, point["y"] + dy)
            for section in edge["sections"]
            for point in (section["startPoint"], *section.get("bendPoints", ()), section["endPoint"])
        ]
        lines.append((edge["sources"][0], edge["targets"][0], points))
        labels += [(t["x"] + dx, t["y"] + dy, t["width"], t["height"]) for t in edge.get("labels", ())]
    crossings = sum(
        _cross(a, b, c, d)
        for (_, _, one), (_, _, other) in itertools.combinations(lines, 2)
        for a, b in itertools.pairwise(one)
        for c, d in itertools.pairwise(other)
    )
    through = sum(
        any(_passes(a, b, place) for a, b in itertools.pairwise(points))
        for source, target, points in lines
        for name, place in leaves.items()
        if name not in (source, target)
    )
    collisions = sum(_cover(a, b) for a, b in itertools.combinations(labels, 2))
    collisions += sum(_cover(label, place) for label in labels for place in leaves.values())
    return Quality(crossings, through, collisions)


def flipped(before: Graph, after: Graph) -> float:
    """The share of pairs of boxes, in both layouts, of which the left one became the right one."""
    old = {name: x + w / 2 for name, (x, _, w, _), holds in boxes(before) if not holds}
    new = {name: x + w / 2 for name, (x, _, w, _), holds in boxes(after) if not holds}
    pairs = [(a, b) for a, b in itertools.combinations(sorted(old.keys() & new.keys()), 2) if abs(old[a] - old[b]) >= 1]
    return sum((old[a] - old[b]) * (new[a] - new[b]) < 0 for a, b in pairs) / max(len(pairs), 1)


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < -1e-6 and _side(c, d, a) * _side(c, d, b) < -1e-6


def _passes(a: Point, b: Point, box: Rectangle) -> bool:
    x, y, width, height = box
    steps = [k / 20 for k in range(21)]
    return any(
        x + 2 < a[0] + (b[0] - a[0]) * k < x + width - 2 and y + 2 < a[1] + (b[1] - a[1]) * k < y + height - 2
        for k in steps
    )


def _cover(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{name}: {measured(json.loads(Path(name).read_text()))}")
