"""The tables of what people decided. ``path`` and ``line`` say where it is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from principal.core.tables import table

# What one system may have: what is computed of it has to come to an end.
MOST_COMPONENTS, MOST_NEEDS, MOST_JOURNEYS, MOST_ZONES = 5_000, 20_000, 1_000, 32


@table("decided", key=("id",))
@dataclass(frozen=True, slots=True)
class Constraints:
    """What we cannot do: one measurable requirement on one subject."""

    id: str
    path: str
    line: int
    kind: str  # scale, latency, availability, compliance, residency, cost, team or other
    subject: str  # 'system', a component, a journey or a data entity
    statement: str | None  # in words
    quantity: str | None  # requests per second, users, response time, availability, monthly cost …
    comparison: str | None  # <=, >=, =, in
    value: float | None  # in the base unit of the quantity: ms, per second, ratio, bytes, EUR …
    unit: str | None  # as normalised: ms, /s, ratio, bytes, USD/month, people, users …
    percentile: float | None  # 99.0 for p99
    regime: str | None  # HIPAA, GDPR, PCI-DSS … for compliance
    regions: list[str]  # for residency: where data may be; for latency: where users are
    measurable: bool  # it names a quantity with a number and a unit, a regime, or regions
    because: str | None
    owner: str | None
    review: dt.date | None
    estimated: bool  # its value is a guess that nobody confirmed
    estimated_because: str | None = None  # what it was guessed from


@table("decided", key=("kind",))
@dataclass(frozen=True, slots=True)
class UnconstrainedKinds:
    """Kinds of constraint that do not bind the system: asked, and answered with a reason."""

    kind: str  # scale, latency, availability, compliance, residency, cost or team
    path: str
    line: int
    because: str


@table("decided", key=("name",))
@dataclass(frozen=True, slots=True)
class People:
    """People, by the name that other records use."""

    name: str
    path: str
    line: int
    emails: list[str]
    handles: list[str]  # @user on a forge


@table("decided", key=("name",))
@dataclass(frozen=True, slots=True)
class Teams:
    """Teams and who is on them."""

    name: str
    path: str
    line: int
    members: list[str]  # names of people
    handles: list[str]  # @org/team on a forge
    estimated: bool = False  # a guess that nobody confirmed
    estimated_because: str | None = None  # what it was guessed from


@table("decided", key=("name",))
@dataclass(frozen=True, slots=True)
class Components:
    """The parts of the system and who answers for them."""

    name: str
    path: str
    line: int
    kind: str  # service app service job database cache queue external edge wasm library
    team: str | None
    root: str | None  # folder of its code, relative to the repository's root
    tech: list[str]  # technologies, by the names of the radar
    core: bool  # our differentiator; everything else is bought
    bought: bool  # taken from a vendor or a project, not written here
    decision: str | None  # the decision that explains it
    replicas: int | None
    regions: list[str]
    aliases: list[str]  # other names it has in infrastructure files
    external: bool  # outside of our boundary
    estimated: bool  # a guess that nobody confirmed
    estimated_because: str | None = None  # what it was guessed from
    zones: list[str] = field(default_factory=list)  # where its replicas are, one after the other
    quorum: int | None = None  # how many replicas must live; where none is given, one
    vendor: str | None = None  # whose service it is
    availability: float | None = None  # share of the time, of all its replicas, by itself; a ratio
    capacity: float | None = None  # the most requests per second that it bears
    load: float | None = None  # requests per second that reach it at the busiest time
    hit_rate: float | None = None  # of a cache: the share of requests that it answers; a ratio


@table("decided", key=("component", "needs"))
@dataclass(frozen=True, slots=True)
class Needs:
    """Who needs whom, how, and what happens when the other is gone."""

    component: str
    needs: str
    path: str
    line: int
    via: str | None
    timeout_ms: float | None
    retries: int | None
    when_down: str  # fail, queue, ignore, degrade or use
    use: str | None  # the stand-in, for when_down: {use: …}
    estimated: bool = False  # a guess that nobody confirmed
    estimated_because: str | None = None  # what it was guessed from
    when_down_said: bool = False  # the record says when_down; where it does not, fail is meant
    rate: float | None = None  # requests per second
    sees: str | None = None  # what people see when the other is gone
    queue_holds: float | None = None  # how many requests wait at most
    queue_holds_ms: float | None = None  # or for how long it can take them
    queue_drain: float | None = None  # requests per second that it works off afterwards
    journeys: list[str] = field(default_factory=list)  # those that alone ask for it; empty where all do
    waits: bool = True  # whether the caller's work waits for the answer


@table("decided", key=("name",))
@dataclass(frozen=True, slots=True)
class Journeys:
    """What users do, through which components."""

    name: str
    path: str
    line: int
    steps: list[str]  # components, in order
    estimated: bool = False  # a guess that nobody confirmed
    estimated_because: str | None = None  # what it was guessed from
    optional: list[str] = field(default_factory=list)  # steps whose loss degrades it
    sees: str | None = None  # what people see when it fails


@table("decided", key=("kind", "name"))
@dataclass(frozen=True, slots=True)
class SharedFates:
    """Zones, regions and vendors: what takes several components with it when it goes."""

    kind: str  # zone, region or vendor
    name: str
    path: str
    line: int
    region: str | None  # of a zone: the region that it is in
    availability: float | None  # share of the time; a ratio


@table("decided", key=("name",))
@dataclass(frozen=True, slots=True)
class Failures:
    """What only a person can say of a failure: how bad, how it is noticed, what is done."""

    name: str  # a component, a zone, a region, a vendor, a person, or a need: checkout -> orders-db
    path: str
    line: int
    severity: str | None  # critical, high, medium or low
    detection: str | None  # how we notice
    mitigation: str | None  # what we do, or what keeps it small
    owner: str | None
    review: dt.date | None  # when it must be looked at again
    sees: str | None  # what people see


@table("decided", key=("name", "part"))
@dataclass(frozen=True, slots=True)
class Objectives:
    """Promises of a share: how much of what happens is to be good, for whom, and in which time."""

    name: str
    part: str  # which of its targets, where it has several: its display name, or its threshold; else ''
    path: str
    line: int
    subject: str | None  # the journey that it names, else its service
    service: str | None
    target: float  # a ratio
    window_days: float | None
    rolling: bool | None  # the window moves with the clock; false: it follows the calendar
    budgeting: str  # occurrences, timeslices or ratio-timeslices
    indicator: str | None  # the name of what measures it
    availability: bool  # its name, its title or its indicator's says that it is about availability
    comparison: str | None  # <=, >=, < or >, of a threshold
    value: float | None
    slice_target: float | None  # of timeslices: the share from which on one is good
    slice_ms: float | None


@table("decided", key=("name",))
@dataclass(frozen=True, slots=True)
class Data:
    """Data entities: each has one owner and one store that is its source of truth."""

    name: str
    path: str
    line: int
    owner: str | None  # component that alone writes it
    store: str | None  # component that keeps it
    classes: list[str]  # personal, health, card …
    regions: list[str]
    consistency: str | None  # strong, read-your-writes, bounded, eventual
    estimated: bool = False  # a guess that nobody confirmed
    estimated_because: str | None = None  # what it was guessed from
    consistency_ms: float | None = None  # of a bounded one: how stale a reader sees it at most
    writers: list[str] = field(default_factory=list)  # components that write it besides its owner
    tables: list[str] = field(default_factory=list)  # its tables or collections, where they are not called like it
    size_bytes: float | None = None
    growth_bytes_per_second: float | None = None


@table("decided", key=("data", "component"))
@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of a data entity, and how stale each may be."""

    data: str
    component: str
    path: str
    line: int
    staleness_ms: float | None
    how: str | None = None  # replica, cdc, events, batch, cache, dual-write, backup or export
    rebuild: str | None = None  # how it is made anew from the source
    because: str | None = None  # why the component may hold it


@table("decided", key=("name",))
@dataclass(frozen=True, slots=True)
class Blips:
    """The radar: what the organisation decided of each technology."""

    name: str
    path: str
    line: int
    ring: str  # adopt, trial, assess, hold
    quadrant: str | None
    owner: str | None
    since: dt.date | None
    why: str | None
    decision: str | None
    instead: str | None  # what to use in its place
    estimated: bool = False  # a guess that nobody confirmed
    estimated_because: str | None = None  # what it was guessed from


@table("decided", key=("path",))
@dataclass(frozen=True, slots=True)
class Decisions:
    """Decision records, whatever their dialect."""

    id: str  # ADR-001, 0001, or the file's stem where it has no number
    path: str
    line: int  # of the title
    number: int | None
    title: str
    status: str  # proposed, accepted, rejected, deprecated, superseded, draft or unknown
    status_text: str | None  # as written
    status_line: int | None
    date: dt.date | None
    deciders: list[str]
    dialect: str  # principal, madr, nygard, log4brains, inline, yaml or plain
    review: dt.date | None  # when it must be looked at again
    has_context: bool  # its context section says something, or where there is none, other words tell the situation
    has_decision: bool
    has_consequences: bool
    alternatives_required: bool  # the dialect has a place for alternatives
    alternatives_in_prose: bool  # it speaks of alternatives and lists none


@table("decided", key=("path", "name"))
@dataclass(frozen=True, slots=True)
class Alternatives:
    """Options that a decision considered."""

    path: str
    line: int
    decision: str
    name: str
    chosen: bool
    why_rejected: str | None  # null where it says none


@table("decided", key=("path", "line", "kind", "target"))
@dataclass(frozen=True, slots=True)
class DecisionLinks:
    """How decisions relate."""

    path: str
    line: int
    decision: str
    kind: str  # supersedes, superseded by, amends, relates to
    target: str  # as written
    target_path: str | None  # the record it names, where the text or link tells it


@table("decided", key=("path", "line", "cites"))
@dataclass(frozen=True, slots=True)
class Citations:
    """Paths of the repository that a decision names."""

    path: str
    line: int
    decision: str
    cites: str  # relative to the repository's root


@table("decided", key=("path", "line"))
@dataclass(frozen=True, slots=True)
class Enforcements:
    """Queries under ``## Enforcement``: the decision is its own rule."""

    path: str
    line: int  # of the fence
    decision: str
    sql: str


@table("decided", key=("path", "line", "word"))
@dataclass(frozen=True, slots=True)
class DecisionTopics:
    """Names in the title and headings of a decision, for telling what it governs."""

    path: str
    line: int
    decision: str
    word: str  # lower case, as written


@table("decided", key=("id",))
@dataclass(frozen=True, slots=True)
class Loans:
    """Accepted debt: true findings that we live with."""

    id: str
    path: str
    line: int
    rule: str
    what: str
    principal: str | None  # effort to repay, as written: 3d, 2w
    principal_days: float | None
    interest: str | None
    owner: str | None
    taken: dt.date | None
    due: dt.date | None
    because: str | None


@table("decided", key=("loan", "fingerprint", "pattern"))
@dataclass(frozen=True, slots=True)
class LoanCovers:
    """What a loan covers: findings by fingerprint, or paths by pattern."""

    loan: str
    path: str
    line: int
    rule: str
    fingerprint: str | None
    pattern: str | None


@table("decided", key=("fingerprint",))
@dataclass(frozen=True, slots=True)
class Dismissals:
    """Findings that are not true here, with the reason."""

    fingerprint: str
    path: str
    line: int
    rule: str
    because: str | None
    by: str | None
    on: dt.date | None
    evidence: str | None  # hash of the evidence that was judged; another one reopens it
