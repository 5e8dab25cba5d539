"""The skill and the block in the guides: written, written again, taken out; nothing else is touched."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import skills_ref
import yaml

import principal
from principal.faces.agents import skill
from principal.faces.cli import COMMANDS, group

if TYPE_CHECKING:
    from tests.conftest import Repo

HOME = Path(principal.__file__).parent / "faces" / "skill"
PAGES = sorted(HOME.rglob("*.md"))


def test_the_skill_keeps_to_the_specification() -> None:
    """The checks of https://agentskills.io/specification; its own checker found the same."""
    text = (HOME / "SKILL.md").read_text()
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    said = yaml.safe_load(front)
    assert set(said) <= {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}
    assert said["name"] == skill.NAME
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", said["name"])
    assert len(said["name"]) <= 64
    assert 0 < len(said["description"]) <= 1024
    assert len(body.splitlines()) < 500
    named = re.findall(r"\]\(([^)]+)\)", body)
    assert named == ["references/records.md", "references/commands.md"]
    assert all((HOME / name).is_file() for name in named)
    assert {p.relative_to(HOME).as_posix() for p in PAGES} == {"SKILL.md", *named}


def test_its_own_checker_agrees(tmp_path: Path) -> None:
    shutil.copytree(HOME, tmp_path / skill.NAME)
    assert skills_ref.validate(tmp_path / skill.NAME) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_what_the_skill_names_is_there(page: Path) -> None:
    """Every command and rule that it names exists."""
    named = set(re.findall(r"`principal ([a-z]+)", page.read_text())) | set(
        re.findall(r"^\s*principal ([a-z]+)", page.read_text(), re.M)
    )
    assert named
    assert named <= set(COMMANDS)
    for command in named:
        assert group.get_command(None, command) is not None  # type: ignore[arg-type]


def test_the_examples_of_the_skill_are_read_without_a_mistake(repo: Repo) -> None:
    text = (HOME / "references" / "records.md").read_text()
    constraints = re.search(r"```yaml\n(constraints:.*?)```", text, re.S)
    assert constraints
    repo.commit({"architecture/constraints.yaml": constraints[1], "a.py": ""})
    assert "WRONG" not in repo.principal("check")[1]
    needs = re.search(r"```yaml\n(needs:.*?)```", text, re.S)
    assert needs
    indented = "\n".join(f"    {line}" for line in needs[1].splitlines())
    repo.write(
        "architecture/system.yaml",
        f"components:\n  payment-gateway: {{kind: external}}\n  shop:\n    kind: service\n{indented}\n",
    )
    assert "WRONG" not in repo.principal("check")[1]


def test_it_is_written_where_agents_look_and_taken_out_again(repo: Repo) -> None:
    repo.commit({"CLAUDE.md": "# Mine\n", ".cursor/rules/a.mdc": "x\n"})
    assert repo.principal("skill", "install") == (
        0,
        "wrote .claude/skills/principal/SKILL.md\n"
        "wrote .claude/skills/principal/references/commands.md\n"
        "wrote .claude/skills/principal/references/records.md\n"
        "wrote .agents/skills/principal/SKILL.md\n"
        "wrote .agents/skills/principal/references/commands.md\n"
        "wrote .agents/skills/principal/references/records.md\n"
        "CLAUDE.md: wrote the block\n"
        "AGENTS.md: wrote the block\n",
    )
    assert (repo.root / ".claude/skills/principal/SKILL.md").read_bytes() == (HOME / "SKILL.md").read_bytes()
    assert (repo.root / "CLAUDE.md").read_text().startswith(f"# Mine\n\n{skill.BEGIN}\n## Architecture\n")
    before = {p: p.read_bytes() for p in repo.root.rglob("*.md")}
    code, output = repo.principal("skill", "install")
    assert code == 0
    assert "wrote" not in output
    assert {p: p.read_bytes() for p in repo.root.rglob("*.md")} == before
    assert repo.principal("skill", "remove") == (
        0,
        "removed .claude/skills/principal/SKILL.md\n"
        "removed .claude/skills/principal/references/commands.md\n"
        "removed .claude/skills/principal/references/records.md\n"
        "removed .agents/skills/principal/SKILL.md\n"
        "removed .agents/skills/principal/references/commands.md\n"
        "removed .agents/skills/principal/references/records.md\n"
        "CLAUDE.md: took out the block\n"
        "AGENTS.md: took out the block\n",
    )
    assert repo.git("status", "--porcelain", "--ignored").split() == ["!!", ".principal/"]


def test_for_one_agent_and_for_a_folder(repo: Repo) -> None:
    repo.commit({"a.py": ""})
    assert repo.principal("skill", "install", "--agent", "gemini")[0] == 0
    assert (repo.root / "GEMINI.md").is_file()
    assert not (repo.root / ".claude").exists()
    assert repo.principal("skill", "install", "--folder", ".kiro/skills/")[0] == 0
    assert (repo.root / ".kiro/skills/principal/SKILL.md").is_file()
    assert repo.principal("skill", "install", "--folder", "../out") == (
        2, "principal: ../out/principal/SKILL.md leads out of the repository\n",
    )  # fmt: skip
    (repo.root / "linked").symlink_to("/tmp")
    assert repo.principal("skill", "install", "--folder", "linked")[0] == 2


@pytest.mark.parametrize(
    "text",
    ["", "x", "x\n", "x\n\n", "# A\r\n\r\nb\r\n", "a\r\nb", "\ufeff# A\n", "a\n\n\nb\n\n\n", "no end"],
)  # fmt: skip
def test_a_guide_keeps_what_is_not_ours(text: str) -> None:
    edited = skill.with_block(text, "here")
    assert edited.startswith(text)
    assert skill.with_block(edited, "here") == edited
    out = skill.without_block(edited)
    assert out.rstrip("\r\n") == text.rstrip("\r\n")
    assert len(out) <= len(text) + 2
    if "\r\n" in text:
        assert "\n" not in edited.replace("\r\n", "")
    around = edited + "more\n"
    assert skill.with_block(around, "there").endswith("more\n")
    assert "(there)" in skill.with_block(around, "there")


def test_markers_that_are_not_there_once_each_are_left_alone(repo: Repo) -> None:
    repo.commit({"AGENTS.md": f"a\n{skill.BEGIN}\nb\n"})
    code, output = repo.principal("skill", "install", "--agent", "codex")
    assert (code, output.splitlines()[-1]) == (
        2,
        "principal: AGENTS.md: the lines that mark what principal wrote are not there once each; take them out by hand",
    )
    assert (repo.root / "AGENTS.md").read_text() == f"a\n{skill.BEGIN}\nb\n"
