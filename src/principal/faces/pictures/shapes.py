"""The shapes of boxes, lines with round corners, and their tips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from principal.faces.pictures import svg
from principal.faces.pictures.parts import UNDECLARED, UNSEEN
from principal.faces.pictures.sheets import TEXT, Box

_CAP = 7.0  # half the height of a cylinder's lid
_TIP = 8.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rectangle is."""

    x: float
    y: float
    width: float
    height: float


def box(box: Box, place: Place) -> str:
    """A box with its outline by shape, its text and the numbers of what it needs too."""
    paint = {"store": "store", "queue": "store", "outside": "outside", "person": "outside"}.get(box.shape, "box")
    dash = {UNDECLARED: " undeclared", UNSEEN: " unseen"}.get(box.standing, "")
    parts = [svg.element("title", svg.shown(box.said or box.key)), _outline(box.shape, place, paint + dash)]
    top = place.y + {"store": 18, "person": 38, "app": 18}.get(box.shape, 8)
    free = place.height - (top - place.y) - 8 - sum(line.size + 5 for line in box.lines)
    y = top + max(free / 2, 0)
    middle = place.x + place.width / 2 - (_CAP / 2 if box.shape == "queue" else 0)
    for line in box.lines:
        y += line.size + 5
        parts.append(svg.text(middle, y - 4, line.text, line.size, f"{line.classes} middle", width=TEXT + 4))
    for number, sign in enumerate(box.marks):
        parts.append(
            mark(sign, place.x + place.width, place.y + place.height / 2 + 18 * (number - len(box.marks) / 2 + 0.5))
        )
    return svg.element("g", "".join(parts))


def _outline(shape: str, place: Place, classes: str) -> str:
    x, y, w, h = place.x, place.y, place.width, place.height
    n = svg.number
    if shape == "store":
        lid = f"A{n(w / 2)} {n(_CAP)} 0 0"
        side = f"M{n(x)} {n(y + _CAP)}V{n(y + h - _CAP)}{lid} 0 {n(x + w)} {n(y + h - _CAP)}V{n(y + _CAP)}"
        body = svg.path(f"{side}{lid} 0 {n(x)} {n(y + _CAP)}Z", classes, 1.3)
        rim = svg.path(f"M{n(x)} {n(y + _CAP)}{lid} 0 {n(x + w)} {n(y + _CAP)}", classes, 1.3)
        return body + rim
    if shape == "queue":
        cap = f"A{n(_CAP)} {n(h / 2)} 0 0"
        body = svg.path(
            f"M{n(x + _CAP)} {n(y)}H{n(x + w - _CAP)}{cap} 1 {n(x + w - _CAP)} {n(y + h)}H{n(x + _CAP)}"
            f"{cap} 1 {n(x + _CAP)} {n(y)}Z", classes, 1.3,
        )  # fmt: skip
        return body + svg.path(f"M{n(x + w - _CAP)} {n(y)}{cap} 0 {n(x + w - _CAP)} {n(y + h)}", classes, 1.3)
    if shape == "person":
        head = svg.element("circle", cx=x + w / 2, cy=y + 15, r=14, class_=classes, stroke_width=1.3)
        return svg.rectangle(x, y + 31, w, h - 31, classes, 16, 1.3) + head
    if shape == "job":
        cut = 10
        right = f"H{n(x + w - cut)}L{n(x + w)} {n(y + cut)}V{n(y + h - cut)}L{n(x + w - cut)} {n(y + h)}"
        left = f"H{n(x + cut)}L{n(x)} {n(y + h - cut)}V{n(y + cut)}Z"
        return svg.path(f"M{n(x + cut)} {n(y)}{right}{left}", classes, 1.3)
    outer = svg.rectangle(x, y, w, h, classes, 6, 1.3)
    if shape == "app":  # a window
        dots = "".join(svg.element("circle", cx=x + 10 + 8 * k, cy=y + 8, r=2, class_="solid") for k in range(3))
        return outer + svg.path(f"M{n(x)} {n(y + 15)}h{n(w)}", classes, 1.3) + dots
    if shape == "outside":  # a double border
        return outer + svg.rectangle(x + 3.5, y + 3.5, w - 7, h - 7, classes.split()[0], 3, 0.8)
    if shape == "group":  # a pile
        pile = svg.path(f"M{n(x + 6)} {n(y)}v-4h{n(w - 2)}v{n(h - 4)}h-4", classes.replace("box", "line"), 1.3)
        return pile + outer
    return outer


def sample(shape: str, x: float, y: float) -> str:
    """A small one for the legend."""
    return _outline(shape, Place(x, y + 2, 24, 11), "outside" if shape == "outside" else "box")


def mark(number: int, x: float, y: float) -> str:
    """A number in a circle."""
    circle = svg.element("circle", cx=x, cy=y, r=8, class_="mark", stroke_width=1)
    return circle + svg.text(x, y + 3.5, str(number), 9.5, "ink middle")


def touching(shape: str, place: Place, point: Point) -> Point:
    """Where a line that ends at *point* of the rectangle meets the shape: a cylinder's lid is round."""
    x, y = point
    if shape != "store" or not place.x <= x <= place.x + place.width:
        return point
    across = (x - place.x - place.width / 2) / (place.width / 2)
    inward = _CAP * (1 - math.sqrt(max(0.0, 1 - across * across)))
    if abs(y - place.y) < 1:
        return x, y + inward
    if abs(y - place.y - place.height) < 1:
        return x, y - inward
    return point


def shortened(points: Sequence[Point]) -> list[Point]:
    """The line without what its tip covers, so that no dash sticks out of it."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    part = min(_TIP - 1, length * 0.9) / length
    return [*points[:-1], (x1 - (x1 - x0) * part, y1 - (y1 - y0) * part)]


def rounded(points: Sequence[Point], radius: float = 7) -> str:
    """A path along *points* with round corners."""
    n = svg.number
    said = f"M{n(points[0][0])} {n(points[0][1])}"
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        first, second = _toward(at, before, radius), _toward(at, after, radius)
        said += f"L{n(first[0])} {n(first[1])}Q{n(at[0])} {n(at[1])} {n(second[0])} {n(second[1])}"
    return said + f"L{n(points[-1][0])} {n(points[-1][1])}"


def _toward(start: Point, end: Point, distance: float) -> Point:
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    part = min(distance, length / 2) / length
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def arrowhead(before: Point, end: Point) -> str:
    """The tip of a line."""
    (x0, y0), (x1, y1) = before, end
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    bx, by = x1 - dx * _TIP, y1 - dy * _TIP
    half = _TIP * 0.45
    corners = [(x1, y1), (bx - dy * half, by + dx * half), (bx + dy * half, by - dx * half)]
    return svg.element("polygon", points=" ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in corners), class_="tip")
