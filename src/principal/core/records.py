"""What a kind of record is: a module in a phase with a ``RECORD``.

A record is a thing that people decided, written in ``architecture/``. Reading one never
changes it; every mistake in it is reported, and what is right of it still counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """Something wrong in a record: ``path:line:column: what is wrong; what was expected``."""

    path: str
    line: int
    column: int
    wrong: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.wrong}; {self.expected}"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How other files of the repository name further folders with records of a kind.

    Attributes:
        named: base names of such files (``.adr-dir``).
        folders: the folders that the files at hand name, by their contents.
        wants: whether a path holds a record, given those folders.
    """

    named: frozenset[str]
    folders: Callable[[Mapping[str, bytes]], set[str]]
    wants: Callable[[str, set[str]], bool]


@dataclass(frozen=True)
class RecordKind:
    """A kind of record.

    Attributes:
        name: the word for it: ``constraints``, ``radar``, ``decisions`` …
        version: raise it whenever the same bytes give other rows.
        tables: the row classes that it may yield.
        wants: whether a path (relative to the repository's root) holds such a record.
            ``architecture/radar.yaml``, but decisions live in many folders.
        read: rows and mistakes of one file, from its path and content. Never raises. A
            mistake in one entry does not lose the others.
        absent: what no such file means. ``none``: there are none of it (no loans were
            taken), which is complete; ``not checked``: nobody has decided yet, so that
            whatever reads its tables cannot be green.
        judging: a change is judged by the base's version of it, not by its own.
        schema: JSON Schema of the file for editors, or None where it has none.
        loosened: queries that compare ``base.decided.…`` with ``head.decided.…`` and return
            ``subject, path, line, message`` for all that makes the judgement weaker.
        unbacked: the same of whole generations, evidence and what follows from it too: what became
            better on paper alone. Whoever has only the text of a record before and after asks *loosened*.
        elsewhere: where other files say that more of it is, or None.
    """

    name: str
    version: int
    tables: tuple[type, ...]
    wants: Callable[[str], bool]
    read: Callable[[str, bytes], Iterable[object]]
    absent: Literal["none", "not checked"] = "not checked"
    judging: bool = False
    schema: Callable[[], dict[str, object]] | None = None
    loosened: tuple[str, ...] = ()
    unbacked: tuple[str, ...] = ()
    elsewhere: Elsewhere | None = None
