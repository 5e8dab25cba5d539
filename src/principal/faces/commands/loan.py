"""``principal loan``."""

from __future__ import annotations

import datetime as dt

import click

from principal.faces.debts import DAYS, due_date, judged, read_debt, write_debt
from principal.faces.safe import say
from principal.faces.session import as_of, clear_errors, fail
from principal.faces.verdicts import plural

EPILOG = """\b
Examples:
  principal loan radar-hold --owner payments --principal 3d --because "the way out is RFC-012"
  principal loan radar-hold --finding 6ff1e47f3c073e45 --owner payments --principal 4h --because "…" """


@click.command(epilog=EPILOG)
@click.argument("rule")
@click.option("--owner", required=True, help="Who pays it back: a team or a person.")
@click.option("--principal", "effort", required=True, help="The effort to repay it: 4h, 3d, 2w.")
@click.option("--because", required=True, help="Why we take it.")
@click.option("--interest", help="What it costs us while we have it.")
@click.option("--due", callback=due_date, metavar="DATE", help=f"By when (default: {DAYS} days from now).")
@click.option("--finding", "chosen", multiple=True, help="Only this finding, by its fingerprint; may be repeated.")
@click.option("--id", "name", help="The loan's id (default: from the rule).")
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str,
    rule: str,
    owner: str,
    effort: str,
    because: str,
    interest: str | None,
    due: dt.date | None,
    chosen: tuple[str, ...],
    name: str | None,
    today: dt.date,
) -> None:
    """Take a loan on the open findings of RULE: true, and lived with until a date."""
    from principal.core.engine_rules import ENGINE_RULES
    from principal.core.quantities import QuantityError
    from principal.core.quantities import effort as read_effort
    from principal.core.splice import SpliceError
    from principal.phases.evolution.debt_edit import Terms, loans_of, take_loan

    try:
        read_effort(effort)
    except QuantityError as error:
        fail(f"--principal: {error}")
    workspace, verdict = judged(folder, today)
    allowed = {r.id: tuple(r.waived_by) for r in verdict.rules.values()} | {r.id: r.waived_by for r in ENGINE_RULES}
    if "loan" not in allowed.get(rule, ("loan",)):
        fail(f"no loan covers {rule}: it is settled by people, not by more debt")
    found = [j.finding.fingerprint for j in verdict.findings if j.rule.id == rule]
    unknown = [c for c in chosen if c not in found]
    if unknown:
        fail(f"{unknown[0]} is no open finding of {rule}; principal check --all shows them")
    covers = sorted(chosen) if chosen else sorted(found)
    if not covers and rule not in verdict.rules:
        import difflib

        near = difflib.get_close_matches(rule, verdict.rules, n=1)
        fail(f"there is no rule {rule!r}" + (f"; did you mean {near[0]!r}?" if near else "; principal why lists them"))
    if not covers:
        fail(f"{rule} has no open finding; there is nothing to take a loan on")
    text = read_debt(workspace)
    loan = name or _free(rule.replace("decision:", "").lower(), set(loans_of(text)))
    if loan in loans_of(text):
        fail(f"there already is a loan {loan}; choose another --id")
    terms = Terms(owner, today, due or today + dt.timedelta(days=DAYS), because, effort, interest)
    try:
        text = take_loan(text, loan, rule, covers, terms)
    except SpliceError as error:
        fail(f"architecture/debt.yaml could not be edited: {error}")
    write_debt(workspace, text)
    say(f"loan {loan} covers {plural(len(covers), 'finding')} of {rule} until {terms.due}")


def _free(rule: str, taken: set[str]) -> str:
    """An id for a loan on *rule* that is not taken."""
    number, name = 1, rule
    while name in taken:
        number += 1
        name = f"{rule}-{number}"
    return name
