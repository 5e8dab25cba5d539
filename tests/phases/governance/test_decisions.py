"""Decision records in the dialects that are out there. Every text here is our own, after shapes seen in the wild."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principal.core.decided import Alternatives, Citations, DecisionLinks, Decisions, DecisionTopics, Enforcements
from principal.core.records import Mistake
from principal.phases.governance.decisions import RECORD, read, wants

PATH = "docs/adr/0007-x.md"


def rows(text: str, path: str = PATH) -> list[object]:
    return list(read(path, text.encode()))


def decision(text: str, path: str = PATH) -> Decisions:
    found = [row for row in rows(text, path) if isinstance(row, Decisions)]
    assert len(found) == 1
    return found[0]


def options(text: str, path: str = PATH) -> list[tuple[str, bool, str | None]]:
    return [(row.name, row.chosen, row.why_rejected) for row in rows(text, path) if isinstance(row, Alternatives)]


def links(text: str, path: str = PATH) -> list[tuple[int, str, str, str | None]]:
    found = [row for row in rows(text, path) if isinstance(row, DecisionLinks)]
    return [(row.line, row.kind, row.target, row.target_path) for row in found]


def cited(text: str, path: str = PATH) -> list[tuple[int, str]]:
    return [(row.line, row.cites) for row in rows(text, path) if isinstance(row, Citations)]


OURS = """\
# ADR-007: Keep orders in PostgreSQL

- Status: accepted
- Date: 2026-03-01
- Deciders: Ada Lovelace, @grace
- Supersedes: [ADR-002](ADR-002-keep-orders-in-files.md)
- Review: 2027-03-01

## Context

Two services write `services/orders/schema.sql` at once.

## Decision

We keep them in PostgreSQL.

## Consequences

### Positive

- One source of truth.

### Negative

### Neutral

## Alternatives Considered

| Alternative | Why rejected |
|---|---|
| MongoDB | no transactions over two collections when we looked |
| Files | |

## Enforcement

Nobody may add a second one.

```sql
SELECT name AS subject, false AS holds FROM observed.technologies
```

## References

- [The outage](../../docs/outages/2026-02.md)
"""


def test_our_own_template_is_read_whole() -> None:
    path = "architecture/decisions/ADR-007-keep-orders-in-postgresql.md"
    assert decision(OURS, path) == Decisions(
        id="ADR-007",
        path=path,
        line=1,
        number=7,
        title="Keep orders in PostgreSQL",
        status="accepted",
        status_text="accepted",
        status_line=3,
        date=dt.date(2026, 3, 1),
        deciders=["Ada Lovelace", "@grace"],
        dialect="principal",
        review=dt.date(2027, 3, 1),
        has_context=True,
        has_decision=True,
        has_consequences=True,
        alternatives_required=True,
        alternatives_in_prose=False,
    )
    assert [row for row in rows(OURS, path) if isinstance(row, Alternatives)] == [
        Alternatives(path, 31, "ADR-007", "MongoDB", False, "no transactions over two collections when we looked"),
        Alternatives(path, 32, "ADR-007", "Files", False, None),
    ]
    assert links(OURS, path) == [(6, "supersedes", "ADR-002", "architecture/decisions/ADR-002-keep-orders-in-files.md")]
    assert cited(OURS, path) == [
        (6, "architecture/decisions/ADR-002-keep-orders-in-files.md"),
        (11, "services/orders/schema.sql"),
        (44, "docs/outages/2026-02.md"),
    ]
    assert [row for row in rows(OURS, path) if isinstance(row, Enforcements)] == [
        Enforcements(path, 38, "ADR-007", "SELECT name AS subject, false AS holds FROM observed.technologies\n")
    ]
    assert [row for row in rows(OURS, path) if isinstance(row, Mistake)] == []


def test_words_of_the_title_are_topics_alone_and_in_pairs() -> None:
    text = "# ADR-007: Run edge code on Cloudflare Workers\n\nStatus: accepted\n\n## Context\n\n## Billing in Stripe\n"
    assert [(row.word, row.line) for row in rows(text) if isinstance(row, DecisionTopics)] == [
        ("run", 1),
        ("edge", 1),
        ("code", 1),
        ("cloudflare", 1),
        ("workers", 1),
        ("run-edge", 1),
        ("edge-code", 1),
        ("cloudflare-workers", 1),
        ("billing", 7),
        ("stripe", 7),
    ]


def test_a_rejected_option_is_no_topic_and_the_chosen_one_is() -> None:
    text = """\
# Where orders live

## Considered Options

* MySQL
* Valkey

## Decision Outcome

Chosen option: "Valkey", because it is fast.

## Pros and Cons of the Options

### MySQL

* Bad, because it is slow
"""
    words = [row.word for row in rows(text) if isinstance(row, DecisionTopics)]
    assert words == ["orders", "live", "orders-live", "valkey"]


MADR_4 = """\
---
# These are optional metadata elements.
status: "superseded by [ADR-0012](0012-y.md)"
date: 2024-05-06
decision-makers: Ada, Grace
consulted: []
---
# Log in one shape

## Context and Problem Statement

Ten services, ten shapes.

## Considered Options

* JSON lines
* [logfmt](https://example.org/logfmt) - what two of us use
* Plain text

## Decision Outcome

Chosen option: "JSON lines", because every tool reads it.

### Consequences

* Good, because tools work
* Bad, because people read it less easily

## Pros and Cons of the Options

### JSON lines

* Good, because tools read it

### logfmt

* Good, because people read it
* Bad, because it nests nothing
* Bad, because three parsers disagree

### Plain text

* Good, because it is there
"""


def test_madr_with_front_matter() -> None:
    read_as = decision(MADR_4)
    assert (read_as.status, read_as.status_text, read_as.status_line) == ("superseded", "superseded by ADR-0012", 3)
    assert (read_as.date, read_as.deciders, read_as.dialect) == (dt.date(2024, 5, 6), ["Ada", "Grace"], "madr")
    assert (read_as.id, read_as.number, read_as.title, read_as.line) == ("0007", 7, "Log in one shape", 8)
    assert (read_as.has_context, read_as.has_decision, read_as.has_consequences) == (True, True, True)
    assert options(MADR_4) == [
        ("JSON lines", True, None),
        ("logfmt", False, "it nests nothing; three parsers disagree"),
        ("Plain text", False, None),
    ]
    assert links(MADR_4) == [(3, "superseded by", "ADR-0012", "docs/adr/0012-y.md")]


def test_madr_2_bullets() -> None:
    text = "# Use X\n\n* Status: accepted\n* Deciders:\n  * Ada\n  * Grace\n* Date: 25.05.2020\n\n## Considered Options\n\n* X\n"
    read_as = decision(text)
    assert (read_as.status, read_as.deciders, read_as.date) == ("accepted", ["Ada", "Grace"], dt.date(2020, 5, 25))
    assert read_as.dialect == "madr"


def test_nygard_with_a_successor() -> None:
    text = """\
# 7. Keep orders in files

Date: 2016-02-12

## Status

Accepted

Superceded by [12. Use PostgreSQL](0012-use-postgresql.md)

Amends [3. Formats](0003-formats.md)

## Context

Files are there.

## Decision

Files.

## Consequences

None yet.
"""
    read_as = decision(text)
    assert (read_as.status, read_as.status_line) == ("superseded", 9)
    assert read_as.status_text == "Superceded by 12. Use PostgreSQL"
    assert (read_as.id, read_as.title, read_as.dialect) == ("0007", "Keep orders in files", "nygard")
    assert (read_as.date, read_as.alternatives_required) == (dt.date(2016, 2, 12), False)
    assert links(text) == [
        (9, "superseded by", "12. Use PostgreSQL", "docs/adr/0012-use-postgresql.md"),
        (11, "amends", "3. Formats", "docs/adr/0003-formats.md"),
    ]


def test_log4brains() -> None:
    path = "docs/adr/20201016-use-slugs.md"
    text = "# Use slugs\n\n- Status: draft\n- Tags: doc, tools\n\n## Context and Problem Statement\n\nIds clash.\n\n## Links\n\n- Supersedes [20200926-use-numbers](20200926-use-numbers.md)\n"
    read_as = decision(text, path)
    assert (read_as.id, read_as.number, read_as.status) == ("20201016-use-slugs", None, "draft")
    assert (read_as.date, read_as.dialect) == (dt.date(2020, 10, 16), "log4brains")
    assert links(text, path) == [(12, "supersedes", "20200926-use-numbers", "docs/adr/20200926-use-numbers.md")]


@pytest.mark.parametrize(
    ("metadata", "status", "written", "line"),
    [
        ("Status: Accepted", "accepted", "Accepted", 3),
        ("**Status:** Accepted  ", "accepted", "Accepted", 3),
        ("**Status**: Proposed", "proposed", "Proposed", 3),
        ("**Status: Rejected**", "rejected", "Rejected", 3),
        ("> **Status:** ✅ Accepted", "accepted", "✅ Accepted", 3),
        ("- **Status**: *Deprecated*", "deprecated", "Deprecated", 3),
        ("| Status | Accepted |\n|---|---|\n| Date | 2020-01-02 |", "accepted", "Accepted", 3),
        ("| Field | Value |\n|---|---|\n| Status | Approved |", "accepted", "Approved", 5),
        ("| Status | Date |\n|---|---|\n| Proposed | 2020-01-02 |", "proposed", "Proposed", 5),
        ("![Status](https://img.shields.io/badge/status-accepted-green)", "accepted", "accepted", 3),
        ("## Status\n\nAccepted", "accepted", "Accepted", 5),
        ("## Status\n\n**Accepted** *2023-06-09*", "accepted", "Accepted 2023-06-09", 5),
        ("## Status\n\n**Accepted**", "accepted", "Accepted", 5),
        ("## Status\n\n🤔 Proposed", "proposed", "🤔 Proposed", 5),
        ("## Status\n\n- [ ] Proposed\n- [x] Accepted", "accepted", "Accepted", 6),
        ("## Status\n\n~~Proposed~~ Accepted", "accepted", "Accepted", 5),
        ("## Status\n\nProposed 2020-01-01\nAccepted 2020-02-01", "accepted", "Accepted 2020-02-01", 6),
        (
            "## Status\n\n> It may be proposed, or accepted once agreed.\n\nRejected in favour of ADR 9",
            "rejected",
            "Rejected in favour of ADR 9",
            7,
        ),
        ("## Status\n\n<!-- accepted | rejected -->\nDraft.", "draft", "Draft.", 6),
        ("### Status: **discussing**", "proposed", "discussing", 3),
        ("**Status**\n\nAccepted", "accepted", "Accepted", 5),
        ("## Status\n\nThis decision is currently in effect.", "accepted", "This decision is currently in effect.", 5),
        (
            "## Status\n\nAccepted and implemented (moved elsewhere)",
            "accepted",
            "Accepted and implemented (moved elsewhere)",
            5,
        ),
        ("## Statut\n\nAccepté", "accepted", "Accepté", 5),
        ("## 状态\n\n已接受", "accepted", "已接受", 5),
        ("## Status\n\nNot accepted", "unknown", "Not accepted", 5),
        ("## Status\n\nNot yet accepted", "proposed", "Not yet accepted", 5),
        ("## Status\n\nWill be accepted on Monday", "proposed", "Will be accepted on Monday", 5),
        ("## Status\n\nIf accepted, we start on Monday", "unknown", "If accepted, we start on Monday", 5),
        ("## Status\n\nAccepted or Rejected", "unknown", "Accepted or Rejected", 5),
        ("## Status\n\n{Deprecated|Proposed|Accepted}", "unknown", "{Deprecated|Proposed|Accepted}", 5),
        ("## Status\n\nPartly superseded by ADR-9", "unknown", "Partly superseded by ADR-9", 5),
        ("## Status\n\nPiloting", "unknown", "Piloting", 5),
        ("- **Status:** Active", "accepted", "Active", 3),
        ("## Status\n\nOn hold", "proposed", "On hold", 5),
        ("## Status\n\nProposal", "proposed", "Proposal", 5),
        ("status: in-progress", "draft", "in-progress", 3),
        ("## Status\n\nNo longer relevant.", "deprecated", "No longer relevant.", 5),
        ("## Status\n\nNo longer active", "unknown", "No longer active", 5),
        ("## Status\n\nInvalidated by [9](0009-y.md)", "superseded", "Invalidated by 9", 5),
        ("- Status: Proposed [Proposed, Accepted, Rejected, etc.]", "proposed", "Proposed", 3),
        ("## Status\n\n[Proposed, Accepted, Rejected]", "unknown", "Proposed, Accepted, Rejected", 5),
        ("## Status\n\n### Rejected in April\n\nNobody runs it.", "rejected", "Rejected in April", 5),
        ("## Status\n\n⌛ Superseded\n\nIt moved to Y.", "superseded", "⌛ Superseded It moved to Y.", 5),
        ("## Use X\n\n- Status: accepted", "accepted", "accepted", 5),
        ("- Status: accepted\n\n## Options\n\n### Status\n\nOne may look at it.", "accepted", "accepted", 3),
        ("## Status\n\nReplaced by [9](0009-y.md)", "superseded", "Replaced by 9", 5),
    ],
)
def test_a_status_is_read_where_it_is_kept(metadata: str, status: str, written: str, line: int) -> None:
    read_as = decision(f"# Use X\n\n{metadata}\n\n## Context\n\nThere is a reason.\n")
    assert (read_as.status, read_as.status_text, read_as.status_line) == (status, written, line)


@pytest.mark.parametrize(
    ("front", "status", "date"),
    [
        ("status: accepted\ndate: 2024-01-02", "accepted", dt.date(2024, 1, 2)),
        ("status: { accepted }\ndate: { 2024-01-02 }", "accepted", dt.date(2024, 1, 2)),
        ("status: 'Approved'\ndate: 2024-01-02T10:00:00Z", "accepted", dt.date(2024, 1, 2)),
        ("status: {proposed | rejected | accepted}", "unknown", None),
        ("status:\ndate:", "unknown", None),
        ("Status: accepted; supersedes ADR-0045", "accepted", None),
        ("tags: [Accepted]", "accepted", None),
        ("date: 2024-13-45", "unknown", None),
    ],
)
def test_front_matter_is_read_as_text(front: str, status: str, date: dt.date | None) -> None:
    read_as = decision(f"---\n{front}\n---\n\n# Use X\n\n## Context\n\nA reason.\n")
    assert (read_as.status, read_as.date) == (status, date)


def test_no_status_at_all_is_unknown() -> None:
    read_as = decision(
        "# Gift cards stay bearer instruments\n\nWhoever holds one may spend it. That is accepted practice.\n"
    )
    assert (read_as.status, read_as.status_text, read_as.status_line) == ("unknown", None, None)
    assert (read_as.dialect, read_as.has_context, read_as.has_decision) == ("plain", False, False)


def test_a_status_within_the_story_is_not_the_records() -> None:
    text = "# Use X\n\n## Steps\n\n### One\n\n**Status:** Completed in May\n"
    assert decision(text).status == "unknown"


def test_broken_front_matter_loses_nothing() -> None:
    text = "---\ntitle: ADR: use: X\nstatus: accepted\ndate: 2024-01-02\nauthor: @ada\n---\n\n## Context\n\nA reason.\n"
    read_as = decision(text)
    assert (read_as.status, read_as.date, read_as.title) == ("accepted", dt.date(2024, 1, 2), "use: X")
    assert [str(row) for row in rows(text) if isinstance(row, Mistake)] == []


def test_broken_front_matter_that_hides_the_status_is_a_mistake() -> None:
    text = "---\ntitle: ADR: use: X\n  status: accepted\n---\n\n## Context\n\nA reason.\n\n## Decision\n\nX.\n"
    assert decision(text).status == "unknown"
    assert [str(row) for row in rows(text) if isinstance(row, Mistake)] == [
        f"{PATH}:2:1: front matter is not YAML: mapping values are not allowed in this context; a mapping such as status: accepted"
    ]


def test_a_misspelt_status_of_our_own_is_a_mistake() -> None:
    path = "architecture/decisions/ADR-007-x.md"
    text = OURS.replace("Status: accepted", "Status: acepted").replace("2026-03-01", "March")
    assert decision(text, path).status == "unknown"
    assert [str(row) for row in rows(text, path) if isinstance(row, Mistake)] == [
        f"{path}:3:1: status 'acepted' (did you mean accepted?); one of proposed, accepted, rejected, deprecated, superseded, draft",
        f"{path}:4:1: 'March' is not a date; a date such as 2026-01-31",
    ]


def test_restructured_text() -> None:
    text = """\
4. Send events
==============

:Date: 2023-06-09

Status
------

**Provisional**

Context
-------

See ``services/bus/main.py`` and `the plan <0003-plan.rst>`_.

.. code-block:: python

   # Status
   accepted()

Decision
--------

We send.

Rejected Alternatives
---------------------

Poll
~~~~

Too slow for the shop.
"""
    path = "docs/decisions/0004-send-events.rst"
    read_as = decision(text, path)
    assert (read_as.title, read_as.status, read_as.status_text) == ("Send events", "proposed", "Provisional")
    assert (read_as.status_line, read_as.date) == (9, dt.date(2023, 6, 9))
    assert (read_as.has_context, read_as.has_decision, read_as.has_consequences) == (True, True, False)
    assert options(text, path) == [("Poll", False, "Too slow for the shop")]
    assert cited(text, path) == [(14, "docs/decisions/0003-plan.rst"), (14, "services/bus/main.py")]


def test_asciidoc() -> None:
    text = """\
= ADR-03: Script in Groovy

:status: ignored by nobody

== Status

Accepted, see link:ADR-02-scripts.adoc[ADR-02]

== Problem and Context

Many languages.

----
== Decision
----

== Decision

Groovy.
"""
    path = "src/docs/ADRs/ADR-03-groovy.adoc"
    read_as = decision(text.replace(":status: ignored by nobody\n\n", ""), path)
    assert (read_as.id, read_as.title, read_as.status) == ("ADR-03", "Script in Groovy", "accepted")
    assert (read_as.has_context, read_as.has_decision) == (True, True)
    assert links(text, path)[0] == (7, "relates to", "ADR-02", "src/docs/ADRs/ADR-02-scripts.adoc")


def test_a_form_that_nobody_filled_in_says_nothing() -> None:
    text = "# Use X\n\n## Status\n\nproposed\n\n## Context\n\n{Describe the context}\n\n## Decision\n\n<!-- what? -->\n\n## Consequences\n\nTBD\n"
    read_as = decision(text)
    assert (read_as.has_context, read_as.has_decision, read_as.has_consequences) == (False, False, False)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/adr/adr-000-x.md", "# ADR-NNN: {title}\n\n## Status\n\nproposed\n"),
        ("docs/adr/0000-use.md", "# [short title of solved problem]\n\n* Status: accepted\n"),
        ("docs/adr/how-we-meet.md", "# How we meet\n\nOn Mondays.\n"),
        ("decisions/minutes.md", "# Minutes\n\n## Present\n\nAda\n"),
        ("src/ADR-3-spock.md", "## test\n\njust a test\n"),
    ],
)
def test_what_turns_out_to_be_no_decision_gives_nothing(path: str, text: str) -> None:
    assert wants(path)
    assert rows(text, path) == []


def test_alternatives_of_every_shape() -> None:
    subsections = "# X\n\n## Considered Options\n\n### Option 1: Stay\n\nPros:\n\n- free\n\nCons:\n\n- slow\n- old\n\n### Option 2: Go (chosen)\n\n## Decision\n\nWe go.\n"
    assert options(subsections) == [("Option 1: Stay", False, "slow; old"), ("Option 2: Go", True, None)]
    bold = "# X\n\n## Context\n\n**Alternatives considered:**\n\n- **chalk** — one more dependency\n- **raw codes** — unreadable\n"
    assert options(bold) == [("chalk", False, "one more dependency"), ("raw codes", False, "unreadable")]
    headings = "# X\n\n## Option A\n\nFast.\n\n## Option B\n\nSlow.\n\n## Decision\n\nWe take option A.\n"
    assert options(headings) == [("Option A", True, None), ("Option B", False, None)]
    by_number = "# X\n\n## Considered Options\n\n1. Polling\n2. Events - what the others do\n\n## Decision Outcome\n\nChosen option: 2, because of load.\n"
    assert options(by_number) == [("Polling", False, None), ("Events", True, None)]
    inner = '# X\n\n## Considered Options\n\n* Say "a" first\n* Say "b" first\n\n## Decision Outcome\n\nChosen option: "Say "b" first", because b.\n'
    assert options(inner) == [('Say "a" first', False, None), ('Say "b" first', True, None)]
    several = '# X\n\n## Options\n\n* A1 one\n* B2 two\n* C3 three\n\n## Decision Outcome\n\nChosen option: mix of "A1 one" and "C3 three", because.\n'
    assert options(several) == [("A1 one", True, None), ("B2 two", False, None), ("C3 three", True, None)]
    table = "# X\n\n## Decision\n\n| Option | Cost | Verdict |\n|---|---|---|\n| Buy | 10 | Chosen |\n| Build | 99 | too dear |\n"
    assert options(table) == [("Buy", True, None), ("Build", False, "too dear")]
    unlisted = '# X\n\n## Considered Options\n\n* kebab\n* snake\n\n## Decision Outcome\n\nChosen option: "Name files after exports", because.\n'
    assert options(unlisted) == [
        ("kebab", False, None),
        ("snake", False, None),
        ("Name files after exports", True, None),
    ]


def test_a_rejection_is_not_a_choice() -> None:
    text = "# X\n\n## Options\n\n* Kafka\n* Redis\n\n## Decision\n\nWe do not use Kafka.\n"
    assert options(text) == [("Kafka", False, None), ("Redis", False, None)]


def test_citations_are_paths_beyond_doubt() -> None:
    text = """\
# Use X

## Context

We have `services/pay/app.py:12`, `docs/plan.md` and `infra/terraform/`, and a `Dockerfile`.
Read [the guide](../guide.md#start), [the code](https://github.com/a/b/blob/x.py) and [mail](mailto:a@b.c).

Not paths: `application/json`, `and/or`, `npm run build/all`, `src/**/*.py`, `/etc/hosts`, `github.com/a/b`, `Node.js`,
`{service}/main.py`, `path/to/file.py`, `my-service/app.py`, `a/b`, `HEAD~1/x.py`, `$HOME/x.sh`, `dist/app.css`.

We will remove `services/legacy/app.py`.

[`services/pay/other.py`](https://github.com/a/b)

```
services/in/a/tree.py
```

## Considered Options

* Put it into `libs/new/thing.py`
"""
    assert cited(text) == [
        (5, "services/pay/app.py"),
        (5, "docs/plan.md"),
        (5, "infra/terraform"),
        (5, "Dockerfile"),
        (6, "docs/guide.md"),
    ]


def test_a_link_out_of_the_repository_cites_nothing() -> None:
    assert cited("# Use X\n\nStatus: accepted\n\n[a](../../../../etc/passwd.txt) [b](/srv/x.md) [c](x%2Fy.md)\n") == [
        (5, "docs/adr/x/y.md")
    ]


def test_dates_are_not_guessed() -> None:
    def dated(text: str) -> dt.date | None:
        return decision(f"# Use X\n\nDate: {text}\n").date

    assert dated("23/01/2020") == dt.date(2020, 1, 23)
    assert dated("01/23/2020") == dt.date(2020, 1, 23)
    assert dated("05/06/2020") is None
    assert dated("5.6.2020") == dt.date(2020, 6, 5)
    assert dated("Oct 13, 2025") == dt.date(2025, 10, 13)
    assert dated("3rd of May") is None
    assert dated("13 September 2023") == dt.date(2023, 9, 13)
    assert dated("2020-02-30") is None


def test_the_newest_entry_of_a_change_log_dates_a_record() -> None:
    text = "# ADR 007: X\n\n## Changelog\n\n- 2023-05-03: review\n- 2022-12-18: first draft\n\n## Status\n\nAccepted\n"
    read_as = decision(text)
    assert (read_as.id, read_as.date) == ("ADR-0007", dt.date(2023, 5, 3))


def test_too_large_a_file_is_a_mistake() -> None:
    assert [str(row) for row in read(PATH, b"a" * (4 * 1024 * 1024 + 1))] == [
        f"{PATH}:1:1: 4194305 bytes are too much for a decision record; at most 4194304"
    ]


def test_the_kind_of_record_names_its_tables() -> None:
    assert (RECORD.name, RECORD.absent, RECORD.judging) == ("decisions", "not checked", False)
    found = {type(row) for row in rows(OURS, "architecture/decisions/ADR-007-x.md")}
    assert found == set(RECORD.tables)


ACCEPTING = (
    "accept",
    "approv",
    "adopt",
    "decided",
    "agreed",
    "implement",
    "complet",
    "ratif",
    "enact",
    "in effect",
    "in force",
)
FOREIGN_WORDS = (
    "akzeptiert",
    "angenommen",
    "beschlossen",
    "adoptée",
    "acept",
    "aprob",
    "aceit",
    "aprov",
    "已",
    "承認",
    "採用",
)

PIECES = st.sampled_from(
    [
        *(
            "# T",
            "## Status",
            "Status: ",
            "**Status:** x",
            "---",
            "status: ",
            "proposed",
            "superseded by",
            "|a|b|",
            "|---|---|",
        ),
        *(
            "## Considered Options",
            "* a",
            "  * b",
            "Chosen option: ",
            '"',
            "```",
            "<!--",
            "-->",
            "[x](y.md)",
            "`a/b.py`",
        ),
        *("\n", " ", ":"),
    ]
)


@given(
    st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=8))).map("\n".join)),
    st.sampled_from([".md", ".rst", ".adoc"]),
)
def test_no_text_breaks_it_and_none_is_accepted_without_the_word(text: str, suffix: str) -> None:
    for row in read(f"docs/adr/0001-x{suffix}", text.encode("utf-8", errors="replace")):
        if isinstance(row, Decisions):
            said = text.lower()
            assert row.status != "accepted" or any(word in said for word in ACCEPTING + FOREIGN_WORDS)
            assert row.title
        assert getattr(row, "line", 1) >= 1


@given(st.binary())
def test_no_bytes_break_it(content: bytes) -> None:
    found: Iterator[object] = read("docs/adr/0001-x.md", content)
    assert sum(isinstance(row, Decisions) for row in found) == 1


@pytest.mark.parametrize(
    ("body", "has_context"),
    [
        (
            "## Context\n\n## Decision\n\nX.\n\n## Notes\n\nWe had two of them, and nobody could tell which was right.",
            False,
        ),
        ("## Decision\n\nX.\n\n## Consequences\n\nOne less.", False),
        ("Nobody could tell any more which one of the two was right.\n\n## Decision\n\nX.", True),
        ("**Deciders**: Ada, Grace, Barbara, Margaret, Frances, Radia, Karen, Jean\n\n## Decision\n\nX.", False),
        ("## What is proposed\n\nX.\n\n## Reasoning\n\nThere are two.", True),
    ],
)
def test_the_context_may_be_told_elsewhere(body: str, has_context: bool) -> None:
    assert decision(f"# Use X\n\n{body}\n").has_context is has_context


@pytest.mark.parametrize(
    ("body", "in_prose"),
    [
        ("## Decision Outcome\n\nX, because we know it.", False),
        ("## Decision Outcome\n\nChosen option: X.", False),
        ("## Considered Options\n\n## Decision Outcome\n\nX.", False),
        ("## Considered Options\n\n* X\n\n## Decision Outcome\n\nX rather than Y.", False),
        ("## Considered Options\n\nX and Y.\n\n## Decision Outcome\n\nX.", True),
        ("## Decision Outcome\n\nX rather than Y.", True),
    ],
)
def test_alternatives_in_prose_are_told_from_none(body: str, in_prose: bool) -> None:
    assert (
        decision(f"# Use X\n\n## Context and Problem Statement\n\nTwo.\n\n{body}\n").alternatives_in_prose is in_prose
    )


def test_options_that_begin_alike_are_two() -> None:
    text = "# Names\n\n## Considered Options\n\n1. Use this form: `A-B`\n2. Use this form: `B/A`\n"
    assert [name for name, _, _ in options(text)] == ["Use this form", "Use this form: B/A"]


def test_a_bullet_under_a_number_argues_it() -> None:
    text = "# One queue\n\n## Alternatives Considered\n\n1. Kafka\n\n- Nobody reads twice.\n\n2. **NATS**: too new — rejected.\n"
    assert options(text) == [("Kafka", False, "Nobody reads twice"), ("NATS", False, "too new —")]


def test_a_number_far_from_the_verb_is_no_record() -> None:
    text = "# Use X\n\n## Related\n\n- This supersedes the note about #4145 in `lock.cs` (lines 51–54).\n- Supersedes 12 and #13\n"
    assert links(text) == [(6, "supersedes", "12", None), (6, "supersedes", "#13", None)]


def test_what_supersedes_none_relates() -> None:
    assert links("# Use X\n\n- Status: accepted\n- Supersedes: None (extends ADR-0087)\n") == [
        (4, "relates to", "ADR-0087", None)
    ]


def test_a_month_is_no_number() -> None:
    path = "docs/decisions/2026-01-content-management.md"
    read_as = decision("# CMS\n\n- Status: accepted\n", path)
    assert (read_as.id, read_as.number) == ("2026-01-content-management", None)


def test_what_an_amendment_tells_of_the_original_is_not_cited() -> None:
    text = "# Publish\n\nIt is `scripts/release.mjs`.\n\n## Amendment\n\nThe original one had `scripts/publish.mjs` for both.\n"
    assert cited(text) == [(3, "scripts/release.mjs")]
