"""The example system is what its history leads to, on every machine."""

import subprocess
import sys
from pathlib import Path

import pytest

SHOP = Path(__file__).resolve().parents[2] / "examples" / "shop"


def make_demo(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SHOP / "make_demo.py", folder], capture_output=True, text=True, check=False, timeout=60
    )


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    made = make_demo(folder)
    assert made.returncode == 0, made.stderr
    return folder


def test_the_last_commit_holds_the_system_as_it_is(shop: Path) -> None:
    system = SHOP / "system"
    expected = {str(p.relative_to(system)): p.read_text() for p in system.rglob("*") if p.is_file()}
    assert {path: (shop / path).read_text() for path in git(shop, "ls-files").splitlines()} == expected
    assert git(shop, "status", "--porcelain", "--ignored") == ""


def test_the_history_has_three_authors_over_five_months(shop: Path) -> None:
    commits = git(shop, "log", "--reverse", "--format=%aN %as").splitlines()
    assert len(commits) == 27
    assert (commits[0], commits[-1]) == ("Marta Kowalczyk 2026-01-09", "Priya Nair 2026-06-04")
    assert {c[:-11] for c in commits} == {"Marta Kowalczyk", "Jonas Weber", "Priya Nair"}


def test_a_second_build_gives_the_same_commit_and_replaces_the_first(shop: Path, tmp_path: Path) -> None:
    first = git(shop, "rev-parse", "HEAD")
    (tmp_path / "again").mkdir()
    for _ in range(2):
        made = make_demo(tmp_path / "again")
        assert made.stdout == f"{tmp_path / 'again'}: the example system, at {first}"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    made = make_demo(tmp_path)
    assert (made.returncode, made.stdout) == (1, "")
    assert made.stderr == f"make_demo: {tmp_path} is there, and was not made by this script\n"
    assert (tmp_path / "thesis.txt").read_text() == "mine"
