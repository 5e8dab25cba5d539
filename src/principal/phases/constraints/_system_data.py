"""What ``architecture/system.yaml`` says of data, and cannot be: owners and copies that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.documents import Document
from principal.core.records import Mistake
from principal.phases.constraints._system_file import SystemFile


def contradictions(document: Document, file: SystemFile | None) -> Iterator[Mistake]:
    """A mistake for each thing that cannot be as it is said; names that nothing declares are told elsewhere."""
    if file is None or not document.whole:
        return
    for name, entity in file.data.items():
        for number, writer in enumerate(entity.writers):
            if writer == entity.owner:
                wrong = f'"{writer}" owns "{name}", and writes it as such'
                at = ("data", name, "writers", number)
                yield document.mistake(at, wrong, "writers besides the owner", at_value=True)
        for copy in entity.copies:
            if copy == entity.store:
                where = ("data", name, "copies", copy)
                yield document.mistake(where, f'"{copy}" keeps "{name}" itself', "another component, that keeps a copy")
