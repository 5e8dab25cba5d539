"""What the working tree's generation says of signatures, for the commands that sign and show."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from principal.faces.session import Progress, fail, open_here

if TYPE_CHECKING:
    from principal.core.signed import Contents, Roles, Signers, Signing
    from principal.core.workspace import Workspace
    from principal.phases.consensus.signatures import Signatures
    from principal.phases.consensus.trusted import TrustedVersions

R = TypeVar("R")


@dataclass(frozen=True)
class SignedRows:
    """Rows of the tables around signatures.

    Attributes:
        mistakes: what is wrong in files below ``architecture/signoffs/``, as ``path:line:column: …``.
    """

    workspace: Workspace
    contents: list[Contents]
    signers: list[Signers]
    roles: list[Roles]
    signing: list[Signing]
    versions: list[TrustedVersions]
    signatures: list[Signatures]
    mistakes: list[str]

    @property
    def in_force(self) -> TrustedVersions | None:
        """The version by which sign-offs are judged."""
        return next((v for v in self.versions if v.in_force), None)

    def signing_of(self, version: int | None) -> Signing | None:
        """What ``roles.yaml`` of a version (None: the draft) says of signing as a whole."""
        return next((s for s in self.signing if s.version == version), None)

    def holders(self, version: int, role: str) -> list[str]:
        """Who holds a role, each by the first of their names in the list of a version."""
        held = [h for r in self.roles if r.version == version and r.role == role for h in r.holders]
        return [self.person(version, name) for name in held]

    def person(self, version: int | None, name: str) -> str:
        """The first of somebody's names in the list of a version; *name* itself where no line of a key has it."""
        lines = (s for s in self.signers if s.version == version and not s.authority)
        return next((s.principals[0] for s in lines if name in s.principals), name)

    def sha256(self, path: str) -> str | None:
        """The hash of a file, as git stores it; None where there is none."""
        return next((c.sha256 for c in self.contents if c.path == path), None)


def signed_rows(folder: str, today: dt.date) -> SignedRows:
    """Read them from the working tree as it is now."""
    from principal.core.signed import HOME, Contents, Roles, Signers, Signing
    from principal.core.store import open_read_only
    from principal.core.tables import table_of
    from principal.faces.judgement import generation_of_worktree
    from principal.phases.consensus.signatures import Signatures
    from principal.phases.consensus.trusted import TrustedVersions

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        path = generation_of_worktree(workspace, today)
    finally:
        progress.done()
    with contextlib.closing(open_read_only(path)) as connection:

        def read(row: type[R]) -> list[R]:
            columns = ", ".join(f'"{c.name}"' for c in table_of(row).columns)
            sql = f"SELECT {columns} FROM {table_of(row).qualified} ORDER BY ALL"  # noqa: S608 (our own names)
            return [row(*values) for values in connection.execute(sql).fetchall()]

        wrong = connection.execute(
            """SELECT path || ':' || line || ':' || "column" || ': ' || wrong || '; ' || expected FROM found.mistakes
            WHERE starts_with(path, ?) ORDER BY path, line""",
            [HOME],
        ).fetchall()
        # What could not be read may have a gap and no mistake: nobody knows what it says.
        unread = connection.execute(
            """SELECT DISTINCT path || ':1:1: it is not read: ' || reason || '; a sign-off as principal sign writes it'
            FROM observed.coverage WHERE source = 'signoffs' AND status = 'unread' AND starts_with(path, ?)
            AND path NOT IN (SELECT path FROM found.mistakes) ORDER BY ALL""",
            [HOME],
        ).fetchall()
        return SignedRows(
            workspace, read(Contents), read(Signers), read(Roles), read(Signing), read(TrustedVersions),
            read(Signatures), [mistake for (mistake,) in (*wrong, *unread)],
        )  # fmt: skip


def need_no_mistakes(rows: SignedRows) -> None:
    """End with exit code 2 where a file of signing does not read."""
    if rows.mistakes:
        more = f" (and {len(rows.mistakes) - 1:,} more)" if len(rows.mistakes) > 1 else ""
        fail(f"a record is wrong, mend it first: {rows.mistakes[0]}{more}")


def name_of(rows: SignedRows, version: int | None, fingerprint: str, names: tuple[str, ...], given: str | None) -> str:
    """The principal to sign as: *given*, or whose key the list of a version says it is; exit 2 where it is nobody's."""
    found = [s.principals[0] for s in rows.signers if s.version == version and s.key == fingerprint and not s.authority]
    chosen = given or next(iter(found), None) or (names[0] if len(names) == 1 else None)
    if chosen is None:
        fail(
            f"the key {fingerprint} is on no line of allowed_signers; give another --key (KEY-cert.pub for its "
            "certificate), or --as NAME"
        )
    return chosen
