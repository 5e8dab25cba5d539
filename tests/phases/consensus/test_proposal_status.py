"""How far a proposal is, from its file, its signatures and the clock; and what it touches."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from principal.phases.consensus._proposal_flags import Brings, Moves, of_moves, of_technologies
from principal.phases.consensus._proposal_needed import Alternative, lacking, real
from principal.phases.consensus._proposal_scope import Component, Entity, Named, Stake, System, tier, touched
from principal.phases.consensus._proposal_status import Case, Said, Terms, judge
from principal.phases.consensus.proposal_standings import rows

NOW, OLD = "b" * 64, "a" * 64
TODAY = dt.date(2026, 6, 30)
CASE = Case(
    name="RFC-001", content=NOW, tier="standard", terms=Terms(0.5, 5), lacks=(), flags=(),
    required=("data", "payments", "security"), quorums={}, said=(), successor=None, decided=False,
    signing=True, today=TODAY,
)  # fmt: skip


def approves(role: str, day: int = 1, content: str = NOW, who: str = "", **more: object) -> Said:
    said = Said(role, who or role, "approve", content, "", dt.date(2026, 6, day), True, "in force", "", False)
    return replace(said, **more)  # type: ignore[arg-type]


def objects(role: str, day: int = 1, reason: str = "too dear", **more: object) -> Said:
    return approves(role, day, verdict="concern", reason=reason, **more)


def judged(*said: Said, **more: object) -> tuple[str, str, str]:
    found = judge(replace(CASE, said=said, **more))  # type: ignore[arg-type]
    return found.status, found.because, found.step


def test_the_way_of_a_proposal() -> None:
    assert judged(lacks=("it says nothing",)) == ("draft", "it says nothing", "write what it lacks: it says nothing")
    assert judged() == (
        "proposed", "0 roles of 3 agreed; more than 50% have to",
        "data, payments and security have to sign: principal sign RFC-001 --role data --approve, or --concern WHY",
    )  # fmt: skip
    assert judged(approves("data"))[0] == "proposed"
    assert judged(approves("data"), quorums={"data": 1, "payments": 1})[2] == (
        "nobody holds the role security: add it to architecture/signoffs/roles.yaml, and then: principal signers change"
    )
    two = (approves("data", 20), approves("payments", 27))
    assert judged(*two) == (
        "final comment", "2 roles of 3 agreed; objections are heard until 2026-07-02",
        'wait until 2026-07-02; whoever objects runs principal sign RFC-001 --role ROLE --concern "…"',
    )  # fmt: skip
    assert judged(*two, today=dt.date(2026, 7, 2))[0] == "final comment"
    assert judged(*two, today=dt.date(2026, 7, 3)) == (
        "accepted", "2 roles of 3 agreed, and nobody objected by 2026-07-02",
        "principal rfc accept RFC-001 writes the decision record",
    )  # fmt: skip
    assert judged(*two, today=dt.date(2026, 7, 3), decided=True)[2] == ""
    assert judged(*two, successor="RFC-002") == ("superseded", "RFC-002 replaces it, and is accepted", "")


def test_a_third_approval_does_not_begin_the_time_for_comments_again() -> None:
    three = (approves("data", 1), approves("payments", 2), approves("security", 29))
    assert judge(replace(CASE, said=three)).status == "accepted"


def test_the_time_for_comments_begins_anew_when_an_objection_was_answered() -> None:
    agreed = (approves("data"), approves("payments"))
    answered = (objects("security", counts=False, state="overruled"), approves("lead", 28, verdict="overrule"))
    assert judge(replace(CASE, said=(*agreed, *answered))).until == dt.date(2026, 7, 3)


def test_only_what_counts_of_this_revision_by_enough_people_counts() -> None:
    assert judge(replace(CASE, said=(approves("data", content=OLD, state="superseded", counts=False),))).stale == [
        "data"
    ]
    assert judged(approves("data", counts=False), approves("payments"))[1].startswith("1 role of 3 agreed")
    same = (approves("data", who="ana"), approves("data", who="ana"), approves("payments"))
    assert judge(replace(CASE, said=same, quorums={"data": 2})).approved == ["payments"]
    both = (approves("data", who="ana"), approves("data", 28, who="eve"), approves("payments"))
    assert judge(replace(CASE, said=both, quorums={"data": 2})).until == dt.date(2026, 7, 3)
    assert judged(approves("data", counts=None, why_not="no trust root is set")) == (
        "proposed", "its signatures could not be judged: no trust root is set", "no trust root is set",
    )  # fmt: skip
    assert judged(signing=False)[2] == "nobody decided yet who may sign: principal signers init"
    assert judged(required=())[1] == "nobody is known who would have to agree: nothing that it touches has a team"
    assert judge(replace(CASE, said=(approves("data", solo=True),))).solo


def test_a_concern_blocks_until_it_is_taken_back_and_many_reject() -> None:
    agreed = (approves("data"), approves("payments"), approves("security"))
    assert judged(*agreed, objects("data", content=OLD)) == (
        "proposed", "a concern of data is open: too dear",
        "answer it; then data runs principal sign RFC-001 --role data --withdraw, or a role that may overrules it: "
        "principal sign RFC-001 --role ROLE --overrule WHY",
    )  # fmt: skip
    assert judged(*agreed, objects("data", counts=False, state="withdrawn"))[0] == "accepted"
    against = (objects("data"), objects("payments", 20, "too late"))
    assert judged(*against) == (
        "rejected", "data, payments object, and none of them took it back by 2026-06-25: too dear", "",
    )  # fmt: skip
    assert judged(*against, today=dt.date(2026, 6, 25))[0] == "proposed"
    assert judged(objects("guest"), objects("passer-by"))[0] == "proposed"


def test_its_author_takes_back_what_nobody_agreed_to_yet() -> None:
    back = approves("author", 26, who="eve", verdict="withdraw", reason="it was in vain", takes_back=True)
    told = ("withdrawn", "eve took it back as author: it was in vain", "another revision of it opens it again")
    two = (approves("data", 20), approves("payments", 25))
    assert judged(back) == judged(*two, back) == judged(back, lacks=("it says nothing",)) == told
    # Another revision, a signature that does not count, and a sign-off that is taken back leave the proposal as it is.
    assert judged(replace(back, content=OLD))[0] == judged(replace(back, counts=False))[0] == "proposed"
    assert judged(replace(back, takes_back=False))[0] == "proposed"
    assert judged(replace(back, counts=None, why_not="no trust root is set"))[2] == "no trust root is set"
    # What people agreed to is no single person's to take back; a red flag agrees to nothing.
    late, later = replace(back, first_seen=dt.date(2026, 7, 1)), dt.date(2026, 7, 9)
    assert judged(*two, late, today=later)[0] == "accepted"
    assert judged(*two, late, today=later, flags=("it's in my head",))[0] == "withdrawn"
    assert judged(*two, back, today=later) == told
    assert judged(back, tier="light", decided=True)[0] == "accepted"
    assert judged(back, decided=True) == told  # that it became a decision is typed, and agrees to nothing
    assert judged(back, successor="RFC-002")[0] == "superseded"
    # It answers no objection, so that the time for comments does not begin anew.
    assert judge(replace(CASE, said=(*two, replace(late, content=OLD)))).until == dt.date(2026, 6, 30)


def test_a_red_flag_stops_what_was_agreed_to() -> None:
    agreed = (approves("data"), approves("payments"), approves("security"))
    assert judged(*agreed, flags=("it's in my head: “…”",)) == (
        "proposed", "it is stopped by a red flag: it's in my head: “…”",
        "go back to the constraints and write a revision without it; what was signed of this one does not count",
    )  # fmt: skip


def test_what_is_small_needs_a_decision_and_no_signature() -> None:
    assert judged(tier="light", terms=Terms(0, 0)) == (
        "proposed", "what it touches is small and can be taken back: a decision record is enough",
        "a person who decides runs principal rfc accept RFC-001",
    )  # fmt: skip
    assert judged(tier="light", decided=True)[0] == "accepted"


def test_what_nobody_had_to_agree_to_replaces_nothing_that_people_agree_on() -> None:
    def statuses(**risks: list[str]) -> list[tuple[str, str]]:
        found = rows(
            proposals=[("RFC-001", "a.md", 1, OLD, ["eve"], []), ("RFC-002", "b.md", 1, NOW, ["eve"], ["RFC-001"])],
            touches=[(p, "component", "cart", risks[p.replace("-", "")], "shop") for p in ("RFC-001", "RFC-002")],
            sections=[(p, k) for p in ("RFC-001", "RFC-002") for k in ("problem", "proposal", "failure", "rollout")],
            alternatives=[("RFC-001", "wait", True, True), ("RFC-001", "retry", False, True)],
            moves=[], brings=[], scale=[(None, 1)], rings=[], sentences=[], signatures=[], terms=[], roles=[], quorums=[],
            decisions=[("RFC-002", NOW)], trusts=[], clock=[(TODAY,)],
        )  # fmt: skip
        return [(row.tier, row.status) for row in found]

    assert statuses(RFC001=[], RFC002=[]) == [("light", "superseded"), ("light", "accepted")]
    assert statuses(RFC001=["core"], RFC002=[]) == [("standard", "proposed"), ("light", "accepted")]


SYSTEM = System(
    components={
        "checkout": Component("checkout", "payments", "services/checkout", True, False, False),
        "cart": Component("cart", "shop", "services/cart", False, False, False),
        "orders-db": Component("orders-db", "data", None, False, False, True),
        "gateway": Component("gateway", None, None, False, True, False),
        "seen": Component("seen", None, None, False, False, False, declared=False),
    },
    needs=[("checkout", "orders-db"), ("cart", "checkout")],
    data={
        "orders": Entity("orders", "checkout", "orders-db", ["personal"]),
        "prices": Entity("prices", "cart", "orders-db", ["public"]),
    },
    rings={"python": "adopt", "kafka": "trial"},
    technologies=frozenset(("nats",)),
    paths=frozenset(("services/cart/a.py", "tools")),
    busy=["services/cart/hot.py"],
)


def touches(*named: tuple[str, str], moves: tuple[str, ...] | None = None) -> dict[tuple[str, str], tuple[object, ...]]:
    found = touched([Named(kind, name, "RFC", 1, moves) for kind, name in named], SYSTEM)
    return {(t.kind, t.name): (t.known, t.because, t.risks, t.team) for t in found}


def test_what_follows_from_what_is_named() -> None:
    assert touches(("component", "cart"), ("component", "nobody"), ("component", "seen")) == {
        ("component", "cart"): (True, "named", ["data", "hotspot"], "shop"),
        ("component", "nobody"): (False, "named", [], None),
        ("component", "seen"): (True, "named", ["unknown"], None),
    }
    assert touches(("data", "orders"), moves=("gateway",)) == {
        ("data", "orders"): (True, "moved", ["data", "personal", "move"], None),
        ("component", "checkout"): (True, "it owns the data orders", ["core", "data"], "payments"),
        ("component", "orders-db"): (True, "it keeps the data orders", ["data"], "data"),
        ("component", "gateway"): (True, "the data orders move there", ["boundary"], None),
        ("neighbour", "cart"): (True, "it needs checkout", [], "shop"),
    }
    assert touches(
        ("need", "checkout needs gateway"), ("technology", "kafka"), ("technology", "python"), ("technology", "x")
    ) == {
        ("need", "checkout needs gateway"): (True, "named", [], None),
        ("component", "checkout"): (True, "by the need checkout needs gateway", ["core", "data"], "payments"),
        ("component", "gateway"): (True, "by the need checkout needs gateway", ["boundary"], None),
        ("technology", "kafka"): (True, "named", ["technology"], None),
        ("technology", "python"): (True, "named", [], None),
        ("technology", "x"): (False, "named", ["technology"], None),
        ("neighbour", "cart"): (True, "it needs checkout", [], "shop"),
    }
    assert touches(("path", "services/cart/a.py"), ("path", "tools"), ("path", "services")) == {
        ("path", "services/cart/a.py"): (True, "named", [], None),
        ("component", "cart"): (True, "by the path services/cart/a.py", ["data", "hotspot"], "shop"),
        ("path", "tools"): (True, "named", ["unknown"], None),
        ("path", "services"): (False, "named", ["hotspot"], None),
        ("component", "checkout"): (True, "by the path services", ["core", "data"], "payments"),
    }


@pytest.mark.parametrize(
    ("risks", "teams", "level", "why"),
    [
        ((), (), "light", "nothing that it touches is core, keeps data, stands on a boundary or changes often"),
        (("core",), ("a",), "standard", "x is core: it is what tells us apart from others"),
        (("unknown",), (), "standard", "nothing that is declared tells what is at stake in x"),
        (("core", "data"), ("a", "b"), "standard", "x owns or keeps data"),
        (("core", "data", "boundary"), (), "heavy", "x stands on our boundary"),
        (("personal",), (), "heavy", "x are data about people, health or payments"),
        (("move",), (), "heavy", "x are moved, which is hard to take back"),
        ((), ("a", "b", "c"), "standard", "3 teams have to move together: a, b, c"),
    ],
)
def test_ceremony_scales_to_what_is_at_stake(
    risks: tuple[str, ...], teams: tuple[str, ...], level: str, why: str
) -> None:
    found, reasons = tier([Stake(r, "x") for r in risks], teams)
    assert (found, reasons[-1]) == (level, why)


def test_what_a_file_has_to_have() -> None:
    said = [
        Alternative("Do nothing", True, True),
        Alternative("Status quo", True, True),
        Alternative("x", False, False),
    ]
    assert real(said) == 1
    assert lacking("light", (), ("problem", "proposal"), (), authors=True, scope=True) == []
    assert lacking("heavy", ("data", "move"), ("problem", "failure"), said, authors=False, scope=False) == [
        "it does not say who proposes it (authors:)",
        "it does not say what it touches (scope:)",
        "the section Proposal says nothing",
        "the section Data and consistency says nothing",
        "the section Migration says nothing",
        "the section Rollout and way back says nothing",
        "the section Cost says nothing",
        "it has one real alternative, each with pros, cons and why it was rejected; 2 are needed",
    ]


def test_what_a_proposal_brings_raises_red_flags_before_it_is_there() -> None:
    brings = [Brings("kubernetes", "orchestrator"), Brings("rust", "language"), Brings("kafka", "queue")]
    fame = "Kubernetes because Google uses it: kubernetes for 3 components and a declared peak of 20 requests a second"
    own = "every team picks its own language: rust is on no ring of the radar, and nothing is written in it"
    assert of_technologies(brings, 20.0, 3, {"python"}) == [fame, own]
    assert of_technologies(brings, 20.0, 8, {"rust"}) == []
    assert of_technologies(brings, 101.0, 3, set()) == []
    assert of_technologies(brings, None, 3, {"rust"}) == []
    assert of_moves([Moves("orders", 4e11, None), Moves("carts", 1.0, 1.0)], migration=True) == [
        "we'll migrate the data later: orders are moved without its duration"
    ]
    assert of_moves([Moves("orders", None, 1.0)], migration=False) == [
        "we'll migrate the data later: orders are moved without a migration and its volume"
    ]
