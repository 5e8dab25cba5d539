"""A draft of ``architecture/system.yaml`` from what was seen: components, their needs, their teams, their data.

Rows in, a draft out; nothing here reads a file or writes one. Everything that was not declared is a guess,
and says from which line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from principal.core.drafts import Draft, Entry, reason
from principal.core.yamltext import Line

PATH = "architecture/system.yaml"
MAX_COMPONENTS = 60  # in one draft: more than that nobody reads in ten minutes
MAX_SHARED = 5  # files of which the draft says that many are given them
MAX_NAME = 120  # as in core.record_fields, which loads pydantic
STORES = ("database", "cache", "queue")
KINDS = ("app", "service", "job", *STORES, "external", "edge", "wasm", "library")

HEAD = """\
The parts of this system, who answers for each, and who needs whom: drafted from evidence.
What is ESTIMATED was guessed from the line that it names. Where it is right, take `estimated` out; where it is \
wrong, correct it; what is no part of the system, take out. On a terminal, principal init asks one after the other."""
_HEADINGS = (
    "What is built here",
    "What keeps and carries its data",
    "What it runs and others make",
    "What else runs here",
    "What is outside of it",
)
_DATA = """\
One entry for each store so far, named after it. Split it into what the store holds (orders, invoices): each has \
one component that alone writes it."""
# Protocols that are the name of the one technology that speaks them.
_SPOKEN = ("postgresql", "mysql", "mongodb", "redis", "memcached", "kafka", "cassandra", "elasticsearch")
_NOTHING = """\
No component was seen: nothing here says what runs. Write the first one yourself:
  components:
    api: {kind: service, path: src, tech: [python]}
"""
_JOURNEYS = """\
What users do, through which components, is nothing that can be seen from here:
  journeys:
    buy: {steps: [storefront, checkout]}"""


@dataclass(frozen=True, slots=True)
class Part:
    """A row of ``derived.parts``, and what was seen below its folder and of its image."""

    name: str
    kind: str
    root: str | None
    tech: tuple[str, ...]
    external: bool
    declared: bool
    path: str
    line: int
    evidence: str | None
    replicas: int | None
    made_elsewhere: bool = False  # its image is one that the catalog knows
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class Needed:
    """A row of ``derived.part_needs``."""

    component: str
    needs: str
    via: str | None
    declared: bool
    path: str
    line: int
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Owned:
    """Who answers for a part: a handle of CODEOWNERS or a name of the history, and where that is said."""

    part: str
    owner: str
    because: str
    person: bool = False  # a name of the history


@dataclass(frozen=True, slots=True)
class Shared:
    """A file that many parts are given alike: whom it names, and of how many nothing else says that they need them."""

    path: str
    others: tuple[str, ...]
    parts: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a draft of the system is made from."""

    parts: tuple[Part, ...]
    needs: tuple[Needed, ...]
    owned: tuple[Owned, ...] = ()
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # declared ones: name to handles
    stores: tuple[str, ...] = ()  # that a declared data entity names
    refused: frozenset[tuple[str, str]] = frozenset()  # a person said no: (part, '') or (part, what it needs)
    gone: tuple[tuple[tuple[str, ...], str], ...] = ()
    shared: tuple[Shared, ...] = ()


def draft(seen: Evidence) -> Draft:
    """What ``architecture/system.yaml`` lacks of what was seen."""
    declared = {p.name for p in seen.parts if p.declared}
    new = [p for p in seen.parts if not p.declared and _usable(p.name) and (p.name, "") not in seen.refused]
    needs = [n for n in seen.needs if n.component != n.needs and (n.component, n.needs) not in seen.refused]
    weight: dict[str, int] = defaultdict(int)
    for need in needs:
        weight[need.component] += 1
        weight[need.needs] += 1
    new.sort(key=lambda p: (_group(p), -weight[p.name], p.name))
    kept = sorted(new, key=lambda p: (-weight[p.name] - (p.root is not None), p.name))[:MAX_COMPONENTS]
    there = declared | {p.name for p in kept}
    by_component: dict[str, dict[str, Needed]] = defaultdict(dict)
    for need in needs:
        if need.needs in there and not need.declared:
            by_component[need.component].setdefault(need.needs, need)
    teams = _Teams(seen)
    spoken = {n.needs: n.via for n in needs if n.via in _SPOKEN}
    new = [
        replace(p, tech=(via,)) if not p.tech and p.kind in STORES and (via := spoken.get(p.name)) else p for p in new
    ]
    names = {p.name for p in kept}
    components = [
        Entry(("components",), p.name, _component(p, teams.of(p.name), by_component[p.name]), _HEADINGS[_group(p)])
        for p in new
        if p.name in names
    ]
    more = [
        Entry(("components", name, "needs"), n.needs, _need(n))
        for name in sorted(declared)
        for n in sorted(by_component[name].values(), key=lambda n: n.needs)
        if n.evidence != "depends_on"  # too weak to add to what somebody has been through
    ]
    left = len(new) - len(kept)
    notes = {"data": _DATA} if any(True for _ in _data(seen, needs, there)) else {}
    ending = "\n".join([*(_told(s) for s in seen.shared[:MAX_SHARED] if _usable(s.path)), _JOURNEYS])
    if not there:
        ending = f"{_NOTHING}\n{ending}"
    if left:
        ending = f"{left} more components were seen: principal init adds the next ones when these are right.\n{ending}"
    return Draft(
        PATH,
        "system",
        HEAD,
        (*teams.entries(), *components, *more, *_data(seen, needs, there)),
        (*notes.items(), ("", ending)),
        seen.gone,
    )


def _told(shared: Shared) -> str:
    others = ", ".join(name for name in shared.others if _usable(name))
    return (
        f"{shared.path} names {others}. {shared.parts} components are given it alike, and nothing says which of them"
        " use what: no needs were drafted from it."
    )


def _usable(name: str) -> bool:
    return bool(name.strip()) and len(name) <= MAX_NAME and name.isprintable()


def _group(part: Part) -> int:
    if part.external or part.kind == "external":
        return 4
    if part.kind in STORES:
        return 1
    if part.made_elsewhere:
        return 2
    return 0 if part.root else 3


def _component(part: Part, team: str | None, needs: Mapping[str, Needed]) -> dict[str, Any]:
    bought = not part.external and (part.kind in STORES or part.made_elsewhere)
    root = part.root or ""
    value = {
        "kind": part.kind if part.kind in KINDS else "service",
        "team": team,
        "path": root if root and root.isprintable() and ".." not in root.split("/") else None,
        "tech": [t for t in part.tech if _usable(t)],
        "bought": bought,
        "external": part.external and part.kind != "external",
        "replicas": part.replicas if part.replicas and 1 < part.replicas <= 1_000_000 else None,
        "decision": part.decision,
        "estimated": reason(part.path, part.line, part.evidence or part.kind),
        "needs": {name: _need(needs[name]) for name in sorted(needs)},
    }
    return {key: said for key, said in value.items() if said not in (None, False, [], {})}


def _need(row: Needed) -> Line:
    said = {"via": row.via if row.via and row.via.isprintable() else None}
    return Line(
        {k: v for k, v in said.items() if v} | {"estimated": reason(row.path, row.line, row.evidence or "seen")}
    )


def _data(seen: Evidence, needs: Sequence[Needed], there: set[str]) -> list[Entry]:
    """An entry for each database that somebody uses and no data entity names."""
    ours = {p.name for p in seen.parts if p.name in there and not p.made_elsewhere and p.kind not in STORES}
    entries = []
    for part in sorted(seen.parts, key=lambda p: p.name):
        using = sorted(
            (n for n in needs if n.needs == part.name and n.component in ours), key=lambda n: (n.path, n.line)
        )
        if part.kind != "database" or part.name not in there or not using or part.name in seen.stores:
            continue
        users = sorted({n.component for n in using})
        alone = users[0] if len(users) == 1 else None
        named = ", ".join(users) if len(users) <= 3 else f"{len(users)} components"
        why = f"{alone} alone uses it" if alone else f"used by {named}: who writes what?"
        said = {"owner": alone, "store": part.name, "estimated": reason(using[0].path, using[0].line, why)}
        entries.append(Entry(("data",), part.name, Line({k: v for k, v in said.items() if v})))
    return entries


class _Teams:
    """The team of each part, by the names that the record has for them or gets."""

    def __init__(self, seen: Evidence) -> None:
        self._known = {handle.lower(): name for name, handles in seen.teams.items() for handle in handles}
        self._declared = set(seen.teams)
        self._new: dict[str, Owned] = {}
        self._of: dict[str, str] = {}
        drafted = {p.name for p in seen.parts if not p.declared}
        for owned in sorted(seen.owned, key=lambda o: (o.owner, o.because, o.part)):
            if owned.part in drafted and _usable(owned.owner):
                self._of[owned.part] = self._named(owned)

    def of(self, part: str) -> str | None:
        """The team of a part, if anybody answers for it."""
        return self._of.get(part)

    def entries(self) -> list[Entry]:
        """The people and teams that are not in the record yet."""
        people = [Entry(("people",), o.owner, Line({})) for _, o in sorted(self._new.items()) if o.person]
        teams = [
            Entry(("teams",), name, Line({"members" if o.person else "handles": [o.owner], "estimated": o.because}))
            for name, o in sorted(self._new.items())
        ]
        return [*people, *teams]

    def _named(self, owned: Owned) -> str:
        known = self._known.get(owned.owner.lower())
        if known is not None:
            return known
        handle = owned.owner.rpartition("/")[2].lstrip("@").partition("@")[0]
        name = owned.owner if owned.person or not handle else handle
        if name in self._declared:
            name = owned.owner
        self._known[owned.owner.lower()] = name
        self._declared.add(name)
        self._new[name] = owned
        return name
