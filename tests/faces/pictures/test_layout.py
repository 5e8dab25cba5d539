"""Where boxes and lines go: what is promised of it, what is remembered, and what is said when it cannot be done."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from principal.core.cache import EvidenceCache
from principal.faces.pictures import engine, layout, systems
from principal.faces.pictures.diagram import graph_of
from principal.faces.pictures.layout import OPTIONS, Graph, LayoutFailed, Layouts
from principal.faces.pictures.parts import Need, Part, System

SMALL: Graph = {
    "id": "root",
    "layoutOptions": OPTIONS,
    "children": [{"id": name, "width": 100, "height": 50} for name in "abc"],
    "edges": [{"id": "e0", "sources": ["a"], "targets": ["b"]}, {"id": "e1", "sources": ["a"], "targets": ["c"]}],
}


def model(crossings: ModuleType) -> Graph:
    """The model of 27 boxes, to be laid out with our options."""
    graph: Graph = crossings.model(OPTIONS, {layout.ALIGNMENT: OPTIONS[layout.ALIGNMENT]})
    return graph


def test_the_model_of_27_boxes_has_at_most_15_crossings_and_nothing_is_covered(crossings: ModuleType) -> None:
    counted = crossings.measured(layout.laid_out([model(crossings)])[0])
    assert counted.crossings <= 15
    assert (counted.through, counted.collisions) == (0, 0)


def test_a_box_more_turns_few_pairs_around(crossings: ModuleType, tmp_path: Path) -> None:
    first = layout.laid_out([model(crossings)])[0]
    cache = EvidenceCache(tmp_path / "cache.sqlite")
    names = [f"diagram {seed}" for seed in range(6)]
    cache.put({f"last layout:{name}": layout.places(first) for name in names})
    grown = {name: crossings.grown(model(crossings), seed) for seed, name in enumerate(names)}
    for after in Layouts(cache).of(grown).values():
        assert crossings.flipped(first, after) <= 0.12
        assert crossings.measured(after).through == 0


def test_our_own_diagrams_cover_nothing(make_system: Callable[..., System], crossings: ModuleType) -> None:
    made = [make_system(*made) for made in ((12, 3), (16, 4), (19, 5), (20, 2, 4), (30, 6), (60, 8, 9), (200, 7))]
    graphs = [graph_of(_planned(system).sheet) for system in made]
    for laid in layout.laid_out(graphs):
        shown = {**laid, "edges": [e for e in laid["edges"] if e["id"].startswith("e")]}
        counted = crossings.measured(shown)
        assert (counted.through, counted.collisions) == (0, 0)


def _planned(system: System) -> systems.Drawing:
    planned = systems.plan_containers(system)
    assert isinstance(planned, systems.Drawing)
    return planned


def test_boxes_without_lines_stand_in_columns() -> None:
    parts = {f"db-{n}": Part(f"db-{n}", "database") for n in range(9)}
    laid = layout.laid_out([graph_of(_planned(System("many", parts, (), {}, declared=True)).sheet)])[0]
    assert len({box["x"] for box in laid["children"]}) == 3
    assert len({box["y"] for box in laid["children"]}) == 3


def test_the_same_graph_is_laid_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = EvidenceCache(tmp_path / "cache.sqlite")
    first = Layouts(cache).of({"small": SMALL})
    monkeypatch.setattr(layout, "laid_out", lambda graphs: pytest.fail("asked again"))
    assert Layouts(cache).of({"small": SMALL}) == first
    assert Layouts(cache).of({"other": SMALL})["other"] == first["small"]


@pytest.mark.parametrize("kept", [["not", "places"], {"a": [1, 2]}, {"a": "xyz"}, {"gone": [1.5, 2, 3]}, None])
def test_a_cache_of_another_version_is_no_harm(tmp_path: Path, kept: object) -> None:
    cache = EvidenceCache(tmp_path / "cache.sqlite")
    cache.put({"last layout:small": kept})
    assert Layouts(cache).of({"small": SMALL})["small"]["children"][0]["id"] == "a"


def test_without_the_engine_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_command", lambda: _python(f"raise SystemExit({engine.ABSENT})"))
    with pytest.raises(LayoutFailed) as failed:
        layout.laid_out([SMALL])
    assert str(failed.value) == (
        "diagrams need the engine that lays them out; install it with: pip install 'principal-engineer[pictures]'"
    )


def test_an_engine_that_does_not_answer_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "SECONDS", -1)
    monkeypatch.setattr(layout, "_command", lambda: _python("import time; time.sleep(60)"))
    with pytest.raises(LayoutFailed, match=r"^the diagram was not laid out within 1 seconds$"):
        layout.laid_out([SMALL])


def test_an_engine_that_hangs_at_its_end_has_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "SECONDS", 0)
    said = 'import sys, time; sys.stdout.write(\'{"graph": {"id": "root"}}\\n\'); sys.stdout.flush(); time.sleep(60)'
    monkeypatch.setattr(layout, "_command", lambda: _python(said))
    assert layout.laid_out([SMALL]) == [{"id": "root"}]


def test_what_the_engine_cannot_do_is_said() -> None:
    broken = {**SMALL, "edges": [{"id": "e0", "sources": ["a"], "targets": ["nobody"]}]}
    with pytest.raises(LayoutFailed, match=r"^the diagram could not be laid out: "):
        layout.laid_out([broken])


def _python(program: str) -> list[str]:
    import sys

    return [sys.executable, "-c", program]


def test_the_engine_is_the_one_that_its_note_names() -> None:
    folder = engine.WORKER.parent
    note = (folder / "README.md").read_text(encoding="utf-8")
    row = re.search(r"\| `elk-worker.min.js` \| (\S+) \| `([0-9a-f]{64})` \|", note)
    assert row is not None
    assert row[1] == "0.12.1"
    assert hashlib.sha256(engine.WORKER.read_bytes()).hexdigest() == row[2]
    assert (folder / "LICENSE.md").read_text(encoding="utf-8").startswith("# Eclipse Public License - v 2.0")


def test_two_layouts_of_one_graph_are_the_same() -> None:
    first, second = layout.laid_out([SMALL, SMALL])
    assert first == second
    assert layout.laid_out([SMALL])[0] == first


def test_a_need_more_keeps_a_diagram_in_place(make_system: Callable[..., System], crossings: ModuleType) -> None:
    system = make_system(14, 2)
    cache: dict[str, Any] = {}

    class Kept(EvidenceCache):
        def get(self, keys: Any) -> dict[str, object]:
            return {key: cache[key] for key in keys if key in cache}

        def put(self, values: Any) -> None:
            cache.update(values)

    layouts = Layouts(Kept(Path("unused")))
    before = layouts.of({"one": graph_of(_planned(system).sheet)})["one"]
    names = list(system.parts)
    grown = System("made-up", system.parts, (*system.needs, Need(names[0], names[-1])), system.journeys, declared=True)
    after = layouts.of({"one": graph_of(_planned(grown).sheet)})["one"]
    assert crossings.flipped(before, after) <= 0.2
