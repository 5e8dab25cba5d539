"""The chain of who may sign: from the version that is vouched for outside, each signed by a quorum of the one before.

The model is the rotation of the root in The Update Framework (specification 1.0.33, section
5.3): a new version counts when a quorum of the keepers of the former one signed it, and a
quorum of its own. What is not signed so is as if it were not there.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from principal.core.signatures.statement import APPROVE, TRUST
from principal.core.signed import ROLES, SIGNERS, Roles, Signers, Signing, Trusts
from principal.phases.consensus._seen import Clock, Seen, Version, fit
from principal.phases.consensus.places import KEEPER, folder_of, number_of, record_of

UNSET = (
    "no trust root is set, so that nobody knows who may sign; principal signers status says which fingerprint to put "
    "into PRINCIPAL_TRUST_ROOT"
)


Signed = Mapping[str, Sequence[Seen]]


@dataclass(frozen=True)
class Chain:
    """How far the versions can be followed.

    Attributes:
        versions: every version that is there, by its number.
        in_force: the last one that is signed as it has to be; None where there is none.
        why_not: by version why it does not count; '' where it does.
        broken: why nothing that was signed counts; '' where something may.
        unknown: whether that is because nobody outside vouches for any version.
        begun: by version that led to the one in force, when its keepers and those before had signed it.
    """

    versions: Mapping[int, Version]
    in_force: Version | None
    why_not: Mapping[int, str]
    broken: str
    unknown: bool
    begun: Mapping[int, dt.datetime] = field(default_factory=dict)

    def at(self, when: dt.datetime | None) -> Version | None:
        """The version that counted at a time; None: now. Where the beginning of one is not known, it counted always."""
        version = self.in_force
        while version is not None and when is not None and when < self.begun.get(version.number, when):
            version = self.versions[version.number - 1]
        return version


def versions(
    trusts: Iterable[Trusts], signers: Iterable[Signers], roles: Iterable[Roles], signing: Iterable[Signing]
) -> dict[int, Version]:
    """Each version with what belongs to it, by its number."""
    found = {t.version: Version(t, [], {}, None) for t in sorted(trusts, key=lambda t: t.version)}
    for signer in signers:
        if signer.version in found:
            found[signer.version].signers.append(signer)
    for role in roles:
        if role.version in found:
            found[role.version].roles[role.role] = role
    for said in signing:
        if said.version in found:
            whole = found[said.version]
            found[said.version] = Version(whole.trust, whole.signers, whole.roles, said)
    return found


def follow(
    known: Mapping[int, Version],
    seen: Iterable[Seen],
    contents: Mapping[str, str],
    roots: frozenset[str],
    pinned: frozenset[str],
    clock: Clock,
) -> Chain:
    """Follow the versions from the last one that is pinned.

    Args:
        contents: path to SHA-256 of its content.
        roots: the first commits of this repository; empty where they are not known.
        pinned: the fingerprints that are vouched for.
    """
    signed = signatures(seen)
    why = {number: _unlike(version, contents, roots) for number, version in known.items()}
    start = max((n for n, v in known.items() if v.trust.digest in pinned), default=None)
    if start is None:
        # One list of fingerprints serves all repositories: that it has none of this one refuses nothing.
        return Chain(known, None, dict.fromkeys(known, _no_start(known, pinned)), _no_start(known, pinned), True)
    in_force: Version | None = None
    for number in sorted(n for n in known if n >= start):
        version = known[number]
        if not why[number] and number > start:
            why[number] = _unbound(version, in_force, signed, clock)
        why[number] = why[number] or _unsigned(version, version, signed, clock)
        if why[number]:
            break
        in_force = version
    for number in known:
        if in_force is not None and number > in_force.number and not why[number]:
            why[number] = f"version {in_force.number + 1} before it does not count"
        if number < start:
            why[number] = ""  # the version that is vouched for came after it
    if in_force is None:
        return Chain(known, None, why, f"version {start} of who may sign does not count: {why[start]}", unknown=False)
    unlike = {n for n, v in known.items() if _unlike(v, contents, roots)}
    begun = _begun(known, unlike, in_force, signed, clock)
    return Chain(known, in_force, why, _lost(known, unlike, in_force, signed, clock), unknown=False, begun=begun)


def signatures(seen: Iterable[Seen]) -> Signed:
    """The signatures under versions of who may sign, by the record that each is about."""
    found: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        said = one.said
        if (said.purpose, said.verdict, said.role, said.wrong) == (TRUST, APPROVE, KEEPER, ""):
            found[said.record].append(one)
    return found


def _no_start(known: Mapping[int, Version], pinned: frozenset[str]) -> str:
    if not known:
        return (
            "nobody decided who may sign: there is no architecture/signoffs/trust/1; principal signers init drafts it"
        )
    if not pinned:
        return UNSET
    shown = ", ".join(f"{p[:12]}…" for p in sorted(pinned)[:3])
    return (
        f"no version of who may sign is one that is vouched for outside of the repository ({shown}); principal signers "
        "status says which there are"
    )


def _unlike(version: Version, contents: Mapping[str, str], roots: frozenset[str]) -> str:
    """Why the files of a version are not those of its manifest; '' where they are."""
    trust, number = version.trust, version.number
    for name, digest in ((SIGNERS, trust.signers), (ROLES, trust.roles)):
        if contents.get(f"{folder_of(number)}{name}") != digest:
            return f"{folder_of(number)}{name} is not the one that its manifest names"
    if version.signing is None or version.signing.named != trust.named:
        return f"{folder_of(number)}{ROLES} does not name the repository {trust.named}, as its manifest does"
    if roots and trust.root not in roots:
        return f"it is for another repository, which begins with the commit {trust.root[:12]}"
    return ""


def _unbound(version: Version, former: Version | None, signed: Signed, clock: Clock) -> str:
    """Why a version does not follow from the one before; '' where it does."""
    number = version.number
    if former is None or former.number != number - 1:
        return f"version {number - 1} is not there"
    if version.trust.previous != former.trust.digest:
        return f"its manifest does not name version {number - 1} as it is"
    if version.trust.root != former.trust.root:
        return f"it is for another repository than version {number - 1}"
    return _unsigned(version, former, signed, clock)


def _unsigned(version: Version, by: Version, signed: Signed, clock: Clock) -> str:
    """Why *version* is not signed by a quorum of the keepers of *by*; '' where it is."""
    approved = approvals(version, by, signed, clock)
    wanted = by.signing.quorum if by.signing else 1
    if len(approved) >= wanted:
        return ""
    need = f"{wanted} keepers" if wanted > 1 else "a keeper"
    have = f"only {', '.join(sorted(approved))}" if approved else "none"
    return f"{need} of version {by.number} had to sign it, and {have} did"


def approvals(version: Version, by: Version, signed: Signed, clock: Clock) -> dict[str, dt.datetime]:
    """The keepers of *by* who signed *version*, and when that was first seen."""
    trust = version.trust
    about = (trust.digest, trust.named, trust.root, trust.path)
    said = signed.get(record_of(version.number), ())
    matching = [s for s in said if (s.said.content, s.said.named, s.said.root, s.said.record_path) == about]
    return keepers_of(by, matching, clock)


def keepers_of(version: Version, signed: Iterable[Seen], clock: Clock) -> dict[str, dt.datetime]:
    """The keepers of *version* among those who made some signatures, and when that was first seen."""
    found: dict[str, dt.datetime] = {}
    for one in signed:
        made, when = fit(one, version, clock), one.first_seen or clock.now
        if not made.why_not and made.person in version.keepers:
            found[made.person] = min(when, found.get(made.person, when))
    return found


def _begun(
    known: Mapping[int, Version], unlike: set[int], in_force: Version, signed: Signed, clock: Clock
) -> dict[int, dt.datetime]:
    """When each version began to count, from the one in force back as far as each names the one before as it is."""
    found: dict[int, dt.datetime] = {}
    version = in_force
    while (former := known.get(version.number - 1)) is not None:
        if version.trust.previous != former.trust.digest or former.number in unlike:
            break
        days = []
        for by in (former, version):
            seen = sorted(approvals(version, by, signed, clock).values())
            wanted = by.signing.quorum if by.signing else 1
            days += seen[wanted - 1 : wanted]
        if len(days) < 2:
            break
        found[version.number] = max(days)
        version = former
    return found


def _lost(known: Mapping[int, Version], unlike: set[int], in_force: Version, signed: Signed, clock: Clock) -> str:
    """Why the last version cannot be the last: its keepers signed a later one that is gone or changed.

    Otherwise whoever was taken out would be in again by breaking the version that took them out.
    """
    wanted = in_force.signing.quorum if in_force.signing else 1
    for record, ones in sorted(signed.items()):
        number = number_of(record)
        if number is None or number <= in_force.number:
            continue
        by_content: dict[str, list[Seen]] = defaultdict(list)
        for one in ones:
            by_content[one.said.content].append(one)
        for content, same in sorted(by_content.items()):
            people = keepers_of(in_force, same, clock)
            there = known.get(number)
            if len(people) >= wanted and (there is None or there.trust.digest != content or number in unlike):
                state = "gone" if there is None else "not what they signed any more"
                return f"version {number} of who may sign was signed by {' and '.join(sorted(people))}, and is {state}"
    return ""
