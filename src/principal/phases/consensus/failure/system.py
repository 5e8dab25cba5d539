"""The system that failure is computed from: plain data, as records or evidence give it.

A simulation of load and recovery over time starts from the same :class:`System`: its parts have
capacity and load, its needs have rates, timeouts, retries and queues.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from principal.core.decided import MOST_ZONES

ARROW = " -> "  # between the ends of a need, in its name
SHARED = ("zone", "region", "vendor")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        kind: component, zone, region, vendor, person, need (the way between two components),
            hang (of a need), or flush (a cache that is there, and empty).
        name: of what is gone.
    """

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" if self.kind in (*SHARED, "flush") else self.name


@dataclass(frozen=True, slots=True)
class Part:
    """A component, with what its failure follows from.

    Rates are per second. ``keeper`` alone answers for it; ``also`` are its technologies and other names.
    """

    name: str
    kind: str = "service"
    team: str | None = None
    keeper: str | None = None
    core: bool = False
    external: bool = False
    replicas: int | None = None
    quorum: int | None = None
    zones: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    vendor: str | None = None
    availability: float | None = None
    capacity: float | None = None
    load: float | None = None
    hit_rate: float | None = None
    also: tuple[str, ...] = ()
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """That one part needs another. Times are in ms, rates per second; ``said``: a record says ``when_down``.

    ``journeys``: those that alone ask for it; none where all do. ``waits``: the caller hangs where it hangs.
    """

    caller: str
    callee: str
    when_down: str = "fail"
    use: str | None = None
    said: bool = False
    via: str | None = None
    timeout: float | None = None
    retries: int | None = None
    rate: float | None = None
    sees: str | None = None
    holds: float | None = None
    holds_ms: float | None = None
    drain: float | None = None
    journeys: tuple[str, ...] = ()
    waits: bool = True
    path: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """As it is called: ``checkout -> orders-db``."""
        return f"{self.caller}{ARROW}{self.callee}"

    @property
    def fault(self) -> Fault:
        """That the caller gets no answer, whatever the callee does."""
        return Fault("need", self.name)

    @property
    def hang(self) -> Fault:
        """That the caller waits for ever for an answer, and so is down itself."""
        return Fault("hang", self.name)

    @property
    def full_after(self) -> float | None:
        """After how many ms its queue is full; None where no figure tells, or nothing comes in."""
        if self.holds_ms is not None:
            return self.holds_ms
        return self.holds / self.rate * 1000 if self.holds is not None and self.rate else None


@dataclass(frozen=True, slots=True)
class Journey:
    """What users do. Without a step it fails, without an optional one it is degraded."""

    name: str
    steps: tuple[str, ...]
    optional: tuple[str, ...] = ()
    sees: str | None = None
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Shared:
    """What a record says of a zone, a region or a vendor."""

    kind: str
    name: str
    region: str | None = None
    availability: float | None = None
    path: str = ""
    line: int = 0


@dataclass(frozen=True)
class System:
    """All of it.

    Attributes:
        observed: it was seen, not declared, so that what happens when something is gone is assumed too.
        assumed: no journey is declared: what nothing else needs stands for what users do.
        part_of: the system that this is one journey's view of; what reaches whom follows from all of it.
    """

    parts: Mapping[str, Part]
    needs: tuple[Need, ...] = ()
    journeys: tuple[Journey, ...] = ()
    shared: tuple[Shared, ...] = ()
    observed: bool = False
    assumed: bool = False
    part_of: System | None = None

    @cached_property
    def needs_of(self) -> dict[str, list[Need]]:
        """What each part needs."""
        found: dict[str, list[Need]] = {name: [] for name in self.parts}
        for need in self.needs:
            found[need.caller].append(need)
        return found

    @cached_property
    def needed_by(self) -> dict[str, list[Need]]:
        """Who needs each part."""
        found: dict[str, list[Need]] = {name: [] for name in self.parts}
        for need in self.needs:
            found[need.callee].append(need)
        return found

    @cached_property
    def need_named(self) -> dict[str, Need]:
        """Each need by its name."""
        return {need.name: need for need in self.needs}

    @cached_property
    def described(self) -> dict[Fault, Shared]:
        """What records say of what components share."""
        return {Fault(s.kind, s.name): s for s in self.shared}

    @cached_property
    def whole(self) -> System:
        """For what becomes of the parts: who fails only some journeys without the other goes on with less."""
        if not any(need.journeys for need in self.needs):
            return self
        needs = (replace(n, when_down="degrade") if n.journeys and n.when_down == "fail" else n for n in self.needs)
        return replace(self, needs=tuple(needs), part_of=self)

    @cached_property
    def seen_by(self) -> dict[str, System]:
        """Of each journey what counts for it: all but the needs that only others ask for."""
        scoped = [need for need in self.needs if need.journeys]
        if not scoped:
            return {journey.name: self for journey in self.journeys}
        alike: dict[frozenset[str], System] = {}
        seen = {}
        for journey in self.journeys:
            others = frozenset(need.name for need in scoped if journey.name not in need.journeys)
            if others not in alike:
                needs = tuple(replace(need, journeys=()) for need in self.needs if need.name not in others)
                alike[others] = replace(self, needs=needs, part_of=self)
            seen[journey.name] = alike[others]
        return seen

    def hard_steps(self, journey: Journey) -> list[str]:
        """Steps without which it fails: not optional, and no other step queues for them or has a stand-in."""
        steps = set(journey.steps)
        softened = {
            need.callee
            for step in steps
            for need in self.needs_of.get(step, ())
            if need.when_down in ("queue", "use") and need.callee != step
        }
        return [step for step in journey.steps if step not in journey.optional and step not in softened]

    def region_of(self, part: Part, zone: str) -> str | None:
        """The region of a zone: declared, else the one whose name begins the zone's, else the part's only one."""
        described = self.described.get(Fault("zone", zone))
        if described is not None and described.region is not None:
            return described.region
        within = next((r for r in part.regions if zone.startswith(r)), None)
        return within or (part.regions[0] if len(part.regions) == 1 else None)

    def places(self, part: Part) -> list[tuple[int, tuple[Fault, ...]]]:
        """How many replicas of a part are where, with what takes them there.

        Replicas go one after the other to the zones (else the regions) that the part names.
        """
        spots: list[tuple[Fault, ...]] = []
        for zone in part.zones[:MOST_ZONES]:
            region = self.region_of(part, zone)
            spots.append((Fault("zone", zone), *((Fault("region", region),) if region else ())))
        spots = spots or [(Fault("region", region),) for region in part.regions[:MOST_ZONES]] or [()]
        each, more = divmod(replicas_of(part), len(spots))
        counted = [(each + (number < more), spot) for number, spot in enumerate(spots)]
        return [(count, spot) for count, spot in counted if count]

    @cached_property
    def shared_faults(self) -> list[Fault]:
        """Every zone, region and vendor that a component is in or of, by kind and name."""
        found = {fault for part in self.parts.values() for _, spot in self.places(part) for fault in spot}
        found |= {Fault("vendor", part.vendor) for part in self.parts.values() if part.vendor}
        return sorted(found, key=lambda fault: (SHARED.index(fault.kind), fault.name))

    def faults(self) -> Iterator[Fault]:
        """Every single fault that is looked at: components, what they share, who alone holds them, and needs."""
        yield from (Fault("component", name) for name in self.parts)
        yield from self.shared_faults
        yield from (Fault("person", name) for name in sorted({p.keeper for p in self.parts.values() if p.keeper}))
        yield from (need.fault for need in self.needs)


def replicas_of(part: Part) -> int:
    """How many replicas it has: where nothing is said, one in each place that it names."""
    return part.replicas or max(1, len(part.zones) or len(part.regions))


def quorum_of(part: Part) -> int:
    """How many of them must live."""
    return min(part.quorum or 1, replicas_of(part))
