"""``principal init``."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from principal.faces.safe import clean, say
from principal.faces.session import Progress, as_of, clear_errors, fail, open_here

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from principal.core.verdict import Judged, Verdict
    from principal.core.workspace import Workspace
    from principal.faces.drafting import Proposal

EPILOG = """\b
Examples:
  principal init             drafts architecture/, and asks about each guess on a terminal
  principal init --yes       writes the drafts without asking; confirms none of them
  principal init --dry-run   only shows the difference

\b
Exit codes: those of principal check, which runs at the end; 0 with --dry-run."""


@click.command(epilog=EPILOG)
@click.option("--yes", is_flag=True, help="Write what was added without asking. It never confirms a guess.")
@click.option("--dry-run", is_flag=True, help="Show the difference, and write nothing.")
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, yes: bool, dry_run: bool, today: dt.date) -> None:
    """Draft architecture/ from evidence, and confirm it guess by guess.

    Components, needs, teams, data and the radar are drafted from what was seen, each ESTIMATED with the line
    that it was guessed from; constraints are questions. Nothing that is there is overwritten: run again, it adds
    what is new, and shows what is gone.
    """
    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        generation, proposed = _proposed(workspace, today)
    finally:
        progress.done()
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty() and not yes
    if dry_run or not (yes or on_terminal):
        _show(proposed)
        if not dry_run:
            say("\nnothing was written; principal init --yes writes what is added, and on a terminal it asks")
        return
    if on_terminal:
        _agree(proposed)
    for proposal in proposed:
        _write(workspace, proposal)
    if on_terminal:
        _interview(workspace, generation, today)
    _check(workspace, today)


def _proposed(workspace: Workspace, today: dt.date) -> tuple[Path, list[Proposal]]:
    """The generation of the working tree, and what it would change in the records."""
    from principal.core.generation import warm_up
    from principal.core.store import open_read_only
    from principal.faces.drafting import proposals
    from principal.faces.judgement import answers_on_worktree

    warm_up()
    generation, answers = answers_on_worktree(workspace, today)
    if answers.mistakes:
        first = answers.mistakes[0]
        where = f"{first.path}:{first.line}:{first.column}"
        fail(f"a record is wrong, mend it first: {where}: {first.wrong}; {first.expected}")
    with contextlib.closing(open_read_only(generation)) as connection:
        return generation, proposals(workspace, connection)


def _show(proposed: list[Proposal]) -> None:
    from principal.faces.drafting import diff

    lines = [line for proposal in proposed for line in diff(proposal)]
    for line in lines:
        say(clean(line))
    if not lines:
        say("nothing to add and nothing gone: the records say what the evidence shows")
    _refusals(proposed)


def _refusals(proposed: list[Proposal]) -> None:
    for proposal in proposed:
        for refused in proposal.refused:
            say(clean(f"{proposal.path}: add it by hand: {refused}"))


def _agree(proposed: list[Proposal]) -> None:
    """Ask whether what was added may be written, where anything was."""
    from principal.faces.interview import Stopped, prompt

    changed = [p for p in proposed if p.before != p.after]
    if not changed:
        return
    for proposal in changed:
        say(clean(f"{proposal.path}: {_said(proposal)}"))
    while True:
        try:
            answer = prompt("write that? [y]es, [n]o, [d]ifference: ").lower()
        except Stopped:
            answer = "n"
        if answer in ("y", "yes"):
            return
        if answer in ("d", "difference"):
            _show(proposed)
        elif answer in ("n", "no", "q"):
            say("nothing was written")
            raise SystemExit(0)


def _said(proposal: Proposal) -> str:
    from principal.faces.verdicts import plural

    if proposal.path.endswith("constraints.yaml"):
        return f"new, with {plural(proposal.added, 'question')}"
    return f"{'new, ' if proposal.before is None else ''}{plural(proposal.added, 'entry', 'entries')} drafted"


def _write(workspace: Workspace, proposal: Proposal) -> None:
    from principal.faces.verdicts import plural
    from principal.faces.writing import write_record

    if proposal.before != proposal.after:
        write_record(workspace, proposal.path, proposal.after.encode("utf-8"), new=proposal.before is None)
        say(clean(f"wrote {proposal.path}: {_said(proposal)}"))
    if proposal.gone:
        gone = plural(proposal.gone, "ESTIMATED entry is", "ESTIMATED entries are")
        say(clean(f"{proposal.path}: {gone} shown by nothing any more; principal init --dry-run shows them"))
    _refusals([proposal])


def _interview(workspace: Workspace, generation: Path, today: dt.date) -> None:
    from principal.core.store import open_read_only
    from principal.faces.interview import Interview, Stopped
    from principal.faces.questions import Asked
    from principal.faces.verdicts import plural

    with contextlib.closing(open_read_only(generation)) as connection:
        asked = Asked.of(workspace, connection)
    interview = Interview(workspace, asked.mistakes, today)
    stopped: type[BaseException] | None = None
    try:
        interview.ask_all(asked.screens)
    except (Stopped, KeyboardInterrupt) as error:
        stopped = type(error)
    say()
    left = plural(sum(not screen.many for screen in asked.screens()), "question")
    say(f"{plural(interview.answered, 'answer')} kept; {left} left for the next time")
    if stopped is KeyboardInterrupt:
        raise SystemExit(130)


def _check(workspace: Workspace, today: dt.date) -> None:
    """Run ``principal check``, in one line a rule, and say what to do next."""
    from principal.faces.judgement import verdict_for
    from principal.faces.verdicts import ANSWERS, tally

    progress = Progress()
    try:
        verdict = verdict_for(workspace, today, "build", None, staged=False)
    finally:
        progress.done()
    say("\nprincipal check")
    for line in _by_rule(verdict):
        say(clean(line))
    say(f"{tally(verdict)}\n{ANSWERS[verdict.exit_code]} (exit {verdict.exit_code})\n")
    guesses = sum(int(j.finding.amount or 1) for j in verdict.findings if j.rule.id.endswith("-estimated"))
    questions = sum(j.rule.id == "constraint-unanswered" for j in verdict.findings)
    if guesses or questions:
        left = [f"{guesses:,} ESTIMATED to confirm or correct"] if guesses else []
        left += [f"{questions} of 7 questions to answer"] if questions else []
        say(f"Next: {', '.join(left)}: read architecture/, or run principal init on a terminal")
    else:
        say("Next: everything is confirmed; principal gate says which phases are complete")
    raise SystemExit(verdict.exit_code)


def _by_rule(verdict: Verdict) -> Iterator[str]:
    """One line a rule that found something or was not checked: what blocks first."""
    from principal.faces.verdicts import level, silences

    groups: dict[str, list[Judged]] = {}
    for judged in verdict.findings:
        groups.setdefault(judged.rule.id, []).append(judged)
    words = {"error": "FAIL", "warning": "WARN", "note": "NOTE"}
    for mistake in verdict.mistakes:
        yield f"WRONG {mistake.path}:{mistake.line}:{mistake.column}: {mistake.wrong}; {mistake.expected}"
    for rule, members in groups.items():
        yield f"  {words[level(members[0])]} {len(members):>4}  {members[0].rule.summary}  ({rule})"
    for reason, rules in silences(verdict.unchecked):
        yield f"  NOT CHECKED  {reason}  ({', '.join(rules)})"
    if verdict.nothing_checked:
        yield f"  NOT CHECKED  nothing at all: {verdict.nothing_checked}"
