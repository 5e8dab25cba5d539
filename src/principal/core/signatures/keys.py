"""Public keys of OpenSSH: which are taken, their fingerprints, and whether one made a signature.

Taken are ed25519, ECDSA on P-256, P-384 and P-521, RSA of 2048 to 16384 bits with SHA-2, and the
FIDO keys ``sk-ed25519`` and ``sk-ecdsa``, whose signatures say whether somebody touched them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from principal.core.signatures.refused import Refused
from principal.core.signatures.wire import Reader

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

MIN_RSA, MAX_RSA = 2048, 16384
MAX_KEY = 16 * 1024

ED25519 = "ssh-ed25519"
RSA = "ssh-rsa"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
_CURVES = {
    "ecdsa-sha2-nistp256": ("nistp256", "SECP256R1", "SHA256"),
    "ecdsa-sha2-nistp384": ("nistp384", "SECP384R1", "SHA384"),
    "ecdsa-sha2-nistp521": ("nistp521", "SECP521R1", "SHA512"),
    SK_ECDSA: ("nistp256", "SECP256R1", "SHA256"),
}
_RSA_HASHES = {"rsa-sha2-256": "SHA256", "rsa-sha2-512": "SHA512"}
SECURITY_KEYS = (SK_ED25519, SK_ECDSA)
KINDS = (ED25519, RSA, *_CURVES, SK_ED25519)
_TOUCHED, _VERIFIED = 0x01, 0x04


@dataclass(frozen=True, slots=True)
class Key:
    """A public key.

    Attributes:
        kind: as OpenSSH names it: ``ssh-ed25519``, ``ssh-rsa`` …
        blob: the key as it travels; equal keys have equal blobs.
        numbers: point, or exponent and modulus.
        application: of a FIDO key, what it was made for (``ssh:``).
    """

    kind: str
    blob: bytes
    numbers: tuple[bytes | int, ...]
    application: str = ""

    @property
    def fingerprint(self) -> str:
        """``SHA256:…`` as ``ssh-keygen -l`` shows it."""
        return fingerprint(self.blob)


@dataclass(frozen=True, slots=True)
class Touch:
    """What a FIDO key says of a signature: it was touched, it knew who touched it (PIN, finger), and its count."""

    touched: bool
    verified: bool
    counter: int


def fingerprint(blob: bytes) -> str:
    """The fingerprint of a key or certificate by its bytes."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def parse(blob: bytes) -> Key:
    """The key in *blob*.

    Raises:
        Refused: it is none, or none of a kind that is taken.
    """
    reader = Reader(blob, "key")
    if len(blob) > MAX_KEY:
        raise Refused(f"the key has {len(blob):,} bytes; at most {MAX_KEY:,} are read")
    kind = reader.text()
    key = body(kind, reader, blob)
    reader.end()
    return key


def body(kind: str, reader: Reader, blob: bytes) -> Key:
    """The key of a *kind* whose parts come next; *blob* is what it is known by ('' until it is made).

    Raises:
        Refused: it is malformed, weak, or of a kind that is not taken.
    """
    if kind in (ED25519, SK_ED25519):
        point = reader.string()
        if len(point) != 32:
            raise Refused("the key is no ed25519 key: its point does not have 32 bytes")
        return Key(kind, blob, (point,), _application(kind, reader))
    if kind in _CURVES:
        named = reader.text()
        if named != _CURVES[kind][0]:
            raise Refused(f"the key of kind {kind} is on another curve ({named[:40]})")
        point = reader.string()
        if point[:1] != b"\x04":
            raise Refused(f"the key of kind {kind} is not written as a whole point")
        return Key(kind, blob, (point,), _application(kind, reader))
    if kind == RSA:
        exponent, modulus = reader.natural(), reader.natural()
        if modulus.bit_length() < MIN_RSA:
            raise Refused(f"the RSA key has {modulus.bit_length():,} bits; at least {MIN_RSA:,} are needed")
        if modulus.bit_length() > MAX_RSA:
            raise Refused(f"the RSA key has {modulus.bit_length():,} bits; at most {MAX_RSA:,} are read")
        if exponent < 3 or exponent % 2 == 0 or exponent.bit_length() > 64:
            raise Refused("the RSA key has an exponent that no such key should have")
        return Key(kind, blob, (exponent, modulus))
    raise Refused(not_taken(kind))


def not_taken(kind: str) -> str:
    """Why a key of *kind*, which is none of :data:`KINDS`, is refused."""
    if kind == "ssh-dss":
        return "the key is a DSA key; its signatures are too weak"
    return f"keys of the kind {kind[:60]} are not taken"


def _application(kind: str, reader: Reader) -> str:
    return reader.text() if kind in SECURITY_KEYS else ""


def written(blob: bytes) -> str:
    """Kind and Base64 of a key, as files have it."""
    return f"{Reader(blob, 'key').text()} {base64.b64encode(blob).decode()}"


def parse_line(kind: str, encoded: str) -> bytes:
    """The blob of a key as files have it: its kind and its Base64.

    Raises:
        Refused: the Base64 is none, or holds a key of another kind.
    """
    try:
        blob = base64.b64decode(encoded.encode("ascii", "replace"), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("the key is not Base64") from None
    if base64.b64encode(blob).decode() != encoded:
        raise Refused("the key is not in the usual form of Base64")
    if Reader(blob, "key").text() != kind:
        raise Refused(f"the key is not of the kind {kind[:60]} that stands before it")
    return blob


def check(key: Key, signature: bytes, signed: bytes) -> Touch | None:
    """Make sure that *key* made *signature* (in the form of SSH) of the bytes *signed*.

    Returns:
        What a FIDO key says beside it; None for other keys.

    Raises:
        Refused: it did not, or by an algorithm that is not taken.
    """
    reader = Reader(signature, "signature")
    algorithm = reader.text()
    raw = reader.string()
    touch = None
    expected = tuple(_RSA_HASHES) if key.kind == RSA else (key.kind,)
    if algorithm == "ssh-rsa":
        raise Refused("the signature is made with RSA and SHA-1, which is too weak; sign with rsa-sha2-512")
    if algorithm not in expected:
        raise Refused(f"the signature is of the kind {algorithm[:60]}, and the key of the kind {key.kind}")
    if key.kind in SECURITY_KEYS:
        flags, counter = reader.take(1)[0], reader.uint32()
        touch = Touch(bool(flags & _TOUCHED), bool(flags & _VERIFIED), counter)
        signed = b"".join((
            hashlib.sha256(key.application.encode()).digest(), bytes((flags,)), counter.to_bytes(4, "big"),
            hashlib.sha256(signed).digest(),
        ))  # fmt: skip
    reader.end()
    if not _made(key, algorithm, raw, signed):
        raise Refused("the signature does not fit what was signed: the text or the signature was changed")
    return touch


def _made(key: Key, algorithm: str, raw: bytes, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        public = _public(key)
        if key.kind in (ED25519, SK_ED25519):
            public.verify(raw, signed)
        elif key.kind == RSA:
            from cryptography.hazmat.primitives.asymmetric import padding

            # Some agents leave out the zeros before a small number, one signature in 256; OpenSSH puts them back, too.
            whole = raw.rjust((public.key_size + 7) // 8, b"\0")
            public.verify(whole, signed, padding.PKCS1v15(), _hash(_RSA_HASHES[algorithm]))
        else:
            from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

            public.verify(_der(raw), signed, ECDSA(_hash(_CURVES[key.kind][2])))
    except InvalidSignature:
        return False
    except (ValueError, UnsupportedAlgorithm):
        raise Refused(f"the key of the kind {key.kind} is not a usable one") from None
    return True


@lru_cache(maxsize=256)
def _public(key: Key) -> Any:
    """The library's key. Few people sign often, and to make one takes as long as a check."""
    if key.kind in (ED25519, SK_ED25519):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        return Ed25519PublicKey.from_public_bytes(key.numbers[0])  # type: ignore[arg-type]  # bytes, by its kind
    if key.kind == RSA:
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

        return RSAPublicNumbers(*key.numbers).public_key()  # type: ignore[arg-type]  # numbers, by its kind
    from cryptography.hazmat.primitives.asymmetric import ec

    curve = getattr(ec, _CURVES[key.kind][1])()
    return ec.EllipticCurvePublicKey.from_encoded_point(curve, key.numbers[0])  # type: ignore[arg-type]  # bytes


def _hash(name: str) -> HashAlgorithm:
    from cryptography.hazmat.primitives import hashes

    made: HashAlgorithm = getattr(hashes, name)()
    return made


def _der(raw: bytes) -> bytes:
    """The two numbers of an ECDSA signature, as the library takes them."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    reader = Reader(raw, "signature")
    one, other = reader.natural(), reader.natural()
    reader.end()
    return encode_dss_signature(one, other)
