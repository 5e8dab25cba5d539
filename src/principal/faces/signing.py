"""Signing: a person reads a statement on a terminal, and ``ssh-keygen`` signs it with their key.

What comes back is checked as anybody will check it, before it is written. The key itself is
never read here: a file with its passphrase, an agent and a FIDO token are ``ssh-keygen``'s business.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from principal.faces.safe import clean, say
from principal.faces.session import fail

if TYPE_CHECKING:
    from principal.core.signatures.statement import Statement
    from principal.core.workspace import Workspace

_SECONDS = 300
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class SigningKey:
    """The key to sign with.

    Attributes:
        given: what ``ssh-keygen -f`` is given: a file, or the key itself where an agent has the rest.
        literal: whether that is the key itself.
        blob: the public key or certificate.
        fingerprint: of the key that signs.
        names: for whom a certificate is; () for a key.
    """

    given: str
    literal: bool
    blob: bytes
    fingerprint: str
    names: tuple[str, ...]


def a_person_is_here() -> bool:
    """Whether somebody can read and answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def only_people() -> None:
    """End with exit code 2 where no person can be asked, or where a coding agent runs this."""
    from principal.faces.agents.environment import agent

    name = agent()
    if name is not None:
        fail(f"this runs inside {name}, and no agent signs for anybody: a person has to run it on their own terminal")
    if not a_person_is_here():
        fail("a person signs, on a terminal: there is none here")


def signing_key(workspace: Workspace, given: str | None) -> SigningKey:
    """The key that *given* names, or else the one that git signs with; exit 2 where there is none."""
    from principal.core.git import GitFailed

    if given is None:
        try:
            given = os.fsdecode(workspace.git.run("config", "--get", "user.signingkey", limit=1 << 16)).strip()
        except GitFailed:
            given = ""
        if not given:
            fail("which key? Give --key FILE, or tell git: git config --global user.signingkey ~/.ssh/id_ed25519.pub")
    literal = given.removeprefix("key::")
    if literal != given or re.match(r"(?:ssh|ecdsa|sk)-\S+ \S", given):
        return _read(literal, literal, literal=True)
    path = Path(given).expanduser().absolute()
    public = path if path.suffix == ".pub" else path.with_name(f"{path.name}.pub")
    try:
        with public.open("rb") as file:
            text = file.read(1 << 16).decode("utf-8", "replace")
    except OSError as error:
        fail(f"the public key {public} cannot be read: {error.strerror}")
    return _read(str(path), text, literal=False)


def _read(given: str, text: str, *, literal: bool) -> SigningKey:
    from principal.core.signatures import certificates, keys
    from principal.core.signatures.refused import Refused

    words = text.split()
    try:
        if len(words) < 2:
            raise Refused("it has no key of OpenSSH in it")
        blob = keys.parse_line(words[0], words[1])
        if certificates.is_certificate(blob):
            certificate = certificates.parse(blob)
            return SigningKey(given, literal, blob, certificate.key.fingerprint, certificate.principals)
        return SigningKey(given, literal, blob, keys.parse(blob).fingerprint, ())
    except Refused as refused:
        fail(f"{clean(given[:200])} cannot sign: {refused}")


def first_commit(workspace: Workspace) -> str:
    """The first commit of the line that is checked out; exit 2 where it is not known."""
    from principal.core.git import GitFailed

    if workspace.git.places.shallow:
        fail("the clone is shallow, so that its first commit is not known; get the rest with: git fetch --unshallow")
    try:
        words = ("rev-list", "--first-parent", "--max-parents=0", "--end-of-options", "HEAD")
        found = workspace.git.run(*words, limit=1 << 16).decode().split()
    except GitFailed:
        found = []
    if not found:
        fail("there is no commit yet, so that nothing tells this repository from another; commit first")
    return found[-1]


def now() -> str:
    """The time, as a statement has it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sign(workspace: Workspace, statement: Statement, key: SigningKey) -> str:
    """Show *statement*, ask, have it signed, check what came back and write it; the path of the file.

    Exit 2 where the person says no, or where anything is not as it should be.
    """
    from principal.core.signatures import statement as statements
    from principal.core.signatures.refused import Refused
    from principal.core.signatures.verify import verify
    from principal.core.signed import HOME
    from principal.faces.writing import write_record

    try:
        statements.check(statement)
    except Refused as refused:
        fail(str(refused))
    say("You sign this, with the key " + key.fingerprint + ":\n")
    say("  " + statement.text.decode().rstrip("\n").replace("\n", "\n  ") + "\n")
    if not click.confirm("Is it what you mean?", default=False):
        fail("nothing was signed")
    armour = _signed(statement.text, statement.purpose, key)
    try:
        made = verify(statement.text, armour, statement.purpose)
    except Refused as refused:
        fail(f"what ssh-keygen made is not a signature of this: {refused}")
    if made.key.fingerprint != key.fingerprint:
        fail(f"another key signed than the one that was asked for: {made.key.fingerprint}")
    folder, name = (
        _NOT_IN_NAMES.sub("-", part) for part in (statement.record, f"{statement.role}-{statement.verdict}")
    )
    path = f"{HOME}{folder.strip('.') or 'record'}/{name}-{statement.digest[:12]}.signoff"
    write_record(workspace, path, statement.text + armour, new=True)
    say(f"wrote {path}; presence {'proven' if made.present else 'not proven'}")
    return path


def _signed(message: bytes, namespace: str, key: SigningKey) -> bytes:
    """What ``ssh-keygen -Y sign`` makes of *message*; it asks the person for what it needs."""
    program = _program()
    with ExitStack() as stack:
        given = key.given
        if key.literal:
            file = stack.enter_context(tempfile.NamedTemporaryFile("w", prefix="principal-", suffix=".pub"))
            file.write(f"{key.given}\n")
            file.flush()
            given = file.name
        try:
            done = subprocess.run(
                [program, "-Y", "sign", "-q", "-n", namespace, "-f", given],
                input=message, stdout=subprocess.PIPE, timeout=_SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            fail(f"ssh-keygen did not sign: {error}")
    if done.returncode != 0:
        fail("ssh-keygen did not sign; what it says stands above")
    return done.stdout


def _program() -> str:
    """Where ``ssh-keygen`` is. A relative entry of the search path would be looked up in the repository."""
    folders = [Path(f) for f in os.environ.get("PATH", os.defpath).split(os.pathsep)]
    programs = [folder / "ssh-keygen" for folder in folders if folder.is_absolute()]
    found = next((p for p in programs if p.is_file() and os.access(p, os.X_OK)), None)
    if found is None:
        fail("ssh-keygen is not installed, or not on the PATH; it comes with OpenSSH (8.2 or newer)")
    return str(found)
