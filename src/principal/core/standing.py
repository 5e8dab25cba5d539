"""How far the work on a part of the system is: the gate that it stands at, and the step that opens it.

The first of ``GATES`` that has something to say answers; a later phase joins by adding its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from principal.core.process import BLOCKED, COMPLETE, NUMBERS, PHASES, STAGES, UNCONFIRMED
from principal.core.scope import Open, Scope, open_findings, within

if TYPE_CHECKING:
    from principal.core.found import Mistakes, Phases
    from principal.core.index import Index

WRONG, UNDECIDED, NOT_AGREED = "wrong", "undecided", "not agreed to"
CONSTRAINTS, CONSENSUS = PHASES[0], "consensus"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the work stands.

    Attributes:
        phase: the phase whose gate it stands at.
        state: as in ``gates`` (complete, blocked, not checked, waiting, empty), or *wrong* (a record
            does not read), *undecided* (people have not said yet what has to hold) or *not agreed to*
            (a proposal is about it, and has not passed its gate).
        reason: why.
        step: what opens the gate, as something to do.
    """

    phase: str
    state: str
    reason: str
    step: str

    @property
    def gate(self) -> str:
        """The gate, as people call it."""
        return f"phase {NUMBERS[self.phase]} ({self.phase})"

    @property
    def shut(self) -> bool:
        """Whether the constraints say no, or people have not agreed yet: nothing is to be built on either."""
        return self.state == NOT_AGREED or (self.state == BLOCKED and self.phase == CONSTRAINTS)

    @property
    def unsure(self) -> bool:
        """Whether nobody has decided what has to hold, so that only a person can say whether to go on."""
        return self.state in (WRONG, UNDECIDED)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the gates look at, for building."""

    scope: Scope
    found: Sequence[Open]
    mistakes: Sequence[Mistakes]
    phases: Sequence[Phases]
    proposals: Sequence[Any]  # as in the index: those that are about the scope, and not accepted


def standing(index: Index, scope: Scope) -> Standing:
    """Where the work on *scope* stands, to be built."""
    ground = Ground(scope, open_findings(index, scope), index.mistakes, index.phases, _about(index, scope))
    return next(said for gate in GATES if (said := gate(ground)) is not None)


def _about(index: Index, scope: Scope) -> list[Any]:
    """The open proposals that name the paths themselves, or a component that they lie in.

    What is small needs no agreement before it is built, and where a proposal names paths,
    it is about those and not about all of their component.
    """
    names = {c.name for c in scope.components}
    said = [
        t.proposal
        for t in index.rows("touches")
        if (t.kind == "component" and t.name in names and not t.because.startswith("by the path"))
        or (t.kind == "path" and any(within(path, t.name) for path in scope.paths))
    ]
    return [p for p in index.rows("proposals") if p.proposal in said and p.tier != "light" and p.status != "accepted"]


def _agreed_to(ground: Ground) -> Standing | None:
    if not ground.proposals or ground.scope.paths == (".",):
        return None
    first = ground.proposals[0]
    more = f" (and {len(ground.proposals) - 1:,} more)" if len(ground.proposals) > 1 else ""
    reason = f"{first.proposal} is about it, and is {first.status}: {first.because}{more}"
    step = first.next_step or f"principal rfc status {first.proposal} says what is missing"
    return Standing(CONSENSUS, NOT_AGREED, reason, step)


def _records_read(ground: Ground) -> Standing | None:
    if not ground.mistakes:
        return None
    first = ground.mistakes[0]
    more = f" (and {len(ground.mistakes) - 1:,} more)" if len(ground.mistakes) > 1 else ""
    reason = f"a record is wrong: {first.path}:{first.line}:{first.column}: {first.wrong}; {first.expected}{more}"
    return Standing(CONSTRAINTS, WRONG, reason, "mend the record; principal check lists every mistake")


def _constraints_hold(ground: Ground) -> Standing | None:
    end = "Whether to live with it is for people to decide"
    return _blocked([o for o in ground.found if o.rule.phase == CONSTRAINTS], f"mend it; {{}}. {end}")


def _blocked(found: Sequence[Open], step: str) -> Standing | None:
    """The first of *found* that blocks building; *step* has a place for where to read on."""
    said = [o for o in found if o.rule.blocking and STAGES.index(o.rule.stage) <= STAGES.index("build")]
    if not said:
        return None
    finding, rule = said[0].finding, said[0].rule
    where = f"{finding.path}:{finding.line}: " if finding.path and finding.line else ""
    more = f" (and {len(said) - 1:,} more)" if len(said) > 1 else ""
    how = step.format(f"principal why {rule.id} says how")
    return Standing(rule.phase, BLOCKED, f"{where}{finding.message}{more}", how)


def _constraints_said(ground: Ground) -> Standing | None:
    scope = ground.scope
    if not scope.anything:
        reason = "nobody has written down yet what this system cannot do"
        step = (
            "ask for the constraints and draft architecture/constraints.yaml; principal records constraints shows how"
        )
        return Standing(CONSTRAINTS, UNDECIDED, reason, step)
    named = ", ".join(c.name for c in scope.components)
    if scope.components and not scope.constraints:
        reason = f"nothing says what {named} cannot do: no constraint is on it, and none on the whole"
        step = "ask for its constraints and draft them; principal records constraints shows how"
        return Standing(CONSTRAINTS, UNDECIDED, reason, step)
    guesses = [f"the constraint {c.id}" for c in scope.constraints if c.estimated and scope.components]
    guesses += [f"the component {c.name}" for c in scope.components if c.estimated]
    if guesses:
        reason = f"{_listed(guesses)} {'is' if len(guesses) == 1 else 'are'} estimated, and nobody has confirmed it"
        step = "ask whoever must live with it; a person takes the mark away, with the reason"
        return Standing(CONSTRAINTS, UNDECIDED, reason, step)
    return None


def _later_phases(ground: Ground) -> Standing | None:
    later = [o for o in ground.found if o.rule.phase != CONSTRAINTS]
    blocked = _blocked([o for o in later if ground.scope.has(o.finding.path)], "mend it before you merge; {}")
    blocked = blocked or _blocked(later, "mend it, and add nothing to it; {}")
    if blocked is not None:
        return blocked
    for row in ground.phases:
        if row.phase == CONSTRAINTS and row.state == UNCONFIRMED and ground.scope.paths != (".",):
            continue  # by guesses about other parts: those about this one were asked for above
        if row.phase == CONSTRAINTS and row.state not in (COMPLETE, BLOCKED):
            step = "principal gate constraints says what is missing; draft it, and let people decide"
            return Standing(CONSTRAINTS, row.state, row.reason, step)
        if row.phase != CONSTRAINTS and row.rules and row.not_checked and not row.failed:
            return Standing(row.phase, row.state, row.reason, f"principal gate {row.phase} says what was not checked")
    return None


def _open(ground: Ground) -> Standing:
    return Standing(
        CONSTRAINTS, COMPLETE, "nothing that blocks is open here",
        "go on; before you commit, principal check --staged answers whether you may",
    )  # fmt: skip


GATES: tuple[Callable[[Ground], Standing | None], ...] = (
    _records_read, _constraints_hold, _agreed_to, _constraints_said, _later_phases, _open,
)  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:3]) + ([f"{len(names) - 3:,} more"] if len(names) > 3 else [])
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
