"""``principal rfc`` and ``principal gate --proposal``: exact words, and exactly the edits that were asked for."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING

from principal.faces import signing
from principal.phases.consensus import proposal_drafts
from principal.phases.consensus.proposal_drafts import Approvals, Touched

if TYPE_CHECKING:
    import pytest
    from tests.conftest import Repo

DATED = ("--as-of", "2026-06-30")
SYSTEM = """\
teams:
  payments: {members: []}
components:
  checkout: {kind: service, team: payments, path: services/checkout, core: true}
  cart: {kind: service, team: payments, path: services/cart}
"""
PATH = "architecture/proposals/RFC-001-queue-the-orders.md"
WHOLE = """\
---
authors: [ana]
scope: {components: [checkout]}
---
# RFC-001: Queue the orders

## Problem

Orders are lost.

## Proposal

A queue.

## Alternatives Considered

| Alternative | Pros | Cons | Why rejected |
|---|---|---|---|
| Do nothing | free | orders are lost | 30 in May |
| Retry | nothing new | people wait | nobody waits |

## Failure modes

The order waits on disk.

## Rollout and way back

One shop first.
"""
SMALL = WHOLE.replace("checkout", "cart").replace("RFC-001: Queue the orders", "RFC-002: Rename the cart")


def test_from_a_draft_to_the_gate(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLAUDECODE", raising=False)
    repo.commit({"architecture/system.yaml": SYSTEM, "services/checkout/a.py": "a = 1\n", "tools/x/y.py": "y = 1\n"})
    assert repo.principal("rfc", "list", *DATED) == (
        0, 'no proposals of ours; principal rfc new "TITLE" writes one\n',
    )  # fmt: skip
    repo.git("checkout", "--quiet", "-b", "other")
    repo.git("checkout", "--quiet", "-b", "theirs")
    repo.commit({"architecture/decisions/ADR-001-theirs.md": "# ADR-001: Theirs\n"})
    repo.git("checkout", "--quiet", "main")
    repo.write("services/checkout/a.py", "a = 2\n")
    repo.write("tools/x/y.py", "y = 2\n")
    assert repo.principal("rfc", "new", "Queue the orders", "--author", "ana", "--from-diff", "main", *DATED) == (
        0,
        f"wrote {PATH}: fill it in; principal rfc status says what it lacks\n"
        "  components: [checkout]\n  paths: [tools/x]\n",
    )
    drafted = (repo.root / PATH).read_text()
    assert drafted.startswith(
        "---\nauthors: [ana]\ncreated: 2026-06-30\nscope:\n  components: [checkout]\n  paths: [tools/x]\nserves: []\n---\n"
        "# RFC-001: Queue the orders\n"
    )
    assert repo.principal("gate", "consensus", "--proposal", "1", *DATED) == (
        1,
        "shop: gate for the proposal RFC-001 (draft, standard), as of 2026-06-30, stage design\n\n"
        "2   consensus  BLOCKED      0 passed, 0 failed, 0 waived, 0 not checked\n"
        "               RFC-001 is draft; write what it lacks: the section Problem says nothing; the section Proposal says "
        "nothing; the section Failure modes says nothing; the section Rollout and way back says nothing; it has no real "
        "alternative, each with pros, cons and why it was rejected; 2 are needed\n\nexit 1\n",
    )
    repo.write(PATH, WHOLE)
    repo.write("architecture/proposals/RFC-002-rename-the-cart.md", SMALL)
    assert repo.principal("rfc", "list", *DATED)[1] == (
        f"RFC-001  standard  proposed  Queue the orders  ({PATH})\n"
        "RFC-002  light     proposed  Rename the cart  (architecture/proposals/RFC-002-rename-the-cart.md)\n"
    )
    assert repo.principal("rfc", "status", "RFC-001", *DATED) == (
        0,
        f"RFC-001: Queue the orders\n{PATH}, revision {proposal_digest(WHOLE)[:12]}, as of 2026-06-30\n\n"
        "status   proposed: 0 roles of 1 agreed; more than 50% have to\n"
        "tier     standard\n  - checkout is core: it is what tells us apart from others\n"
        "touches\n  - component checkout (payments)\n"
        "to sign  payments\n\nnext: nobody decided yet who may sign: principal signers init\n",
    )
    said = json.loads(repo.principal("rfc", "status", "1", "--format", "json", *DATED)[1])
    assert (said["status"], said["tier"], said["missing"], said["comment_until"]) == (
        "proposed", "standard", ["payments"], None,
    )  # fmt: skip
    code, text = repo.principal("gate", "consensus", "--proposal", "RFC-001", *DATED)
    assert (code, text.splitlines()[-3].strip()) == (3, "nobody decided yet who may sign: principal signers init")
    # A change goes no further than the proposal; what lies in no component, as tools/x, is nobody's to name.
    repo.write("services/cart/b.py", "b = 1\n")
    assert repo.principal("gate", "consensus", "--proposal", "RFC-001", "--since", "main", *DATED) == (
        1,
        "shop: gate for the proposal RFC-001 (proposed, standard) and the change since main, as of 2026-06-30, stage build\n\n"
        "2   consensus  BLOCKED      0 passed, 0 failed, 0 waived, 0 not checked\n"
        "               the change touches cart, which the proposal does not name: services/cart/b.py; name it, so that whoever "
        "it belongs to agrees, or make it another change\n\nexit 1\n",
    )
    (repo.root / "services/cart/b.py").unlink()
    assert repo.principal("gate", "consensus", "--proposal", "RFC-001", "--since", "main", *DATED)[0] == 3
    assert repo.principal("rfc", "accept", "RFC-001", *DATED) == (
        2,
        "principal: RFC-001 is proposed: 0 roles of 1 agreed; more than 50% have to. Next: nobody decided yet who may "
        "sign: principal signers init\n",
    )
    assert repo.principal("rfc", "status", "RFC-004", *DATED)[1] == (
        "principal: there is no proposal RFC-004 in architecture/proposals; did you mean RFC-002?\n"
    )
    assert repo.principal("rfc", "accept", "2", *DATED) == (
        0,
        "wrote architecture/decisions/ADR-002-rename-the-cart.md\n"
        "wrote architecture/proposals/decided.yaml: RFC-002 became ADR-002\n",
    )
    assert repo.principal("gate", "consensus", "--proposal", "2", *DATED)[0] == 3  # constraints come first
    assert repo.principal("rfc", "accept", "2", *DATED)[1] == (
        "principal: RFC-002 became its decision already; architecture/proposals/decided.yaml says which\n"
    )
    monkeypatch.setattr(signing, "a_person_is_here", lambda: True)
    for name, why in (
        ("RFC-001", "nobody decided yet who may sign (principal signers init), so that nobody agreed to it either: take "
         f"the file away, git rm {PATH}"),
        ("RFC-002", "RFC-002 is accepted: what people agreed to is replaced by another proposal (supersedes: [RFC-002]), "
         "and not taken back by one of them"),
    ):  # fmt: skip
        words = ("rfc", "withdraw", name, "--because", "the warehouse got a second line")
        assert repo.principal(*words, *DATED) == (2, f"principal: {why}\n")
    # A line in the file takes nothing back: it is a status that somebody typed.
    repo.write(PATH, WHOLE.replace("[checkout]}\n", "[checkout]}\nwithdrawn: the warehouse got a second line\n"))
    assert "RFC-001  standard  proposed" in repo.principal("rfc", "list", *DATED)[1]
    assert (
        f"{PATH}:4: RFC-001 says that it is withdrawn, and it is proposed: 0 roles of 1 agreed; more than 50% have to"
        in repo.principal("check", "--all")[1]
    )


def proposal_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_flag_of_evidence_stops_the_revision_on_which_it_was_raised(repo: Repo) -> None:
    brings = WHOLE.replace("[checkout]}", "[checkout], technologies: [kubernetes]}")
    peak = "constraints:\n  peak: {scale: %s requests/s, because: the busiest minute of 2025}\n"
    constraints = "architecture/constraints.yaml"
    repo.rule(
        "tables-are-shared",
        "SELECT 'checkout' AS subject, path, 1 AS line, false AS holds, 'a table is shared' AS message "
        "FROM observed.files WHERE path = 'services/checkout/shared.sql'",
        red_flag="distributed spaghetti",
    )
    files = {"architecture/system.yaml": SYSTEM, PATH: brings, "services/checkout/shared.sql": "SELECT 1;\n"}
    written = repo.commit({**files, constraints: peak % 20})[:12]
    shared = "distributed spaghetti: a table is shared"
    kubernetes = (
        "Kubernetes because Google uses it: kubernetes for 2 components and a declared peak of 20 requests a second"
    )

    def flags() -> list[str]:
        found: list[str] = json.loads(repo.principal("rfc", "status", "RFC-001", "--format", "json", *DATED)[1])[
            "flags"
        ]
        return found

    assert flags() == [kubernetes, shared]
    repo.git("rm", "--quiet", "services/checkout/shared.sql")
    repo.commit({constraints: peak % 2000})
    since = f" (when this revision was written, in {written}; a new revision clears it)"
    assert flags() == [shared + since, kubernetes + since]
    code, said = repo.principal("gate", "--proposal", "RFC-001", "--stage", "design")
    assert code == 1
    assert f"services/checkout/shared.sql:1: a table is shared{since}" in said
    repo.commit({PATH: f"{brings}\nThe table is shared no longer.\n"})
    assert flags() == []


def test_an_agent_accepts_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDECODE", "1")
    repo.commit({PATH: WHOLE})
    assert repo.principal("rfc", "accept", "RFC-001", *DATED) == (
        2, "principal: this runs inside Claude Code: to accept is for people. Say that it is ready, and for whom\n",
    )  # fmt: skip


def test_a_decision_says_what_the_proposal_said() -> None:
    text = proposal_drafts.decision(
        WHOLE, PATH, "ADR-004", "architecture/decisions/ADR-004-queue.md", date("2026-06-30"),
        Approvals("ab" * 32, ["ana (payments)"]),
    )  # fmt: skip
    link = "[RFC-001](../proposals/RFC-001-queue-the-orders.md)"
    assert text == (
        "# ADR-004: Queue the orders\n\n- Status: accepted\n- Date: 2026-06-30\n- Deciders: ana (payments)\n\n"
        f"## Context\n\nAccepted as {link}, in the revision abababababab, where the whole of it stands.\n\n"
        "Orders are lost.\n\n## Decision\n\nA queue.\n\n## Consequences\n\n"
        f"Failure modes, the way back and what it costs are in {link}.\n\n"
        "## Alternatives Considered\n\n| Alternative | Why rejected |\n|---|---|\n"
        "| Do nothing | 30 in May |\n| Retry | nobody waits |\n"
    )
    links = proposal_drafts.linked(None, "RFC-001", "ab" * 32, ["ADR-004"], date("2026-06-30"))
    assert links.endswith(f"RFC-001:\n    content: {'ab' * 32}\n    decisions: [ADR-004]\n    'on': 2026-06-30\n"), (
        links
    )
    again = proposal_drafts.linked(links, "RFC-001", "cd" * 32, ["ADR-005"], date("2026-07-30"))
    assert "ADR-004" not in again
    assert "cd" * 32 in again


def test_numbers_that_are_taken_anywhere_are_not_given_again() -> None:
    paths = ["architecture/proposals/RFC-007-x.md", "architecture/proposals/RFC-012-y.md", "rfcs/0100-z.md"]
    path, text = proposal_drafts.new('Say: "hello" & go', paths, date("2026-06-30"), ["Ana B"], Touched(data=["a: b"]))
    assert path == "architecture/proposals/RFC-013-say-hello-go.md"
    assert text.startswith("---\nauthors: [Ana B]\ncreated: 2026-06-30\nscope:\n  data: ['a: b']\n")


def date(text: str) -> dt.date:

    return dt.date.fromisoformat(text)
