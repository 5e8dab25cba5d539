"""What failure means: the fast answers are those of a slow and plain reading of the definition."""

from __future__ import annotations

import dataclasses
import math
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.phases.consensus.failure.systems import minimal, plain, subsets, systems

from principal.phases.consensus.failure.circles import circles
from principal.phases.consensus.failure.functions import chanced, event_of, functions
from principal.phases.consensus.failure.spread import combined, spread
from principal.phases.consensus.failure.system import Fault, Journey, Need, Part, System
from principal.phases.consensus.faulttrees import solve

LASTING = st.sampled_from([None, 10.0, 100.0, 1000.0])


def faults_of(system: System, most: int) -> list[Fault]:
    caches = [Fault("flush", name) for name, part in system.parts.items() if part.kind == "cache"]
    every = [*system.faults(), *caches]
    return sorted(every, key=lambda f: zlib.crc32(f"{f} {len(every)}".encode()))[:most]


@settings(max_examples=100, deadline=None)
@given(systems(), LASTING)
def test_every_set_of_faults_has_the_effects_of_the_definition(system: System, lasting: float | None) -> None:
    scenarios = subsets(faults_of(system, 6))
    found = spread(system, scenarios, lasting)
    for number, scenario in enumerate(scenarios):
        expected = plain(system, scenario, lasting)
        for field in dataclasses.fields(found):
            got = {name: bool(value >> number & 1) for name, value in getattr(found, field.name).items()}
            assert got == expected[field.name], (field.name, scenario)


@settings(max_examples=50, deadline=None)
@given(systems())
def test_every_single_fault_and_every_pair_is_found(system: System) -> None:
    faults = faults_of(system, 7)
    found = combined(system, faults, 1000)
    small = {s: plain(system, s, None) for s in subsets(faults) if len(s) <= 2}
    for number, word in enumerate(("fails", "degrades", "queues")):
        words = ("fails", "degrades", "queues")[: number + 1]
        hit = [s for s, effects in small.items() if any(effects[w]["j"] for w in words)]
        sets = minimal(hit) - {frozenset()}
        got = found["j", word]
        assert {frozenset([f]) for f in got.singles} == {s for s in sets if len(s) == 1}
        assert {frozenset(pair) for pair in got.pairs} == {s for s in sets if len(s) == 2}
        assert got.count == len(got.pairs)


def test_pairs_are_found_block_by_block_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {name: Part(name) for name in ("a", "b", "c", "d", "e")}
    needs = tuple(Need("a", name, "use", "b") for name in ("c", "d", "e"))
    system = System(parts, needs, (Journey("j", ("a",)),))
    whole = combined(system, [*system.faults()], 1000)["j", "fails"]
    monkeypatch.setattr("principal.phases.consensus.failure.spread._SQUARE_BITS", 17)  # two rows of eight
    assert combined(system, [*system.faults()], 1000)["j", "fails"] == whole
    few = combined(system, [*system.faults()], 2)["j", "fails"]
    assert (len(few.pairs), few.count, whole.count) == (2, whole.count, len(whole.pairs))
    monkeypatch.setattr("principal.phases.consensus.failure.spread.MOST_PAIRED", 3)
    many = combined(system, [*system.faults()], 1000)["j", "fails"]
    assert (many.singles, many.pairs, many.count) == (whole.singles, [], None)


@settings(max_examples=60, deadline=None)
@given(systems(), LASTING)
def test_the_tree_is_the_same_function(system: System, lasting: float | None) -> None:
    kinds = ("component", "zone", "region", "vendor")
    faults = [f for f in faults_of(system, 30) if f.kind in kinds][:6]
    chances = {fault: 0.05 * (number + 1) for number, fault in enumerate(faults)}
    tree, nodes = functions(system, chanced(kinds, chances), lasting)
    effects = {s: plain(system, s, lasting) for s in subsets(faults)}
    for effect in ("fails", "degrades", "queues"):
        true = [s for s, found in effects.items() if found[effect]["j"]]
        solved = solve(tree, getattr(nodes, effect)["j"])
        known = {event_of(f) for f in faults}
        sets = {frozenset(map(event_of, s)) for s in minimal(true)}
        assert {frozenset(s) for s in solved.cut_sets(len(faults)) if set(s) <= known} == sets
        expected = math.fsum(math.prod(chances[f] if f in s else 1 - chances[f] for f in faults) for s in true)
        assert solved.probability is not None
        assert math.isclose(solved.probability, expected, abs_tol=1e-12)


def test_circles_come_after_what_they_read() -> None:
    assert circles({"a": ["b"], "b": ["c", "d"], "c": ["b"], "d": ["d"], "e": []}) == [["d"], ["b", "c"], ["a"], ["e"]]
