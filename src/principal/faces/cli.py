"""``principal``: the command line. Each command is imported only when it is called."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import NoReturn

import click

from principal import __version__

_WRONG = 2  # as in core.gates, which --help does not load

# Name to one line of help; the module is principal.faces.commands.NAME. Kept here so that
# --help imports none of them.
COMMANDS = {
    "survey": "What is this system made of, what stands out, what is ungoverned? Needs no configuration.",
    "init": "Draft architecture/ from evidence, and confirm it guess by guess.",
    "check": "May we proceed? Hold the system, or one change, to its records.",
    "gate": "Which phases of the process are complete, and what blocks the others?",
    "comb": "Every changed line of a release, the riskiest first: look, ask, sign.",
    "why": "Why a rule exists, what it asks, and how to mend what it finds.",
    "brief": "What to know before touching some paths: for agents, and for people in a hurry.",
    "skill": "Teach coding agents the process: a skill, and a few lines in AGENTS.md.",
    "hook": "Hold an agent to what people decided, before it writes.",
    "mcp": "Serve an agent: status, check, why, query, brief, next, drafts. It signs nothing.",
    "records": "What to write: each record, explained, with an example to begin with.",
    "rfc": "Proposals: new, list, status, withdraw, accept.",
    "adr": "Decision records: new, list, show, supersede, import, renumber, graph.",
    "sign": "Sign a record with your key: approve it, object, withdraw, overrule. For people only.",
    "signers": "Who may sign, and the fingerprint to pin: init, change, sign, status.",
    "radar": "The technology radar against what is in use.",
    "whatif": "What happens if something is gone: to what users do, to queues and data, and why.",
    "fmea": "Every way in which a component, a zone or a need can fail, and what breaks each journey.",
    "draw": "Pictures as SVG: context, containers, matrix, radar, decisions, hotspots, timeline.",
    "report": "What the system is, what matters most and why, as a page to forward or a site.",
    "import": "Draft records from models, catalogs and radars of other tools.",
    "export": "Write the system, the radar or the decisions for other tools.",
    "baseline": "Take a loan for all that is open today, so that only new harm shows.",
    "loan": "Take a loan on the open findings of one rule.",
    "dismiss": "Dismiss one finding that is not true here, with the reason.",
    "query": "Ask the database a question in SQL.",
    "faulttree": "Solve a fault tree in Open-PSA's XML, exactly.",
    "tables": "The tables and their columns, documented.",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"principal.faces.commands.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"no such command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table above, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


EPILOG = """\b
Examples:
  principal survey                    what is true of this repository, in seconds
  principal init                      records drafted from evidence, for you to correct
  principal check                     hold the working tree to its records
  principal check --since main        only what this branch makes worse
  principal why radar-hold            the reason behind a rule

\b
Exit codes: 0 may proceed, 1 may not, 2 the command or a record is wrong,
3 could not conclude (a required rule was not checked)."""


@click.group(
    cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="principal")
@click.option("-C", "folder", metavar="FOLDER", default=".", help="Run as if started in FOLDER.")
@click.pass_context
def group(context: click.Context, folder: str) -> None:
    """A principal engineer as software: holds a system to what its people decided."""
    context.obj = folder


def main() -> NoReturn:
    """Run the command line; the exit code answers."""
    # One command makes many small objects and no garbage to speak of: looking for some after every
    # 700 of them, and taking everything apart at the end, is a fifth of the time of a staged check.
    gc.set_threshold(200_000, 50, 50)
    code = answer()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        code = code or _WRONG  # what was said did not arrive
    os._exit(code)


def answer() -> int:
    """Run the command line that the process was started with; the exit code."""
    told = sys.stdout
    try:
        group.main(prog_name="principal", standalone_mode=True)
    except SystemExit as ended:
        if sys.stdout is not told:
            return _WRONG  # click puts another in its place when whoever reads us has gone: nothing was concluded
        return ended.code if isinstance(ended.code, int) else _WRONG if ended.code else 0
    except Exception:
        # A defect of ours is not an answer: 1 would say that something blocks.
        import traceback

        traceback.print_exc()
        sys.stderr.write("principal: this is a defect of Principal itself, please report it; nothing was concluded\n")
        return _WRONG
    return 0


if __name__ == "__main__":
    main()
