"""Signatures as ``ssh-keygen -Y sign`` writes them (PROTOCOL.sshsig): the armour and what is in it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from principal.core.signatures.refused import Refused
from principal.core.signatures.wire import Reader, string

MAX_ARMOUR = 32 * 1024
BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
END = b"-----END SSH SIGNATURE-----\n"
_MAGIC = b"SSHSIG"
_VERSION = 1
_HASHES = ("sha256", "sha512")
_LINE = re.compile(rb"(?!\Z)[A-Za-z0-9+/]{0,76}={0,2}")
_WIDTH = 70


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, read and not yet checked.

    Attributes:
        public: the key or certificate that it names, as bytes.
        namespace: what it was made for.
        hashed: the hash that was signed: ``sha256`` or ``sha512``.
        raw: the signature itself, in the form of SSH.
    """

    public: bytes
    namespace: str
    hashed: str
    raw: bytes

    def signed(self, message: bytes) -> bytes:
        """What was signed if it was *message* that was signed."""
        digest = hashlib.new(self.hashed, message).digest()
        return b"".join((_MAGIC, string(self.namespace.encode()), string(b""), string(self.hashed.encode()),
                         string(digest)))  # fmt: skip


def unarmoured(armour: bytes) -> bytes:
    """The bytes in *armour*, which has to be exactly one, whole, and nothing beside it.

    Raises:
        Refused: it is anything else.
    """
    if len(armour) > MAX_ARMOUR:
        raise Refused(f"the signature has {len(armour):,} bytes; at most {MAX_ARMOUR:,} are read")
    if b"\r" in armour:
        raise Refused("the signature has line ends of Windows; it was changed on its way")
    if not armour.startswith(BEGIN):
        raise Refused("there is no SSH signature: it begins with -----BEGIN SSH SIGNATURE-----")
    inner, found, after = armour.removeprefix(BEGIN).partition(END)
    if not found:
        raise Refused("the signature is cut short: its last line is -----END SSH SIGNATURE-----")
    if after:
        what = "another signature" if BEGIN.rstrip() in after else "something"
        raise Refused(f"there is {what} after the signature; a file holds exactly one")
    lines = inner.split(b"\n")
    if lines.pop() != b"" or not lines or any(not _LINE.fullmatch(line) for line in lines):
        raise Refused("the signature has a line that is not Base64")
    joined = b"".join(lines)
    try:
        blob = base64.b64decode(joined, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("the signature is not Base64") from None
    if base64.b64encode(blob) != joined:
        raise Refused("the signature is not in the usual form of Base64")
    return blob


def armoured(blob: bytes) -> bytes:
    """*blob* in armour, as ``ssh-keygen`` writes it."""
    encoded = base64.b64encode(blob)
    lines = [encoded[at : at + _WIDTH] + b"\n" for at in range(0, len(encoded), _WIDTH)]
    return BEGIN + b"".join(lines) + END


def parse(armour: bytes) -> Signature:
    """The signature in *armour*.

    Raises:
        Refused: it is malformed, of another version, or of a kind that is not taken.
    """
    reader = Reader(unarmoured(armour), "signature")
    if reader.take(len(_MAGIC)) != _MAGIC:
        raise Refused("the signature is none of OpenSSH's: it does not begin with SSHSIG")
    version = reader.uint32()
    if version != _VERSION:
        raise Refused(f"the signature has version {version}; only version {_VERSION} is known")
    public, namespace, reserved, hashed, raw = (
        reader.string(), reader.text(), reader.string(), reader.text(), reader.string(),
    )  # fmt: skip
    reader.end()
    if not namespace:
        raise Refused("the signature has an empty namespace")
    if reserved:
        raise Refused("the signature has something in a field that is reserved")
    if hashed not in _HASHES:
        raise Refused(f"the signature is made of a {hashed[:20]} hash; sha512 and sha256 are taken")
    return Signature(public, namespace, hashed, raw)
