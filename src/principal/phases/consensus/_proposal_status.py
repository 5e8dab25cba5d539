"""How far a proposal is: from its file, its signatures and the clock, never from what somebody typed.

As rfcbot of the Rust project does it: the roles that a proposal touches approve this very
revision; once more than the agreed share of them has, and nobody's concern is open, a
period begins in which anybody may object; after it the proposal is accepted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

DRAFT, PROPOSED, COMMENT, ACCEPTED, REJECTED, WITHDRAWN, SUPERSEDED = (
    "draft", "proposed", "final comment", "accepted", "rejected", "withdrawn", "superseded",
)  # fmt: skip
LIGHT, STANDARD, HEAVY = "light", "standard", "heavy"
CONCERN, APPROVE = "concern", "approve"
ANSWERS = ("withdraw", "overrule")


@dataclass(frozen=True, slots=True)
class Terms:
    """How proposals of a tier are agreed to: more than that share of the roles, then so many days for objections."""

    agree: float
    comment_days: int
    roles: tuple[str, ...] = ()


TERMS = {LIGHT: Terms(0.0, 0), STANDARD: Terms(0.5, 5), HEAVY: Terms(0.5, 10)}


@dataclass(frozen=True, slots=True)
class Said:
    """A sign-off on the proposal, as far as it matters here; ``counts`` is None where it could not be told."""

    role: str
    who: str
    verdict: str
    content: str
    reason: str
    first_seen: dt.date | None
    counts: bool | None
    state: str
    why_not: str
    solo: bool
    takes_back: bool = False  # it withdraws the proposal itself, and no sign-off


@dataclass(frozen=True, slots=True)
class Case:
    """All that the status of one proposal follows from.

    Attributes:
        name, content: its id, and the revision that is judged.
        tier, terms: how it is agreed to.
        lacks: what the file itself does not have yet, in words.
        flags: red flags that the revision raises.
        required: roles that have to sign; ``quorums`` how many of each role that somebody holds, by the version of who
            may sign that counts; empty where none does.
        said: sign-offs on it, of whatever revision.
        successor: the accepted proposal that replaces it, or None.
        decided: it became decision records that are accepted, at this revision.
        signing: somebody decided who may sign in this repository.
        today: the clock.
    """

    name: str
    content: str
    tier: str
    terms: Terms
    lacks: Sequence[str]
    flags: Sequence[str]
    required: Sequence[str]
    quorums: Mapping[str, int]
    said: Sequence[Said]
    successor: str | None
    decided: bool
    signing: bool
    today: dt.date


@dataclass(frozen=True)
class Result:
    """What follows."""

    status: str
    because: str
    step: str
    approved: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    concerns: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    unsure: str = ""
    until: dt.date | None = None
    solo: bool = False


def judge(case: Case) -> Result:
    """The status of a proposal, why, and what brings it further."""
    current = [s for s in case.said if s.verdict == APPROVE and s.content == case.content]
    counted = [s for s in current if s.counts]
    approved = [role for role in case.required if len(_people(counted, role)) >= case.quorums.get(role, 1)]
    missing = [role for role in case.required if role not in approved]
    objections = [s for s in case.said if s.verdict == CONCERN and s.counts]
    older = {
        s.role for s in case.said if s.verdict == APPROVE and s.content != case.content and s.state == "superseded"
    }
    doubtful = [s for s in case.said if s.counts is None and (s.content == case.content or not _of_one_text(s))]
    unsure = doubtful[0].why_not if doubtful else ""
    until = _until(case, counted, approved, objections)
    status, because, step = _said(case, approved, missing, objections, until, unsure)
    taken_back = _taken_back(case, until, agreed=status in (ACCEPTED, SUPERSEDED))
    if taken_back is not None:
        because = f"{taken_back.who} took it back as {taken_back.role}: {taken_back.reason}"
        status, step = WITHDRAWN, "another revision of it opens it again"
    return Result(
        status=status,
        because=because,
        step=step,
        approved=approved,
        missing=missing,
        concerns=[f"{s.role}: {s.reason}" for s in objections],
        stale=sorted(older - {s.role for s in counted}),
        unsure=unsure,
        until=until if status in (COMMENT, ACCEPTED) else None,
        solo=any(s.solo for s in counted),
    )


def _of_one_text(said: Said) -> bool:
    """Whether a sign-off is about one revision alone."""
    return said.verdict == APPROVE or said.takes_back


def _taken_back(case: Case, until: dt.date | None, *, agreed: bool) -> Said | None:
    """Who took this revision back before people *agreed* to it: from then on it is no single person's to take back."""
    for said in case.said:
        in_time = not agreed or (until is not None and (said.first_seen or case.today) <= until)
        if said.takes_back and said.counts and said.content == case.content and in_time:
            return said
    return None


def _people(said: Iterable[Said], role: str) -> set[str]:
    return {s.who for s in said if s.role == role}


def _agreed(case: Case, approved: Sequence[str]) -> bool:
    return bool(case.required) and len(approved) > case.terms.agree * len(case.required)


def _until(case: Case, counted: Sequence[Said], approved: Sequence[str], objections: Sequence[Said]) -> dt.date | None:
    """The last day for objections; None while too few agree, or somebody objects.

    The time begins with the last approval that was needed, and anew when an objection was answered.
    """
    if not _agreed(case, approved) or objections:
        return None
    needed = int(case.terms.agree * len(case.required)) + 1
    begins = sorted(_agreed_on(case, counted, role) for role in approved)[needed - 1]
    answers = [s.first_seen or case.today for s in case.said if s.verdict in ANSWERS and s.counts and not s.takes_back]
    return max([begins, *answers]) + dt.timedelta(days=case.terms.comment_days)


def _agreed_on(case: Case, counted: Sequence[Said], role: str) -> dt.date:
    """The day on which enough people had approved in a role."""
    first: dict[str, dt.date] = {}
    for said in counted:
        if said.role == role:
            day = said.first_seen or case.today
            first[said.who] = min(day, first.get(said.who, day))
    return sorted(first.values())[case.quorums.get(role, 1) - 1]


def _said(
    case: Case,
    approved: Sequence[str],
    missing: Sequence[str],
    objections: Sequence[Said],
    until: dt.date | None,
    unsure: str,
) -> tuple[str, str, str]:
    name = case.name
    if case.successor is not None:
        return SUPERSEDED, f"{case.successor} replaces it, and is accepted", ""
    if case.lacks:
        more = f", and {len(case.lacks) - 1} more" if len(case.lacks) > 1 else ""
        return DRAFT, f"{case.lacks[0]}{more}", f"write what it lacks: {'; '.join(case.lacks)}"
    if case.flags:
        return (
            PROPOSED, f"it is stopped by a red flag: {case.flags[0]}",
            "go back to the constraints and write a revision without it; what was signed of this one does not count",
        )  # fmt: skip
    if case.tier == LIGHT:
        if case.decided:
            return ACCEPTED, "what it touches is small and can be taken back, and the decision is written down", ""
        return (
            PROPOSED, "what it touches is small and can be taken back: a decision record is enough",
            f"a person who decides runs principal rfc accept {name}",
        )  # fmt: skip
    if objections:
        return _objected(case, objections)
    if unsure:
        return PROPOSED, f"its signatures could not be judged: {unsure}", unsure
    if until is None:
        return PROPOSED, _too_few(case, approved), _sign(case, missing)
    agreed = f"{_count(len(approved), 'role')} of {len(case.required)} agreed"
    if case.today <= until:
        return (
            COMMENT, f"{agreed}; objections are heard until {until}",
            f"wait until {until}; whoever objects runs principal sign {name} --role ROLE --concern \"…\"",
        )  # fmt: skip
    step = "" if case.decided else f"principal rfc accept {name} writes the decision record"
    return (
        ACCEPTED,
        f"{_count(len(approved), 'role')} of {len(case.required)} agreed, and nobody objected by {until}",
        step,
    )


def _objected(case: Case, objections: Sequence[Said]) -> tuple[str, str, str]:
    """Rejected once the roles that object are more than may disagree, for as long as the time for comments is."""
    roles = sorted({s.role for s in objections if s.role in case.required})
    since = max((s.first_seen or case.today) for s in objections)
    ends = since + dt.timedelta(days=case.terms.comment_days)
    against = len(roles) > (1 - case.terms.agree) * len(case.required) and bool(roles)
    first = objections[0]
    if against and case.today > ends:
        return REJECTED, f"{', '.join(roles)} object, and none of them took it back by {ends}: {first.reason}", ""
    more = f" (and {len(objections) - 1} more)" if len(objections) > 1 else ""
    return (
        PROPOSED, f"a concern of {first.role} is open: {first.reason}{more}",
        f"answer it; then {first.who} runs principal sign {case.name} --role {first.role} --withdraw, or a role that "
        f"may overrules it: principal sign {case.name} --role ROLE --overrule WHY",
    )  # fmt: skip


def _too_few(case: Case, approved: Sequence[str]) -> str:
    if not case.required:
        return "nobody is known who would have to agree: nothing that it touches has a team"
    return f"{_count(len(approved), 'role')} of {len(case.required)} agreed; more than {case.terms.agree:.0%} have to"


def _sign(case: Case, missing: Sequence[str]) -> str:
    if not case.required:
        return "give what it touches a team in architecture/system.yaml, or name roles in architecture/proposals.yaml"
    if not case.signing:
        return "nobody decided yet who may sign: principal signers init"
    unknown = [role for role in missing if case.quorums and role not in case.quorums]
    if unknown:
        return (
            f"nobody holds the role {unknown[0]}: add it to architecture/signoffs/roles.yaml, and then: "
            "principal signers change"
        )
    have = f"{', '.join(missing[:-1])} and {missing[-1]} have" if len(missing) > 1 else f"{missing[0]} has"
    return f"{have} to sign: principal sign {case.name} --role {missing[0]} --approve, or --concern WHY"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
