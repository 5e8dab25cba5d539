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
    home: str | None  # its site
    implies: list[str]  # what whoever uses it uses too: a driver's database, an extension's framework


@table("known", key=("ecosystem", "name"))
@dataclass(frozen=True, slots=True)
class Aliases:
    """What an ecosystem calls a technology. ``name`` may end in ``*`` (a prefix)."""

    ecosystem: str  # as in observed.packages; 'language' for observed.files.language, 'path' for names of files,
    # 'settings' for names of files that count only where something else names the technology, 'integration' for what
    # folders and files of integrations are called after, letters and digits alone, 'part' for those of them (and of
    # protocols) that are enough wherever code is called so
    name: str  # of files: a name, with the folder above it, or from the root; '*.x' an ending; 'x/' a folder anywhere
    technology: str


QUANTITIES = {
    "availability": "ratio",  # the best that its maker commits to, a month
    "concurrent requests": "requests",  # that one instance (or, for functions, one account) serves at once
    "connections": "connections",  # that it takes at once, by default
    "containers": "containers",  # of a cluster
    "cpu": "cores",  # of one instance
    "cpu time per request": "ms",  # on the processor, without waiting
    "database size": "bytes",
    "disk": "bytes",  # of one instance, gone with it
    "document nesting": "levels",
    "document size": "bytes",
    "durable filesystem": "boolean",  # 1: what is written stays; 0: it goes with the request or the instance
    "duration per request": "ms",  # from beginning to end, with waiting
    "hosts": "hosts",  # machines that can use the same data directly
    "idle before suspension": "ms",  # afterwards the next request waits for a cold start
    "indexed vector dimensions": "dimensions",
    "memory": "bytes",  # of one instance
    "message size": "bytes",
    "metadata size": "bytes",  # of one record
    "nodes": "nodes",  # of a cluster
    "outgoing connections per request": "connections",
    "pods": "pods",  # of a cluster
    "pods per node": "pods",
    "request size": "bytes",
    "response size": "bytes",
    "start-up time": "ms",  # within which an instance must have started
    "strong consistency": "boolean",  # 1: a read after a write sees it; 0: it may not
    "subrequests per request": "requests",  # that serving one request may make
    "table size": "bytes",
    "time to first byte": "ms",  # within which an answer must begin
    "vector dimensions": "dimensions",
    "writers": "writers",  # processes that may write at once
}
"""What limits speak of, and the unit of each: those of ``decided.constraints`` where they have one.

A ``response time`` (ms) that must be under a value cannot use all of ``duration per request``;
``availability`` is the same ratio; a scale in ``users`` or ``requests per second`` is held
against ``writers`` and ``hosts`` (1 is an embedded store) and ``concurrent requests``.
"""


@table("known", key=("technology", "quantity", "variant"))
@dataclass(frozen=True, slots=True)
class Limits:
    """What a technology cannot do, in figures. ``QUANTITIES`` says what is measured, and in what."""

    technology: str
    quantity: str  # cpu time per request, memory, durable filesystem, connections, writers, availability …
    variant: str  # plan or mode it holds for, '' for all
    comparison: str  # <= at most, >= at least, = exactly
    value: float
    unit: str  # ms, bytes, ratio, cores, boolean (0 or 1), or the plural that is counted
    note: str  # of what it is a limit, and whether it can be raised
    dated: dt.date  # when the figure was last compared with what the page said
    url: str  # where it is said


@table("known", key=("technology", "regime"))
@dataclass(frozen=True, slots=True)
class Agreements:
    """Whether a vendor signs what a regime demands (a BAA for HIPAA, a DPA for GDPR, an AoC for PCI-DSS)."""

    technology: str
    regime: str  # HIPAA, GDPR, PCI-DSS, SOC2 …
    available: bool
    condition: str  # plan or setting that it needs, '' for none
    dated: dt.date  # when it was last compared with what the page said
    url: str  # where it is said


@table("known", key=("capability", "technology"))
@dataclass(frozen=True, slots=True)
class Substitutes:
    """What can be bought: a capability that teams build although it is on sale."""

    capability: str  # the word for it in a component's name: authentication, payments, search, email, job queue …
    technology: str
    url: str


@table("known", key=("name",))
@dataclass(frozen=True, slots=True)
class Regions:
    """Where a provider's region is, and what the names of countries and areas contain."""

    name: str  # lower case: eu-central-1, westeurope, de, germany, eu, europe
    country: str | None  # two letters (uk for the United Kingdom); null for an area of several
    areas: list[str]  # itself, its country, and the areas around it: de eu eea europe
    provider: str | None  # aws, google, azurerm, fly, vercel; null for countries and areas
    url: str | None  # where the provider says it
    latitude: float | None = None  # of a point near to which a provider's region is; null where none is known
    longitude: float | None = None
    within_km: float | None = None  # how far from that point it is at most


@table("known", key=("region", "destination"))
@dataclass(frozen=True, slots=True)
class TransferPrices:
    """What it costs to send data out of a provider's region, by its list."""

    region: str
    provider: str
    destination: str  # internet, or another region (of the same provider)
    price: float  # of a gigabyte
    currency: str
    note: str  # of which volume it is the price
    dated: dt.date  # when the figure was last compared with what the page said
    url: str  # the provider's page, where it is said
    told_by: str  # whose copy of it was read, where the page itself could not be seen; else ''


@table("known", key=())
@dataclass(frozen=True, slots=True)
class Clock:
    """One row: the date that every judgement is made for (``--as-of``)."""

    today: dt.date
