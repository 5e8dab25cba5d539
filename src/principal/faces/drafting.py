"""From a generation to drafts: which record files would be written, or added to, and the difference as text."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from principal.core.drafts import Draft, Entry
    from principal.core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Proposal:
    """One record file as it is, and as the evidence would have it.

    Attributes:
        path: of the file.
        before: what stands there; None where there is no such file.
        after: the same with what was added; what people wrote stays.
        without: ``after`` without what is ESTIMATED and not shown any more: for a person to agree to.
        added, gone: how many entries come, and would go.
        refused: what could not be added, each with the reason.
    """

    path: str
    before: str | None
    after: str
    without: str
    added: int
    gone: int
    refused: tuple[str, ...] = ()


def proposals(workspace: Workspace, connection: duckdb.DuckDBPyConnection) -> list[Proposal]:
    """What the evidence would change in ``architecture/``, file by file; those that stay as they are, too."""
    from principal.phases.constraints import constraints_draft, system_draft, system_evidence
    from principal.phases.governance import radar_draft

    system = system_evidence.evidence(connection)
    used, tools = radar_draft.uses(connection)
    running = sum(p.kind not in ("external", "library") for p in system.parts)
    drafts = (system_draft.draft(system), radar_draft.draft(used, tools, running))
    found = [_proposed(workspace, draft) for draft in drafts]
    before = _text(workspace, constraints_draft.PATH)
    after = before if before is not None else constraints_draft.new_text(constraints_draft.hints(connection))
    asked = 0 if before is not None else len(constraints_draft.QUESTIONS)
    return [found[0], Proposal(constraints_draft.PATH, before, after, after, asked, 0), found[1]]


def _proposed(workspace: Workspace, draft: Draft) -> Proposal:
    from principal.core.drafts import added, new_text, without

    before = _text(workspace, draft.path)
    if before is None:
        after = new_text(draft)
        return Proposal(draft.path, None, after, after, len(draft.entries), 0)
    after, refused = added(before, draft.entries)
    count = len(draft.entries) - len(refused)
    return Proposal(draft.path, before, after, without(after, draft.gone), count, len(draft.gone), _shown(refused))


def _shown(refused: Sequence[tuple[Entry, str]]) -> tuple[str, ...]:
    from principal.core.drafts import shown

    return tuple(f"{shown([*entry.path, entry.name])}: {why}" for entry, why in refused)


def _text(workspace: Workspace, path: str) -> str | None:
    from principal.faces.writing import read_record

    content = read_record(workspace, path)
    return None if content is None else content.decode("utf-8-sig", errors="replace")


def diff(proposal: Proposal) -> Iterator[str]:
    """The unified difference, line by line, with what would go."""
    if proposal.before == proposal.without:
        return
    old = "/dev/null" if proposal.before is None else f"a/{proposal.path}"
    lines = difflib.unified_diff(
        (proposal.before or "").splitlines(), proposal.without.splitlines(), old, f"b/{proposal.path}", lineterm=""
    )
    yield from lines
