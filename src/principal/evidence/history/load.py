"""History into the database: the rows of one revision turned into those of another."""

from __future__ import annotations

from typing import Any

from principal.core.git import Git, GitFailed
from principal.core.observed import Coverage
from principal.evidence.history.log import observe
from principal.evidence.history.people import People

_SOURCE = "history"
_SHALLOW = "the clone is shallow: older commits are missing; get them with: git fetch --unshallow"
_MAX_MAILMAP = 4 * 1024 * 1024
_MAX_YEAR = 2100


def load(con: Any, git: Git, repository: str, old_head: str | None, new_head: str | None) -> list[Coverage]:
    """Turn the history of *old_head* in the database (a DuckDB connection) into that of *new_head*.

    Only the difference is read, unless there is nothing to start from: no *old_head*, one
    that is gone, another ``.mailmap``, or a history that was cut off.

    Returns:
        What could not be read, for ``observed.coverage``; ``files`` counts commits.
    """
    if new_head is None:
        _forget(con, repository)
        return [Coverage("", "missing", 0, None, "the repository has no commits")]
    if git.has_alternates:
        _forget(con, repository)
        return [Coverage("", "unread", 0, None, "objects are kept outside of the repository (alternates)")]
    try:
        mailmap = _mailmap(git, new_head)
        old_head = _usable(con, git, repository, old_head, mailmap)
        gone = [] if old_head is None else removed(git, old_head, new_head)
    except GitFailed as error:
        _forget(con, repository)
        return [Coverage("", "unread", 0, None, str(error))]
    if old_head is None:
        _forget(con, repository)
    elif gone:
        _forget_some(con, repository, gone)
    reason = _append(con, git, repository, old_head, new_head, People(mailmap))
    return [_coverage(con, git, repository, reason)]


def removed(git: Git, old_head: str, new_head: str) -> list[str]:
    """The commits that *old_head* has and *new_head* has not; none when it is an ancestor.

    Raises:
        GitFailed: git cannot read the history between them.
    """
    return git.run("rev-list", "--end-of-options", old_head, f"^{new_head}").decode().split()


def _append(con: Any, git: Git, repository: str, old_head: str | None, new_head: str, people: People) -> str:
    """Add what is new; the reason why it is not all, or ''."""
    try:
        _append_batches(con, git, repository, old_head, new_head, people, with_changes=True)
    except GitFailed as error:
        reason = str(error)
    else:
        return ""
    # Trees are missing (a treeless clone) or broken. The commits may still be whole.
    _forget(con, repository)
    try:
        _append_batches(con, git, repository, None, new_head, people, with_changes=False)
    except GitFailed as error:
        return f"commits are missing: {error}"
    return f"what the commits changed is not known: {reason}"


def _append_batches(
    con: Any, git: Git, repository: str, old_head: str | None, new_head: str, people: People, *, with_changes: bool
) -> None:
    leading = (repository, _SOURCE)
    for batch in observe(git, old_head, new_head, people=people, with_changes=with_changes):
        for table, rows in (("observed.commits", batch.commits), ("observed.changes", batch.changes)):
            if rows:
                with con.appender(table) as appender:
                    appender.append_rows([leading + row for row in rows])


def _coverage(con: Any, git: Git, repository: str, reason: str) -> Coverage:
    commits, undated, unsized = con.execute(
        "SELECT (SELECT count(*) FROM observed.commits WHERE repository = $1 AND source = $2),"
        " (SELECT count(*) FROM observed.commits WHERE repository = $1 AND source = $2"
        "   AND (authored <= TIMESTAMP '1970-01-02' OR committed <= TIMESTAMP '1970-01-02'"
        "     OR year(authored) >= $3 OR year(committed) >= $3)),"
        " (SELECT count(*) FROM observed.changes WHERE repository = $1 AND source = $2 AND delta IS NULL)",
        [repository, _SOURCE, _MAX_YEAR],
    ).fetchall()[0]
    reasons = [reason] if reason else []
    if git.places.shallow:
        reasons.append(_SHALLOW)
    # Said without making the history partial: a wrong clock can never be mended, and where a
    # content is missing only the size of a change is unknown, not the change.
    said = list(reasons)
    if unsized:
        said.append(f"{unsized} changes without a size: contents are missing (a partial clone)")
    if undated:
        said.append(f"{undated} commits with a date that cannot be right")
    status = "partial" if reasons else "complete"
    return Coverage("", status if commits else "unread", commits, None, "; ".join(said))


def _usable(con: Any, git: Git, repository: str, old_head: str | None, mailmap: bytes) -> str | None:
    """*old_head* where the rows of its history are a sound start."""
    if old_head is None or git.places.shallow:
        return None
    (cut_off,) = con.execute(
        "SELECT count(*) FROM observed.coverage WHERE repository = ? AND source = ? AND path = ''"
        " AND regexp_matches(reason, 'shallow|is not known|commits are missing')",
        [repository, _SOURCE],
    ).fetchall()[0]
    if cut_off:
        return None
    try:
        git.run("cat-file", "-e", f"{old_head}^{{commit}}")
        return old_head if _mailmap(git, old_head) == mailmap else None
    except GitFailed:
        return None


def _mailmap(git: Git, commit: str) -> bytes:
    """The ``.mailmap`` of the revision, so that a history does not depend on what is checked out."""
    listed = git.run("ls-tree", "-z", "--end-of-options", commit, ".mailmap")
    if not listed.startswith(b"100"):
        return b""
    blob = listed.split(b"\t", 1)[0].split(b" ")[2].decode()
    try:
        size = int(git.run("cat-file", "-s", blob))
        return git.run("cat-file", "blob", blob) if size <= _MAX_MAILMAP else b""
    except GitFailed:
        return b""


def _forget(con: Any, repository: str) -> None:
    for table in ("observed.commits", "observed.changes"):
        con.execute(f"DELETE FROM {table} WHERE repository = ? AND source = ?", [repository, _SOURCE])  # noqa: S608 - our own names


def _forget_some(con: Any, repository: str, shas: list[str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE removed_commits (sha VARCHAR)")
    with con.appender("removed_commits") as appender:
        appender.append_rows([(sha,) for sha in shas])
    for table in ("observed.commits", "observed.changes"):
        con.execute(
            f"DELETE FROM {table} WHERE repository = ? AND source = ?"  # noqa: S608 - our own names
            " AND sha IN (SELECT sha FROM removed_commits)",
            [repository, _SOURCE],
        )
    con.execute("DROP TABLE removed_commits")
