"""Decisions by time, hotspots and findings over commits."""

from __future__ import annotations

import datetime as dt
import itertools
import xml.etree.ElementTree as ET

import pytest

from principal.faces.pictures.decisions import MAX_SHOWN, Decision, Link, picture
from principal.faces.pictures.past import spread
from principal.faces.pictures.timeline import Point, timeline

DAY = dt.date(2026, 1, 1)


def decision(number: int, status: str = "accepted", date: dt.date | None = DAY, title: str = "Use it") -> Decision:
    return Decision(f"adr/{number:04d}.md", f"ADR-{number:03d}", number, title, status, date, 1)


def texts(svg: str) -> list[tuple[str, str]]:
    return [(e.text or "", e.get("class", "")) for e in ET.fromstring(svg).iter() if e.tag.endswith("}text")]


def test_what_was_superseded_is_struck_through_and_led_to_what_replaced_it() -> None:
    made = picture(
        "Decisions of shop",
        [
            decision(2, date=dt.date(2027, 2, 1)),
            decision(1, "superseded", title="Use <b>SQS"),
            decision(3, "draft", None),
        ],
        [Link("adr/0001.md", "adr/0002.md", replaces=True)],
    )
    said = texts(made.svg)
    assert ("Use <b>SQS", "quiet struck") in said
    assert ("ADR-001", "ink bold struck") in said
    assert ("[superseded]", "quiet") in said
    assert [t for t, c in said if t in ("2026", "2027", "no date")] == ["2026", "2027", "no date"]
    assert ("leads from what was replaced to what replaced it", "quiet") in said
    assert made.description == "3 decisions, 1 of them no longer in force. 1 without a date stand at the end."
    assert made.rows == (
        (DAY, "ADR-001", "Use <b>SQS", "superseded", "ADR-002", "adr/0001.md:1"),
        (dt.date(2027, 2, 1), "ADR-002", "Use it", "accepted", "", "adr/0002.md:1"),
        (None, "ADR-003", "Use it", "draft", "", "adr/0003.md:1"),
    )


def test_four_hundred_decisions_each_have_a_line_of_their_own() -> None:
    records = [decision(n, date=DAY + dt.timedelta(days=3 * n), title="A title " * 40) for n in range(400)]
    links = [Link(f"adr/{n:04d}.md", f"adr/{n + 40:04d}.md", replaces=True) for n in range(0, 360, 7)]
    made = picture("Decisions", records, links)
    root = ET.fromstring(made.svg)
    lines = [float(e.get("y", 0)) for e in root.iter() if e.tag.endswith("}text") and (e.text or "").startswith("ADR-")]
    assert len(lines) == 400
    assert min(b - a for a, b in itertools.pairwise(lines)) >= 20
    assert float(root.get("width", 0)) < 1400


def test_of_very_many_the_latest_are_drawn() -> None:
    made = picture("Decisions", [decision(n, date=DAY + dt.timedelta(days=n)) for n in range(MAX_SHOWN + 10)], [])
    assert made.description.endswith("The 10 oldest are in the table alone.")
    assert len(made.rows) == MAX_SHOWN + 10


def point(day: int, findings: dict[str, str]) -> Point:
    date = DAY + dt.timedelta(days=day)
    return Point(f"{day:040x}", date, date, findings)


def test_the_timeline_counts_what_came_and_went() -> None:
    made = timeline(
        "shop",
        [
            point(5, {"a": "error", "b": "warning", "c": "note", "d": "waived"}),
            point(0, {"a": "error", "x": "error"}),
        ],
    )
    assert made.rows == (
        ("000000000000", DAY, 2, 0, 0, 0, None, None),
        ("000000000000", DAY + dt.timedelta(days=5), 1, 1, 1, 1, 2, 1),
    )
    said = [t for t, _ in texts(made.svg)]
    assert "+2 −1" in said
    assert {"error", "warning", "note"} <= set(said)


def test_a_timeline_of_nothing_says_what_to_do() -> None:
    said = [t for t, _ in texts(timeline("shop", []).svg)]
    assert "principal check judges the working tree." in said


@pytest.mark.parametrize("count", [0, 1, 2, 12, 13, 1000])
def test_commits_are_spread_evenly_with_the_first_and_the_last(count: int) -> None:
    things = [(str(n), DAY) for n in range(count)]
    chosen = spread(things, 12)
    assert len(chosen) == min(count, 12)
    assert len(set(chosen)) == len(chosen)
    assert chosen[:1] == things[:1]
    assert chosen[-1:] == things[-1:]
