"""``principal skill``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from principal.faces.safe import say
from principal.faces.session import Progress, clear_errors, fail, open_here

if TYPE_CHECKING:
    from principal.core.workspace import Workspace

AGENTS = ("claude", "codex", "cursor", "copilot", "gemini", "qwen")

EPILOG = """\b
Examples:
  principal skill install                    for every agent that has a folder here
  principal skill install --agent all
  principal skill install --folder .kiro/skills
  principal skill remove                     take it out again; what others wrote stays"""


@click.group(epilog=EPILOG)
def command() -> None:
    """Teach coding agents the process: a skill, and a few lines in AGENTS.md or CLAUDE.md."""


@command.command("install")
@click.option("--agent", "agents", type=click.Choice([*AGENTS, "all"]), multiple=True, help="For which agents.")
@click.option("--folder", "home", help="A folder of skills of another agent; no guide is touched then.")
@click.pass_obj
@clear_errors
def install_command(folder: str, agents: tuple[str, ...], home: str | None) -> None:
    """Write the skill where AGENTs look for it, and a block of a few lines into the guide that they read.

    The block stands between two marked lines; nothing outside of them is touched. Run again, it
    replaces what it wrote.
    """
    from principal.faces.agents.skill import NAME, GuideError, files, with_block
    from principal.faces.writing import read_record, write_record

    workspace = open_here(folder, Progress())
    homes, guides = _places(workspace, agents, home)
    for place in homes:
        for path, content in files().items():
            target = f"{place}/{NAME}/{path}"
            if read_record(workspace, target) != content:
                write_record(workspace, target, content)
                say(f"wrote {target}")
            else:
                say(f"{target} is there already")
    for guide, skill in guides.items():
        text = _text(workspace, guide)
        try:
            edited = with_block(text or "", f"{skill}/{NAME}/SKILL.md")
        except GuideError as error:
            fail(f"{guide}: {error}")
        if edited != text:
            write_record(workspace, guide, edited.encode("utf-8", "surrogateescape"))
        say(f"{guide}: {'the block is there already' if edited == text else 'wrote the block'}")


@command.command("remove")
@click.option("--agent", "agents", type=click.Choice([*AGENTS, "all"]), multiple=True, help="For which agents.")
@click.option("--folder", "home", help="A folder of skills of another agent.")
@click.pass_obj
@clear_errors
def remove_command(folder: str, agents: tuple[str, ...], home: str | None) -> None:
    """Take the skill and the block out again; what others wrote stays."""
    from principal.faces.agents.skill import NAME, GuideError, files, without_block
    from principal.faces.writing import read_record, remove_record, write_record

    workspace = open_here(folder, Progress())
    homes, guides = _places(workspace, agents or ("all",), home)
    for place in homes:
        for path in files():
            target = f"{place}/{NAME}/{path}"
            if read_record(workspace, target) is not None:
                remove_record(workspace, target)
                say(f"removed {target}")
    for guide in guides:
        text = _text(workspace, guide)
        if text is None:
            continue
        try:
            edited = without_block(text)
        except GuideError as error:
            fail(f"{guide}: {error}")
        if edited == text:
            continue
        if edited.strip():
            write_record(workspace, guide, edited.encode("utf-8", "surrogateescape"))
        else:
            remove_record(workspace, guide)
        say(f"{guide}: took out the block")


def _places(workspace: Workspace, agents: tuple[str, ...], home: str | None) -> tuple[list[str], dict[str, str]]:
    """The folders of skills, and each guide with the folder that it names; a folder by name has no guide."""
    from principal.faces.agents.places import GUIDES, SKILLS, chosen

    if home is not None:
        return [home.strip("/")], {}
    meant = chosen(workspace.root, agents)
    guides: dict[str, str] = {}
    for agent in meant:
        guides.setdefault(GUIDES[agent], SKILLS[agent])
    return list(dict.fromkeys(SKILLS[a] for a in meant)), guides


def _text(workspace: Workspace, path: str) -> str | None:
    from principal.faces.writing import read_record

    content = read_record(workspace, path)
    return None if content is None else content.decode("utf-8", "surrogateescape")
