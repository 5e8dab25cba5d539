"""Repositories, revisions and names, on small repositories made by plain git."""

from __future__ import annotations

import os
import pickle
import subprocess
import threading
from pathlib import Path

import pytest

from principal.core.git import Git, GitFailed, NotARepository, find_root
from principal.core.paths import readable
from principal.core.revisions import head, is_shallow, is_tracked, merge_base, renames, repository_name, resolve

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(root: Path, *args: str) -> str:
    words = ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *args]
    ended = subprocess.run(words, cwd=root, env=ENVIRONMENT, capture_output=True, check=True, timeout=30)
    return ended.stdout.decode().strip()


def repository(root: Path, *formats: str) -> Path:
    root.mkdir()
    git(root, "init", "-q", *formats)
    return root


def commit(root: Path, **files: str) -> str:
    for name, content in files.items():
        (root / name).write_text(content)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "A commit")
    return git(root, "rev-parse", "HEAD")


def test_the_root_is_found_from_below_and_in_a_linked_worktree(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    commit(root, a="1")
    below = root / "x" / "y"
    below.mkdir(parents=True)
    git(root, "worktree", "add", "-q", str(tmp_path / "linked"))
    assert find_root(below) == root
    assert find_root(root / "a") == root
    assert find_root(tmp_path / "linked") == tmp_path / "linked"
    assert repository_name(Git(tmp_path / "linked")) == "r"
    assert Git(tmp_path / "linked").places.common_dir == root / ".git"


def test_no_repository_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotARepository) as outside:
        find_root(tmp_path)
    assert str(outside.value) == (
        f"{tmp_path} is not inside a git repository. Change to one, or make one of this folder with: git init"
    )
    bare = repository(tmp_path / "bare", "--bare")
    with pytest.raises(NotARepository, match="is a bare repository: it has no working tree"):
        find_root(bare)
    broken = tmp_path / "broken"
    (broken / ".git").mkdir(parents=True)
    with pytest.raises(
        NotARepository, match=r"has a \.git that git cannot read. git rev-parse .* not a git repository"
    ):
        find_root(broken)
    with pytest.raises(NotARepository, match="cannot be read"):
        find_root(tmp_path / "absent")


def test_a_broken_repository_does_not_fall_through_to_the_one_above(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (root / "sub" / ".git").mkdir(parents=True)
    with pytest.raises(NotARepository):
        find_root(root / "sub")


def test_failures_carry_the_command_and_what_git_said(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    with pytest.raises(GitFailed) as failed:
        Git(root).run("cat-file", "-t", "HEAD")
    assert str(failed.value) == "git cat-file -t HEAD: fatal: Not a valid object name HEAD"


def test_output_and_time_are_bounded(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    commit(root, a="x" * 5000)
    with pytest.raises(GitFailed) as large:
        Git(root).run("cat-file", "blob", "HEAD:a", limit=1000)
    assert str(large.value) == "git cat-file blob HEAD:a: printed more than 1000 bytes"
    fifo = root / ".git" / "info" / "exclude"
    fifo.unlink(missing_ok=True)
    os.mkfifo(fifo)  # git waits for a writer that never comes
    with pytest.raises(GitFailed) as slow:
        Git(root).run("ls-files", "--others", "--exclude-standard", seconds=0.3)
    assert str(slow.value) == "git ls-files --others --exclude-standard: gave no answer within 0.3 s"


def test_git_survives_pickling_after_use(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    sha = commit(root, a="1")
    ours = Git(root)
    assert ours.places.object_format == "sha1"
    assert head(pickle.loads(pickle.dumps(ours))) == sha


def test_variables_of_a_hook_do_not_mislead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, other = repository(tmp_path / "r"), repository(tmp_path / "other")
    sha = commit(root, a="1")
    commit(other, b="1")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git" / "objects"))
    assert head(Git(find_root(root))) == sha


def test_revisions_resolve_or_suggest(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    ours = Git(root)
    assert head(ours) is None
    with pytest.raises(GitFailed, match=r"'main' is not a commit here: the repository has no commits yet"):
        resolve(ours, "main")
    sha = commit(root, a="1")
    git(root, "tag", "-a", "v1", "-m", "one")
    git(root, "branch", "-f", "feature/payments")
    assert [resolve(ours, name) for name in ("HEAD", "main", "v1", sha[:8])] == [sha] * 4
    with pytest.raises(GitFailed) as near:
        resolve(ours, "feature/payment")
    assert str(near.value) == "'feature/payment' is not a commit here; did you mean feature/payments?"
    for odd in ("--all", "-h", "HEAD:a", "x\n", "", "\0"):
        with pytest.raises(GitFailed):
            resolve(ours, odd)


def test_merge_base_renames_and_tracked(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    text = "".join(f"line {number}\n" for number in range(50))
    base = commit(root, old=text)
    git(root, "checkout", "-q", "-b", "side")
    (root / "old").rename(root / "-new")
    side = commit(root, **{"-new": text + "more\n"})
    git(root, "checkout", "-q", "main")
    main = commit(root, other="1")
    git(root, "checkout", "-q", "--orphan", "apart")
    commit(root, third="1")
    ours = Git(root)
    assert merge_base(ours, "side", "main") == base
    assert merge_base(ours, "apart", "main") is None
    assert renames(ours, base, side) == {"-new": "old"}
    assert renames(ours, base, main) == {}
    assert [is_tracked(ours, path) for path in ("third", "absent", "../x", ":(top)third", "-new")] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_shallow_clones_are_known(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    commit(root, a="1")
    commit(root, a="2")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    assert not is_shallow(Git(root))
    assert is_shallow(Git(tmp_path / "shallow"))
    with pytest.raises(GitFailed, match="the clone is shallow, get the rest with: git fetch --unshallow"):
        resolve(Git(tmp_path / "shallow"), "HEAD~1")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/rails/rails.git", "rails/rails"),
        ("https://user:secret@github.com/rails/rails", "rails/rails"),
        ("git@github.com:saleor/saleor.git", "saleor/saleor"),
        ("ssh://git@host.example:2222/group/sub/project.git/", "group/sub/project"),
        ("https://dev.azure.com/org/project/_git/repo", "org/project/repo"),
        ("/srv/git/project.git", "folder"),
        ("file:///srv/git/project.git", "folder"),
        ("../project", "folder"),
        ("C:\\code\\project", "folder"),
        ("https://host/only", "folder"),
        ("https://host/a/\x1b[31mred", "a/--31mred"),
        ("https://host/../../etc", "folder"),
        ("https://[broken/a/b", "folder"),
    ],
)
def test_the_name_comes_from_the_origin_or_the_folder(tmp_path: Path, url: str, name: str) -> None:
    root = repository(tmp_path / "folder")
    git(root, "config", "remote.origin.url", url)
    assert repository_name(Git(root)) == name


def test_paths_are_readable_and_told_apart() -> None:
    assert readable("größe/日本.txt".encode()) == "größe/日本.txt"
    assert readable(b"a\nb\x1b[0m") == "a\\x0ab\\x1b[0m"
    assert readable(b"bad\xff\xfe") == "bad\\xff\\xfe"
    assert readable("a\u202eb".encode()) == "a\\xe2\\x80\\xaeb"
    assert readable(b"a\\x0ab") == "a\\\\x0ab"


def test_a_closed_stream_leaves_no_process(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    commit(root, a="x" * 4_000_000)
    before = threading.active_count()
    stream = Git(root).stream("cat-file", "blob", "HEAD:a")
    assert next(stream)[:3] == b"xxx"
    stream.close()
    assert threading.active_count() == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
