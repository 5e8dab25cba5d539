"""Red flags that evidence raised on a revision of a proposal when it was written, and does not raise any more.

A flag stops the revision on which it was raised. So that one cannot vanish because something
else was edited (the peak that a constraint declares, a manifest), the generation of the commit
that brought this very text is asked too. It follows from history: nothing has to be kept.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from principal.core.proposal_gate import Flag
    from principal.core.workspace import Workspace
    from principal.faces.proposals import ProposalRows
    from principal.phases.consensus.proposal_standings import ProposalStandings

MAX_BYTES = 4 * 1024 * 1024
_AGREEING = ("architecture/signoffs/", "architecture/proposals/")  # to write there raises and clears no flag


def raised_before(rows: ProposalRows, standing: ProposalStandings) -> list[Flag]:
    """What was raised on this revision when it was committed, and nothing shows now; none before it is committed."""
    from principal.core.generation import Question, opened
    from principal.core.proposal_gate import flags_of, gone
    from principal.core.snapshots import revision
    from principal.core.verdict import answers_of
    from principal.core.views import View
    from principal.faces.proposals import rows_of

    if standing.decided:
        return []
    commit = _written_in(rows.workspace, standing)
    if commit is None:
        return []
    question = Question(View(revision(rows.workspace.git, commit)), rows.today)
    path, answers = opened(rows.workspace, question, answers_of, current=False)
    then = rows_of(rows.workspace, path, answers, rows.today)
    was = next((s for s in then.standings if s.path == standing.path and s.content == standing.content), None)
    if was is None:
        return []
    found = gone(flags_of(answers.rules, answers.findings, then.scope(was)), rows.answers.findings)
    since = f" (when this revision was written, in {commit[:12]}; a new revision clears it)"
    return [replace(f, message=f.message + since) for f in [*found, *_brought(was, standing)]]


def _brought(was: ProposalStandings, standing: ProposalStandings) -> list[Flag]:
    """Flags on what the proposal itself brings, of which none of that name is raised now."""
    from principal.core.proposal_gate import CONSENSUS, Flag

    now = {flag.partition(": ")[0] for flag in standing.flags}
    said = [(flag.partition(": ")[0], flag.partition(": ")[2]) for flag in was.flags]
    return [
        Flag(name, CONSENSUS, "proposal-red-flag", standing.proposal, shown, standing.path, standing.line)
        for name, shown in said
        if name not in now
    ]


def _written_in(workspace: Workspace, standing: ProposalStandings) -> str | None:
    """The commit that brought this text, where anything but agreeing has happened since."""
    from principal.core.git import GitFailed
    from principal.core.revisions import first_with, head
    from principal.core.snapshots import contents_of

    git = workspace.git
    try:
        blob = git.run("rev-parse", "--verify", "--quiet", f"HEAD:{standing.path}", limit=1024).decode().strip()
        content = contents_of(git, [blob], MAX_BYTES).get(blob)
        if content is None or sha256(content).hexdigest() != standing.content:
            return None
        commit = first_with(git, standing.path, blob)
        if commit is None or commit == head(git):
            return None
        changed = git.run("diff", "--name-only", "-z", commit, "HEAD").decode("utf-8", "replace").split("\0")
    except GitFailed:
        return None
    return commit if any(name and not name.startswith(_AGREEING) for name in changed) else None
