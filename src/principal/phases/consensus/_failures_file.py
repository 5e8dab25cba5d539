"""The model of ``architecture/failures.yaml``."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from principal.core.record_fields import Date, Name, Record, Text


class Failure(Record):
    """What only a person can say of what happens when something is gone."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "impact": "severity", "detected_by": "detection", "alert": "detection", "mitigated_by": "mitigation",
        "runbook": "mitigation", "response": "mitigation", "who": "owner", "people_see": "sees",
    }  # fmt: skip

    severity: Literal["critical", "high", "medium", "low"] | None = Field(None, description="How bad it is for people")
    detection: Text | None = Field(None, description="How we notice: an alert, a call, a customer")
    mitigation: Text | None = Field(None, description="What we do then, or what keeps it small")
    owner: Name | None = Field(None, description="Who answers for it")
    review: Date | None = Field(None, description="When it must be looked at again")
    sees: Text | None = Field(None, description="What people see meanwhile")


class FailuresFile(Record):
    """What people say of failures, by what is gone."""

    failures: dict[Name, Failure] = Field(
        default={},
        description="By component, zone, region, vendor or person; a need is called 'checkout -> orders-db'",
    )
