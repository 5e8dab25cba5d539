"""A sheet as a graph for the engine, and what the engine answers as SVG."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from principal.faces.pictures import shapes, svg
from principal.faces.pictures.layout import ALIGNMENT, OPTIONS, Graph
from principal.faces.pictures.parts import UNDECLARED, UNSEEN
from principal.faces.pictures.picture import HEADING, MARGIN
from principal.faces.pictures.shapes import Place
from principal.faces.pictures.sheets import SMALL, Arrow, Box, Sheet
from principal.faces.pictures.widths import width_of
from principal.faces.safe import clean

_FRAME = "frame"
_SOLID = "declared, and seen in the evidence"
_DASHES = {UNDECLARED: "undeclared", UNSEEN: "unseen"}

_ACROSS = {"elk.spacing.nodeNode": "16", "elk.layered.spacing.nodeNodeBetweenLayers": "60"}

Point = tuple[float, float]


def graph_of(sheet: Sheet) -> Graph:
    """What the engine is asked to lay out."""
    inside = [_node(b) for b in sheet.boxes if b.level == 1]
    above = [_node(b) for b in sheet.boxes if b.level == 0]
    below = [_node(b) for b in sheet.boxes if b.level == 2]
    if sheet.boundary:
        frame = {
            "id": _FRAME,
            "labels": [{"text": sheet.boundary, "width": width_of(sheet.boundary, 12, bold=True), "height": 16}],
            "layoutOptions": {
                ALIGNMENT: OPTIONS[ALIGNMENT], "elk.padding": "[top=40,left=24,bottom=24,right=24]",
                "elk.partitioning.partition": "1",
            },
            "children": inside,
        }  # fmt: skip
        children = [*above, frame, *below]
    else:
        children = above + inside + below
    edges = [_edge(number, arrow) for number, arrow in enumerate(sheet.arrows)] + _columns(sheet)
    options = OPTIONS if sheet.direction == "DOWN" else {**OPTIONS, **_ACROSS, "elk.direction": sheet.direction}
    return {"id": "root", "layoutOptions": options, "children": children, "edges": edges}


def _id(key: str) -> str:
    return f"box {key}"  # so that no part can be called like the frame, the root or a line


def _node(box: Box) -> Graph:
    return {
        "id": _id(box.key), "width": box.width, "height": box.height,
        "layoutOptions": {"elk.partitioning.partition": str(box.level)},
    }  # fmt: skip


def _edge(number: int, arrow: Arrow) -> Graph:
    edge: Graph = {"id": f"e{number}", "sources": [_id(arrow.source)], "targets": [_id(arrow.target)]}
    if arrow.label:
        wide = round(width_of(arrow.label, SMALL)) + 8
        inline = {"elk.edgeLabels.inline": "true"}
        edge["labels"] = [{"text": arrow.label, "width": wide, "height": 16, "layoutOptions": inline}]
    return edge


def _columns(sheet: Sheet) -> list[Graph]:
    """Lines that are not drawn, which hold boxes without any line in columns instead of one long row."""
    touched = {key for a in sheet.arrows for key in (a.source, a.target)}
    lone = [b.key for b in sheet.boxes if b.level == 1 and b.key not in touched]
    high = max(1, round(math.sqrt(len(lone))))
    pairs = [(one, other) for n, (one, other) in enumerate(itertools.pairwise(lone)) if (n + 1) % high]
    return [
        {"id": f"column{n}", "sources": [_id(one)], "targets": [_id(other)]} for n, (one, other) in enumerate(pairs)
    ]


def spots(layout: Graph, x: float = MARGIN, y: float = HEADING) -> Iterator[tuple[str, Place]]:
    """Every box of a layout, in the coordinates of the picture."""
    x, y = x + layout.get("x", 0), y + layout.get("y", 0)
    yield layout["id"], Place(x, y, layout.get("width", 0), layout.get("height", 0))
    for child in layout.get("children", ()):
        yield from spots(child, x, y)


def drawing(sheet: Sheet, layout: Graph) -> tuple[tuple[float, float], list[str]]:
    """Size and elements of the diagram and, below it, of its legend."""
    where = dict(spots(layout))
    body: list[str] = []
    labels: list[str] = []
    if _FRAME in where:
        frame = where[_FRAME]
        body.append(svg.rectangle(frame.x, frame.y, frame.width, frame.height, "frame", 8, 1.2))
        wide = min(width_of(clean(sheet.boundary), 12, bold=True), frame.width - 32)
        labels.append(svg.rectangle(frame.x + 12, frame.y + 10, wide + 8, 18, "ground"))
        labels.append(svg.text(frame.x + 16, frame.y + 23, sheet.boundary, 12, "quiet bold", width=frame.width - 32))
    boxes = {b.key: b for b in sheet.boxes}
    for arrow, edge in zip(sheet.arrows, layout["edges"], strict=False):
        begin = where[edge.get("container", "root")]
        for section in edge["sections"]:
            points = [section["startPoint"], *section.get("bendPoints", ()), section["endPoint"]]
            moved = [(p["x"] + begin.x, p["y"] + begin.y) for p in points]
            moved[0] = shapes.touching(boxes[arrow.source].shape, where[_id(arrow.source)], moved[0])
            moved[-1] = shapes.touching(boxes[arrow.target].shape, where[_id(arrow.target)], moved[-1])
            body.append(_line(arrow, moved))
        for label in edge.get("labels", ()):
            x, y = label["x"] + begin.x, label["y"] + begin.y
            labels.append(svg.rectangle(x, y, label["width"], label["height"], "ground"))
            classes = "alarm middle" if any(odd in arrow.label for odd in _DASHES) else "quiet middle"
            labels.append(svg.text(x + label["width"] / 2, y + 12, arrow.label, SMALL, classes))
    body += labels
    body += [shapes.box(b, where[_id(b.key)]) for b in sheet.boxes]
    width, height = layout["width"], layout["height"]
    wide, legend = _legend(sheet, HEADING + height + 24)
    body += legend
    return (max(width, wide), height + (24 + 20 * len(_legend_lines(sheet)) if legend else 0)), body


def _line(arrow: Arrow, points: Sequence[Point]) -> str:
    classes = " ".join(filter(None, ("line", _DASHES.get(arrow.standing, ""))))
    said = f"{arrow.source} needs {arrow.target}" + (f": {arrow.label}" if arrow.label else "")
    heavy = 1.3 if arrow.count == 1 else 2.4
    tip = shapes.arrowhead(points[-2], points[-1])
    title = svg.element("title", svg.shown(said))
    return svg.element("g", title + svg.path(shapes.rounded(shapes.shortened(points)), classes, heavy) + tip)


def _legend_lines(sheet: Sheet) -> list[tuple[str, str]]:
    """What each kind of line and border means, as (sign, words); only those that are there."""
    standings = {a.standing for a in sheet.arrows} | {b.standing for b in sheet.boxes if b.standing}
    said = []
    if "" in standings and (len(standings) > 1 or sheet.guessed):
        said.append(("line", "guessed from the evidence, not confirmed" if sheet.guessed else _SOLID))
    if UNDECLARED in standings:
        said.append(("undeclared", "seen in the evidence, not declared"))
    if UNSEEN in standings:
        said.append(("unseen", "declared, not seen in the evidence"))
    if any(a.count > 1 for a in sheet.arrows):
        said.append(("heavy", "several needs in one line"))
    if any(b.shape == "outside" for b in sheet.boxes):
        said.append(("outside", f"outside of {'this group' if sheet.boundary.endswith('[group]') else 'the system'}"))
    if any(b.shape == "group" for b in sheet.boxes):
        said.append(("group", "several parts; each group has a sheet of its own"))
    for note in sheet.notes:
        sign, _, words = note.rpartition("|")
        said.append((sign, words))
    return said


def _legend(sheet: Sheet, y: float) -> tuple[float, list[str]]:
    body, wide = [], 0.0
    for number, (sign, words) in enumerate(_legend_lines(sheet)):
        line = y + 20 * number
        if sign in ("line", "undeclared", "unseen", "heavy"):
            dash = "" if sign in ("line", "heavy") else sign
            body.append(
                svg.path(f"M{MARGIN} {svg.number(line)}h34", f"line {dash}".strip(), 2.4 if sign == "heavy" else 1.3)
            )
        elif sign in ("outside", "group"):
            body.append(shapes.sample(sign, MARGIN + 6, line - 7))
        elif sign:
            body.append(shapes.mark(int(sign), MARGIN + 17, line))
        body.append(svg.text(MARGIN + 44, line + 4, words, 11.5, "quiet"))
        wide = max(wide, 44 + width_of(words, 11.5))
    return wide, body
