"""A range made ready to be looked at: its files, the facts about them, and the order to look in."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from principal.faces.session import fail

if TYPE_CHECKING:
    import duckdb

    from principal.core.workspace import Workspace
    from principal.phases.governance.comb.diff import ChangedFile
    from principal.phases.governance.comb.facts import Facts
    from principal.phases.governance.comb.moves import Place
    from principal.phases.governance.comb.risk import Looked


@dataclass(frozen=True)
class Combed:
    """A range.

    Attributes:
        base, head: commits; *base* is where the range forks off.
        files: what differs; a generated or vendored file is one thing to look at.
        facts: what is known of each.
        looked: the hunks in the order to look at them.
        apart: files that are told apart, each with what they are.
        names: a short name of each hunk, in the order of *looked*.
        moved: the lines that stand elsewhere unchanged, by file and place.
        generation: the database that the facts are from.
    """

    workspace: Workspace
    base: str
    head: str
    files: Sequence[ChangedFile]
    facts: dict[str, Facts]
    looked: Sequence[Looked]
    apart: Mapping[str, str]
    names: Sequence[str]
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
        changed = diff.changes(workspace.git, base, head)
    except diff.TooLarge as error:
        fail(f"{text}: {error}")
    files = [f for f in changed if not is_proof(f)]
    generation = generation_of_worktree(workspace, today)
    with contextlib.closing(open_read_only(generation)) as connection:
        known = facts.facts(connection, [f.path for f in files])
    apart = _apart(workspace, base, files, known, today)
    files = [f.as_one(apart[f.path]) if f.path in apart else f for f in files]
    looked = risk.in_order(files, known)
    moved = moves.moved(files)
    return Combed(workspace, base, head, files, known, looked, apart, _names(looked), moved, generation)


def _apart(
    workspace: Workspace, base: str, files: Sequence[ChangedFile], known: Mapping[str, Facts], today: dt.date
) -> dict[str, str]:
    """The files that are generated or vendored, by what the base has: the change itself may call anything so.

    One that is new there, or has another name, is what all others of its folder are in the base.
    """
    from principal.core.generation import Question, opened
    from principal.core.snapshots import revision
    from principal.core.views import View
    from principal.phases.governance.comb.risk import CALLED

    said = [f for f in files if known[f.path].kind in CALLED]
    if not said:
        return {}
    question = Question(View(revision(workspace.git, base)), today, foreign=True)
    _, before = opened(workspace, question, _kinds, current=False)
    alike: dict[str, set[str]] = defaultdict(set)
    for path, kind in before.items():
        for folder in _folders(path):
            alike[folder].add(kind)
    found = {}
    for file in said:
        there = next((alike[folder] for folder in _folders(file.path) if folder in alike), set())
        kinds = {before[file.path]} if file.path in before else there
        if kinds and kinds <= set(CALLED):
            found[file.path] = known[file.path].kind
    return found


def _kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("SELECT path, kind FROM observed.files").fetchall())


def _folders(path: str) -> list[str]:
    """The folders of a file, from the innermost on."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]


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


def is_proof(file: ChangedFile) -> bool:
    """Whether a file is a signature or the list of lines that one is on, which prove themselves; its name does not."""
    from principal.core.signatures import signoff
    from principal.core.signatures.refused import Refused
    from principal.core.signed import HOME
    from principal.phases.governance.comb import manifest

    signed = file.path.startswith(HOME) and file.path.endswith(".signoff")
    listed = file.path.startswith(manifest.FOLDER) and file.path.endswith(manifest.ENDING)
    signs = {line.sign for hunk in file.hunks for line in hunk.lines}
    if not (signed or listed) or file.whole or len(signs) != 1:
        return False  # such a file is written once, and never edited
    if signs == {"-"}:
        return True  # to take it away takes nothing back
    content = b"".join(line.text + b"\n" for line in file.changed)
    try:
        _ = signoff.read(content) if signed else manifest.read(content)
    except (Refused, manifest.Unreadable):
        return False
    return True


def _names(looked: Sequence[Looked]) -> list[str]:
    """A short name of each hunk that stays while its lines and its path do, and that no other one has."""
    found: list[str] = []
    times: Counter[str] = Counter()
    for one in looked:
        name = _name_of(one)
        times[name] += 1
        found.append(name if times[name] == 1 else f"{name}-{times[name]}")
    return found


def _name_of(looked: Looked) -> str:
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
    kind = combed.apart.get(looked.file.path)
    if kind is not None:
        return kind
    return "moved" if looked.hunk and all(place in combed.moved for place in places(looked)) else ""
