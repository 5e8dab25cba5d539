"""What each proposal touches, by what it says and by what follows from that."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.tables import table


@table("derived", key=("proposal", "kind", "name"))
@dataclass(frozen=True, slots=True)
class ProposalTouches:
    """Things of the system that a proposal touches, each with why it matters and whose it is.

    A path touches the component with the longest folder above it, and every component with a
    folder below it; a need touches both of its ends; data touch their owner and their store.
    """

    proposal: str  # id
    kind: str  # component, data, need, path, technology, or neighbour (a component that needs a touched one)
    name: str
    known: bool  # the system record, the radar or the tree has something of that name
    because: str  # how it is touched: named, or by which path, need or data
    risks: list[str]  # core, data, boundary, technology, hotspot, hard to reverse …, each of which raises the tier
    team: str | None  # whose it is
    path: str  # where the proposal says so
    line: int
