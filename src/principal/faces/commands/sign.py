"""``principal sign``."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from principal.faces.safe import say
from principal.faces.session import as_of, clear_errors, fail

if TYPE_CHECKING:
    from principal.faces.signed_rows import SignedRows
    from principal.phases.consensus.signatures import Signatures

EPILOG = """\b
Examples:
  principal sign RFC-012 --role lead-backend --approve
  principal sign RFC-012 --role security --concern "the copy in eu-west has no owner"
  principal sign RFC-012 --role security --withdraw
  principal sign RFC-012 --role cto --overrule "the copy is gone by March" --about 3f9a0c

\b
What is signed is a statement about this content of this record of this repository, in this
role, and nothing else. ssh-keygen signs it: with a file, an agent or a FIDO key."""

_ID = re.compile(r"(?:[A-Za-z]{1,20}[-_ ]?)?[0-9]{1,6}(?![A-Za-z0-9])")


@click.command(epilog=EPILOG)
@click.argument("record")
@click.option("--role", required=True, help="The role in which you speak, from signoffs/roles.yaml.")
@click.option("--approve", is_flag=True, help="You agree to this content.")
@click.option("--concern", metavar="WHY", help="You object, until you withdraw it or somebody overrules it.")
@click.option("--withdraw", is_flag=True, help="You take back what you signed in this role.")
@click.option("--overrule", metavar="WHY", help="You overrule a concern, in a role that may.")
@click.option("--about", metavar="STATEMENT", help="The sign-off to withdraw or overrule, where there are several.")
@click.option("--reason", default="", help="Why you approve or withdraw.")
@click.option("--key", metavar="FILE", help="The key to sign with (default: git's user.signingkey).")
@click.option("--as", "principal", metavar="NAME", help="Who you are (default: whose key it is in allowed_signers).")
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str, record: str, role: str, approve: bool, concern: str | None, withdraw: bool, overrule: str | None,
    about: str | None, reason: str, key: str | None, principal: str | None, today: dt.date,
) -> None:  # fmt: skip
    """Sign a record with your key: approve it, object to it, or take back what you signed.

    RECORD is its id or its path. A person runs this, on a terminal; no agent can.
    """
    from principal.core.signatures.statement import APPROVE, CONCERN, OVERRULE, SIGNOFF, WITHDRAW, Statement
    from principal.faces import signing
    from principal.faces.signed_rows import name_of, need_no_mistakes, signed_rows

    chosen = [
        v for v, said in ((APPROVE, approve), (CONCERN, concern), (WITHDRAW, withdraw), (OVERRULE, overrule)) if said
    ]
    if len(chosen) != 1:
        fail("say one thing: --approve, --concern WHY, --withdraw or --overrule WHY")
    signing.only_people()
    rows = signed_rows(folder, today)
    need_no_mistakes(rows)
    version = rows.in_force
    number = version.version if version else max((v.version for v in rows.versions), default=None)
    said = rows.signing_of(number)
    if number is None or said is None:
        fail("nobody decided who may sign; principal signers init drafts it")
    known = [r.role for r in rows.roles if r.version == number]
    if role not in known:
        fail(f"there is no role {role} in version {number} of who may sign; there is {', '.join(known) or 'none'}")
    name, path = _record(rows, record)
    chosen_key = signing.signing_key(rows.workspace, key)
    by = name_of(rows, number, chosen_key.fingerprint, chosen_key.names, principal)
    verdict = chosen[0]
    statement = Statement(
        purpose=SIGNOFF, repository=said.named, root=signing.first_commit(rows.workspace), record=name, path=path,
        content=rows.sha256(path) or "", role=role, by=by, verdict=verdict,
        about=_about(rows, name, verdict, role, by, about), reason=(concern or overrule or reason).strip(),
        time=signing.now(),
    )  # fmt: skip
    written = signing.sign(rows.workspace, statement, chosen_key)
    _say_what_it_does(signed_rows(folder, today), written)


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


def _about(rows: SignedRows, record: str, verdict: str, role: str, by: str, given: str | None) -> str:
    """The statement that is withdrawn or overruled; '' for other verdicts. Exit 2 where it is not one."""
    from principal.core.signatures.statement import CONCERN, OVERRULE, WITHDRAW

    if verdict not in (WITHDRAW, OVERRULE):
        if given is not None:
            fail("--about goes with --withdraw and --overrule")
        return ""

    def may_be(s: Signatures) -> bool:
        if s.record != record or s.counts is False:
            return False
        if verdict == OVERRULE:
            return s.verdict == CONCERN
        return s.verdict != WITHDRAW and s.principal == by and s.role == role

    found = [s for s in rows.signatures if may_be(s) and s.statement.startswith(given or "")]
    what = "concern" if verdict == OVERRULE else f"sign-off by {by} as {role}"
    if not found:
        fail(f"there is no {what} on {record} that counts")
    if len(found) > 1:
        listed = "; ".join(f"{s.statement[:12]} {s.verdict} {s.reason}".strip() for s in found[:5])
        fail(f"which one? Give --about with one of: {listed}")
    return found[0].statement


def _say_what_it_does(rows: SignedRows, path: str) -> None:
    """Whether what was just written counts; commit it all the same: what is missing may come."""
    one = next((s for s in rows.signatures if s.path == path), None)
    if one is not None and one.counts:
        say(
            f"it counts: {one.principal} {_DONE[one.verdict]} {one.record} as {one.role}"
            + (" (solo)" if one.solo else "")
        )
    elif one is not None:
        say(f"it does not count{'' if one.counts is False else ' yet'}: {one.why_not}")
    say(f"commit {path}, and push it; it is dated by when the protected branch has it")


_DONE = {
    "approve": "approves",
    "concern": "objects to",
    "withdraw": "withdraws a sign-off of",
    "overrule": "overrules a concern about",
}
