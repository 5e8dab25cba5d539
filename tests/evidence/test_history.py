"""History in the database: whole, by differences, and where parts of it are missing."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path

import duckdb
import pytest

from principal.core import observed
from principal.core.git import Git
from principal.core.tables import table_of
from principal.evidence.history import SOURCE
from principal.evidence.history.load import load, removed
from principal.evidence.history.people import People, Person, is_bot

BASE = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(root: Path, *args: str, stdin: bytes | None = None, who: str = "Ada", at: str = "1700000000 +0100") -> str:
    email = f"{who.split()[0].lower()}@example.org"
    people = {
        "GIT_AUTHOR_NAME": who,
        "GIT_AUTHOR_EMAIL": email,
        "GIT_COMMITTER_NAME": who,
        "GIT_COMMITTER_EMAIL": email,
    }
    dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    words = ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *args]
    environment = {**BASE, **people, **dates}
    ended = subprocess.run(words, cwd=root, env=environment, input=stdin, capture_output=True, check=True, timeout=30)
    return ended.stdout.decode("utf-8", "replace").strip()


def repository(root: Path) -> Path:
    root.mkdir()
    git(root, "init", "-q")
    return root


def commit(root: Path, message: str = "A commit", who: str = "Ada", **files: str | None) -> str:
    for name, content in files.items():
        if content is None:
            (root / name).unlink()
        else:
            (root / name).write_text(content)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message, who=who)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA observed")
    for row in (*SOURCE.tables, observed.Coverage):
        connection.execute(table_of(row).ddl())
    return connection


def commits(con: duckdb.DuckDBPyConnection, columns: str = "sha") -> list[tuple[object, ...]]:
    return con.execute(f"SELECT {columns} FROM observed.commits ORDER BY ALL").fetchall()


def changes(con: duckdb.DuckDBPyConnection, columns: str = "*") -> list[tuple[object, ...]]:
    return con.execute(f"SELECT {columns} FROM observed.changes ORDER BY ALL").fetchall()


def test_commits_and_changes_are_read(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    first = commit(root, "Start", a="12345", b="1")
    second = commit(root, "Go on\nwith this\n\nand a body", who="Grace Hopper", a="123", b=None, c="new")
    assert load(con, Git(root), "me/r", None, second) == [observed.Coverage("", "complete", 2, None, "")]
    at = dt.datetime(2023, 11, 14, 22, 13, 20)
    rows = {
        ("me/r", "history", first, "Ada", "ada@example.org", at, at, 0, "Start", False),
        ("me/r", "history", second, "Grace Hopper", "grace@example.org", at, at, 1, "Go on with this", False),
    }
    assert set(commits(con, "*")) == rows
    assert set(changes(con)) == {
        ("me/r", "history", first, "a", "A", 5),
        ("me/r", "history", first, "b", "A", 1),
        ("me/r", "history", second, "a", "M", -2),
        ("me/r", "history", second, "b", "D", -1),
        ("me/r", "history", second, "c", "A", 3),
    }


def test_a_difference_gives_what_a_whole_reading_gives(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    base = commit(root, a="1")
    git(root, "checkout", "-q", "-b", "side")
    commit(root, s="1")
    side = commit(root, s="12")
    git(root, "checkout", "-q", "main")
    commit(root, m="1")
    git(root, "merge", "-q", "-m", "Merge", "side")
    main = git(root, "rev-parse", "HEAD")
    git(root, "checkout", "-q", "-b", "third", base)
    third = commit(root, t="1")
    ours = Git(root)
    assert removed(ours, side, main) == []
    assert len(removed(ours, main, side)) == 2
    previous = None
    for target in (side, main, third, base, main, third):
        load(con, ours, "r", previous, target)
        by_difference = (commits(con, "*"), changes(con))
        con.execute("DELETE FROM observed.commits")
        con.execute("DELETE FROM observed.changes")
        load(con, ours, "r", None, target)
        assert (commits(con, "*"), changes(con)) == by_difference
        assert len(by_difference[0]) == int(git(root, "rev-list", "--count", target))
        previous = target


def test_merges_have_parents_and_no_changes(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    commit(root, a="1")
    git(root, "checkout", "-q", "-b", "side")
    commit(root, s="1")
    git(root, "checkout", "-q", "main")
    commit(root, m="1")
    git(root, "merge", "-q", "-m", "Merge", "side")
    merge = git(root, "rev-parse", "HEAD")
    load(con, Git(root), "r", None, merge)
    assert con.execute("SELECT parents FROM observed.commits WHERE sha = ?", [merge]).fetchall() == [(2,)]
    assert con.execute("SELECT count(*) FROM observed.changes WHERE sha = ?", [merge]).fetchall() == [(0,)]


def test_other_repositories_in_the_database_are_left_alone(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    first, second = commit(root, a="1"), commit(root, a="2")
    load(con, Git(root), "one", None, second)
    load(con, Git(root), "two", None, second)
    load(con, Git(root), "one", second, first)
    load(con, Git(root), "one", first, None)
    assert con.execute("SELECT repository, count(*) FROM observed.commits GROUP BY ALL").fetchall() == [("two", 2)]


def test_a_repository_without_commits_says_so(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    assert load(con, Git(root), "r", None, None) == [
        observed.Coverage("", "missing", 0, None, "the repository has no commits")
    ]


def test_an_old_head_that_is_gone_is_no_harm(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    sha = commit(root, a="1")
    load(con, Git(root), "r", None, sha)
    assert load(con, Git(root), "r", "0123456789" * 4, sha)[0].files == 1
    assert commits(con) == [(sha,)]


def test_a_shallow_clone_is_partial_and_blames_nobody(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    first, second, third = commit(root, a="1"), commit(root, b="1"), commit(root, b="22")
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{root}", "shallow")
    (said,) = load(con, Git(tmp_path / "shallow"), "r", None, third)
    reason = "the clone is shallow: older commits are missing; get them with: git fetch --unshallow"
    assert said == observed.Coverage("", "partial", 2, None, reason)
    # Git would show the whole tree as added by the commit where the history was cut.
    assert changes(con, "sha, path, delta") == [(third, "b", 1)]
    con.execute("INSERT INTO observed.coverage VALUES ('r', 'history', '', 'partial', 2, NULL, ?, '')", [said.reason])
    git(tmp_path / "shallow", "fetch", "-q", "--unshallow")
    assert load(con, Git(tmp_path / "shallow"), "r", third, third)[0].status == "complete"
    assert set(commits(con)) == {(first,), (second,), (third,)}


def test_missing_contents_leave_the_delta_open(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    commit(root, a="1", b="1")
    sha = commit(root, a="22", b="333")
    blob = git(root, "rev-parse", "HEAD:a")
    (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    (said,) = load(con, Git(root), "r", None, sha)
    assert (said.status, said.reason) == (
        "complete",
        "1 changes without a size: contents are missing (a partial clone)",
    )
    assert con.execute("SELECT path, delta FROM observed.changes WHERE status = 'M' ORDER BY path").fetchall() == [
        ("a", None),
        ("b", 2),
    ]


def test_missing_trees_leave_the_commits(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    commit(root, a="1")
    sha = commit(root, a="22")
    tree = git(root, "rev-parse", "HEAD~1^{tree}")
    (root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    (said,) = load(con, Git(root), "r", None, sha)
    assert said.status == "partial"
    assert said.reason.startswith("what the commits changed is not known: git log ")
    assert (len(commits(con)), changes(con)) == (2, [])


def test_a_missing_commit_is_reported(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    first = commit(root, a="1")
    sha = commit(root, a="22")
    (root / ".git" / "objects" / first[:2] / first[2:]).unlink()
    (said,) = load(con, Git(root), "r", None, sha)
    assert said.status in ("partial", "unread")
    assert said.reason.startswith("commits are missing: git log ")


def test_odd_commits_survive(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    commit(root, **{"line\nbreak": "1", ":100644 x": "22", "back\\slash": "4444"})
    parent = git(root, "rev-parse", "HEAD")
    tree = git(root, "rev-parse", "HEAD^{tree}")
    dates = [b"99999999999999999999 +0000", b"4200000000 +0000", b"nonsense", b"1700000000 +9999"]
    for date in dates:
        text = b"tree %s\nparent %s\n" % (tree.encode(), parent.encode())
        text += b"author B\xffad <BAD@\xfe> %s\ncommitter \x01 <> %s\n\n:100644 subject\n" % (date, date)
        parent = git(root, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text)
    (said,) = load(con, Git(root), "r", None, parent)
    assert said == observed.Coverage("", "complete", 5, None, "3 commits with a date that cannot be right")
    odd = con.execute("SELECT DISTINCT author, email, subject FROM observed.commits WHERE parents = 1").fetchall()
    assert odd == [("B\ufffdad", "bad@\ufffd", ":100644 subject")]
    assert [d.year for (d,) in commits(con, "authored")] == [1970, 1970, 2023, 2023, 2103]
    assert changes(con, "path, delta") == [(":100644 x", 2), ("back\\\\slash", 4), ("line\\x0abreak", 1)]


def test_submodules_have_no_bytes(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    inner, root = repository(tmp_path / "inner"), repository(tmp_path / "r")
    commit(inner, x="x")
    git(root, "submodule", "--quiet", "add", str(inner), "sub")
    (said,) = load(con, Git(root), "r", None, commit(root))
    assert said.status == "complete"
    assert [row for row in changes(con, "path, status, delta") if row[0] == "sub"] == [("sub", "A", 0)]


def test_a_new_mailmap_renames_the_whole_history(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = repository(tmp_path / "r")
    first = commit(root, a="1", who="ada l")
    load(con, Git(root), "r", None, first)
    assert commits(con, "author, email") == [("ada l", "ada@example.org")]
    second = commit(root, **{".mailmap": "Ada Lovelace <ada@lovelace.example> <ada@example.org>\n"})
    (root / ".mailmap").write_text("Wrong <ada@example.org>\n")  # what is checked out does not count
    load(con, Git(root), "r", first, second)
    assert set(commits(con, "author, email")) == {("Ada Lovelace", "ada@lovelace.example")}
    load(con, Git(root), "r", second, first)
    assert commits(con, "author, email") == [("ada l", "ada@example.org")]


def test_mailmap_forms() -> None:
    people = People(
        b"# Comment <a@b>\n"
        b"Proper Name <commit@x>\n"
        b"<proper@x> <Other@x>\n"
        b"Both Names <both@x> <old@x>\n"
        b"Ghost <ghost@x> nick <shared@x>\n"
        b"broken line\n"
    )
    assert people.person(b"any", b"COMMIT@x") == Person("Proper Name", "commit@x", False)
    assert people.person(b"any", b"other@x") == Person("any", "proper@x", False)
    assert people.person(b"any", b"old@x") == Person("Both Names", "both@x", False)
    assert people.person(b"Nick", b"shared@x") == Person("Ghost", "ghost@x", False)
    assert people.person(b"someone", b"shared@x") == Person("someone", "shared@x", False)


@pytest.mark.parametrize(
    ("name", "email", "bot"),
    [
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", True),
        ("renovate", "bot@renovateapp.com", True),
        ("Renovate Bot", "renovate@whitesourcesoftware.com", True),
        ("snyk-bot", "snyk-bot@snyk.io", True),
        ("k8s-ci-robot", "k8s-ci-robot@users.noreply.github.com", True),
        ("Ada", "1+github-actions[bot]@users.noreply.github.com", True),
        ("Jan Bot", "jan.bot@example.nl", False),
        ("Sean Griffin", "sean@thoughtbot.com", False),
        ("Lorenzo Zabot", "lorenzozabot@gmail.com", False),
        ("Dana Sherson", "robot@dana.sh", False),
        ("Marcin", "ci@example.org", False),
    ],
)
def test_automation_is_told_from_people(name: str, email: str, bot: bool) -> None:
    assert is_bot(name, email) is bot
