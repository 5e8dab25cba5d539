"""Trusted: which versions of who may sign count, and which one is in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from principal.core.analyses import Computation
from principal.core.tables import table
from principal.phases.consensus import _asked
from principal.phases.consensus._chain import approvals, signatures


@table("derived", key=("version",))
@dataclass(frozen=True, slots=True)
class TrustedVersions:
    """Versions of who may sign (``signoffs/trust/N``), and whether each is signed by those who had to."""

    version: int
    path: str  # of its manifest
    line: int
    digest: str  # SHA-256 of the manifest: the fingerprint to pin
    signed_by: list[str]  # its own keepers who signed it
    in_force: bool  # the one by which sign-offs are judged
    counts: bool | None  # null: could not be told, since no trust root is set
    why_not: str  # '' where it counts


def rows(**asked: list[tuple[Any, ...]]) -> Iterator[TrustedVersions]:
    """The rows; see ``_asked.ASKS`` for what each question is."""
    known = _asked.known(**asked)
    chain, signed = known.chain, signatures(known.seen)
    for number, version in chain.versions.items():
        why = chain.why_not[number]
        in_force = version is chain.in_force
        if in_force and chain.broken:
            why = chain.broken
        yield TrustedVersions(
            version=number, path=version.trust.path, line=version.trust.line, digest=version.trust.digest,
            signed_by=sorted(approvals(version, version, signed, known.clock)), in_force=in_force,
            counts=None if chain.unknown else not why, why_not=why,
        )  # fmt: skip


ANALYSIS = Computation(name="trusted_versions", version=2, table=TrustedVersions, asks=_asked.ASKS, rows=rows)
