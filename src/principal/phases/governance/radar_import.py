"""A draft of ``architecture/radar.yaml`` from a radar of another tool: rows in, a draft out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from principal.core.drafts import Draft, Entry, reason
from principal.core.observed import RadarEntries
from principal.core.yamltext import Line

PATH = "architecture/radar.yaml"
HEAD = """\
What we use and what we do not, taken over from another radar.
What is ESTIMATED stands in the line that it names: where it is right, take `estimated` out."""
RINGS = ("adopt", "trial", "assess", "hold")
_OTHER_WORDS = {
    "adopt": "use used standard default recommended invest endorse keep",
    "trial": "experiment pilot try test incubate",
    "assess": "evaluate explore review research watch investigate",
    "hold": "avoid retire deprecate deprecated caution stop drop remove ignore contain dismissed",
}
_RING_OF = {word: ring for ring, words in _OTHER_WORDS.items() for word in words.split()} | {r: r for r in RINGS}


def taken_over(
    rows: Iterable[RadarEntries], there: frozenset[str], titles: Mapping[str, str]
) -> tuple[Draft, list[str]]:
    """What the radar has and the record lacks, and what could not be taken over, in words.

    Args:
        rows: the entries; of one that several releases speak of, the latest counts.
        there: names that the record has, in lower case with hyphens for blanks.
        titles: titles and names of technologies in lower case, to the name.
    """
    latest: dict[str, RadarEntries] = {}
    for row in sorted(rows, key=lambda r: (r.release or "", r.path, r.line)):
        own = row.path.rpartition("/")[2] if row.release else row.name.lower()
        latest[own] = row
    entries: dict[str, Entry] = {}
    left = []
    for row in latest.values():
        name = titles.get(row.name.lower(), row.name.strip())
        key = "-".join(name.lower().split())
        ring = _RING_OF.get(row.ring.strip().lower())
        if ring is None:
            left.append(f"{row.path}:{row.line}: {row.name} is in a ring that we have not: {row.ring}")
        elif not name.isprintable() or len(name) > 120:
            left.append(f"{row.path}:{row.line}: a name that is too long or not plain text")
        elif key not in there:
            said = {"quadrant": row.quadrant if row.quadrant and row.quadrant.isprintable() else None}
            told = {k: v for k, v in said.items() if v} | {"estimated": reason(row.path, row.line, f"{row.ring} there")}
            entries.setdefault(key, Entry((ring,), name, Line(told)))
    ordered = [e for ring in RINGS for _, e in sorted(entries.items()) if e.path == (ring,)]
    return Draft(PATH, "radar", HEAD, tuple(ordered)), left
