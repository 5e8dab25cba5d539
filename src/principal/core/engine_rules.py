"""The rules that the engine itself answers, since no query can see what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from principal.core.found import Findings
from principal.core.judging import Judgement, fingerprint
from principal.core.rules import BUILT_IN, Rule
from principal.core.store import digest

if TYPE_CHECKING:
    import duckdb

LOOSENING = Rule(
    id="judgement-loosened",
    phase="governance",
    summary="A change makes the judgement of itself weaker",
    sql="",
    path="",
    line=0,
    origin=BUILT_IN,
    status="stable",
    waived_by=(),
    why=(
        "Whoever may move the goalposts cannot lose. A change that weakens a constraint, takes a loan, dismisses a "
        "finding, edits a rule, leaves files out of the evidence, makes one unreadable or improves a figure on paper "
        "alone is judged by the records of its base, or says so here, so that a person agrees to it knowingly and "
        "apart from the change that needs it. No loan covers this."
    ),
    fix=(
        "Put the record's change into a commit of its own, with its reason, and let a person merge it first; "
        "or leave the record as it was."
    ),
)

REPAID = Rule(
    id="loan-repaid",
    phase="evolution",
    summary="A loan still covers a finding that is gone",
    sql="",
    path="",
    line=0,
    origin=BUILT_IN,
    severity="warning",
    status="stable",
    waived_by=(),
    why=(
        "What gets better has to shrink the debt. A fingerprint that covers nothing any more waits to hide the same "
        "harm when it comes back. (The same reason for which mypy warns of unused ignores.)"
    ),
    fix="`principal baseline --shrink` takes it out of `architecture/debt.yaml`.",
)

ENGINE_RULES = (LOOSENING, REPAID)


def repaid(connection: duckdb.DuckDBPyConnection, judgements: Sequence[Judgement]) -> Judgement | None:
    """Which fingerprints of loans cover nothing any more; None where no loan covers any.

    Of a rule that was not checked as a whole nothing can be told.
    """
    covers = connection.execute(
        "SELECT loan, rule, fingerprint, path, line FROM decided.loan_covers WHERE fingerprint IS NOT NULL ORDER BY ALL"
    ).fetchall()
    if not covers:
        return None
    there = {f.fingerprint for j in judgements for f in j.findings}
    checked = {j.rule for j in judgements if not j.reason or ("", "not applicable", j.reason, "") in j.counts}
    judgement = Judgement(REPAID.id)
    for loan, rule, mark, path, line in covers:
        judgement.uses += 1
        if mark in there:
            judgement.counts[(loan, "pass", "", "")] += 1
        elif rule not in checked:
            judgement.counts[(loan, "not checked", f"the rule {rule} was not checked", path)] += 1
        else:
            judgement.counts[(loan, "fail", "", "")] += 1
            message = f"the loan {loan} covers the finding {mark} of {rule}, which is gone"
            judgement.findings.append(
                Findings(
                    fingerprint=fingerprint(REPAID.id, mark, path, 0),
                    rule=REPAID.id, subject=mark, path=path, line=line, message=message, related=[], amount=None,
                    evidence=digest(message), waived_by=None, waived_because=None,
                )
            )  # fmt: skip
    return judgement
