"""Loans and dismissals: which findings we live with, and which are not true here.

A loan covers a finding by its fingerprint, or by a pattern of paths; a pattern covers only
files that were there when the loan was taken, so that no loan ever covers a new use.
A rule says which of the two may cover what it finds: compliance cannot be loaned, and the
state of the debts themselves is settled by people, not by more debt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from principal.core.found import Findings
from principal.core.leave_out import matcher

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class _Loan:
    id: str
    rule: str
    fingerprints: frozenset[str]
    patterns: tuple[str, ...]
    taken: dt.date | None
    because: str


def waive(
    connection: duckdb.DuckDBPyConnection, findings: Sequence[Findings], allowed: Mapping[str, Sequence[str]]
) -> list[Findings]:
    """The findings, those marked that a loan or a dismissal of the generation covers.

    *allowed* says for each rule which of the two may (see :class:`principal.core.rules.Rule`).
    An overdue loan goes on covering: that it is overdue is one finding of its own, which
    blocks, instead of all that it covers coming back beside it.
    """
    dismissed = {
        (rule, mark): (because or "", evidence)
        for rule, mark, because, evidence in connection.execute(
            "SELECT rule, fingerprint, because, evidence FROM decided.dismissals"
        ).fetchall()
    }
    loans = _loans(connection)
    births = _births(connection, loans, findings)
    return [_waived(f, loans, dismissed, births, allowed[f.rule]) for f in findings]


def _loans(connection: duckdb.DuckDBPyConnection) -> list[_Loan]:
    covers: dict[str, tuple[set[str], list[str]]] = {}
    for loan, mark, pattern in connection.execute(
        "SELECT loan, fingerprint, pattern FROM decided.loan_covers ORDER BY ALL"
    ).fetchall():
        marks, patterns = covers.setdefault(loan, (set(), []))
        if mark:
            marks.add(mark)
        if pattern:
            patterns.append(pattern)
    loans = []
    for name, rule, taken, because in connection.execute(
        "SELECT id, rule, taken, because FROM decided.loans ORDER BY id"
    ).fetchall():
        marks, patterns = covers.get(name, (set(), []))
        loans.append(_Loan(name, rule, frozenset(marks), tuple(patterns), taken, because or ""))
    return loans


def _births(
    connection: duckdb.DuckDBPyConnection, loans: list[_Loan], findings: Sequence[Findings]
) -> Mapping[str, dt.date]:
    """The day on which each file that a pattern may cover first appeared in the history."""
    rules = {loan.rule for loan in loans if loan.patterns}
    paths = sorted({f.path for f in findings if f.rule in rules and f.path})
    if not paths:
        return {}
    rows = connection.execute(
        "SELECT c.path, min(k.committed)::DATE FROM observed.changes AS c JOIN observed.commits AS k USING (sha) "
        "WHERE c.path IN (SELECT unnest(?)) GROUP BY c.path",
        [paths],
    ).fetchall()
    return dict(rows)


def _waived(
    finding: Findings,
    loans: list[_Loan],
    dismissed: Mapping[tuple[str, str], tuple[str, str | None]],
    births: Mapping[str, dt.date],
    allowed: Sequence[str],
) -> Findings:
    judged = dismissed.get((finding.rule, finding.fingerprint)) if "dismissal" in allowed else None
    if judged is not None and judged[0] and judged[1] in (None, finding.evidence):
        return replace(finding, waived_by="dismissal", waived_because=judged[0])
    for loan in loans if "loan" in allowed else ():
        if loan.rule == finding.rule and _covers(loan, finding, births):
            return replace(finding, waived_by=f"loan {loan.id}", waived_because=loan.because)
    return finding


def _covers(loan: _Loan, finding: Findings, births: Mapping[str, dt.date]) -> bool:
    if finding.fingerprint in loan.fingerprints:
        return True
    expression = matcher(list(loan.patterns))
    if expression is None or not finding.path or not expression.match(finding.path):
        return False
    born = births.get(finding.path)
    return born is not None and loan.taken is not None and born <= loan.taken
