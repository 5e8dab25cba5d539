"""``principal faulttree``: exact words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from principal.phases.consensus import faulttrees
from principal.phases.consensus.faulttrees import bounding

if TYPE_CHECKING:
    from tests.conftest import Repo

COOLING = """<?xml version="1.0"?>
<opsa-mef>
<define-fault-tree name="cooling">
<define-gate name="no-cooling"><or><gate name="pumps"/><gate name="power"/></or></define-gate>
<define-gate name="pumps"><atleast min="2">
<basic-event name="pump-1"/><basic-event name="pump-2"/><basic-event name="pump-3"/></atleast></define-gate>
<define-gate name="power"><and><basic-event name="grid"/><basic-event name="diesel"/></and></define-gate>
</define-fault-tree>
<model-data>
<define-basic-event name="pump-1"><float value="0.01"/></define-basic-event>
<define-basic-event name="pump-2"><float value="0.01"/></define-basic-event>
<define-basic-event name="pump-3"><float value="0.02"/></define-basic-event>
<define-basic-event name="grid"><float value="0.1"/></define-basic-event>
<define-basic-event name="diesel"><float value="0.05"/></define-basic-event>
</model-data>
</opsa-mef>
"""
SAID = """cooling.xml: no-cooling, 3 gates over 5 events
minimal cut sets: 4 (4 of 2)
probability: 0.00549352 (exact)

Cut sets
  0.005       diesel grid
  0.0002      pump-1 pump-3
  0.0002      pump-2 pump-3
  0.0001      pump-1 pump-2

Events that matter most  Birnbaum    Fussell-Vesely  RAW         RRW
  diesel                 0.09995     0.90971         18.285      11.076
  grid                   0.049975    0.90971         9.1874      11.076
  pump-3                 0.019701    0.071725        4.5145      1.0773
  pump-1                 0.029452    0.053612        6.3076      1.0566
  pump-2                 0.029452    0.053612        6.3076      1.0566
"""

KNOWN = """c.xml: no-cooling, 3 gates over 5 events
not solved; what is known:
minimal cut sets of at most 24 events: 4 (4 of 2)
probability: 0.00549352 (exact)

Cut sets of few events
  0.005       diesel grid
  0.0002      pump-1 pump-3
principal: c.xml: not solved in 60 s
"""


def test_what_is_said_of_a_tree(repo: Repo) -> None:
    repo.write("cooling.xml", COOLING)
    assert repo.principal("faulttree", "cooling.xml") == (0, SAID)
    code, output = repo.principal("faulttree", "cooling.xml", "--top", "pumps", "--format", "json", "--likeliest", "2")
    said = json.loads(output)
    assert code == 0
    figures = {"birnbaum": 0.0198, "fussell_vesely": 0.798387096774, "raw": 40.1209677419, "rrw": 4.96}
    assert said["importance"][2] == {
        "event": "pump-3",
        "probability": 0.02,
        **{k: pytest.approx(v) for k, v in figures.items()},
    }
    del said["importance"]
    assert said == {
        "file": "cooling.xml",
        "top": "pumps",
        "gates": 1,
        "events": 3,
        "coherent": True,
        "minimal_cut_sets": 3,
        "by_order": {"2": 3},
        "probability": pytest.approx(0.000496),
        "exact": True,
        "without_probability": [],
        "cut_sets": [
            {"events": ["pump-1", "pump-3"], "probability": pytest.approx(0.0002)},
            {"events": ["pump-2", "pump-3"], "probability": pytest.approx(0.0002)},
        ],
    }


def test_one_that_an_event_mends_and_one_without_probabilities(repo: Repo) -> None:
    start = '<define-gate name="top"><and><basic-event name="a"/><not><basic-event name="b"/></not>'
    gates = f'<opsa-mef>{start}<or><basic-event name="c"/><basic-event name="\x85d"/></or></and></define-gate>'
    repo.write("t.xml", gates + "</opsa-mef>")
    assert repo.principal("faulttree", "t.xml") == (
        0,
        "t.xml: top, 1 gate over 4 events\n"
        "not coherent: an event can mend it, so what is counted are its minimal solutions\n"
        "minimal solutions: 2 (2 of 2)\n"
        "probability: unknown, since 4 events have none: a, b, c, \\x85d\n"
        "\n"
        "Solutions\n"
        "  a c\n"
        "  a \\x85d\n",
    )
    code, output = repo.principal("faulttree", "t.xml", "--up-to", "1", "--format", "json")
    assert (code, json.loads(output)["cut_sets"]) == (0, [])


def test_what_is_wrong_and_what_is_not_solved(repo: Repo) -> None:
    repo.write("t.xml", '<opsa-mef>\n<define-gate name="a"><gate name="a"/></define-gate></opsa-mef>')
    repo.write("c.xml", COOLING)
    assert repo.principal("faulttree", "t.xml") == (2, "principal: t.xml:2: the gate a needs itself: a -> a\n")
    assert repo.principal("faulttree", "none.xml") == (
        2,
        f"principal: {repo.root}/none.xml: No such file or directory\n",
    )
    assert repo.principal("faulttree", "c.xml", "--limit", "1e-9") == (
        3,
        "principal: c.xml: not solved in 1e-09 s\n",
    )
    code, output = repo.principal("faulttree", "c.xml", "--limit", "1e-9", "--format", "json")
    assert code == 3
    assert '"minimal_cut_sets": null' in output
    assert '"exact": false' in output


def test_what_is_known_of_a_tree_that_is_not_solved(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_entangled(*_: object) -> None:
        raise faulttrees.NotSolved("not solved in 60 s")

    monkeypatch.setattr(faulttrees, "solve", too_entangled)
    monkeypatch.setattr(bounding, "STEPS", (1, 1))
    monkeypatch.setattr(bounding, "_ROUNDS", ((1, 2),))
    repo.write("c.xml", COOLING)
    code, output = repo.principal("faulttree", "c.xml", "--likeliest", "2")
    assert (code, output) == (3, KNOWN)
    code, output = repo.principal("faulttree", "c.xml", "--format", "json", "--up-to", "2")
    said = json.loads(output[: output.rindex("}") + 1])
    assert code == 3
    assert len(said["known"].pop("cut_sets")) == 4
    assert said == {
        "file": "c.xml",
        "top": "no-cooling",
        "gates": 3,
        "events": 5,
        "minimal_cut_sets": None,
        "probability": None,
        "exact": False,
        "not_solved": "not solved in 60 s",
        "known": {
            "coherent": True,
            "up_to": 24,
            "by_order": {"2": 4},
            "probability_at_least": pytest.approx(0.00549352),
            "probability_at_most": pytest.approx(0.00549352),
        },
    }
