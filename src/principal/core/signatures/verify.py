"""Whether a signature fits a message: what it is, whose key made it, and for what. Who may sign is asked elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.signatures import certificates, keys, sshsig
from principal.core.signatures.certificates import Certificate
from principal.core.signatures.keys import Key, Touch
from principal.core.signatures.refused import Refused


@dataclass(frozen=True, slots=True)
class Made:
    """A signature that fits.

    Attributes:
        key: the key that made it.
        certificate: what it was made with, or None.
        touch: what a FIDO key says beside it; None for other keys.
    """

    key: Key
    certificate: Certificate | None
    touch: Touch | None

    @property
    def present(self) -> bool:
        """Whether somebody touched the key."""
        return self.touch is not None and self.touch.touched


def holder(signature: sshsig.Signature) -> tuple[Key, Certificate | None]:
    """The key that a signature names, and the certificate that it comes in.

    Raises:
        Refused: neither can be taken.
    """
    if certificates.is_certificate(signature.public):
        certificate = certificates.parse(signature.public)
        return certificate.key, certificate
    return keys.parse(signature.public), None


def verify(message: bytes, armour: bytes, namespace: str) -> Made:
    """Make sure that *armour* is a signature of *message*, made for *namespace* and nothing else.

    Raises:
        Refused: it is not; the text says why.
    """
    return check(message, sshsig.parse(armour), namespace)


def check(message: bytes, signature: sshsig.Signature, namespace: str) -> Made:
    """As :func:`verify`, of a signature that was read.

    Raises:
        Refused: it does not fit.
    """
    if signature.namespace != namespace:
        raise Refused(
            f"the signature was made for {signature.namespace[:60]}, not for {namespace}: "
            "whoever signed meant something else"
        )
    key, certificate = holder(signature)
    touch = keys.check(key, signature.raw, signature.signed(message))
    if certificate is not None and certificate.verified and not (touch and touch.verified):
        raise Refused("the certificate asks for a key that knew its holder (a PIN or a finger), and it did not")
    return Made(key, certificate, touch)
