"""The JSON of build-your-own-radar: https://github.com/thoughtworks/build-your-own-radar."""

from __future__ import annotations

import html

from principal.core.marks import EXPORTED
from principal.faces.formats.models.radar import Radar
from principal.faces.formats.models.text import line_of
from principal.faces.safe import as_json


def write(radar: Radar) -> dict[str, str]:
    """A list of blips; a description is HTML there."""
    places, names = radar.four_quadrants(), radar.names_of_quadrants()
    said = [
        {
            "name": line_of(blip.title),
            "ring": blip.ring,
            "quadrant": names[places[blip.quadrant]],
            "isNew": "FALSE",
            "description": html.escape(line_of(blip.said)),
            "generator": f"{EXPORTED} byor; change the records instead",
        }
        for blip in radar.blips
    ]
    return {"radar.json": as_json(said) + "\n"}
