"""Drafts: where a record would go, what it begins as, and what is wrong with one or weaker in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.faces.session import fail

if TYPE_CHECKING:
    from principal.core.records import RecordKind
    from principal.core.workspace import Workspace

RECORDS = ("constraints", "system", "radar", "decision")
MAX_SHOWN = 20


def drafted(workspace: Workspace, today: dt.date, record: str, title: str) -> tuple[str, str]:
    """The path that a record would have, and a text to begin with; exit 2 where an agent drafts none of that name."""
    if record == "decision":
        from principal.faces.agents.asking import index_of
        from principal.phases.governance import adr

        index, _ = index_of(workspace, today)
        try:
            return adr.new(title, [d.path for d in index.decisions], today, ())
        except ValueError as error:
            fail(str(error))
    if record not in RECORDS:
        fail(f"{record} is nothing to draft; one of {', '.join(RECORDS)}")
    from principal.faces.commands.records import section_of

    return f"architecture/{record}.yaml", section_of(record).example


def judged(workspace: Workspace, path: str, text: str) -> Iterator[str]:
    """What is wrong with *text* as the record *path*, and what it would weaken of the one that is there."""
    from principal.core.loosening import between, confirmed
    from principal.core.records import Mistake
    from principal.faces.writing import read_record

    kind, content = kind_of(path), text.encode("utf-8", "surrogatepass")
    wrong = [row for row in kind.read(path, content) if isinstance(row, Mistake)]
    for mistake in wrong[:MAX_SHOWN]:
        yield f"WRONG {mistake.path}:{mistake.line}:{mistake.column}: {mistake.wrong}; {mistake.expected}"
    there = read_record(workspace, path)
    if there is None or wrong:
        return
    for said in between(kind, path, there, content)[:MAX_SHOWN]:
        yield f"WEAKER {said}: people have to agree to that"
    for name in confirmed(kind, path, there, content)[:MAX_SHOWN]:
        yield f"WEAKER {name} would count as confirmed: whoever has to live with it confirms it"


def kind_of(path: str) -> RecordKind:
    """The kind of record that a draft of *path* is read as."""
    if path == "architecture/constraints.yaml":
        from principal.phases.constraints.constraints import RECORD
    elif path == "architecture/system.yaml":
        from principal.phases.constraints.system import RECORD
    elif path == "architecture/radar.yaml":
        from principal.phases.governance.radar import RECORD
    elif path == "architecture/sources.yaml":
        from principal.core.leave_out import RECORD
    elif path == "architecture/proposals.yaml":
        from principal.phases.consensus.proposal_terms import RECORD
    elif path.startswith("architecture/objectives/"):
        from principal.phases.observability.objectives import RECORD
    else:
        from principal.phases.governance.decisions import RECORD
    return RECORD
