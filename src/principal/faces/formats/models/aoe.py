"""The Markdown of AOE's radar: https://github.com/AOEpeople/aoe_technology_radar."""

from __future__ import annotations

from typing import Any

from principal.core.marks import EXPORTED
from principal.core.yamltext import block
from principal.faces.formats.models.radar import Radar
from principal.faces.formats.models.text import identifiers, line_of, word_of

# The quadrants that its configuration has at first.
_QUADRANTS = {
    "languages": "languages-and-frameworks",
    "frameworks": "languages-and-frameworks",
    "tools": "tools",
    "platforms": "platforms-and-operations",
}


def write(radar: Radar) -> dict[str, str]:
    """A file for each blip, in the folder of the day from which on it is where it is."""
    names = identifiers([b.name for b in radar.blips], joint="-")
    written = {}
    for blip in radar.blips:
        front: dict[str, Any] = {
            "title": line_of(blip.title),
            "ring": blip.ring,
            "quadrant": _QUADRANTS.get(blip.quadrant) or word_of(blip.quadrant).lower(),
        }
        body = f"\n{_escaped(blip.said)}\n" if blip.said else ""
        text = f"---\n{block(front, 0, 2, chr(10))}\n---\n{body}\n<!-- {EXPORTED} aoe; change the records instead -->\n"
        written[f"radar/{blip.since or radar.date}/{names[blip.name].lower()}.md"] = text
    return written


def _escaped(text: str) -> str:
    """The text as Markdown that says no more than it."""
    plain = line_of(text)
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|&" else c for c in plain)
