"""What reaches whom when somebody else is gone, or a cache is empty; only from figures that are given."""

from __future__ import annotations

from dataclasses import dataclass

from principal.phases.consensus.failure.system import Part, System


@dataclass(frozen=True, slots=True)
class Surge:
    """What reaches ``onto`` when ``gone`` is gone (or empty, where it is a cache). Rates are per second.

    Attributes:
        extra: what comes in addition; None where a figure is missing.
        before: what reaches it anyway, as far as figures tell.
        capacity: what it bears; None where no record says so.
        missing: the figures without which it cannot be told whether it bears that.
    """

    gone: str
    onto: str
    extra: float | None
    before: float
    capacity: float | None
    missing: tuple[str, ...]

    @property
    def total(self) -> float:
        """What reaches it then, at least."""
        return self.before + (self.extra or 0.0)

    @property
    def bears(self) -> bool | None:
        """Whether it bears that: false is certain, true only where no figure is missing."""
        if self.capacity is None or self.extra is None:
            return None
        if self.total > self.capacity:
            return False
        return None if self.missing else True


def surges(system: System) -> list[Surge]:
    """What falls onto stand-ins, and onto the stores behind caches."""
    whole = system.part_of or system
    return [_surge(whole, gone, onto) for gone, onto in sorted(behind(whole))]


def overloads(system: System) -> list[tuple[str, str]]:
    """Pairs: when the first is gone (or empty), the second certainly gets more than it bears."""
    return [(s.gone, s.onto) for s in surges(system) if s.bears is False]


def behind(system: System) -> set[tuple[str, str]]:
    """Whom the requests to a part go to without it: its stand-ins, and what a cache itself reads from."""
    system = system.part_of or system
    found = {(need.callee, need.use) for need in system.needs if need.use in system.parts and need.use != need.callee}
    caches = [name for name, part in system.parts.items() if part.kind == "cache"]
    found |= {(name, need.callee) for name in caches for need in system.needs_of[name]}
    return {(gone, onto) for gone, onto in found if onto is not None}


def _surge(system: System, gone: str, onto: str) -> Surge:
    part, store = system.parts[gone], system.parts[onto]
    extra, missing = _extra(system, part, onto)
    before = store.load
    if before is None:
        missing += [f"load of {onto}"]
        before = part.load * (1 - part.hit_rate) if part.load is not None and part.hit_rate is not None else 0.0
    if store.capacity is None:
        missing += [f"capacity of {onto}"]
    return Surge(gone, onto, extra, before, store.capacity, tuple(missing))


def _extra(system: System, part: Part, onto: str) -> tuple[float | None, list[str]]:
    """What comes in addition: of a cache what it answered itself, of others all that asked them."""
    asked = part.load
    if asked is None:
        rates = [n.rate for n in system.needed_by[part.name] if n.use == onto or part.kind == "cache"]
        asked = sum(r for r in rates if r is not None) if rates and None not in rates else None
    if asked is None:
        return None, [f"load of {part.name}"]
    if part.kind != "cache":
        return asked, []
    return (None, [f"hit_rate of {part.name}"]) if part.hit_rate is None else (asked * part.hit_rate, [])
