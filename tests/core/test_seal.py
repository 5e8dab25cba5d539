"""Answers that lie in ``.principal/`` without having come from us are not believed, and not even opened."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from principal.core import compiled, seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

NO_COBOL = """
SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'written in COBOL: ' || path AS message
FROM observed.files WHERE path LIKE 'src/%'
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "principal"


def filled(root: Path) -> Path:
    """A folder as an archive could bring it along."""
    folder = root / ".principal"
    (folder / "generations").mkdir(parents=True)
    for name in ("generations/x.duckdb", "current", "evidence.sqlite", "evidence.sqlite-wal", "mine.txt"):
        (folder / name).write_text("made up")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_what_came_without_a_seal_is_removed_and_nothing_else(tmp_path: Path, cache: Path) -> None:
    folder = filled(tmp_path)
    assert seal.break_unless_ours(folder)
    assert names(folder) == ["mine.txt", "seal"]
    (folder / "current").write_text("ours")
    assert not seal.break_unless_ours(folder)
    assert names(folder) == ["current", "mine.txt", "seal"]


def test_a_seal_holds_for_one_place_and_one_user(tmp_path: Path, cache: Path) -> None:
    first = filled(tmp_path / "a")
    seal.break_unless_ours(first)
    second = filled(tmp_path / "b")
    shutil.copy(first / "seal", second / "seal")
    assert seal.break_unless_ours(second)
    assert names(second) == ["mine.txt", "seal"]
    (cache / "secret").write_bytes(b"another user's, thirty-two bytes!"[:32])
    assert seal.break_unless_ours(first)


@pytest.mark.parametrize("found", [b"", b"short"])
def test_a_secret_that_was_half_written_is_made_anew(found: bytes, tmp_path: Path, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "secret").write_bytes(found)
    folder = filled(tmp_path)
    assert seal.break_unless_ours(folder)
    assert not seal.break_unless_ours(folder)
    assert len((cache / "secret").read_bytes()) == 32
    assert (cache / "secret").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in cache.iterdir()] == ["secret"]


def test_where_no_secret_can_be_kept_nothing_is_believed(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.parent.write_text("not a folder")
    folder = filled(tmp_path)
    assert seal.break_unless_ours(folder)
    assert seal.break_unless_ours(folder)
    assert names(folder) == ["mine.txt"]


def test_links_in_place_of_the_answers_are_removed_and_not_followed(tmp_path: Path, cache: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("a.duckdb", "notes.sqlite"):
        (elsewhere / name).write_text("precious")
    folder = tmp_path / ".principal"
    folder.mkdir()
    (folder / "generations").symlink_to(elsewhere)
    (folder / "evidence.sqlite").symlink_to(elsewhere / "notes.sqlite")
    (folder / "seal").symlink_to(elsewhere / "a.duckdb")
    seal.break_unless_ours(folder)
    assert names(folder) == ["seal"]
    assert not (folder / "seal").is_symlink()
    assert [p.read_text() for p in sorted(elsewhere.iterdir())] == ["precious", "precious"]


def test_made_up_answers_of_the_right_name_are_not_believed(
    repo: Repo, cache: Path, new_repo: Callable[[str], Repo], team_only: None
) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.cbl": "STOP RUN.\n"})
    assert repo.principal("check")[0] == 1
    folder = repo.root / ".principal"
    # Whoever knows the program can make up its answers: what it kept, with the finding taken out.
    (generation,) = (folder / "generations").iterdir()
    with contextlib.closing(duckdb.connect(str(generation))) as connection:
        connection.execute("DELETE FROM found.findings")
        connection.execute("UPDATE found.outcomes SET outcome = 'pass'")
    with contextlib.closing(sqlite3.connect(folder / "evidence.sqlite")) as connection:
        connection.execute("UPDATE evidence SET value = (SELECT value FROM evidence LIMIT 1)")
        connection.commit()
    victim = new_repo("elsewhere")
    shutil.copytree(repo.root, victim.root, dirs_exist_ok=True)
    victim.git("status")
    (victim.root / ".principal" / "seal").write_bytes(b"0" * 64)
    code, output = victim.principal("check")
    assert code == 1
    assert "  src/a.cbl:1: written in COBOL: src/a.cbl  [" in output


def test_the_secret_is_not_in_the_repository(repo: Repo, cache: Path, team_only: None) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": ""})
    assert repo.principal("check")[0] == 0
    secret = (compiled.folder() / "secret").read_bytes()
    found = [p for p in (repo.root / ".principal").rglob("*") if p.is_file() and secret in p.read_bytes()]
    assert found == []
