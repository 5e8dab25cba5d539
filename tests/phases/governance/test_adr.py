"""What ``principal adr`` does to decision records, text for text."""

from __future__ import annotations

import datetime as dt
import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principal.core.decided import Alternatives, DecisionLinks, Decisions
from principal.phases.governance.adr import (
    CannotEditError,
    Collision,
    collisions,
    graph,
    mermaid,
    new,
    next_number,
    renumber,
    show,
    supersede,
)
from principal.phases.governance.decisions import read

TODAY = dt.date(2026, 1, 31)


def changed(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def read_one(path: str, text: str) -> Decisions:
    return next(row for row in read(path, text.encode()) if isinstance(row, Decisions))


def test_a_new_record_follows_our_template() -> None:
    path, text = new("Use PostgreSQL 16!", [], TODAY, ["Ada", "Grace"])
    assert path == "architecture/decisions/ADR-001-use-postgresql-16.md"
    assert (
        text
        == """\
# ADR-001: Use PostgreSQL 16!

- Status: proposed
- Date: 2026-01-31
- Deciders: Ada, Grace

## Context

<!-- What is the problem, and what forces bear on it? Say what is true, with figures. -->

## Decision

<!-- We will … -->

## Consequences

### Positive

### Negative

### Neutral

## Alternatives Considered

| Alternative | Why rejected |
|---|---|

## References
"""
    )
    record = read_one(path, text)
    assert (record.id, record.status, record.date, record.deciders) == ("ADR-001", "proposed", TODAY, ["Ada", "Grace"])
    assert (record.dialect, record.has_context, record.has_decision, record.has_consequences) == (
        "principal",
        False,
        False,
        False,
    )
    assert [type(row).__name__ for row in read(path, text.encode())] == ["Decisions", "DecisionTopics"]


def test_a_new_record_takes_the_next_number_of_its_folder_and_its_width() -> None:
    existing = [
        "docs/adr/0001-a.md",
        "docs/adr/0009-b.md",
        "docs/adr/README.md",
        "docs/adr/9999-template.md",
        "adr/0100-x.md",
    ]
    elsewhere = ["docs/adr/0012-on-a-branch.md"]
    path, text = new("  Écrire\n  en français ", existing, TODAY, [], folder="docs/adr", elsewhere=elsewhere)
    assert path == "docs/adr/0013-ecrire-en-francais.md"
    assert text.startswith("# ADR-0013: Écrire en français\n\n- Status: proposed\n- Date: 2026-01-31\n- Deciders:\n\n")
    assert next_number(existing, "docs/adr") == 10
    assert next_number([], "docs/adr") == 1
    assert new("X", ["adrs/ARCH-007-y.md"], TODAY, [], folder="adrs")[0] == "adrs/ARCH-008-x.md"
    assert new("日本", [], TODAY, [])[0] == "architecture/decisions/ADR-001-decision.md"


def test_a_new_record_may_say_what_it_supersedes() -> None:
    old = "architecture/decisions/ADR-001-use-x.md"
    path, text = new("Use Y", [old], TODAY, ["Ada"], supersedes=[("ADR-001", old)])
    assert "- Deciders: Ada\n- Supersedes: [ADR-001](ADR-001-use-x.md)\n\n## Context" in text
    links = [row for row in read(path, text.encode()) if isinstance(row, DecisionLinks)]
    assert links == [DecisionLinks(path, 6, "ADR-002", "supersedes", "ADR-001", old)]


def test_a_decision_needs_a_title() -> None:
    with pytest.raises(ValueError, match="a decision needs a title"):
        new(" \n", [], TODAY, [])


@pytest.mark.parametrize(
    ("before", "diff"),
    [
        (
            "# X\n\n- Status: accepted\n- Date: 2020-01-01\n",
            ["-- Status: accepted", "+- Status: superseded by [ADR-012](ADR-012-y.md)"],
        ),
        ("# X\n\n* Status: Accepted\n", ["-* Status: Accepted", "+* Status: Superseded by [ADR-012](ADR-012-y.md)"]),
        (
            "# X\n\n**Status:** Accepted\n",
            ["-**Status:** Accepted", "+**Status:** Superseded by [ADR-012](ADR-012-y.md)"],
        ),
        (
            "# X\n\n**Status: Accepted**\n",
            ["-**Status: Accepted**", "+**Status: Superseded by [ADR-012](ADR-012-y.md)**"],
        ),
        (
            "# X\n\n> Status: **Accepted**\n",
            ["-> Status: **Accepted**", "+> Status: **Superseded by [ADR-012](ADR-012-y.md)**"],
        ),
        ("# X\n\n## Status\n\nAccepted\n\n## Context\n", ["-Accepted", "+Superseded by [ADR-012](ADR-012-y.md)"]),
        (
            "# X\n\n## Status\n\n**Accepted** 2023-01-01\n",
            ["-**Accepted** 2023-01-01", "+Superseded by [ADR-012](ADR-012-y.md)"],
        ),
        ("# X\n\n## Status\n\n**Accepted**\n", ["-**Accepted**", "+**Superseded by [ADR-012](ADR-012-y.md)**"]),
        ("# X\n\n## Status\n\n✅ Accepted\n", ["-✅ Accepted", "+Superseded by [ADR-012](ADR-012-y.md)"]),
        (
            "# X\n\n### Status: **accepted**\n",
            ["-### Status: **accepted**", "+### Status: **superseded by [ADR-012](ADR-012-y.md)**"],
        ),
        (
            "---\nstatus: accepted # since May\ndate: 2020-01-01\n---\n# X\n",
            ["-status: accepted # since May", "+status: superseded by ADR-012 # since May"],
        ),
        ('---\nstatus: "Accepted"\n---\n# X\n', ['-status: "Accepted"', '+status: "Superseded by ADR-012"']),
        ("---\nnav_order: 3\n---\n# X\n", ["+status: superseded by ADR-012"]),
        (
            "# X\n\n| Status | Accepted |\n|---|---|\n| Date | 2020-01-01 |\n",
            ["-| Status | Accepted |", "+| Status | Superseded by [ADR-012](ADR-012-y.md) |"],
        ),
        (
            "# X\n\n| Status | Date |\n|---|---|\n| accepted | 2020-01-01 |\n",
            ["-| accepted | 2020-01-01 |", "+| superseded by [ADR-012](ADR-012-y.md) | 2020-01-01 |"],
        ),
        ("# X\n\nWhy we did it.\n", ["+Status: superseded by [ADR-012](ADR-012-y.md)", "+"]),
        ("X\n===\n\nWhy we did it.\n", ["+Status: superseded by [ADR-012](ADR-012-y.md)", "+"]),
        ("# X", ["+", "+Status: superseded by [ADR-012](ADR-012-y.md)"]),
        (
            "# X\n\n![Status](https://img.shields.io/badge/status-accepted-green)\n",
            [
                "-![Status](https://img.shields.io/badge/status-accepted-green)",
                "+![Status](https://img.shields.io/badge/status-superseded-green)",
            ],
        ),
        ("---\ntags: [Accepted]\n---\n# X\n", ["-tags: [Accepted]", "+tags: [Superseded]"]),
    ],
)
def test_superseding_changes_the_line_that_keeps_the_status(before: str, diff: list[str]) -> None:
    after = supersede(before, "ADR-012", path="docs/adr/ADR-007-x.md", new_path="docs/adr/ADR-012-y.md")
    assert changed(before, after) == diff
    assert read_one("docs/adr/ADR-007-x.md", after).status == "superseded"


def test_superseding_keeps_line_ends_and_needs_no_link() -> None:
    before = "# X\r\n\r\nStatus: accepted\r\n\r\nWhy.\r\n"
    assert supersede(before, "0012") == "# X\r\n\r\nStatus: superseded by 0012\r\n\r\nWhy.\r\n"


def test_superseding_a_restructured_text() -> None:
    before = "1. X\n====\n\nStatus\n------\n\n**Accepted** *2023-06-09*\n\nContext\n-------\n\nWhy.\n"
    after = supersede(before, "0012", path="docs/decisions/0001-x.rst", new_path="docs/decisions/0012-y.rst")
    assert changed(before, after) == ["-**Accepted** *2023-06-09*", "+Superseded by 0012"]


def test_superseding_says_when_it_cannot() -> None:
    with pytest.raises(CannotEditError) as told:
        supersede("---\nstatus: >\n  accepted\n---\n# X\n", "0012", path="a.md")
    assert str(told.value) == "the status of a.md could not be set; write 'superseded by 0012' at line 2 by hand"


@given(st.text())
def test_superseding_works_or_says_so_on_any_text(text: str) -> None:
    try:
        after = supersede(text, "ADR-012")
    except CannotEditError:
        return
    assert read_one("adr/0001-record.md", after).status == "superseded"


def test_collisions_are_numbers_claimed_by_different_records() -> None:
    base = ["docs/adr/0001-a.md"]
    paths = {
        "main": ["docs/adr/0001-a.md", "docs/adr/0002-b.md", "other/0002-z.md"],
        "topic": ["docs/adr/0001-a.md", "docs/adr/0002-c.md", "docs/adr/0003-d.md"],
    }
    assert collisions(paths, base) == [
        Collision("docs/adr", 2, (("main", "docs/adr/0002-b.md"), ("topic", "docs/adr/0002-c.md")))
    ]


def test_a_renamed_record_and_an_old_twin_collide_with_nothing() -> None:
    base = ["adr/0001-a.md", "adr/0002-b.md", "adr/0002-c.md"]
    renamed = ["adr/0001-a-new.md", "adr/0002-b.md", "adr/0002-c.md"]
    assert collisions({"main": base, "topic": renamed}, base) == []
    assert collisions({"main": [*base, "adr/0001-other.md"]}, base) == [
        Collision("adr", 1, (("main", "adr/0001-a.md"), ("main", "adr/0001-other.md")))
    ]


def test_a_folder_may_count_several_series() -> None:
    paths = ["adrs/ARCH-001-a.md", "adrs/GEN-001-b.md", "adrs/ARCH-002-c.md", "adrs/0-x.md", "adrs/0-y.md"]
    assert collisions({"main": paths}) == []
    assert new("D", paths, TODAY, [], folder="adrs")[0] == "adrs/ARCH-003-d.md"
    assert next_number(paths, "adrs", "GEN") == 2


def test_renumbering_moves_ours_and_mends_what_names_it() -> None:
    existing = {
        "adr/ADR-012-ours.md": "# ADR-012: Ours\n\nStatus: accepted\n\nADR-012 says, unlike ADR-0123, [it](ADR-012-ours.md#why).\n",
        "adr/ADR-011-other.md": "# ADR-011: Other\n\nAmended by [ADR-012](./ADR-012-ours.md), see ADR-011.\n",
        "docs/guide.md": "See [the decision](../adr/ADR-012-ours.md) and [a copy](https://x.org/adr/ADR-012-ours.md).\n",
        "docs/other.md": "Nothing.\n",
    }
    done = renumber(existing, ["adr/ADR-012-ours.md"], ["adr/ADR-012-theirs.md", "adr/ADR-013-more.md"])
    assert done.moves == {"adr/ADR-012-ours.md": "adr/ADR-014-ours.md"}
    assert done.edits == {
        "adr/ADR-014-ours.md": "# ADR-014: Ours\n\nStatus: accepted\n\nADR-014 says, unlike ADR-0123, [it](ADR-014-ours.md#why).\n",
        "adr/ADR-011-other.md": "# ADR-011: Other\n\nAmended by [ADR-014](./ADR-014-ours.md), see ADR-011.\n",
        "docs/guide.md": "See [the decision](../adr/ADR-014-ours.md) and [a copy](https://x.org/adr/ADR-012-ours.md).\n",
    }


def test_renumbering_leaves_a_name_that_may_mean_theirs() -> None:
    existing = {
        "adr/0012-ours.md": "# 12. Ours\n",
        "adr/0012-theirs.md": "# 12. Theirs\n\nADR-0012 stays, [12. Ours](0012-ours.md) goes.\n",
    }
    done = renumber(existing, ["adr/0012-ours.md"], ["adr/0012-theirs.md"])
    assert done.moves == {"adr/0012-ours.md": "adr/0013-ours.md"}
    assert done.edits == {
        "adr/0013-ours.md": "# 13. Ours\n",
        "adr/0012-theirs.md": "# 12. Theirs\n\nADR-0012 stays, [13. Ours](0013-ours.md) goes.\n",
    }


def record(number: int, title: str, status: str, date: dt.date | None) -> Decisions:
    text = f"# ADR-{number:03}: {title}\n\nStatus: {status}\n"
    found = read_one(f"adr/ADR-{number:03}-x.md", text)
    assert found.status == status
    return Decisions(**{f: getattr(found, f) for f in Decisions.__slots__ if f != "date"}, date=date)


FOUR = [
    record(3, "Queue orders", "accepted", dt.date(2022, 1, 1)),
    record(1, 'Use "files"', "superseded", dt.date(2020, 1, 1)),
    record(4, "Log <here>", "proposed", None),
    record(2, "Use a database", "accepted", dt.date(2021, 1, 1)),
]
LINKS = [
    DecisionLinks("adr/ADR-001-x.md", 3, "ADR-001", "superseded by", "ADR 2", None),
    DecisionLinks("adr/ADR-002-x.md", 3, "ADR-002", "supersedes", "it", "adr/ADR-001-x.md"),
    DecisionLinks("adr/ADR-003-x.md", 3, "ADR-003", "amends", "2", None),
    DecisionLinks("adr/ADR-004-x.md", 3, "ADR-004", "relates to", "ADR-002", "adr/ADR-002-x.md"),
    DecisionLinks("adr/ADR-004-x.md", 3, "ADR-004", "superseded by", "ADR-999", None),
]


def test_the_graph_is_a_tree_by_time() -> None:
    assert (
        graph(FOUR, LINKS)
        == """\
2020-01-01  ADR-001  Use "files"  [superseded]
└─ superseded by 2021-01-01  ADR-002  Use a database  [accepted]
   └─ amended by 2022-01-01  ADR-003  Queue orders  [accepted]
no date     ADR-004  Log <here>  [proposed]
"""
    )
    assert graph([], []) == ""


def test_a_circle_of_decisions_is_shown_once() -> None:
    circle = [
        DecisionLinks("adr/ADR-002-x.md", 3, "ADR-002", "superseded by", "ADR-003", None),
        DecisionLinks("adr/ADR-003-x.md", 3, "ADR-003", "superseded by", "ADR-002", None),
    ]
    two = [d for d in FOUR if d.number in (2, 3)]
    assert (
        graph(two, circle)
        == """\
2021-01-01  ADR-002  Use a database  [accepted]
└─ superseded by 2022-01-01  ADR-003  Queue orders  [accepted]
   └─ superseded by ADR-002 (above)
"""
    )


def test_the_graph_in_mermaid() -> None:
    assert (
        mermaid(FOUR, LINKS)
        == """\
flowchart LR
  d1["ADR-001: Use #quot;files#quot; (superseded)"]
  d2["ADR-002: Use a database (accepted)"]
  d3["ADR-003: Queue orders (accepted)"]
  d4["ADR-004: Log #lt;here#gt; (proposed)"]
  d1 ==>|superseded by| d2
  d2 -->|amended by| d3
  d4 -.-|relates to| d2
"""
    )


def test_one_decision_on_a_screen() -> None:
    options = [
        Alternatives("adr/ADR-002-x.md", 9, "ADR-002", "PostgreSQL", True, None),
        Alternatives("adr/ADR-002-x.md", 10, "ADR-002", "MySQL", False, "nobody knows it"),
        Alternatives("adr/ADR-002-x.md", 11, "ADR-002", "Files", False, None),
    ]
    assert (
        show(FOUR[3], options, [LINKS[1]])
        == """\
ADR-002: Use a database
  adr/ADR-002-x.md:1
  status: accepted
  date: 2021-01-01
  says nothing under: context, decision, consequences
  alternatives:
    * PostgreSQL: chosen
    - MySQL: nobody knows it
    - Files: no reason given
  supersedes: it
"""
    )
    unknown = read_one("adr/0001-x.md", "# X\n\n## Context\n\nA.\n")
    assert show(unknown).splitlines()[2] == "  status: unknown (the record has none)"
