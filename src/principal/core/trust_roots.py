"""The trust root: which version of who may sign is vouched for by the user, or by the settings of the CI.

It never comes from the repository. ``PRINCIPAL_TRUST_ROOT`` has fingerprints, separated by
spaces or commas; ``trust-roots`` in the user's configuration has them, one a line. Where both are
there both have to vouch: what a repository brings can set a variable (``.envrc``, the settings of
an editor), and reach no file outside of it.
A fingerprint binds the repository that it is for, so that one list serves all of them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from principal.core.store import digest

SIGNED_BELOW = "architecture/signoffs/"  # the folder of all that is signed, and of who may sign
VARIABLE = "PRINCIPAL_TRUST_ROOT"
BRANCH = "PRINCIPAL_PROTECTED_BRANCH"
_MAX_BYTES = 1 << 20
# As git lays them out. Where there is a remote, what was not pushed is on no protected branch.
_USUAL = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master",
          "refs/heads/main", "refs/heads/master")  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,200}")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def file() -> Path:
    """Where the user's own list is."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home and Path(home).is_absolute() else Path.home() / ".config") / "principal" / "trust-roots"


def fingerprints() -> tuple[str, ...]:
    """The fingerprints that are vouched for, in order; what is none is left out."""
    written = os.environ.get(VARIABLE)
    try:
        with file().open("rb") as content:
            lines = content.read(_MAX_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return tuple(sorted(_read(written or "")))
    mine = _read("\n".join(line.partition("#")[0] for line in lines))
    return tuple(sorted(mine if written is None else mine & _read(written)))


def _read(written: str) -> set[str]:
    words = (word.lower().removeprefix("sha256:") for word in re.split(r"[\s,]+", written))
    return {word for word in words if _FINGERPRINT.fullmatch(word)}


def protected_references() -> tuple[str, ...]:
    """The references that may be the protected branch; the first that is there is it."""
    named = os.environ.get(BRANCH, "")
    if _NAME.fullmatch(named) and ".." not in named:
        return (f"refs/remotes/origin/{named}", f"refs/heads/{named}")
    return _USUAL


def version() -> str:
    """A hash of all that the user and the CI say from outside; what was judged under another one counts no more."""
    return digest(fingerprints(), os.environ.get(BRANCH, ""))
