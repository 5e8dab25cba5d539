"""``roles.yaml``: who speaks in which role. The draft of the next version, and the one of each version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from principal.core import documents
from principal.core.records import Mistake, RecordKind
from principal.core.signed import HOME, ROLES, Roles, Signing
from principal.phases.consensus.places import AUTHOR, KEEPER, ROLE_NAME, version_of

PATH = HOME + ROLES
_wants_draft = documents.wants_file(PATH)


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    from principal.core.record_fields import schema_of
    from principal.phases.consensus._roles_file import RolesFile

    return schema_of(RolesFile, PATH)


def wants(path: str) -> bool:
    """Whether *path* is a file of roles."""
    return _wants_draft(path) or (version_of(path) is not None and path.endswith(f"/{ROLES}"))


def read(path: str, content: bytes) -> Iterator[object]:
    """A row for signing as a whole, one for each role, and the mistakes of the file."""
    from principal.core.validation import read_file
    from principal.phases.consensus._roles_file import RolesFile

    document, file, mistakes = read_file(path, content, RolesFile)
    yield from mistakes
    if file is None or mistakes or not document.whole:
        return  # what a mistake takes away could be what a role is held to
    version = version_of(path)
    yield Signing(
        path=path, line=document.position(("keepers",))[0], version=version, named=file.repository,
        keepers=list(dict.fromkeys(file.keepers)), quorum=file.quorum, solo=file.solo is not None,
        solo_because=file.solo.because if file.solo else None,
    )  # fmt: skip
    for name, role in file.roles.items():
        yield Roles(
            role=name, path=path, line=document.position(("roles", name))[0], version=version,
            holders=list(dict.fromkeys(role.holders)), separate_from=role.separate_from, presence=role.presence,
            quorum=role.quorum, overrules=role.overrules, withdraws=role.withdraws,
        )  # fmt: skip


_DRAFT = """{modeline}
# Who speaks in which role. It counts once the keepers signed it as a version: principal signers change
repository: {repository}
keepers: [{name}]  # who decide together who may sign
quorum: 1  # how many of them a change needs
{solo}roles:
  lead:
    holders: [{name}]
{teams}#  security:
#    holders: [cleo@example.com, dan@example.com]
#    quorum: 1
#    separate_from: [lead]  # not by the same person
#    presence: true  # only with a FIDO key that somebody touched
#    overrules: true  # may overrule a concern
#    withdraws: true  # may take back a proposal that others wrote
"""


def draft(repository: str, name: str, solo: str | None, modeline: str, teams: Iterable[str] = ()) -> str:
    """The file to begin with: one keeper, and one role more for each of *teams* whose name can be one.

    Raises:
        ValueError: a name or the reason would not read.
    """
    quoted = json.dumps(solo, ensure_ascii=False) if solo else ""
    said = f"solo: {{because: {quoted}}}\n" if solo else ""
    named = [team for team in teams if ROLE_NAME.fullmatch(team) and team not in (KEEPER, AUTHOR, "lead")]
    added = "".join(
        f"  {team}:  # signs what touches a component of this team\n    holders: [{name}]\n" for team in named
    )
    text = _DRAFT.format(modeline=modeline, repository=repository, name=name, solo=said, teams=added)
    wrong = [m for m in read(PATH, text.encode()) if isinstance(m, Mistake)]
    if wrong or len(list(read(PATH, text.encode()))) != 2 + len(named):
        raise ValueError(f"{name} or {repository} does not read as a name: {wrong[0] if wrong else ''}")
    return text


RECORD = RecordKind(
    name="roles", version=2, tables=(Roles, Signing), wants=wants, read=read, absent="none", schema=schema
)
