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


_PARTS = """
SELECT name, any_value(kind), any_value(team), any_value(root), any_value(tech), bool_or(external), bool_or(declared),
       bool_or(observed), min(path), arg_min(line, path), any_value(evidence)
FROM derived.parts GROUP BY name ORDER BY name
"""
_NEEDS = """
SELECT component, needs, min(via), min(when_down), bool_or(declared), bool_or(observed)
FROM derived.part_needs GROUP BY component, needs ORDER BY component, needs
"""


def gather(connection: duckdb.DuckDBPyConnection, name: str) -> System:
    """The system that a generation knows; needs of what is no part of it are left out."""
    found = connection.execute(_PARTS).fetchall()
    drawn = any(row[6] for row in found)  # nobody who declared nothing differs from the evidence
    parts = tuple(
        Part(
            name=name,
            kind="external" if external and kind != "external" else kind,
            team=team,
            root=root,
            tech=tuple(tech or ()),
            external=external or kind == "external",
            standing=_standing(declared, observed) if drawn else "",
            where=f"{path}:{line}" + (f", {evidence}" if evidence else ""),
        )
        for name, kind, team, root, tech, external, declared, observed, path, line, evidence in found
    )
    known = {p.name for p in parts}
    needs = tuple(
        Need(component, needs, via, when_down, _standing(declared, observed) if drawn else "")
        for component, needs, via, when_down, declared, observed in connection.execute(_NEEDS).fetchall()
        if component != needs and {component, needs} <= known
    )
    return System(name, parts, needs)


def _standing(declared: bool, observed: bool) -> str:
    if declared and observed:
        return ""
    return "declared" if declared else "observed"
