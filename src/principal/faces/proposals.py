"""What the working tree's generation says of proposals, for the commands that show and judge them."""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from principal.faces.session import Progress, fail, open_here

if TYPE_CHECKING:
    from pathlib import Path

    from principal.core.decided import Components, Constraints, Data, Journeys
    from principal.core.proposal_gate import Agreement, Flag
    from principal.core.scope import Scope
    from principal.core.verdict import Answers
    from principal.core.workspace import Workspace
    from principal.phases.consensus.gravity import Move
    from principal.phases.consensus.proposal_standings import ProposalStandings
    from principal.phases.consensus.proposal_touches import ProposalTouches
    from principal.phases.consensus.proposals import Proposals

R = TypeVar("R")


@dataclass(frozen=True)
class ProposalRows:
    """Rows of the tables around proposals, and the answers of their generation."""

    workspace: Workspace
    answers: Answers
    proposals: list[Proposals]
    standings: list[ProposalStandings]
    touches: list[ProposalTouches]
    components: list[Components]
    constraints: list[Constraints]
    data: list[Data]
    journeys: list[Journeys]
    signing: bool  # somebody decided who may sign
    parts: list[tuple[str, str | None]]  # components, declared or only seen, with their folders
    technologies: list[tuple[str, str, str]]  # name, path and ring ('' off the radar) of each use
    deciders: list[tuple[str, str, str]]  # content, principal and role of each approval that counts
    moves: tuple[Move, ...]  # data that proposals move
    today: dt.date

    def standing(self, name: str) -> ProposalStandings:
        """The standing of the proposal *name*; exit 2 where there is none of ours, with the nearest name."""
        wanted = name.upper() if not name.isdigit() else f"RFC-{name.zfill(3)}"
        found = [s for s in self.standings if s.proposal == wanted or s.path == name]
        if len(found) > 1:
            fail(f"{wanted} is the name of {len(found)} proposals: {', '.join(s.path for s in found)}; give the path")
        if not found:
            near = difflib.get_close_matches(wanted, [s.proposal for s in self.standings], n=1)
            hint = f"; did you mean {near[0]}?" if near else '; principal rfc new "TITLE" writes one'
            fail(f"there is no proposal {name} in architecture/proposals{hint}")
        return found[0]

    def touched(self, name: str) -> list[ProposalTouches]:
        """What a proposal touches."""
        return [t for t in self.touches if t.proposal == name]

    def scope(self, standing: ProposalStandings) -> Scope:
        """The part of the system that a proposal is about: what it touches, its neighbours, the constraints on both."""
        from principal.core.scope import SYSTEM, Scope

        touched = self.touched(standing.proposal)
        names = {t.name for t in touched if t.kind in ("component", "neighbour")}
        data = tuple(d for d in self.data if any(t.kind == "data" and t.name == d.name for t in touched))
        journeys = tuple(j for j in self.journeys if not names.isdisjoint(j.steps))
        subjects = {SYSTEM, *names, *(d.name for d in data), *(j.name for j in journeys)}
        roots = [t.root for t in touched if t.root and t.kind == "component"]
        return Scope(
            paths=tuple([t.name for t in touched if t.kind == "path"] + roots),
            components=tuple(c for c in self.components if c.name in names),
            constraints=tuple(c for c in self.constraints if c.subject in subjects),
            data=data, journeys=journeys, anything=bool(self.components or self.constraints),
        )  # fmt: skip

    def flags(self, standing: ProposalStandings) -> list[Flag]:
        """The red flags that evidence raises on what a proposal touches, or raised when this revision was written."""
        from principal.core.proposal_gate import flags_of
        from principal.faces.remembered import raised_before

        now = flags_of(self.answers.rules, self.answers.findings, self.scope(standing))
        return [*now, *raised_before(self, standing)]

    def agreement(self, standing: ProposalStandings) -> Agreement:
        """Whether people agreed to it; not told where signatures could not be judged, or nobody may sign yet."""
        from principal.core.proposal_gate import Agreement

        status = standing.status
        if status == "accepted":
            return Agreement(True, "")
        if status == "proposed" and not standing.flags and standing.tier != "light":
            if standing.unsure:
                return Agreement(None, standing.unsure)
            if not self.signing:
                return Agreement(None, "nobody decided yet who may sign: principal signers init")
        why = "" if status == "draft" else f": {standing.because}"
        step = f"; {standing.next_step}" if standing.next_step else ""
        return Agreement(False, f"{standing.proposal} is {status}{why}{step}")


def proposal_rows(folder: str, today: dt.date) -> ProposalRows:
    """Read them from the working tree as it is now."""
    from principal.faces.judgement import answers_on_worktree

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        path, answers = answers_on_worktree(workspace, today)
    finally:
        progress.done()
    return rows_of(workspace, path, answers, today)


def rows_of(workspace: Workspace, path: Path, answers: Answers, today: dt.date) -> ProposalRows:
    """Read them from the generation at *path*, which says *answers*."""
    from principal.core.decided import Components, Constraints, Data, Journeys
    from principal.core.store import open_read_only
    from principal.core.tables import table_of
    from principal.phases.consensus.data_overview import overview
    from principal.phases.consensus.proposal_standings import ProposalStandings
    from principal.phases.consensus.proposal_touches import ProposalTouches
    from principal.phases.consensus.proposals import Proposals

    with contextlib.closing(open_read_only(path)) as connection:

        def read(row: type[R], order: str = "path, line") -> list[R]:
            columns = ", ".join(f'"{c.name}"' for c in table_of(row).columns)
            sql = f"SELECT {columns} FROM {table_of(row).qualified} ORDER BY {order}"  # noqa: S608 (our own names)
            return [row(*values) for values in connection.execute(sql).fetchall()]

        return ProposalRows(
            workspace, answers, read(Proposals), read(ProposalStandings), read(ProposalTouches), read(Components),
            read(Constraints), read(Data), read(Journeys),
            signing=connection.execute("SELECT count(*) > 0 FROM decided.trusts").fetchall()[0][0],
            parts=connection.execute("SELECT name, trim(root, './') FROM derived.parts ORDER BY name").fetchall(),
            technologies=connection.execute(_TECHNOLOGIES).fetchall(),
            deciders=connection.execute(_DECIDERS).fetchall(),
            moves=overview(connection).moves, today=today,
        )  # fmt: skip


_DECIDERS = """
SELECT content, principal, role FROM derived.signatures WHERE counts AND verdict = 'approve' ORDER BY ALL
"""
_TECHNOLOGIES = """
SELECT DISTINCT t.name, t.path, coalesce(p.ring, '') FROM observed.technologies AS t
LEFT JOIN derived.placements AS p ON p.repository = t.repository AND p.technology = t.name AND p.package = ''
WHERE t.scope = 'runtime' AND t.kind NOT IN ('package', 'language') ORDER BY ALL
"""
