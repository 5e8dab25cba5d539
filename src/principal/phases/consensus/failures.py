"""``architecture/failures.yaml``: what only a person can say of a failure."""

from __future__ import annotations

from collections.abc import Iterator

from principal.core import documents
from principal.core.decided import Failures
from principal.core.records import RecordKind

PATH = "architecture/failures.yaml"


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    from principal.core.record_fields import schema_of
    from principal.phases.consensus._failures_file import FailuresFile

    return schema_of(FailuresFile, PATH)


def read(path: str, content: bytes) -> Iterator[object]:
    """A row for each entry, and the mistakes of the file."""
    from principal.core.validation import read_file
    from principal.phases.consensus._failures_file import FailuresFile

    document, file, mistakes = read_file(path, content, FailuresFile)
    yield from mistakes
    for name, failure in file.failures.items() if file else ():
        yield Failures(
            name=name,
            path=path,
            line=document.position(("failures", name))[0],
            severity=failure.severity,
            detection=failure.detection,
            mitigation=failure.mitigation,
            owner=failure.owner,
            review=failure.review,
            sees=failure.sees,
        )


RECORD = RecordKind(
    name="failures",
    version=1,
    tables=(Failures,),
    wants=documents.wants_file(PATH),
    read=read,
    absent="none",
    schema=schema,
)
