"""What the protected branch had, and when: by its own line, whatever dates others gave to what they brought to it."""

from __future__ import annotations

import contextlib

import duckdb
import pytest
from tests.conftest import Repo

from principal.core.protected import heads_of, reached
from principal.core.signed import PastSignoffs
from principal.core.snapshots import worktree
from principal.core.tables import table_of
from principal.core.views import View
from principal.core.workspace import open_workspace
from principal.evidence import signoff_history


def test_a_branch_is_on_no_protected_line_before_it_is_merged(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRINCIPAL_PROTECTED_BRANCH", raising=False)
    first = repo.commit({"a": "1"})
    repo.git("checkout", "-q", "-b", "topic")
    early = repo.commit({"b": "1"}, date="2026-01-01")
    repo.git("checkout", "-q", "main")
    second = repo.commit({"a": "2"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "topic", date="2026-06-20")
    merge = repo.git("rev-parse", "HEAD").strip()
    repo.git("checkout", "-q", "topic")
    late = repo.commit({"b": "2"}, date="2026-01-02")
    repo.git("checkout", "-q", "--orphan", "other")
    alone = repo.commit({"c": "1"})
    git = open_workspace(repo.root).git
    # The branch was merged, and its own commits are dated by whoever made them: what it has of main ends before it.
    assert [reached(git, c) for c in (first, early, second, merge, late, alone)] == [
        first, first, second, merge, first, None,
    ]  # fmt: skip
    # Who names another branch after it changes nothing: the one of the origin is asked first.
    repo.git("update-ref", "refs/remotes/origin/main", second)
    repo.git("branch", "-q", "-f", "main", late)
    assert reached(git, merge) == second


def test_where_the_protected_branch_is_not_here_what_it_had_is_not_known(repo: Repo) -> None:
    repo.commit({"a": "1"})
    repo.git("branch", "-q", "-m", "topic")  # as in a clone of one branch
    git = open_workspace(repo.root).git
    assert heads_of(git, View(worktree(git)))["signoff_history"] is None
    head = repo.commit({"architecture/signoffs/roles.yaml": "x"})
    heads = heads_of(git, View(worktree(git)))
    assert (heads["signoff_history"], heads["history"]) == ("", head)
    with contextlib.closing(duckdb.connect(":memory:")) as connection:
        connection.execute("CREATE SCHEMA observed")
        connection.execute(table_of(PastSignoffs).ddl())
        told = [signoff_history.load(connection, git, "shop", None, line)[0] for line in ("", None)]
    assert [(c.status, c.reason) for c in told] == [
        ("unread", "nothing of the protected branch is here, so that what it once had is not known: fetch it, or name it "
         "in PRINCIPAL_PROTECTED_BRANCH"),
        ("complete", ""),
    ]  # fmt: skip
