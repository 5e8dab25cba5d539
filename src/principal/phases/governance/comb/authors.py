"""Who wrote a line, as far as that is established: by the signature on the commit that it came with.

``git commit --author`` says whatever its caller likes, so a name proves nothing. A commit that
carries an SSH signature by a key of somebody who may sign is theirs; of every other commit the
author is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from principal.core.git import Git
from principal.core.signatures import verify
from principal.core.signatures.refused import Refused
from principal.core.signatures.verify import Made
from principal.phases.governance.comb.diff import ChangedFile

NAMESPACE = "git"
MAX_COMMITS = 20_000
_SIGNATURE = re.compile(rb"^gpgsig(?:-sha256)? (.*\n(?: .*\n)*)", re.MULTILINE)
_BLAMED = re.compile(rb"([0-9a-f]{40,64}) \d+ (\d+)(?: (\d+))?")

Established = Mapping[str, str | None]
"""The person who wrote a commit, by its id; None where that is not established."""


def established(git: Git, base: str, head: str, person_of: Callable[[Made], str | None]) -> dict[str, str | None]:
    """The authors of the commits from *base* to *head*.

    Args:
        person_of: whose key a signature was made with, for commits; None where nobody's.

    Raises:
        GitFailed: the history does not reach that far.
    """
    listed = git.run("rev-list", f"--max-count={MAX_COMMITS}", f"{base}..{head}", seconds=300).split()
    if not listed:
        return {}
    raw = git.run("cat-file", "--batch", stdin=b"\n".join(listed) + b"\n", seconds=300)
    return {sha: _author(content, person_of) for sha, content in _objects(raw)}


def _objects(raw: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(raw):
        end = raw.index(b"\n", at)
        sha, _, size = raw[at:end].split(b" ")
        yield sha.decode(), raw[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)


def _author(content: bytes, person_of: Callable[[Made], str | None]) -> str | None:
    header, blank, message = content.partition(b"\n\n")
    header += b"\n"
    found = _SIGNATURE.search(header)
    if found is None:
        return None
    # Some programs that sign for git print an empty line behind the signature, and git keeps it.
    armour = found[1].replace(b"\n ", b"\n").rstrip(b"\n") + b"\n"
    payload = header[: found.start()] + header[found.end() :] + blank[1:] + message
    try:
        return person_of(verify.verify(payload, armour, NAMESPACE))
    except Refused:
        return None


def of_file(
    git: Git, base: str, head: str, file: ChangedFile, known: Established
) -> tuple[str | None, list[str | None]]:
    """The established author of what no line of *file* shows, and of each changed line.

    What is removed, renamed or no text is the work of whoever changed the file in the range: known
    where they are one.
    """
    people = set(known.values())
    if len(people) < 2:  # nobody, or the same for every commit
        only = next(iter(people), None)
        return only, [only] * len(file.changed)
    touched = {known.get(sha) for sha in _commits(git, base, head, file)}
    only = touched.pop() if len(touched) == 1 else None
    if not any(line.sign == "+" for line in file.changed):
        return only, [only] * len(file.changed)
    came = _blamed(git, base, head, file.path)
    return only, [known.get(came.get(line.number, "")) if line.sign == "+" else only for line in file.changed]


def _blamed(git: Git, base: str, head: str, path: str) -> dict[int, str]:
    """For each line the commit of the range that it came with."""
    raw = git.run("blame", "--incremental", "--no-textconv", f"{base}..{head}", "--", path, seconds=300)
    came: dict[int, str] = {}
    for line in raw.split(b"\n"):
        found = _BLAMED.fullmatch(line)
        if found and found[3]:
            came |= {int(found[2]) + step: found[1].decode() for step in range(int(found[3]))}
    return came


def _commits(git: Git, base: str, head: str, file: ChangedFile) -> Sequence[str]:
    paths = [file.path, *([file.was] if file.was else [])]
    return git.run("rev-list", f"{base}..{head}", "--", *paths, seconds=300).decode().split()
