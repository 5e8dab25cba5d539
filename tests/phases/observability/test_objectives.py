"""``architecture/objectives/``: rows and mistakes."""

from __future__ import annotations

import jsonschema
import pytest

from principal.core.decided import Objectives
from principal.core.documents import read_all
from principal.core.loosening import between
from principal.core.records import Mistake
from principal.phases.observability.objectives import RECORD, read, wants

PATH = "architecture/objectives/shop.yaml"
GOOD = """\
apiVersion: openslo/v1
kind: Service
metadata: {name: shop}
spec: {description: The shop}
---
- apiVersion: openslo/v1
  kind: SLO
  metadata:
    name: buying
    labels: {team: [money, web], journey: [buy]}
    annotations: {openslo.com/x: "1"}
  spec:
    description: All of it
    service: shop
    indicator: {metadata: {name: buys}, spec: {ratioMetric: {counter: true}}}
    timeWindow: [{duration: 4w, isRolling: true}]
    budgetingMethod: Timeslices
    objectives:
      - {displayName: availability of the checkout, targetPercent: 99.9, timeSliceTarget: 0.95, timeSliceWindow: 5}
      - {op: lte, value: 0.3, target: 0.99}
      - {target: 0.9}
    alertPolicies: [{alertPolicyRef: page}]
- apiVersion: openslo/v1
  kind: SLO
  metadata: {name: looking, annotations: {principal/journey: look}}
  spec:
    indicatorRef: looks
    timeWindow: [{duration: 1Q, calendar: {startTime: 2026-01-01 00:00:00, timeZone: Europe/Berlin}, isRolling: false}]
    budgetingMethod: Occurrences
    objectives: [{displayName: a, target: 0.5}]
"""
SLOTH = """\
version: "prometheus/v1"
service: myservice
labels: {owner: myteam}
slos:
  - name: requests-availability
    objective: 99.9
    sli: {events: {error_query: "x[{{.window}}]", total_query: "y[{{.window}}]"}}
---
apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
metadata: {name: x}
spec:
  service: other
  slos: [{name: latency, objective: 95, labels: {journey: buy}}]
"""


def row(
    name: str, part: str, line: int, subject: str, service: str | None, target: float, **given: object
) -> Objectives:
    said = {
        "window_days": None, "rolling": True, "budgeting": "occurrences", "indicator": None, "availability": False,
        "comparison": None, "value": None, "slice_target": None, "slice_ms": None, **given,
    }  # fmt: skip
    return Objectives(name, part, PATH, line, subject, service, target, **said)  # type: ignore[arg-type]


def test_rows() -> None:
    slices = {"window_days": 28.0, "budgeting": "timeslices", "indicator": "buys"}
    assert list(read(PATH, GOOD.encode())) == [
        row("buying", "availability of the checkout", 19, "buy", "shop", 0.999, **slices, availability=True,
            slice_target=0.95, slice_ms=300_000.0),
        row("buying", "<= 0.3", 20, "buy", "shop", 0.99, **slices, comparison="<=", value=0.3),
        row("buying", "3", 21, "buy", "shop", 0.9, **slices),
        row("looking", "", 30, "look", None, 0.5, window_days=91.310625, rolling=False, indicator="looks"),
    ]  # fmt: skip
    assert list(read(PATH, SLOTH.encode())) == [
        row("myservice-requests-availability", "", 5, "myservice", "myservice", 0.999, indicator="requests-availability",
            availability=True),
        row("other-latency", "", 14, "buy", "other", 0.95, indicator="latency"),
    ]  # fmt: skip
    assert RECORD.schema is not None
    for document in read_all(PATH, GOOD.encode()):
        jsonschema.validate(document.data, RECORD.schema())


ALPHA = """\
apiVersion: openslo/v1alpha
kind: SLO
metadata: {name: old}
spec:
  service: shop
  timeWindows: [{unit: Day, count: 7, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{displayName: most, target: 0.95, ratioMetrics: {good: {source: prometheus}}}]
"""


def test_the_format_before() -> None:
    assert list(read(PATH, ALPHA.encode())) == [row("old", "", 8, "shop", "shop", 0.95, window_days=7.0)]


def test_which_files() -> None:
    assert [p for p in (PATH, "architecture/objectives/a/b.yml", "architecture/objectives.yaml", "objectives/a.yaml",
                        "architecture/objectives/README.md") if wants(p)] == [PATH, "architecture/objectives/a/b.yml"]  # fmt: skip


SLO = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: a}
spec:
  budgetingMethod: Occurrences
  timeWindow: [{duration: 28d}]
  objectives:
    - target: 0.99
"""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("target: 0.99", "target: 99.9", ["8:15: a target of 99.9; from 0 on and less than 1, or targetPercent"]),
        ("target: 0.99", "targetPercent: 100", ["8:22: a target of 100; from 0 on and less than 100"]),
        ("target: 0.99", 'target: "0.99"', ['8:15: target is "0.99"; a number']),
        ("target: 0.99", "{target: 0.9, op: lt, value: .inf}", ["8:36: value is .inf; a finite number"]),
        ("target: 0.99", "displayName: x", ["8:7: an objective without a target; target: 0.999, or targetPercent: 99.9"]),
        ("target: 0.99", "{target: 0.9, targetPercent: 90}", ["8:7: target and targetPercent in one objective; one of the two"]),
        ("target: 0.99", "{target: 0.9, op: le}", ['8:25: unknown op "le"; did you mean "lte"?']),
        ("\n    - target: 0.99", " []", ["4:1: an SLO without objectives; objectives: [{target: 0.999}]"]),
        ("28d", "28 days", ['6:27: "28 days" is no duration of OpenSLO; a whole number and one of m, h, d, w, M, Q, Y: 28d']),
        ("{duration: 28d}", "{duration: 28d}, {duration: 7d}", ["4:1: 2 time windows in one SLO; exactly one, or an SLO for each"]),
        ("Occurrences", "Occurences", ['5:20: unknown budgetingMethod "Occurences"; did you mean "Occurrences"?']),
        ("  budgetingMethod: Occurrences\n", "", ['4:1: "spec" has no budgetingMethod; budgetingMethod: one of Occurrences, Timeslices, RatioTimeslices']),
        ("{name: a}", "{labels: {journey: [a, b]}, name: a}", ["3:30: journey is a list; text"]),
        ("{name: a}", "{}", ['3:1: "metadata" has no name; name: its name']),
        ("kind: SLO", "kind: Slo", ['2:7: unknown kind "Slo"; did you mean "SLO"?']),
        ("openslo/v1", "openslo.com/v2alpha", ['1:13: objectives of "openslo.com/v2alpha" are not read; did you mean "openslo/v1"?']),
        ("timeWindow: [{duration: 28d}]", "timeWindows: [{unit: Fortnight, count: 2}]", ['6:24: unknown unit "Fortnight"; one of Second, Minute, Hour, Day, Week, Month, Quarter, Year']),
        ("apiVersion: openslo/v1\n", "", ["1:1: no apiVersion; one of openslo/v1, prometheus/v1, sloth.slok.dev/v1"]),
        ("    - target: 0.99", "    - target: 0.99\n---\nhello", ["10:1: no object of OpenSLO; apiVersion: openslo/v1, kind: SLO"]),
        ("    - target: 0.99", "    - target: 0.99\n---\nspec: [", ["10:8: not YAML: a value that is missing; a value, or the closing bracket"]),
        ("    - target: 0.99\n", "    - target: 0.99\n---\n" + SLO, ["17:1: the objective a stands here again; each once: it stands on line 8 already"]),
    ],
)  # fmt: skip
def test_mistakes(before: str, after: str, expected: list[str]) -> None:
    assert before in SLO
    text = SLO.replace(before, after, 1)
    assert [str(m) for m in read(PATH, text.encode()) if isinstance(m, Mistake)] == [f"{PATH}:{e}" for e in expected]


def test_what_is_right_of_a_file_counts_beside_what_is_wrong() -> None:
    text = SLO.replace("    - target: 0.99", "    - {displayName: x, target: 2}\n    - target: 0.99")
    (slo,) = [r for r in read(PATH, text.encode()) if isinstance(r, Objectives)]
    assert (slo.target, slo.line) == (0.99, 3)


def test_hostile_files_come_to_an_end() -> None:
    many = b"---\n{apiVersion: openslo/v1, kind: Service}\n" * 3_000
    assert [str(m) for m in read(PATH, many)] == [f"{PATH}:2001:1: more than 1,000 documents; several files"]
    listed = b"- {apiVersion: openslo/v1, kind: SLO}\n" * 20_000
    said = [str(m) for m in read(PATH, listed)]
    assert (len(said), said[0], said[-1]) == (
        501,
        f"{PATH}:1:3: the file has no metadata; metadata: name: its name",
        f"{PATH}:1:1: 39,500 more mistakes; those shown put right first",
    )
    assert [str(m) for m in read(PATH, b"\xff\xfea")] == [f"{PATH}:1:1: the file is UTF-16; UTF-8"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("target: 0.99", "target: 0.999", []),
        ("target: 0.99", "target: 0.9", ["the objective a was weakened: its target was 99.0% and is 90.0%"]),
        ("28d", "7d", []),
        ("28d", "1Q", ["the objective a was weakened: it was to be met in 28.0 days and is in 91.31"]),
        ("timeWindow: [{duration: 28d}]", "", ["the objective a was weakened: it was to be met in 28.0 days, and no time is said"]),
        ("budgetingMethod: Occurrences", "budgetingMethod: RatioTimeslices", ["the objective a was weakened: it counted occurrences and counts ratio-timeslices"]),
        ("spec:", "spec:\n  service: shop", ["the objective a was weakened: it was about nothing and is about shop"]),
        ("name: a", "name: b", ["the objective a was removed"]),
    ],
)  # fmt: skip
def test_what_weakens(before: str, after: str, expected: list[str]) -> None:
    assert between(RECORD, PATH, SLO.encode(), SLO.replace(before, after).encode()) == expected


def test_what_weakens_a_threshold() -> None:
    given = SLO.replace("target: 0.99", "{target: 0.99, op: lt, value: 0.3, timeSliceTarget: 0.9}")
    for before, after, expected in (
        ("0.3", "0.2", []),
        ("0.3", "0.5", ["what is good was < 0.3 and is < 0.5"]),
        ("op: lt, value: 0.3, ", "", ["what is good was < 0.3 and is not said"]),
        ("timeSliceTarget: 0.9", "timeSliceTarget: 0.8", ["a slice was good from 90.0% on and is from 80.0%"]),
    ):
        found = between(RECORD, PATH, given.encode(), given.replace(before, after).encode())
        assert found == [f"the objective a was weakened: {e}" for e in expected]
