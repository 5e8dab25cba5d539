"""What a proposal touches, what of that is at stake, and how much ceremony that asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from principal.core.scope import within
from principal.phases.consensus._proposal_status import HEAVY, LIGHT, STANDARD

COMPONENT, DATA, NEED, PATH, TECHNOLOGY, NEIGHBOUR = "component", "data", "need", "path", "technology", "neighbour"
CORE, STORES, PERSONAL, MOVE, BOUNDARY, NEW, HOTSPOT, WIDE, UNKNOWN = (
    "core", "data", "personal", "move", "boundary", "technology", "hotspot", "wide", "unknown",
)  # fmt: skip
HEAVY_FROM = 3  # so many different things at stake
WIDE_FROM = 3  # so many teams
_HARMLESS = frozenset(("public", "internal"))  # classes of data that nobody has to protect from others

_AT_STAKE = {
    CORE: "{} is core: it is what tells us apart from others",
    STORES: "{} owns or keeps data",
    PERSONAL: "{} are data about people, health or payments",
    MOVE: "{} are moved, which is hard to take back",
    BOUNDARY: "{} stands on our boundary",
    NEW: "{} is not on Adopt",
    HOTSPOT: "{} has some of the code that changes most",
    UNKNOWN: "nothing that is declared tells what is at stake in {}",
}


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the system, declared or only seen, as far as it matters here."""

    name: str
    team: str | None
    root: str | None
    core: bool
    boundary: bool
    keeps: bool
    declared: bool = True


@dataclass(frozen=True, slots=True)
class Entity:
    """A data entity."""

    name: str
    owner: str | None
    store: str | None
    classes: Sequence[str]


@dataclass(frozen=True)
class System:
    """What is declared or seen, and what is known of the tree and of technologies."""

    components: Mapping[str, Component]
    needs: Sequence[tuple[str, str]]
    data: Mapping[str, Entity]
    rings: Mapping[str, str]  # technology to ring
    technologies: frozenset[str]  # that the catalog or the tree knows
    paths: frozenset[str]  # of those that proposals name: the ones that are there
    busy: Sequence[str]  # files that change most


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a proposal names, and where; ``moves`` are the owner and store that data go to."""

    kind: str
    name: str
    path: str
    line: int
    moves: Sequence[str] | None = None


@dataclass(slots=True)
class Touch:
    """One thing that it touches."""

    kind: str
    name: str
    known: bool
    because: str
    path: str
    line: int
    risks: list[str] = field(default_factory=list)
    team: str | None = None


def touched(named: Iterable[Named], system: System) -> list[Touch]:
    """Everything that a proposal touches, each once, what it names first."""
    found = _Found(system)
    for one in named:
        if one.kind == COMPONENT:
            found.component(one, one.name, "named")
        elif one.kind == NEED:
            found.need(one)
        elif one.kind == DATA:
            found.data(one)
        elif one.kind == TECHNOLOGY:
            ring = system.rings.get(one.name)
            known = ring is not None or one.name in system.technologies
            found.add(one, one.kind, one.name, "named", known).risks = [] if ring == "adopt" else [NEW]
        elif one.kind == PATH:
            found.path(one)
    found.neighbours()
    return list(found.touches.values())


class _Found:
    """The touches of one proposal, as they are found."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.touches: dict[tuple[str, str], Touch] = {}

    def add(self, one: Named, kind: str, name: str, because: str, known: bool) -> Touch:
        return self.touches.setdefault((kind, name), Touch(kind, name, known, because, one.path, one.line))

    def component(self, one: Named, name: str, because: str) -> None:
        component = self.system.components.get(name)
        touch = self.add(one, COMPONENT, name, because, component is not None)
        if component is not None:
            touch.team, touch.risks = component.team, _of_component(component, self.system)

    def need(self, one: Named) -> None:
        ends = one.name.split(" needs ")
        known = [c for end in ends if (c := self.system.components.get(end)) is not None]
        self.add(one, NEED, one.name, "named", len(known) == len(ends))
        for end in ends:
            self.component(one, end, f"by the need {one.name}")

    def data(self, one: Named) -> None:
        entity = self.system.data.get(one.name)
        touch = self.add(one, DATA, one.name, "named" if one.moves is None else "moved", entity is not None)
        touch.risks += [r for r in self._at_stake(one, entity) if r not in touch.risks]
        if entity is not None and entity.owner:
            self.component(one, entity.owner, f"it owns the data {one.name}")
        if entity is not None and entity.store:
            self.component(one, entity.store, f"it keeps the data {one.name}")
        for name in one.moves or ():
            self.component(one, name, f"the data {one.name} move there")

    @staticmethod
    def _at_stake(one: Named, entity: Entity | None) -> list[str]:
        personal = [PERSONAL] if entity is not None and set(entity.classes) - _HARMLESS else []
        return [STORES, *personal, *([MOVE] if one.moves is not None else [])]

    def path(self, one: Named) -> None:
        owners = _owners(one.name, self.system)
        touch = self.add(one, PATH, one.name, "named", one.name in self.system.paths)
        busy = any(within(path, one.name) for path in self.system.busy)
        touch.risks = [HOTSPOT] * busy + [UNKNOWN] * (not owners)
        for name in owners:
            self.component(one, name, f"by the path {one.name}")

    def neighbours(self) -> None:
        """Who needs a component that is touched."""
        places = {t.name: t for t in self.touches.values() if t.kind == COMPONENT}
        for needing, needed in self.system.needs:
            if needed in places and needing not in places:
                at = places[needed]
                known = self.system.components.get(needing)
                touch = Touch(NEIGHBOUR, needing, known is not None, f"it needs {needed}", at.path, at.line)
                touch.team = known.team if known is not None else None
                self.touches.setdefault((NEIGHBOUR, needing), touch)


def _of_component(component: Component, system: System) -> list[str]:
    risks = [] if component.declared else [UNKNOWN]
    if component.core:
        risks.append(CORE)
    if component.keeps or any(component.name in (d.owner, d.store) for d in system.data.values()):
        risks.append(STORES)
    if component.boundary:
        risks.append(BOUNDARY)
    if component.root and any(within(path, component.root) for path in system.busy):
        risks.append(HOTSPOT)
    return risks


def _owners(path: str, system: System) -> list[str]:
    """The component with the longest folder above a path, and those with a folder below it."""
    placed = [(c.name, c.root) for c in system.components.values() if c.root]
    above = [(len(root), name) for name, root in placed if within(path, root)]
    deepest = max(above, default=(0, ""))[0]
    return sorted({n for size, n in above if size == deepest} | {n for n, root in placed if within(root, path)})


@dataclass(frozen=True, slots=True)
class Stake:
    """One thing that is at stake, as it is stored: a risk and what it is said of."""

    risk: str
    name: str


def tier(stakes: Sequence[Stake], teams: Iterable[str]) -> tuple[str, list[str]]:
    """How much ceremony, and why."""
    reasons = list(dict.fromkeys(_AT_STAKE[s.risk].format(s.name) for s in stakes))
    risks = {s.risk for s in stakes} - {UNKNOWN}
    wide = sorted(set(teams))
    if len(wide) >= WIDE_FROM:
        risks.add(WIDE)
        reasons.append(f"{len(wide)} teams have to move together: {', '.join(wide)}")
    if risks & {MOVE, PERSONAL} or len(risks) >= HEAVY_FROM:
        return HEAVY, reasons
    if reasons:
        return STANDARD, reasons
    return LIGHT, ["nothing that it touches is core, keeps data, stands on a boundary or changes often"]
