"""The configuration of Zalando's radar: https://github.com/zalando/tech-radar."""

from __future__ import annotations

from principal.core.marks import EXPORTED
from principal.faces.formats.models.radar import RINGS, Radar
from principal.faces.formats.models.text import line_of
from principal.faces.safe import as_json

_COLORS = ("#5ba300", "#009eb0", "#c7ba00", "#e09b96")


def write(radar: Radar) -> dict[str, str]:
    """Entries by number of quadrant and ring."""
    places = radar.four_quadrants()
    said = {
        "generator": f"{EXPORTED} zalando; change the records instead",
        "date": f"{radar.date:%Y.%m}",
        "quadrants": [{"name": name} for name in radar.names_of_quadrants()],
        "rings": [{"name": ring.upper(), "color": color} for ring, color in zip(RINGS, _COLORS, strict=True)],
        "entries": [
            {
                "quadrant": places[blip.quadrant],
                "ring": RINGS.index(blip.ring),
                "label": line_of(blip.title),
                **({"link": blip.home} if blip.home else {}),
                "active": True,
                "moved": 0,
            }
            for blip in radar.blips
        ],
    }
    return {"config.json": as_json(said) + "\n"}
