"""The folder ``.principal``: what every command leaves there, and what it refuses to write through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from principal.core import store
from principal.core.record_fields import modeline
from principal.core.registry import record_kinds

if TYPE_CHECKING:
    from tests.conftest import Repo

ROOT = Path(__file__).resolve().parents[2]


def test_every_record_finds_its_schema_where_its_first_line_says(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_SCHEMAS", ROOT / "schemas")
    repo.commit({"a": ""})
    repo.principal("query", "SELECT 1")
    for kind in record_kinds():
        if kind.schema is not None:
            named = modeline(kind.name).partition("$schema=")[2]
            said = json.loads((repo.root / "architecture" / named).resolve().read_text())
            assert said == json.loads(json.dumps(kind.schema()))
    assert repo.git("status", "--porcelain") == ""


def test_a_schema_that_is_stale_is_written_anew(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_SCHEMAS", ROOT / "schemas")
    repo.commit({"a": ""})
    repo.principal("query", "SELECT 1")
    left = repo.root / ".principal" / "schemas" / "debt.schema.json"
    left.write_text("{}")
    repo.principal("query", "SELECT 1")
    assert left.read_bytes() == (ROOT / "schemas" / "debt.schema.json").read_bytes()


@pytest.mark.parametrize("name", ["schemas", "generations", "evidence.sqlite", "current"])
def test_nothing_is_written_through_a_link(repo: Repo, tmp_path: Path, name: str) -> None:
    repo.commit({"a": ""})
    (repo.root / ".principal").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (repo.root / ".principal" / name).symlink_to(tmp_path / "elsewhere")
    assert repo.principal("check") == (
        2,
        f"principal: .principal/{name} is a symbolic link, and nothing of ours makes one; remove .principal/\n",
    )
    assert list((tmp_path / "elsewhere").iterdir()) == []
