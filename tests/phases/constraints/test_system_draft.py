"""A draft of the system is a function of rows."""

from __future__ import annotations

from principal.core.drafts import MAX_REASON, new_text, reason
from principal.core.records import Mistake
from principal.phases.constraints import system
from principal.phases.constraints.system_draft import MAX_COMPONENTS, Evidence, Needed, Owned, Part, Shared, draft
from principal.phases.constraints.system_edit import Guess, corrected, dropped, guesses


def part(name: str, **said: object) -> Part:
    facts: dict[str, object] = {
        "kind": "service", "root": f"src/{name}", "tech": (), "external": False, "declared": False,
        "path": "compose.yaml", "line": 1, "evidence": "compose service", "replicas": None, **said,
    }  # fmt: skip
    return Part(name=name, **facts)  # type: ignore[arg-type]  # as declared


def need(component: str, needs: str, **said: object) -> Needed:
    facts: dict[str, object] = {"via": None, "declared": False, "path": "compose.yaml", "line": 2, "evidence": "ADDR"}
    return Needed(component=component, needs=needs, **facts | said)  # type: ignore[arg-type]  # as declared


def names(evidence: Evidence, section: str) -> list[str]:
    return [e.name for e in draft(evidence).entries if e.path == (section,)]


def test_what_needs_and_is_needed_most_stands_first_and_stores_after_what_is_built_here() -> None:
    parts = (part("a"), part("db", kind="database", root=None), part("z"), part("outside", kind="external", root=None))
    needs = (need("z", "a"), need("z", "db"), need("a", "db"), need("z", "outside"))
    assert names(Evidence(parts, needs), "components") == ["z", "a", "db", "outside"]


def test_of_many_the_most_needed_are_drafted_and_the_next_ones_later() -> None:
    parts = tuple(part(f"s{n:03}") for n in range(100))
    evidence = Evidence(parts, tuple(need(f"s{n:03}", "s099") for n in range(50, 99)))
    drafted = names(evidence, "components")
    assert (len(drafted), drafted[0]) == (MAX_COMPONENTS, "s099")
    assert {f"s{n:03}" for n in range(50, 99)} < set(drafted)
    assert "# 40 more components were seen: principal init adds the next ones when these are right.\n" in new_text(
        draft(evidence)
    )
    declared = tuple(part(p.name, declared=p.name in drafted) for p in parts)
    assert len(names(Evidence(declared, evidence.needs), "components")) == 40


def test_what_many_are_given_alike_is_told_where_no_need_was_drafted_from_it() -> None:
    shared = (Shared("conf/all.yml", ("cache", "db"), 7), Shared("a\nb.yml", ("db",), 6))
    text = new_text(draft(Evidence((part("a"),), (), shared=shared)))
    assert "# conf/all.yml names cache, db. 7 components are given it alike, and nothing says which of them use" in text
    assert "b.yml" not in text


def test_where_no_file_names_owners_the_history_may() -> None:
    owned = (Owned("a", "Ana Ruiz", "git log: 34 of 40 commits to src/a in two years", person=True),)
    text = new_text(draft(Evidence((part("a"), part("b")), (), owned)))
    assert """
people:
  Ana Ruiz: {}

teams:
  Ana Ruiz: {members: [Ana Ruiz], estimated: 'git log: 34 of 40 commits to src/a in two years'}
""" in text  # fmt: skip
    assert [r for r in system.read(system.PATH, text.encode()) if isinstance(r, Mistake)] == []


def test_teams_that_are_on_record_keep_their_names() -> None:
    owned = (Owned("a", "@Kettle/Shop", "CODEOWNERS:1: @Kettle/Shop"),)
    said = draft(Evidence((part("a"),), (), owned, teams={"storefront": ("@kettle/shop",)}))
    assert [(e.path[0], e.value.get("team")) for e in said.entries] == [("components", "storefront")]


def test_a_store_without_an_image_of_its_own_is_what_it_is_spoken_to_as() -> None:
    parts = (part("a"), part("db", kind="database", root=None))
    said = draft(Evidence(parts, (need("a", "db", via="postgresql"),)))
    assert {e.name: e.value.get("tech") for e in said.entries if e.path == ("components",)} == {
        "a": None,
        "db": ["postgresql"],
    }


def test_who_only_looks_at_a_store_owns_no_data_in_it() -> None:
    parts = (part("db", kind="database", root=None), part("grafana", root=None, made_elsewhere=True))
    assert names(Evidence(parts, (need("grafana", "db"),)), "data") == []


def test_what_a_person_dismissed_is_not_drafted_again() -> None:
    evidence = Evidence((part("a"), part("b"), part("c")), (need("a", "b"), need("a", "c")),
                        refused=frozenset({("b", ""), ("a", "c")}))  # fmt: skip
    assert [(e.name, e.value.get("needs")) for e in draft(evidence).entries] == [("a", None), ("c", None)]


def test_a_reason_is_one_short_line() -> None:
    assert reason("a.yaml", 3, "x\n  y\x1b") == "a.yaml:3: x y\ufffd"
    assert len(reason("a.yaml", 3, "x" * 500)) == MAX_REASON
    assert reason("a" * 130, 3, "58% of the code, in components") == f"{'a' * 130}:3: 58% of the code, in…"


RECORD = """\
teams:
  shop: {estimated: guessed}  # who?
components:
  a: {kind: service, team: shop, estimated: seen, needs: {b: {via: http}}}
  # the other one
  b: {kind: service, team: shop}
journeys:
  buy: [a, b]
data:
  orders: {owner: b, store: b}
"""


def test_what_is_taken_out_is_taken_out_wherever_it_is_named() -> None:
    without = dropped(RECORD, Guess("components", "b", {}))
    assert without == """\
teams:
  shop: {estimated: guessed}  # who?
components:
  a: {kind: service, team: shop, estimated: seen}
  # the other one
journeys:
  buy: [a]
data:
  orders: {}
"""  # fmt: skip
    assert [r for r in system.read(system.PATH, without.encode()) if isinstance(r, Mistake)] == []


def test_a_team_that_nobody_has_named_is_added() -> None:
    [component, team] = guesses(RECORD)
    assert (component.name, team.name) == ("a", "shop")
    after = corrected(RECORD, component, "team", "warehouse")
    assert "  shop: {estimated: guessed}  # who?\n  warehouse: {}\n" in after
    assert [r for r in system.read(system.PATH, after.encode()) if isinstance(r, Mistake)] == []
