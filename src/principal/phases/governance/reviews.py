"""``architecture/reviews/*.comb``: lists of lines that a reviewer looked at; the signature on each says who."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.records import Mistake, RecordKind
from principal.core.tables import table
from principal.phases.governance.comb.manifest import ENDING, FOLDER, Unreadable
from principal.phases.governance.comb.manifest import read as read_manifest


@table("decided", key=("path",))
@dataclass(frozen=True, slots=True)
class Reviews:
    """Lists of reviewed lines, as ``principal comb sign`` writes them; one counts by the signature on it alone."""

    id: str
    path: str
    line: int
    base: str  # the commit from which the range went, as it was then
    head: str  # the commit to which it went
    files: int
    lines: int  # changed lines that it covers; what no line of a file shows counts as one


def wants(path: str) -> bool:
    """Whether *path* is a list of reviewed lines."""
    return path.startswith(FOLDER) and path.endswith(ENDING)


def read(path: str, content: bytes) -> Iterator[object]:
    """The row of a list, or what is wrong with it."""
    try:
        manifest = read_manifest(content)
    except Unreadable as error:
        yield Mistake(path, error.line, 1, error.wrong, error.expected)
        return
    name = path.removeprefix(FOLDER).removesuffix(ENDING)
    yield Reviews(name, path, 1, manifest.base, manifest.head, len(manifest.files), manifest.count)


RECORD = RecordKind(name="reviews", version=1, tables=(Reviews,), wants=wants, read=read, absent="none")
