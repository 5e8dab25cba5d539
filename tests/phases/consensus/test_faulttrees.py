"""The kernel of fault trees against brute force: every assignment of every event tried."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from principal.phases.consensus.faulttrees import Bounds, NotSolved, Solution, Tree, compiling, counting, solve
from principal.phases.consensus.faulttrees.engine import Clock
from principal.phases.consensus.faulttrees.tree import Kind

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = Bounds(machine_code=False)
BOUNDED = Bounds(seconds=1e9, machine_code=False)


def value(tree: Tree, top: int, happens: dict[int, bool]) -> bool:
    values: list[bool] = []

    def of(node: int) -> bool:
        return values[node] if node >= 0 else not values[~node]

    for at, node in enumerate(tree.nodes):
        inputs = [of(n) for n in node.inputs]
        values.append(
            {
                Kind.CONSTANT: True,
                Kind.EVENT: happens.get(at, False),
                Kind.ALL: all(inputs),
                Kind.ANY: any(inputs),
                Kind.AT_LEAST: sum(inputs) >= node.least,
                Kind.PARITY: sum(inputs) % 2 == 1,
            }[node.kind]
        )
    return of(top)


def brute(tree: Tree, top: int, certain: dict[int, float] | None = None) -> tuple[float, list[tuple[str, ...]]]:
    """The probability (with that of some events replaced), and the minimal solutions."""
    chances = {event: (certain or {}).get(event, p or 0.0) for event, (_, p) in tree.events.items()}
    probability, solutions = 0.0, []
    for bits in itertools.product((False, True), repeat=len(chances)):
        happens = dict(zip(chances, bits, strict=True))
        if value(tree, top, happens):
            probability += math.prod(chances[e] if happens[e] else 1 - chances[e] for e in chances)
            solutions.append({event for event in chances if happens[event]})
    minimal = [s for s in solutions if not any(other < s for other in solutions)]
    named = [tuple(sorted(tree.events[event][0] for event in s)) for s in minimal]
    return probability, sorted(named, key=lambda names: (len(names), names))


def some_tree(seed: int) -> tuple[Tree, int]:
    """A tree of at most seven events; of even seeds one without inverses."""
    chosen, coherent = random.Random(seed), seed % 2 == 0
    tree = Tree()
    nodes = [tree.event(f"e{at}", chosen.choice([0.1, 0.25, 0.5, 0.9])) for at in range(chosen.randint(1, 7))]
    for _ in range(chosen.randint(0, 12)):
        inputs = [chosen.choice(nodes[-8:]) for _ in range(chosen.randint(1, 4))]
        if chosen.random() < 0.05:
            inputs.append(tree.constant(chosen.random() < 0.5))
        if not coherent:
            inputs = [tree.inverse(n) if chosen.random() < 0.25 else n for n in inputs]
        kind = chosen.choice("aaaooolp" if not coherent else "aaoool")
        if kind == "l":
            nodes.append(tree.at_least(chosen.randint(0, len(inputs) + 1), inputs))
        else:
            nodes.append({"a": tree.all_of, "o": tree.any_of, "p": tree.parity}[kind](inputs))
    return tree, nodes[-1]


def holds(tree: Tree, top: int, bounds: Bounds) -> None:
    """Every answer is what brute force says."""
    probability, minimal = brute(tree, top)
    solution = solve(tree, top, bounds)
    assert solution.probability == pytest.approx(probability, abs=1e-13)
    assert solution.cut_sets(up_to=99) == minimal
    assert solution.count == len(minimal)
    assert solution.by_order == dict(sorted(Counter(map(len, minimal)).items()))
    ranked = solution.top(1000)
    assert sorted((cut.events for cut in ranked), key=lambda names: (len(names), names)) == minimal
    assert [cut.probability for cut in ranked] == sorted((cut.probability or 0.0 for cut in ranked), reverse=True)
    assert solution.smallest(3) == sorted(solution.smallest(3), key=lambda names: (len(names), names))
    assert [len(names) for names in solution.smallest(3)] == [len(names) for names in minimal[:3]]
    nodes = {name: event for event, (name, _) in tree.events.items()}
    for each in solution.importance():
        absent = brute(tree, top, {nodes[each.event]: 0.0})[0]
        present = brute(tree, top, {nodes[each.event]: 1.0})[0]
        assert each.birnbaum == pytest.approx(present - absent, abs=1e-13)
        if probability:
            assert each.fussell_vesely == pytest.approx((probability - absent) / probability, abs=1e-9)
            assert each.raw == pytest.approx(present / probability)
            assert each.rrw == (pytest.approx(probability / absent) if absent else math.inf)


@pytest.mark.parametrize("begin", [0, 100])
def test_every_answer_is_that_of_brute_force(begin: int) -> None:
    for seed in range(begin, begin + 100):
        holds(*some_tree(seed), PLAIN)


@pytest.mark.skipif(not compiling.available(), reason="numba is not installed")
def test_machine_code_answers_the_same() -> None:
    compiling.machine_code()
    for seed in range(200, 260):
        holds(*some_tree(seed), Bounds())
    tree, top = redundant(11, 6)
    plain, compiled = solve(tree, top, PLAIN), solve(tree, top)
    assert plain.by_order == compiled.by_order
    assert plain.probability == pytest.approx(compiled.probability, rel=1e-14)
    assert plain.top(20) == compiled.top(20)
    for one, other in zip(plain.importance(), compiled.importance(), strict=True):
        assert (one.birnbaum, one.raw) == pytest.approx((other.birnbaum, other.raw), rel=1e-12)


def redundant(count: int, least: int) -> tuple[Tree, int]:
    """At least so many of the pairs of neighbours in a ring fail: nothing in it is a module."""
    tree = Tree()
    events = [tree.event(f"e{at}", 0.01 * (at + 1)) for at in range(count)]
    pairs = [tree.all_of([events[at], events[(at + 1) % count]]) for at in range(count)]
    return tree, tree.at_least(least, pairs)


def test_a_diagram_grows_as_it_must_and_no_further() -> None:
    tree, top = redundant(14, 7)
    # Runs of at least two neighbours, one, two or three of them, with a gap after each: 14/1, 14/2 · 6 · 4, 14/3 · 15 · 3.
    assert solve(tree, top, PLAIN).by_order == {8: 14, 9: 168, 10: 210}
    with pytest.raises(NotSolved, match=r"^not solved with 2,000 nodes$"):
        solve(*redundant(40, 20), Bounds(nodes=20_000, machine_code=False))
    with pytest.raises(NotSolved, match=r"^not solved in 0\.001 s$"):
        solve(*redundant(40, 20), Bounds(seconds=0.001, machine_code=False))


class Ticking:
    """A clock of which every look costs a second."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return float(self.looks)


def alternating(count: int) -> tuple[Tree, int]:
    tree = Tree()
    top = tree.event("deepest", 0.5)
    for at in range(count):
        event = tree.event(f"d{at}", 0.5)
        top = tree.all_of([event, top]) if at % 2 else tree.any_of([event, top])
    return tree, top


def ladder(count: int) -> tuple[Tree, int]:
    """Each gate uses the three before it: as shared as can be."""
    tree = Tree()
    nodes = [tree.event(f"e{at}", 0.5) for at in range(3)]
    for _ in range(count):
        nodes.append(tree.at_least(2, nodes[-3:]))
    return tree, nodes[-1]


def wide(count: int) -> tuple[Tree, int]:
    tree = Tree()
    events = [tree.event(f"e{at}", 0.5) for at in range(count)]
    return tree, tree.any_of(tree.all_of([events[at], events[at - 2]]) for at in range(count))


def product(count: int) -> tuple[Tree, int]:
    tree = Tree()
    parts = ([tree.event(f"{name}{at}", 0.5) for name in "abc"] for at in range(count))
    return tree, tree.all_of([tree.any_of([a, tree.all_of([b, c])]) for a, b, c in parts])


def test_the_clock_is_looked_at_all_the_time() -> None:
    for shape in (alternating, ladder, wide, product):
        looks = []
        for count in (60, 120):
            ticking = Ticking()
            everything(solve(*shape(count), PLAIN, Clock(BOUNDED, ticking)))
            looks.append(ticking.looks)
        assert looks[0] > 60
        assert looks[1] > 1.6 * looks[0]
        # Wherever the time is over, it ends there.
        for seconds in range(1, looks[0], looks[0] // 8):
            bounds, ticking = Bounds(seconds=seconds, machine_code=False), Ticking()
            with pytest.raises(NotSolved, match=f"^not solved in {seconds} s$"):
                everything(solve(*shape(60), bounds, Clock(bounds, ticking)))
            assert ticking.looks == seconds + 2


def everything(solution: Solution) -> None:
    assert (solution.probability, solution.count) > (0.0, 0)
    assert solution.top(1)
    assert solution.importance()


def test_memory_is_bounded() -> None:
    taken = iter(range(0, 1 << 40, 1 << 27))
    bounds = Bounds(memory=1 << 30, machine_code=False)
    with pytest.raises(NotSolved, match=r"^not solved with 1,024 MiB$"):
        solve(*alternating(60), bounds, Clock(bounds, taken=lambda: next(taken)))


def test_counts_that_nobody_could_read(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree()
    pairs = [tree.any_of([tree.event(f"a{at}", 0.9), tree.event(f"b{at}", 0.9)]) for at in range(140)]
    solution = solve(tree, tree.all_of(pairs), PLAIN)
    monkeypatch.setattr(counting, "MOST", 10**42)
    with pytest.raises(NotSolved, match=r"^not solved: there are more than 10\^4300 minimal cut sets$"):
        _ = solution.count
    assert (solution.count_up_to(9), len(solution.top(1)[0].events)) == ({}, 140)
    monkeypatch.setattr(counting, "MOST", 10**4300)
    for bits in ("_MOST_BITS", "_MOST_EFFORT"):
        monkeypatch.setattr(counting, bits, 1000)
        with pytest.raises(NotSolved, match=r"^not solved: the counts of all orders do not fit into memory$"):
            _ = solve(*product(40), PLAIN).count


def test_inputs_that_count_twice() -> None:
    """However many there are: each would double the work, were it written out."""
    tree = Tree()
    events = [tree.event(f"e{at}", 0.5) for at in range(60)]
    assert solve(tree, tree.at_least(60, events * 2), PLAIN).by_order == {30: math.comb(60, 30)}
    some = random.Random(1)
    for _ in range(40):
        tree = Tree()
        events = [tree.event(f"e{at}", 0.25) for at in range(5)]
        inputs = [some.choice(events) for _ in range(some.randint(2, 12))]
        inputs = [tree.inverse(n) if some.random() < 0.2 else n for n in inputs]
        holds(tree, tree.at_least(some.randint(1, len(inputs)), inputs), PLAIN)


def test_what_is_always_or_never_true() -> None:
    tree = Tree()
    a, b = tree.event("a", 0.25), tree.event("b")
    never = solve(tree, tree.all_of([a, tree.inverse(a), b]), PLAIN)
    assert (never.count, never.by_order, never.probability, never.cut_sets(9), never.top(9)) == (0, {}, 0.0, [], [])
    assert never.importance() == []
    always = solve(tree, tree.any_of([a, tree.inverse(a)]), PLAIN)
    assert (always.count, always.by_order, always.probability, always.cut_sets(9)) == (1, {0: 1}, 1.0, [()])
    without = solve(tree, tree.inverse(a), PLAIN)
    assert (without.by_order, without.probability, without.coherent) == ({0: 1}, 0.75, False)
    assert [(i.event, i.birnbaum, i.rrw) for i in without.importance()] == [("a", -1.0, 0.75)]
    hidden = tree.all_of([tree.parity([a, b]), tree.any_of([tree.all_of([a, b]), tree.inverse(tree.any_of([a, b]))])])
    assert solve(tree, hidden, PLAIN).by_order == {}


def test_an_event_without_a_probability() -> None:
    tree = Tree()
    a, b, c = tree.event("a", 0.25), tree.event("b"), tree.event("c")
    solution = solve(tree, tree.any_of([a, tree.all_of([b, c])]), PLAIN)
    assert (solution.probability, solution.without_probability(), solution.events()) == (
        None,
        ["b", "c"],
        ["a", "b", "c"],
    )
    assert solution.cut_sets(up_to=1) == [("a",)]
    assert solution.smallest(5) == [("a",), ("b", "c")]
    for question in (lambda: solution.top(1), solution.importance):
        with pytest.raises(ValueError, match=r"^an event has no probability$"):
            question()
    with pytest.raises(ValueError, match=r"^the probability of d is 1\.5, not between 0 and 1$"):
        tree.event("d", 1.5)
    with pytest.raises(ValueError, match=r"^the probability of a is 0\.5, and was 0\.25$"):
        tree.event("a", 0.5)
    with pytest.raises(ValueError, match=r"^there is no node 99 in this tree$"):
        tree.any_of([a, 99])


def test_what_cannot_happen_without_an_event_has_an_infinite_worth() -> None:
    tree = Tree()
    power, rest = tree.event("power", 0.1), [tree.event(f"e{at}", 1e-9) for at in range(30)]
    pairs = [tree.all_of([rest[at], rest[(at + 1) % 30]]) for at in range(30)]
    measured = solve(tree, tree.any_of(tree.all_of([power, pair]) for pair in pairs), PLAIN).importance()
    assert {each.event for each in measured if each.rrw == math.inf} == {"power"}
    assert next(each.raw for each in measured if each.event == "power") == pytest.approx(10.0)
    # The same where the top is an inverse: it cannot happen without "wanted", whatever the others do.
    never = tree.any_of([tree.inverse(tree.event("wanted", 0.3)), *(tree.all_of([each, power]) for each in rest)])
    measured = solve(tree, tree.any_of([tree.inverse(never), tree.inverse(tree.any_of(rest))]), PLAIN).importance()
    assert {each.event for each in measured if each.rrw == math.inf} == set()
    measured = solve(tree, tree.inverse(never), PLAIN).importance()
    assert {each.event for each in measured if each.rrw == math.inf} == {"wanted"}


def test_counts_need_no_list_and_depth_no_recursion() -> None:
    tree = Tree()
    layers = [tree.any_of([tree.event(f"{at}-{each}", 0.5) for each in range(10)]) for at in range(100)]
    solution = solve(tree, tree.all_of(layers), PLAIN)
    assert solution.by_order == {100: 10**100}
    assert len(solution.top(3)) == 3
    deep = solve(*alternating(2000), PLAIN)
    assert deep.count == 1001
    assert deep.cut_sets(up_to=2) == [("d1998", "d1999")]
    assert deep.probability == pytest.approx(1 / 3)


def test_compiled_code_is_kept_only_where_it_is_the_users_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kernels = tmp_path / "principal" / "kernels"
    assert compiling.cache_folder() == kernels
    kernels.chmod(0o777)
    assert compiling.cache_folder() is None
    kernels.rmdir()
    kernels.symlink_to(tmp_path)
    assert compiling.cache_folder() is None
    monkeypatch.setenv("PRINCIPAL_WITHOUT_NUMBA", "1")
    assert not compiling.available()
