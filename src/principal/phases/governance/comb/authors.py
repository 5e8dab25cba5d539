"""Who wrote a line, as far as that is established: by the signature on the commit that it came with.

``git commit --author`` says whatever its caller likes, so a name proves nothing. A commit that
carries an SSH signature by a key of somebody who may sign is theirs; of every other commit the
author is not known. Where it says that it was written by others too (a rebase, a cherry-pick,
``Co-authored-by``), it is theirs as well, and where that is nobody who is known, it is not established.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from principal.core.git import Git
from principal.core.signatures import verify
from principal.core.signatures.refused import Refused
from principal.core.signatures.verify import Made
from principal.phases.governance.comb.diff import ChangedFile

NAMESPACE = "git"
MAX_COMMITS = 20_000
# As git writes it. A parent behind the signature is one that the signature is on and that git does not see.
_HEADER = re.compile(
    rb"tree [0-9a-f]+\n(?:parent [0-9a-f]+\n)*author (?P<author>[^\n]*)\ncommitter [^\n]*\n(?:(?!gpgsig)[^\n]*\n)*?"
    rb"(?P<all>gpgsig(?:-sha256)? (?P<signature>[^\n]*\n(?: [^\n]*\n)*))(?:(?!gpgsig|parent |tree |author )[^\n]*\n)*"
)
_WRITTEN = re.compile(rb"(?P<name>[^<>]*) <(?P<address>[^<>]*)> -?[0-9]+ [-+][0-9]+")
_WITH = re.compile(rb"^co-authored-by:[^<>\n]*<([^<>\n]*)>", re.IGNORECASE | re.MULTILINE)
_BLAMED = re.compile(rb"([0-9a-f]{40,64}) \d+ (\d+)(?: (\d+))?")

Authors = frozenset[str] | None
"""The people who may have written something; None where that is not established."""


@dataclass(frozen=True, slots=True)
class People:
    """Those who may sign: whose key a signature was made with (None where nobody's), and people by their names."""

    person_of: Callable[[Made], str | None]
    named: Mapping[str, str]

    def called(self, *names: bytes) -> str | None:
        """The person whom one of *names* (a name, an address) means."""
        written = (name.decode("utf-8", "replace").strip().casefold() for name in names)
        return next((self.named[name] for name in written if name in self.named), None)


def established(git: Git, base: str, head: str, people: People) -> dict[str, Authors]:
    """The authors of the commits from *base* to *head*, by their ids; one that is not read has none.

    Raises:
        GitFailed: the history does not reach that far.
    """
    listed = git.run("rev-list", f"--max-count={MAX_COMMITS + 1}", f"{base}..{head}", seconds=300).split()
    if not listed:
        return {}
    raw = git.run("cat-file", "--batch", stdin=b"\n".join(listed[:MAX_COMMITS]) + b"\n", seconds=300)
    found = {sha: _authors(content, people) for sha, content in _objects(raw)}
    # Where the history was cut off, what is older counts for the commit at the cut.
    whole = len(listed) <= MAX_COMMITS and not git.places.shallow
    return found if whole else dict.fromkeys(map(bytes.decode, listed))


def _objects(raw: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(raw):
        end = raw.index(b"\n", at)
        sha, _, size = raw[at:end].split(b" ")
        yield sha.decode(), raw[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)


def _authors(content: bytes, people: People) -> Authors:
    header, blank, message = content.partition(b"\n\n")
    found = _HEADER.fullmatch(header + b"\n")
    written = _WRITTEN.fullmatch(found["author"]) if found else None
    if found is None or written is None:
        return None
    armour = found["signature"].replace(b"\n ", b"\n")
    payload = found.string[: found.start("all")] + found.string[found.end("all") :] + blank[1:] + message
    try:
        signer = people.person_of(verify.verify(payload, armour, NAMESPACE))
    except Refused:
        return None
    author = people.called(written["address"], written["name"])
    if signer is None or author is None:
        return None
    others = (people.called(address) for address in _WITH.findall(message))
    return frozenset((signer, author, *(other for other in others if other)))


def of_file(
    git: Git, base: str, head: str, file: ChangedFile, known: Mapping[str, Authors]
) -> tuple[Authors, list[Authors]]:
    """The established authors of what no line of *file* shows, and of each changed line.

    What is removed, renamed or no text is the work of whoever changed the file in the range: known
    where it was the same for every commit.
    """
    each = set(known.values())
    if len(each) < 2:  # nobody, or the same for every commit
        only = next(iter(each), None)
        return only, [only] * len(file.changed)
    touched = {known.get(sha) for sha in _commits(git, base, head, file)}
    only = touched.pop() if len(touched) == 1 else None
    if file.submodule or not any(line.sign == "+" for line in file.changed):
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
    """The commits of the range that changed a file; a merge that took one side and dropped the other is one of them."""
    paths = [file.path, *([file.was] if file.was else [])]
    return git.run("rev-list", "--simplify-merges", f"{base}..{head}", "--", *paths, seconds=300).decode().split()
