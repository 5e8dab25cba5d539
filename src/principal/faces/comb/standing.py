"""From a range to its status: the signatures that count, the authors that are established, the lines that are open."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from principal.faces.comb.status import Review, Status, tally
from principal.faces.session import fail

if TYPE_CHECKING:
    from principal.core.signatures.verify import Made
    from principal.faces.comb.combed import Combed
    from principal.phases.governance.comb.authors import People
    from principal.phases.governance.comb.elsewhere import Approval
    from principal.phases.governance.comb.manifest import Manifest

_SIGNATURES = """
SELECT record_path, principal, counts, why_not, presence, coalesce(current, false)
FROM derived.signatures WHERE verdict = 'approve' AND starts_with(record_path, 'architecture/reviews/')
  AND ends_with(record_path, '.comb') ORDER BY ALL
"""
# Whose key it is, by the list of signers that is in force; one that is not valid any more proves nothing of a commit,
# whose date is whatever its author says.
_KEYS = """
SELECT s.key, s.principals, (len(s.namespaces) = 0 OR list_has(s.namespaces, 'git'))
  AND (s.after IS NULL OR s.after <= c.today) AND (s.before IS NULL OR s.before >= c.today) FROM decided.signers AS s
JOIN derived.trusted_versions AS v ON v.version = s.version AND v.in_force AND v.counts
CROSS JOIN known.clock AS c WHERE NOT s.authority ORDER BY s.line
"""


def standing(combed: Combed, files: Sequence[Path]) -> Status:
    """The status of a range; *files* are approvals exported from a forge. Exit 2 where one does not read."""
    from principal.core.store import open_read_only
    from principal.phases.governance.comb.authors import established, of_file
    from principal.phases.governance.comb.coverage import covers

    with contextlib.closing(open_read_only(combed.generation)) as connection:
        rows = connection.execute(_SIGNATURES).fetchall()
        keys = connection.execute(_KEYS).fetchall()
    reviews = [_in_time(combed, r) for r in _reviews(combed, rows)]
    signed = [(r.person, r.manifest) for r in reviews if r.counts]
    approvals = [approval for path in files for approval in _approvals(path)]
    known = established(combed.workspace.git, combed.base, combed.head, _people(keys))
    mine = covers(combed.files, signed)
    theirs = covers(combed.files, _as_they_were(combed, approvals))
    tallies = []
    for cover, elsewhere in zip(mine, theirs, strict=True):
        authors = of_file(combed.workspace.git, combed.base, combed.head, cover.file, known)
        tallies.append(tally(cover, authors, elsewhere))
    return Status(combed, tallies, reviews, approvals, len(known), sum(who is not None for who in known.values()))


def _reviews(combed: Combed, rows: list[tuple[str, str, bool | None, str, str, bool]]) -> list[Review]:
    from principal.faces.writing import read_record
    from principal.phases.governance.comb.manifest import Manifest, Unreadable, read

    found: dict[str, Manifest] = {}
    reviews = []
    for path, person, counts, why_not, presence, current in rows:
        if path not in found:
            try:
                found[path] = read(read_record(combed.workspace, path) or b"")
            except Unreadable:
                found[path] = Manifest("", "", {})  # a mistake that check tells with its line
        counted = counts if current or counts is None else False
        because = why_not if counted == counts else "the list was edited after it was signed, or is gone"
        reviews.append(Review(path, person, counted, because, presence, found[path]))
    return reviews


def _in_time(combed: Combed, review: Review) -> Review:
    """A review of what was released before says nothing of the same lines, should they come back."""
    from principal.core.git import GitFailed
    from principal.core.revisions import merge_base

    if not review.counts:
        return review
    try:
        before = merge_base(combed.workspace.git, review.manifest.head, combed.base) == review.manifest.head
    except GitFailed:
        return review  # rebased since: the commit is gone
    return replace(review, counts=False, why_not="it is of an earlier release") if before else review


def _people(keys: list[tuple[str, list[str], bool]]) -> People:
    """Whose commit a signature makes it, by the keys of those who may sign."""
    from principal.phases.governance.comb.authors import People

    people: dict[str, set[str]] = defaultdict(set)
    may = set()
    named: dict[str, str] = {}
    for key, (person, *others), valid in keys:
        people[key].add(person)
        may |= {key} if valid else set()
        named |= {name.casefold(): person for name in (person, *others)}

    def person_of(made: Made) -> str | None:
        known = people.get(made.key.fingerprint, set()) if made.key.fingerprint in may else set()
        return next(iter(known)) if len(known) == 1 and made.certificate is None else None

    return People(person_of, named)


def _approvals(path: Path) -> list[Approval]:
    from principal.phases.governance.comb import elsewhere

    try:
        with path.open("rb") as file:
            return elsewhere.read(str(path), file.read(elsewhere.MAX_BYTES + 1))
    except OSError as error:
        fail(f"{path}: {error.strerror}; export reviews with: gh pr view NUMBER --json reviews")
    except elsewhere.NotApprovals as error:
        fail(str(error))


def _as_they_were(combed: Combed, approvals: Sequence[Approval]) -> list[tuple[str, Manifest]]:
    """What the approvals were of, where their commit is here: the range up to it."""
    from principal.core.git import GitFailed
    from principal.core.revisions import resolve
    from principal.phases.governance.comb.diff import TooLarge, changes
    from principal.phases.governance.comb.manifest import manifest_of

    then: dict[str, Manifest | None] = {}
    for commit in {a.commit for a in approvals if a.commit}:
        try:
            files = changes(combed.workspace.git, combed.base, resolve(combed.workspace.git, commit))
        except (GitFailed, TooLarge):
            then[commit] = None  # not fetched, or gone: what it held is not known
            continue
        looked = [(f, hunk) for f in files for hunk in (*f.hunks, *((None,) if f.state else ()))]
        then[commit] = manifest_of(combed.base, commit, looked)
    return [(a.person, found) for a in approvals if (found := then.get(a.commit)) is not None]
