"""The sign-offs of the protected branch: when it first had each, and those whose file is gone.

What counts is the line of first parents: what was merged into it came with the merge, whatever
date the merged commits have. A date never lies before one that this line had already, so that
nobody gets into the past by the clock of their machine.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

from principal.core.git import Git, GitFailed
from principal.core.objects import need
from principal.core.observed import Coverage
from principal.core.paths import readable
from principal.core.signatures.refused import Refused
from principal.core.signatures.signoff import MAX_BYTES
from principal.core.signed import HOME, PastSignoffs, past, row_of
from principal.core.snapshots import contents_of
from principal.core.sources import RepositorySource
from principal.core.tables import table_of, values_of

_SOURCE = "signoff_history"
_MAX_FILES = 50_000
_ENDING = b".signoff"
_EPOCH = dt.datetime(1970, 1, 1)
_LOG = ("log", "-z", "--first-parent", "--no-color", "--no-decorate", "--no-notes", "--no-show-signature")
_RAW = ("--diff-merges=first-parent", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv",
        "--no-relative", "--diff-filter=AM", "-O/dev/null")  # fmt: skip


def load(con: Any, git: Git, repository: str, old_head: str | None, new_head: str | None) -> list[Coverage]:
    """Read every sign-off that the line of *new_head* ever had; what was read before is not read again."""
    table = table_of(PastSignoffs).qualified
    before = con.execute(f"SELECT * FROM {table} WHERE repository = ?", [repository]).fetchall()  # noqa: S608 (our own name)
    known = {(row[-3], row[2]): row for row in before}
    con.execute(f"DELETE FROM {table} WHERE repository = ?", [repository])  # noqa: S608 (our own name)
    if new_head is None:
        return [Coverage("", "complete", 0, None, "")]
    try:
        rows, reason = _rows(git, repository, new_head, known)
    except GitFailed as error:
        return [Coverage("", "unread", 0, None, str(error))]
    if rows:
        with con.appender(table) as appender:
            appender.append_rows(rows)
    return [Coverage("", "partial" if reason else "complete", len(rows), None, reason)]


def _rows(
    git: Git, repository: str, head: str, known: dict[tuple[str, str], tuple[object, ...]]
) -> tuple[list[tuple[object, ...]], str]:
    git.own_objects()
    appeared = _appeared(git, head)
    reason = ""
    if len(appeared) > _MAX_FILES:
        reason = f"only the first {_MAX_FILES:,} of {len(appeared):,} sign-offs were read"
        appeared = dict(list(appeared.items())[:_MAX_FILES])
    when = _times(git, head) if appeared else {}
    fresh = [blob for blob, path in appeared if (blob, path) not in known]
    need(git, "sign-offs of the past", fresh)
    contents = contents_of(git, dict.fromkeys(fresh), MAX_BYTES)
    rows: list[tuple[object, ...]] = []
    for (blob, path), sha in appeared.items():
        at = (blob, sha, when[sha])
        if (blob, path) in known:
            rows.append((*known[(blob, path)][:-3], *at))
            continue
        try:
            row = past(row_of(path, contents[blob]), *at)
        except (KeyError, Refused):
            continue  # it is too large, or else never was a sign-off
        rows.append((repository, _SOURCE, *values_of(row)))
    return rows, reason


def _appeared(git: Git, head: str) -> dict[tuple[str, str], str]:
    """Blob and path of each sign-off, and the commit of the line that had it first, oldest first."""
    found: list[tuple[tuple[str, str], str]] = []
    printed = git.run(
        *_LOG, *_RAW, "--format=tformat:%x01%H", "--end-of-options", head, "--", HOME.rstrip("/"), seconds=600
    )
    fields = iter(printed.split(b"\0"))
    sha = ""
    for field in (f.lstrip(b"\n") for f in fields):  # git sets what a merge brought apart by an empty line
        if field[:1] == b"\x01":
            sha = field[1:].decode()
        elif field[:1] == b":":
            words, raw = field.split(b" "), next(fields, b"")
            if raw.endswith(_ENDING) and words[1].startswith(b"100"):
                found.append(((words[3].decode(), readable(raw)), sha))
    first: dict[tuple[str, str], str] = {}
    for place, sha in reversed(found):
        first.setdefault(place, sha)
    return first


def _times(git: Git, head: str) -> dict[str, dt.datetime]:
    """When each commit of the line was there: its date, or the latest before it where that is later."""
    printed = git.run(*_LOG, "--no-patch", "--format=tformat:%H %ct", "--end-of-options", head, seconds=600)
    times: dict[str, dt.datetime] = {}
    latest = _EPOCH
    for line in reversed(printed.decode().split("\0")):
        sha, _, seconds = line.partition(" ")
        with contextlib.suppress(ValueError, OverflowError):
            latest = max(latest, _EPOCH + dt.timedelta(seconds=int(seconds)))
        times[sha] = latest
    return times


SOURCE = RepositorySource(name=_SOURCE, version=2, tables=(PastSignoffs,), load=load, protected=True)
