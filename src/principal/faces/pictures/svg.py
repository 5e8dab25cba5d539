"""SVG as text: elements, colours that hold in light and dark, and the frame of every picture.

There is no style attribute and no script, so that a page with a strict content security
policy can hold a picture as it is; the one style sheet is the same in all of them. A page
that has a theme of its own sets the custom properties on ``.principal-picture``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from principal.faces.pictures.widths import fitted
from principal.faces.safe import clean

MAX_SHOWN = 1000
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif'

# Name: (light, dark). Every text has a contrast of at least 4.5 on each ground that it may stand on.
PALETTE = {
    "paper": ("#ffffff", "#0f1419"),
    "ink": ("#1c2128", "#e6edf3"),
    "quiet": ("#535c66", "#a5afba"),
    "line": ("#5b6570", "#98a3af"),
    "rule": ("#d5dae0", "#323b45"),
    "box": ("#f2f6fb", "#172230"),
    "box-line": ("#3b5b85", "#7fa7dc"),
    "store": ("#f0f7f2", "#14251c"),
    "store-line": ("#2f6f4f", "#6cc196"),
    "outside": ("#ededf0", "#23282e"),
    "outside-line": ("#69727c", "#98a3af"),
    "alert": ("#a33009", "#ff9f80"),
    "alert-box": ("#fdf1ec", "#33201a"),
    "band": ("#f7f9fb", "#141b22"),
}
# Class: what of it is painted how.
_PAINT: dict[str, dict[str, str]] = {
    "paper": {"fill": "paper"},
    "ink": {"fill": "ink"},
    "quiet": {"fill": "quiet"},
    "alarm": {"fill": "alert"},
    "box": {"fill": "box", "stroke": "box-line"},
    "store": {"fill": "store", "stroke": "store-line"},
    "outside": {"fill": "outside", "stroke": "outside-line"},
    "alert": {"fill": "alert-box", "stroke": "alert"},
    "band": {"fill": "band", "stroke": "rule"},
    "frame": {"stroke": "outside-line"},
    "rule": {"stroke": "rule"},
    "line": {"stroke": "line"},
    "alarm-line": {"stroke": "alert"},
    "tip": {"fill": "line"},
    "mark": {"fill": "paper", "stroke": "line"},
    "ground": {"fill": "paper"},
    "mark-ground": {"fill": "paper", "stroke": "rule"},
    "rule-strong": {"stroke": "box-line"},
    "solid": {"fill": "box-line"},
    "solid-alert": {"fill": "alert"},
}
_FIXED = {
    "frame": "fill:none", "rule": "fill:none", "rule-strong": "fill:none", "line": "fill:none",
    "alarm-line": "fill:none",
    "undeclared": "stroke-dasharray:7 4", "unseen": "stroke-dasharray:1.5 3.5;stroke-linecap:round",
    "bold": "font-weight:600", "struck": "text-decoration:line-through", "middle": "text-anchor:middle",
    "end": "text-anchor:end", "heavy": "stroke-width:2",
}  # fmt: skip


def _style() -> str:
    root = ".principal-picture"
    light = ";".join(f"--picture-{name}:{colours[0]}" for name, colours in PALETTE.items())
    dark = ";".join(f"--picture-{name}:{colours[1]}" for name, colours in PALETTE.items())
    rules = [f":where({root}){{{light}}}", f"@media screen and (prefers-color-scheme:dark){{:where({root}){{{dark}}}}}"]
    rules.append(f"{root} text{{font-family:{FONT}}}")
    rules += [f"{root} .{name}{{{said}}}" for name, said in _FIXED.items()]
    for name, paints in _PAINT.items():
        # The plain colour first: a viewer that knows no custom properties keeps to it.
        said = ";".join(f"{what}:{PALETTE[c][0]};{what}:var(--picture-{c})" for what, c in paints.items())
        rules.append(f"{root} .{name}{{{said}}}")
    return "\n".join(rules)


STYLE = _style()


def shown(text: str) -> str:
    """*text* as one clean line that an XML document may hold."""
    cut = text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
    said = re.sub("[\ufffe\uffff]", "\ufffd", clean(cut))
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, inner: str = "", **attributes: str | float) -> str:
    """One element; ``class_`` and ``stroke_width`` are ``class`` and ``stroke-width``. *inner* is SVG already."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{shown(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"


def text(
    x: float, y: float, said: str, size: float = 12, classes: str = "ink", *, width: float = 0, whole: str = ""
) -> str:
    """A line of text; longer than *width* it is cut, and then its title says the *whole* of it."""
    bold = "bold" in classes.split()
    flat = clean(said[:MAX_SHOWN])
    short = fitted(flat, width, size, bold=bold) if width else flat
    title = element("title", shown(whole or said)) if short != flat or whole else ""
    return element("text", title + shown(short), x=x, y=y, font_size=size, class_=classes)


def lines(parts: Iterable[str]) -> str:
    """Elements, one a line."""
    return "\n".join(part for part in parts if part)


def rectangle(
    x: float, y: float, width: float, height: float, classes: str, radius: float = 0, stroke: float = 0
) -> str:
    """A rectangle."""
    return element(
        "rect", x=x, y=y, width=max(width, 0), height=max(height, 0), class_=classes,
        rx=radius or "", stroke_width=stroke or "",
    )  # fmt: skip


def path(data: str, classes: str, stroke: float = 0) -> str:
    """A path."""
    return element("path", d=data, class_=classes, stroke_width=stroke or "")


def slug(name: str) -> str:
    """*name* as a word for ids and file names; different names have different words."""
    word = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    if word == name:
        return word
    return f"{word or 'x'}-{hashlib.blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=3).hexdigest()}"


def document(name: str, title: str, description: str, width: float, height: float, body: Iterable[str]) -> str:
    """A whole picture, with what a screen reader says of it."""
    identity = f"picture-{slug(name)}"
    width, height = round(width), round(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="principal-picture" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{identity}-title {identity}-description">\n'
        f'<title id="{identity}-title">{shown(title)}</title>\n'
        f'<desc id="{identity}-description">{shown(description)}</desc>\n'
        f"<style>{STYLE}</style>\n"
        f"{rectangle(0, 0, width, height, 'paper')}\n{lines(body)}\n</svg>\n"
    )
