"""The model of ``architecture/radar.yaml``."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from principal.core.record_fields import NAMES_ALONE, Date, Estimated, Name, Record, Technology, Text

RINGS = ("adopt", "trial", "assess", "hold")


class Blip(Record):
    """What was decided of one technology."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "because": "why", "reason": "why", "description": "why", "date": "since", "moved": "since",
        "category": "quadrant",
        "replacement": "instead", "use": "instead", "alternative": "instead", "adr": "decision", "team": "owner",
    }  # fmt: skip

    quadrant: Text | None = Field(None, description="languages, frameworks, tools, platforms or your own")
    owner: Name | None = Field(None, description="Who answers for it")
    since: Date | None = Field(None, description="The day from which on it is in this ring")
    why: Text | None = Field(None, description="Why it is in this ring")
    decision: Text | None = Field(None, description="The decision record that says so: ADR-001")
    instead: Technology | None = Field(None, description="What to use in its place")
    estimated: Estimated = False


class RingedBlip(Blip):
    """A blip that names its ring, in a radar that is listed by technology."""

    ring: Literal["adopt", "trial", "assess", "hold"] = Field(description="adopt, trial, assess or hold")


Blipped = Annotated[dict[Name, Blip], *NAMES_ALONE]


class RadarFile(Record):
    """The radar: each technology in one ring."""

    adopt: Blipped = Field(default={}, description="Use it; no reason needed")
    trial: Blipped = Field(default={}, description="Use it where the risk is small, and say how it went")
    assess: Blipped = Field(default={}, description="Look at it; do not build on it yet")
    hold: Blipped = Field(default={}, description="Nothing new with it; say what to use instead")
    radar: dict[Name, RingedBlip] = Field(default={}, description="The same by technology: each names its ring")
