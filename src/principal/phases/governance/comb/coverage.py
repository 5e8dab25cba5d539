"""Which changed lines are signed, by whom, and which are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from principal.phases.governance.comb.diff import ChangedFile
from principal.phases.governance.comb.lines import kept
from principal.phases.governance.comb.manifest import Covered, Manifest

Signers = frozenset[str]
NOBODY: Signers = frozenset()


@dataclass(frozen=True, slots=True)
class Cover:
    """Who signed what of a file: its state, and each of its changed lines in order."""

    file: ChangedFile
    state: Signers
    lines: tuple[Signers, ...]


def covers(files: Sequence[ChangedFile], reviews: Iterable[tuple[str, Manifest]]) -> list[Cover]:
    """The covers of *files* by *reviews*: each a person and what they signed."""
    state: dict[str, set[str]] = {f.path: set() for f in files}
    lines: dict[str, list[set[str]]] = {f.path: [set() for _ in f.changed] for f in files}
    for person, manifest in reviews:
        for file, covered in _matched(files, manifest):
            if file.state and covered.state == file.state:
                state[file.path].add(person)
            for place in _signed(file, covered):
                lines[file.path][place].add(person)
    return [Cover(f, frozenset(state[f.path]), tuple(frozenset(s) for s in lines[f.path])) for f in files]


def _matched(files: Sequence[ChangedFile], manifest: Manifest) -> Iterable[tuple[ChangedFile, Covered]]:
    """The files that a manifest covers; one that has moved since is found by its lines."""
    now = {f.path: f for f in files}
    gone = {path: covered for path, covered in manifest.files.items() if path not in now and covered.lines}
    for file in files:
        covered = manifest.files.get(file.path)
        if covered is None and file.hunks and gone:
            old = _renamed(file, gone)
            covered = gone.pop(old) if old else None
        if covered is not None:
            yield file, covered


def _renamed(file: ChangedFile, gone: Mapping[str, Covered]) -> str | None:
    """The path under which at least half of the lines of *file* were signed."""
    wanted = Counter(f"{line.sign}{line.digest}" for line in file.changed)
    for path in sorted(gone):
        common = (wanted & Counter(line for line in gone[path].lines if line[0] != " ")).total()
        if common * 2 >= wanted.total():
            return path
    return None


def _signed(file: ChangedFile, covered: Covered) -> Iterable[int]:
    """The places among the changed lines of *file* that *covered* has."""
    if not covered.lines:
        return
    now = [line for hunk in file.hunks for line in hunk.lines]
    same = kept(covered.lines, [f"{line.sign}{line.digest}" for line in now])
    place = 0
    for at, line in enumerate(now):
        if line.sign != " ":
            if at in same:
                yield place
            place += 1


def is_open(signers: Signers, author: str | None) -> bool:
    """Whether a line still waits for somebody other than its author.

    An author who is not established may be any of the signers: then it takes two people.
    """
    return not signers - {author} if author is not None else len(signers) < 2
