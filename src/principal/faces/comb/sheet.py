"""The file that an editor shows: every hunk with a box to tick, and what is ticked read back.

Only the boxes are read. Each names its hunk by a digest of its lines, so what was ticked is
what was shown, whatever else in the file was changed, and nothing of a range that has moved on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from principal.faces.comb.combed import is_apart
from principal.faces.comb.listing import head, one

if TYPE_CHECKING:
    from principal.faces.comb.combed import Combed

MAX_BYTES = 64 * 1024 * 1024
_BOX = re.compile(r"\[( |x|X)\] ([0-9a-f]{8}(?:-[0-9]+)?) ")
_RANGE = re.compile(r"^# range: ([0-9a-f]{40,64}\.\.[0-9a-f]{40,64})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a sheet says: its range, and the names of the hunks that are ticked and that are not."""

    range: str
    ticked: frozenset[str]
    left: frozenset[str]


def written(combed: Combed) -> Iterator[str]:
    """The lines of a sheet."""
    yield f"# {head(combed)}"
    yield f"# range: {combed.base}..{combed.head}"
    yield "# Read each hunk, answer its questions for yourself, and put an x into its box. Then:"
    yield "#   principal comb sign THIS_FILE --role ROLE"
    for name, looked in zip(combed.names, combed.looked, strict=True):
        yield ""
        first, *rest = one(name, looked, whole=not is_apart(combed, looked))
        yield f"[ ] {first}"
        yield from rest


def read(text: str) -> Ticked | None:
    """What is ticked in a sheet; None where it names no range."""
    found = _RANGE.search(text)
    if found is None:
        return None
    ticked: set[str] = set()
    left: set[str] = set()
    for line in text.replace("\r\n", "\n").split("\n"):
        box = _BOX.match(line)
        if box:
            (left if box[1] == " " else ticked).add(box[2])
    return Ticked(found[1], frozenset(ticked), frozenset(left - ticked))
