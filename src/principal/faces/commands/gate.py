"""``principal gate``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import click

from principal.core.rules import NUMBERS, PHASES
from principal.faces.safe import as_json, say
from principal.faces.session import Progress, as_of, clear_errors, fail, open_here

if TYPE_CHECKING:
    from principal.core.found import Mistakes, Phases
    from principal.core.workspace import Workspace
    from principal.faces.comb.status import Status

EPILOG = """\b
Examples:
  principal gate                          every phase, for building
  principal gate constraints              one phase; the exit code answers
  principal gate --stage design           what only code or production can show does not count
  principal gate governance --since main  only what this branch makes worse
  principal gate --proposal RFC-012       may we agree on it? What it touches, and who signed
  principal gate --proposal RFC-012 --since main
                                          may this branch be merged for it? It touches no component
                                          that the proposal does not name, too
  principal gate --stage operate --release v1.2..HEAD
                                          may it be deployed? Each line was signed by somebody
                                          other than its author, too (principal comb)

\b
Exit codes: 0 complete, 1 blocked, 2 a record is wrong, 3 not complete (empty,
not checked, unconfirmed, or waiting for an earlier phase)."""


@dataclass(frozen=True)
class _Answer:
    """What a gate says; ``lines`` of a release, where one is asked for (``releases``) and named."""

    rows: Sequence[Phases]
    mistakes: Sequence[Mistakes]
    repository: str
    of: str
    stage: str
    today: dt.date
    releases: bool = False
    lines: Status | None = None


@click.command(epilog=EPILOG)
@click.argument("phase", required=False, metavar="[PHASE]")
@click.option(
    "--stage",
    type=click.Choice(["design", "build", "operate"]),
    help="What is to be allowed: agreeing to it, merging it (default), or deploying it; of a proposal it is design.",
)
@click.option(
    "--since", metavar="REV", help="For the change from where it forked off REV, instead of the whole system."
)
@click.option(
    "--proposal", metavar="RFC", help="For one proposal: what it touches, its neighbours, and whether people agreed."
)
@click.option("--release", metavar="BASE..HEAD", help="With --stage operate: what is to be deployed, line by line.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str,
    phase: str | None,
    stage: str | None,
    since: str | None,
    proposal: str | None,
    release: str | None,
    style: str,
    today: dt.date,
) -> None:
    """Which phases are complete, and what blocks the others?

    PHASE is one of constraints, patterns, consensus, observability, governance, evolution.
    """
    if phase is not None and phase not in PHASES:
        import difflib

        near = difflib.get_close_matches(phase, PHASES, n=1)
        fail(
            f"there is no phase {phase!r}; " + (f"did you mean {near[0]!r}?" if near else f"one of {', '.join(PHASES)}")
        )
    if proposal is not None and release is not None:
        fail("--proposal goes without --release: a proposal is judged by what it touches")
    stage = stage or ("design" if proposal is not None and since is None else "build")
    if release is not None and stage != "operate":
        fail("--release goes with --stage operate: only deploying asks for a signature on every line")
    if proposal is not None:
        _say(_of_proposal(folder, proposal, phase, stage, since, today), style)
    _say(_of_system(folder, phase, stage, since, release, today), style)


def _of_system(
    folder: str, phase: str | None, stage: str, since: str | None, release: str | None, today: dt.date
) -> _Answer:
    from principal.faces.judgement import answers_on_worktree, verdict_for

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        if since is not None:
            verdict = verdict_for(workspace, today, stage, since, staged=False)
            rows, mistakes, name = list(verdict.phases), verdict.mistakes, verdict.repository
        else:
            _, answers = answers_on_worktree(workspace, today)
            rows, mistakes, name = list(answers.phases), answers.mistakes, answers.repository
        lines = _lines(workspace, release, today)
    finally:
        progress.done()
    of = f"the change since {since}" if since else "the whole system"
    rows = [r for r in rows if r.stage == stage and (phase is None or r.phase == phase)]
    return _Answer(
        rows,
        mistakes,
        name,
        of,
        stage,
        today,
        releases=stage == "operate" and phase in (None, "governance"),
        lines=lines,
    )


def _of_proposal(
    folder: str, proposal: str, phase: str | None, stage: str, since: str | None, today: dt.date
) -> _Answer:
    from principal.core.proposal_gate import proposal_phases
    from principal.faces.proposals import changed_since, proposal_rows

    rows = proposal_rows(folder, today)
    standing, answers = rows.standing(proposal), rows.answers
    found = proposal_phases(
        answers.rules, answers.findings, answers.outcomes, rows.scope(standing), stage, rows.flags(standing),
        rows.agreement(standing), rows.outside(standing, changed_since(rows.workspace, since) if since else ()),
    )  # fmt: skip
    found = [r for r in found if phase is None or r.phase == phase]
    if not found:
        fail(f"{phase} asks nothing of a proposal; one of constraints, patterns, consensus")
    solo = ", solo mode" if standing.solo else ""
    of = f"the proposal {standing.proposal} ({standing.status}, {standing.tier}{solo})"
    of += f" and the change since {since}" if since else ""
    return _Answer(found, answers.mistakes, answers.repository, of, stage, today)


def _say(answer: _Answer, style: str) -> NoReturn:
    from principal.core.gates import COULD_NOT_CONCLUDE, MAY_NOT, WRONG, gate_exit_code
    from principal.faces.comb.status import as_data, told

    rows, lines, mistakes = answer.rows, answer.lines, answer.mistakes
    code = WRONG if mistakes else gate_exit_code(rows)
    if answer.releases and code != WRONG:
        # A release of which nobody was asked whether its lines were looked at is not one that may go.
        looked_at = lines.exit_code if lines else COULD_NOT_CONCLUDE
        code = MAY_NOT if MAY_NOT in (code, looked_at) else max(code, looked_at)
    if style == "json":
        said = {
            "version": 1, "repository": answer.repository, "as_of": answer.today.isoformat(),
            "stage": answer.stage, "exit_code": code,
            "phases": [
                {"phase": r.phase, "number": NUMBERS[r.phase], "state": r.state, "reason": r.reason,
                 "rules": r.rules, "passed": r.passed, "failed": r.failed, "waived": r.waived,
                 "not_checked": r.not_checked, "not_applicable": r.not_applicable}
                for r in rows
            ],
            **({"release": as_data(lines)} if lines else {}),
            "mistakes": [f"{m.path}:{m.line}:{m.column}: {m.wrong}; {m.expected}" for m in mistakes],
        }  # fmt: skip
        say(as_json(said))
        raise SystemExit(code)
    say(f"{answer.repository}: gate for {answer.of}, as of {answer.today}, stage {answer.stage}\n")
    for mistake in mistakes:
        say(f"WRONG {mistake.path}:{mistake.line}:{mistake.column}: {mistake.wrong}; {mistake.expected}")
    width = max(len(r.phase) for r in rows)
    for row in rows:
        counts = f"{row.passed:,} passed, {row.failed:,} failed, {row.waived:,} waived, {row.not_checked:,} not checked"
        named = f"{NUMBERS[row.phase]:<3} {row.phase:<{width}}  {row.state.upper():<11}"
        say(f"{named}  {counts if row.rules else ''}".rstrip())
        if row.reason:
            say(f"    {'':<{width}}  {row.reason}")
    if answer.releases:
        say("\nrelease")
        for line in told(lines, everything=False) if lines else (_NO_RELEASE,):
            say(f"    {line}".rstrip())
    say(f"\nexit {code}")
    raise SystemExit(code)


_NO_RELEASE = "not checked: say what is to be deployed with --release v1.2..HEAD, so that its lines are asked for"


def _lines(workspace: Workspace, release: str | None, today: dt.date) -> Status | None:
    """Which lines of a release are signed; None where none is asked for."""
    if release is None:
        return None
    from principal.faces.comb.combed import comb
    from principal.faces.comb.standing import standing

    return standing(comb(workspace, release, today), ())
