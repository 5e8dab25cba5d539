"""Which sign-offs count, and the sentence for each that does not. Pure: rows in, rows out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from principal.core.signatures.statement import APPROVE, CONCERN, OVERRULE, TRUST, WITHDRAW
from principal.core.signed import Signoffs
from principal.phases.consensus._chain import Chain, approvals, signatures
from principal.phases.consensus._seen import Clock, Seen, Version, fit
from principal.phases.consensus.places import AUTHOR, KEEPER, number_of

STATES = (
    "in force",
    "withdrawn",  # by whoever signed it
    "overruled",  # a concern, by a role that may
    "superseded",  # it was about another revision
    "repeated",  # a second approval by the same person
    "refused",  # it does not prove what it says
    "not known",  # it could not be told: no trust root is set, or the clone is shallow
)
IN_FORCE, WITHDRAWN, OVERRULED, SUPERSEDED, REPEATED, REFUSED, NOT_KNOWN = STATES
_PAST = {WITHDRAW: WITHDRAWN, OVERRULE: OVERRULED}


@dataclass(frozen=True)
class Ground:
    """What sign-offs are judged by.

    Attributes:
        chain: who may sign.
        contents: path to SHA-256 of its content.
        roots: the first commits of the repository; empty where ``unknown`` says why.
        unknown: why the first commit, or what the protected branch once had, is not known; '' where it is.
        authors: path to the addresses (lower case) of whoever wrote it.
        proposers: path to the names (lower case) that a proposal gives for its authors.
    """

    chain: Chain
    contents: Mapping[str, str]
    roots: frozenset[str]
    unknown: str
    authors: Mapping[str, set[str]]
    proposers: Mapping[str, set[str]]
    clock: Clock


@dataclass(frozen=True)
class Judged:
    """A sign-off, whose it is, where it stands (see ``STATES``), and why it is not in force ('' where it is)."""

    seen: Seen
    person: str
    why_not: str = ""
    state: str = IN_FORCE

    @property
    def said(self) -> Signoffs:
        """What was signed."""
        return self.seen.said

    @property
    def takes_back(self) -> bool:
        """Whether it withdraws the record itself, and no sign-off of it."""
        return takes_back(self.said.verdict, self.said.about)


def takes_back(verdict: str, about: str | None) -> bool:
    """Whether a sign-off withdraws the record itself, and no other sign-off."""
    return verdict == WITHDRAW and not about


def _no(seen: Seen, person: str, why_not: str) -> Judged:
    """Refused for *why_not*; in force where that is ''."""
    return Judged(seen, person, why_not, REFUSED if why_not else IN_FORCE)


def judge(seen: Iterable[Seen], ground: Ground) -> list[Judged]:
    """Every sign-off with whether it counts, in the order in which they were given."""
    judged = [_alone(one, ground) for one in seen]
    if not _solo(ground):
        judged = [_not_by_author(one, ground, OVERRULE) for one in judged]
    judged = [_current(one, ground) for one in _overruled(_withdrawn(judged))]
    if not _solo(ground):
        # After what is superseded: who writes the next revision may have approved the one before.
        judged = _apart([_not_by_author(one, ground, APPROVE) for one in judged], ground)
    return _once(judged)


def _solo(ground: Ground) -> bool:
    version = ground.chain.in_force
    return bool(version and version.signing and version.signing.solo)


def _alone(seen: Seen, ground: Ground) -> Judged:
    """A sign-off, judged without the others."""
    said = seen.said
    if said.wrong:
        return _no(seen, said.by, said.wrong)
    version = ground.chain.in_force
    if ground.chain.broken or version is None:
        return Judged(seen, said.by, ground.chain.broken, NOT_KNOWN if ground.chain.unknown else REFUSED)
    if said.named != version.trust.named:
        return _no(seen, said.by, f"it is for the repository {said.named}, and this is {version.trust.named}")
    if ground.unknown:
        return Judged(seen, said.by, ground.unknown, NOT_KNOWN)
    if said.root not in ground.roots or said.root != version.trust.root:
        return _no(seen, said.by, f"it is for another repository, which begins with the commit {said.root[:12]}")
    if said.claimed > ground.clock.now:
        return _no(seen, said.by, f"it says to be made on {said.claimed:%Y-%m-%d}, which is in the future")
    if said.purpose == TRUST:
        return _of_trust(seen, ground)
    made = fit(seen, version, ground.clock)
    # Keys are asked of now, so that one can be revoked; a role of then: who leaves it has not unsaid what they said.
    then = ground.chain.at(seen.first_seen) or version
    return _no(seen, made.person, made.why_not or _by_role(said, made.person, then, ground))


def _of_trust(seen: Seen, ground: Ground) -> Judged:
    """A signature under a version of who may sign: by a keeper of it, or of the one before."""
    said, known = seen.said, ground.chain.versions
    number = number_of(said.record)
    version = known.get(number) if number else None
    if version is None:
        return _no(seen, said.by, f"there is no version {said.record.removeprefix('trust-')} of who may sign")
    for by in (version, known.get(version.number - 1)):
        if by is not None and approvals(version, by, signatures([seen]), ground.clock):
            return Judged(seen, fit(seen, by, ground.clock).person)
    made = fit(seen, version, ground.clock)
    if not made.why_not and made.person not in version.keepers:
        return _no(seen, made.person, f"{made.person} is no keeper of version {version.number} of who may sign")
    return _no(seen, made.person, made.why_not or f"version {version.number} of who may sign was changed since")


def _by_role(said: Signoffs, person: str, version: Version, ground: Ground) -> str:
    """Why a person may not say this in a role; '' where they may."""
    if said.role == KEEPER:
        return "keepers decide who may sign, and nothing else"
    if said.role == AUTHOR:
        return _by_author(said, person, version, ground)
    role = version.roles.get(said.role)
    if role is None:
        return f"there is no role {said.role} in version {version.number} of who may sign"
    if {version.person(person), version.person(said.by)}.isdisjoint(version.person(h) for h in role.holders):
        return f"{person} does not hold the role {said.role}"
    if role.presence and not said.touched:
        return f"the role {said.role} asks for a key that somebody touched, and presence is not proven"
    if said.verdict == OVERRULE and not role.overrules:
        return f"the role {said.role} may not overrule a concern"
    if takes_back(said.verdict, said.about) and not role.withdraws:
        return f"the role {said.role} may not take back what others propose"
    return ""


def _by_author(said: Signoffs, person: str, version: Version, ground: Ground) -> str:
    """Why a person may not say this as an author of the record; '' where they may."""
    if not takes_back(said.verdict, said.about):
        return "authors take back what they propose, and nothing else"
    named = ground.proposers.get(said.record_path, set())
    if any(version.is_called(person, name) for name in named):
        return ""
    whom = f"which names {', '.join(sorted(named)[:5])}" if named else "which names none"
    return f"{person} is no author of {said.record_path}, {whom}"


def _withdrawn(judged: list[Judged]) -> list[Judged]:
    """What its own signer took back counts no more."""
    return _settled(judged, WITHDRAW, _may_withdraw, "only whoever signed it may withdraw it")


def _may_withdraw(by: Judged, about: Judged) -> bool:
    return by.person == about.person and about.said.verdict != WITHDRAW


def _overruled(judged: list[Judged]) -> list[Judged]:
    """A concern that was overruled counts no more."""
    return _settled(
        judged, OVERRULE, lambda by, about: about.said.verdict == CONCERN, "only a concern can be overruled"
    )


def _settled(judged: list[Judged], verdict: str, may: Callable[[Judged, Judged], bool], otherwise: str) -> list[Judged]:
    """Apply every sign-off of a *verdict* that is about another one and counts."""
    by_statement = {o.said.statement: o for o in sorted(judged, key=lambda o: not o.why_not)}  # what counts wins
    done: dict[str, str] = {}
    found = []
    for one in judged:
        if one.said.verdict == verdict and not one.takes_back and not one.why_not:
            about = by_statement.get(one.said.about or "")
            if about is None or about.said.record != one.said.record:
                one = _no(one.seen, one.person, f"there is no sign-off of {one.said.record} that it could be about")
            elif not may(one, about):
                one = _no(one.seen, one.person, otherwise)
            else:
                role = f" as {one.said.role}" if verdict == OVERRULE else ""
                reason = f": {one.said.reason}" if one.said.reason else ""
                done[about.said.statement] = f"{_PAST[verdict]} by {one.person}{role}{reason}"
        found.append(one)
    return [_settle(one, _PAST[verdict], done.get(one.said.statement, "")) for one in found]


def _settle(one: Judged, state: str, why_not: str) -> Judged:
    return replace(one, state=state, why_not=why_not) if why_not and not one.why_not else one


def _not_by_author(one: Judged, ground: Ground, verdict: str) -> Judged:
    """Nobody approves, or clears the way for, what they wrote."""
    if one.why_not or one.said.purpose == TRUST or one.said.verdict != verdict:
        return one
    version = ground.chain.in_force
    names = {name.casefold() for name in (version.names(one.person) if version else {one.person})}
    path = one.said.record_path
    if not names.isdisjoint(ground.authors.get(path, ())):
        did = f"wrote in {path}"
    elif version and any(version.is_called(one.person, name) for name in ground.proposers.get(path, ())):
        did = f"is an author of {path} by its own words"
    else:
        return one
    return _no(one.seen, one.person, f"{one.person} {did}, and nobody {one.said.verdict}s their own")


def _apart(judged: list[Judged], ground: Ground) -> list[Judged]:
    """Roles that one person may not fill for one record: neither counts until one is withdrawn."""
    filled: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in judged:
        if not one.why_not and one.said.verdict == APPROVE:
            filled[(one.said.record, one.person)].add(one.said.role)
    found = []
    for one in judged:
        then = ground.chain.at(one.seen.first_seen)
        roles = then.roles if then else {}
        mine = roles.get(one.said.role)
        if mine is not None and not one.why_not and one.said.verdict == APPROVE:
            both = [
                other for other in sorted(filled[(one.said.record, one.person)])
                if other in mine.separate_from or (other in roles and one.said.role in roles[other].separate_from)
            ]  # fmt: skip
            if both:
                why = f"{one.person} approved as {both[0]} too, and {one.said.role} has to be somebody else"
                one = _no(one.seen, one.person, why)
        found.append(one)
    return found


def _current(one: Judged, ground: Ground) -> Judged:
    """An approval is one of a content, and so is its being taken back: another revision has to be signed anew."""
    if one.why_not or not (one.said.verdict == APPROVE or one.takes_back) or one.said.purpose == TRUST:
        return one
    now = ground.contents.get(one.said.record_path)
    if now is None:
        return replace(one, state=SUPERSEDED, why_not=f"there is no {one.said.record_path} that it could be about")
    if now != one.said.content:
        what = "taken back" if one.takes_back else "approved"
        return replace(
            one, state=SUPERSEDED, why_not=f"{one.said.record_path} was changed since: another revision was {what}"
        )
    return one


def _once(judged: list[Judged]) -> list[Judged]:
    """One person approves one content in one role once, however many keys they have."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for one in judged:
        said = one.said
        if not one.why_not and said.verdict == APPROVE:
            key = (said.purpose, said.record, said.content, said.role, one.person)
            if key in seen:
                one = replace(one, state=REPEATED, why_not=f"{one.person} approved this as {said.role} already")
            seen.add(key)
        found.append(one)
    return found
