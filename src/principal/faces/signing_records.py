"""Signing a record: what somebody says of it, as a statement, and what that does."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from principal.faces.safe import say
from principal.faces.session import fail

if TYPE_CHECKING:
    from principal.faces.signed_rows import SignedRows
    from principal.faces.signing import SigningKey
    from principal.phases.consensus.signatures import Signatures

_ID = re.compile(r"(?:[A-Za-z]{1,20}[-_ ]?)?[0-9]{1,6}(?![A-Za-z0-9])")


@dataclass(frozen=True)
class Meant:
    """What somebody means to say of a record.

    Attributes:
        verdict: approve, concern, withdraw or overrule.
        role: in which they speak.
        reason: in one line; '' where none is given.
        about: the beginning of the statement to withdraw or overrule, where there may be several.
        itself: whether the record itself is withdrawn, and no sign-off of it.
        key, principal: as given; None for git's key, and for whose key it is.
    """

    verdict: str
    role: str
    reason: str
    key: str | None = None
    principal: str | None = None
    about: str | None = None
    itself: bool = False


@dataclass(frozen=True)
class Signer:
    """Somebody who may say what they mean to say, as far as that is known before: with which key, and by which name.

    Attributes:
        named: the name of the repository in what is signed.
    """

    rows: SignedRows
    key: SigningKey
    by: str
    named: str


def signer(folder: str, meant: Meant, today: dt.date) -> Signer:
    """Who is to sign; exit 2 where no person is here, nobody may sign yet, or this one does not hold the role."""
    from principal.core.signed import HOME, ROLES
    from principal.faces import signing
    from principal.faces.signed_rows import name_of, need_no_mistakes, signed_rows
    from principal.phases.consensus.places import AUTHOR

    signing.only_people()
    rows = signed_rows(folder, today)
    need_no_mistakes(rows)
    version = rows.in_force
    number = version.version if version else max((v.version for v in rows.versions), default=None)
    said = rows.signing_of(number)
    if number is None or said is None:
        fail("nobody decided who may sign; principal signers init drafts it")
    known = [r.role for r in rows.roles if r.version == number]
    if meant.role not in known and not (meant.itself and meant.role == AUTHOR):
        there = ", ".join(known) or "none"
        fail(
            f"there is no role {meant.role} in version {number} of who may sign; there is {there}. To add one: "
            f"{HOME}{ROLES}, then principal signers change"
        )
    key = signing.signing_key(rows.workspace, meant.key)
    by = name_of(rows, number, key.fingerprint, key.names, meant.principal)
    holders = rows.holders(number, meant.role)
    if holders and rows.person(number, by) not in holders:
        fail(
            f"{by} does not hold the role {meant.role} in version {number} of who may sign; {' and '.join(holders)} may"
        )
    return Signer(rows, key, by, said.named)


def sign_record(folder: str, record: str, meant: Meant, today: dt.date) -> None:
    """Prepare the statement, let a person sign it, and say what it does; exit 2 where it cannot be."""
    from principal.core.signatures.statement import SIGNOFF, Statement
    from principal.faces import signing
    from principal.faces.signed_rows import signed_rows

    who = signer(folder, meant, today)
    rows, key, by = who.rows, who.key, who.by
    name, path = _record(rows, record)
    statement = Statement(
        purpose=SIGNOFF, repository=who.named, root=signing.first_commit(rows.workspace), record=name, path=path,
        content=rows.sha256(path) or "", role=meant.role, by=by, verdict=meant.verdict,
        about=_about(rows, name, by, meant), reason=" ".join(meant.reason.split()), time=signing.now(),
    )  # fmt: skip
    written = signing.sign(rows.workspace, statement, key)
    _say_what_it_does(signed_rows(folder, today), written)


def take_back(folder: str, proposal: str, meant: Meant, today: dt.date) -> None:
    """Let an author (or a role that may) withdraw a proposal itself; exit 2 where there is nothing to withdraw."""
    from principal.faces import signing
    from principal.faces.proposals import proposal_rows

    if not meant.reason.strip():
        fail("to take a proposal back needs a reason: whoever reads it later asks for it")
    signing.only_people()
    rows = proposal_rows(folder, today)
    standing = rows.standing(proposal)
    if standing.status == "withdrawn":
        fail(f"{standing.proposal} is withdrawn already: {standing.because}")
    if standing.status in ("accepted", "superseded"):
        fail(
            f"{standing.proposal} is {standing.status}: what people agreed to is replaced by another proposal "
            f"(supersedes: [{standing.proposal}]), and not taken back by one of them"
        )
    if not rows.signing:
        fail(
            "nobody decided yet who may sign (principal signers init), so that nobody agreed to it either: take the "
            f"file away, git rm {standing.path}"
        )
    sign_record(folder, standing.path, meant, today)


def _record(rows: SignedRows, given: str) -> tuple[str, str]:
    """Id and path of the record that *given* names; exit 2 where there is none, or more than one."""
    from principal.core.signed import HOME

    paths = [c.path for c in rows.contents if not c.path.startswith(HOME)]
    if given in paths:
        return _id(given), given
    named = re.compile(rf"{re.escape(given)}(?:[-_. ].*)?", re.IGNORECASE)
    matching = [p for p in paths if any(named.fullmatch(part) for part in p.split("/")[-2:])]
    if len(matching) > 1:
        fail(f"{given} may be {', '.join(matching[:5])}; give the path")
    if not matching:
        ids = {_id(p): p for p in paths}
        near = get_close_matches(given, ids, n=1, cutoff=0.7)
        hint = f"did you mean {near[0]} ({ids[near[0]]})?" if near else "give its path"
        fail(f"there is no record {given}; {hint}")
    return _id(matching[0]), matching[0]


def _id(path: str) -> str:
    """The id of a record: the number with what it is, in its name or that of its folder; else its name."""
    folder, _, name = path.rpartition("/")
    found = _ID.match(name) or _ID.match(posixpath.basename(folder))
    return found[0] if found else name.partition(".")[0]


def _about(rows: SignedRows, record: str, by: str, meant: Meant) -> str:
    """The statement that is withdrawn or overruled; '' where it is about the record. Exit 2 where it is not one."""
    from principal.core.signatures.statement import CONCERN, OVERRULE, WITHDRAW

    if meant.itself or meant.verdict not in (WITHDRAW, OVERRULE):
        if meant.about is not None:
            fail("--about goes with --withdraw in a role, and with --overrule")
        return ""

    def may_be(s: Signatures) -> bool:
        if s.record != record or s.counts is False:
            return False
        if meant.verdict == OVERRULE:
            return s.verdict == CONCERN
        return s.verdict != WITHDRAW and s.principal == by and s.role == meant.role

    found = [s for s in rows.signatures if may_be(s) and s.statement.startswith(meant.about or "")]
    what = "concern" if meant.verdict == OVERRULE else f"sign-off by {by} as {meant.role}"
    if not found:
        fail(f"there is no {what} on {record} that counts")
    if len(found) > 1:
        listed = "; ".join(f"{s.statement[:12]} {s.verdict} {s.reason}".strip() for s in found[:5])
        fail(f"which one? Give --about with one of: {listed}")
    return found[0].statement


def _say_what_it_does(rows: SignedRows, path: str) -> None:
    """Whether what was just written counts. What never will is taken away again: pushed once, it is told for ever."""
    from principal.faces.writing import remove_record

    one = next((s for s in rows.signatures if s.path == path), None)
    if one is not None and one.counts is False and rows.in_force is not None:
        remove_record(rows.workspace, path)
        fail(f"it does not count, and {path} was taken away again: {one.why_not}")
    if one is not None and one.counts:
        done = "takes back" if one.verdict == "withdraw" and one.about is None else _DONE[one.verdict]
        say(f"it counts: {one.principal} {done} {one.record} as {one.role}" + (" (solo)" if one.solo else ""))
    elif one is not None:
        say(f"it does not count yet: {one.why_not}")
    say(f"commit {path}, and push it; it is dated by when the protected branch has it")


_DONE = {
    "approve": "approves",
    "concern": "objects to",
    "withdraw": "withdraws a sign-off of",
    "overrule": "overrules a concern about",
}
