"""The tables around signatures: what was signed, who may sign, and what nobody in the repository decides.

``docs/signoffs.md`` says what each part is for; who may sign in the end is ``derived.signatures``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core import trust_roots
from principal.core.tables import table

HOME = trust_roots.SIGNED_BELOW
SIGNERS, ROLES, MANIFEST = "allowed_signers", "roles.yaml", "manifest"


@table("decided", key=("statement", "path"))
@dataclass(frozen=True, slots=True)
class Signoffs:
    """Sign-offs as their files have them: what was signed, and with which key. Whether it counts is derived."""

    path: str
    line: int
    statement: str  # SHA-256 of what was signed: its name
    purpose: str  # principal-signoff@v1, or principal-trust@v1 for who may sign
    named: str  # the name of the repository that it is for
    root: str  # that one's first commit
    record: str  # id of the record
    record_path: str  # where that stands
    content: str  # SHA-256 of the record's content, as git stores it
    role: str
    by: str  # the principal who says to have signed
    verdict: str  # approve, concern, withdraw or overrule
    about: str | None  # the statement that it takes back or overrules; null: it is about the record
    reason: str
    claimed: dt.datetime  # when it says that it was made, UTC
    key: str  # fingerprint of the key; '' where it cannot be taken
    authority: str | None  # of a certificate: fingerprint of the key that vouches for it
    certified: list[str]  # of a certificate: for whom it is
    certified_after: dt.datetime | None  # from when it is valid, UTC
    certified_before: dt.datetime | None  # until when it is valid, UTC
    touched: bool  # the key says that somebody touched it
    wrong: str  # why the signature does not fit what stands above it; '' where it fits


@table("decided", key=("path", "line"))
@dataclass(frozen=True, slots=True)
class Signers:
    """Lines of ``allowed_signers`` files: who may sign, with which key, for what, and how long."""

    path: str
    line: int
    version: int | None  # of the chain of trust that it belongs to; null: the draft of the next one
    principals: list[str]  # of a person first the name that signatures are counted for; of an authority patterns
    key: str  # fingerprint of the key, or of the authority's
    authority: bool  # it vouches for certificates, and does not sign itself
    namespaces: list[str]  # patterns of what it may sign; empty: anything
    after: dt.datetime | None  # from when it is valid, UTC
    before: dt.datetime | None  # until when it is valid, UTC


@table("decided", key=("path", "role"))
@dataclass(frozen=True, slots=True)
class Roles:
    """Roles in which people sign."""

    role: str
    path: str
    line: int
    version: int | None  # of the chain of trust that it belongs to; null: the draft of the next one
    holders: list[str]  # principals
    separate_from: list[str]  # roles that the same person may not fill for the same record
    presence: bool  # its signatures count only with a key that somebody touched
    quorum: int  # how many of its holders have to approve
    overrules: bool  # it may overrule a concern
    withdraws: bool  # it may take back a proposal that others wrote


@table("decided", key=("path",))
@dataclass(frozen=True, slots=True)
class Signing:
    """What ``roles.yaml`` files say of signing as a whole."""

    path: str
    line: int
    version: int | None  # of the chain of trust that it belongs to; null: the draft of the next one
    named: str  # the name of the repository in statements
    keepers: list[str]  # principals who decide together who may sign
    quorum: int  # how many of them a change of signers or roles needs
    solo: bool  # one person holds every role
    solo_because: str | None


@table("decided", key=("version",))
@dataclass(frozen=True, slots=True)
class Trusts:
    """Versions of who may sign, each a folder ``signoffs/trust/N`` whose manifest binds its files to the one before."""

    version: int
    path: str  # of the manifest
    line: int
    digest: str  # SHA-256 of the manifest: the fingerprint to pin
    named: str  # the name of the repository
    root: str  # its first commit
    previous: str | None  # digest of the version before; null for the first
    signers: str  # SHA-256 of its allowed_signers
    roles: str  # SHA-256 of its roles.yaml


@table("observed", key=("path",))
@dataclass(frozen=True, slots=True)
class Contents:
    """SHA-256 of what can be signed: files below ``architecture/``, and records elsewhere by their name."""

    path: str
    sha256: str  # of the content as git stores it


@table("observed", key=("statement", "path"))
@dataclass(frozen=True, slots=True)
class PastSignoffs:
    """Every sign-off that the protected branch ever had, and when it had it first. Columns as in decided.signoffs."""

    path: str
    line: int
    statement: str
    purpose: str
    named: str
    root: str
    record: str
    record_path: str
    content: str
    role: str
    by: str
    verdict: str
    about: str | None
    reason: str
    claimed: dt.datetime
    key: str
    authority: str | None
    certified: list[str]
    certified_after: dt.datetime | None
    certified_before: dt.datetime | None
    touched: bool
    wrong: str
    blob: str  # git's hash of the file
    sha: str  # the commit of the protected branch that brought it
    first_seen: dt.datetime  # when, UTC: never before what that branch had already


@table("known", key=("fingerprint",))
@dataclass(frozen=True, slots=True)
class TrustRoots:
    """Versions of who may sign that the user, or the settings of the CI, vouch for: from outside the repository."""

    fingerprint: str  # SHA-256 of the manifest


def past(row: Signoffs, blob: str, sha: str, first_seen: dt.datetime) -> PastSignoffs:
    """*row* as the protected branch had it."""
    from principal.core.tables import values_of

    return PastSignoffs(*values_of(row), blob, sha, first_seen)  # type: ignore[arg-type, call-arg]  # the columns are the same


def row_of(path: str, content: bytes) -> Signoffs:
    """The row of a sign-off file.

    Raises:
        Refused: it is no sign-off.
    """
    from principal.core.signatures.signoff import read

    signoff = read(content)
    said, made = signoff.statement, signoff.made
    certificate = made.certificate if made else None
    return Signoffs(
        path=path, line=1, statement=said.digest, purpose=said.purpose, named=said.repository, root=said.root,
        record=said.record, record_path=said.path, content=said.content, role=said.role, by=said.by,
        verdict=said.verdict, about=said.about or None, reason=said.reason, claimed=said.claimed,
        key=signoff.key.fingerprint if signoff.key else "",
        authority=certificate.authority.fingerprint if certificate else None,
        certified=list(certificate.principals) if certificate else [],
        certified_after=certificate.after if certificate else None,
        certified_before=certificate.before if certificate else None,
        touched=bool(made and made.present), wrong=signoff.wrong,
    )  # fmt: skip
