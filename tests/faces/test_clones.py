"""Clones that are not whole work, and say what they could not check."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Repo

NO_MONGO = """
SELECT name AS subject, path, line, name <> 'mongodb' AS holds, 'uses ' || name AS message FROM observed.packages
"""
PARTIAL = "objects are missing: the clone is partial; get the rest with: git fetch --refetch --no-filter"

pytestmark = pytest.mark.usefixtures("team_only")


@pytest.fixture
def clone(repo: Repo, tmp_path: Path) -> Callable[..., Repo]:
    """Clones a repository with a rule, a manifest and two commits that changed it."""
    repo.rule("no-mongo", NO_MONGO)
    repo.commit({"package.json": '{"dependencies": {"express": "1"}}\n', "a.py": ""})
    repo.commit({"package.json": '{"dependencies": {"express": "2"}}\n'})
    repo.git("config", "uploadpack.allowFilter", "true")

    def make(*options: str) -> Repo:
        from tests.conftest import Repo as Made

        words = ["git", "clone", "--quiet", *options, f"file://{repo.root}", str(tmp_path / "clone")]
        subprocess.run(words, check=True, capture_output=True)
        return Made(tmp_path / "clone")

    return make


def changes(repo: Repo) -> str:
    sql = "SELECT status, reason FROM observed.coverage WHERE source = 'history' AND path = ''"
    return repo.principal("query", sql, "--format", "csv")[1].splitlines()[1]


def test_without_the_contents_of_the_past(clone: Callable[..., Repo]) -> None:
    repo = clone("--filter=blob:none")
    assert repo.principal("check")[0] == 0
    assert changes(repo) == "complete,2 changes without a size: contents are missing (a partial clone)"
    # The base's manifest is not here, so that nothing can be said of what it was.
    repo.write("package.json", '{"dependencies": {"mongodb": "2"}}\n')
    assert repo.principal("check", "--since", "HEAD~1")[0] == 1
    repo.rule("no-mongo", NO_MONGO + " WHERE false")
    repo.commit()
    assert repo.principal("check", "--since", "HEAD~1")[0] == 1


def test_without_the_records_of_the_base_nothing_is_judged_by_them(clone: Callable[..., Repo], repo: Repo) -> None:
    repo_after = clone  # the rule changes in the origin before it is cloned
    repo.rule("no-mongo", NO_MONGO.replace("mongodb", "mongoose"))
    repo.commit()
    cloned = repo_after("--filter=blob:none")
    assert cloned.principal("check", "--since", "HEAD~1") == (
        2,
        f"principal: what the base decided cannot be read: {PARTIAL}\n",
    )


def test_without_the_trees_of_the_past(clone: Callable[..., Repo]) -> None:
    repo = clone("--filter=tree:0")
    assert repo.principal("check")[0] == 0
    assert changes(repo).startswith("partial,what the commits changed is not known: git log ")
    assert changes(repo).endswith(PARTIAL)
    code, output = repo.principal("check", "--since", "HEAD~1")
    assert code == 2
    assert output.startswith("principal: git ls-tree -r -z --full-tree --end-of-options ")
    assert output.endswith(f": {PARTIAL}\n")


def test_a_sparse_checkout_checks_what_is_staged_and_says_what_is_not_there(clone: Callable[..., Repo]) -> None:
    repo = clone("--sparse")
    repo.git("sparse-checkout", "set", "--no-cone", "/architecture/", "/a.py")
    code, output = repo.principal("check")
    assert (code, output.splitlines()[2]) == (3, "NOT CHECKED package.json: not checked out (sparse)  (no-mongo)")
    assert repo.principal("check", "--since", "HEAD")[0] == 3
    assert repo.principal("check", "--staged")[0] == 0
    repo.git("sparse-checkout", "set", "--no-cone", "/package.json")
    code, output = repo.principal("check")
    assert (code, output.splitlines()[2]) == (
        2,
        "WRONG architecture/rules/no-mongo.md:1:1: a rule that is not read: not checked out (sparse); "
        "a file of its own",
    )


def test_a_conflict_is_not_checked(repo: Repo) -> None:
    repo.rule("no-mongo", NO_MONGO)
    repo.commit({"package.json": "{}\n", "requirements.txt": "flask==1\n"})
    repo.git("switch", "--quiet", "-c", "other")
    repo.commit({"package.json": '{"dependencies": {"a": "1"}}\n'})
    repo.git("switch", "--quiet", "main")
    repo.commit({"package.json": '{"dependencies": {"b": "1"}}\n'})
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("merge", "other")
    code, output = repo.principal("check", "--staged")
    assert (code, output.splitlines()[2]) == (3, "NOT CHECKED package.json: unmerged  (no-mongo)")


def test_a_repository_of_the_other_hash(repo: Repo, tmp_path: Path) -> None:
    from tests.conftest import Repo as Made

    root = tmp_path / "sha256"
    subprocess.run(["git", "init", "--quiet", "--object-format=sha256", str(root)], check=True, capture_output=True)
    other = Made(root)
    other.rule("no-mongo", NO_MONGO)
    other.commit({"package.json": '{"dependencies": {"express": "1"}}\n'})
    other.write("package.json", '{"dependencies": {"mongodb": "1"}}\n')
    assert other.principal("check", "--since", "HEAD")[0] == 1
