"""Questions about a repository's revisions and names, each one plumbing command."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from principal.core.git import Git, GitFailed
from principal.core.paths import readable

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_RENAME_LIMIT = 1000
_commits: set[tuple[Path, str]] = set()  # full hashes that were seen to name a commit: asking costs a process


def head(git: Git) -> str | None:
    """The commit that is checked out; None in a repository without commits."""
    try:
        sha = git.run("rev-parse", "--verify", "--quiet", "HEAD", limit=1024).decode().strip()
    except GitFailed:
        return None
    return sha if _SHA.fullmatch(sha) else None


def resolve(git: Git, rev: str) -> str:
    """The full hash of the commit that *rev* (a branch, tag, hash, ``HEAD~2`` …) names.

    Raises:
        GitFailed: it names none; the message suggests what was meant, if something is close.
    """
    git.own_objects()
    if not rev or "\0" in rev or len(rev) > 1000:
        raise GitFailed("that is not a revision: give a branch, a tag or a commit")
    if (git.root, rev) in _commits:
        return rev
    try:
        sha = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}", limit=1024)
    except GitFailed:
        sha = b""
    if _SHA.fullmatch(sha.decode().strip()):
        _commits.add((git.root, sha.decode().strip()))
        return sha.decode().strip()
    raise GitFailed(_unknown(git, rev))


def _unknown(git: Git, rev: str) -> str:
    if head(git) is None:
        return f"{rev!r} is not a commit here: the repository has no commits yet"
    from difflib import get_close_matches

    listed = git.run("for-each-ref", "--format=%(refname:short)", "--count=5000", limit=1 << 22)
    names = [readable(line) for line in listed.splitlines()]
    close = get_close_matches(rev, names, n=3)
    if close:
        return f"{rev!r} is not a commit here; did you mean {' or '.join(close)}?"
    if git.places.shallow:
        return f"{rev!r} is not a commit here; the clone is shallow, get the rest with: git fetch --unshallow"
    return f"{rev!r} is not a commit here; see the branches and tags with: git branch -a; git tag"


def first_with(git: Git, path: str, blob: str) -> str | None:
    """The commit that brought *blob* to *path*; None where the history at hand does not tell."""
    asked = ("log", "--format=%H", "--reverse", f"--find-object={blob}", "HEAD", "--", path)
    try:
        found = git.run(*asked).decode().split()
    except GitFailed:
        return None
    return found[0] if found else None


def merge_base(git: Git, one: str, other: str) -> str | None:
    """The best common ancestor of two commits; None where they share no history.

    Raises:
        GitFailed: one of them is not a commit.
    """
    first, second = resolve(git, one), resolve(git, other)
    if first == second:
        return first
    try:
        return git.run("merge-base", "--end-of-options", first, second, limit=1024).decode().strip() or None
    except GitFailed:
        return None


def is_shallow(git: Git) -> bool:
    """Whether the history was cut off when the repository was cloned."""
    return git.places.shallow


def renames(git: Git, base: str, changed: str) -> dict[str, str]:
    """New path to old path of every file that moved between two commits.

    Where contents are missing (a partial clone) only moves without any edit are seen.

    Raises:
        GitFailed: one of them is not a commit.
    """
    commits = (resolve(git, base), resolve(git, changed))
    words = ("diff-tree", "-r", "--raw", "-z", "--no-ext-diff", "--no-textconv", f"-l{_RENAME_LIMIT}")
    try:
        printed = git.run(*words, "-M", "--end-of-options", *commits)
    except GitFailed:
        printed = git.run(*words, "-M100%", "--end-of-options", *commits)
    moved: dict[str, str] = {}
    fields = iter(printed.split(b"\0"))
    for field in fields:
        if not field.startswith(b":"):
            continue
        old = next(fields)
        if field.rsplit(b" ", 1)[1].startswith((b"R", b"C")):
            moved[readable(next(fields))] = readable(old)
    return moved


def is_tracked(git: Git, path: str) -> bool:
    """Whether the index has *path* (relative to the root), or anything below it."""
    try:
        return bool(git.run("ls-files", "-z", "--cached", "--", path))
    except GitFailed:
        return False


def repository_name(git: Git) -> str:
    """What to call the repository: ``owner/name`` by its origin on a forge, else its folder.

    At most 200 letters, digits and ``._-/``; never the credentials that an address may have.
    """
    try:
        url = git.run("config", "--local", "--no-includes", "--get", "remote.origin.url", limit=1 << 16)
    except GitFailed:
        url = b""
    common = git.places.common_dir
    folder = common.parent if common.name == ".git" else git.root
    return _forge_name(url.decode("utf-8", "replace").strip()) or _sanitised(Path(folder).name) or "repository"


def _forge_name(url: str) -> str:
    scp = re.fullmatch(r"(?:[^@/:\s]{1,100}@)?[^@/:\s\\]{2,255}:(?!//)([^\s:]{1,500})", url)
    if scp is not None:
        path = scp.group(1)
    else:
        try:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https", "ssh", "git", "git+ssh", "ssh+git") or not parts.hostname:
                return ""
        except ValueError:
            return ""
        path = parts.path
    names = [_sanitised(part) for part in path.strip("/").removesuffix(".git").split("/")]
    names = [name for name in names if name and name != "_git"]
    return "/".join(names)[:200] if len(names) >= 2 else ""


def _sanitised(name: str) -> str:
    kept = re.sub(r"[^A-Za-z0-9._-]", "-", name)[:100]
    return "" if kept.strip(".-") == "" else kept
