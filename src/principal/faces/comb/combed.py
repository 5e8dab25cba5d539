"""A range made ready to be looked at: its files, the facts about them, and the order to look in."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from principal.faces.session import fail

if TYPE_CHECKING:
    from principal.core.workspace import Workspace
    from principal.phases.governance.comb.diff import ChangedFile
    from principal.phases.governance.comb.facts import Facts
    from principal.phases.governance.comb.moves import Place
    from principal.phases.governance.comb.risk import Looked

APART = ("generated", "vendored")
PROVEN = ("architecture/signoffs/", "architecture/reviews/")


@dataclass(frozen=True)
class Combed:
    """A range.

    Attributes:
        base, head: commits; *base* is where the range forks off.
        files: what differs; a generated or vendored file is one thing to look at.
        facts: what is known of each.
        looked: the hunks in the order to look at them.
        moved: the lines that stand elsewhere unchanged, by file and place.
        generation: the database that the facts are from.
    """

    workspace: Workspace
    base: str
    head: str
    files: Sequence[ChangedFile]
    facts: dict[str, Facts]
    looked: Sequence[Looked]
    moved: dict[Place, Place]
    generation: Path

    @property
    def lines(self) -> int:
        """How many changed lines there are; what no line shows counts as one for each file."""
        return sum(bool(f.state) + len(f.changed) for f in self.files)


def comb(workspace: Workspace, text: str, today: dt.date) -> Combed:
    """The range that *text* (``BASE..HEAD``, or ``BASE`` alone) names."""
    from principal.core.store import open_read_only
    from principal.faces.judgement import generation_of_worktree
    from principal.phases.governance.comb import diff, facts, moves, risk

    base, head = ends(workspace, text)
    try:
        files = [f for f in diff.changes(workspace.git, base, head) if not is_proof(f.path)]
    except diff.TooLarge as error:
        fail(f"{text}: {error}")
    generation = generation_of_worktree(workspace, today)
    with contextlib.closing(open_read_only(generation)) as connection:
        known = facts.facts(connection, [f.path for f in files])
    files = [f.as_one(known[f.path].kind) if known[f.path].kind in APART else f for f in files]
    return Combed(workspace, base, head, files, known, risk.in_order(files, known), moves.moved(files), generation)


def ends(workspace: Workspace, text: str) -> tuple[str, str]:
    """The commits that a range goes from and to: from where its base forks off."""
    from principal.core.revisions import merge_base, resolve

    before, dots, after = text.partition("..")
    if after.startswith(".") or (dots and not before):
        fail(f"{text!r} is no range; name two revisions: v1.2..HEAD")
    base, head = resolve(workspace.git, before), resolve(workspace.git, after or "HEAD")
    fork = merge_base(workspace.git, base, head)
    if fork is None:
        fail(f"{before} and {after or 'HEAD'} share no history here; a shallow clone needs: git fetch --unshallow")
    return fork, head


def is_proof(path: str) -> bool:
    """Whether a file proves itself: a signature, or the list of lines that one is on."""
    return path.startswith(PROVEN) and path.endswith((".signoff", ".comb"))


def name_of(looked: Looked) -> str:
    """A short name of a hunk that stays while its lines and its path do."""
    lines = looked.hunk.lines if looked.hunk else ()
    text = "\n".join((looked.file.path, looked.file.state, *(f"{line.sign}{line.digest}" for line in lines)))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def places(looked: Looked) -> list[Place]:
    """The places of a hunk's changed lines in its file."""
    numbers = {(line.sign, line.number) for line in (looked.hunk.changed if looked.hunk else ())}
    return [
        (looked.file.path, at) for at, line in enumerate(looked.file.changed) if (line.sign, line.number) in numbers
    ]


def is_apart(combed: Combed, looked: Looked) -> str:
    """The reason why something is told apart from what has to be read line by line; '' where it has none."""
    kind = combed.facts[looked.file.path].kind
    if kind in APART:
        return kind
    return "moved" if looked.hunk and all(place in combed.moved for place in places(looked)) else ""
