"""A sign-off file: a statement, and below it the signature of exactly these bytes."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.signatures import sshsig, statement, verify
from principal.core.signatures.keys import Key
from principal.core.signatures.refused import Refused
from principal.core.signatures.statement import Statement

MAX_BYTES = statement.MAX_BYTES + sshsig.MAX_ARMOUR


@dataclass(frozen=True, slots=True)
class Signoff:
    """A file that reads.

    Attributes:
        statement: what it says.
        key: the key that the signature names, None where that cannot be taken.
        made: what is known of the signature where it fits.
        wrong: why it does not fit; '' where it does.
    """

    statement: Statement
    key: Key | None
    made: verify.Made | None
    wrong: str


def read(content: bytes) -> Signoff:
    """The sign-off in *content*.

    Raises:
        Refused: it is no statement with one whole signature below it.
    """
    if len(content) > MAX_BYTES:
        raise Refused(f"the sign-off has {len(content):,} bytes; at most {MAX_BYTES:,} are read")
    text, found, rest = content.partition(sshsig.BEGIN)
    if not found:
        raise Refused("there is no SSH signature: it begins with -----BEGIN SSH SIGNATURE-----")
    said = statement.parse(text)
    signature = sshsig.parse(found + rest)
    key = None
    try:
        key, _ = verify.holder(signature)
        return Signoff(said, key, verify.check(text, signature, said.purpose), "")
    except Refused as refused:
        return Signoff(said, key, None, str(refused))
