"""Keys, certificates and signatures for tests: by ``ssh-keygen``, and by hand what it needs hardware for."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from principal.core.signatures import keys, sshsig
from principal.core.signatures.sshsig import Signature
from principal.core.signatures.wire import string

KINDS = {
    "ed25519": ("ed25519", ""), "p256": ("ecdsa", "256"), "p384": ("ecdsa", "384"), "p521": ("ecdsa", "521"),
    "rsa": ("rsa", "2048"),
}  # fmt: skip


def keygen(*words: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["ssh-keygen", *map(str, words)], input=given, capture_output=True, check=False)


def make_key(folder: Path, name: str, kind: str = "ed25519", bits: str = "") -> Path:
    """A key in a file, without a passphrase; made once a folder."""
    path = folder / name
    if not path.exists():
        done = keygen("-q", "-t", kind, *(["-b", bits] if bits else []), "-N", "", "-C", "", "-f", path)
        assert done.returncode == 0, done.stderr
    return path


def public(path: Path) -> str:
    """Kind and Base64 of a key, as lists of signers have it."""
    return " ".join(path.with_suffix(".pub").read_text().split()[:2])


def sign(path: Path, message: bytes, namespace: str, *options: str) -> bytes:
    """The armour that ``ssh-keygen -Y sign`` makes."""
    done = keygen("-Y", "sign", "-q", "-f", path, "-n", namespace, *options, given=message)
    assert done.returncode == 0, done.stderr
    return done.stdout


def certify(authority: Path, path: Path, principals: str, *options: str) -> Path:
    """A certificate of the key at *path*; returns the file."""
    done = keygen("-q", "-s", authority, "-I", "test", "-n", principals, *options, path.with_suffix(".pub"))
    assert done.returncode == 0, done.stderr
    return path.with_name(f"{path.name}-cert.pub")


def believed(
    folder: Path, allowed: str, principal: str, namespace: str, message: bytes, armour: bytes, *options: str
) -> bool:
    """Whether ``ssh-keygen -Y verify`` takes the signature."""
    (folder / "allowed").write_text(allowed)
    (folder / "signature").write_bytes(armour)
    done = keygen(
        "-Y", "verify", "-q", "-f", folder / "allowed", "-I", principal, "-n", namespace, "-s", folder / "signature",
        *options, given=message,
    )  # fmt: skip
    return done.returncode == 0


@dataclass
class SecurityKey:
    """A FIDO key in software: what a token does, with the flags that a test wants."""

    kind: str = keys.SK_ED25519
    application: str = "ssh:"

    def __post_init__(self) -> None:
        self._private = (
            Ed25519PrivateKey.generate() if "ed25519" in self.kind else ec.generate_private_key(ec.SECP256R1())
        )
        if "ed25519" in self.kind:
            point = string(self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
        else:
            raw = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            point = string(b"nistp256") + string(raw)
        self.blob = string(self.kind.encode()) + point + string(self.application.encode())

    @property
    def line(self) -> str:
        """Kind and Base64, as lists of signers have it."""
        return keys.written(self.blob)

    def sign(self, message: bytes, namespace: str, flags: int = 1, counter: int = 7) -> bytes:
        unsigned = Signature(self.blob, namespace, "sha512", b"")
        tail = bytes((flags,)) + counter.to_bytes(4, "big")
        signed = (
            hashlib.sha256(self.application.encode()).digest()
            + tail
            + hashlib.sha256(unsigned.signed(message)).digest()
        )
        if isinstance(self._private, Ed25519PrivateKey):
            made = self._private.sign(signed)
        else:
            one, other = decode_dss_signature(self._private.sign(signed, ec.ECDSA(hashes.SHA256())))
            made = natural(one) + natural(other)
        return armour(self.blob, namespace, string(self.kind.encode()) + string(made) + tail)


def natural(number: int) -> bytes:
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big"))


def armour(
    public_blob: bytes, namespace: str, raw: bytes, hashed: str = "sha512", reserved: bytes = b"", version: int = 1
) -> bytes:
    """A signature put together by hand."""
    parts = (public_blob, namespace.encode(), reserved, hashed.encode(), raw)
    return sshsig.armoured(b"SSHSIG" + version.to_bytes(4, "big") + b"".join(map(string, parts)))


def blob_of(path: Path) -> bytes:
    return keys.parse_line(*public(path).split())


class PlainKey:
    """An ed25519 key in memory: signs without a process."""

    def __init__(self) -> None:
        self._private = Ed25519PrivateKey.generate()
        point = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.blob = string(b"ssh-ed25519") + string(point)

    @property
    def line(self) -> str:
        """Kind and Base64, as lists of signers have it."""
        return keys.written(self.blob)

    def raw(self, message: bytes) -> bytes:
        """The 64 bytes of a signature."""
        return self._private.sign(message)

    def sign(self, message: bytes, namespace: str) -> bytes:
        made = self.raw(Signature(self.blob, namespace, "sha512", b"").signed(message))
        return armour(self.blob, namespace, string(b"ssh-ed25519") + string(made))
