"""What tests share: small repositories, and the command line run on them."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from principal.core import generation, house, registry, rules_asked, seal, tables
from principal.core.snapshots import worktree
from principal.core.views import View
from principal.core.workspace import Workspace, open_workspace
from principal.faces import session
from principal.faces.cli import group

DATED = (
    "check", "gate", "survey", "query", "radar", "baseline", "loan", "dismiss", "why", "draw", "report", "init",
    "whatif", "fmea",
)  # fmt: skip


def rule_text(sql: str, **front: str) -> str:
    """A team's rule as a file; it is stable and an error unless *front* says otherwise."""
    said = {"phase": "governance", "summary": "What must hold here", "status": "stable", **front}
    lines = "".join(f"{key}: {value}\n" for key, value in said.items())
    return f"---\n{lines}---\n## Why\nBecause.\n\n## Query\n```sql\n{sql.strip()}\n```\n"


@dataclass
class Repo:
    """A repository under a temporary folder."""

    root: Path

    def git(self, *words: str, date: str = "2026-06-01") -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ana",
            "GIT_AUTHOR_EMAIL": "ana@example.com",
            "GIT_COMMITTER_NAME": "Ana",
            "GIT_COMMITTER_EMAIL": "ana@example.com",
            "GIT_AUTHOR_DATE": f"{date}T12:00:00Z",
            "GIT_COMMITTER_DATE": f"{date}T12:00:00Z",
        }
        done = subprocess.run(["git", *words], cwd=self.root, env=environment, check=True, capture_output=True)
        return done.stdout.decode()

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def rule(self, name: str, sql: str, **front: str) -> None:
        """Write a rule of the team."""
        self.write(f"architecture/rules/{name}.md", rule_text(sql, **front))

    def commit(self, files: dict[str, str] | None = None, message: str = "Change", date: str = "2026-06-01") -> str:
        for path, text in (files or {}).items():
            self.write(path, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message, date=date)
        return self.git("rev-parse", "HEAD").strip()

    def principal(self, *words: str) -> tuple[int, str]:
        """Exit code and all output of ``principal``; judged as of 2026-06-30 where it has a date."""
        dated = ["--as-of", "2026-06-30"] if words[0] in DATED else []
        result = CliRunner().invoke(group, ["-C", str(self.root), *words, *dated], catch_exceptions=False)
        return result.exit_code, result.output


def copied(template: Repo, root: Path) -> Repo:
    """A copy of *template* at *root*, with all that it was answered.

    Answers are believed where they lie under a seal for that very place, so the copy gets its own.
    """
    shutil.copytree(template.root, root, symlinks=True)  # with its times: a file is not newer than git's index
    folder = root / ".principal"
    sealed = seal._seal_of(folder)
    if sealed is not None and folder.is_dir():
        (folder / "seal").write_bytes(sealed)
    return Repo(root)


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests share the cores; a second thread costs a database of a few rows a third more."""
    monkeypatch.setattr(generation, "THREADS", 1)


@pytest.fixture(autouse=True)
def without_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long on a slow machine must not change what a test reads."""
    monkeypatch.setattr(session.Progress, "__call__", lambda self, what, done, total: None)


@pytest.fixture(scope="session")
def empty_generations(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Workspace], list[Path]]:
    """Makes the generation of a repository of that name with nothing in it, once a name."""
    made: dict[tuple[str, str], list[Path]] = {}

    def make(workspace: Workspace) -> list[Path]:
        key = (registry.code_version(), workspace.repository)
        if key not in made:
            made[key] = []  # the empty one itself begins from nothing
            repo = Repo(tmp_path_factory.mktemp("empty") / "nothing")
            repo.root.mkdir()
            repo.git("init", "--quiet")
            empty = open_workspace(repo.root)
            vars(empty)["repository"] = workspace.repository
            made[key] = [generation.build(empty, generation.Question(View(worktree(empty.git)), dt.date(2026, 6, 30)))]
        return made[key]

    return make


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch, empty_generations: Callable[[Workspace], list[Path]]) -> None:
    """A first generation is filled as the difference from an empty one, in two thirds of the time.

    That the difference is the same as the whole is a test of its own, which does without this.
    """
    starts = generation._starts

    def from_empty(workspace: Workspace, key: str) -> Iterator[tuple[Path | None, bool]]:
        begun = False
        for path, seeded in starts(workspace, key):
            if not (seeded or begun):
                yield from ((empty, True) for empty in empty_generations(workspace))
            begun = True
            yield path, seeded

    monkeypatch.setattr(generation, "_starts", from_empty)


@pytest.fixture
def team_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rules but the team's own, so that every count is theirs and a new built-in rule changes no text."""
    empty = replace(house.house(), rules=())
    monkeypatch.setattr(rules_asked, "house", lambda: empty)


@pytest.fixture(scope="session")
def technology_tables() -> Callable[[], duckdb.DuckDBPyConnection]:
    """Makes a database with the tables that technologies follow from, empty."""
    registry.declare_all()
    names = ("known.technologies", "known.aliases", "observed.files", "observed.packages", "observed.technologies")

    def make() -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        for schema in ("known", "observed"):
            connection.execute(f"CREATE SCHEMA {schema}")
        for table in tables.registered():
            if table.qualified in names:
                connection.execute(table.ddl())
        return connection

    return make


@pytest.fixture
def new_repo(tmp_path: Path) -> Callable[[str], Repo]:
    def make(name: str = "shop") -> Repo:
        root = tmp_path / name
        root.mkdir()
        repo = Repo(root)
        repo.git("init", "--quiet", "--initial-branch=main")
        return repo

    return make


@pytest.fixture
def repo(new_repo: Callable[[str], Repo]) -> Repo:
    return new_repo("shop")


@pytest.fixture(scope="session")
def templates() -> dict[tuple[Callable[[Repo], object], str], Repo]:
    """What ``begun_with`` has made so far."""
    return {}


@pytest.fixture
def begun_with(
    templates: dict[tuple[Callable[[Repo], object], str], Repo],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Repo]:
    """A repository that *fill* fills and asks, made once for all tests that begin with it: each gets a copy.

    The answers are those of the rules that count in the first of these tests: let one *fill* be asked
    with all rules or with ``team_only``, not with both.
    """

    def make(fill: Callable[[Repo], object], name: str = "shop") -> Repo:
        key = (fill, name)
        if key not in templates:
            template = Repo(tmp_path_factory.mktemp("template") / name)
            template.root.mkdir()
            template.git("init", "--quiet", "--initial-branch=main")
            fill(template)
            templates[key] = template
        return copied(templates[key], tmp_path / name)

    return make
