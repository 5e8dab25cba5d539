"""The pictures that authors drew, as benchmarks/drawn.py reads them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted((ROOT / "benchmarks" / "drawn").glob("*.yaml"))


@pytest.fixture(scope="module")
def drawn() -> ModuleType:
    spec = importlib.util.spec_from_file_location("drawn", ROOT / "benchmarks" / "drawn.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["drawn"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_needs_are_between_drawn_components(path: Path, drawn: ModuleType) -> None:
    published = drawn.published(path)
    assert len(published.revision) == 40
    assert published.components
    assert {end for need in published.needs for end in need} <= published.components
    assert not published.judged & (published.needs | published.components | published.told)


def test_what_counts(tmp_path: Path, drawn: ModuleType) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(
        "system: acme/shop\nrevision: abc\ncomponents: {web: a:1, db: {at: a:2, also: [orders-db]}}\n"
        "needs: {web: {db: a:3}}\ntold: {components: {mail: a:4}}\njudged: {needs: {web: {mail: b.py:1}}}\n"
    )
    published = drawn.published(path)
    known = {published.names.get(drawn.plain(n), n) for n in ("Web", "orders_db", "mail", "ghost")}
    parts = drawn.compare(frozenset(known), published.components, published)
    assert parts.cells() == "2 | 2 (100%) | 1, 0, 1 (25%)"
    needs = drawn.compare(frozenset({("web", "mail"), ("mail", "db")}), published.needs, published)
    assert needs.cells() == "1 | 0 (0%) | 0, 1, 1 (50%)"
    assert list(drawn.details("need", needs)) == [
        "  missed need: web needs db",
        "  judged need: web needs mail",
        "  invented need: mail needs db",
    ]
