"""Proposals as they are read: ours strictly, those of others as they are."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from principal.core.loosening import between
from principal.core.records import Mistake
from principal.core.tables import table_of, values_of
from principal.phases.consensus import proposal_decisions, proposal_terms
from principal.phases.consensus._proposal_places import dialect, identity
from principal.phases.consensus.proposals import RECORD, read

PATH = "architecture/proposals/RFC-012-move-orders.md"
WHOLE = """\
---
authors: [ana, boris]
created: 2026-06-01
scope:
  components: [checkout]
  needs: [checkout -> gateway]
  technologies: [Kafka]
serves: [peak]
moves:
  orders: {store: orders-new, volume: 400 GB, link: 1 Gbit/s, takes: 3h, dual_write: 2w, egress: 0.09 USD/GB}
supersedes: RFC-003
status: Final comment
---
# RFC-012: Move the orders

## Problem

It is full.

## What we propose

A proposal is no part when its heading tells a story of more than seven words.

## Alternatives Considered

### Do nothing

- Pros: free
- Cons: full in May
- **Why rejected:** full in May

### Shard it

Pros:
- known
Cons: two people for a year.
Rejected because it is too dear.

### Alternative C: Buy it

## Rollout and migration

One shop first.

## Open questions
"""


def rows(path: str, text: str) -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {}
    for row in read(path, text.encode()):
        name = "mistakes" if isinstance(row, Mistake) else table_of(type(row)).name
        found.setdefault(name, []).append((str(row),) if isinstance(row, Mistake) else values_of(row))
    return found


def test_all_of_a_proposal_of_ours_is_read() -> None:
    found = rows(PATH, WHOLE)
    digest = hashlib.sha256(WHOLE.encode()).hexdigest()
    assert found["proposals"] == [
        ("RFC-012", PATH, 14, 12, "Move the orders", "principal", digest, "final comment", "Final comment", 12,
         ["ana", "boris"], [], dt.date(2026, 6, 1), ["RFC-003"], [], None)
    ]  # fmt: skip
    assert found["proposal_scopes"] == [
        ("RFC-012", "component", "checkout", PATH, 5),
        ("RFC-012", "need", "checkout needs gateway", PATH, 6),
        ("RFC-012", "technology", "kafka", PATH, 7),
        ("RFC-012", "constraint", "peak", PATH, 8),
    ]
    assert found["proposal_moves"] == [
        ("RFC-012", "orders", PATH, 10, None, "orders-new", None, 4e11, 1.25e8, None, 10_800_000.0, 1_209_600_000.0,
         0.09, "USD", None)
    ]  # fmt: skip
    assert found["proposal_alternatives"] == [
        ("RFC-012", "Do nothing", PATH, 26, True, "free", "full in May", "full in May"),
        ("RFC-012", "Shard it", PATH, 32, False, "known", "two people for a year.", "it is too dear."),
        ("RFC-012", "Alternative C: Buy it", PATH, 39, False, None, None, None),
    ]
    assert [(kind, line, says) for _, kind, _, _, line, says, _ in found["proposal_sections"]] == [
        ("problem", 16, True), ("alternatives", 24, True), ("alternatives", 39, False), ("migration", 41, True),
        ("rollout", 41, True), ("questions", 45, False),
    ]  # fmt: skip
    assert "mistakes" not in found


@pytest.mark.parametrize(
    ("path", "text", "mistakes"),
    [
        (
            "architecture/proposals/orders.md",
            "# Orders\n",
            [
                "architecture/proposals/orders.md:1:1: the name of the file is no proposal's; a name as "
                "RFC-012-split-the-checkout.md",
                "architecture/proposals/orders.md:1:1: no front matter; authors, scope and what it serves between --- "
                "lines at the top",
            ],
        ),
        (
            PATH,
            "---\nauthors: [ana]\nscop:\n  components: [a]\nmoves:\n  orders: {}\n  carts: {store: b, volume: much}\n"
            "  sums: {store: b, link: 3 apples}\n---\n# RFC-013: Orders\n",
            [
                f"{PATH}:10:1: the title says RFC-013; RFC-012, as the name of the file has it",
                f'{PATH}:3:1: unknown key "scop"; did you mean "scope"?',
                f"{PATH}:6:3: the data move nowhere; owner:, store: or region:, whichever changes",
                f'{PATH}:7:29: "much" is no quantity; write it like 400 GB',
                f'{PATH}:8:26: "3 apples" is no speed; write it like 1 Gbit/s or 100 MB/s',
            ],
        ),
        (
            PATH,
            "---\nauthors: [ana]\nscope: {needs: [checkout], paths: [../x, /etc]}\n---\n## Problem\n",
            [
                f"{PATH}:5:1: no title; a heading as # RFC-012: What is proposed",
                f'{PATH}:3:17: "checkout" is no need; two components: checkout needs orders-db',
                f'{PATH}:3:36: "../x" is no path of this repository; a path below its root: services/checkout',
                f'{PATH}:3:42: "/etc" is no path of this repository; a path below its root: services/checkout',
            ],
        ),
    ],
)
def test_mistakes_say_where_they_are_and_what_was_expected(path: str, text: str, mistakes: list[str]) -> None:
    assert [m for (m,) in rows(path, text)["mistakes"]] == mistakes


def test_what_an_enhancement_says_is_read_from_two_files() -> None:
    folder = "keps/sig-node/1287-resize"
    said = rows(
        f"{folder}/kep.yaml",
        'title: Resize\nkep-number: 1287\nauthors: ["@ana", TBD]\napprovers:\n  - "@boris"\nstatus: implementable\n'
        "creation-date: 2019-12-16\nreplaces:\n  - /keps/sig-node/0017-old\nsuperseded-by: [n/a]\n",
    )
    [proposal] = said["proposals"]
    assert proposal[:6] == ("KEP-1287", f"{folder}/kep.yaml", 1, 1287, "Resize", "kep")
    assert proposal[7:] == (
        "accepted", "implementable", 6, ["ana"], ["boris"], dt.date(2019, 12, 16), ["KEP-17"], [], None,
    )  # fmt: skip
    text = rows(f"{folder}/README.md", "# KEP-1287: Resize\n\n## Motivation\n\nx\n\n## Alternatives\n\nRestart it.\n")
    assert [(r[0], r[1], r[5]) for r in text["proposal_sections"]] == [
        ("KEP-1287", "problem", True), ("KEP-1287", "alternatives", True),
    ]  # fmt: skip


def test_an_rfc_of_another_process_is_read_as_it_is() -> None:
    path = "rfcs/0042-cache.md"
    text = "- Start Date: 2024-05-06\n- Status: Accepted\n- Authors: Ana, Boris\n\n# Cache\n\n## Motivation\n\nx\n\n"
    [proposal] = rows(path, f"{text}## Alternatives\n\nNone.\n")["proposals"]
    assert (proposal[0], proposal[4], proposal[7], proposal[10]) == ("RFC-0042", "Cache", "accepted", ["Ana", "Boris"])
    assert rows(path, "# A list of links\n\n- one\n") == {}
    [untitled] = rows(path, "# Summary\n\nx\n\n# Motivation\n\nx\n\n# Alternatives\n\nNone.\n")["proposals"]
    assert untitled[4] == "cache"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (PATH, "principal"),
        ("architecture/proposals/README.md", None),
        ("architecture/proposals/decided.yaml", None),
        ("keps/sig-node/1287-resize/kep.yaml", "kep"),
        ("keps/NNNN-kep-template/kep.yaml", None),
        ("test/testdata/keps/sig-x/1-y/kep.yaml", None),
        ("text/2094-nll.md", "rfc"),
        ("text/0000-template.md", None),
        ("rfc-100-linting.md", "rfc"),
        ("docs/rfcs/README.md", None),
        ("docs/adr/0001-rfcs.md", None),
        ("examples/rfcs/0001-x.md", None),
        ("docs/text/0001-x.md", None),
        ("docs/adr/proposals/0001-x.md", None),
        ("rfcs/0042-x.py", None),
        ("src/text/0001-x.md", None),
        ("teps/0024-triggers.md", "rfc"),
        ("active-rfcs/0013-compose.md", "rfc"),
        ("docs/rfds/0042-cache/README.md", "rfc"),
        ("docs/rfcs/0042-cache/notes.md", None),
        ("enhancements/readme.md", None),
        ("rfcs/0003-vm/0003-vm.zh-CN.md", None),
        ("rfcs/2024-05-06-cache.md", None),
        ("rfcs/0013-0020-details.md", None),
    ],
)
def test_which_files_may_hold_a_proposal(path: str, kind: str | None) -> None:
    assert dialect(path) == kind


def test_names_come_from_files_and_folders() -> None:
    assert identity(PATH) == ("RFC-012", 12)
    assert identity("keps/sig-node/0017-old/README.md") == ("KEP-17", 17)
    assert identity("keps/sig-node/no-number/kep.yaml") == ("no-number", None)
    assert identity("rfc-100-linting.md") == ("RFC-100", 100)
    assert identity("rfcs/0042-cache/README.md") == ("RFC-0042", 42)


@pytest.mark.parametrize(
    "text", ["", "---", "---\n- a\n---\n", "---\n: : :\n---\n# x", "\x00" * 50, "[" * 5000, "---\na: &a [*a]\n---\n"]
)
def test_nothing_makes_reading_raise(text: str) -> None:
    for path in (
        PATH,
        "rfcs/0042-cache.md",
        "keps/sig-node/1287-resize/kep.yaml",
        "keps/sig-node/1287-resize/README.md",
    ):
        list(read(path, text.encode()))
    list(read(PATH, b"\xff\xfe" + text.encode()))
    assert RECORD.wants(PATH)


def test_the_terms_and_what_became_of_proposals_are_read() -> None:
    terms = (
        "tiers:\n  heavy: {agree: 66%, comment: 2w, roles: [security]}\n  light: {}\nroles:\n  personal: [data, data]\n"
    )
    assert [values_of(r) for r in proposal_terms.read(proposal_terms.PATH, terms.encode())] == [
        ("light", 0.0, 0, [], proposal_terms.PATH, 3),
        ("heavy", 0.66, 14, ["security"], proposal_terms.PATH, 2),
        ("personal", "data", proposal_terms.PATH, 5),
    ]
    assert [str(m) for m in proposal_terms.read(proposal_terms.PATH, b"tiers:\n  huge: {}\nroles:\n  core: [a]\n")][
        :1
    ] == [
        'architecture/proposals.yaml:2:3: unknown key "huge"; one of light, standard, heavy',
    ]
    decided = f"proposals:\n  RFC-012:\n    content: {'a' * 64}\n    decisions: [ADR-004]\n    on: 2026-06-09\n"
    assert [values_of(r) for r in proposal_decisions.read(proposal_decisions.DECIDED, decided.encode())] == [
        ("RFC-012", "a" * 64, "ADR-004", dt.date(2026, 6, 9), proposal_decisions.DECIDED, 2)
    ]


def test_softer_terms_loosen_the_judgement_and_stricter_ones_do_not() -> None:
    before = b"tiers:\n  heavy: {agree: 66%, comment: 2w, roles: [security, law]}\nroles: {personal: [data]}\n"

    def said(after: bytes | None) -> list[str]:
        return between(proposal_terms.RECORD, proposal_terms.PATH, before, after)

    assert said(before.replace(b"66%", b"80%").replace(b"2w", b"3w")) == []
    assert said(before.replace(b"66%", b"50%")) == [
        "proposals of the tier heavy needed more than 66% of the roles to agree, and need 50%"
    ]
    assert said(before.replace(b"2w", b"1d")) == [
        "proposals of the tier heavy needed 14 days for objections, and have 1"
    ]
    assert said(before.replace(b", law", b"")) == [
        "proposals of the tier heavy needed the role law, and do not need it any more"
    ]
    assert said(None) == [
        "proposals of the tier heavy needed what this file says, and have what Principal ships",
        "the role data had to sign where personal is touched, and need not any more",
    ]
