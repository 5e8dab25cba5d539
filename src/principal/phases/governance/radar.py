"""``architecture/radar.yaml``: what the organisation decided of each technology."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core import documents
from principal.core.decided import Blips
from principal.core.records import RecordKind

if TYPE_CHECKING:
    from principal.phases.governance._radar_file import Blip, RadarFile

PATH = "architecture/radar.yaml"


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    from principal.core.record_fields import schema_of
    from principal.phases.governance._radar_file import RadarFile

    return schema_of(RadarFile, PATH)


def read(path: str, content: bytes) -> Iterator[object]:
    """One row for each blip, and the mistakes of the file."""
    from principal.core.record_fields import guessed
    from principal.core.validation import read_file
    from principal.phases.governance._radar_file import RadarFile

    document, file, mistakes = read_file(path, content, RadarFile)
    yield from mistakes
    seen: dict[str, str] = {}
    for place, ring, blip in _blips(file) if file else ():
        name = "-".join(place[1].lower().split())
        line, _ = document.position(place)
        if name in seen:
            wrong = f'"{name}" is on the radar twice'
            yield document.mistake(place, wrong, f"each technology once: it is in {seen[name]} already")
            continue
        seen[name] = f"{ring} on line {line}"
        estimated, because = guessed(blip.estimated)
        yield Blips(
            name=name,
            path=path,
            line=line,
            ring=ring,
            quadrant=blip.quadrant,
            owner=blip.owner,
            since=blip.since,
            why=blip.why,
            decision=blip.decision,
            instead=blip.instead,
            estimated=estimated,
            estimated_because=because,
        )


def _blips(file: RadarFile) -> Iterator[tuple[tuple[str, str], str, Blip]]:
    """Each blip with its place in the file and its ring, whichever way the file lists them."""
    from principal.phases.governance._radar_file import RINGS

    for ring in RINGS:
        for name, blip in getattr(file, ring).items():
            yield (ring, name), ring, blip
    for name, blip in file.radar.items():
        yield ("radar", name), blip.ring, blip


_LOOSENED = (
    """
    SELECT h.name AS subject, h.path, h.line,
           h.name || ' was in ' || b.ring || ' and is in ' || h.ring AS message
    FROM head.decided.blips AS h JOIN base.decided.blips AS b ON h.name = b.name
    WHERE NOT b.estimated AND list_position(['hold', 'assess', 'trial', 'adopt'], h.ring)
        > list_position(['hold', 'assess', 'trial', 'adopt'], b.ring)
    """,
    """
    SELECT b.name AS subject, b.path, b.line, b.name || ' was on Hold and is not on the radar any more' AS message
    FROM base.decided.blips AS b
    WHERE b.ring = 'hold' AND NOT b.estimated
      AND NOT EXISTS (SELECT 1 FROM head.decided.blips AS h WHERE h.name = b.name)
    """,
)

RECORD = RecordKind(
    name="radar",
    version=3,
    tables=(Blips,),
    wants=documents.wants_file(PATH),
    read=read,
    schema=schema,
    loosened=_LOOSENED,
)
