"""``allowed_signers``: who may sign, with which keys. The draft of the next version, and the one of each version."""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.records import Mistake, RecordKind
from principal.core.signed import HOME, SIGNERS, Signers
from principal.phases.consensus.places import version_of

_EXPECTED = 'a line as: ana@example.com namespaces="principal-*" ssh-ed25519 AAAA…'


def wants(path: str) -> bool:
    """Whether *path* is a list of signers."""
    return path == HOME + SIGNERS or (version_of(path) is not None and path.endswith(f"/{SIGNERS}"))


def read(path: str, content: bytes) -> Iterator[object]:
    """A row for each line that reads, and what is wrong with the others."""
    from principal.core.signatures.allowed import read as read_list

    signers, wrong = read_list(content)
    for line, why in wrong:
        yield Mistake(path, line, 1, why, _EXPECTED)
    for signer in signers:
        yield Signers(
            path=path, line=signer.line, version=version_of(path), principals=list(signer.principals),
            key=signer.key.fingerprint, authority=signer.authority, namespaces=list(signer.namespaces),
            after=signer.after, before=signer.before,
        )  # fmt: skip


RECORD = RecordKind(name="signers", version=2, tables=(Signers,), wants=wants, read=read, absent="none")
