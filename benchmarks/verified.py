"""Holds our verifier to ``ssh-keygen`` on signatures that nobody here made: those of public histories.

    .venv/bin/python benchmarks/verified.py [--most N] REPOSITORY ...

Of each repository every commit and tag with an SSH signature is asked about three times: as it is, with one bit of
its content changed, and with one bit of its signature changed. ``ssh-keygen -Y check-novalidate`` says whether the
signature fits and asks nothing of who made it, as ours does. Where the repository has a list of signers
(``allowed_signers``), ``ssh-keygen -Y find-principals`` says whose key it is, and our reader of such lists does. A line
for each repository says how often the two said the same, how often both took a signature, how many of those
are somebody's on its list, and each way in which they differed. Exit code 1 where ours took what ssh-keygen refuses.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from principal.core.signatures import allowed, sshsig
from principal.core.signatures.refused import Refused
from principal.core.signatures.verify import holder, verify
from principal.core.signatures.wire import Reader

NAMESPACE = "git"
_LIST = re.compile(rb"\.?allowed[_-]signers|\.gitsigners")
_HEADER = re.compile(rb"^gpgsig(?:-sha256)? (-----BEGIN SSH SIGNATURE-----\n(?: .*\n)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Signed:
    """A commit or a tag with an SSH signature: what was signed, and the signature."""

    content: bytes
    armour: bytes

    @property
    def tries(self) -> dict[str, tuple[bytes, bytes]]:
        """Content and signature as they are, and each with one bit changed."""
        blob = sshsig.unarmoured(self.armour)
        return {
            "as it is": (self.content, self.armour),
            "content changed": (_flipped(self.content), self.armour),
            "signature changed": (self.content, sshsig.armoured(_flipped(blob, len(blob) - 8))),
        }


def _flipped(content: bytes, at: int | None = None) -> bytes:
    at = len(content) // 2 if at is None else at
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def git(repository: Path, *words: str, given: bytes = b"") -> bytes:
    """What git says; an error ends the program."""
    return subprocess.run(["git", "-C", str(repository), *words], input=given, capture_output=True, check=True).stdout


def signed(repository: Path, most: int) -> Iterator[Signed]:
    """The newest *most* commits and tags that carry an SSH signature."""
    commits = git(repository, "rev-list", "--all").split()
    listed = git(repository, "for-each-ref", "--format=%(objecttype) %(objectname)", "refs/tags").splitlines()
    tags = [line.split()[1] for line in listed if line.startswith(b"tag ")]
    found = 0
    for start in range(0, len(commits) + len(tags), 5000):
        part = [*tags, *commits][start : start + 5000]
        for kind, content in _objects(git(repository, "cat-file", "--batch", given=b"\n".join(part) + b"\n")):
            one = _of_commit(content) if kind == b"commit" else _of_tag(content) if kind == b"tag" else None
            if one is not None:
                yield one
                found += 1
                if found == most:
                    return


def _objects(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(raw):
        end = raw.index(b"\n", at)
        _, kind, size = raw[at:end].split(b" ")
        yield kind, raw[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)


def _of_commit(content: bytes) -> Signed | None:
    header, blank, message = content.partition(b"\n\n")
    header += b"\n"
    found = _HEADER.search(header)
    if found is None:
        return None
    content = header[: found.start()] + header[found.end() :] + blank[1:] + message
    return Signed(content, _whole(found[1].replace(b"\n ", b"\n")))


def _of_tag(content: bytes) -> Signed | None:
    at = content.find(b"\n" + sshsig.BEGIN)
    return None if at < 0 else Signed(content[: at + 1], _whole(content[at + 1 :]))


def _whole(armour: bytes) -> bytes:
    """The signature without the empty lines that some programs print behind it, and git keeps."""
    return armour.rstrip(b"\n") + b"\n"


def _kind(armour: bytes) -> str:
    """The kind of key that a signature names."""
    try:
        return Reader(sshsig.parse(armour).public, "key").text()
    except Refused:
        return "none that reads"


def ours(content: bytes, armour: bytes) -> str:
    """Why we refuse a signature; '' where we take it."""
    try:
        verify(content, armour, NAMESPACE)
    except Refused as refused:
        return re.sub(r"[0-9,]+", "N", str(refused))
    return ""


def theirs(content: bytes, armour: bytes) -> bool:
    """Whether ssh-keygen takes a signature."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(armour)
        file.flush()
        words = ["ssh-keygen", "-Y", "check-novalidate", "-n", NAMESPACE, "-s", file.name]
        return subprocess.run(words, input=content, capture_output=True, check=False).returncode == 0


def lists(repository: Path) -> list[bytes]:
    """The lists of signers that the repository has."""
    names = git(repository, "ls-tree", "-r", "-z", "--name-only", "HEAD").split(b"\0")
    named = [name.decode("utf-8", "replace") for name in names if _LIST.fullmatch(name.rpartition(b"/")[2])]
    return [git(repository, "cat-file", "blob", f"HEAD:{name}") for name in named]


def our_names(content: bytes, armour: bytes) -> set[str]:
    """Whose a signature is by a list of signers, as we read both."""
    try:
        key, _ = holder(sshsig.parse(armour))
    except Refused:
        return set()
    lines = [s for s in allowed.read(content)[0] if s.key.blob == key.blob and not s.authority]
    return {name for line in lines for name in line.principals}


def their_names(content: bytes, armour: bytes) -> set[str]:
    """Whose it is as ssh-keygen reads both."""
    with tempfile.NamedTemporaryFile() as file, tempfile.NamedTemporaryFile() as signers:
        for at, said in ((file, armour), (signers, content)):
            at.write(said)
            at.flush()
        words = ["ssh-keygen", "-Y", "find-principals", "-s", file.name, "-f", signers.name]
        done = subprocess.run(words, capture_output=True, check=False)
    return set(done.stdout.decode().replace("\n", ",").strip(",").split(",")) - {""}


@dataclass
class Tally:
    """How often the two verifiers said the same of a repository's signatures, and how they differed."""

    signatures: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    same: int = 0
    taken: int = 0
    listed: int = 0
    stricter: int = 0
    looser: int = 0

    def add(self, why: str, fits: bool) -> None:
        """One answer of each."""
        self.same += (not why) is fits
        self.taken += not why and fits
        self.stricter += bool(why) and fits
        self.looser += not why and not fits


def compare(repository: Path, most: int) -> tuple[Tally, Counter[str]]:
    """Ask both of every signature; the answers, and what we refused that ssh-keygen took."""
    tally: Tally = Tally()
    reasons: Counter[str] = Counter()
    signers = lists(repository)
    with ThreadPoolExecutor(2) as pool:
        asked: list[tuple[str, bytes, bytes]] = []
        for one in signed(repository, most):
            tally.signatures += 1
            tally.kinds[_kind(one.armour)] += 1
            for content in signers:
                we, they = our_names(content, one.armour), their_names(content, one.armour)
                tally.listed += bool(we) and we == they
                if we != they:
                    tally.looser += bool(we - they)
                    tally.stricter += not we - they
                    reasons[f"whose it is: {sorted(we)} for us, {sorted(they)} for them"] += 1
            try:
                asked += [(how, *pair) for how, pair in one.tries.items()]
            except Refused:
                asked.append(("as it is", one.content, one.armour))
        answers = pool.map(lambda a: theirs(a[1], a[2]), asked)
        for (how, content, armour), fits in zip(asked, answers, strict=True):
            why = ours(content, armour)
            tally.add(why, fits)
            if bool(why) is fits:
                reasons[f"{how}: {why or 'taken'}"] += 1
    return tally, reasons


def main() -> int:
    """Ask about each repository that is named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--most", type=int, default=1_000_000, help="of each repository, the newest so many")
    parser.add_argument("repositories", nargs="+", type=Path)
    given = parser.parse_args()
    looser, kinds = 0, Counter[str]()
    for repository in given.repositories:
        tally, reasons = compare(repository, given.most)
        head = git(repository, "rev-parse", "HEAD").decode().strip()
        name = repository.parent.name if repository.name == "repo" else repository.name
        different = tally.stricter + tally.looser
        said = f"same {tally.same:,} (both took {tally.taken:,}; listed {tally.listed:,}), different {different:,}"
        print(f"{name} {head}: {tally.signatures:,} signatures, {said}", flush=True)
        for reason, count in reasons.most_common():
            print(f"    {count:,} {reason}", flush=True)
        looser += tally.looser
        kinds += tally.kinds
    print(", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common()))
    return 1 if looser else 0


if __name__ == "__main__":
    sys.exit(main())
