"""The tables of what is known of technologies, dated, each fact with its source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.tables import table


@table("known", key=("name",))
@dataclass(frozen=True, slots=True)
class Technologies:
    """Technologies that a person would name on a radar."""

    name: str  # lower case, hyphenated: postgresql, cloudflare-workers
    title: str  # as its makers write it
    kind: str  # language, framework, library, database, cache, queue, platform, orchestrator, tool, service
    quadrant: str  # languages, frameworks, tools, platforms
    vendor: str | None  # who sells it, for a bought service
    home: str | None


@table("known", key=("ecosystem", "name"))
@dataclass(frozen=True, slots=True)
class Aliases:
    """What an ecosystem calls a technology. ``name`` may end in ``*`` (a prefix)."""

    ecosystem: str  # as in observed.packages; 'language' for observed.files.language, 'path' for names of files
    name: str
    technology: str


@table("known", key=("technology", "quantity", "variant"))
@dataclass(frozen=True, slots=True)
class Limits:
    """What a technology cannot do, in figures."""

    technology: str
    quantity: str  # cpu time per request, memory, filesystem, connections, regions, writers, availability …
    variant: str  # plan or mode it holds for, '' for all
    comparison: str  # <= or >= or =
    value: float
    unit: str  # in the base units of decided.constraints
    note: str
    dated: dt.date
    url: str  # where it is said


@table("known", key=("technology", "regime"))
@dataclass(frozen=True, slots=True)
class Agreements:
    """Whether a vendor signs what a regime demands (a BAA for HIPAA, a DPA for GDPR, an AoC for PCI-DSS)."""

    technology: str
    regime: str  # HIPAA, GDPR, PCI-DSS, SOC2 …
    available: bool
    condition: str  # plan or setting that it needs, '' for none
    dated: dt.date
    url: str


@table("known", key=("technology",))
@dataclass(frozen=True, slots=True)
class Substitutes:
    """What can be bought: a capability that teams build although it is on sale."""

    capability: str  # authentication, payments, feature flags, search, email, job queue …
    technology: str
    url: str


@table("known", key=())
@dataclass(frozen=True, slots=True)
class Clock:
    """One row: the date that every judgement is made for (``--as-of``)."""

    today: dt.date
