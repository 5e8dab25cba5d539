"""The hook's entry in the settings of each agent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Repo

CALL = {"type": "command", "command": "principal hook --agent claude", "timeout": 60}


def test_the_entry_is_written_and_taken_out_and_all_else_stays(repo: Repo) -> None:
    mine = '{\n  "model": "x", // mine\n  "hooks": {\n    "PreToolUse": [\n      {"matcher": "Bash", "hooks": []}\n    ]\n  }\n}\n'
    repo.commit({".claude/settings.json": mine})
    assert repo.principal("hook", "install") == (0, ".claude/settings.json: wrote the hook of claude\n")
    text = (repo.root / ".claude/settings.json").read_text()
    assert text.startswith(mine[: mine.index("\n    ]")])
    said = json.loads(text.replace("// mine", ""))
    assert said["hooks"]["PreToolUse"][1] == {"matcher": "Write|Edit|MultiEdit|NotebookEdit|Bash", "hooks": [CALL]}
    assert repo.principal("hook", "install") == (0, ".claude/settings.json: the hook is there already\n")
    assert (repo.root / ".claude/settings.json").read_text() == text
    assert repo.principal("hook", "remove") == (0, ".claude/settings.json: took out the hook of claude\n")
    assert (repo.root / ".claude/settings.json").read_text() == mine


@pytest.mark.parametrize(
    ("agent", "path", "keys"),
    [
        ("claude", ".claude/settings.json", ["PreToolUse"]),
        ("codex", ".codex/hooks.json", ["PreToolUse"]),
        ("gemini", ".gemini/settings.json", ["BeforeTool"]),
        ("qwen", ".qwen/settings.json", ["PreToolUse"]),
        ("cursor", ".cursor/hooks.json", ["preToolUse", "beforeShellExecution"]),
        ("copilot", ".github/hooks/principal.json", ["preToolUse"]),
    ],
)
def test_each_agent_has_settings_of_its_own(repo: Repo, agent: str, path: str, keys: list[str]) -> None:
    repo.commit({"a.py": ""})
    code, output = repo.principal("hook", "install", "--agent", agent)
    assert (code, output.splitlines()[0]) == (0, f"{path}: wrote the hook of {agent}")
    said = json.loads((repo.root / path).read_text())
    assert list(said["hooks"]) == keys
    assert f"principal hook --agent {agent}" in json.dumps(said)
    assert repo.principal("hook", "remove", "--agent", agent)[0] == 0
    assert not (repo.root / path).exists()
    assert not (repo.root / path).parent.exists()


def test_settings_that_do_not_read_are_left_alone(repo: Repo) -> None:
    repo.commit({".claude/settings.json": "{nope"})
    assert repo.principal("hook", "install") == (
        2, "principal: .claude/settings.json could not be edited: it is not JSON: 'nope' where a name should be\n",
    )  # fmt: skip
    assert (repo.root / ".claude/settings.json").read_text() == "{nope"
