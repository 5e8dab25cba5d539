"""``architecture/proposals/decided.yaml``: which decision records each accepted proposal became."""

from __future__ import annotations

from collections.abc import Iterator

from principal.core import documents
from principal.core.records import RecordKind
from principal.phases.consensus._proposal_places import DECIDED
from principal.phases.consensus._proposal_tables import ProposalDecisions

__all__ = ["DECIDED", "RECORD"]


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    from principal.core.record_fields import schema_of
    from principal.phases.consensus._proposal_front import DecidedFile

    return schema_of(DecidedFile, DECIDED)


def read(path: str, content: bytes) -> Iterator[object]:
    """A row for each decision, and the mistakes of the file."""
    from principal.core.validation import read_file
    from principal.phases.consensus._proposal_front import DecidedFile

    document, file, mistakes = read_file(path, content, DecidedFile)
    yield from mistakes
    if file is None:
        return
    for name, accepted in file.proposals.items():
        line, _ = document.position(("proposals", name))
        for decision in dict.fromkeys(accepted.decisions):
            yield ProposalDecisions(name, accepted.content, decision, accepted.on, path, line)


RECORD = RecordKind(
    name="proposal_decisions",
    version=1,
    tables=(ProposalDecisions,),
    wants=documents.wants_file(DECIDED),
    read=read,
    absent="none",
    schema=schema,
)
