"""What is derived at every check, from rows to rows."""

from __future__ import annotations

from typing import Any

from principal.phases.consensus import cut_sets, impacts, reaches, stand_ins, surges

PATH = "architecture/system.yaml"


def component(name: str, line: int, kind: str = "service", **given: Any) -> tuple[Any, ...]:
    """A row as the question for components gives it."""
    said = {
        "team": None, "keeper": None, "core": False, "external": False, "replicas": None, "quorum": None, "zones": [],
        "regions": [], "vendor": None, "availability": None, "capacity": None, "load": None, "hit_rate": None,
        "also": [], **given,
    }  # fmt: skip
    return (name, kind, *said.values(), PATH, line)


def need(caller: str, callee: str, line: int, when_down: str = "fail", use: str | None = None) -> tuple[Any, ...]:
    return (caller, callee, when_down, use, True, None, None, None, None, None, None, None, None, [], True, PATH, line)


COMPONENTS = [
    component("cache", 9, "cache", load=1000.0, hit_rate=0.9, zones=["a"]),
    component("shop", 2, core=True, availability=0.999, zones=["a", "b"]),
    component("spare", 11, availability=0.99, capacity=500.0, load=10.0),
    component("store", 10, "database", availability=0.99, capacity=2000.0, load=100.0),
    component("tips", 12, keeper="ada"),
]
NEEDS = [
    need("shop", "cache", 4, "use", "store"),
    need("shop", "store", 5, "use", "spare"),
    need("shop", "tips", 6, "degrade"),
]
JOURNEYS = [("buy", ["shop"], [], None, PATH, 20)]
ROWS = (COMPONENTS, NEEDS, JOURNEYS, [("zone", "a", None, 0.9, PATH, 30)])


def test_impacts_cut_sets_and_what_is_within_reach() -> None:
    assert [(i.kind, i.fault, i.effect, i.falls, i.line) for i in impacts.rows(*ROWS)] == [
        ("component", "shop", "fails", [], 2),
        ("component", "tips", "degrades", [], 12),
        ("person", "ada", "degrades", ["tips"], 20),
        ("need", "shop -> tips", "degrades", [], 6),
    ]
    assert [(c.effect, c.faults) for c in cut_sets.rows(*ROWS)] == [
        ("fails", ["shop"]),
        ("fails", ["cache", "store"]),
        ("fails", ["spare", "store"]),
        ("fails", ["store", "zone a"]),
        ("fails", ["zone a", "zone b"]),
        ("degrades", ["tips"]),
    ]
    (reach,) = reaches.rows(*ROWS, [("open", "buy", 0.995)])
    assert (reach.journey, reach.promise, reach.promised, reach.missing) == ("buy", "open", 0.995, ["cache"])
    assert reach.reachable is not None
    assert abs(reach.reachable - 0.999 * (1 - 0.01 * (1 - 0.9 * 0.99))) < 1e-12


def test_what_was_promised_of_a_component_is_held_against_all_that_it_needs() -> None:
    said = [("all", "system", 0.9, None), ("up", "shop", 0.999, 28.0), ("gone", "nobody", 0.9, None)]
    found = [(r.journey, r.promise, r.line, round(r.reachable or 0, 5)) for r in reaches.rows(*ROWS, said)]
    assert found == [("buy", "all", 20, 0.99791), ("shop", "up", 2, 0.99791)]


def test_what_falls_onto_whom_and_who_shares_a_fate() -> None:
    assert [(s.gone, s.cache, s.onto, s.extra, s.before, s.bears, s.missing) for s in surges.rows(*ROWS)] == [
        ("cache", True, "store", 900.0, 100.0, True, []),
        ("store", False, "spare", 100.0, 10.0, True, []),
    ]
    assert [(s.component, s.needs, s.use, s.shared) for s in stand_ins.rows(*ROWS)] == [
        ("shop", "cache", "store", []),
        ("shop", "store", "spare", []),
    ]
    beside = [component("spare", 11, zones=["a"]) if row[0] == "spare" else row for row in COMPONENTS]
    beside = [component("store", 10, "database", zones=["a"]) if row[0] == "store" else row for row in beside]
    assert [s.shared for s in stand_ins.rows(beside, *ROWS[1:])] == [["zone a"], ["zone a"]]


def test_nothing_follows_without_a_journey() -> None:
    without = (COMPONENTS, NEEDS, [], [])
    assert list(impacts.rows(*without)) == list(cut_sets.rows(*without)) == []
    assert list(reaches.rows(*without, [("open", "system", 0.9)])) == []


def test_nothing_is_computed_from_more_than_a_system_may_have() -> None:
    many = [component(f"c{number}", 2) for number in range(5001)]
    assert list(impacts.rows(many, [], [("j", ["c1"], [], None, PATH, 3)], [])) == []
