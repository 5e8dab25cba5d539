"""Snapshots of working trees, indexes and commits, and what is read from them."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core import snapshots
from principal.core.git import Git
from principal.core.snapshots import Snapshot, index, read, revision, worktree

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(root: Path, *args: str, stdin: bytes | None = None, **extra: str) -> str:
    words = ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *args]
    ended = subprocess.run(
        words, cwd=root, env={**ENVIRONMENT, **extra}, input=stdin, capture_output=True, check=True, timeout=30
    )
    return ended.stdout.decode().strip()


def repository(root: Path, *words: str) -> Path:
    root.mkdir()
    git(root, "init", "-q", *words)
    return root


def commit(root: Path) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "A commit")
    return git(root, "rev-parse", "HEAD")


def contents(root: Path, snapshot: Snapshot, limit: int = 1000) -> dict[str, bytes | None]:
    return {e.path: content for e, content in read(Git(root), snapshot, snapshot.entries, limit)}


def blobs(snapshot: Snapshot) -> dict[str, str]:
    return {e.path: e.blob for e in snapshot.entries}


@pytest.mark.parametrize("words", [(), ("--object-format=sha256",)])
def test_the_three_states_agree_when_nothing_changed(tmp_path: Path, words: tuple[str, ...]) -> None:
    root = repository(tmp_path / "r", *words)
    (root / "b").mkdir()
    (root / "b" / "run.sh").write_text("#!/bin/sh\n")
    (root / "b" / "run.sh").chmod(0o755)
    (root / "a.txt").write_text("one\n")
    (root / "empty").write_text("")
    sha = commit(root)
    ours = Git(root)
    states = [worktree(ours), index(ours), revision(ours, "HEAD")]
    assert [s.revision for s in states] == ["worktree", "index", sha]
    assert {s.head for s in states} == {sha}
    assert {s.left_out for s in states} == {()}
    told = [[(e.path, e.raw, e.mode, e.blob) for e in s.entries] for s in states]
    assert told[0] == told[1] == told[2]
    assert [(e.path, e.mode, e.size) for e in states[0].entries] == [
        ("a.txt", "100644", 4),
        ("b/run.sh", "100755", 10),
        ("empty", "100644", 0),
    ]
    assert states[0].entries[0].blob == git(root, "rev-parse", "HEAD:a.txt")
    for state in states:
        assert contents(root, state) == {"a.txt": b"one\n", "b/run.sh": b"#!/bin/sh\n", "empty": b""}


def test_a_repository_without_commits(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    assert worktree(Git(root)) == Snapshot("worktree", None, (), ())
    assert index(Git(root)) == Snapshot("index", None, (), ())
    (root / "a").write_text("1")
    assert [(e.path, e.size) for e in worktree(Git(root)).entries] == [("a", 1)]


def test_a_working_tree_has_edits_and_new_files_and_lacks_ignored_and_deleted_ones(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    for name in ("edited", "deleted", "same"):
        (root / name).write_text("one\n")
    (root / ".gitignore").write_text("*.log\n")
    commit(root)
    (root / "edited").write_text("two\n")
    (root / "deleted").unlink()
    (root / "new").write_text("new\n")
    (root / "x.log").write_text("ignored")
    (root / ".principal").mkdir()
    (root / ".principal" / "db").write_text("ours")
    (root / "nested").mkdir()
    git(root / "nested", "init", "-q")
    (root / "nested" / "inside").write_text("not ours")
    state = worktree(Git(root))
    assert [e.path for e in state.entries] == [".gitignore", "edited", "new", "same"]
    assert state.left_out == (("nested/", "another repository"),)
    assert contents(root, state) == {".gitignore": b"*.log\n", "edited": b"two\n", "new": b"new\n", "same": b"one\n"}
    assert blobs(state)["edited"] == git(root, "hash-object", "edited")
    assert blobs(state)["new"] == git(root, "hash-object", "new")


def test_an_edit_of_the_same_size_in_the_same_moment_is_seen(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (root / "a").write_text("one\n")
    commit(root)
    status = (root / "a").stat()
    (root / "a").write_text("two\n")
    os.utime(root / "a", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert blobs(worktree(Git(root))) == {"a": git(root, "hash-object", "a")}


def test_an_entry_as_young_as_the_index_is_hashed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (root / "a").write_text("one\n")
    git(root, "add", "a")
    wrong = git(root, "hash-object", "-w", "--stdin", stdin=b"two\n")
    # The status that the index has of the file stays, with another blob: git calls that racily clean.
    ours = Git(root)
    printed = git(root, "ls-files", "--stage", "--debug", "a")
    assert "size: 4" in printed
    git(root, "update-index", "--cacheinfo", f"100644,{wrong},a")
    assert blobs(worktree(ours)) == {"a": git(root, "hash-object", "a")}


def test_what_changes_after_the_snapshot_is_not_handed_out(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    for name in ("a", "b", "c"):
        (root / name).write_text("one\n")
    commit(root)
    state = worktree(Git(root))
    (root / "a").write_text("two\n")
    (root / "b").unlink()
    assert contents(root, state) == {"a": None, "b": None, "c": b"one\n"}


def test_contents_over_the_limit_are_none(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (root / "large").write_text("x" * 1001)
    (root / "fits").write_text("x" * 1000)
    commit(root)
    for state in (worktree(Git(root)), index(Git(root)), revision(Git(root), "HEAD")):
        assert contents(root, state) == {"fits": b"x" * 1000, "large": None}
        assert [e.size for e in state.entries] in ([1000, 1001], [None, None])


def test_links_out_of_the_tree_are_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    root = repository(tmp_path / "r")
    (root / "folder").mkdir()
    (root / "folder" / "secret").write_text("harmless")
    (root / "file").write_text("harmless")
    (root / "link").symlink_to(outside / "secret")
    (root / "folder-link").symlink_to(outside)
    commit(root)
    before = worktree(Git(root))
    (root / "folder" / "secret").unlink()
    (root / "folder").rmdir()
    (root / "folder").symlink_to(outside)
    (root / "file").unlink()
    (root / "file").symlink_to(outside / "secret")
    (root / "new-link").symlink_to(outside / "secret")
    after = worktree(Git(root))
    assert after.entries == ()
    assert after.left_out == (
        ("file", "symbolic link"),
        ("folder", "symbolic link"),
        ("folder-link", "symbolic link"),
        ("folder/secret", "behind a symbolic link"),
        ("link", "symbolic link"),
        ("new-link", "symbolic link"),
    )
    assert contents(root, before) == {"file": None, "folder/secret": None}
    assert dict(revision(Git(root), "HEAD").left_out) == {"folder-link": "symbolic link", "link": "symbolic link"}


def test_what_is_no_regular_file_is_left_out(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (root / "pipe").write_text("was a file")
    commit(root)
    (root / "pipe").unlink()
    os.mkfifo(root / "pipe")
    state = worktree(Git(root))
    assert (state.entries, state.left_out) == ((), (("pipe", "not a regular file"),))


def test_submodules_are_left_out(tmp_path: Path) -> None:
    inner, root = repository(tmp_path / "inner"), repository(tmp_path / "r")
    (inner / "x").write_text("x")
    commit(inner)
    git(root, "submodule", "--quiet", "add", str(inner), "sub")
    commit(root)
    for state in (worktree(Git(root)), index(Git(root)), revision(Git(root), "HEAD")):
        assert [e.path for e in state.entries] == [".gitmodules"]
        assert state.left_out == (("sub", "submodule"),)


def test_odd_paths_survive(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    odd = [b"line\nbreak", b"-rf", b"--help", b":(top)x", b"bell\x07", b"a b*?[", b"back\\slash", "größe".encode()]
    if sys.platform == "linux":
        odd.append(b"bad\xff")
    for raw in odd:
        Path(os.fsdecode(os.fsencode(root) + b"/" + raw)).write_bytes(raw)
    commit(root)
    expected = {
        "line\\x0abreak": b"line\nbreak",
        "-rf": b"-rf",
        "--help": b"--help",
        ":(top)x": b":(top)x",
        "bell\\x07": b"bell\x07",
        "a b*?[": b"a b*?[",
        "back\\\\slash": b"back\\slash",
        "größe": "größe".encode(),
        "bad\\xff": b"bad\xff",
    }
    expected = {path: raw for path, raw in expected.items() if raw in odd}
    for state in (worktree(Git(root)), index(Git(root)), revision(Git(root), "HEAD")):
        assert contents(root, state) == expected
        assert [e.path for e in state.entries] == sorted(expected)
    (root / "-new\nname").write_text("untracked")
    assert contents(root, worktree(Git(root)))["-new\\x0aname"] == b"untracked"


def test_crafted_paths_do_not_leave_the_repository(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (tmp_path / "secret").write_text("secret")
    blob = git(root, "hash-object", "-w", "--stdin", stdin=b"x\n")
    raw = bytes.fromhex(blob)
    inner = git(root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=b"100644 secret\0" + raw)
    tree = b"40000 ..\0" + bytes.fromhex(inner) + b"40000 .GIT\0" + bytes.fromhex(inner) + b"100644 fine\0" + raw
    outer = git(root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=tree)
    sha = git(root, "commit-tree", outer, "-m", "Crafted")
    state = revision(Git(root), sha)
    assert [e.path for e in state.entries] == ["fine"]
    assert state.left_out == (
        ("../secret", "not a path inside the repository"),
        (".GIT/secret", "not a path inside the repository"),
    )


def test_crlf_on_disk_is_the_blob_that_git_stores(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    git(root, "config", "core.autocrlf", "true")
    (root / "a.txt").write_bytes(b"one\r\ntwo\r\n")
    commit(root)
    os.utime(root / "a.txt", (1, 1))
    state = worktree(Git(root))
    assert blobs(state) == {"a.txt": git(root, "rev-parse", "HEAD:a.txt")}
    assert contents(root, state) == {"a.txt": b"one\r\ntwo\r\n"}
    (root / "a.txt").write_bytes(b"one\r\nthree\r\n")
    assert blobs(worktree(Git(root))) != blobs(state)


def test_a_filtered_file_goes_by_what_lies_on_the_disk(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    git(root, "config", "filter.swap.clean", "tr a-z A-Z")
    git(root, "config", "filter.swap.smudge", "tr A-Z a-z")
    (root / ".gitattributes").write_text("*.up filter=swap\n")
    (root / "x.up").write_text("text\n")
    commit(root)
    git(root, "update-index", "--refresh")
    state = worktree(Git(root))
    assert blobs(state)["x.up"] == git(root, "hash-object", "--no-filters", "x.up")
    assert contents(root, state)["x.up"] == b"text\n"
    assert contents(root, revision(Git(root), "HEAD"))["x.up"] == b"TEXT\n"


def test_the_index_has_what_is_staged(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (root / "a").write_text("one\n")
    commit(root)
    (root / "a").write_text("two\n")
    git(root, "add", "a")
    (root / "a").write_text("three\n")
    (root / "later").write_text("later\n")
    git(root, "add", "--intent-to-add", "later")
    assert contents(root, index(Git(root))) == {"a": b"two\n"}
    assert contents(root, worktree(Git(root))) == {"a": b"three\n", "later": b"later\n"}


def test_conflicts_are_left_out_of_the_index(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (root / "a").write_text("base\n")
    commit(root)
    git(root, "checkout", "-q", "-b", "side")
    (root / "a").write_text("side\n")
    commit(root)
    git(root, "checkout", "-q", "main")
    (root / "a").write_text("main\n")
    commit(root)
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "side")
    state = index(Git(root))
    assert (state.entries, state.left_out) == ((), (("a", "unmerged"),))
    assert [e.path for e in worktree(Git(root)).entries] == ["a"]


HOOK = """#!{python}
import os, sys
sys.path.insert(0, {source!r})
from pathlib import Path
from principal.core.git import Git, find_root
from principal.core.snapshots import index, read
git = Git(find_root(Path.cwd()))
state = index(git)
found = {{e.path: c.decode() for e, c in read(git, state, state.entries, 100)}}
Path(os.environ["SEEN"]).write_text(repr(sorted(found.items())))
"""


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ((), [("a", "staged"), ("b", "one")]),
        (("-a",), [("a", "disk"), ("b", "disk")]),
        (("b",), [("a", "one"), ("b", "disk")]),
    ],
)
def test_a_hook_reads_the_index_that_is_committed(
    tmp_path: Path, words: tuple[str, ...], seen: list[tuple[str, str]]
) -> None:
    root = repository(tmp_path / "r")
    (root / "a").write_text("one")
    (root / "b").write_text("one")
    commit(root)
    (root / "a").write_text("staged")
    git(root, "add", "a")
    (root / "a").write_text("disk")
    (root / "b").write_text("disk")
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    source = str(Path(__file__).parents[2] / "src")
    hook.write_text(HOOK.format(python=sys.executable, source=source))
    hook.chmod(0o755)
    git(root, "commit", "-q", "-m", "Third", *words, SEEN=str(tmp_path / "seen"))
    assert (tmp_path / "seen").read_text() == repr(seen)


def test_an_index_of_another_repository_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other, root = repository(tmp_path / "other"), repository(tmp_path / "r")
    (other / "theirs").write_text("x")
    commit(other)
    (root / "ours").write_text("x")
    commit(root)
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert [e.path for e in index(Git(root)).entries] == ["ours"]
    assert [e.path for e in worktree(Git(root)).entries] == ["ours"]


def test_a_slice_is_read_elsewhere(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    for number in range(5):
        (root / f"f{number}").write_text(str(number))
    commit(root)
    state = revision(Git(root), "HEAD")
    work = pickle.loads(pickle.dumps((Git(root), state.without_entries(), state.entries[3:1:-1])))
    assert [(e.path, content) for e, content in read(*work, 100)] == [("f3", b"3"), ("f2", b"2")]


def test_a_sparse_checkout_says_what_is_not_there(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    for folder in ("in", "out"):
        (root / folder).mkdir()
        (root / folder / "x").write_text(folder)
    commit(root)
    git(root, "sparse-checkout", "set", "in")
    state = worktree(Git(root))
    assert [e.path for e in state.entries] == ["in/x"]
    assert state.left_out == (("out/x", "not checked out (sparse)"),)


@given(
    st.lists(st.sampled_from([b"", b".", b"..", b".git", b".GIT", b"a", b".a", b"a.", b"/"]), max_size=6).map(b"/".join)
)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_most_paths_need_no_expression_to_be_known_to_stay_inside(raw: bytes) -> None:
    outside = snapshots._OUTSIDE.search(raw) is not None
    assert (snapshots._not_a_file(raw, "100644") is not None) == outside
