"""What the server of an agent answers, each in a process of its own: a question as JSON in, a text out.

A server lives long and knows nothing but where the repository is; so every answer is about
the repository as it is now, what goes wrong in one ends with it, and nothing in here signs,
accepts, loans or dismisses.

Run as ``python -m principal.faces.agents.answers``.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from principal.faces.safe import clean_lines
from principal.faces.session import Failed, Progress, clear_errors, fail, open_here
from principal.faces.verdicts import plural

if TYPE_CHECKING:
    from principal.core.workspace import Workspace

MAX_CHARACTERS = 24_000
MAX_ROWS = 200
DRAFTS = "architecture/drafts"
_RECORDS = ("constraints", "system", "radar", "sources", "debt")


def status(workspace: Workspace, today: dt.date) -> str:
    """Where the whole system stands: its gate, its phases, and what blocks."""
    from principal.core.process import NUMBERS
    from principal.core.scope import open_findings, scope_of
    from principal.core.standing import standing
    from principal.faces.agents.asking import index_of

    index, _ = index_of(workspace, today)
    scope = scope_of(index, ["."])
    said = standing(index, scope)
    lines = [
        f"{index.repository}, as of {today}",
        f"Gate: {said.gate} is {said.state}: {said.reason}",
        f"Next: {said.step}",
        "",
    ]
    for row in index.phases:
        reason = f": {row.reason}" if row.reason else ""
        lines.append(f"{NUMBERS[row.phase]} {row.phase}: {row.state}{reason}")
    blocking = [o for o in open_findings(index, scope) if o.rule.blocking]
    lines += [
        "",
        f"{len(blocking):,} findings block"
        + (", the first of them:" if len(blocking) > 10 else ":" if blocking else ""),
    ]
    for one in blocking[:10]:
        where = f"{one.finding.path}:{one.finding.line}: " if one.finding.path else ""
        lines.append(f"- {where}{one.finding.message} [{one.rule.id}]")
    return "\n".join(lines)


def check(workspace: Workspace, today: dt.date, since: str = "", staged: bool = False, stage: str = "build") -> str:
    """The verdict on the working tree, on what is staged, or on what came since a revision."""
    from principal.core.process import STAGES
    from principal.faces.formats.text import render
    from principal.faces.judgement import verdict_for

    if since and staged:
        fail("since and staged do not go together; staged is the change from HEAD to what is staged")
    if stage not in STAGES:
        fail(f"there is no stage {stage!r}; one of {', '.join(STAGES)}")
    return render(verdict_for(workspace, today, stage, since or None, staged))


def why(workspace: Workspace, today: dt.date, name: str = "") -> str:
    """Why a rule exists and how to mend what it finds; of one finding by its mark; or every rule."""
    from principal.faces.commands.why import explanation

    return explanation(str(workspace.root), name or None, today)


def query(workspace: Workspace, today: dt.date, sql: str, limit: int = MAX_ROWS) -> str:
    """What the database answers to one SELECT, in a process with limits, as rows of JSON."""
    from principal.core.asking import Asker
    from principal.core.queries import QueryRefused, inspect
    from principal.faces.judgement import generation_of_worktree

    try:
        inspect(sql)
    except QueryRefused as refused:
        fail(f"the query was refused: {refused}")
    path = generation_of_worktree(workspace, today)
    asker = Asker()
    try:
        answer = asker.ask(path, [("query", sql)])["query"]
    finally:
        asker.stop()
    if answer.error is not None:
        fail(f"the query could not be answered: {answer.error}")
    wanted = max(1, min(int(limit), MAX_ROWS))
    shown = answer.rows[:wanted]
    lines = [json.dumps(dict(zip(answer.columns, row, strict=True)), ensure_ascii=False, default=str) for row in shown]
    more = len(answer.rows) - len(shown)
    counted = f"({plural(len(answer.rows), 'row')}" + (f", {more:,} of them not shown)" if more else ")")
    return "\n".join([*lines, counted])


def brief(workspace: Workspace, today: dt.date, paths: list[str]) -> str:
    """What to know before touching some paths."""
    from principal.faces.agents.asking import brief_on

    return brief_on(workspace, str(workspace.root), paths, today, "text")


def next_step(workspace: Workspace, today: dt.date, paths: list[str] | None = None) -> str:
    """The next step: for some paths, or for the whole system."""
    from principal.core.scope import scope_of
    from principal.core.standing import standing
    from principal.faces.agents.asking import index_of, inside

    index, _ = index_of(workspace, today)
    said = standing(index, scope_of(index, inside(workspace, str(workspace.root), paths or ["."])))
    return f"{said.gate} is {said.state}: {said.reason}\nNext: {said.step}"


def draft(
    workspace: Workspace, today: dt.date, record: str, text: str = "", title: str = "", write: bool = False
) -> str:
    """A record as a proposal: an example to begin with, or what is wrong with *text* and what it would weaken.

    Written only where it is asked for, only below ``architecture/drafts``, and over nothing.
    """
    from principal.faces.agents.drafting import drafted, judged

    path, said = drafted(workspace, today, record, title)
    if not text:
        text = said
    lines = [f"A draft of {path}. It counts for nothing until a person has read it and put it there.", ""]
    lines += judged(workspace, path, text)
    if write:
        from principal.faces.writing import write_record

        home = f"{DRAFTS}/{path.removeprefix('architecture/').replace('/', '-').replace('ADR-', 'decision-')}"
        write_record(workspace, home, text.encode("utf-8", "surrogatepass"), new=True)
        lines.append(f"Written to {home}.")
    return "\n".join([*lines, "", text])


def record(workspace: Workspace, today: dt.date, name: str = "") -> str:
    """A record as it lies there, by its name or its path; without a name, which there are."""
    from principal.faces.agents.asking import index_of
    from principal.faces.writing import read_record

    index, _ = index_of(workspace, today)
    paths = {f"architecture/{n}.yaml": n for n in _RECORDS}
    paths |= {d.path: f"{d.id} {d.title} [{d.status}]" for d in index.decisions}
    there = [p for p in paths if (workspace.root / p).is_file()]
    if not name:
        return "\n".join(f"{p}: {paths[p]}" for p in there) or "there are no records yet"
    meant = next((p for p in there if name in (p, paths[p]) or paths[p].startswith(f"{name} ")), None)
    if meant is None:
        fail(f"there is no record {name}; without a name it is said which there are")
    return (read_record(workspace, meant) or b"").decode("utf-8", "replace")


_ANSWERS: Mapping[str, Callable[..., str]] = {
    "status": status, "check": check, "why": why, "query": query, "brief": brief, "next": next_step,
    "draft": draft, "record": record,
}  # fmt: skip


def main() -> int:
    """Answer the question on standard input: what is said, or what is wrong."""
    asked = json.loads(sys.stdin.buffer.read())
    try:
        told = {"said": _cut(clean_lines(_answered(asked)))}
    except Failed as failed:
        told = {"wrong": failed.sentence}
    sys.stdout.write(json.dumps(told))
    return 0


@clear_errors
def _answered(asked: Mapping[str, Any]) -> str:
    today = dt.date.fromisoformat(asked["today"]) if asked.get("today") else dt.datetime.now(dt.UTC).date()
    return _ANSWERS[asked["ask"]](open_here(asked["folder"], Progress()), today, **asked["with"])


def _cut(said: str) -> str:
    left = len(said) - MAX_CHARACTERS
    return said if left <= 0 else f"{said[:MAX_CHARACTERS]}\n… {left:,} more characters"


if __name__ == "__main__":
    sys.exit(main())
