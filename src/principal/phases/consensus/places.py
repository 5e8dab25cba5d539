"""Where the versions of who may sign stand (``signoffs/trust/N/``, N from 1), and what roles are called."""

from __future__ import annotations

import re

from principal.core.signed import HOME, MANIFEST, ROLES, SIGNERS

TRUST = f"{HOME}trust/"
KEEPER = "keeper"  # the role in which versions are signed
AUTHOR = "author"  # the role in which who proposes something takes it back
ROLE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_VERSION = re.compile(rf"{re.escape(TRUST)}([1-9][0-9]{{0,5}})/(?:{SIGNERS}|{re.escape(ROLES)}|{MANIFEST})")


def role_of(team: str) -> str:
    """The role of a team: its name, or the last part of its handle where only CODEOWNERS names it."""
    return team.rpartition("/")[2].lstrip("@")


def version_of(path: str) -> int | None:
    """The version that *path* is a part of; None where it is none."""
    found = _VERSION.fullmatch(path)
    return int(found[1]) if found else None


def folder_of(version: int) -> str:
    """The folder of a version, with a slash at its end."""
    return f"{TRUST}{version}/"


def record_of(version: int) -> str:
    """The id by which a version is signed."""
    return f"trust-{version}"


def number_of(record: str) -> int | None:
    """The version that is signed under an id; None where it is none."""
    found = re.fullmatch(r"trust-([1-9][0-9]{0,5})", record, re.ASCII)
    return int(found[1]) if found else None
