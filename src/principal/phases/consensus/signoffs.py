"""``architecture/signoffs/**/*.signoff``: who approved what, or objects to it, each with a signature."""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.records import Mistake, RecordKind
from principal.core.signed import HOME, Signoffs, row_of

ENDING = ".signoff"


def wants(path: str) -> bool:
    """Whether *path* is that of a sign-off."""
    return path.startswith(HOME) and path.endswith(ENDING)


def read(path: str, content: bytes) -> Iterator[object]:
    """The one row of the file, or what is wrong with it."""
    from principal.core.signatures.refused import Refused

    try:
        yield row_of(path, content)
    except Refused as refused:
        yield Mistake(path, 1, 1, str(refused), "a sign-off as principal sign writes it")


RECORD = RecordKind(name="signoffs", version=2, tables=(Signoffs,), wants=wants, read=read, absent="none")
