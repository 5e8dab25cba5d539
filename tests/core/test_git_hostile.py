"""A hostile repository executes nothing: each trap is shown to work on plain git first."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import duckdb
import pytest

from principal.core import observed
from principal.core.git import Git, GitFailed, find_root
from principal.core.revisions import is_tracked, merge_base, renames, repository_name, resolve
from principal.core.snapshots import index, read, revision, worktree
from principal.core.tables import table_of
from principal.evidence.history.load import load

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(root: Path, *args: str, stdin: bytes | None = None, check: bool = True, **extra: str) -> str:
    words = ["git", "-c", "init.defaultBranch=main", *args]
    ended = subprocess.run(
        words, cwd=root, env={**ENVIRONMENT, **extra}, input=stdin, capture_output=True, check=check, timeout=30
    )
    return ended.stdout.decode("utf-8", "replace").strip()


def repository(root: Path) -> Path:
    root.mkdir()
    git(root, "init", "-q")
    (root / "a.txt").write_text("one\n")
    (root / "b.txt").write_text("two\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "First")
    (root / "a.txt").write_text("one\nmore\n")
    git(root, "commit", "-q", "-a", "-m", "Second")
    return root


def trap(tmp_path: Path) -> tuple[Path, Path]:
    """A program, and the file that it leaves behind when somebody runs it."""
    marker, program = tmp_path / "ran", tmp_path / "trap.sh"
    program.write_text(f"#!/bin/sh\n: > '{marker}'\nexit 1\n")
    program.chmod(0o755)
    return program, marker


def everything(root: Path) -> None:
    """Ask all that we ever ask of a repository; failing is allowed here, running something is not."""
    ours = Git(find_root(root))
    con = duckdb.connect()
    con.execute("CREATE SCHEMA observed")
    for row in (observed.Commits, observed.Changes, observed.Coverage):
        con.execute(table_of(row).ddl())
    for state in (worktree, index, lambda g: revision(g, "HEAD")):
        try:
            snapshot = state(ours)
            list(read(ours, snapshot, snapshot.entries, 1 << 20))
        except GitFailed:
            continue
    for question in (
        lambda: load(con, ours, "here", None, resolve(ours, "HEAD")),
        lambda: load(con, ours, "here", resolve(ours, "HEAD"), resolve(ours, "HEAD~1")),
        lambda: renames(ours, "HEAD~1", "HEAD"),
        lambda: merge_base(ours, "HEAD~1", "HEAD"),
        lambda: resolve(ours, "no-such-branch"),
        lambda: is_tracked(ours, ".principal"),
        lambda: repository_name(ours),
    ):
        try:
            question()
        except GitFailed:
            continue


def dirty(root: Path) -> None:
    (root / "a.txt").write_text("changed\n")
    (root / "new.txt").write_text("new\n")


CONFIGURED = {
    "monitor": ({"core.fsmonitor": "TRAP"}, "", ("status",)),
    "textconv": ({"diff.evil.textconv": "TRAP"}, "* diff=evil", ("log", "-p", "--textconv")),
    "diff driver": ({"diff.evil.command": "TRAP"}, "* diff=evil", ("diff",)),
    "external diff": ({"diff.external": "TRAP"}, "", ("diff",)),
    "clean filter": ({"filter.evil.clean": "TRAP"}, "* filter=evil", ("status",)),
    "process filter": ({"filter.evil.process": "TRAP"}, "* filter=evil", ("diff",)),
    "smudge filter": ({"filter.evil.smudge": "TRAP"}, "* filter=evil", ("checkout", "-f", "--", "a.txt")),
    "pager": ({"core.pager": "TRAP"}, "", ("-p", "log")),
}


@pytest.mark.parametrize("name", CONFIGURED)
def test_what_configuration_names_is_not_run(name: str, tmp_path: Path) -> None:
    settings, attributes, control = CONFIGURED[name]
    program, marker = trap(tmp_path)
    root = repository(tmp_path / "r")
    for key, value in settings.items():
        git(root, "config", key, value.replace("TRAP", str(program)))
    if attributes:
        (root / ".gitattributes").write_text(attributes + "\n")
    dirty(root)
    everything(root)
    assert not marker.exists()
    git(root, *control, check=False)
    if name != "pager":  # plain git pages for terminals only
        assert marker.exists(), "the trap does not work"


def test_included_configuration_is_overruled(tmp_path: Path) -> None:
    program, marker = trap(tmp_path)
    root = repository(tmp_path / "r")
    (root / "more.cfg").write_text(f'[core]\n\tfsmonitor = "{program}"\n[diff]\n\texternal = "{program}"\n')
    git(root, "config", "include.path", "../more.cfg")
    dirty(root)
    everything(root)
    assert not marker.exists()
    git(root, "status", check=False)
    assert marker.exists(), "the trap does not work"


def test_hooks_are_not_run(tmp_path: Path) -> None:
    program, marker = trap(tmp_path)
    root = repository(tmp_path / "r")
    hooks = root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-index-change", "reference-transaction", "pre-commit", "post-checkout", "fsmonitor-watchman"):
        (hooks / hook).unlink(missing_ok=True)
        (hooks / hook).symlink_to(program)
    dirty(root)
    os.utime(root / "b.txt", (1, 1))  # makes plain git refresh and write the index
    everything(root)
    assert not marker.exists()
    git(root, "status", check=False)
    assert marker.exists(), "the trap does not work"


def test_signature_programs_are_not_run(tmp_path: Path) -> None:
    program, marker = trap(tmp_path)
    root = repository(tmp_path / "r")
    tree, parent = git(root, "rev-parse", "HEAD^{tree}"), git(root, "rev-parse", "HEAD")
    who = "Ada <ada@example.org> 1700000000 +0000"
    signature = "-----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    commit = f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\ngpgsig {signature}\n\nSigned\n"
    sha = git(root, "hash-object", "-t", "commit", "-w", "--stdin", stdin=commit.encode())
    git(root, "update-ref", "HEAD", sha)
    git(root, "config", "gpg.program", str(program))
    git(root, "config", "log.showSignature", "true")
    everything(root)
    assert not marker.exists()
    git(root, "log", check=False)
    assert marker.exists(), "the trap does not work"


@pytest.mark.parametrize("attack", ["ext", "uploadpack", "vcs", "ssh"])
def test_missing_objects_are_not_fetched(attack: str, tmp_path: Path) -> None:
    program, marker = trap(tmp_path)
    root = repository(tmp_path / "r")
    url = {"ext": f"ext::{program}", "uploadpack": str(tmp_path), "vcs": "anything", "ssh": "ssh://example.invalid/x"}
    git(root, "config", "remote.origin.url", url[attack])
    git(root, "config", "remote.origin.promisor", "true")
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "protocol.allow", "always")
    git(root, "config", "protocol.ext.allow", "always")
    if attack == "uploadpack":
        git(root, "config", "remote.origin.uploadpack", str(program))
    if attack == "ssh":
        git(root, "config", "core.sshCommand", str(program))
    if attack == "vcs":
        helpers = tmp_path / "bin"
        helpers.mkdir()
        (helpers / "git-remote-evil").symlink_to(program)
        git(root, "config", "remote.origin.vcs", "evil")
        old_path = os.environ["PATH"]
        os.environ["PATH"] = f"{helpers}:{old_path}"
    try:
        blob = git(root, "rev-parse", "HEAD:a.txt")
        (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
        everything(root)
        assert not marker.exists()
        ours = Git(root)
        snapshot = revision(ours, "HEAD")
        got = {e.path: content for e, content in read(ours, snapshot, snapshot.entries, 100)}
        assert got == {"a.txt": None, "b.txt": b"two\n"}
        assert not marker.exists()
        git(root, "cat-file", "-p", blob, check=False, PATH=os.environ["PATH"])
        assert marker.exists(), "the trap does not work"
    finally:
        if attack == "vcs":
            os.environ["PATH"] = old_path


def test_a_git_in_the_repository_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from principal.core import git as module

    program, marker = trap(tmp_path)
    root = repository(tmp_path / "r")
    (root / "git").symlink_to(program)
    module._search_path.cache_clear()
    module._executable.cache_clear()
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}:")
    monkeypatch.chdir(root)
    try:
        everything(root)
    finally:
        module._search_path.cache_clear()
        module._executable.cache_clear()
    assert not marker.exists()


def test_a_redirected_working_tree_is_not_read(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret.txt").write_text("secret\n")
    root = repository(tmp_path / "r")
    git(root, "config", "core.worktree", str(elsewhere))
    assert find_root(root) == root
    assert [e.path for e in worktree(Git(root)).entries] == ["a.txt", "b.txt"]


def test_grafts_and_replacements_do_not_rewrite_history(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    first, second = git(root, "rev-parse", "HEAD~1"), git(root, "rev-parse", "HEAD")
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "grafts").write_text(f"{second}\n")
    assert Git(root).run("rev-list", "HEAD").decode().split() == [second, first]
    (root / ".git" / "info" / "grafts").unlink()
    git(root, "replace", second, first)
    assert Git(root).run("rev-list", "HEAD").decode().split() == [second, first]


def test_objects_elsewhere_are_not_followed(tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    root = repository(tmp_path / "r")
    assert not Git(root).has_alternates
    (root / ".git" / "objects" / "info").mkdir(exist_ok=True)
    (root / ".git" / "objects" / "info" / "alternates").write_text(f"{other}/.git/objects\n")
    ours = Git(root)
    assert ours.has_alternates
    for question in (lambda: revision(ours, "HEAD"), lambda: index(ours), lambda: resolve(ours, "HEAD")):
        with pytest.raises(GitFailed, match="keeps objects outside of the repository"):
            question()
    con = duckdb.connect()
    con.execute("CREATE SCHEMA observed")
    for row in (observed.Commits, observed.Changes, observed.Coverage):
        con.execute(table_of(row).ddl())
    (said,) = load(con, ours, "here", None, git(root, "rev-parse", "HEAD"))
    assert (said.status, said.reason) == ("unread", "objects are kept outside of the repository (alternates)")
    assert [e.path for e in worktree(ours).entries] == ["a.txt", "b.txt"]


def test_an_object_folder_that_is_a_link_counts_as_elsewhere(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (root / ".git" / "objects").rename(tmp_path / "objects")
    (root / ".git" / "objects").symlink_to(tmp_path / "objects")
    assert Git(root).has_alternates


def test_another_owner_is_refused_with_a_way_out(tmp_path: Path) -> None:
    from principal.core.git import NotARepository

    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    root = repository(tmp_path / "r")
    for path in (root, root / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(NotARepository) as refused:
        find_root(root)
    assert str(refused.value) == (
        f"{root} belongs to another user, so that git refuses to read it. If you trust it, run: "
        f"git config --global --add safe.directory {root}"
    )
