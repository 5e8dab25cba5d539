"""A repository that was made to break whoever reads it gets an answer, or a sentence and never exit 0."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from principal.core import generation
from principal.faces import cli
from principal.faces.commands import check

if TYPE_CHECKING:
    from tests.conftest import Repo

NO_COBOL = """
SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'written in COBOL: ' || path AS message
FROM observed.files WHERE path LIKE 'src/%'
"""
NO_MONGO = """
SELECT name AS subject, path, line, name <> 'mongodb' AS holds, 'uses ' || name AS message FROM observed.packages
"""

pytestmark = pytest.mark.usefixtures("team_only")


def test_numbers_and_characters_that_no_database_takes(repo: Repo) -> None:
    repo.rule("no-mongo", NO_MONGO)
    huge = "9" * 30
    results = '{"ruleId": "a\\ud800", "message": {"text": "b"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a"}, "region": {"startLine": %s}}}]}'
    repo.commit(
        {
            "package.json": '{"name": "a\\ud800", "dependencies": {"express": "1\\udfff"}}\n',
            "compose.yaml": f"services:\n  a: {{image: 'x:1', deploy: {{replicas: {huge}}}}}\n",
            "x.sarif": '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [%s]}]}'
            % (results % huge),
            "architecture/system.yaml": f"components:\n  a: {{kind: service, replicas: {huge}}}\n",
        }
    )
    code, output = repo.principal("check")
    assert code == 2
    assert output.splitlines()[2] == (f"WRONG architecture/system.yaml:2:32: replicas is {huge}; at most 1000000")
    assert repo.principal(
        "query", "SELECT source, path, reason FROM observed.coverage WHERE path IN ('x.sarif', 'compose.yaml')",
        "--format", "csv",
    ) == (
        0,
        "source,path,reason\n"
        "sarif,x.sarif,a number that is too large\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ("99999999999999999999 AS line, 'm' AS message", "src/a.py: m"),
        ("1 AS line, 'm' AS message, 1e308 * 10 AS amount", "src/a.py:1: m"),
        ("1 AS line, 'm' || chr(0) || chr(27) AS message", r"src/a.py:1: m\x00\x1b"),
    ],
)
def test_a_rule_whose_values_no_database_takes(repo: Repo, columns: str, shown: str) -> None:
    repo.rule("odd", f"SELECT path AS subject, path, false AS holds, {columns} FROM observed.files WHERE ext = 'py'"
              .replace("ext = 'py'", "path LIKE '%.py'"))  # fmt: skip
    repo.commit({"src/a.py": ""})
    code, output = repo.principal("check")
    assert code == 1
    assert output.splitlines()[3].startswith(f"  {shown}  [")
    assert "Infinity" not in repo.principal("check", "--format", "json")[1]


def test_pipes_sockets_and_links_are_not_opened(repo: Repo) -> None:
    import socket

    repo.rule("no-mongo", NO_MONGO)
    repo.commit({"web/package.json": '{"dependencies": {"express": "1"}}\n'})
    os.mkfifo(repo.root / "package.json")
    os.mkfifo(repo.root / "architecture" / "radar.yaml")
    (repo.root / "Cargo.toml").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        folder = os.open(repo.root, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{folder}/Gemfile" if sys.platform == "linux" else str(repo.root / "Gemfile"))
        os.close(folder)
        code, output = repo.principal("check")
    assert code in (2, 3)
    lines = output.splitlines()
    silent = [line for line in lines if line.startswith("NOT CHECKED")]
    link = "a symbolic link to /dev/zero, which is not read under that name"
    assert silent == [f"NOT CHECKED Cargo.toml: {link}  (no-mongo)"]


@pytest.mark.parametrize("what", ["folder", "file", "pipe"])
def test_no_record_is_written_through_a_link(repo: Repo, tmp_path: Path, what: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "debt.yaml").write_text("precious\n")
    repo.commit({"src/a.cbl": ""})
    architecture = repo.root / "architecture"
    if what == "folder":
        architecture.symlink_to(elsewhere)
        expected = "architecture is a symbolic link; it has to be a folder of its own"
    else:
        architecture.mkdir()
        if what == "file":
            (architecture / "debt.yaml").symlink_to(elsewhere / "debt.yaml")
            expected = "architecture/debt.yaml is a symbolic link; it has to be a file of its own"
        else:
            os.mkfifo(architecture / "debt.yaml")
            expected = "architecture/debt.yaml is not a file"
    from principal.core.workspace import open_workspace
    from principal.faces.debts import read_debt, write_debt

    workspace = open_workspace(repo.root)
    for act in (lambda: read_debt(workspace), lambda: write_debt(workspace, "loans: {}\n")):
        with pytest.raises(SystemExit) as refused:
            act()
        assert refused.value.code == 2
    assert repo.principal("adr", "new", "X", "--folder", "architecture")[0] == (2 if what == "folder" else 0)
    assert (elsewhere / "debt.yaml").read_text() == "precious\n"
    assert [p.name for p in elsewhere.iterdir()] == ["debt.yaml"]
    assert expected in _said(workspace)


def _said(workspace: object) -> str:
    import contextlib
    import io

    from principal.faces.debts import read_debt

    with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.suppress(SystemExit):
        read_debt(workspace)  # type: ignore[arg-type]  # a workspace
    return said.getvalue()


def test_a_record_is_written_whole_or_not_at_all(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    from principal.core.workspace import open_workspace
    from principal.faces.writing import write_record

    repo.commit({"architecture/debt.yaml": "loans: {}\n"})
    (repo.root / "architecture" / "debt.yaml").chmod(0o640)
    workspace = open_workspace(repo.root)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5, limit[1]))
    try:
        with pytest.raises(SystemExit):
            write_record(workspace, "architecture/debt.yaml", b"x" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, old)
    assert [p.name for p in (repo.root / "architecture").iterdir()] == ["debt.yaml"]
    assert (repo.root / "architecture" / "debt.yaml").read_text() == "loans: {}\n"
    write_record(workspace, "architecture/debt.yaml", b"loans: {} # more\n")
    assert (repo.root / "architecture" / "debt.yaml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (duckdb.IOException("IO Error: no space\nmore"), "the database could not be written or read: IO Error: no space"),
        (OSError(28, "No space left on device", "/x/y"), "/x/y: No space left on device"),
        (MemoryError(), "there is not enough memory"),
    ],
)  # fmt: skip
def test_what_this_machine_cannot_do_is_a_sentence(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    repo.commit({"src/a.py": ""})
    monkeypatch.setattr(generation, "_built", broken)
    assert repo.principal("check") == (2, f"principal: {said}\n")


def test_a_defect_of_ours_is_no_answer(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    repo.commit({"src/a.py": ""})
    monkeypatch.setattr(check, "open_here", broken)
    monkeypatch.setattr(sys, "argv", ["principal", "-C", str(repo.root), "check"])
    assert cli.answer() == 2
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "ZeroDivisionError: oops",
        "principal: this is a defect of Principal itself, please report it; nothing was concluded",
    ]


def test_a_reader_that_goes_away_is_not_told_to_proceed(repo: Repo) -> None:
    repo.rule("no-cobol", NO_COBOL)
    repo.commit({f"src/a{number}.py": "" for number in range(2)})
    words = [sys.executable, "-m", "principal.faces.cli", "-C", str(repo.root), "tables"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) == 2
