"""What a source of evidence is: a module in ``principal/evidence`` with a ``SOURCE``.

A source that reads files is a pure function of one file (and the companions that it
names), so that its rows are cached by content hash. It never touches the disk, the
network or a process: the hall hands it bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

MAX_PARSED_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class SourceFile:
    """One file as a source sees it.

    Attributes:
        path: relative to the repository's root, with ``/``; bytes that are not UTF-8 are
            shown as ``\\xNN``.
        content: the bytes, at most ``MAX_PARSED_BYTES`` (a larger file is never handed over).
        companions: path to content of the companions that exist.
        blob: git's hash of the content.
        size: in bytes; known even where the content was too large to be handed over.
        whole: whether ``content`` is the content; False for a source that also takes files
            that are too large or unreadable (see ``FileSource.unreadable``).
    """

    path: str
    content: bytes
    companions: dict[str, bytes] = field(default_factory=dict)
    blob: str = ""
    size: int | None = None
    whole: bool = True

    @cached_property
    def text(self) -> str:
        """The content as text: UTF-8 (a byte order mark is dropped), bad bytes replaced."""
        return self.content.decode("utf-8-sig", errors="replace")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something in a file that the source could not read; it becomes partial coverage.

    A gap is how a source stays honest: whatever it recognises as its own but cannot
    interpret (a template, a syntax error, an alias bomb) it reports instead of skipping.
    Where only rows of one table can be missing, ``hides`` names it (``observed.calls``), so
    that a rule that never reads that table is not held up.
    """

    reason: str
    line: int | None = None
    hides: str = ""


@dataclass(frozen=True)
class FileSource:
    """A source that reads single files.

    Attributes:
        name: of the source, as in ``observed.coverage``; equals the module's name.
        version: raise it whenever the same bytes give other rows.
        tables: row classes that it may yield.
        wants: whether a path is this source's to read (cheap, name only).
        read: yields rows and gaps of one file; must not raise on any input (the hall
            turns an exception into a gap, but that is a defect of the source).
        companions: paths (which need not exist) whose content the reading depends on.
        unreadable: it also wants files whose content cannot be handed over.
        companion_names: the base names that companions may have, where that is a closed
            list (``*.csproj`` is every name with that ending); it saves asking for the
            companions of every file.
    """

    name: str
    version: int
    tables: tuple[type, ...]
    wants: Callable[[str], bool]
    read: Callable[[SourceFile], Iterable[object]]
    companions: Callable[[str], tuple[str, ...]] | None = None
    unreadable: bool = False
    companion_names: frozenset[str] | None = None


@dataclass(frozen=True)
class RepositorySource:
    """A source that reads the repository as a whole, from one commit to another.

    Attributes:
        name, version, tables: as in :class:`FileSource`.
        load: ``load(connection, git, repository, old_head, new_head)`` turns the rows of
            the history of *old_head* (None: there are none yet) in the database into those
            of *new_head* (None: a repository without commits) and returns its
            ``observed.Coverage`` rows. It may call git; it must not touch the work tree.
        protected: it reads the protected branch up to where the revision left it, instead of
            the revision's own history (*new_head* None: there is none, or nothing was signed).
    """

    name: str
    version: int
    tables: tuple[type, ...]
    load: Callable[[Any, Any, str, str | None, str | None], list[Any]]
    protected: bool = False
