"""What a fresh machine, a hook and a workflow start from."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from principal.faces.cli import group

ROOT = Path(__file__).resolve().parents[2]


def locked(name: str) -> dict[str, str]:
    """The name and version of each requirement of a lock, all of which have hashes and no address."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", text.strip())
    for entry in entries:
        assert re.fullmatch(r"\S+==\S+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", entry), entry
    return {canonicalize_name(e.partition("==")[0]): re.split(r"[\s;]", e.partition("==")[2])[0] for e in entries}


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime, development = locked("runtime"), locked("dev")
    for wanted, lock in (
        (project["project"]["dependencies"], runtime),
        (project["dependency-groups"]["dev"], development),
    ):
        for requirement in map(Requirement, wanted):
            assert requirement.specifier.contains(lock[canonicalize_name(requirement.name)]), requirement


def test_what_both_locks_hold_is_of_one_version() -> None:
    runtime, development = locked("runtime"), locked("dev")
    assert {n: runtime[n] for n in runtime.keys() & development} == {
        n: development[n] for n in runtime.keys() & development
    }


@pytest.mark.parametrize("command", ["check --staged", "check --since main --format sarif -o principal.sarif"])
def test_the_commands_that_the_hook_and_the_action_run_are_understood(command: str) -> None:
    *words, last = command.split()
    said = CliRunner().invoke(group, [*words, last, "--help"])
    assert said.exit_code == 0, said.output


def test_the_hook_checks_what_is_staged() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [(h["id"], h["entry"], h["pass_filenames"]) for h in hooks] == [
        ("principal-check", "principal check --staged", False)
    ]


def test_no_input_of_the_action_reaches_a_shell_as_text() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    assert not [s for s in scripts if "${{" in s]
