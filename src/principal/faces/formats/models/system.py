"""What a model of the system is written from: its parts and their needs, declared or only seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Part:
    """A component. ``standing``: '' unless only one of records and evidence knows it (declared, observed)."""

    name: str
    kind: str
    team: str | None
    root: str | None
    tech: tuple[str, ...]
    external: bool
    standing: str
    where: str  # it is declared or seen: path:line, and what shows it


@dataclass(frozen=True, slots=True)
class Need:
    """That one component needs another."""

    component: str
    needs: str
    via: str | None
    when_down: str | None
    standing: str

    @property
    def label(self) -> str:
        """In words."""
        told = self.when_down not in (None, "fail")
        return f"needs; when it is down: {self.when_down}" if told else "needs"


@dataclass(frozen=True, slots=True)
class System:
    """All of it, by name."""

    name: str
    parts: tuple[Part, ...]
    needs: tuple[Need, ...]

    @property
    def inside(self) -> list[Part]:
        """The parts within our boundary."""
        return [p for p in self.parts if not p.external]

    @property
    def outside(self) -> list[Part]:
        """The parts beyond it."""
        return [p for p in self.parts if p.external]


def gather(connection: duckdb.DuckDBPyConnection, name: str) -> System:
    """The system that a generation knows; needs of what is no part of it are left out."""
    from principal.phases.constraints.whole_system import between, read

    found = read(connection)
    drawn = any(part.declared for part in found)  # nobody who declared nothing differs from the evidence
    parts = tuple(
        Part(
            name=part.name,
            kind="external" if part.external else part.kind,
            team=part.team,
            root=part.root,
            tech=part.tech,
            external=part.external,
            standing=_standing(part.declared, part.observed) if drawn else "",
            where=f"{part.path}:{part.line}" + (f", {part.evidence}" if part.evidence else ""),
        )
        for part in found
    )
    needs = tuple(
        Need(n.component, n.needs, n.via, n.when_down, _standing(n.declared, n.observed) if drawn else "")
        for n in between(found)
    )
    return System(name, parts, needs)


def _standing(declared: bool, observed: bool) -> str:
    if declared and observed:
        return ""
    return "declared" if declared else "observed"
