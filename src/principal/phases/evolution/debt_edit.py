"""Edits of ``architecture/debt.yaml``: text in, text out; comments and order stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from principal.core.documents import read_text
from principal.core.splice import add_entry, remove_entry

PATH = "architecture/debt.yaml"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a loan is taken on."""

    owner: str
    taken: dt.date
    due: dt.date
    because: str
    principal: str | None = None
    interest: str | None = None


def empty() -> str:
    """The text of a file without debts."""
    from principal.core.record_fields import modeline  # it loads pydantic

    return f"{modeline('debt')}\n"


def loans_of(text: str) -> Mapping[str, Any]:
    """The loans by id, as plain data; what does not read counts as none."""
    data = read_text(PATH, text).data
    loans = data.get("loans") if isinstance(data, dict) else None
    return loans if isinstance(loans, dict) else {}


def take_loan(text: str, name: str, rule: str, covers: Sequence[str], terms: Terms) -> str:
    """The text with a loan *name* on *rule* that covers those fingerprints, or with its cover widened.

    Raises:
        SpliceError: the text does not read.
    """
    existing = loans_of(text).get(name)
    if isinstance(existing, dict):
        known = {str(c) for c in existing.get("covers") or []}
        for fingerprint in covers:
            if fingerprint not in known:
                text = add_entry(text, ("loans", name, "covers"), None, fingerprint)
        return text
    count = len(covers)
    loan: dict[str, Any] = {
        "rule": rule,
        "what": f"{count} open finding{'' if count == 1 else 's'} of {rule}",
        "covers": list(covers),
        # Without an effort it is no loan; a guess that says so is better than none.
        "principal": terms.principal or f"{count}h",
        "interest": terms.interest,
        "owner": terms.owner,
        "taken": terms.taken.isoformat(),
        "due": terms.due.isoformat(),
        "because": terms.because,
    }
    return add_entry(text, ("loans",), name, {k: v for k, v in loan.items() if v is not None})


def shrink(text: str, failing: Collection[str]) -> tuple[str, int]:
    """The text without the fingerprints that no longer fail, and how many went; a loan without any goes too.

    Loans that also cover patterns of paths keep standing.
    """
    gone = 0
    for name, loan in loans_of(text).items():
        covers = [str(c) for c in (loan.get("covers") or [])] if isinstance(loan, dict) else []
        repaid = [c for c in covers if c not in failing]
        if not repaid:
            continue
        gone += len(repaid)
        if len(repaid) == len(covers) and not loan.get("paths"):
            text = remove_entry(text, ("loans", name))
            continue
        for index in reversed([i for i, c in enumerate(covers) if c not in failing]):
            text = remove_entry(text, ("loans", name, "covers", index))
    return text, gone


def dismiss(
    text: str, fingerprint: str, rule: str, because: str, by: str | None, on: dt.date, evidence: str | None
) -> str:
    """The text with a dismissal of one finding, which holds as long as its *evidence* is the same, or for good.

    Raises:
        SpliceError: it is dismissed already, or the text does not read.
    """
    entry: dict[str, Any] = {"rule": rule, "because": because, "by": by, "on": on.isoformat(), "evidence": evidence}
    return add_entry(text, ("dismissals",), fingerprint, {k: v for k, v in entry.items() if v is not None})
