"""``architecture/constraints.yaml``: rows, mistakes, and what counts as weakening."""

from __future__ import annotations

import datetime as dt

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from principal.core.decided import Constraints
from principal.core.documents import read_text
from principal.core.records import Mistake
from principal.phases.constraints.constraints import PATH, RECORD, read


def rows(text: str) -> dict[str, Constraints]:
    return {r.id: r for r in read(PATH, text.encode()) if isinstance(r, Constraints)}


def mistakes(text: str) -> list[str]:
    return [str(m) for m in read(PATH, text.encode()) if isinstance(m, Mistake)]


GOOD = """\
constraints:
  checkout-latency: {latency: 300ms, percentile: 99, subject: checkout, because: people leave, owner: ada}
  far: {latency: p99.9 < 2s, users: [eu, us]}
  last: {latency: under 300 ms at p95}
  peak: {scale: 500 requests/s, review: 2027-01-31}
  orders: {scale: ">= 36k orders/hour"}
  uptime: {availability: 99.95%}
  card: {compliance: pci dss}
  own: {compliance: House rules}
  eu-only: {residency: eu, subject: customer}
  bill: {cost: 4000 USD/month, estimated: from last year's bill}
  people: {team: 6}
  fast: {latency: fast}
  words: {statement: No vendor lock-in}
"""


def test_rows() -> None:
    assert mistakes(GOOD) == []
    read_rows = rows(GOOD)
    assert read_rows["checkout-latency"] == Constraints(
        id="checkout-latency", path=PATH, line=2, kind="latency", subject="checkout", statement=None,
        quantity="response time", comparison="<=", value=300.0, unit="ms", percentile=99.0, regime=None, regions=[],
        measurable=True, because="people leave", owner="ada", review=None, estimated=False,
    )  # fmt: skip
    measured = {i: (r.kind, r.quantity, r.comparison, r.value, r.unit) for i, r in read_rows.items()}
    assert measured == {
        "checkout-latency": ("latency", "response time", "<=", 300.0, "ms"),
        "far": ("latency", "response time", "<=", 2000.0, "ms"),
        "last": ("latency", "response time", "<=", 300.0, "ms"),
        "peak": ("scale", "requests per second", ">=", 500.0, "/s"),
        "orders": ("scale", "orders per second", ">=", 10.0, "/s"),
        "uptime": ("availability", "availability", ">=", 0.9995, "ratio"),
        "card": ("compliance", "compliance", "=", None, None),
        "own": ("compliance", "compliance", "=", None, None),
        "eu-only": ("residency", "regions", "in", None, None),
        "bill": ("cost", "monthly cost", "<=", 4000.0, "USD/month"),
        "people": ("team", "people", "<=", 6.0, "people"),
        "fast": ("latency", None, None, None, None),
        "words": ("other", None, None, None, None),
    }
    assert [i for i, r in read_rows.items() if not r.measurable] == ["fast", "words"]
    assert (read_rows["far"].percentile, read_rows["far"].regions) == (99.9, ["eu", "us"])
    assert (read_rows["last"].percentile, read_rows["peak"].review) == (95.0, dt.date(2027, 1, 31))
    assert (read_rows["card"].regime, read_rows["own"].regime) == ("PCI-DSS", "House rules")
    bill = read_rows["bill"]
    assert (bill.estimated, bill.estimated_because) == (True, "from last year's bill")
    assert read_rows["eu-only"].regions == ["eu"]
    assert (read_rows["fast"].statement, read_rows["words"].statement) == ("fast", "No vendor lock-in")


def test_all_mistakes_at_once_and_the_rest_still_counts() -> None:
    text = """\
constraints:
  good: {team: 6 people}
  a: {latency: 300}
  b: {latency: 300ms, scale: 5/s}
  c: {latncy: 300ms}
  d: {latency: 300ms, why: slow}
  e: {availability: < 99%}
  f:
  g: 5
  h:
    latency: 1s
    percentile: 101
    review: 2026-02-30
    estimated: 5
  i: {owner: ada}
  j: {compliance: HIPPA}
  k: {scale: 5/s, percentile: 99}
  l: {latency: p99 1s, percentile: 95}
  m: {because: true, team: 1}
constrants: 3
"""
    assert mistakes(text) == [
        'architecture/constraints.yaml:3:16: "300" has no unit; write 300ms',
        "architecture/constraints.yaml:4:3: scale and latency in one constraint; one constraint for each requirement",
        'architecture/constraints.yaml:5:7: unknown key "latncy"; did you mean "latency"?',
        'architecture/constraints.yaml:6:23: unknown key "why"; did you mean "because"?',
        'architecture/constraints.yaml:7:21: "< 99%" is the wrong way round for availability; at least (>=) a quantity',
        "architecture/constraints.yaml:8:3: f is empty; a mapping, or no such key",
        "architecture/constraints.yaml:9:6: g is 5; a mapping",
        'architecture/constraints.yaml:12:17: "101" is no percentile; a number between 0 and 100, like 99',
        'architecture/constraints.yaml:13:13: there is no day "2026-02-30"; a day of the calendar, as 2026-03-31',
        "architecture/constraints.yaml:14:16: estimated is 5; true or false, or why it is a guess",
        "architecture/constraints.yaml:15:3: the constraint requires nothing; one of scale, latency, availability, "
        "compliance, residency, cost, team, or a statement",
        'architecture/constraints.yaml:16:19: unknown regime "HIPPA"; did you mean "HIPAA"?',
        "architecture/constraints.yaml:17:3: a percentile without a latency; latency: 300ms beside it",
        "architecture/constraints.yaml:18:3: p99 and percentile 95 contradict each other; one of the two",
        "architecture/constraints.yaml:19:16: a truth value (true); text; in quotes, if it is meant as a word",
        'architecture/constraints.yaml:20:1: unknown key "constrants"; did you mean "constraints"?',
    ]
    assert sorted(rows(text)) == ["d", "good", "h", "m"]


def test_files_that_hold_nothing() -> None:
    assert list(read(PATH, b"")) == []
    assert list(read(PATH, b"constraints: {}\n")) == []
    assert mistakes("- a\n") == ["architecture/constraints.yaml:1:1: the file is a list; a mapping"]
    assert mistakes("constraints: [a]\n") == [
        "architecture/constraints.yaml:1:14: constraints is a list; a mapping of names"
    ]
    assert [str(m) for m in read("architecture/constraints.yml", b"")] == [
        "architecture/constraints.yml:1:1: a record with this name is not read; the name architecture/constraints.yaml"
    ]
    assert RECORD.wants(PATH)
    assert RECORD.wants("architecture/constraints.yml")
    assert not RECORD.wants("docs/constraints.yaml")


def test_the_schema_takes_what_the_reader_takes() -> None:
    assert RECORD.schema is not None
    schema = RECORD.schema()
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(validator(schema).iter_errors(read_text("", GOOD).data)) == []
    assert [e.message for e in validator(schema).iter_errors({"constraints": {"a": {"latncy": 1}}})] == [
        "Additional properties are not allowed ('latncy' was unexpected)"
    ]


@given(st.text(max_size=80))
def test_no_value_raises(value: str) -> None:
    for key in ("latency", "scale", "cost", "availability", "team", "compliance", "percentile", "review", "estimated"):
        quoted = value.replace("'", "''")
        for row in read(PATH, f"constraints:\n  a: {{{key}: '{quoted}'}}\n".encode("utf-8", "surrogatepass")):
            assert isinstance(row, (Constraints, Mistake))
