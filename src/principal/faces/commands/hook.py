"""``principal hook``."""

from __future__ import annotations

import datetime as dt
import os
import sys

import click

from principal.faces.safe import clean, say
from principal.faces.session import Progress, as_of, clear_errors, fail

AGENTS = ("claude", "codex", "cursor", "copilot", "gemini", "qwen")
MAX_CHARACTERS = 16 * 1024 * 1024
BLOCKED = 2  # what every agent takes for no, with the reason on standard error

EPILOG = """\b
Examples:
  principal hook install                  for every agent that has a folder here
  principal hook install --agent claude   for this one
  principal hook remove
  principal hook --agent claude           what the agent calls; it reads JSON and answers in JSON

\b
What it says:
  deny  a record that people have to agree to (loans, dismissals, sign-offs, keys, rules, a weaker
        constraint, a confirmed estimate, an accepted decision), and code of a component whose
        constraints a rule says are broken
  ask   code for which nobody has decided yet what has to hold
  and else nothing: the agent's own permissions count.
A command of a shell is judged by its words, which is the best that can be done and no more;
principal check --since finds what slips through."""


@click.group(epilog=EPILOG, invoke_without_command=True)
@click.option("--agent", type=click.Choice(AGENTS), help="Whose protocol it is (default: told from what comes).")
@click.option(
    "--undecided",
    type=click.Choice(["ask", "allow"]),
    default="ask",
    show_default=True,
    help="What to say where nobody has decided yet what has to hold.",
)
@as_of
@click.pass_context
def command(context: click.Context, agent: str | None, undecided: str, today: dt.date) -> None:
    """Hold an agent to what people decided, before it writes."""
    if context.invoked_subcommand is None:
        raise SystemExit(_answer(context.obj, agent, undecided, today))


def _answer(folder: str, agent: str | None, undecided: str, today: dt.date) -> int:
    """Read what is about to be done, answer, and never fail: what is held stays held, the rest stays open."""
    from principal.faces.agents.protocols import NotUnderstood, read, render

    text = sys.stdin.buffer.read(MAX_CHARACTERS + 1).decode("utf-8", "replace")
    try:
        if len(text) > MAX_CHARACTERS:
            raise NotUnderstood(f"it is longer than {MAX_CHARACTERS:,} characters")
        call = read(text, agent)
    except NotUnderstood as error:
        return _without_understanding(text, str(error))
    try:
        from principal.faces.agents.deciding import decide

        said = render(decide(call, folder, today, undecided), call.agent, somebody=_somebody_is_there())
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return _without_understanding(text, f"{type(error).__name__}: {error}")
    if said:
        click.echo(said)
    return 0


def _somebody_is_there() -> bool:
    """Whether the agent runs on a terminal, at which a person can be asked."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def _without_understanding(text: str, why: str) -> int:
    """What cannot be judged: closed where it names what is held, else open, and the reason on standard error."""
    from principal.faces.agents.deciding import names_held

    held = names_held(text)
    if held is None:
        say(clean(f"principal: this could not be judged, and is left to you: {why}"), err=True)
        return 0
    say(
        clean(f"principal: this could not be judged ({why}), and it names {held}, which people have to agree to"),
        err=True,
    )
    return BLOCKED


@command.command("install")
@click.option("--agent", "agents", type=click.Choice([*AGENTS, "all"]), multiple=True, help="For which agents.")
@click.pass_obj
@clear_errors
def install_command(folder: str, agents: tuple[str, ...]) -> None:
    """Write the entry into the settings of AGENTs; all else there stays as it is."""
    _each(folder, agents, take_out=False)


@command.command("remove")
@click.option("--agent", "agents", type=click.Choice([*AGENTS, "all"]), multiple=True, help="For which agents.")
@click.pass_obj
@clear_errors
def remove_command(folder: str, agents: tuple[str, ...]) -> None:
    """Take the entry out of the settings again."""
    _each(folder, agents or ("all",), take_out=True)


def _each(folder: str, agents: tuple[str, ...], *, take_out: bool) -> None:
    from principal.core.json_splice import JsonSpliceError
    from principal.faces.agents.places import chosen
    from principal.faces.agents.settings import SETTINGS, installed, left, removed
    from principal.faces.session import open_here
    from principal.faces.writing import read_record, remove_record, write_record

    workspace = open_here(folder, Progress())
    for agent in chosen(workspace.root, agents):
        settings = SETTINGS[agent]
        there = read_record(workspace, settings.path)
        if there is None and take_out:
            continue
        try:
            text = (there or b"").decode("utf-8")
            edited = removed(settings, text) if take_out else installed(settings, text)
        except (JsonSpliceError, UnicodeDecodeError) as error:
            fail(f"{settings.path} could not be edited: {error}")
        if edited == text:
            say(f"{settings.path}: {'nothing of ours is there' if take_out else 'the hook is there already'}")
            continue
        if take_out and not left(settings, edited):
            remove_record(workspace, settings.path)
        else:
            write_record(workspace, settings.path, edited.encode("utf-8"))
        say(f"{settings.path}: {'took out' if take_out else 'wrote'} the hook of {agent}")
        if settings.note and not take_out:
            say(f"  {settings.note}")
