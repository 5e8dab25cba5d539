"""Reading files: which readers want which file, what they say of it, in parallel and from the cache.

A reader is a source (of evidence) or a record kind. What it says of a file depends only on
the reader's version, the path, the content and the content of its companions.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from principal import __version__
from principal.core import registry
from principal.core.cache import EvidenceCache
from principal.core.git import Git
from principal.core.house import house
from principal.core.records import Mistake, RecordKind
from principal.core.snapshots import sizes_of
from principal.core.sources import MAX_PARSED_BYTES, FileSource, Gap, SourceFile
from principal.core.tables import table_of, values_of
from principal.core.views import View

_PARALLEL_FROM = 300  # files; below, starting processes costs more than it saves
_CHUNK = 120
_MAX_ROWS_A_FILE = 50_000
_LARGEST = 2**63 - 1  # that a column holds
_TOO_LARGE = "a number that is too large"
_RECORDS = "architecture/"  # what lies there is a record of ours, so that one too large to be read is a mistake

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Unit:
    """One file to read: its path, the names of its readers, and the key of the result."""

    path: str
    blob: str
    readers: tuple[str, ...]
    companions: tuple[str, ...]
    key: str


@dataclass
class Reading:
    """What the readers said of one file: rows by table, gaps by reader, mistakes."""

    rows: dict[str, list[list[object]]] = field(default_factory=dict)
    # Reader, status, line, reason, and the one table that lacks rows ('' for any of the reader's).
    gaps: list[tuple[str, str, int | None, str, str]] = field(default_factory=list)
    mistakes: list[tuple[str, int, int, str, str]] = field(default_factory=list)

    def plain(self) -> dict[str, object]:
        """As JSON would have it, for the cache and for other processes."""
        return {"rows": self.rows, "gaps": self.gaps, "mistakes": self.mistakes}

    @staticmethod
    def of(plain: object) -> Reading:
        """The reading that :meth:`plain` was made from."""
        assert isinstance(plain, dict)
        return Reading(plain["rows"], [tuple(g) for g in plain["gaps"]], [tuple(m) for m in plain["mistakes"]])


Folders = Mapping[str, frozenset[str]]


def folders_elsewhere(git: Git, view: View) -> Folders:
    """For each kind of record the further folders that files of *view* name as its home."""
    found = {}
    for reader in house().of("record"):
        naming = [p for p in view.entries if p.rpartition("/")[2] in reader.names_homes] if reader.names_homes else []
        if naming:
            kind = registry.room(reader.module)
            assert isinstance(kind, RecordKind)
            assert kind.elsewhere is not None
            contents = {p: c for p, c in view.read(git, naming, MAX_PARSED_BYTES) if c is not None}
            found[kind.name] = frozenset(kind.elsewhere.folders(contents))
    return found


def _is_record(kind: RecordKind, path: str, folders: Folders) -> bool:
    named = folders.get(kind.name)
    if kind.elsewhere is None or not named:
        return kind.wants(path)
    return kind.elsewhere.wants(path, set(named))


def units(view: View, paths: Sequence[str], folders: Folders, known: Mapping[str, Sequence[str]]) -> list[Unit]:
    """What there is to read of *paths*, which exist in *view*.

    *known* are the names of the readers of paths that were read before: which readers want
    a path follows from its name (and *folders*) alone, so they need not be asked again.
    """
    entries = view.entries
    found = []
    for path in paths:
        sources, kinds = _readers(path, folders, known.get(path))
        readers = [f"{s.name}@{s.version}" for s in sources]
        readers += [f"{k.name}@{k.version}" for k in kinds]
        if not readers:
            continue
        near = sorted({c for s in sources if s.companions for c in s.companions(path) if c in entries and c != path})
        # A release may read the same bytes better without anybody having thought of a reader's version.
        said = "\n".join(
            [__version__, house().shape, path, entries[path].blob, *readers, *(f"{c}\0{entries[c].blob}" for c in near)]
        )
        key = hashlib.blake2b(said.encode(), digest_size=20).hexdigest()
        found.append(Unit(path, entries[path].blob, tuple(readers), tuple(near), key))
    return found


def _readers(path: str, folders: Folders, names: Sequence[str] | None) -> tuple[list[FileSource], list[RecordKind]]:
    if names is None:
        kinds = [k for k in registry.record_kinds() if _is_record(k, path, folders)]
        return [s for s in registry.file_sources() if s.wants(path)], kinds
    rooms = [registry.room(r.module) for r in house().readers if r.name in names]
    return [r for r in rooms if isinstance(r, FileSource)], [r for r in rooms if isinstance(r, RecordKind)]


def dependents(view: View, changed: set[str]) -> set[str]:
    """Paths whose reading depends on one of the *changed* paths as a companion."""
    names = {path.rpartition("/")[2] for path in changed}
    sources = []
    for reader in house().of("file"):
        if reader.companions and (reader.beside is None or _any_beside(names, reader.beside)):
            source = registry.room(reader.module)
            assert isinstance(source, FileSource)
            sources.append(source)
    found = set()
    for path in view.entries if sources else ():
        for source in sources:
            if source.companions and source.wants(path) and not changed.isdisjoint(source.companions(path)):
                found.add(path)
                break
    return found


def _any_beside(names: set[str], beside: tuple[str, ...]) -> bool:
    """Whether one of *names* may be a companion: it is in *beside*, or ends as an entry ``*.csproj`` says."""
    endings = tuple(entry[1:] for entry in beside if entry.startswith("*"))
    return not names.isdisjoint(beside) or (bool(endings) and any(name.endswith(endings) for name in names))


def collect(
    git: Git, view: View, wanted: Sequence[Unit], cache: EvidenceCache, progress: Progress
) -> Iterator[tuple[Unit, Reading]]:
    """Begin to read every unit, from the cache where it is known; iterate for the results, in no order.

    With many files, other processes are reading from the moment this returns.
    """
    by_key = {u.key: u for u in wanted}
    known = cache.get(by_key)
    missing = [u for u in wanted if u.key not in known]
    chunks = [missing[i : i + _CHUNK] for i in range(0, len(missing), _CHUNK)]
    if len(missing) < _PARALLEL_FROM:
        fresh: Iterator[list[dict[str, object]]] = (read_chunk(git, view, chunk) for chunk in chunks)
    else:
        from principal.core.workers import in_processes  # imports much that a small change does not need

        fresh = in_processes(read_chunk, [(git, _part(view, chunk), chunk) for chunk in chunks])
    return _results(by_key, known, chunks, fresh, cache, progress)


def _results(
    by_key: dict[str, Unit],
    known: dict[str, object],
    chunks: list[list[Unit]],
    fresh: Iterator[list[dict[str, object]]],
    cache: EvidenceCache,
    progress: Progress,
) -> Iterator[tuple[Unit, Reading]]:
    for key, plain in known.items():
        yield by_key[key], Reading.of(plain)
    done = len(known)
    for chunk, readings in zip(chunks, fresh, strict=True):
        cache.put({unit.key: plain for unit, plain in zip(chunk, readings, strict=True)})
        for unit, plain in zip(chunk, readings, strict=True):
            yield unit, Reading.of(plain)
        done += len(chunk)
        progress("reading files", done, len(by_key))


def _part(view: View, chunk: list[Unit]) -> View:
    """The part of *view* that a worker needs, so that little is sent to it."""
    from dataclasses import replace

    needed = {p for u in chunk for p in (u.path, *u.companions)}
    own = tuple(e for e in view.snapshot.entries if e.path in needed)
    return replace(
        view,
        snapshot=replace(view.snapshot, entries=own, left_out=(), links=()),
        borrowed=tuple(e for e in view.borrowed if e.path in needed),
        lender=replace(view.lender, entries=(), left_out=()) if view.lender else None,
    )


def read_chunk(git: Git, view: View, chunk: list[Unit]) -> list[dict[str, object]]:
    """Read some units one after the other; runs in a worker process."""
    needed = sorted({p for u in chunk for p in (u.path, *u.companions)})
    content = dict(view.read(git, needed, MAX_PARSED_BYTES))
    unread = [e.blob for p in needed if content.get(p) is None and (e := view.entries[p]).size is None]
    sizes = sizes_of(git, unread)
    return [_read_unit(view, unit, content, sizes).plain() for unit in chunk]


def _read_unit(view: View, unit: Unit, content: dict[str, bytes | None], sizes: dict[str, int]) -> Reading:
    reading = Reading()
    body = content.get(unit.path)
    entry = view.entries[unit.path]
    size = entry.size if entry.size is not None else sizes.get(entry.blob, len(body or b""))
    near = {c: b for c in unit.companions if (b := content.get(c)) is not None}
    names = [r.rpartition("@")[0] for r in unit.readers]
    sources, kinds = _readers(unit.path, {}, names)
    for source in sources:
        if body is None and not source.unreadable:
            reading.gaps.append((source.name, "unread", None, _why_unread(size), ""))
        else:
            # Each source sees what it asked for beside the file, and nothing that another one asked for.
            asked = source.companions(unit.path) if source.companions else ()
            beside = {c: near[c] for c in asked if c in near}
            file = SourceFile(unit.path, body or b"", beside, blob=entry.blob, size=size, whole=body is not None)
            _run_source(source, file, reading)
    for kind in kinds:
        if body is None:
            why = _why_unread(size)
            reading.gaps.append((kind.name, "unread", None, why, ""))
            if size > MAX_PARSED_BYTES and unit.path.startswith(_RECORDS):
                reading.mistakes.append((unit.path, 1, 1, f"a record that is not read: {why}", "a smaller file"))
        else:
            _run_kind(kind, unit.path, body, reading)
    return reading


def _why_unread(size: int | None) -> str:
    if size is not None and size > MAX_PARSED_BYTES:
        return f"larger than {MAX_PARSED_BYTES // 1024 // 1024} MiB"
    return "it could not be read"


def _run_source(source: FileSource, file: SourceFile, reading: Reading) -> None:
    count = 0
    try:
        for row in source.read(file):
            if isinstance(row, Gap):
                reading.gaps.append((source.name, "partial", row.line, row.reason, row.hides))
                continue
            count += 1
            if count > _MAX_ROWS_A_FILE:
                reading.gaps.append((source.name, "partial", None, f"more than {_MAX_ROWS_A_FILE:,} rows", ""))
                break
            if not _add(reading, source.name, row):
                reading.gaps.append((source.name, "partial", getattr(row, "line", None), _TOO_LARGE, ""))
    except Exception as error:
        # A source must not raise; if one does, the file counts as not read and the run goes on.
        reading.gaps.append((source.name, "partial", None, f"the reader failed: {type(error).__name__}", ""))


def _run_kind(kind: RecordKind, path: str, body: bytes, reading: Reading) -> None:
    try:
        for row in kind.read(path, body):
            if isinstance(row, Mistake):
                reading.mistakes.append((row.path, row.line, row.column, row.wrong, row.expected))
                reading.gaps.append((kind.name, "partial", row.line, row.wrong, ""))
            elif not _add(reading, kind.name, row):
                line = getattr(row, "line", 1)
                reading.mistakes.append((path, line, 1, _TOO_LARGE, f"at most {_LARGEST:,}"))
                reading.gaps.append((kind.name, "partial", line, _TOO_LARGE, ""))
    except Exception as error:
        reading.gaps.append((kind.name, "unread", None, f"the reader failed: {type(error).__name__}", ""))
        reading.mistakes.append(
            (path, 1, 1, f"the record could not be read ({type(error).__name__})", "a readable file")
        )


def _add(reading: Reading, reader: str, row: object) -> bool:
    """Keep one row; False where the database has no place for a number in it."""
    declared = table_of(type(row))
    values = [_storable(v) for v in values_of(row)]
    if any(isinstance(v, int) and not -_LARGEST <= v <= _LARGEST for v in values):
        return False
    if declared.schema == "observed":
        values.insert(0, reader)
    reading.rows.setdefault(declared.qualified, []).append(values)
    return True


def _storable(value: object) -> object:
    """A value as the cache and the database take it; half a character (JSON can name one) becomes a question mark."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_storable(v) for v in value]
    return value.isoformat() if isinstance(value, dt.date) else value
