"""``principal signers``: who may sign, version by version, each signed by those who decided it before."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import click

from principal.faces.safe import say
from principal.faces.session import as_of, clear_errors, fail

if TYPE_CHECKING:
    from principal.core.signed import Signing
    from principal.core.workspace import Workspace
    from principal.faces.signed_rows import SignedRows
    from principal.faces.signing import SigningKey

UNKNOWN = 3  # as in core.gates: could not conclude

EPILOG = """\b
Examples:
  principal signers init --as ana@example.com --key ~/.ssh/id_ed25519.pub
  principal signers change     make the draft the next version, and sign it
  principal signers sign       sign the version that waits for more keepers
  principal signers status     who may sign, and the fingerprint to pin

\b
The draft is architecture/signoffs/allowed_signers and roles.yaml. Nothing of it counts before
a quorum of the keepers signed it as a version. Which version to begin with comes from outside
of the repository: PRINCIPAL_TRUST_ROOT, or trust-roots in the user's configuration."""


@click.group(epilog=EPILOG)
def command() -> None:
    """Who may sign: init, change, sign, status."""


@command.command("init")
@click.option("--as", "name", required=True, metavar="NAME", help="Who you are: an address, as ana@example.com.")
@click.option("--key", metavar="FILE", help="Your key (default: git's user.signingkey).")
@click.option("--solo", metavar="WHY", help="You alone hold every role, and why that is enough.")
@as_of
@click.pass_obj
@clear_errors
def init(folder: str, name: str, key: str | None, solo: str | None, today: dt.date) -> None:
    """Draft who may sign: yourself, as the first keeper. Add people and roles to it, then: signers change."""
    from principal.core.record_fields import modeline
    from principal.core.signatures import allowed, keys
    from principal.core.signatures.refused import Refused
    from principal.core.signed import HOME, ROLES, SIGNERS
    from principal.faces import signing
    from principal.faces.session import Progress, open_here
    from principal.faces.writing import read_record, write_record
    from principal.phases.consensus.roles import draft

    progress = Progress()
    workspace = open_here(folder, progress)
    for path in (HOME + SIGNERS, HOME + ROLES):
        if read_record(workspace, path) is not None:
            fail(f"{path} is there already; change it, and then: principal signers change")
    chosen = signing.signing_key(workspace, key)
    try:
        if chosen.names:
            raise Refused("it is a certificate; the list of signers takes the key of its authority, by hand")
        line = f'{name} namespaces="principal-*,git" {keys.written(chosen.blob)}'
        allowed.parse(line)
        text = draft(
            workspace.repository, name, solo, modeline("roles", "../../.principal/schemas"), _teams(workspace, today)
        )
        progress.done()
    except (Refused, ValueError) as refused:
        fail(str(refused))
    write_record(workspace, HOME + SIGNERS, f"{line}\n".encode(), new=True)
    write_record(workspace, HOME + ROLES, text.encode(), new=True)
    # Whatever git does with line ends elsewhere: what is signed stays as it is.
    write_record(workspace, f"{HOME}.gitattributes", b"* -text\n")
    say(f"wrote {HOME}{SIGNERS} and {HOME}{ROLES}")
    say("add the people and roles that you need, then make it the first version: principal signers change")


def _teams(workspace: Workspace, today: dt.date) -> list[str]:
    """The teams of what is on record, as they are called in ``roles.yaml``: who touches what is theirs asks them."""
    import contextlib

    from principal.core.store import open_read_only
    from principal.faces.judgement import generation_of_worktree
    from principal.phases.consensus.places import role_of

    with contextlib.closing(open_read_only(generation_of_worktree(workspace, today))) as connection:
        found = connection.execute("SELECT DISTINCT team FROM decided.components WHERE team IS NOT NULL").fetchall()
    return sorted({role_of(team) for (team,) in found})


@command.command("change")
@click.option("--key", metavar="FILE", help="Your key (default: git's user.signingkey).")
@as_of
@click.pass_obj
@clear_errors
def change(folder: str, key: str | None, today: dt.date) -> None:
    """Make the draft the next version of who may sign, and sign it as a keeper."""
    from principal.core.signed import HOME, MANIFEST, ROLES, SIGNERS
    from principal.faces import signing
    from principal.faces.signed_rows import need_no_mistakes, signed_rows
    from principal.faces.writing import read_record, write_record
    from principal.phases.consensus.places import folder_of
    from principal.phases.consensus.trust import Manifest

    signing.only_people()
    rows = signed_rows(folder, today)
    need_no_mistakes(rows)
    draft = _draft(rows)
    last = rows.versions[-1] if rows.versions else None
    root = signing.first_commit(rows.workspace)
    chosen = signing.signing_key(rows.workspace, key)
    files = {name: read_record(rows.workspace, HOME + name) or b"" for name in (SIGNERS, ROLES)}
    hashes = {name: _sha256(content) for name, content in files.items()}
    if last is not None and _is_draft(rows, last.version):
        fail(f"the draft is version {last.version} already; to sign it: principal signers sign")
    if last is not None and last.counts is False:
        there = folder_of(last.version)
        fail(f"version {last.version} does not count: {last.why_not}; sign it first, or remove {there}")
    number = last.version + 1 if last else 1
    by = _keeper(rows, number, chosen, draft)
    manifest = Manifest(draft.named, root, number, last.digest if last else "", hashes[SIGNERS], hashes[ROLES])
    for name, content in files.items():
        write_record(rows.workspace, f"{folder_of(number)}{name}", content)
    write_record(rows.workspace, f"{folder_of(number)}{MANIFEST}", manifest.text)
    say(f"wrote {folder_of(number)}")
    _sign(rows.workspace, number, draft.named, _sha256(manifest.text), by, chosen)
    _say_versions(signed_rows(folder, today))


@command.command("sign")
@click.option("--key", metavar="FILE", help="Your key (default: git's user.signingkey).")
@as_of
@click.pass_obj
@clear_errors
def sign(folder: str, key: str | None, today: dt.date) -> None:
    """Sign the last version of who may sign, as one of the keepers that it needs."""
    from principal.faces import signing
    from principal.faces.signed_rows import need_no_mistakes, signed_rows

    signing.only_people()
    rows = signed_rows(folder, today)
    need_no_mistakes(rows)
    if not rows.versions:
        fail("there is no version of who may sign; principal signers change makes one of the draft")
    last = rows.versions[-1]
    said = rows.signing_of(last.version)
    if said is None:
        fail(f"version {last.version} of who may sign has no roles that read")
    chosen = signing.signing_key(rows.workspace, key)
    by = _keeper(rows, last.version, chosen, said)
    if by in last.signed_by:
        fail(f"{by} signed version {last.version} already")
    _sign(rows.workspace, last.version, said.named, last.digest, by, chosen)
    _say_versions(signed_rows(folder, today))


@command.command("status")
@as_of
@click.pass_obj
@clear_errors
def status(folder: str, today: dt.date) -> None:
    """Who may sign, in which roles, by which version; and the fingerprint to pin."""
    from principal.faces.signed_rows import signed_rows

    rows = signed_rows(folder, today)
    for mistake in rows.mistakes:
        say(mistake)
    code = _say_versions(rows)
    version = rows.in_force
    if version is not None:
        _say_people(rows, version.version)
    last = rows.versions[-1].version if rows.versions else 0
    if last and not _is_draft(rows, last):
        say(f"\nthe draft differs from version {last}; to make it the next: principal signers change")
    raise SystemExit(2 if rows.mistakes else code)


def _is_draft(rows: SignedRows, version: int) -> bool:
    """Whether a version says what the draft says."""
    from principal.core.signed import HOME, ROLES, SIGNERS
    from principal.phases.consensus.places import folder_of

    return all(rows.sha256(HOME + name) == rows.sha256(folder_of(version) + name) for name in (SIGNERS, ROLES))


def _draft(rows: SignedRows) -> Signing:
    """What the draft says of signing as a whole; exit 2 where it could never be in force."""
    draft = rows.signing_of(None)
    lines = {n for s in rows.signers if s.version is None for n in s.principals if not s.authority}
    if draft is None or not any(s.version is None for s in rows.signers):
        fail(
            "there is no draft: architecture/signoffs/allowed_signers and roles.yaml; principal signers init writes one"
        )
    if not any(s.version is None and s.authority for s in rows.signers):
        without = [k for k in draft.keepers if k not in lines]
        if without:
            fail(f"the keeper {without[0]} has no line in architecture/signoffs/allowed_signers")
    return draft


def _keeper(rows: SignedRows, number: int, chosen: SigningKey, said: Signing) -> str:
    """Who signs version *number* with a key: by its list of signers, the draft's where it is just made, or the last.

    Exit 2 where that is no keeper of it (*said* names them), nor of the one before.
    """
    from principal.faces.signed_rows import name_of

    listing = {s.version for s in rows.signers if s.key == chosen.fingerprint and not s.authority}
    version = next((v for v in (number, None, number - 1) if v in listing), number)
    by = name_of(rows, version, chosen.fingerprint, chosen.names, None)
    before = rows.signing_of(number - 1)
    keepers = dict.fromkeys([*said.keepers, *(before.keepers if before else ())])
    if rows.person(version, by) not in {rows.person(version, k) for k in keepers}:
        fail(f"{by} is no keeper, and who may sign is for keepers to say: {', '.join(keepers)}")
    return by


def _sign(workspace: Workspace, number: int, named: str, digest: str, by: str, chosen: SigningKey) -> None:
    """Sign a version as a keeper."""
    from principal.core.signatures.statement import APPROVE, TRUST, Statement
    from principal.core.signed import MANIFEST
    from principal.faces import signing
    from principal.phases.consensus.places import KEEPER, folder_of, record_of

    statement = Statement(
        purpose=TRUST, repository=named, root=signing.first_commit(workspace), record=record_of(number),
        path=f"{folder_of(number)}{MANIFEST}", content=digest, role=KEEPER, by=by, verdict=APPROVE, about="", reason="",
        time=signing.now(),
    )  # fmt: skip
    signing.sign(workspace, statement, chosen)


def _say_versions(rows: SignedRows) -> int:
    """Say how each version stands; the exit code that follows."""
    from principal.core.trust_roots import VARIABLE, file, fingerprints

    if not rows.versions:
        say("nobody decided who may sign: there is no version in architecture/signoffs/trust/")
        return UNKNOWN
    for version in rows.versions:
        state = "in force" if version.in_force else "counts"
        if not version.counts:
            state = "not known" if version.counts is None else "does not count"
        signed = f"signed by {', '.join(version.signed_by)}" if version.signed_by else "signed by nobody"
        say(f"version {version.version}  {version.digest}  {state}; {signed}")
        if version.why_not and version.counts is not None:
            say(f"  {version.why_not}")
    last = rows.versions[-1]
    said = rows.signing_of(last.version)
    if not last.counts and said is not None and len(last.signed_by) < said.quorum:
        say(f"  {said.quorum - len(last.signed_by)} more of its keepers to sign it: principal signers sign")
    if all(v.counts is not None for v in rows.versions):
        return 0 if rows.in_force is not None and rows.in_force.counts else 1
    if os.environ.get(VARIABLE, "").strip() and not fingerprints():
        say(f"\n{VARIABLE} is set, and has no fingerprint: 64 digits from 0 to f, as they stand above")
    what = "None of the trust roots that are set is one of these" if fingerprints() else "No trust root is set"
    say(f"\n{what}: nobody outside of this repository says who may sign. Compare the fingerprint of the")
    say("version that you know to be right with a keeper, not with this repository, and then pin it:")
    say(f"  in the CI   {VARIABLE}={last.digest}")
    say(f"  for you     mkdir -p {file().parent} && echo {last.digest} >> {file()}")
    return UNKNOWN


def _say_people(rows: SignedRows, version: int) -> None:
    said = rows.signing_of(version)
    if said is None:
        return
    say(f"\nrepository  {said.named}")
    say(f"keepers     {', '.join(said.keepers)}; {said.quorum} of them for a change")
    if said.solo:
        say(f"solo        one person holds every role: {said.solo_because}")
    for role in (r for r in rows.roles if r.version == version):
        more = [f"{role.quorum} of them"] if role.quorum > 1 else []
        more += ["presence required"] if role.presence else []
        more += [f"not by who is {', '.join(role.separate_from)}"] if role.separate_from else []
        more += ["may overrule"] if role.overrules else []
        say(f"{role.role:<11} {', '.join(role.holders)}" + (f"; {'; '.join(more)}" if more else ""))


def _sha256(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
