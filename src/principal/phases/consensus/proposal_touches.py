"""What each proposal touches, by what it says and by what follows from that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus._proposal_scope import Component, Entity, Named, System, touched


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
    known: bool  # the system has something of that name, declared or seen; of a technology: somebody has
    because: str  # how it is touched: named, or by which path, need or data
    risks: list[str]  # what is at stake: core, data, personal, move, boundary, technology, hotspot or unknown
    team: str | None  # whose it is, by the name of a team; what CODEOWNERS says where no team says so
    root: str | None  # of a component: the folder of its code
    path: str  # where the proposal says so
    line: int


_KEEPERS = ("database", "cache", "queue")
_BOUNDARIES = ("external", "edge")
Rows = list[tuple[Any, ...]]


def rows(
    scopes: Rows, moves: Rows, parts: Rows, handles: Rows, needs: Rows, data: Rows, rings: Rows, technologies: Rows,
    paths: Rows, busy: Rows,
) -> Iterator[ProposalTouches]:  # fmt: skip
    """The rows; see ``_ASKS`` for what each question is."""
    teams: dict[str, str] = dict(handles)
    system = System(
        components={
            name: Component(
                name, teams.get(team, team), root, core, external or kind in _BOUNDARIES, kind in _KEEPERS, declared
            )
            for name, kind, team, root, core, external, declared in parts
        },
        needs=[(one, other) for one, other in needs],
        data={name: Entity(name, owner, store, classes) for name, owner, store, classes in data},
        rings=dict(rings),
        technologies=frozenset(name for (name,) in technologies),
        paths=frozenset(name for (name,) in paths),
        busy=[path for (path,) in busy],
    )
    named: dict[str, list[Named]] = defaultdict(list)
    for proposal, kind, name, path, line in scopes:
        named[proposal].append(Named(kind, name, path, line))
    for proposal, entity, owner, store, path, line in moves:
        named[proposal].append(Named("data", entity, path, line, [n for n in (owner, store) if n]))
    for proposal, said in named.items():
        for touch in touched(said, system):
            component = system.components.get(touch.name) if touch.kind in ("component", "neighbour") else None
            yield ProposalTouches(
                proposal, touch.kind, touch.name, touch.known, touch.because, touch.risks, touch.team,
                component.root if component else None, touch.path, touch.line,
            )  # fmt: skip


_OURS = "(SELECT DISTINCT repository FROM decided.proposals WHERE dialect = 'principal')"
_ASKS = {
    "scopes": "SELECT proposal, kind, name, path, line FROM decided.proposal_scopes WHERE kind <> 'constraint' "
    "ORDER BY path, line, kind, name",
    "moves": "SELECT proposal, data, owner, store, path, line FROM decided.proposal_moves ORDER BY path, line, data",
    "parts": "SELECT name, kind, team, trim(root, './'), core, external, declared FROM derived.parts "
    "ORDER BY declared, name",
    "handles": "SELECT unnest(handles), name FROM decided.teams ORDER BY ALL",
    "needs": "SELECT component, needs FROM derived.part_needs ORDER BY ALL",
    "data": "SELECT name, owner, store, classes FROM decided.data ORDER BY name",
    "rings": "SELECT technology, max(ring) FROM derived.placements WHERE package = '' GROUP BY technology ORDER BY ALL",
    "technologies": "SELECT DISTINCT s.name FROM decided.proposal_scopes AS s JOIN known.technologies AS t "
    "ON t.name = s.name WHERE s.kind = 'technology' ORDER BY ALL",
    "paths": "SELECT s.name FROM decided.proposal_scopes AS s WHERE s.kind = 'path' AND EXISTS (SELECT f.path "
    "FROM observed.files AS f WHERE f.repository = s.repository AND (f.path = s.name "
    "OR starts_with(f.path, s.name || '/'))) GROUP BY s.name ORDER BY s.name",
    # Files of code with ten commits in a year and more, the ten with most. Not times their lines: those change with
    # every edit, and all of this would be worked out again.
    "busy": f"""
        SELECT c.path FROM observed.changes AS c JOIN {_OURS} AS o ON o.repository = c.repository
        JOIN observed.commits AS k ON k.repository = c.repository AND k.sha = c.sha
        JOIN observed.files AS f ON f.repository = c.repository AND f.path = c.path
        JOIN known.clock AS t ON t.repository = c.repository
        WHERE NOT k.bot AND f.kind = 'code' AND k.committed > t.today - INTERVAL 365 DAY
          AND k.committed::DATE <= t.today
        GROUP BY c.path HAVING count(*) >= 10
        ORDER BY count(*) DESC, c.path LIMIT 10
    """,  # noqa: S608 (our own text)
}
ANALYSIS = Computation(name="proposal_touches", version=2, table=ProposalTouches, asks=_ASKS, rows=rows)
