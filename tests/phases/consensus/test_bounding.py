"""What is known of a tree that is not solved, against brute force."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.phases.consensus.test_faulttrees import PLAIN, brute, redundant, some_tree

from principal.phases.consensus.faulttrees import Bounds, NotSolved, bounded, bounding
from principal.phases.consensus.faulttrees.engine import Clock


def test_cut_off_anywhere_it_never_says_what_is_not_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounding, "STEPS", (1, 1))  # nothing is solved that has more than one gate
    cut = loose = 0
    for tree, top in [*(some_tree(seed) for seed in range(300, 360)), *(redundant(9, least) for least in (2, 3, 4, 5))]:
        for most, earliest in ((1, 1), (4, 2), (6, 1)):
            monkeypatch.setattr(bounding, "_ROUNDS", ((most, earliest),))
            probability, minimal = brute(tree, top)
            found = bounded(tree, top, PLAIN, Clock(PLAIN))
            few = [names for names in minimal if len(names) <= found.up_to]
            assert found.by_order == dict(sorted(Counter(map(len, few)).items()))
            assert [each.events for each in found.cut_sets(up_to=99)] == few
            assert found.least is not None
            assert found.most is not None
            assert found.least - 1e-12 <= probability <= found.most + 1e-12
            cut += earliest <= found.up_to < bounding._MOST_EVENTS
            loose += found.most - found.least > 1e-9
    assert cut > 9
    assert loose > 9


def test_a_tree_that_is_too_entangled() -> None:
    tree, top = redundant(40, 20)
    with pytest.raises(NotSolved):
        bounded(tree, top, Bounds(nodes=2_000, machine_code=False), Clock(PLAIN))
