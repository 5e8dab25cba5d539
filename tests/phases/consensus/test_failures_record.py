"""``architecture/failures.yaml``: rows and mistakes."""

from __future__ import annotations

import datetime as dt

import jsonschema

from principal.core.decided import Failures
from principal.core.documents import read_text
from principal.core.records import Mistake
from principal.phases.consensus.failures import PATH, RECORD, read

GOOD = """\
failures:
  orders-db: {severity: critical, detection: an alert, mitigation: promote the replica, owner: ada, review: 2027-03-31}
  checkout -> gateway: {sees: We charge you later}
"""


def test_rows() -> None:
    review = dt.date(2027, 3, 31)
    assert list(read(PATH, GOOD.encode())) == [
        Failures("orders-db", PATH, 2, "critical", "an alert", "promote the replica", "ada", review, None),
        Failures("checkout -> gateway", PATH, 3, None, None, None, None, None, "We charge you later"),
    ]
    assert RECORD.schema is not None
    jsonschema.validate(read_text(PATH, GOOD).data, RECORD.schema())


def test_mistakes() -> None:
    text = "failures:\n  a: {severity: terrible, runbok: x}\n  b: {review: soon}\n"
    assert [str(m) for m in read(PATH, text.encode()) if isinstance(m, Mistake)] == [
        'architecture/failures.yaml:2:17: unknown severity "terrible"; one of critical, high, medium, low',
        'architecture/failures.yaml:2:27: unknown key "runbok"; did you mean "mitigation"?',
        'architecture/failures.yaml:3:15: "soon" is no date; a date as 2026-03-31',
    ]
    assert [str(m) for m in read("architecture/failures.yml", b"")] == [
        "architecture/failures.yml:1:1: a record with this name is not read; the name architecture/failures.yaml"
    ]
