"""A view: the files that a judgement is about, and where the content of each comes from.

Mostly one snapshot. When a change is judged by the records of its base, some entries are
borrowed from the base.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from principal.core.git import Git
from principal.core.snapshots import Entry, Snapshot, read


@dataclass(frozen=True)
class View:
    """Entries, each with the snapshot that has its content.

    Attributes:
        snapshot: what is judged; its ``head`` is whose history counts.
        borrowed: entries of *lender* that stand in for those of the snapshot.
        hidden: paths of the snapshot that do not count.
        lender: the snapshot that lends, or None.
    """

    snapshot: Snapshot
    borrowed: tuple[Entry, ...] = ()
    hidden: frozenset[str] = frozenset()
    lender: Snapshot | None = None

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every entry by its path, in the order of paths."""
        found = {e.path: e for e in self.snapshot.entries if e.path not in self.hidden}
        found.update((e.path, e) for e in self.borrowed)
        return dict(sorted(found.items()))

    def holds(self, folder: str) -> bool:
        """Whether there is a file below *folder*, which ends in a slash."""
        paths = list(self.entries)
        at = bisect_left(paths, folder)
        return at < len(paths) and paths[at].startswith(folder)

    @cached_property
    def digest(self) -> str:
        """A hash of the paths and contents, of what was left out and of the history's head."""
        digest = hashlib.blake2b(f"{self.snapshot.head}\n".encode(), digest_size=16)
        for entry in self.entries.values():
            digest.update(f"{entry.path}\0{entry.mode}\0{entry.blob}\n".encode())
        for path, reason in self.snapshot.left_out:
            digest.update(f"{path}\0{reason}\n".encode())
        for link in self.snapshot.links:
            digest.update(f"{link.path}\0{link.blob}\n".encode())
        return digest.hexdigest()

    def read(self, git: Git, paths: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """The content of each of *paths* that exists; None where it is over *limit* bytes or gone."""
        own: list[Entry] = []
        lent: list[Entry] = []
        borrowed = {e.path for e in self.borrowed}
        for path in paths:
            entry = self.entries.get(path)
            if entry is not None:
                (lent if path in borrowed else own).append(entry)
        for entry, content in read(git, self.snapshot, own, limit):
            yield entry.path, content
        if self.lender is not None and lent:
            for entry, content in read(git, self.lender, lent, limit):
                yield entry.path, content
