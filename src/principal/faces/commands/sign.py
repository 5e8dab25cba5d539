"""``principal sign``."""

from __future__ import annotations

import datetime as dt

import click

from principal.faces.session import as_of, clear_errors, fail

EPILOG = """\b
Examples:
  principal sign RFC-012 --role lead-backend --approve
  principal sign RFC-012 --role security --concern "the copy in eu-west has no owner"
  principal sign RFC-012 --role security --withdraw
  principal sign RFC-012 --role cto --overrule "the copy is gone by March" --about 3f9a0c
  principal sign RFC-012 --withdraw "the warehouse got a second line"   take back what you propose

\b
What is signed is a statement about this content of this record of this repository, in this
role, and nothing else. ssh-keygen signs it: with a file, an agent or a FIDO key."""


@click.command(epilog=EPILOG)
@click.argument("record")
@click.option("--role", help="The role in which you speak, from signoffs/roles.yaml.")
@click.option("--approve", is_flag=True, help="You agree to this content.")
@click.option("--concern", metavar="WHY", help="You object, until you withdraw it or somebody overrules it.")
@click.option(
    "--withdraw",
    is_flag=False,
    flag_value="",
    metavar="[WHY]",
    help="With --role you take back what you signed in it; without, the proposal itself, as its author.",
)
@click.option("--overrule", metavar="WHY", help="You overrule a concern, in a role that may.")
@click.option("--about", metavar="STATEMENT", help="The sign-off to withdraw or overrule, where there are several.")
@click.option("--reason", default="", help="Why you approve or withdraw.")
@click.option("--key", metavar="FILE", help="The key to sign with (default: git's user.signingkey).")
@click.option("--as", "principal", metavar="NAME", help="Who you are (default: whose key it is in allowed_signers).")
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str, record: str, role: str | None, approve: bool, concern: str | None, withdraw: str | None,
    overrule: str | None, about: str | None, reason: str, key: str | None, principal: str | None, today: dt.date,
) -> None:  # fmt: skip
    """Sign a record with your key: approve it, object to it, or take back what you signed or proposed.

    RECORD is its id or its path. A person runs this, on a terminal; no agent can.
    """
    from principal.core.signatures.statement import APPROVE, CONCERN, OVERRULE, WITHDRAW
    from principal.faces.signing_records import Meant, sign_record, take_back
    from principal.phases.consensus.places import AUTHOR

    said = {APPROVE: "" if approve else None, CONCERN: concern, WITHDRAW: withdraw, OVERRULE: overrule}
    chosen = [(verdict, why) for verdict, why in said.items() if why is not None]
    if len(chosen) != 1:
        fail("say one thing: --approve, --concern WHY, --withdraw or --overrule WHY")
    ((verdict, why),) = chosen
    if role is None and verdict != WITHDRAW:
        fail(f"in which role do you {verdict}? Give --role ROLE, one of signoffs/roles.yaml")
    meant = Meant(verdict, role or AUTHOR, why or reason, key, principal, about, itself=role is None)
    if meant.itself:
        take_back(folder, record, meant, today)
    else:
        sign_record(folder, record, meant, today)
