"""Generations: filled by differences as if filled whole, swapped in whole, and never believed when damaged."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from principal.core.asking import Answer, Asker
from principal.core.cache import EvidenceCache
from principal.core.generation import Question, build
from principal.core.program import code_version
from principal.core.snapshots import worktree
from principal.core.store import Store, open_read_only
from principal.core.tables import registered
from principal.core.views import View
from principal.core.workspace import open_workspace

if TYPE_CHECKING:
    from tests.conftest import Repo

TODAY = dt.date(2026, 6, 30)
NO_COBOL = """
SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'written in COBOL: ' || path AS message
FROM observed.files WHERE path LIKE 'src/%'
"""
NO_MONGO = """
SELECT name AS subject, path, line, name <> 'mongodb' AS holds, 'uses ' || name AS message FROM observed.technologies
"""
CODE = """
SELECT path AS subject, path, kind = 'code' AS holds, 'it is ' || kind AS message FROM observed.files
WHERE path LIKE 'src/%'
"""


def sums_of(path: Path) -> dict[str, object]:
    """Of every table but the memos (which keep how it was made): how many rows, and a sum over them."""
    sums = "SELECT count(*), sum(hash(t)::HUGEINT) FROM {} AS t"
    with contextlib.closing(open_read_only(path)) as connection:
        names = [t.qualified for t in registered() if t.qualified != "found.memos"]
        return {name: connection.execute(sums.format(name)).fetchone() for name in names}


@pytest.fixture(autouse=True)
def begun() -> None:
    """A first generation is filled whole here, as it is for users."""


def rows_of(path: Path, table: str) -> list[tuple[object, ...]]:
    """The rows of one table, in a stable order."""
    with contextlib.closing(open_read_only(path)) as connection:
        return sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


def by_differences(repo: Repo) -> Path:
    """The generation of the working tree, from the one before."""
    workspace = open_workspace(repo.root)
    return build(workspace, Question(View(worktree(workspace.git)), TODAY))


def whole(repo: Repo, folder: Path) -> Path:
    """The generation of the working tree, from nothing."""
    workspace = open_workspace(repo.root)
    store = Store(folder)
    store.prepare()
    fresh = replace(workspace, store=store, cache=EvidenceCache(folder / "evidence.sqlite"))
    return build(fresh, Question(View(worktree(workspace.git)), TODAY))


FILES = {
    "src/a.py": "import os\nfrom src import b\n",
    "src/b.cbl": "STOP RUN.\n",
    "requirements.txt": "-r more.txt\nflask==3.0.0\npymongo\n",
    "more.txt": "requests\n",
    "package.json": '{"dependencies": {"express": "^4"}}\n',
    "compose.yaml": "services:\n  web:\n    build: .\n    depends_on: [db]\n    environment:\n      URL: postgres://db:5432\n"
    "  db:\n    image: postgres:${TAG}\n",
    ".env": "TAG=16\n",
    "Dockerfile": "FROM python:3.11\n",
    "main.tf": 'resource "aws_docdb_cluster" "a" {\n  engine = "docdb"\n}\n',
    ".github/CODEOWNERS": "* @ana\n",
    "docs/adr/0001-use-python.md": "# 1. Use Python\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWe do.\n",
    "architecture/radar.yaml": "adopt: [python]\nhold: [mongodb]\n",
    "architecture/system.yaml": "components:\n  web: {kind: service, path: src, needs: {db: {via: postgresql}}}\n  db: {kind: database}\n",
}


def write(files: dict[str, str]) -> Callable[[Repo], object]:
    """An edit that writes files and commits nothing."""

    def edit(repo: Repo) -> None:
        for path, text in files.items():
            repo.write(path, text)

    return edit


def delete(*paths: str) -> Callable[[Repo], object]:
    """An edit that deletes files."""
    return lambda repo: [(repo.root / path).unlink() for path in paths]


def git(*words: str) -> Callable[[Repo], object]:
    """An edit by git."""
    return lambda repo: repo.git(*words)


def committed(repo: Repo) -> object:
    """An edit that commits what there is."""
    return repo.commit(date="2026-06-20")


DEBT = (
    "loans:\n  a: {rule: no-cobol, what: w, paths: ['src/**'], taken: 2026-06-10, due: 2026-07-01, owner: ana, "
    "because: b, principal: 3d}\n"
)
# Each is done on top of the ones before and filled as a difference of its own. It is compared where the next one would
# take back what it did, and together with the next one where what it left wrong would still be there.
EDITS: list[tuple[str, list[Callable[[Repo], object]]]] = [
    ("nothing", []),
    ("a companion changes", [write({".env": "TAG=17\n", "more.txt": "pymongo\n"})]),
    ("attributes change every file below", [write({".gitattributes": "src/* linguist-vendored\n"})]),
    ("attributes come and go", [delete(".gitattributes"), write({"src/.gitattributes": "*.cbl linguist-generated\n"})]),
    ("files come and go", [delete("Dockerfile", ".env"), write({"go.mod": "module x\nrequire github.com/lib/pq v1.0.0\n"})]),
    ("a file moves", [git("mv", "src/b.cbl", "src/c.cbl"), git("mv", "compose.yaml", "docker-compose.yml")]),
    ("a branch", [git("switch", "--quiet", "-c", "work"), committed, write({"package.json": "{"}), committed]),
    ("another home for decisions", [write({".adr-dir": "records\n", "records/0002-b.md": FILES["docs/adr/0001-use-python.md"]})]),
    ("imports, and a file that others import", [
        write({"src/d.py": "from src import a\nimport json\n", "web/e.ts": "import './f'\n", "web/f.ts": ""}),
    ]),
    ("imports of one file alone", [write({"src/a.py": "# moved\nimport json\nfrom src import d\n"})]),
    ("records", [write({"architecture/debt.yaml": DEBT, "architecture/radar.yaml": "adopt: [postgresql]\nhold: [\n"})]),
    ("back again", [committed, git("switch", "--quiet", "main")]),
    ("files left out", [write({"architecture/sources.yaml": "leave_out:\n  - {paths: [src/**], because: e}\n"})]),
    ("and taken in, on the branch", [delete("architecture/sources.yaml"), git("switch", "--quiet", "work")]),
    ("a rule and a line that it judged", [
        write({"src/c.cbl": "\nDISPLAY 1.\n", "architecture/rules/code.md": "---\nphase: governance\n"}),
    ]),
]  # fmt: skip
LASTING = {
    "nothing", "a companion changes", "attributes come and go", "a file moves", "another home for decisions",
    "imports of one file alone", "and taken in, on the branch",
}  # fmt: skip


@pytest.mark.usefixtures("team_only")
def test_a_generation_filled_by_differences_equals_one_filled_whole(repo: Repo, tmp_path: Path) -> None:
    for name, sql in (("no-cobol", NO_COBOL), ("no-mongo", NO_MONGO), ("code", CODE)):
        repo.rule(name, sql)
    repo.commit(FILES)
    first = by_differences(repo)
    seen, since = list[Path](), list[str]()
    for number, (said, edits) in enumerate(EDITS):
        for edit in edits:
            edit(repo)
        path = by_differences(repo)
        seen.append(path)
        since.append(said)
        if said in LASTING:
            continue
        expected = whole(repo, tmp_path / str(number))
        ours, theirs = sums_of(path), sums_of(expected)
        for table in [name for name in theirs if ours[name] != theirs[name]]:
            assert rows_of(path, table) == rows_of(expected, table), f"{table} after: {since}"
        assert ours == theirs
        since.clear()
    assert since == []
    assert [said for (said, _), path in zip(EDITS, seen, strict=True) if path == first] == ["nothing", "back again"]
    assert len(set(seen)) == len(EDITS) - 1  # back on the first branch it is the first one again


# The same answer, whatever happened to what was kept.


def judge(repo: Repo) -> None:
    """Fill a repository and ask ``check``, by every format's data; the answer lies beside what was kept."""
    repo.rule("no-cobol", NO_COBOL)
    repo.rule("no-mongo", NO_MONGO)
    repo.commit(FILES)
    code, output = repo.principal("check", "--format", "json")
    assert (code, '"rule": "no-cobol"' in output) == (1, True)
    repo.write(".principal/said", output)


@pytest.fixture
def judged(begun_with: Callable[..., Repo], team_only: None) -> tuple[Repo, tuple[int, str]]:
    """A repository and what it was answered."""
    repo = begun_with(judge)
    return repo, (1, (repo.root / ".principal" / "said").read_text())


def generations(repo: Repo) -> list[Path]:
    return sorted((repo.root / ".principal" / "generations").iterdir())


def test_the_same_answer_twice_byte_for_byte(judged: tuple[Repo, tuple[int, str]]) -> None:
    repo, answer = judged
    assert repo.principal("check", "--format", "json") == answer
    for path in generations(repo):
        path.unlink()
    assert repo.principal("check", "--format", "json") == answer


@pytest.mark.parametrize("damage", ["garbage", "half", "empty"])
def test_a_damaged_generation_is_built_again(judged: tuple[Repo, tuple[int, str]], damage: str) -> None:
    repo, answer = judged
    [path] = generations(repo)
    content = path.read_bytes()
    path.write_bytes({"garbage": b"garbage " * 5000, "half": content[: len(content) // 2], "empty": b""}[damage])
    assert repo.principal("check", "--format", "json") == answer
    assert rows_of(generations(repo)[0], "known.clock") == [("shop", TODAY)]


def test_a_damaged_seed_is_not_begun_from(judged: tuple[Repo, tuple[int, str]]) -> None:
    repo, answer = judged
    [path] = generations(repo)
    path.write_bytes(path.read_bytes()[:8192])
    repo.write("src/d.py", "")
    code, output = repo.principal("check", "--format", "json")
    assert code == 1
    assert output.count('"fingerprint"') == answer[1].count('"fingerprint"')


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0 and then nothing", b"x" * 100_000])
def test_a_damaged_evidence_cache_is_thrown_away(judged: tuple[Repo, tuple[int, str]], content: bytes) -> None:
    repo, answer = judged
    for path in generations(repo):
        path.unlink()
    (repo.root / ".principal" / "evidence.sqlite").write_bytes(content)
    (repo.root / ".principal" / "current").write_bytes(b"{")
    assert repo.principal("check", "--format", "json") == answer


def test_another_version_of_the_program_believes_nothing_old(
    judged: tuple[Repo, tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo, answer = judged
    [old] = generations(repo)
    old.write_bytes(b"of a schema that nobody reads any more")
    monkeypatch.setattr("principal.core.registry.code_version", lambda: "f" * 32)
    assert repo.principal("check", "--format", "json") == answer
    assert [p.name[:13] for p in generations(repo) if p != old] == ["f" * 12 + "-"]
    assert old.read_bytes() == b"of a schema that nobody reads any more"


def test_a_reader_keeps_its_generation_while_others_are_swapped_in_and_it_is_forgotten(
    judged: tuple[Repo, tuple[int, str]],
) -> None:
    repo, _ = judged
    [old] = generations(repo)
    with contextlib.closing(open_read_only(old)) as reader:
        count = "SELECT count(*) FROM observed.files"
        before = reader.execute(count).fetchone()
        for number in range(7):
            repo.write(f"src/{number}.py", "")
            new = by_differences(repo)
        assert not old.exists()
        assert reader.execute(count).fetchone() == before
        assert reader.execute("SELECT count(*) FROM found.findings").fetchone() == (3,)
    assert len(generations(repo)) == 6
    with contextlib.closing(open_read_only(new)) as reader:
        assert reader.execute(count).fetchone() == (before[0] + 7,)


_KILLED = """
import os, signal, sys
from principal.core.store import Store
Store.{where} = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
from principal.faces.cli import group
group(["-C", sys.argv[1], "check"])
"""


def run(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_build_that_is_killed_loses_nothing(judged: tuple[Repo, tuple[int, str]]) -> None:
    repo, answer = judged
    kept = generations(repo)
    repo.write("src/new.py", "")
    with run("-c", _KILLED.format(where="swap_in"), str(repo.root)) as killed:
        killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    [left] = (repo.root / ".principal").glob("build-*")
    assert generations(repo) == kept
    (repo.root / "src" / "new.py").unlink()
    assert repo.principal("check", "--format", "json") == answer
    os.utime(left, (0, 0))
    repo.write("src/newer.py", "")
    assert repo.principal("check")[0] == 1
    assert list((repo.root / ".principal").glob("build-*")) == []


def test_two_checks_at_once_both_answer(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit(FILES)
    words = ("-m", "principal", "-C", str(repo.root), "check", "--format", "json", "--as-of", "2026-06-30")
    with run(*words) as one, run(*words) as other:
        said, also = one.communicate()[0], other.communicate()[0]
    assert (one.returncode, other.returncode) == (1, 1)
    assert said == also
    assert b"written in COBOL: src/b.cbl" in said


# A folder that is not ours.


def test_what_the_machine_was_too_busy_for_is_asked_again(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, team_only: None
) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": ""})
    ask = Asker.ask
    late = Answer(error="it took longer than 10 seconds", passing=True)
    with monkeypatch.context() as busy:
        busy.setattr(Asker, "ask", lambda self, path, queries: {name: late for name, _ in queries})
        code, output = repo.principal("check")
    assert (code, output.splitlines()[2]) == (3, "NOT CHECKED it took longer than 10 seconds  (no-cobol)")
    assert Asker.ask is ask
    assert repo.principal("check")[0] == 0


def test_a_database_that_comes_with_the_repository_is_refused(judged: tuple[Repo, tuple[int, str]]) -> None:
    repo, _ = judged
    repo.git("add", "--force", ".principal/current")
    assert repo.principal("check") == (
        2,
        "principal: .principal/ is tracked by git: its answers come with the repository and cannot be believed; "
        "remove it from the repository (git rm -r --cached .principal) and delete the folder\n",
    )


def test_a_link_in_place_of_the_database_is_refused(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (repo.root / ".principal").symlink_to(tmp_path / "elsewhere")
    refused = (2, "principal: .principal is not a folder of its own; remove it\n")
    assert repo.principal("check") == refused
    (repo.root / ".principal").unlink()
    repo.write(".principal", "")
    assert repo.principal("check") == refused
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_database_of_another_user_is_refused(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo.root / ".principal").mkdir()
    me = os.getuid()
    monkeypatch.setattr("principal.core.workspace.os.getuid", lambda: me + 1)
    assert repo.principal("check") == (
        2,
        "principal: .principal/ belongs to another user; remove it or run as that user\n",
    )


def test_where_the_repository_cannot_be_written_the_users_cache_is_used(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, team_only: None
) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": ""})
    prepare = Store.prepare

    def read_only(store: Store) -> None:
        if store.folder.is_relative_to(repo.root):
            raise PermissionError(13, "Permission denied")
        prepare(store)

    monkeypatch.setattr(Store, "prepare", read_only)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert repo.principal("check")[0] == 0
    assert not (repo.root / ".principal").exists()
    assert len(list((tmp_path / "cache" / "principal").glob("shop-*/generations/*.duckdb"))) == 1


# Repositories as they come.


def test_a_linked_worktree_is_a_workspace_of_its_own(repo: Repo, tmp_path: Path, team_only: None) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": ""})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    linked = type(repo)(tmp_path / "linked")
    linked.write("src/b.cbl", "")
    assert repo.principal("check")[0] == 0
    code, output = linked.principal("check")
    assert (code, output.splitlines()[0]) == (1, "shop: the whole working tree, as of 2026-06-30, stage build")


def test_line_ends_on_the_disk_are_no_change(repo: Repo, team_only: None) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": "x = 1\ny = 2\n", "architecture/radar.yaml": "adopt: [python]\nhold: [perl]\n"})
    before = repo.principal("check")
    repo.git("config", "core.autocrlf", "true")
    repo.git("rm", "--quiet", "-r", "--cached", ".")
    repo.git("reset", "--quiet", "--hard")
    assert (repo.root / "src" / "a.py").read_bytes() == b"x = 1\r\ny = 2\r\n"
    assert repo.git("status", "--porcelain") == ""
    assert repo.principal("check") == before
    code, output = repo.principal("check", "--since", "HEAD")
    assert (code, "judgement-loosened" in output) == (0, False)


def test_a_shallow_clone_says_what_it_cannot_check(repo: Repo, tmp_path: Path, team_only: None) -> None:
    repo.rule("no-bots", "SELECT sha AS subject, NOT bot AS holds, 'a bot' AS message FROM observed.commits")
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({"src/a.py": ""})
    repo.commit({"src/b.py": ""})
    repo.git("clone", "--quiet", "--depth", "1", f"file://{repo.root}", str(tmp_path / "clone"))
    clone = type(repo)(tmp_path / "clone")
    assert repo.principal("check")[0] == 0
    code, output = clone.principal("check")
    assert code == 3
    assert [line for line in output.splitlines() if line.startswith("NOT CHECKED")] == [
        "NOT CHECKED the clone is shallow: older commits are missing; get them with: git fetch --unshallow  (no-bots)"
    ]
    clone.git("fetch", "--quiet", "--unshallow")
    assert clone.principal("check")[0] == 0


def test_a_bare_repository_and_none_at_all(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a": ""})
    repo.git("clone", "--quiet", "--bare", str(repo.root), str(tmp_path / "bare.git"))
    assert type(repo)(tmp_path / "bare.git").principal("check") == (
        2,
        f"principal: {tmp_path}/bare.git is a bare repository: it has no working tree. Run this in a clone of it, "
        f"made by: git clone {tmp_path}/bare.git\n",
    )
    assert type(repo)(tmp_path).principal("check") == (
        2,
        f"principal: {tmp_path} is not inside a git repository. Change to one, or make one of this folder with: "
        "git init\n",
    )


@pytest.mark.usefixtures("team_only")
def test_the_catalog_that_is_kept_may_be_damaged_or_a_link(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kept = tmp_path / "cache" / "principal" / f"prepared-{code_version()}.duckdb"
    repo.commit({"README.md": "hello\n"})
    first = sums_of(whole(repo, tmp_path / "first"))
    size = kept.stat().st_size
    for left in (b"", b"not a database", None):
        if left is None:
            kept.rename(tmp_path / "elsewhere")
            kept.symlink_to(tmp_path / "elsewhere")
        else:
            kept.write_bytes(left)
        assert sums_of(whole(repo, tmp_path / f"after {left!r}")) == first
        assert (kept.is_symlink(), kept.stat().st_size) == (False, size)
