"""Proposals as they are read: ours strictly, those of others as they are."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from dataclasses import replace

import duckdb
import pytest

from principal.core.loosening import between
from principal.core.records import Mistake
from principal.core.signed import Roles
from principal.core.tables import table_of, values_of
from principal.phases.consensus import proposal_decisions, proposal_standings, proposal_terms
from principal.phases.consensus._proposal_places import dialect, identity
from principal.phases.consensus.proposals import RECORD, Proposals, read
from principal.phases.consensus.signatures import Signatures
from principal.phases.consensus.trusted import TrustedVersions

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
         ["ana", "boris"], [], dt.date(2026, 6, 1), ["RFC-003"], [])
    ]  # fmt: skip
    # That it is withdrawn is a status that somebody typed, as any other.
    typed = rows(PATH, WHOLE.replace("status: Final comment", "withdrawn: it was in vain"))["proposals"]
    assert typed[0][7:10] == ("withdrawn", "withdrawn", 12)
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
        "accepted", "implementable", 6, ["ana"], ["boris"], dt.date(2019, 12, 16), ["KEP-17"], [],
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
    # Nor is a first file, or a tier that none named, softer than what is shipped without anybody being told.
    shipped = (
        "proposals of the tier standard are agreed to by fewer, or sooner, than Principal ships: more than 0% of the roles "
        "and 0 days for objections"
    )
    soft = b"  standard: {agree: 0%, comment: 0d}\n"
    assert said(before.replace(b"\nroles:", b"\n" + soft + b"roles:")) == [shipped]
    assert between(proposal_terms.RECORD, proposal_terms.PATH, b"", b"tiers:\n" + soft) == [shipped]
    assert said(None) == [
        "proposals of the tier heavy needed what this file says, and have what Principal ships",
        "the role data had to sign where personal is touched, and need not any more",
    ]


def asked(name: str, *rows: object) -> list[tuple[object, ...]]:
    """What the question *name* of the standings is answered with, where the database has *rows*."""
    with contextlib.closing(duckdb.connect(":memory:")) as connection:
        for schema in ("decided", "derived"):
            connection.execute(f"CREATE SCHEMA {schema}")
        for row in (Proposals, Signatures, Roles, TrustedVersions):
            connection.execute(table_of(row).ddl())
        for made in rows:
            values = ["shop", *values_of(made)]
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table_of(type(made)).qualified} VALUES ({marks})", values)
        return connection.execute(proposal_standings.ANALYSIS.asks[name]).fetchall()


def test_a_version_that_nobody_signed_asks_for_no_fewer_people() -> None:
    def role(version: int | None, quorum: int) -> Roles:
        return Roles("lead", f"{version}/roles.yaml", 1, version, ["ana", "bo"], [], False, quorum, False, False)

    def trusted(version: int, *, in_force: bool) -> TrustedVersions:
        return TrustedVersions(version, f"{version}/manifest", 1, "d", [], in_force, in_force, "")

    known = (trusted(1, in_force=True), trusted(2, in_force=False))
    assert asked("quorums", role(None, 1), role(1, 2), role(2, 1), role(3, 1), *known) == [("lead", 2)]


def test_an_objection_follows_its_proposal_to_another_name() -> None:
    found = next(r for r in read("architecture/proposals/RFC-012-new.md", WHOLE.encode()) if isinstance(r, Proposals))

    def said(verdict: str) -> Signatures:
        return Signatures(
            path=f"{verdict}.signoff", line=1, statement=verdict, record="RFC-012", record_path=PATH, content="c",
            current=False, role="lead", principal="bo", key="k", verdict=verdict, about=None, reason="no", claimed=None,
            first_seen=None, presence="not proven", solo=False, state="in force", counts=True, why_not="",
        )  # fmt: skip

    twin = replace(found, path="architecture/proposals/RFC-012-twin.md")
    verdicts = [
        row[3] for row in asked("signatures", found, twin, *map(said, ("approve", "concern", "overrule", "withdraw")))
    ]
    assert verdicts == ["concern", "overrule", "withdraw"]
