"""The model of ``architecture/system.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from principal.core.record_fields import (
    NAMES_ALONE,
    Also,
    Duration,
    Estimated,
    Name,
    Names,
    Record,
    Technologies,
    Text,
    Texts,
    as_text,
    refuse,
)
from principal.core.validation import nearest, shown
from principal.phases.constraints._data_fields import Consistent, Growth, Size
from principal.phases.constraints._failure_fields import HeldBack, Rate, Share, above_zero

KINDS = Literal["app", "service", "job", "database", "cache", "queue", "external", "edge", "wasm", "library"]
WAYS = Literal["replica", "cdc", "events", "batch", "cache", "dual-write", "backup", "export"]
_NAMES = {"type": "array", "items": {"type": "string"}}
_DOES = ("fail", "queue", "ignore", "degrade")


def _folder(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or not value.isprintable():
        raise refuse(f'"{value[:60]}" is no folder of this repository', "a path below its root: services/checkout")
    return str(path)


@dataclass(frozen=True, slots=True)
class WhenDown:
    """What happens when the needed component is gone: ``fail queue ignore degrade``, or ``use`` a stand-in."""

    does: str = "fail"
    use: str | None = None


def _when_down(value: object) -> object:
    if isinstance(value, dict) and list(value) == ["use"] and isinstance(value["use"], str) and value["use"].strip():
        return WhenDown("use", value["use"])
    if isinstance(value, str) and value in _DOES:
        return WhenDown(value)
    meant = nearest(value, _DOES) if isinstance(value, str) else None
    expected = f'did you mean "{meant}"?' if meant else f"one of {', '.join(_DOES)}, or {{use: component}}"
    raise refuse(f"when_down is {shown(value)}", expected)


def _steps(value: object) -> object:
    return {"steps": value} if isinstance(value, list) else value


def _staleness(value: object) -> object:
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"staleness": value}


Down = Annotated[
    WhenDown,
    BeforeValidator(_when_down),
    WithJsonSchema(
        {
            "description": "What happens when it is gone",
            "anyOf": [
                {"enum": list(_DOES)},
                {
                    "type": "object",
                    "properties": {"use": {"type": "string", "description": "The component that stands in"}},
                    "required": ["use"],
                    "additionalProperties": False,
                },
            ],
        }
    ),
]
Folder = Annotated[str, BeforeValidator(as_text), AfterValidator(_folder)]


class Person(Record):
    """A person, by the name that other records use."""

    SYNONYMS: ClassVar[dict[str, str]] = {"email": "emails", "handle": "handles", "github": "handles"}

    emails: Texts = Field(default=[], description="Addresses they commit with")
    handles: Texts = Field(default=[], description='Names on a forge, in quotes: "@user"')


class Team(Record):
    """A team, and who is on it."""

    SYNONYMS: ClassVar[dict[str, str]] = {"people": "members", "handle": "handles", "github": "handles"}

    members: Names = Field(default=[], description="Names of people")
    handles: Texts = Field(default=[], description='Names on a forge, in quotes: "@org/team"')
    estimated: Estimated = False


class Queue(Record):
    """Where requests wait for a component that is gone."""

    SYNONYMS: ClassVar[dict[str, str]] = {"size": "holds", "capacity": "holds", "limit": "holds", "max": "holds"}

    holds: HeldBack = Field(description="How many requests wait at most, or for how long it can take them")
    drain: Annotated[Rate, AfterValidator(above_zero)] | None = Field(
        None, description="How many it works off, once the other is back: 500 messages/s"
    )


class Shared(Record):
    """A zone, a region or a vendor: what takes several components with it when it goes."""

    availability: Share | None = Field(None, description="Share of the time that it is there, as its owner promises")


class Zone(Shared):
    """A zone of a region."""

    region: Name | None = Field(None, description="The region that it is in")


class Need(Record):
    """How one component needs another."""

    SYNONYMS: ClassVar[dict[str, str]] = {"protocol": "via", "fallback": "when_down", "on_failure": "when_down"}

    via: Text | None = Field(None, description="Protocol: https, grpc, postgresql, redis, amqp …")
    timeout: Duration | None = None
    retries: Annotated[int, Field(ge=0, le=100)] | None = Field(None, description="How often it tries again")
    when_down: Down | None = Field(None, description="What happens when it is gone; where nothing is said: fail")
    rate: Rate | None = Field(None, description="How often it asks at the busiest time: 500 requests/s")
    sees: Text | None = Field(None, description="What people see when it is gone")
    queue: Queue | None = Field(None, description="Where requests wait meanwhile, for when_down: queue")
    journeys: Names = Field(default=[], description="Those that alone ask for it; where nothing is said, all do")
    waits: bool = Field(True, description="false: nothing else waits for its answer, so that nothing hangs with it")
    estimated: Estimated = False


class Component(Record):
    """A part of the system, and who answers for it."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "type": "kind", "technology": "tech", "technologies": "tech", "stack": "tech", "language": "tech",
        "depends_on": "needs", "dependencies": "needs", "uses": "needs", "calls": "needs", "owner": "team",
        "folder": "path", "root": "path", "dir": "path", "instances": "replicas", "region": "regions",
        "alias": "aliases", "adr": "decision", "zone": "zones", "availability_zones": "zones", "provider": "vendor",
        "uptime": "availability", "sla": "availability", "hit_ratio": "hit_rate", "minimum": "quorum",
    }  # fmt: skip

    kind: KINDS = Field(description="What it is")
    team: Name | None = Field(None, description="The team that answers for it")
    path: Folder | None = Field(None, description="The folder of its code, from the root of the repository")
    tech: Technologies = Field(default=[], description="Technologies, by their names on the radar")
    core: bool = Field(False, description="It is what makes us different; everything else is bought")
    bought: bool = Field(False, description="A vendor or a project makes it, not we")
    decision: Text | None = Field(None, description="The decision record that explains it: ADR-001")
    replicas: Annotated[int, Field(ge=0, le=1_000_000)] | None = Field(None, description="How many run")
    regions: Names = Field(default=[], description="Where it runs")
    aliases: Names = Field(default=[], description="Other names that infrastructure files give it")
    external: bool = Field(False, description="It is outside of our boundary")
    zones: Names = Field(default=[], description="Where its replicas are: one after the other, in this order")
    quorum: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None, description="How many replicas must live; where nothing is said, one"
    )
    vendor: Name | None = Field(None, description="Whose service it is: it goes when the vendor goes")
    availability: Share | None = Field(
        None, description="Share of the time that it works, all replicas together, without what it needs: 99.9%"
    )
    capacity: Rate | None = Field(None, description="The most that it bears: 2000 requests/s")
    load: Rate | None = Field(None, description="What reaches it at the busiest time: 800 requests/s")
    hit_rate: Share | None = Field(None, description="Of a cache: the share of requests that it answers itself: 90%")
    needs: Annotated[dict[Name, Need], *NAMES_ALONE] = Field(
        default={}, description="The components that it cannot work without, by name"
    )
    estimated: Estimated = False


class Journey(Record):
    """What users do, through which components."""

    SYNONYMS: ClassVar[dict[str, str]] = {"components": "steps", "path": "steps", "through": "steps"}

    steps: Names = Field(description="The components that it goes through, in order")
    optional: Names = Field(default=[], description="Those of its steps that it can do without: then it is degraded")
    sees: Text | None = Field(None, description="What people see when it fails")
    estimated: Estimated = False


class Copy(Record):
    """A copy of a data entity."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "by": "how", "mechanism": "how", "stale": "staleness", "lag": "staleness", "rebuilt": "rebuild",
        "recovery": "rebuild", "why": "because", "reason": "because",
    }  # fmt: skip

    how: WAYS | None = Field(None, description="How what changes gets there")
    staleness: Duration | None = Field(None, description="How stale it may be")
    rebuild: Text | None = Field(None, description="How it is made anew from the source, when it is lost or wrong")
    because: Text | None = Field(None, description="Why this component may hold it")


class Entity(Record):
    """A data entity: one component writes it, and one keeps it."""

    SYNONYMS: ClassVar[dict[str, str]] = {
        "database": "store", "stored_in": "store", "written_by": "owner", "component": "owner", "region": "regions",
        "class": "classes", "classification": "classes", "replicas": "copies", "writer": "writers", "volume": "size",
        "grows": "growth", "tables": "table", "collections": "table",
    }  # fmt: skip

    owner: Name | None = Field(None, description="The component that alone writes it")
    writers: Names = Field(default=[], description="Components that write it besides its owner")
    store: Name | None = Field(None, description="The component that keeps it")
    table: Names = Field(default=[], description="Its tables or collections, where they are not called like it")
    classes: Names = Field(default=[], description="personal, health, card …")
    regions: Names = Field(default=[], description="Where it is kept")
    consistency: Consistent | None = Field(None, description="What a reader may rely on")
    size: Size | None = Field(None, description="How much there is: 400 GB")
    growth: Growth | None = Field(None, description="How fast it grows: 20 GB/month")
    copies: dict[Name, Annotated[Copy, BeforeValidator(_staleness), Also({"type": ["string", "null"]})]] = Field(
        default={}, description="Components that keep a copy, and how stale it may be"
    )
    estimated: Estimated = False


class SystemFile(Record):
    """The system: who builds it, what it is made of, what users do with it, and its data."""

    SYNONYMS: ClassVar[dict[str, str]] = {"services": "components", "entities": "data", "users": "people"}

    people: Annotated[dict[Name, Person], *NAMES_ALONE] = Field(default={}, description="People")
    teams: Annotated[dict[Name, Team], *NAMES_ALONE] = Field(default={}, description="Teams")
    components: dict[Name, Component] = Field(default={}, description="The parts of the system, by name")
    journeys: dict[Name, Annotated[Journey, BeforeValidator(_steps), Also(_NAMES)]] = Field(
        default={}, description="What users do with it"
    )
    data: dict[Name, Entity] = Field(default={}, description="Data entities, by name")
    zones: Annotated[dict[Name, Zone], *NAMES_ALONE] = Field(default={}, description="Zones that components name")
    regions: Annotated[dict[Name, Shared], *NAMES_ALONE] = Field(default={}, description="Regions that they name")
    vendors: Annotated[dict[Name, Shared], *NAMES_ALONE] = Field(default={}, description="Vendors that they name")
