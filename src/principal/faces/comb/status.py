"""What of a range is signed, by whom, and what is open; and what was approved elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from principal.faces.safe import clean
from principal.faces.verdicts import plural

if TYPE_CHECKING:
    from principal.faces.comb.combed import Combed
    from principal.phases.governance.comb.authors import Authors
    from principal.phases.governance.comb.coverage import Cover
    from principal.phases.governance.comb.elsewhere import Approval
    from principal.phases.governance.comb.manifest import Manifest

PASSED, OPEN, UNKNOWN = 0, 1, 3
_MOST = 20


@dataclass(frozen=True)
class Review:
    """A signed list of lines: who signed it and whether that counts (None: it could not be told), or why not."""

    path: str
    person: str
    counts: bool | None
    why_not: str
    presence: str
    manifest: Manifest


@dataclass(frozen=True)
class Tally:
    """Counts of the changed lines of a file; ``waits`` of the open ones only for a second person."""

    path: str
    lines: int
    open: int
    waits: int
    by: Counter[str]
    elsewhere: Counter[str]  # open lines that were approved on a forge, by who is said to have done so


@dataclass(frozen=True)
class Status:
    """The state of a range; *commits* of it, and how many have an author who is established."""

    combed: Combed
    tallies: Sequence[Tally]
    reviews: Sequence[Review]
    approvals: Sequence[Approval]
    commits: int
    established: int

    @property
    def open(self) -> int:
        """How many lines wait for a signature."""
        return sum(t.open for t in self.tallies)

    @property
    def exit_code(self) -> int:
        """0 every line is signed by somebody other than its author, 1 not, 3 it could not be told."""
        if not self.open:
            return PASSED
        return UNKNOWN if any(r.counts is None for r in self.reviews) else OPEN


def tally(cover: Cover, authors: tuple[Authors, Sequence[Authors]], elsewhere: Cover) -> Tally:
    """The counts of one file; *authors* are that of its state and those of its lines."""
    from principal.phases.governance.comb.coverage import is_open

    whole = [(cover.state, authors[0], elsewhere.state)] if cover.file.state else []
    each = [*whole, *zip(cover.lines, authors[1], elsewhere.lines, strict=True)]
    opened = [(signers, said) for signers, author, said in each if is_open(signers, author)]
    return Tally(
        path=cover.file.path,
        lines=len(each),
        open=len(opened),
        waits=sum(bool(signers) for signers, _ in opened),
        by=Counter(person for signers, _, _ in each for person in signers),
        elsewhere=Counter(person for _, said in opened for person in said),
    )


def told(status: Status, *, everything: bool) -> Iterator[str]:
    """The status as text."""
    total = status.combed.lines
    signed = total - status.open
    share = f"{signed:,} of {plural(total, 'line')}"
    yield (
        f"{status.combed.base[:10]}..{status.combed.head[:10]}: {share} signed by somebody other than their author"
        + (f", {status.open:,} open" if status.open else "")
    )
    people: Counter[str] = Counter()
    for t in status.tallies:
        people += t.by
    if people:
        yield ""
        yield "By person"
        wide = max(map(len, people))
        for person, count in sorted(people.items(), key=lambda pair: (-pair[1], pair[0])):
            yield f"  {person:<{wide}}  {plural(count, 'line')}"
    opened = sorted((t for t in status.tallies if t.open), key=lambda t: (-t.open, t.path))
    if opened:
        yield ""
        yield "Open, by path"
        for t in opened if everything else opened[:_MOST]:
            second = f", {t.waits:,} of them only for a second person" if t.waits else ""
            yield f"  {t.open:>7,} of {t.lines:,}  {clean(t.path)}{second}"
        if len(opened) > _MOST and not everything:
            yield f"  and {plural(len(opened) - _MOST, 'more file')}; --all lists them"
    yield from _notes(status)


def _notes(status: Status) -> Iterator[str]:
    unknown = status.commits - status.established
    if unknown:
        yield ""
        yield f"Who wrote {unknown:,} of {plural(status.commits, 'commit')} is not established: no key that may sign"
        yield "has signed them, or they say to be by somebody whom the list of signers does not name. Their lines"
        yield "need two people, so that one of them did not write them."
    by: dict[str, set[str]] = defaultdict(set)
    for review in status.reviews:
        if not review.counts:
            by[review.why_not].add(review.path)
    for reason, paths in sorted(by.items()):
        yield ""
        yield f"{plural(len(paths), 'review')} {'is' if len(paths) == 1 else 'are'} not counted: {reason}"
    if any(r.counts and r.presence != "proven" for r in status.reviews):
        yield ""
        yield "Presence not proven: a program that reaches the key could have signed"
    elsewhere: Counter[str] = Counter()
    for t in status.tallies:
        elsewhere += t.elsewhere
    for approval in status.approvals:
        covered = elsewhere[approval.person]
        of = f"{approval.commit[:10]} of it" if approval.commit else "a commit that is not named"
        yield ""
        yield f"{approval.person} approved {of} on {approval.forge}, says {approval.path}: it has"
        yield f"{plural(covered, 'line')} of those that are open. That is told and not proven: no key signed it."


def as_data(status: Status) -> dict[str, Any]:
    """The status for machines."""
    return {
        "version": 1,
        "base": status.combed.base,
        "head": status.combed.head,
        "lines": status.combed.lines,
        "open": status.open,
        "exit_code": status.exit_code,
        "commits": {"all": status.commits, "author_established": status.established},
        "files": [
            {"path": t.path, "lines": t.lines, "open": t.open, "second_person_only": t.waits,
             "signed_by": dict(sorted(t.by.items())), "approved_elsewhere": dict(sorted(t.elsewhere.items()))}
            for t in status.tallies
        ],
        "reviews": [
            {"path": r.path, "person": r.person, "counts": r.counts, "why_not": r.why_not, "presence": r.presence,
             "lines": r.manifest.count}
            for r in status.reviews
        ],
        "elsewhere": [
            {"forge": a.forge, "person": a.person, "commit": a.commit or None, "file": a.path, "proven": False}
            for a in status.approvals
        ],
    }  # fmt: skip
