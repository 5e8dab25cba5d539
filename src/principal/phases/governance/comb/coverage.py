"""Which changed lines are signed, by whom, and which are open.

A line is signed where it stands: between the lines that it was signed between. Where one of those is
gone, or another line that does not change stands there now, it means something else, and is open.
What is new beside it is open itself, and shows it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from principal.phases.governance.comb.diff import CONTEXT, ChangedFile, Hunk
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
            moved = file.path not in manifest.files
            if file.state and covered.state == file.state and not moved:
                state[file.path].add(person)
            places = signed_places(file, covered.lines)
            # Under which name the lines stand now nobody signed: the first of them asks for it.
            for place in places - {0} if moved and not file.state else places:
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


def signed_places(file: ChangedFile, signed: Sequence[str]) -> set[int]:
    """The places among the changed lines of *file* that *signed*, lines with their context, still stands for."""
    same = kept(signed, [f"{line.sign}{line.digest}" for hunk in file.hunks for line in hunk.lines]) if signed else {}
    found = set()
    place = first = 0
    for hunk in file.hunks:
        for at, line in enumerate(hunk.lines):
            if line.sign != " ":
                if first + at in same and _stands(hunk, at, first, same):
                    found.add(place)
                place += 1
        first += len(hunk.lines)
    return found


def _stands(hunk: Hunk, at: int, first: int, same: Mapping[int, int]) -> bool:
    """Whether the line at a place of *hunk*, whose own first place is *first*, has the neighbours that it had."""
    was = same[first + at]
    for step in (-1, 1):
        for distance in range(1, CONTEXT + 1):
            other = at + step * distance
            if not 0 <= other < len(hunk.lines):
                break
            changed = hunk.lines[other].sign != " "
            if changed and first + other not in same:
                break  # it is new, and open itself
            if same.get(first + other) != was + step * distance:
                return False
            if changed:
                break  # it is asked for its own neighbours
    return True


def is_open(signers: Signers, authors: Signers | None) -> bool:
    """Whether a line still waits for somebody other than those who may have written it.

    Where that is not established (None) it may have been any of the signers: then it takes two people.
    """
    return not signers - authors if authors is not None else len(signers) < 2
