"""What the working tree's generation says of proposals, for the commands that show and judge them."""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
from collections.abc import Sequence
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
    from principal.phases.consensus.signatures import Signatures

R = TypeVar("R")
BASES = ("origin/HEAD", "main", "master", "trunk")


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
    signatures: list[Signatures]
    holders: dict[str, list[str]]  # of each role, by the version of who may sign that is in force
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

    def signed(self, standing: ProposalStandings) -> list[Signatures]:
        """All that was signed of a proposal, whether it counts or not."""
        return [s for s in self.signatures if s.record_path == standing.path and s.record == standing.proposal]

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

    def outside(self, standing: ProposalStandings, changed: Sequence[str]) -> dict[str, list[str]]:
        """Of *changed* paths those in components that a proposal does not touch, by the component.

        Where it names paths it is about those, and not about all of their component. What lies in no
        component is nobody's to name, and records are how a proposal is written.
        """
        from principal.core.scope import within

        touched = self.touched(standing.proposal)
        whole = {t.name for t in touched if t.kind == "component" and not t.because.startswith("by the path")}
        paths = [t.name for t in touched if t.kind == "path"]
        placed = sorted(((n, r) for n, r in self.parts if r), key=lambda p: (-len(p[1] or ""), p[0]))
        found: dict[str, list[str]] = {}
        for path in changed:
            name = next((n for n, root in placed if root and within(path, root)), None)
            named = name in whole or any(within(path, p) for p in paths)
            if name is not None and not named and not within(path, "architecture"):
                found.setdefault(name, []).append(path)
        return found

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
        where = "in its final comment" if status == "final comment" else status
        return Agreement(False, f"{standing.proposal} is {where}{why}{step}")


def changed_since(workspace: Workspace, base: str) -> list[str]:
    """Paths that differ between the working tree and where it forked off *base*, removed ones too.

    Without a base it is the default branch; exit 2 where there is none.
    """
    from principal.core.git import GitFailed
    from principal.core.revisions import head, merge_base, resolve
    from principal.core.snapshots import revision, worktree

    commit = None
    for candidate in (base,) if base else BASES:
        try:
            commit = resolve(workspace.git, candidate)
            break
        except GitFailed:
            if base:
                raise
    if commit is None:
        fail(f"there is no default branch to compare with ({', '.join(BASES)}); give --from-diff BASE")
    tip = head(workspace.git)
    fork = (merge_base(workspace.git, commit, tip) if tip else None) or commit
    was = {e.path: e.blob for e in revision(workspace.git, fork).entries}
    now = {e.path: e.blob for e in worktree(workspace.git).entries}
    return sorted(p for p in {*was, *now} if was.get(p) != now.get(p))


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
    from principal.phases.consensus.signatures import Signatures

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
            signatures=read(Signatures, "first_seen NULLS LAST, claimed, path"),
            holders=dict(connection.execute(_HOLDERS).fetchall()),
            moves=overview(connection).moves, today=today,
        )  # fmt: skip


_DECIDERS = """
SELECT content, principal, role FROM derived.signatures WHERE counts AND verdict = 'approve' ORDER BY ALL
"""
_HOLDERS = """
SELECT r.role, r.holders FROM decided.roles AS r
JOIN derived.trusted_versions AS v ON v.repository = r.repository AND v.version = r.version AND v.in_force
"""
_TECHNOLOGIES = """
SELECT DISTINCT t.name, t.path, coalesce(p.ring, '') FROM observed.technologies AS t
LEFT JOIN derived.placements AS p ON p.repository = t.repository AND p.technology = t.name AND p.package = ''
WHERE t.scope = 'runtime' AND t.kind NOT IN ('package', 'language') ORDER BY ALL
"""
