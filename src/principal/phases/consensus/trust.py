"""``signoffs/trust/N/manifest``: one version of who may sign, bound to the one before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.records import Mistake, RecordKind
from principal.core.signed import MANIFEST, Trusts
from principal.phases.consensus.places import version_of

HEAD = "principal-trust-manifest@v1"
_MAX_BYTES = 4096
_FIELDS = ("repository", "root", "version", "previous", "signers", "roles")
_NONE = "none"
_FORM = re.compile(
    rf"{HEAD}\nrepository: (?P<repository>[!-~]{{1,200}})\nroot: (?P<root>[0-9a-f]{{40}}(?:[0-9a-f]{{24}})?)\n"
    r"version: (?P<version>[1-9][0-9]{0,5})\nprevious: (?P<previous>none|[0-9a-f]{64})\n"
    r"signers: (?P<signers>[0-9a-f]{64})\nroles: (?P<roles>[0-9a-f]{64})\n",
    re.ASCII,
)
_EXPECTED = "a manifest as principal signers writes it"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says; the hashes are SHA-256 in hexadecimal, ``previous`` '' for the first version."""

    repository: str
    root: str
    version: int
    previous: str
    signers: str
    roles: str

    @property
    def text(self) -> bytes:
        """The file."""
        values = {name: getattr(self, name) for name in _FIELDS} | {"previous": self.previous or _NONE}
        return (f"{HEAD}\n" + "".join(f"{name}: {value}\n" for name, value in values.items())).encode()


def wants(path: str) -> bool:
    """Whether *path* is a manifest."""
    return version_of(path) is not None and path.endswith(f"/{MANIFEST}")


def read(path: str, content: bytes) -> Iterator[object]:
    """The row of a manifest, or what is wrong with it."""
    found = _FORM.fullmatch(content.decode("ascii", "replace")) if len(content) <= _MAX_BYTES else None
    if found is None:
        yield Mistake(path, 1, 1, "the manifest is not in its one form", _EXPECTED)
        return
    if int(found["version"]) != version_of(path):
        yield Mistake(
            path, 4, 1, f"the manifest is of version {found['version']}", f"version {version_of(path)}, as its folder"
        )
        return
    if (found["previous"] == _NONE) != (found["version"] == "1"):
        yield Mistake(
            path,
            5,
            1,
            f"version {found['version']} comes after {found['previous'][:12]}",
            "none before version 1 alone",
        )
        return
    yield Trusts(
        version=int(found["version"]), path=path, line=1, digest=hashlib.sha256(content).hexdigest(),
        named=found["repository"], root=found["root"],
        previous=None if found["previous"] == _NONE else found["previous"],
        signers=found["signers"], roles=found["roles"],
    )  # fmt: skip


RECORD = RecordKind(name="trust", version=1, tables=(Trusts,), wants=wants, read=read, absent="none")
