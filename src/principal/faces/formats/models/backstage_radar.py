"""The JSON of Backstage's plug-in for radars: https://github.com/backstage/community-plugins."""

from __future__ import annotations

from principal.core.marks import EXPORTED
from principal.faces.formats.models.radar import RINGS, Radar
from principal.faces.formats.models.text import identifiers, line_of
from principal.faces.safe import as_json

_COLORS = ("#5ba300", "#009eb0", "#c7ba00", "#e09b96")


def write(radar: Radar) -> dict[str, str]:
    """Entries with a history of one step: where they are."""
    keys = identifiers([b.name for b in radar.blips], joint="-")
    places, names = radar.four_quadrants(), radar.names_of_quadrants()
    said = {
        "generator": f"{EXPORTED} backstage-radar; change the records instead",
        "title": line_of(f"{radar.name} radar"),
        "quadrants": [{"id": str(at + 1), "name": name} for at, name in enumerate(names)],
        "rings": [
            {"id": ring, "name": ring.capitalize(), "color": color} for ring, color in zip(RINGS, _COLORS, strict=True)
        ],
        "entries": [
            {
                "key": keys[blip.name],
                "id": keys[blip.name],
                "title": line_of(blip.title),
                "quadrant": str(places[blip.quadrant] + 1),
                "description": line_of(blip.said),
                **({"links": [{"url": blip.home, "title": "Home"}]} if blip.home else {}),
                "timeline": [{"moved": 0, "ringId": blip.ring, "date": (blip.since or radar.date).isoformat()}],
            }
            for blip in radar.blips
        ],
    }
    return {"tech-radar.json": as_json(said) + "\n"}
