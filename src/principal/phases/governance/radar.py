"""``architecture/radar.yaml``: what the organisation decided of each technology."""

from __future__ import annotations

from collections.abc import Iterator

from principal.core import documents
from principal.core.decided import Blips
from principal.core.records import RecordKind

PATH = "architecture/radar.yaml"


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    from principal.core.record_fields import schema_of
    from principal.phases.governance._radar_file import RadarFile

    return schema_of(RadarFile, PATH)


def read(path: str, content: bytes) -> Iterator[object]:
    """One row for each blip, and the mistakes of the file."""
    from principal.core.validation import validate
    from principal.phases.governance._radar_file import RINGS, RadarFile

    misnamed = documents.misnamed(path)
    if misnamed:
        yield misnamed
        return
    document = documents.read(path, content)
    file, mistakes = validate(document, RadarFile)
    yield from mistakes
    seen: dict[str, str] = {}
    for ring in RINGS if file else ():
        for written, blip in getattr(file, ring).items():
            name = "-".join(written.lower().split())
            line, _ = document.position((ring, written))
            if name in seen:
                wrong = f'"{name}" is on the radar twice'
                yield document.mistake((ring, written), wrong, f"each technology once: it is in {seen[name]} already")
                continue
            seen[name] = f"{ring} on line {line}"
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
            )


_LOOSENED = (
    """
    SELECT h.name AS subject, h.path, h.line,
           h.name || ' was in ' || b.ring || ' and is in ' || h.ring AS message
    FROM head.decided.blips AS h JOIN base.decided.blips AS b ON h.name = b.name
    WHERE list_position(['hold', 'assess', 'trial', 'adopt'], h.ring)
        > list_position(['hold', 'assess', 'trial', 'adopt'], b.ring)
    """,
    """
    SELECT b.name AS subject, b.path, b.line, b.name || ' was on Hold and is not on the radar any more' AS message
    FROM base.decided.blips AS b
    WHERE b.ring = 'hold' AND NOT EXISTS (SELECT 1 FROM head.decided.blips AS h WHERE h.name = b.name)
    """,
)

RECORD = RecordKind(
    name="radar",
    version=1,
    tables=(Blips,),
    wants=documents.wants_file(PATH),
    read=read,
    judging=True,
    schema=schema,
    loosened=_LOOSENED,
)
