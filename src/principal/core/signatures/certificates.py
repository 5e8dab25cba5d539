"""Certificates of OpenSSH (PROTOCOL.certkeys): a key that an authority vouches for, for whom and how long."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.signatures import keys
from principal.core.signatures.keys import Key
from principal.core.signatures.refused import Refused
from principal.core.signatures.wire import Reader, string

_SUFFIX = "-cert-v01@openssh.com"
_KINDS = {f"{kind.removesuffix('@openssh.com')}{_SUFFIX}": kind for kind in keys.KINDS}
_USER = 1
_FOREVER = (1 << 64) - 1
_MAX_PRINCIPALS = 256
# What these restrict is logging in; a signature of a person is none. verify-required is checked.
_KNOWN = ("force-command", "source-address", "verify-required")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate whose signature by its authority is right.

    Attributes:
        key: the key that it is for.
        authority: the key that signed it.
        name: what the authority calls it (key id).
        serial: its number.
        principals: for whom it is.
        after, before: when it is valid, UTC; None where it has no such end.
        verified: whether its holder must have been recognised by the key (PIN, finger).
    """

    key: Key
    authority: Key
    name: str
    serial: int
    principals: tuple[str, ...]
    after: dt.datetime | None
    before: dt.datetime | None
    verified: bool


def is_certificate(blob: bytes) -> bool:
    """Whether *blob* says that it is a certificate.

    Raises:
        Refused: it says nothing at all.
    """
    return "-cert-" in Reader(blob, "key").text()


def parse(blob: bytes) -> Certificate:
    """The certificate in *blob*, after its authority's signature was checked.

    Raises:
        Refused: it is malformed, not signed by the authority that it names, not one of a
            person, for nobody, or with a critical option that is not known.
    """
    reader = Reader(blob, "certificate")
    written = reader.text()
    kind = _KINDS.get(written)
    if kind is None:
        raise Refused(f"certificates of the kind {written[:60]} are not taken")
    reader.string()  # nonce
    begun = reader.at
    bare = keys.body(kind, reader, b"")
    key = Key(kind, string(kind.encode()) + blob[begun : reader.at], bare.numbers, bare.application)
    serial, type_ = reader.uint64(), reader.uint32()
    name = reader.string().decode("utf-8", "replace")[:200]
    principals = _principals(reader.string())
    after, before = reader.uint64(), reader.uint64()
    critical, extensions = reader.string(), reader.string()
    reader.string()  # reserved
    authority = keys.parse(_authority(reader.string()))
    signed = blob[: reader.at]
    signature = reader.string()
    reader.end()
    if type_ != _USER:
        raise Refused("the certificate is one of a host, not of a person")
    options = _options(critical, "critical option")
    _options(extensions, "extension")
    unknown = [o for o in options if o not in _KNOWN]
    if unknown:
        raise Refused(f"the certificate has the critical option {unknown[0][:60]}, which is not known")
    try:
        keys.check(authority, signature, signed)
    except Refused as refused:
        raise Refused(f"the certificate is not signed by the authority that it names: {refused}") from None
    begins = _time(after)
    if before == 0:
        raise Refused("the certificate was never valid: it ends with the beginning of 1970")
    if after and begins is None:
        raise Refused("the certificate begins to be valid after the end of the calendar")
    return Certificate(key, authority, name, serial, principals, begins, _time(before), "verify-required" in options)


def _authority(blob: bytes) -> bytes:
    if is_certificate(blob):
        raise Refused("the certificate is signed by a certificate; only a key may sign one")
    return blob


def _principals(packed: bytes) -> tuple[str, ...]:
    reader = Reader(packed, "certificate")
    found = []
    while reader.left:
        name = reader.string().decode("utf-8", "replace")
        if not name or len(name) > 200 or not name.isprintable():
            raise Refused("the certificate has a principal that is empty, long or not printable")
        found.append(name)
        if len(found) > _MAX_PRINCIPALS:
            raise Refused(f"the certificate is for more than {_MAX_PRINCIPALS} principals")
    if not found:
        raise Refused("the certificate names no principal, so that it would be anybody's")
    return tuple(found)


def _options(packed: bytes, what: str) -> tuple[str, ...]:
    reader = Reader(packed, "certificate")
    found: list[str] = []
    while reader.left:
        name = reader.text()
        reader.string()
        if found and name <= found[-1]:
            raise Refused(f"the certificate has its {what}s out of order or twice")
        found.append(name)
    return tuple(found)


def _time(seconds: int) -> dt.datetime | None:
    """None for 0 (from always on) and for the largest number, and for what lies behind the end of the calendar."""
    if seconds in (0, _FOREVER):
        return None
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
