"""What each record kind calls a weaker judgement."""

from __future__ import annotations

import pytest

from principal.core.loosening import between, confirmed, unreadable
from principal.core.records import RecordKind
from principal.phases.constraints import constraints, system
from principal.phases.evolution import debt
from principal.phases.governance import decisions, radar


def loosened(kind: RecordKind, path: str, before: str, after: str) -> list[str]:
    """The messages of the change from one text to another."""
    return between(kind, path, before.encode(), after.encode())


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


def test_who_has_to_agree_to_a_change_of_a_component() -> None:
    teams = "teams: {pay: {members: []}, shop: {members: []}}\ncomponents:\n"
    before = "  a: {kind: service, core: true, team: pay}\n  b: {kind: service, team: pay}\n  c: {kind: service}\n"
    after = "  a: {kind: service, team: pay}\n  b: {kind: service, team: shop}\n  c: {kind: service, core: true, team: pay}\n"
    assert loosened(system.RECORD, system.PATH, teams + before, teams + after) == [
        "the component a was core, and whoever proposes to change it needs fewer people now",
        "the component b is of shop, and pay has to agree to changes no more",
    ]
    assert loosened(system.RECORD, system.PATH, teams + before, teams + before) == []


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


def test_a_record_that_cannot_be_read_any_more() -> None:
    before, after = b"constraints:\n  a: {team: 5}\n", b"constraints: [\n"
    said = "line 1: constraints is a list; expected a mapping of names"
    assert unreadable(constraints.RECORD, constraints.PATH, before, after) == said
    assert unreadable(constraints.RECORD, constraints.PATH, None, after) == ""
    assert unreadable(constraints.RECORD, constraints.PATH, after, after) == ""


def test_a_component_that_is_taken_out_while_its_folder_is_there() -> None:
    before, after = b"components:\n  shop: {kind: app, path: shop}\n", b"components: {}\n"
    assert between(system.RECORD, system.PATH, before, after, ["shop/main.py"]) == [
        "the component shop was taken out of the record, and its folder shop is still there"
    ]
    assert between(system.RECORD, system.PATH, before, after) == []


def test_an_enforcement_that_is_edited() -> None:
    before = "# ADR-001: X\n\n- Status: accepted\n\n## Context\n\nC.\n\n## Decision\n\nD.\n\n## Enforcement\n\n```sql\nSELECT 1\n```\n"
    after = before.replace("SELECT 1", "SELECT 2")
    path = "architecture/decisions/ADR-001-x.md"
    assert loosened(decisions.RECORD, path, before, after) == ["the enforcement of ADR-001 was edited"]
    assert between(decisions.RECORD, path, before.encode(), None) == ["the enforcement of ADR-001 was removed"]


def test_what_is_confirmed_is_what_loses_its_mark() -> None:
    before = b"constraints:\n  a: {team: 5, estimated: true}\n  b: {team: 6, subject: x, estimated: true}\n"
    assert confirmed(constraints.RECORD, constraints.PATH, before, before.replace(b"5, estimated: true", b"5")) == ["a"]
    assert confirmed(constraints.RECORD, constraints.PATH, before, b"constraints: {}\n") == []
    assert confirmed(constraints.RECORD, constraints.PATH, None, before) == []
