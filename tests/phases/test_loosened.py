"""What each record kind calls a weaker judgement."""

from __future__ import annotations

import contextlib

import duckdb
import pytest

from principal.core.records import RecordKind
from principal.core.tables import table_of, values_of
from principal.phases.constraints import constraints
from principal.phases.evolution import debt
from principal.phases.governance import radar


def loosened(kind: RecordKind, path: str, before: str, after: str) -> list[str]:
    """The messages of the change from one text to another."""
    with contextlib.closing(duckdb.connect(":memory:")) as connection:
        for name, text in (("base", before), ("head", after)):
            connection.execute(f"ATTACH ':memory:' AS {name}")
            connection.execute(f"CREATE SCHEMA {name}.decided")
            connection.execute(f"USE {name}.decided")
            for table in (table_of(t) for t in kind.tables):
                connection.execute(table.ddl().replace("decided.", ""))
            for row in kind.read(path, text.encode()):
                values = ["here", *values_of(row)]
                marks = ", ".join("?" * len(values))
                connection.execute(f"INSERT INTO {table_of(type(row)).name} VALUES ({marks})", values)
        connection.execute("USE memory.main")
        return [r[3] for sql in kind.loosened for r in connection.execute(sql).fetchall()]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("latency: 300ms", "latency: 300ms", []),
        ("latency: 300ms", "latency: 200ms", []),
        ("latency: 300ms", "latency: p95 300ms", []),
        ("latency: 300ms", "latency: 400ms", ["the constraint a was weakened: its value was 300.0 ms and is 400.0 ms"]),
        ("latency: 300ms", "latency: fast", ["the constraint a was weakened: it could be measured and cannot any more"]),
        ("latency: p99 300ms", "latency: p95 300ms", ["the constraint a was weakened: its percentile was 99.0 and is 95.0"]),
        ("latency: p99 300ms", "latency: 300ms", ["the constraint a was weakened: its percentile was 99.0 and is none"]),
        ("{latency: 1s, users: [eu, us]}", "{latency: 1s, users: eu}", ["the constraint a was weakened: it also held for users in us"]),
        ("availability: 99.9%", "availability: 99.5%", ["the constraint a was weakened: its value was 0.999 ratio and is 0.995 ratio"]),
        ("availability: 99.9%", "availability: 99.99%", []),
        ("scale: 5/s", "scale: 5 users", ["the constraint a was weakened: its unit was /s and is users"]),
        ("compliance: HIPAA", "compliance: GDPR", ["the constraint a was weakened: it asked for HIPAA and asks for GDPR"]),
        ("residency: eu", "residency: [eu, us]", ["the constraint a was weakened: data may also be in us"]),
        ("residency: [eu, us]", "residency: eu", []),
        ("{team: 5, subject: web}", "{team: 5, subject: api}", ["the constraint a was weakened: it held for web and holds for api"]),
        ("team: 5", "cost: $5/month", ["the constraint a was weakened: its kind was team and is cost"]),
        ("team: 5, estimated: true", "team: 7", []),
        ("team: 5, estimated: true", None, []),
        ("team: 5", "team: 5, estimated: we grow", ["the constraint a was weakened: it was confirmed and is an estimate, which decides nothing"]),
        ("team: 5", None, ["the constraint a was removed"]),
        (None, "team: 5", []),
    ],
)  # fmt: skip
def test_constraints(before: str | None, after: str | None, expected: list[str]) -> None:
    def file(entry: str | None) -> str:
        return "" if entry is None else f"constraints:\n  a: {entry if entry.startswith('{') else '{' + entry + '}'}\n"

    assert loosened(constraints.RECORD, constraints.PATH, file(before), file(after)) == expected


def test_radar() -> None:
    before = "adopt: [python]\nhold: [perl, php, tcl]\n"
    after = "adopt: [perl, go]\nassess: [php]\nhold: [python]\n"
    assert loosened(radar.RECORD, radar.PATH, before, after) == [
        "perl was in hold and is in adopt",
        "php was in hold and is in assess",
        "tcl was on Hold and is not on the radar any more",
    ]


def test_a_ring_that_was_a_guess_may_be_corrected() -> None:
    before = "adopt: [python]\nhold: {perl: {estimated: old}, php: {estimated: true}}\n"
    assert loosened(radar.RECORD, radar.PATH, before, "adopt: [perl, python]\n") == []


def test_debt() -> None:
    before = """\
loans:
  a: {rule: r, what: w, paths: [x/**], taken: 2026-01-01, due: 2026-02-01}
  b: {rule: r, what: w, paths: [x/**], due: 2026-02-01}
dismissals:
  0123456789abcdef: {rule: r, evidence: e1}
  1123456789abcdef: {rule: r, evidence: e1}
"""
    after = """\
loans:
  a: {rule: r, what: w, paths: [x/**, y/**], taken: 2026-01-02, due: 2026-03-01}
  b: {rule: r, what: w, paths: [x/**]}
  c: {rule: r2, what: w, covers: [2123456789abcdef]}
dismissals:
  0123456789abcdef: {rule: r, evidence: e2}
  1123456789abcdef: {rule: r, evidence: e1}
  3123456789abcdef: {rule: r}
"""
    assert loosened(debt.RECORD, debt.PATH, before, before) == []
    assert loosened(debt.RECORD, debt.PATH, before, after) == [
        "the loan c was taken on r2",
        "the loan a was due on 2026-02-01 and is due on 2026-03-01",
        "the loan b was due on 2026-02-01 and is due never",
        "the loan a counts as taken on 2026-01-02 and was taken on 2026-01-01, so that it covers newer files",
        "the loan a covers more: y/**",
        "a finding of r was dismissed (0123456789abcdef)",
        "a finding of r was dismissed (3123456789abcdef)",
    ]
