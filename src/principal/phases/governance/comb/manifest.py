"""The file that a reviewer signs: which lines of a range, each by its digest, with their context.

``architecture/reviews/NAME.comb`` holds all that is needed to find those lines again after a
rebase: no commit that it names has to be there any more. Its content is what the signature
binds; it is written once and never edited.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from principal.phases.governance.comb.diff import ChangedFile, Hunk

FOLDER = "architecture/reviews/"
ENDING = ".comb"
FIRST = "principal comb 2"
MAX_BYTES = 64 * 1024 * 1024
_LINE = re.compile(r"[-+ ][A-Za-z0-9_-]{32}", re.ASCII)
_STATE = re.compile(r"state ([A-Za-z0-9_-]{32})", re.ASCII)
_COMMIT = re.compile(r"(base|head) ([0-9a-f]{40}|[0-9a-f]{64})", re.ASCII)


class Unreadable(ValueError):
    """A manifest that is not one; ``line`` is where, the message what was expected."""

    def __init__(self, line: int, wrong: str, expected: str) -> None:
        super().__init__(f"{wrong}; {expected}")
        self.line, self.wrong, self.expected = line, wrong, expected


@dataclass(frozen=True, slots=True)
class Covered:
    """What is signed of one file: its state ('' where it has none), and its lines with their context, in order."""

    state: str
    lines: tuple[str, ...]  # sign and digest


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a reviewer looked at: *files* by path, of the range from *base* to *head* (commits, as they were then)."""

    base: str
    head: str
    files: Mapping[str, Covered]

    @property
    def count(self) -> int:
        """How many changed lines it covers; a file's state counts as one."""
        return sum(bool(f.state) + sum(line[0] != " " for line in f.lines) for f in self.files.values())


def manifest_of(base: str, head: str, looked_at: Iterable[tuple[ChangedFile, Hunk | None]]) -> Manifest:
    """The manifest of some hunks, each with its file; None stands for what no line of the file shows."""
    states: dict[str, str] = {}
    hunks: dict[str, list[Hunk]] = {}
    for file, hunk in looked_at:
        states.setdefault(file.path, "")
        if hunk is None:
            states[file.path] = file.state
        else:
            hunks.setdefault(file.path, []).append(hunk)
    files = {}
    for path, state in states.items():
        ordered = sorted(hunks.get(path, ()), key=lambda hunk: (hunk.old_start, hunk.new_start))
        lines = tuple(f"{line.sign}{line.digest}" for hunk in ordered for line in hunk.lines)
        files[path] = Covered(state, lines)
    return Manifest(base, head, files)


def written(manifest: Manifest) -> str:
    """The text of a manifest: the same manifest, the same bytes."""
    lines = [FIRST, f"base {manifest.base}", f"head {manifest.head}"]
    for path in sorted(manifest.files):
        covered = manifest.files[path]
        lines.append(f"file {json.dumps(path)}")
        if covered.state:
            lines.append(f"state {covered.state}")
        lines += covered.lines
    return "\n".join(lines) + "\n"


def read(content: bytes) -> Manifest:
    """The manifest in a file.

    Raises:
        Unreadable: it is not in the form that ``written`` gives it.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(1, f"a review of {len(content):,} bytes", f"at most {MAX_BYTES:,}")
    try:
        lines = content.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Unreadable(content.count(b"\n", 0, error.start) + 1, "not ASCII", "a file that comb wrote") from None
    if lines[0] != FIRST:
        raise Unreadable(1, f"begins with {lines[0][:40]!r}", f"{FIRST!r}")
    commits = [_COMMIT.fullmatch(line) for line in lines[1:3]]
    if len(commits) < 2 or commits[0] is None or commits[1] is None or [c[1] for c in commits if c] != ["base", "head"]:
        raise Unreadable(2, "does not name its range", "the lines base and head, each with a commit")
    files: dict[str, tuple[list[str], list[str]]] = {}
    state: list[str] = []
    body: list[str] = []
    for number, line in enumerate(lines[3:-1], 4):
        if line.startswith("file "):
            path = _path(number, line[5:])
            if path in files:
                raise Unreadable(number, f"{path} stands twice", "each file once")
            state, body = files[path] = ([], [])
        elif files and _LINE.fullmatch(line):
            body.append(line)
        elif files and not state and not body and (found := _STATE.fullmatch(line)):
            state.append(found[1])
        else:
            raise Unreadable(number, f"{line[:40]!r} is no part of a review", "a file that comb wrote, unedited")
    if lines[-1]:
        raise Unreadable(len(lines), "its last line is cut off", "a file that comb wrote, unedited")
    covered = {path: Covered(state[0] if state else "", tuple(body)) for path, (state, body) in files.items()}
    return Manifest(commits[0][2], commits[1][2], covered)


def _path(number: int, text: str) -> str:
    try:
        path = json.loads(text)
    except (ValueError, RecursionError):
        path = None
    if not isinstance(path, str) or not path:
        raise Unreadable(number, f"{text[:40]} is no path", "a path in quotes")
    return path
