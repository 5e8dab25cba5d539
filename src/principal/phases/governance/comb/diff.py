"""What changed between two commits: files, hunks and lines, as git tells it.

Lines are bytes up to the line feed, without it: a carriage return or a blank at the end is a
change like any other. Nothing in the repository decides what is shown: ``.gitattributes`` can
call a source file binary, and it is read as text all the same unless its content is no text.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from principal.core.git import Git

MAX_LINES = 1_000_000
_TEXT = b"\t\n\f\r" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))
CONTEXT = 3
_OPTIONS = (
    "--no-color", "--no-ext-diff", "--no-textconv", "--full-index", "--find-renames=50%", "-l1000",
    "--submodule=short", "--ignore-submodules=none", "--no-relative",
)  # fmt: skip
_PATCH = (
    f"--unified={CONTEXT}",
    "--inter-hunk-context=0",
    "--diff-algorithm=histogram",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)


class TooLarge(Exception):
    """A range of more lines than anybody reads; the message says how many are read at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a hunk.

    ``sign`` is ``+`` (added), ``-`` (removed) or a blank (context); ``number`` is its line in the
    new file, for a removed one in the old file; ``digest`` names sign and bytes.
    """

    sign: str
    number: int
    text: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that stand together, with up to three lines of context around them."""

    old_start: int
    new_start: int
    lines: tuple[Line, ...]

    @property
    def changed(self) -> tuple[Line, ...]:
        """The added and removed lines."""
        return tuple(line for line in self.lines if line.sign != " ")


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that differs.

    ``path`` is where it is now, or was where it is gone; ``was`` where it was before a rename.
    ``whole`` is a sentence for what no line shows (a rename, a mode, a link, a binary content),
    '' where there is none; ``state`` hashes all of that, so that it can be signed like a line.
    ``content`` hashes both contents, names and modes.
    """

    path: str
    was: str
    whole: str
    state: str
    content: str
    hunks: tuple[Hunk, ...]

    @property
    def submodule(self) -> bool:
        """Whether it is a commit of another repository, before or after."""
        return _SPECIAL[b"160000"] in self.whole

    @property
    def changed(self) -> tuple[Line, ...]:
        """Its added and removed lines, in order."""
        return tuple(line for hunk in self.hunks for line in hunk.changed)

    def as_one(self, why: str) -> ChangedFile:
        """The file as one thing to look at, not line by line, for a reason (``generated``)."""
        whole = f"{self.whole}, {why}" if self.whole else why
        return replace(self, whole=whole, state=self.content, hunks=())


def digest_of(sign: str, text: bytes) -> str:
    """The name of a line: 32 letters, 192 bits of SHA-256 over its sign and its bytes.

    Whoever wants two lines of one name, one to be signed and one to be put in its place, tries half as many bits.
    """
    return urlsafe_b64encode(hashlib.sha256(sign.encode() + text).digest())[:32].decode()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file as ``git diff --raw`` has it; ``sections`` is how many parts of the patch are about it."""

    old_mode: bytes
    new_mode: bytes
    old: bytes
    new: bytes
    was: bytes
    path: bytes
    sections: int


def changes(git: Git, base: str, head: str) -> list[ChangedFile]:
    """The files that differ between two commits (full ids), by path.

    Raises:
        GitFailed: git could not tell.
        TooLarge: more than a million lines differ.
    """
    entries = list(_entries(git.run("diff", "--raw", "-z", *_OPTIONS, base, head, seconds=300)))
    parts = _patch(git, base, head, text=False)
    opaque = [e.path for e, part in zip(entries, _grouped(entries, parts), strict=True) if _is_hidden(part)]
    # Called binary by their content or by an attribute: only the first is true of itself.
    lies = {e.path for e in entries if e.path in opaque and not _is_binary(git, e)}
    files = {e.path: _file(e, part) for e, part in zip(entries, _grouped(entries, parts), strict=True)}
    if lies:
        whole = _grouped(entries, _patch(git, base, head, text=True))
        files |= {e.path: _file(e, part) for e, part in zip(entries, whole, strict=True) if e.path in lies}
    return sorted(files.values(), key=lambda f: f.path)


def _entries(raw: bytes) -> Iterator[_Entry]:
    fields = iter(raw.split(b"\0")[:-1])
    for field in fields:
        old_mode, new_mode, old, new, status = field[1:].split(b" ")
        was = next(fields)
        path = next(fields) if status[:1] in b"RC" else was
        yield _Entry(old_mode, new_mode, old, new, was, path, 2 if status == b"T" else 1)


def _patch(git: Git, base: str, head: str, *, text: bool) -> list[list[bytes]]:
    """The parts of the patch, in the order of the entries: each the lines that are about one file."""
    words = ["--patch", *_OPTIONS, *_PATCH, *(("--text",) if text else ())]
    raw = git.run("diff", *words, base, head, seconds=300)
    if raw.count(b"\n") > MAX_LINES:
        raise TooLarge(f"more than {MAX_LINES:,} lines differ; comb a shorter range")
    parts: list[list[bytes]] = []
    for line in raw.split(b"\n")[:-1]:
        # A line of content begins with a sign, so this can be nothing else.
        if line.startswith(b"diff --git "):
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def _grouped(entries: Sequence[_Entry], parts: Sequence[list[bytes]]) -> Iterator[list[bytes]]:
    at = 0
    for entry in entries:
        yield [line for part in parts[at : at + entry.sections] for line in part]
        at += entry.sections


def _is_hidden(part: Sequence[bytes]) -> bool:
    return any(line.startswith(b"Binary files ") for line in part[:10])


def _is_binary(git: Git, entry: _Entry) -> bool:
    """Whether either version is no text where git looks: a zero byte in a program's comment does not hide the rest."""
    for blob in (entry.old, entry.new):
        if blob.strip(b"0"):
            with git.start("cat-file", "blob", blob.decode()) as running:
                begin = next(iter(running.chunks()), b"")[:8000]
            strange = begin.translate(None, _TEXT)
            if b"\0" in strange and len(strange) * 12 > len(begin):
                return True
    return False


def _file(entry: _Entry, part: Sequence[bytes]) -> ChangedFile:
    hunks = tuple(_hunks(part))
    renamed = entry.was != entry.path
    told = [f"renamed from {_shown(entry.was)}"] if renamed else []
    modes = (entry.old_mode, entry.new_mode)
    told += [word for mode, word in _SPECIAL.items() if mode in modes]
    if b"000000" not in modes and modes[0] != modes[1]:
        told.append(f"its mode is {modes[1].decode()}, was {modes[0].decode()}")
    elif modes == (b"000000", b"100755"):
        told.append("new and executable")
    if not hunks and entry.old != entry.new:
        # No line shows it: the content itself is what is signed.
        told.append("a binary file" if _is_hidden(part) else "a file without content")
    # The content is in the lines where there are any.
    names = (entry.was, entry.path) if renamed else ()
    covered = (*modes, *names, *(() if hunks else (entry.old, entry.new)))
    return ChangedFile(
        _shown(entry.path),
        _shown(entry.was) if renamed else "",
        ", ".join(told),
        digest_of("=", b"\0".join(covered)) if told else "",
        digest_of("=", b"\0".join((*modes, entry.was, entry.path, entry.old, entry.new))),
        hunks,
    )


_SPECIAL = {b"120000": "a symbolic link", b"160000": "a submodule"}


def _shown(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _hunks(lines: Sequence[bytes]) -> Iterator[Hunk]:
    current: list[Line] = []
    start = (0, 0)
    old = new = 0
    for line in lines:
        if line.startswith(b"@@ "):
            if current:
                yield Hunk(*start, tuple(current))
            old, new = (int(side.split(b",")[0][1:]) for side in line.split(b" ")[1:3])
            start, current = (old, new), []
        elif start == (0, 0):
            continue  # what git says of the file before its first hunk
        elif line.startswith(b"+"):
            current.append(Line("+", new, line[1:], digest_of("+", line[1:])))
            new += 1
        elif line.startswith(b"-"):
            current.append(Line("-", old, line[1:], digest_of("-", line[1:])))
            old += 1
        elif line.startswith(b" "):
            current.append(Line(" ", new, line[1:], digest_of(" ", line[1:])))
            old, new = old + 1, new + 1
        elif line.startswith(b"\\") and current and current[-1].sign != " ":
            # A line feed that is missing at the end is part of the line before.
            last = current[-1]
            current[-1] = replace(last, digest=digest_of(last.sign, last.text + b"\n\\"))
    if current:
        yield Hunk(*start, tuple(current))
