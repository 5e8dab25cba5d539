"""Whether a working tree is still the one that a generation was made from, told without git.

To list a large repository takes git longer than an answer about three of its files may take.
So whoever has listed it leaves a stamp: what the system says of each file and folder (sizes,
times, numbers) and of git's own files, as one hash over everything and one over the records.
While it says the same, nothing changed. A folder's time changes when something comes or goes
in it, so that new files are noticed; what was touched in the very moment of the listing
proves nothing, as in git, and then no stamp is left.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import stat
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from principal.core import trust_roots
from principal.core.program import code_version
from principal.core.store import Store, replace_file

if TYPE_CHECKING:
    from principal.core.git import Git
    from principal.core.snapshots import Snapshot

MAX_FOLDERS = 5_000  # that hold nothing which counts; more of them are not watched, and no stamp is left
_NAME = "stamp.json"
_RECENT = 20_000_000  # nanoseconds: the clocks of file systems are that coarse
_HOMES = ("architecture/",)


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation that a stamp speaks of.

    ``fresh``: nothing at all changed since. ``records``: at least no record and no history did.
    """

    path: Path
    fresh: bool
    records: bool
    taken: dt.datetime


def now() -> int:
    """The clock to read before a working tree is listed."""
    return time.time_ns()


def leave(
    git: Git, store: Store, key: str, today: dt.date, listed: Snapshot, records: Iterable[str], begun: int
) -> bool:
    """Leave a stamp for the generation *key* of the working tree *listed*, which was begun at *begun*.

    Returns:
        Whether there is one: not where something changed meanwhile, or too much would have to be watched.
    """
    folders = _folders(git, listed)
    if folders is None:
        return False
    judging = set(records) | {e.path for e in listed.entries if e.path.startswith(_HOMES)}
    first = {os.fsencode(p) for p in _own(git)}
    first |= {e.raw for e in listed.entries if e.path in judging}
    first |= {part for raw in first if not raw.startswith(b"/") for part in _above(raw)}
    rest = {e.raw for e in listed.entries} | {os.fsencode(p) for p, _ in listed.left_out} | folders
    watched = [sorted(first), sorted(rest - first)]
    newest, hashes = 0, []
    for paths in watched:
        newest, said = _look(git.root, paths, newest)
        hashes.append(said)
    if newest > begun - _RECENT:
        return False
    kept_as = {
        "generation": key, "today": today.isoformat(), "begun": begun, "hashes": hashes,
        "trust": trust_roots.version(),
        "watched": [[os.fsdecode(p) for p in paths] for paths in watched],
    }  # fmt: skip
    with contextlib.suppress(OSError, ValueError):
        replace_file(store.folder / _NAME, json.dumps(kept_as).encode("utf-8", "surrogateescape"))
        return True
    return False


def kept(root: Path, store: Store, today: dt.date) -> Kept | None:
    """The generation that the last stamp speaks of, if this program made it for *today* and it is there."""
    try:
        said = json.loads((store.folder / _NAME).read_bytes().decode("utf-8", "surrogateescape"))
        key, begun = said["generation"], dt.datetime.fromtimestamp(said["begun"] / 1e9, dt.UTC)
        if said["today"] != today.isoformat() or said["trust"] != trust_roots.version():
            return None
        if not key.startswith(code_version()[:12]):
            return None
        path = store.find(key)
        if path is None:
            return None
        same = [_look(root, [os.fsencode(p) for p in paths], 0)[1] for paths in said["watched"]]
        return Kept(path, same == said["hashes"], same[0] == said["hashes"][0], begun)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def _look(root: Path, paths: Iterable[bytes], newest: int) -> tuple[int, str]:
    """The latest change of *paths* (or *newest*), and a hash of what the system says of each."""
    digest = hashlib.blake2b(digest_size=16)
    base = os.fsencode(root) + b"/"
    for path in paths:
        try:
            seen = os.lstat(path if path.startswith(b"/") else base + path)
        except OSError:
            digest.update(path + b"\0gone\n")
            continue
        # A folder's number of links and its size are the file system's own business.
        size = 0 if stat.S_ISDIR(seen.st_mode) else seen.st_size
        digest.update(b"%s\0%d %d %d %d %d\n" % (
            path, seen.st_mtime_ns, seen.st_ctime_ns, size, seen.st_mode, seen.st_ino
        ))  # fmt: skip
        newest = max(newest, seen.st_mtime_ns, seen.st_ctime_ns)
    return newest, digest.hexdigest()


def _own(git: Git) -> list[Path]:
    """What of git's own decides what is tracked, what is ignored, and which commit counts."""
    here, common = git.places.git_dir, git.places.common_dir
    found = [here / "HEAD", here / "index", here / "config.worktree"]
    names = ("config", "packed-refs", "shallow", "info/exclude", "info/attributes", "reftable/tables.list")
    found += [common / name for name in names]
    found += [common / reference for reference in trust_roots.protected_references()]  # when a sign-off was first seen
    with contextlib.suppress(OSError, UnicodeDecodeError):
        head = (here / "HEAD").read_text(encoding="ascii")
        if head.startswith("ref: refs/") and ".." not in head:
            found.append(common / head.removeprefix("ref: ").strip())
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return [*found, Path.home() / ".gitconfig", home / "git" / "config", home / "git" / "ignore"]


def _folders(git: Git, listed: Snapshot) -> set[bytes] | None:
    """Every folder in which a file that counts may come or go; None where there are too many."""
    found = {b"."}
    for entry in listed.entries:
        found.update(_above(entry.raw))
    beside = git.run("ls-files", "-z", "--others", "--exclude-standard", "--directory")
    left = [
        raw.rstrip(b"/") for raw in beside.split(b"\0") if raw.endswith(b"/") and not raw.startswith(b".principal/")
    ]
    base = os.fsencode(git.root) + b"/"
    while left:
        folder = left.pop()
        found.add(folder)
        if len(found) > MAX_FOLDERS + len(listed.entries):
            return None
        with contextlib.suppress(OSError), os.scandir(base + folder) as inside:
            names = [e.name for e in inside if e.is_dir(follow_symlinks=False) and e.name != b".git"]
            left += [folder + b"/" + name for name in names]
    return found


def _above(raw: bytes) -> Iterable[bytes]:
    """The folders that a path lies in, the root as ``.``."""
    yield b"."
    at = raw.find(b"/")
    while at >= 0:
        yield raw[:at]
        at = raw.find(b"/", at + 1)
