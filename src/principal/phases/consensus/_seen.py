"""Sign-offs of the tree and of the protected branch as one list, and by one version of the signers whose each is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from principal.core.signatures.allowed import matches
from principal.core.signed import PastSignoffs, Roles, Signers, Signing, Signoffs, Trusts
from principal.core.tables import values_of

Identity = tuple[object, ...]


@dataclass(frozen=True)
class Version:
    """One version of who may sign: its manifest, its list of signers, its roles."""

    trust: Trusts
    signers: list[Signers]
    roles: dict[str, Roles]
    signing: Signing | None

    @property
    def number(self) -> int:
        """Its number."""
        return self.trust.version

    @cached_property
    def by_key(self) -> dict[str, list[Signers]]:
        """The lines of each key, by its fingerprint."""
        found: dict[str, list[Signers]] = defaultdict(list)
        for line in self.signers:
            found[line.key].append(line)
        return dict(found)

    @cached_property
    def _people(self) -> dict[str, str]:
        """Every name that stands on a line of a key, and the first one of that line."""
        lines = [line.principals for line in self.signers if not line.authority]
        return {name: line[0] for line in reversed(lines) for name in line}

    def person(self, name: str) -> str:
        """The name that signatures by *name* are counted for: the first of its line."""
        return self._people.get(name, name)

    def names(self, person: str) -> set[str]:
        """Every name of a person."""
        return {person, *(name for name, first in self._people.items() if first == person)}

    @cached_property
    def _short(self) -> dict[str, set[str]]:
        """By what stands before the @ of a name whose names it may be."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, first in self._people.items():
            found[name.partition("@")[0].casefold()].add(first)
        return found

    def is_called(self, person: str, name: str) -> bool:
        """Whether *name* is one of a person's, whole or as far as the @ where nobody else has that."""
        name = name.casefold()
        return name in {n.casefold() for n in self.names(person)} or self._short.get(name) == {person}

    @cached_property
    def keepers(self) -> frozenset[str]:
        """Who decides who may sign."""
        return frozenset(self.person(k) for k in self.signing.keepers) if self.signing else frozenset()


@dataclass(frozen=True)
class Seen:
    """A sign-off, and when the protected branch first had it; None: not yet."""

    said: Signoffs
    first_seen: dt.datetime | None


@dataclass(frozen=True)
class Fit:
    """Whose key made a signature, or why it is nobody's."""

    person: str
    why_not: str = ""


@dataclass(frozen=True)
class Clock:
    """The day of the judgement: what no protected branch has yet is as of its last second."""

    today: dt.date
    now: dt.datetime = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "now", dt.datetime.combine(self.today, dt.time(23, 59, 59)))


def merged(tree: Iterable[Signoffs], past: Iterable[PastSignoffs]) -> list[Seen]:
    """Each sign-off once: where its file is, and when it was first seen.

    One whose file is gone is still there: taking the file away takes nothing back.
    """
    first: dict[Identity, PastSignoffs] = {}
    for was in sorted(past, key=lambda p: (p.first_seen, p.path)):
        first.setdefault(_identity(was), was)
    found: dict[Identity, Seen] = {}
    for said in sorted(tree, key=lambda s: s.path):
        known = first.get(_identity(said))
        found.setdefault(_identity(said), Seen(said, known.first_seen if known else None))
    for identity, was in first.items():
        if identity not in found:
            found[identity] = Seen(Signoffs(*values_of(was)[:-3]), was.first_seen)  # type: ignore[arg-type]
    return sorted(found.values(), key=lambda s: (s.said.path, s.said.statement, s.said.key))


def _identity(said: Signoffs | PastSignoffs) -> Identity:
    """What tells sign-offs apart. Not the statement alone: the certificate beside a signature is not signed with it.

    Whoever put another one into a copy could otherwise hide the sign-off behind what does not count.
    """
    return (said.statement, said.key, said.authority, tuple(said.certified), said.certified_after,
            said.certified_before, said.wrong)  # fmt: skip


def fit(seen: Seen, version: Version, clock: Clock) -> Fit:
    """Whose key made the signature by the signers of *version*, when it was first seen."""
    said = seen.said
    key = said.authority or said.key
    known = version.by_key.get(key, [])
    lines = [line for line in known if line.authority is (said.authority is not None)]
    if not lines:
        return Fit(said.by, _unknown(said, version, known))
    if not said.authority and len({s.principals[0] for s in lines}) > 1:
        both = " and ".join(sorted({s.principals[0] for s in lines}))
        return Fit(said.by, f"the key {said.key} stands on lines of {both}, so that it proves nobody")
    fits = [_by_line(seen, line, version.number, clock) for line in lines]
    return next((f for f in fits if not f.why_not), fits[0])


def _unknown(said: Signoffs, version: Version, known: list[Signers]) -> str:
    whose = f"the authority {said.authority}" if said.authority else f"the key {said.key}"
    if known and not said.authority:
        return f"{whose} vouches for certificates, and does not sign itself"
    return f"{whose} is on no line of allowed_signers in version {version.number} of who may sign"


def _by_line(seen: Seen, line: Signers, version: int, clock: Clock) -> Fit:
    said = seen.said
    person = said.by if line.authority else line.principals[0]
    if line.authority and said.by not in said.certified:
        return Fit(said.by, f"the certificate is for {', '.join(said.certified[:5])}, not for {said.by}")
    if not matches(tuple(line.principals), said.by):
        whose = ", ".join(line.principals[:5])
        return Fit(said.by, f"the key is that of {whose} in version {version} of who may sign, not of {said.by}")
    if line.namespaces and not matches(tuple(line.namespaces), said.purpose):
        return Fit(person, f"the key of {person} may sign {', '.join(line.namespaces[:5])}, not {said.purpose}")
    when = seen.first_seen or clock.now
    how = f"this was first seen on {_at(when)}"
    if seen.first_seen is None:
        how = "what the protected branch has not is as of now"
    for what, after, before in (
        ("key", line.after, line.before), ("certificate", said.certified_after, said.certified_before)
    ):  # fmt: skip
        if after and when < after:
            return Fit(person, f"the {what} of {person} is valid from {_at(after)}, and {how}")
        if before and when > before:
            return Fit(person, f"the {what} of {person} was valid until {_at(before)}, and {how}")
    return Fit(person)


def _at(when: dt.datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M UTC")
