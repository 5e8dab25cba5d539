"""``architecture/debt.yaml``: true findings that we live with, and findings that are not true here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core import documents
from principal.core.decided import Dismissals, LoanCovers, Loans
from principal.core.records import RecordKind

if TYPE_CHECKING:
    from principal.phases.evolution._debt_file import Loan

PATH = "architecture/debt.yaml"


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    from principal.core.record_fields import schema_of
    from principal.phases.evolution._debt_file import DebtFile

    return schema_of(DebtFile, PATH)


def read(path: str, content: bytes) -> Iterator[object]:
    """Rows for each loan, what it covers, and each dismissal; and the mistakes of the file."""
    from principal.core.validation import read_file
    from principal.phases.evolution._debt_file import DebtFile

    document, file, mistakes = read_file(path, content, DebtFile)
    yield from mistakes
    if file is None:
        return
    for name, loan in file.loans.items():
        yield from _loan(document, name, loan)
    for fingerprint, dismissal in file.dismissals.items():
        line, _ = document.position(("dismissals", fingerprint))
        yield Dismissals(
            fingerprint=fingerprint,
            path=path,
            line=line,
            rule=dismissal.rule,
            because=dismissal.because,
            by=dismissal.by,
            on=dismissal.on,
            evidence=dismissal.evidence,
        )


def _loan(document: documents.Document, name: str, loan: Loan) -> Iterator[object]:
    line, _ = document.position(("loans", name))
    yield Loans(
        id=name,
        path=document.path,
        line=line,
        rule=loan.rule,
        what=loan.what,
        principal=loan.principal.text if loan.principal else None,
        principal_days=loan.principal.days if loan.principal else None,
        interest=loan.interest,
        owner=loan.owner,
        taken=loan.taken,
        due=loan.due,
        because=loan.because,
    )
    for key, values in (("covers", loan.covers), ("paths", loan.paths)):
        for number, value in enumerate(dict.fromkeys(values)):
            at, _ = document.position(("loans", name, key, number))
            mark, pattern = (value, None) if key == "covers" else (None, value)
            yield LoanCovers(name, document.path, at, loan.rule, mark, pattern)


_LOOSENED = (
    """
    SELECT h.id AS subject, h.path, h.line, 'the loan ' || h.id || ' was taken on ' || h.rule AS message
    FROM head.decided.loans AS h
    WHERE NOT EXISTS (SELECT 1 FROM base.decided.loans AS b WHERE b.id = h.id AND b.rule = h.rule)
    """,
    """
    SELECT h.id AS subject, h.path, h.line,
           'the loan ' || h.id || ' was due on ' || b.due || ' and is '
           || CASE WHEN h.due IS NULL THEN 'due never' ELSE 'due on ' || h.due END AS message
    FROM head.decided.loans AS h JOIN base.decided.loans AS b ON h.id = b.id AND h.rule = b.rule
    WHERE b.due IS NOT NULL AND (h.due IS NULL OR h.due > b.due)
    """,
    """
    SELECT h.id AS subject, h.path, h.line,
           'the loan ' || h.id || ' counts as taken on ' || h.taken || ' and was taken on '
           || coalesce(b.taken::VARCHAR, 'no day') || ', so that it covers newer files' AS message
    FROM head.decided.loans AS h JOIN base.decided.loans AS b ON h.id = b.id AND h.rule = b.rule
    WHERE h.taken IS NOT NULL AND (b.taken IS NULL OR h.taken > b.taken)
    """,
    """
    SELECT h.loan AS subject, h.path, h.line,
           'the loan ' || h.loan || ' covers more: ' || coalesce(h.pattern, h.fingerprint) AS message
    FROM head.decided.loan_covers AS h JOIN base.decided.loans AS l ON l.id = h.loan AND l.rule = h.rule
    WHERE NOT EXISTS (SELECT 1 FROM base.decided.loan_covers AS b WHERE b.loan = h.loan
                      AND b.pattern IS NOT DISTINCT FROM h.pattern AND b.fingerprint IS NOT DISTINCT FROM h.fingerprint)
    """,
    """
    SELECT h.rule AS subject, h.path, h.line,
           'a finding of ' || h.rule || ' was dismissed (' || h.fingerprint || ')' AS message
    FROM head.decided.dismissals AS h
    WHERE NOT EXISTS (SELECT 1 FROM base.decided.dismissals AS b WHERE b.fingerprint = h.fingerprint
                      AND b.rule = h.rule AND (b.evidence IS NULL OR b.evidence IS NOT DISTINCT FROM h.evidence))
    """,
)

RECORD = RecordKind(
    name="debt",
    version=1,
    tables=(Loans, LoanCovers, Dismissals),
    wants=documents.wants_file(PATH),
    read=read,
    absent="none",
    judging=True,
    schema=schema,
    loosened=_LOOSENED,
)
