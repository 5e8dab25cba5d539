"""``principal dismiss``."""

from __future__ import annotations

import datetime as dt

import click

from principal.faces.debts import judged, read_debt, write_debt
from principal.faces.safe import say
from principal.faces.session import as_of, clear_errors, fail

EPILOG = """\b
Examples:
  principal dismiss 6ff1e47f3c073e45 --because "a fixture of the migration test, never deployed" --by ana"""


@click.command(epilog=EPILOG)
@click.argument("fingerprint")
@click.option("--because", required=True, help="Why it is not true here.")
@click.option("--by", help="Who says so.")
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, fingerprint: str, because: str, by: str | None, today: dt.date) -> None:
    """Dismiss one finding that is not true here, with the reason.

    It comes back when its evidence changes. A true finding is not dismissed but takes a
    loan: principal loan. FINGERPRINT may be shortened to what is unique.
    """
    from principal.core.splice import SpliceError
    from principal.phases.evolution.debt_edit import dismiss

    if not because.strip():
        fail("a dismissal needs a reason: --because")
    workspace, verdict = judged(folder, today)
    found = [j for j in verdict.findings if j.finding.fingerprint.startswith(fingerprint.lower())]
    if not found:
        fail(f"there is no open finding {fingerprint}; principal check --all shows them")
    if len(found) > 1:
        fail(f"{fingerprint} names {len(found)} findings; give more of it")
    finding = found[0].finding
    if "dismissal" not in found[0].rule.waived_by:
        fail(f"{finding.rule} cannot be dismissed: it is settled by people")
    try:
        text = dismiss(
            read_debt(workspace), finding.fingerprint, finding.rule, because.strip(), by, today, finding.evidence
        )
    except SpliceError as error:
        fail(f"architecture/debt.yaml could not be edited: {error}")
    write_debt(workspace, text)
    say(f"dismissed {finding.fingerprint} of {finding.rule}: {finding.message}")
    say("if the rule is wrong for everybody, its example belongs into the rule: please report it")
