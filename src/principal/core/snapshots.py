"""The files of one revision, of the index, or of the working tree, and their contents.

Contents are what git stores or what lies on the disk: no filter, no smudging, no line-end
conversion is run. Symbolic links are never followed, in any component of a path.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from principal.core.folders import Folders
from principal.core.git import Git, GitFailed
from principal.core.links import Link, hash_blob, link_on_disk
from principal.core.objects import checked
from principal.core.paths import readable
from principal.core.revisions import head, resolve

MAX_HASHED_BYTES = 64 * 1024 * 1024
_OURS = b".principal/"
_REGULAR = ("100644", "100755", "100664")
_SKIP_WORKTREE = 0x40000000
_INTENT_TO_ADD = 0x20000000
_STAGED = re.compile(
    rb"(\d{6}) ([0-9a-f]{40,64}) (\d)\t([^\0]+)\0"
    rb"  ctime: (\d+):(\d+)\n  mtime: (\d+):(\d+)\n  dev: \d+\tino: \d+\n  uid: \d+\tgid: \d+\n"
    rb"  size: (\d+)\tflags: ([0-9a-f]+)\n"
)
_STAGED_PLAIN = re.compile(rb"(\d{6}) ([0-9a-f]{40,64}) (\d)\t([^\0]+)\0")
_LISTED = re.compile(rb"(\d{6}) \w+ ([0-9a-f]{40,64})\t([^\0]+)\0")
# A crafted index or tree can hold what git would never check out.
_OUTSIDE = re.compile(rb"(?:\A|/)(?:\.{0,2}|\.git)(?:/|\Z)", re.IGNORECASE)
_CONVERTING = re.compile(rb"(?:filter|ident|working-tree-encoding)")


class Entry(NamedTuple):
    """One regular file (a tuple: a large repository has many, and they are made at every start).

    Attributes:
        path: for people and for keys, see ``paths.readable``.
        raw: the path as git has it.
        mode: ``100644`` or ``100755``.
        blob: git's hash of the content (with the line ends that git stores).
        size: bytes; None where it is not known without reading the content.
    """

    path: str
    raw: bytes
    mode: str
    blob: str
    size: int | None


@dataclass(frozen=True)
class Snapshot:
    """The files of one state of a repository.

    Attributes:
        revision: ``worktree``, ``index`` or the full hash of a commit.
        head: the commit whose history it has; None in a repository without commits.
        entries: its regular files, by path.
        left_out: path and reason of everything else that it has.
        links: the symbolic links among those.
    """

    revision: str
    head: str | None
    entries: tuple[Entry, ...]
    left_out: tuple[tuple[str, str], ...]
    links: tuple[Link, ...] = ()

    def without_entries(self) -> Snapshot:
        """The same, small enough to hand to a worker process together with a slice."""
        return replace(self, entries=(), left_out=(), links=())


class _Staged(NamedTuple):
    mode: str
    blob: str
    stage: bytes
    raw: bytes
    ctime: int  # nanoseconds; 0 where git did not say
    mtime: int
    size: int
    flags: int


def worktree(git: Git) -> Snapshot:
    """Tracked files as they are on disk, and untracked ones that are not ignored.

    Raises:
        GitFailed: git cannot read its index.
    """
    _ = git.places
    with git.start("ls-files", "-z", "--others", "--exclude-standard") as others:
        staged = _staged(git)
        racy = _racy_from(git.places.git_dir / "index")
        collected = _Collected()
        with Folders(git.root) as folders:
            converted = _converted(git, folders, staged)
            seen: set[bytes] = set()
            for file in staged:
                if file.raw in seen:
                    continue
                seen.add(file.raw)
                _on_disk(git, folders, file, racy, file.raw in converted, collected)
            for raw in others.output().split(b"\0"):
                if raw.endswith(b"/"):
                    collected.leave_out(raw, "another repository")
                elif raw and raw not in seen:
                    file = _Staged("", "", b"0", raw, 0, 0, 0, 0)
                    _on_disk(git, folders, file, racy, True, collected)
    return collected.snapshot("worktree", head(git))


def index(git: Git) -> Snapshot:
    """What would be committed now.

    In a hook that is the index that git names to it (``GIT_INDEX_FILE``: other than the
    repository's own with ``commit -a`` and ``commit PATH``), if it is this repository's.

    Raises:
        GitFailed: git cannot read it, or objects are kept outside of the repository.
    """
    git.own_objects()
    collected = _Collected()
    hooked = _index_of_hook(git)
    for file in _staged(git if hooked is None else replace(git, index_file=hooked)):
        if file.stage != b"0":
            collected.leave_out(file.raw, "unmerged")
        elif not file.flags & _INTENT_TO_ADD:
            collected.add_stored(file.mode, file.blob, file.raw)
    return collected.snapshot("index", head(git))


def revision(git: Git, rev: str) -> Snapshot:
    """The files of one commit.

    Raises:
        GitFailed: there is no such commit, or objects are kept outside of the repository.
    """
    sha = resolve(git, rev)
    collected = _Collected()
    for mode, blob, raw in _LISTED.findall(git.run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", sha)):
        collected.add_stored(mode.decode(), blob.decode(), raw)
    return collected.snapshot(sha, sha)


def read(git: Git, snapshot: Snapshot, entries: Sequence[Entry], limit: int) -> Iterator[tuple[Entry, bytes | None]]:
    """The content of *entries*, in their order.

    None stands for content that is larger than *limit* bytes, gone, unreadable, or, in a
    working tree, changed since the snapshot was taken: what comes is what ``blob`` names.

    Raises:
        GitFailed: git cannot read its objects.
    """
    if snapshot.revision == "worktree":
        with Folders(git.root) as folders:
            for entry in entries:
                yield entry, _read_from_disk(git, folders, entry, limit)
        return
    git.own_objects()
    unknown = [entry.blob for entry in entries if entry.size is None]
    sizes = sizes_of(git, unknown) if unknown else {}
    wanted = [e.blob for e in entries if (size := _known(e.size, sizes.get(e.blob))) is not None and size <= limit]
    contents = _contents(git, wanted)
    for entry in entries:
        size = _known(entry.size, sizes.get(entry.blob))
        yield entry, next(contents) if size is not None and size <= limit else None


class _Collected:
    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.left_out: dict[str, str] = {}
        self.links: dict[str, Link] = {}

    def add(self, raw: bytes, mode: str, blob: str, size: int | None) -> None:
        if raw.startswith(_OURS):
            return
        path = readable(raw)
        if path in self.entries:
            self.left_out[path] = "listed twice"
            return
        self.entries[path] = Entry(path, raw, "100755" if mode == "100755" else "100644", blob, size)

    def add_stored(self, mode: str, blob: str, raw: bytes) -> None:
        reason = _not_a_file(raw, mode)
        if reason is not None:
            self.leave_out(raw, reason)
            if reason == "symbolic link":
                self.links[readable(raw)] = Link(readable(raw), blob, None)
        else:
            self.add(raw, mode, blob, None)

    def leave_out(self, raw: bytes, reason: str) -> None:
        if not raw.startswith(_OURS):
            self.left_out[readable(raw)] = reason

    def snapshot(self, revision: str, head: str | None) -> Snapshot:
        entries = tuple(self.entries[path] for path in sorted(self.entries))
        links = tuple(self.links[path] for path in sorted(self.links))
        return Snapshot(revision, head, entries, tuple(sorted(self.left_out.items())), links)


def _not_a_file(raw: bytes, mode: str) -> str | None:
    # Only a path with an empty part or one that begins with a dot can match: most need no expression.
    dotted = raw[:1] in b"/." or raw[-1:] == b"/" or b"/." in raw or b"//" in raw
    if dotted and _OUTSIDE.search(raw):
        return "not a path inside the repository"
    if mode == "120000":
        return "symbolic link"
    if mode == "160000":
        return "submodule"
    return None if mode in _REGULAR else "not a regular file"


def _on_disk(git: Git, folders: Folders, file: _Staged, racy: int, hashed: bool, collected: _Collected) -> None:
    if file.raw.startswith(_OURS):
        return
    reason = _not_a_file(file.raw, file.mode or "100644")
    if reason is not None and reason != "symbolic link":
        collected.leave_out(file.raw, reason)
        return
    try:
        found = folders.lstat(file.raw)
    except FileNotFoundError:
        if file.flags & _SKIP_WORKTREE:
            collected.leave_out(file.raw, "not checked out (sparse)")
        return
    except OSError as error:
        collected.leave_out(file.raw, folders.why(error))
        return
    if not stat.S_ISREG(found.st_mode):
        linked = stat.S_ISLNK(found.st_mode)
        collected.leave_out(file.raw, "symbolic link" if linked else "not a regular file")
        if linked and (link := link_on_disk(git, folders, file.raw)):
            collected.links[link.path] = link
        return
    mode = ("" if reason else file.mode) or ("100755" if found.st_mode & stat.S_IXUSR else "100644")
    # Like git: an entry that was written in the same moment as the index proves nothing.
    clean = file.mtime == found.st_mtime_ns and file.ctime == found.st_ctime_ns and file.size == found.st_size
    if clean and not hashed and file.mtime < racy and found.st_size < 1 << 32:
        collected.add(file.raw, mode, file.blob, found.st_size)
        return
    if found.st_size > MAX_HASHED_BYTES:
        collected.leave_out(file.raw, f"larger than {MAX_HASHED_BYTES // 2**20} MiB")
        return
    try:
        content = folders.read(file.raw, MAX_HASHED_BYTES)
    except FileNotFoundError:
        return
    except OSError as error:
        collected.leave_out(file.raw, folders.why(error))
        return
    collected.add(file.raw, mode, _blob_of(git, content, file.blob), len(content))


def _blob_of(git: Git, content: bytes, expected: str) -> str:
    # With autocrlf the disk has CRLF where git stores LF: that is the same blob.
    blob = hash_blob(content, git.places.object_format)
    if blob != expected and expected and b"\r\n" in content:
        stored = hash_blob(content.replace(b"\r\n", b"\n"), git.places.object_format)
        return expected if stored == expected else blob
    return blob


def _read_from_disk(git: Git, folders: Folders, entry: Entry, limit: int) -> bytes | None:
    try:
        content = folders.read(entry.raw, limit)
    except OSError:
        return None
    return content if _blob_of(git, content, entry.blob) == entry.blob else None


def _staged(git: Git) -> list[_Staged]:
    printed = git.run("ls-files", "-z", "--stage", "--debug")
    if printed.startswith(b"\0") or not printed:
        return []
    found = [
        _Staged(mode.decode(), blob.decode(), stage, raw, _ns(cs, cn), _ns(ms, mn), int(size), int(flags, 16))
        for mode, blob, stage, raw, cs, cn, ms, mn, size, flags in _STAGED.findall(printed)
    ]
    if len(found) == printed.count(b"\n  mtime: "):
        return found
    # The format of --debug is git's to change: without it every file is hashed.
    plain = _STAGED_PLAIN.findall(git.run("ls-files", "-z", "--stage"))
    return [_Staged(mode.decode(), blob.decode(), stage, raw, 0, 0, 0, 0) for mode, blob, stage, raw in plain]


def _ns(seconds: bytes, nanoseconds: bytes) -> int:
    return int(seconds) * 1_000_000_000 + int(nanoseconds)


def _racy_from(index_file: Path) -> int:
    try:
        return index_file.stat().st_mtime_ns
    except OSError:
        return 0


def _index_of_hook(git: Git) -> Path | None:
    named = os.environ.get("GIT_INDEX_FILE")
    if not named:
        return None
    path = git.root / named
    git_dir = git.places.git_dir
    of_hook = os.environ.get("GIT_DIR")
    ours = git_dir in path.resolve().parents or (of_hook is not None and (git.root / of_hook).resolve() == git_dir)
    return path if ours else None


def _converted(git: Git, folders: Folders, staged: list[_Staged]) -> set[bytes]:
    """Paths whose content on disk is other than what git stores, by a filter that we do not run."""
    candidates = [file.raw for file in staged if file.raw.rpartition(b"/")[2] == b".gitattributes"]
    try:
        texts = [(git.places.common_dir / "info" / "attributes").read_bytes()]
    except OSError:
        texts = []
    for raw in candidates:
        try:
            texts.append(folders.read(raw, 1 << 20))
        except OSError:
            continue
    if not any(_CONVERTING.search(text) for text in texts):
        return set()
    paths = b"\0".join(file.raw for file in staged)
    printed = git.run("check-attr", "-z", "--stdin", "filter", "ident", "working-tree-encoding", stdin=paths)
    fields = printed.split(b"\0")
    return {path for path, value in zip(fields[::3], fields[2::3], strict=False) if value not in _UNSET}


_UNSET = (b"unspecified", b"unset")


def sizes_of(git: Git, blobs: Iterable[str]) -> dict[str, int]:
    """The sizes of those *blobs* that the repository has, in bytes."""
    sizes: dict[str, int] = {}
    for line in checked(git, blobs, "%(objectname) %(objecttype) %(objectsize)").decode().splitlines():
        words = line.split(" ")
        if len(words) == 3 and words[1] == "blob":
            sizes[words[0]] = int(words[2])
    return sizes


def contents_of(git: Git, blobs: Iterable[str], limit: int) -> dict[str, bytes]:
    """The contents of those *blobs* that the repository has and that have at most *limit* bytes."""
    wanted = [blob for blob, size in sizes_of(git, blobs).items() if size <= limit]
    return {blob: body for blob, body in zip(wanted, _contents(git, wanted), strict=True) if body is not None}


def _known(first: int | None, second: int | None) -> int | None:
    return second if first is None else first


def _contents(git: Git, blobs: list[str]) -> Iterator[bytes | None]:
    """The content of each blob, in order; None where it is missing."""
    if not blobs:
        return
    buffer = bytearray()
    done = 0
    """The sizes of those *blobs* that the repository has, in bytes."""
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    with git.start("cat-file", "--batch", "--buffer", stdin=asked) as running:
        chunks = running.chunks()
        for blob in blobs:
            while (end := buffer.find(b"\n", done)) < 0:
                buffer += _more(chunks, blob)
            words = bytes(buffer[done:end]).split(b" ")
            done = end + 1
            if len(words) != 3:
                yield None
                continue
            size = int(words[2])
            while len(buffer) < done + size + 1:
                buffer += _more(chunks, blob)
            yield bytes(buffer[done : done + size]) if words[1] == b"blob" else None
            done += size + 1
            if done > 1 << 22:
                del buffer[:done]
                done = 0


def _more(chunks: Iterator[bytes], blob: str) -> bytes:
    chunk = next(chunks, None)
    if chunk is None:
        raise GitFailed(f"git cat-file: ended before {blob}")
    return chunk
