"""Red flags that evidence raises on what a proposal itself brings, before anything of it is built."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from principal.phases.consensus._proposal_prose import FAME, LANGUAGES, LATER

SMALL_PEAK = 100  # requests a second, and
FEW = 8  # components of ours: below both, one machine and its spare would do (as the rule on orchestrators has it)


@dataclass(frozen=True, slots=True)
class Brings:
    """A technology that it names, that nothing uses yet and no decision is about."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Moves:
    """Data that it moves; what nobody said is None."""

    data: str
    volume: float | None
    duration: float | None


def of_moves(moves: Iterable[Moves], *, migration: bool) -> list[str]:
    """Data that are moved without anybody having said how."""
    found = []
    for move in moves:
        there = {"a migration": migration, "its volume": move.volume, "its duration": move.duration}
        lacks = [what for what, said in there.items() if said is None or said is False]
        if lacks:
            found.append(f"{LATER}: {move.data} are moved without {' and '.join(lacks)}")
    return found


def of_technologies(brings: Sequence[Brings], peak: float | None, components: int, rings: Collection[str]) -> list[str]:
    """Orchestrators that the declared scale does not call for, and languages that the radar does not have."""
    found = []
    for one in brings:
        if one.kind == "orchestrator" and peak is not None and peak <= SMALL_PEAK and 0 < components < FEW:
            ours = f"{components} component{'' if components == 1 else 's'}"
            found.append(f"{FAME}: {one.name} for {ours} and a declared peak of {peak:g} requests a second")
        if one.kind == "language" and rings and one.name not in rings:
            found.append(f"{LANGUAGES}: {one.name} is on no ring of the radar, and nothing is written in it")
    return found
