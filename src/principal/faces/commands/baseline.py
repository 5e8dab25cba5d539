"""``principal baseline``."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict

import click

from principal.faces.debts import DAYS, due_date, judged, read_debt, write_debt
from principal.faces.safe import say
from principal.faces.session import as_of, clear_errors, fail
from principal.faces.verdicts import plural

EPILOG = """\b
Examples:
  principal baseline --owner payments               a loan for each rule on what is open today
  principal baseline --owner payments --due 2027-03-31
  principal baseline --shrink                       only give back what was repaid"""


@click.command(epilog=EPILOG)
@click.option("--owner", help="Who pays the loans back: a team or a person.")
@click.option("--due", callback=due_date, metavar="DATE", help=f"By when (default: {DAYS} days from now).")
@click.option(
    "--because", default="it was open when the rule began to count", show_default=True, help="Why they are taken."
)
@click.option("--shrink", "only_shrink", is_flag=True, help="Take nothing; only remove what no longer fails.")
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str, owner: str | None, due: dt.date | None, because: str, only_shrink: bool, today: dt.date
) -> None:
    """Take a loan for all that is open today, so that only new harm shows.

    One loan for each rule (but those on trial), in architecture/debt.yaml. Run again, it also
    gives back what was repaid. In a change, a new loan is a finding that a person has to agree to.
    """
    from principal.core.splice import SpliceError
    from principal.phases.evolution.debt_edit import Terms, shrink, take_loan

    if not only_shrink and not owner:
        fail("who pays it back? name a team or a person with --owner")
    workspace, verdict = judged(folder, today)
    failing = {j.finding.fingerprint for j in (*verdict.findings, *verdict.waived)}
    opened: dict[str, list[str]] = defaultdict(list)
    for found in verdict.findings:
        # A rule on trial has yet to show that what it finds is true: nobody borrows against that.
        if found.rule.status == "stable" and found.rule.severity != "note" and "loan" in found.rule.waived_by:
            opened[found.rule.id].append(found.finding.fingerprint)
    before = read_debt(workspace)
    try:
        text, repaid = shrink(before, failing)
        if not only_shrink:
            terms = Terms(owner or "", today, due or today + dt.timedelta(days=DAYS), because)
            for rule, fingerprints in sorted(opened.items()):
                text = take_loan(text, _name(rule), rule, sorted(fingerprints), terms)
    except SpliceError as error:
        fail(f"architecture/debt.yaml could not be edited: {error}")
    if text == before:
        say("nothing to take and nothing repaid; architecture/debt.yaml is as it was")
        return
    write_debt(workspace, text)
    if repaid:
        say(f"{plural(repaid, 'finding')} repaid")
    if not only_shrink:
        for rule, fingerprints in sorted(opened.items()):
            say(f"loan {_name(rule)} covers {plural(len(fingerprints), 'finding')} of {rule}")
    say("wrote architecture/debt.yaml; read it, and correct the effort and the date of each loan")


def _name(rule: str) -> str:
    """The id of the baseline's loan on a rule."""
    return "baseline-" + re.sub(r"[^a-z0-9]+", "-", rule.replace("decision:", "").lower()).strip("-")
