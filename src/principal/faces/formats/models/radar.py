"""What a radar is written from: the blips, each with the quadrant that it is in or that its kind suggests."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

RINGS = ("adopt", "trial", "assess", "hold")
QUADRANTS = ("languages", "frameworks", "tools", "platforms")  # where a radar has none of its own


@dataclass(frozen=True, slots=True)
class Blip:
    """One technology and what was decided of it."""

    name: str
    title: str  # as its makers write it
    ring: str
    quadrant: str
    since: dt.date | None
    why: str
    instead: str | None
    home: str | None

    @property
    def said(self) -> str:
        """Why it is where it is, and what to use instead."""
        words = [self.why.rstrip(".") + "." if self.why else "", f"Use {self.instead} instead." if self.instead else ""]
        return " ".join(w for w in words if w)


@dataclass(frozen=True, slots=True)
class Radar:
    """All blips by ring and name, and the date that it is of."""

    name: str
    date: dt.date
    blips: tuple[Blip, ...]

    def four_quadrants(self) -> dict[str, int]:
        """Every quadrant's name to one of four places: these pictures have room for no more and no fewer.

        The four with the most blips have a place each; the others share the last one.
        """
        counted = Counter(b.quadrant for b in self.blips)
        order = sorted(counted, key=lambda q: (-counted[q], q))
        spare = [q for q in QUADRANTS if q not in counted]
        places = sorted([*order, *spare][:4], key=lambda q: (QUADRANTS.index(q) if q in QUADRANTS else 9, q))
        return {q: places.index(q) if q in places else 3 for q in [*places, *order[4:]]}

    def names_of_quadrants(self) -> list[str]:
        """The names of the four places, in order."""
        places = self.four_quadrants()
        return [" & ".join(q.capitalize() for q, at in places.items() if at == place) for place in range(4)]


_BLIPS = """
SELECT b.name, coalesce(t.title, b.name), b.ring,
       lower(coalesce(nullif(trim(b.quadrant), ''), t.quadrant, 'tools')), b.since, b.why, b.instead, t.home
FROM decided.blips AS b LEFT JOIN known.technologies AS t ON t.name = b.name
ORDER BY list_position(['adopt', 'trial', 'assess', 'hold'], b.ring), b.name
"""


def gather(connection: duckdb.DuckDBPyConnection, name: str, today: dt.date) -> Radar:
    """The radar that was decided."""
    rows = connection.execute(_BLIPS).fetchall()
    return Radar(
        name,
        today,
        tuple(
            Blip(blip, title, ring, quadrant, since, why or "", instead, home)
            for blip, title, ring, quadrant, since, why, instead, home in rows
        ),
    )
