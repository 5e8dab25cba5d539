"""What can be signed has the hash of what git stores, whatever lies on the disk."""

from __future__ import annotations

import hashlib

import pytest

from principal.core.links import hash_blob
from principal.core.signed import Contents
from principal.core.sources import Gap, SourceFile
from principal.evidence.contents import read, wants


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_the_hash_is_that_of_what_git_stores(object_format: str) -> None:
    stored = b"# A queue\nfor mails\n"
    blob = hash_blob(stored, object_format)
    row = Contents("RFC-1.md", hashlib.sha256(stored).hexdigest())
    assert list(read(SourceFile("RFC-1.md", stored, blob=blob))) == [row]
    assert list(read(SourceFile("RFC-1.md", stored.replace(b"\n", b"\r\n"), blob=blob))) == [row]
    # What git stores with line ends of Windows is another content.
    windows = stored.replace(b"\n", b"\r\n")
    (other,) = read(SourceFile("RFC-1.md", windows, blob=hash_blob(windows, object_format)))
    assert other != row
    (gap,) = read(SourceFile("RFC-1.md", stored + b"$Id: 1 $\n", blob=blob))
    assert gap == Gap("it is converted when it is checked out, so that what git stores is not known")


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("architecture/proposals/RFC-012-queue.md", True), ("architecture/signoffs/trust/1/manifest", True),
        ("rfc-176-replacing-static.md", True), ("text/0001-private-fields.md", True), ("docs/adr/0003.use-x.adoc", True),
        ("keps/provider-aws/2313-aws-k8s-tester/README.md", True), ("keps/provider-aws/2313-aws-k8s-tester/kep.yaml", True),
        ("README.md", False), ("docs/adr/index.md", False), ("src/0001_initial.py", False), ("architecture", False),
        ("features/0036-issue-credential/a/b.md", False),
    ],
)  # fmt: skip
def test_what_may_be_signed(path: str, taken: bool) -> None:
    assert wants(path) is taken
