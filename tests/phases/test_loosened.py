"""What each record kind calls a weaker judgement."""

from __future__ import annotations

import contextlib

import duckdb
import pytest

from principal.core import loosening
from principal.core.loosening import between, confirmed, unreadable
from principal.core.records import Mistake, RecordKind
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


SYSTEM = """\
components:
  shop:
    kind: service
    path: shop
    replicas: 2
    zones: [a, b]
    needs:
      orders: {via: sql, when_down: fail, retries: 2}
      mails: {when_down: queue, rate: 5/s, queue: {holds: 1k messages, drain: 50/s}}
      ads: {when_down: {use: mails}, journeys: [buy, look]}
  orders: {kind: database, availability: 99.9%, capacity: 500/s, load: 300/s, replicas: 3, quorum: 2, regions: [eu]}
  mails: {kind: external, vendor: paypay, estimated: true, availability: 99%}
  ads: {kind: cache, hit_rate: 90%, zones: [a]}
zones: {a: {availability: 99.9%}, b: {}}
journeys:
  buy: {steps: [shop, orders]}
  look: [shop]
data:
  baskets: {owner: shop, store: orders, consistency: {bounded: 5s}}
"""


def unbacked(after: str, *, runs: tuple[int | None, int | None] = (None, None), code: str = "c1") -> list[str]:
    """What is better on paper alone in *after*: orders run so many times before and after, and shop has this code."""
    rows = [list(system.read(system.PATH, text.encode())) for text in (SYSTEM, after)]
    assert not [r for r in rows[1] if isinstance(r, Mistake)]
    with contextlib.closing(duckdb.connect(":memory:")) as connection:
        for name, said, times, blob in zip(("base", "head"), rows, runs, ("c1", code), strict=True):
            loosening._fill(connection, name, system.RECORD, said)
            connection.execute(f"CREATE SCHEMA {name}.derived; DROP TABLE {name}.observed.files")
            connection.execute(
                f"CREATE TABLE {name}.derived.part_sightings (part TEXT, declared BOOL, path TEXT, replicas INT)"
            )
            connection.execute(f"CREATE TABLE {name}.observed.files (path TEXT, kind TEXT, blob TEXT)")
            files = [("shop/a.py", "code", blob), ("shop/notes.md", "documentation", name)]
            if times is not None:
                row = f"('orders', true, 'k8s.yaml', {times})"
                connection.execute(f"INSERT INTO {name}.derived.part_sightings VALUES {row}")
                files.append(("k8s.yaml", "configuration", f"times-{times}"))
            connection.executemany(f"INSERT INTO {name}.observed.files VALUES (?, ?, ?)", files)
        return [str(row[3]) for sql in system.RECORD.unbacked for row in connection.execute(sql).fetchall()]


PAPER = "and nothing but the record says so"
WAITS = [
    "when_down of shop -> orders was fail and is ignore, and no code of shop changed",
    "shop waited for orders and is said not to, and no code of shop changed",
]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("99.9%, capacity", "99.99%, capacity", [f"the availability of orders was 99.9% and is 99.99%, {PAPER}"]),
        ("99.9%, capacity", "99.5%, capacity", []),
        ("availability: 99.9%, capacity", "capacity", ["the availability of orders was 99.9% and is not said any more"]),
        ("availability: 99.9%, capacity", "estimated: true, capacity", []),  # told as a guess that came back
        ("availability: 99%", "availability: 99.9%", []),  # it was a guess
        ("capacity: 500/s", "capacity: 800/s", [f"the capacity of orders was 500.0/s and is 800.0/s, {PAPER}"]),
        ("load: 300/s", "load: 200/s", [f"the load of orders was 300.0/s and is 200.0/s, {PAPER}"]),
        ("load: 300/s", "load: 400/s", []),
        ("hit_rate: 90%", "hit_rate: 95%", [f"the hit rate of ads was 90.0% and is 95.0%, {PAPER}"]),
        ("replicas: 3", "replicas: 5", ["the replicas of orders were 3 and are 5, and no file shows it"]),
        ("kind: cache,", "kind: cache, replicas: 2, capacity: 9/s,", []),  # nobody had said it
        ("quorum: 2", "quorum: 1", [f"orders needed 2 of its replicas and is said to need 1, {PAPER}"]),
        ("zones: [a]}", "zones: [a, b]}", [f"ads was in a and is said to be in a, b, {PAPER}"]),
        ("zones: [a]}", "zones: [b]}", []),
        (", zones: [a]}", "}", ["ads was in a and where it is is not said any more"]),
        ("regions: [eu]", "regions: [us]", [f"orders was in eu and is said to be in us, {PAPER}"]),
        ("vendor: paypay, estimated: true, ", "estimated: true, ", []),
        ("{availability: 99.9%}, b", "{availability: 99.99%}, b", [f"the availability of zone a was 99.9% and is 99.99%, {PAPER}"]),
        ("when_down: fail", "when_down: degrade", ["when_down of shop -> orders was fail and is degrade, and no code of shop changed"]),
        ("when_down: {use: mails}", "when_down: ignore", ["when_down of shop -> ads was use and is ignore, and no code of shop changed"]),
        ("when_down: {use: mails}", "when_down: fail", []),
        ("when_down: fail, retries: 2", "retries: 2, when_down: ignore, waits: false", WAITS),
        ("[buy, look]", "[look]", ["shop -> ads was asked for by buy, look and is said to be by look, and no code of shop changed"]),
        ("retries: 2", "retries: 0", ["the retries of shop -> orders were 2 and are 0, and no code of shop changed"]),
        ("holds: 1k", "holds: 10k", [f"what the queue of shop -> mails holds was 1000.0 and is 10000.0, {PAPER}"]),
        ("drain: 50/s", "drain: 80/s", [f"what leaves the queue of shop -> mails was 50.0/s and is 80.0/s, {PAPER}"]),
        ("rate: 5/s", "rate: 1/s", [f"the rate of shop -> mails was 5.0/s and is 1.0/s, {PAPER}"]),
    ],
)  # fmt: skip
def test_what_is_better_on_paper_alone(before: str, after: str, expected: list[str]) -> None:
    assert before in SYSTEM
    assert unbacked(SYSTEM.replace(before, after, 1)) == expected


def test_what_the_change_backs_is_an_ordinary_change_of_the_design() -> None:
    more = SYSTEM.replace("replicas: 3", "replicas: 5")
    assert unbacked(more, runs=(3, 5)) == []
    assert unbacked(more, runs=(3, 4)) == ["the replicas of orders were 3 and are 5, and the files that run it show 4"]
    assert unbacked(SYSTEM.replace("capacity: 500/s", "capacity: 900/s"), runs=(1, 2)) == []
    assert unbacked(SYSTEM.replace("capacity: 500/s", "capacity: 1100/s"), runs=(1, 2)) == [
        f"the capacity of orders was 500.0/s and is 1100.0/s, {PAPER}"
    ]
    moved = SYSTEM.replace("regions: [eu]", "regions: [us]").replace("quorum: 2", "quorum: 1")
    assert unbacked(moved, runs=(3, 4)) == []
    assert len(unbacked(moved, runs=(3, 3))) == 2
    gentler = SYSTEM.replace("when_down: fail", "when_down: degrade").replace("retries: 2", "retries: 0")
    assert unbacked(gentler, code="c2") == []
    assert len(unbacked(gentler)) == 2


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("bounded: 5s", "bounded: 10s", ["readers of baskets could rely on what is 5.0 s old at most, and may on what is 10.0 s old now"]),
        ("bounded: 5s", "bounded: 2s", []),
        ("  look: [shop]\n", "", ["the journey look is not declared any more"]),
        ("[shop, orders]}", "[shop]}", ["the journey buy went through orders, and does not any more"]),
        ("[shop, orders]}", "[shop, orders], optional: [orders]}", ["the journey buy went through orders, without which it fails, and can do without it now"]),
        ("  look: [shop]", "  look: [shop, ads]", []),
    ],
)  # fmt: skip
def test_what_of_a_system_is_promised_less(before: str, after: str, expected: list[str]) -> None:
    assert loosened(system.RECORD, system.PATH, SYSTEM, SYSTEM.replace(before, after, 1)) == expected


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
