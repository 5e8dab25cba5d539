"""The stream of ``git log --raw -z``, as rows in batches.

Byte deltas come from ``cat-file --batch-check``, which runs beside the log on a batch of
blobs while the next batch is parsed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Full, Queue
from threading import Event, Thread

from principal.core.git import Git, GitFailed
from principal.core.objects import checked
from principal.core.paths import readable
from principal.evidence.history.people import People

_BATCH = 16_000
_CHUNKS_AHEAD = 1000  # of 64 KiB, the size of a pipe
_MAX_SUBJECT = 200
_EPOCH = dt.datetime(1970, 1, 1)  # columns are UTC without a zone
_FORMAT = "--format=tformat:%x01%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%s"
_LOG = ("log", "-z", "--no-color", "--no-decorate", "--no-notes", "--no-show-signature", "--encoding=UTF-8", _FORMAT)
_RAW = (
    "--raw",
    "--ignore-submodules=none",
    "--diff-merges=off",
    "--no-renames",
    "--no-abbrev",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "-O/dev/null",
)
_GITLINK = b"160000"

CommitRow = tuple[str, str, str, dt.datetime, dt.datetime, int, str, bool]
ChangeRow = tuple[str, str, str, int | None]


@dataclass(slots=True)
class Batch:
    """Rows of ``observed.commits`` and ``observed.changes``, in the order of their columns."""

    commits: list[CommitRow] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)


@dataclass(slots=True)
class _Unsized:
    """A batch whose deltas are not known yet: sha, path, status, old blob, new blob."""

    commits: list[CommitRow] = field(default_factory=list)
    changes: list[tuple[str, str, str, bytes, bytes]] = field(default_factory=list)


def observe(
    git: Git, old_head: str | None, new_head: str, *, people: People, with_changes: bool = True
) -> Iterator[Batch]:
    """What *new_head* has and *old_head* does not have.

    Args:
        with_changes: False reads commits only, which survives missing trees.

    Raises:
        GitFailed: git cannot read the history, after the batches that it could read.
    """
    words = (*_LOG, *(_RAW if with_changes else ("--no-patch",)), "--end-of-options", new_head)
    if old_head is not None:
        words = (*words, f"^{old_head}")
    with git.start(*words, seconds=3600) as log, ThreadPoolExecutor(1) as beside:
        waiting: tuple[_Unsized, Future[dict[bytes, int]]] | None = None
        failure: GitFailed | None = None
        parsed = _parse(_ahead(log.chunks()), people, _cut_off(git))
        while True:
            try:
                unsized = next(parsed, None)
            except GitFailed as error:
                failure, unsized = error, None
            asked = None if unsized is None else (unsized, beside.submit(_sizes, git, _blobs(unsized)))
            if waiting is not None:
                yield _sized(waiting[0], waiting[1].result())
            if asked is None:
                break
            waiting = asked
        if failure is not None:
            raise failure


def _parse(chunks: Iterator[bytes], people: People, cut_off: frozenset[str]) -> Iterator[_Unsized]:
    batch = _Unsized()
    paths: dict[bytes, str] = {}
    sha = ""
    kept = True
    fields = _fields(chunks)
    for field_ in fields:
        if field_[:1] != b"\x01":
            if kept:
                words = field_.split(b" ")
                raw = next(fields, b"")
                path = paths.get(raw)
                if path is None:
                    path = paths[raw] = readable(raw)
                old = b"" if words[0].endswith(_GITLINK) else words[2]
                new = b"" if words[1] == _GITLINK else words[3]
                batch.changes.append((sha, path, words[4][:1].decode(), old, new))
            else:
                next(fields, None)
            continue
        if len(batch.commits) + len(batch.changes) >= _BATCH:
            yield batch
            batch = _Unsized()
        sha = field_[1:].decode()
        # The history of a shallow clone was cut here: git shows its whole tree as added.
        kept = sha not in cut_off
        parents, name, email, authored, committed, subject = (next(fields, b"") for _ in range(6))
        person = people.person(name, email)
        batch.commits.append(
            (
                sha,
                person.name,
                person.email,
                _date(authored),
                _date(committed),
                len(parents.split()),
                subject.decode("utf-8", "replace")[:_MAX_SUBJECT],
                person.bot,
            )
        )
    yield batch


def _ahead(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks, read by a thread of their own: git must not wait for us to write rows."""
    waiting: Queue[bytes | GitFailed | None] = Queue(_CHUNKS_AHEAD)
    stopped = Event()

    def put(item: bytes | GitFailed | None) -> None:
        while not stopped.is_set():
            with suppress(Full):
                waiting.put(item, timeout=0.5)
                return

    def read() -> None:
        try:
            for chunk in chunks:
                put(chunk)
                if stopped.is_set():
                    return
        except GitFailed as error:
            put(error)
        else:
            put(None)

    reader = Thread(target=read, daemon=True)
    reader.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, GitFailed):
                raise item
            yield item
    finally:
        stopped.set()
        reader.join()


def _fields(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        fields = (rest + chunk).split(b"\0")
        rest = fields.pop()
        yield from fields


def _date(seconds: bytes) -> dt.datetime:
    """UTC; what is no date that a calendar knows counts as 1970."""
    try:
        return _EPOCH + dt.timedelta(seconds=int(seconds))
    except (ValueError, OverflowError):
        return _EPOCH


def _cut_off(git: Git) -> frozenset[str]:
    if not git.places.shallow:
        return frozenset()
    try:
        return frozenset((git.places.common_dir / "shallow").read_text(encoding="ascii", errors="replace").split())
    except OSError:
        return frozenset()


def _blobs(batch: _Unsized) -> set[bytes]:
    blobs = {change[3] for change in batch.changes}
    blobs.update(change[4] for change in batch.changes)
    return {blob for blob in blobs if blob.strip(b"0")}


def _sizes(git: Git, blobs: Iterable[bytes]) -> dict[bytes, int]:
    sizes: dict[bytes, int] = {}
    for line in checked(git, (blob.decode() for blob in blobs), "%(objectname) %(objectsize)").splitlines():
        blob, _, size = line.partition(b" ")
        if size.isdigit():
            sizes[blob] = int(size)
    return sizes


def _sized(batch: _Unsized, sizes: dict[bytes, int]) -> Batch:
    known = sizes.get
    sized = Batch(batch.commits)
    for sha, path, status, old, new in batch.changes:
        before = known(old) if old.strip(b"0") else 0
        after = known(new) if new.strip(b"0") else 0
        sized.changes.append((sha, path, status, None if before is None or after is None else after - before))
    return sized
