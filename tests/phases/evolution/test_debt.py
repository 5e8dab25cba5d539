"""``architecture/debt.yaml``: loans, what they cover, and dismissals."""

from __future__ import annotations

import datetime as dt

import jsonschema

from principal.core.decided import Dismissals, LoanCovers, Loans
from principal.core.documents import read_text
from principal.core.records import Mistake
from principal.phases.evolution.debt import PATH, RECORD, read

GOOD = """\
loans:
  two-writers:
    rule: shared-database
    what: Inventory writes into the orders database
    covers: [0123456789abcdef]
    paths:
      - services/inventory/**
    principal: 2w
    interest: every change is tested twice
    owner: ada
    taken: 2026-03-30
    due: 2026-05-31
    because: The warehouse opened first
dismissals:
  1234567890123456: {rule: radar-hold, because: no, by: ben, on: 2026-04-01, evidence: 12e4}
"""


def test_rows() -> None:
    assert list(read(PATH, GOOD.encode())) == [
        Loans("two-writers", PATH, 2, "shared-database", "Inventory writes into the orders database", "2w", 10.0,
              "every change is tested twice", "ada", dt.date(2026, 3, 30), dt.date(2026, 5, 31), "The warehouse opened first"),
        LoanCovers("two-writers", PATH, 5, "shared-database", "0123456789abcdef", None),
        LoanCovers("two-writers", PATH, 7, "shared-database", None, "services/inventory/**"),
        Dismissals("1234567890123456", PATH, 15, "radar-hold", "no", "ben", dt.date(2026, 4, 1), "12e4"),
    ]  # fmt: skip


def test_mistakes() -> None:
    text = """\
loans:
  a: {rule: r, what: w, covers: [1234567890123456, services/**], principal: 3}
  b: {rule: r, because: x}
  c: {rule: r, what: w, paths: /etc/**, due: 2026-01-01}
  d: {rule: r, what: w, paths: [a/**], taken: 2026-01-02, due: 2025-01-01}
  e: {rule: r, what: w}
dismissals:
  xyz: {rule: r}
"""
    read_rows = list(read(PATH, text.encode()))
    assert [str(m) for m in read_rows if isinstance(m, Mistake)] == [
        'architecture/debt.yaml:2:52: "services/**" is no fingerprint; 16 hexadecimal digits; patterns of paths stand under paths:',
        'architecture/debt.yaml:2:77: "3" has no unit; write 3d',
        'architecture/debt.yaml:3:3: "b" has no what; what: What we owe, in words',
        'architecture/debt.yaml:4:32: "/etc/**" is no path of this repository; a path or pattern below its root: services/**',
        "architecture/debt.yaml:5:3: it is due on 2025-01-01, before it was taken on 2026-01-02; a due date after that",
        "architecture/debt.yaml:6:3: the loan covers nothing; covers: [fingerprints] or paths: [patterns]",
        'architecture/debt.yaml:8:3: "xyz" is no fingerprint; 16 hexadecimal digits, as `principal check` shows them',
    ]  # fmt: skip
    assert [r.id for r in read_rows if isinstance(r, Loans)] == ["a"]


def test_the_schema_takes_what_the_reader_takes() -> None:
    assert RECORD.schema is not None
    schema = RECORD.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert (
        list(jsonschema.Draft202012Validator(schema).iter_errors(read_text("", GOOD.replace("12e4", "'12e4'")).data))
        == []
    )
