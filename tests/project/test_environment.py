"""Setting up an environment: what is missing is said, and nobody's folder is removed."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment() -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", ROOT / "tools" / "environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_running_python_is_found_and_an_unknown_one_is_not(environment: ModuleType) -> None:
    assert environment.find_python("{}.{}".format(*sys.version_info)) == sys.executable
    assert environment.find_python("3.99") is None


def test_a_version_that_is_not_there_is_said_and_is_no_failure(
    environment: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert environment.main([".venv-3.99", "3.99"]) == 0
    assert capsys.readouterr().out == "Python 3.99 is not on this machine: not tested with it\n"
    assert not (ROOT / ".venv-3.99").exists()


def test_without_git_and_without_the_right_to_install_it_the_user_is_told(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment.shutil, "which", lambda _: None)
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    assert environment.main([".venv-3.99"]) == 2
    assert capsys.readouterr().err == (
        "cannot set up: git is not on the path; install it with your system's package manager, and run again\n"
    )


def test_a_folder_that_is_no_environment_is_left_alone(environment: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(environment.CannotSetUpError, match="is there but is no virtual environment"):
        environment.create(sys.executable, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_the_hash_of_the_sources_changes_with_a_name_and_with_a_content(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1")
    second.write_text("2")
    before = environment.hash_of([first, second])
    assert environment.hash_of([second, first]) == before
    second.write_text("3")
    changed = environment.hash_of([first, second])
    first.rename(tmp_path / "c")
    assert len({before, changed, environment.hash_of([tmp_path / "c", second])}) == 3
