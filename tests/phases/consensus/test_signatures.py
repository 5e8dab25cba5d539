"""Nobody can claim an agreement that was not given: each way to try, and the sentence that refuses it."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.signing import PlainKey, SecurityKey, armour, blob_of, certify, make_key, public, sign

from principal.core.observed import Changes, Commits
from principal.core.records import Mistake
from principal.core.signatures import sshsig
from principal.core.signatures.keys import fingerprint
from principal.core.signatures.statement import SIGNOFF, TRUST, Statement
from principal.core.signed import HOME, PastSignoffs, Roles, Signers, Signing, Signoffs, Trusts, past, row_of
from principal.core.tables import table_of, values_of
from principal.phases.consensus import roles, signatures, signers, signoffs, trust, trusted
from principal.phases.consensus.signatures import Signatures
from principal.phases.consensus.trust import Manifest
from principal.phases.consensus.trusted import TrustedVersions

ROOT = "a" * 40
RECORD = "architecture/proposals/RFC-012-queue.md"
CONTENT = hashlib.sha256(b"# A queue\n").hexdigest()
TODAY = dt.date(2026, 6, 30)
MADE = "2026-06-01T12:00:00Z"
ROLES = """
repository: acme/shop
keepers: [ana@example.com, bo@example.com, cleo@example.com]
quorum: 2
roles:
  lead: {holders: [ana@example.com, bo@example.com], separate_from: [security]}
  security: {holders: [bo@example.com, cleo@example.com], overrules: true}
  release: {holders: [ana@example.com, dan@example.com], presence: true}
"""


@dataclass
class World:
    """A repository in memory: files of signing, and what is known beside them."""

    keys: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=lambda: {RECORD: CONTENT})
    history: list[Any] = field(default_factory=list)
    authors: list[tuple[str, str]] = field(default_factory=lambda: [(RECORD, "eve@example.com")])
    proposers: list[tuple[str, str]] = field(default_factory=lambda: [(RECORD, "eve"), (RECORD, "Gil@example.com")])
    unknown: list[tuple[str, str]] = field(default_factory=list)
    roots: list[tuple[str]] = field(default_factory=lambda: [(ROOT,)])
    pinned: list[str] = field(default_factory=list)
    today: dt.date = TODAY

    def write(self, path: str, content: bytes) -> None:
        self.files[path] = content
        self.contents[path] = hashlib.sha256(content).hexdigest()

    def version(
        self, number: int, lines: str, roles_text: str = ROLES, keepers: tuple[str, ...] = (), **changed: Any
    ) -> str:
        """Write a version of who may sign; the digest of its manifest."""
        folder = f"{HOME}trust/{number}/"
        self.write(f"{folder}allowed_signers", lines.encode())
        self.write(f"{folder}roles.yaml", roles_text.encode())
        before = self.contents.get(f"{HOME}trust/{number - 1}/manifest", "")
        manifest = Manifest(
            "acme/shop",
            ROOT,
            number,
            before,
            self.contents[f"{folder}allowed_signers"],
            self.contents[f"{folder}roles.yaml"],
        )
        self.write(f"{folder}manifest", replace(manifest, **changed).text)
        for keeper in keepers:
            self.keep(number, keeper)
        return self.contents[f"{folder}manifest"]

    def keep(self, number: int, keeper: str, **said: str) -> str:
        manifest = f"{HOME}trust/{number}/manifest"
        return self.sign(
            keeper,
            purpose=TRUST,
            record=f"trust-{number}",
            path=manifest,
            content=self.contents[manifest],
            role="keeper",
            **said,
        )

    def sign(self, name: str, namespace: str = "", key: Any = None, **said: Any) -> str:
        """Write a sign-off; the digest of its statement."""
        values = {
            "purpose": SIGNOFF, "repository": "acme/shop", "root": ROOT, "record": "RFC-012", "path": RECORD, "content": CONTENT,
            "role": "lead", "by": f"{name}@example.com", "verdict": "approve", "about": "", "reason": "", "time": MADE, **said,
        }  # fmt: skip
        statement = Statement(**values)
        made = (key or self.keys[name]).sign(statement.text, namespace or statement.purpose)
        self.write(f"{HOME}{len(self.files):03}.signoff", statement.text + made)
        return statement.digest

    @property
    def newest(self) -> str:
        """The path of the sign-off that was written last."""
        return [p for p in self.files if p.endswith(".signoff")][-1]

    def protect(self, when: dt.datetime) -> None:
        """The protected branch has every sign-off of now since *when*."""
        known = {row.path for row in self.history}
        self.history += [
            past(row_of(p, c), "b", "c", when)
            for p, c in self.files.items()
            if p.endswith(".signoff") and p not in known
        ]

    def asked(self) -> dict[str, Any]:
        read = [
            row for path, content in self.files.items() for kind in (signoffs, signers, roles, trust)
            if kind.RECORD.wants(path) for row in kind.RECORD.read(path, content)
        ]  # fmt: skip
        assert not [row for row in read if isinstance(row, Mistake)]
        tables = {"signoffs": Signoffs, "signers": Signers, "roles": Roles, "signing": Signing, "trusts": Trusts}
        asked: dict[str, Any] = {n: [values_of(r) for r in read if isinstance(r, t)] for n, t in tables.items()}
        return asked | {
            "past": [values_of(r) for r in self.history], "contents": list(self.contents.items()), "roots": self.roots,
            "pinned": [(p,) for p in self.pinned], "clock": [(self.today,)],
        }  # fmt: skip

    def signatures(self) -> list[Signatures]:
        found = signatures.rows(self.authors, self.proposers, self.unknown, **self.asked())
        return [row for row in found if not row.record.startswith("trust-")]

    def versions(self) -> list[TrustedVersions]:
        return list(trusted.rows(**self.asked()))

    def why(self) -> str:
        """Why the one sign-off of a record does not count; '' where it does."""
        (row,) = self.signatures()
        assert row.counts is (not row.why_not) or row.state == "not known"
        assert (row.state == "in force") is (row.counts is True)
        return row.why_not


def line(name: str, key: Any, options: str = "") -> str:
    return f"{name}@example.com {options}{' ' if options else ''}{key.line}\n"


@pytest.fixture
def world() -> World:
    """Three keepers of whom two decide; the proposal is Eve's; the first version is vouched for."""
    made = World({name: PlainKey() for name in ("ana", "bo", "cleo", "eve")} | {"dan": SecurityKey()})
    lines = "".join(line(name, made.keys[name]) for name in ("ana", "bo", "cleo", "dan"))
    made.pinned = [made.version(1, lines, keepers=("ana", "bo"))]
    return made


def test_an_approval_counts(world: World) -> None:
    digest = world.sign("ana", reason="it is small")
    (row,) = world.signatures()
    assert row == Signatures(
        path=row.path, line=1, statement=digest, record="RFC-012", record_path=RECORD, content=CONTENT, current=True,
        role="lead", principal="ana@example.com", key=row.key, verdict="approve", about=None, reason="it is small",
        claimed=dt.datetime(2026, 6, 1, 12), first_seen=None, presence="not proven", solo=False, state="in force",
        counts=True, why_not="",
    )  # fmt: skip
    assert row.key.startswith("SHA256:")
    assert world.versions() == [
        TrustedVersions(
            1, f"{HOME}trust/1/manifest", 1, world.pinned[0], ["ana@example.com", "bo@example.com"], True, True, ""
        )
    ]


def test_without_a_root_from_outside_nothing_is_known(world: World) -> None:
    world.sign("ana")
    pin, world.pinned = world.pinned, []
    (row,) = world.signatures()
    assert (row.counts, row.state) == (None, "not known")
    assert row.why_not == (
        "no trust root is set, so that nobody knows who may sign; principal signers status says which fingerprint to put into "
        "PRINCIPAL_TRUST_ROOT"
    )
    world.pinned = ["f" * 64]
    # One list of fingerprints serves all repositories: of another one, this is as unknown as without any.
    (row,) = world.signatures()
    assert (row.counts, row.why_not) == (
        None,
        "no version of who may sign is one that is vouched for outside of the repository (ffffffffffff…); principal signers "
        "status says which there are",
    )
    world.pinned = ["f" * 64, *pin]
    assert world.why() == ""
    world.unknown = [("history", "the clone is shallow"), ("signoff_history", "no branch")]
    (row,) = world.signatures()
    assert (row.counts, row.why_not) == (None, "the repository's first commit is not known: the clone is shallow")
    del world.unknown[0]
    (row,) = world.signatures()
    assert (row.counts, row.why_not) == (None, "no branch")
    del world.files[f"{HOME}trust/1/manifest"]
    (row,) = world.signatures()
    assert (
        row.why_not
        == "nobody decided who may sign: there is no architecture/signoffs/trust/1; principal signers init drafts it"
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"repository": "acme/fork"}, "it is for the repository acme/fork, and this is acme/shop"),
        ({"root": "b" * 40}, "it is for another repository, which begins with the commit bbbbbbbbbbbb"),
        ({"content": "b" * 64}, f"{RECORD} was changed since: another revision was approved"),
        ({"path": "architecture/proposals/RFC-013.md"}, "there is no architecture/proposals/RFC-013.md that it could be about"),
        ({"role": "cto"}, "there is no role cto in version 1 of who may sign"),
        ({"role": "security"}, "ana@example.com does not hold the role security"),
        ({"role": "keeper"}, "keepers decide who may sign, and nothing else"),
        ({"role": "release"}, "the role release asks for a key that somebody touched, and presence is not proven"),
        ({"by": "bo@example.com"}, "the key is that of ana@example.com in version 1 of who may sign, not of bo@example.com"),
        ({"time": "2026-07-01T00:00:00Z"}, "it says to be made on 2026-07-01, which is in the future"),
        ({"verdict": "overrule", "about": "b" * 64, "reason": "no"}, "the role lead may not overrule a concern"),
        ({"role": "author"}, "authors take back what they propose, and nothing else"),
        ({"role": "author", "verdict": "withdraw", "reason": "no"}, f"ana@example.com is no author of {RECORD}, which names eve, gil@example.com"),
        ({"verdict": "withdraw", "reason": "no"}, "the role lead may not take back what others propose"),
        ({"verdict": "withdraw", "about": "b" * 64}, "there is no sign-off of RFC-012 that it could be about"),
        ({"namespace": "git"}, "the signature was made for git, not for principal-signoff@v1: whoever signed meant something else"),
        ({"namespace": TRUST}, "the signature was made for principal-trust@v1, not for principal-signoff@v1: whoever signed meant something else"),
    ],
)  # fmt: skip
def test_what_an_approval_is_not(said: dict[str, str], why: str, world: World) -> None:
    world.sign("ana", **said)
    assert world.why() == why


def test_an_edited_statement_proves_nothing(world: World) -> None:
    world.sign("ana", role="lead")
    path = world.newest
    for old, new in (
        (b"role: lead", b"role: security"),
        (b"verdict: approve", b"verdict: approve\nreason: really"),
        (b"RFC-012", b"RFC-013"),
    ):
        kept = world.files[path]
        world.write(path, kept.replace(old, new))
        assert world.why() == "the signature does not fit what was signed: the text or the signature was changed"
        world.write(path, kept)
    assert world.why() == ""


def test_an_identical_patch_on_other_content_is_another_revision(world: World) -> None:
    world.sign("ana")
    world.protect(dt.datetime(2026, 6, 2))
    # After a force-push the same patch stands on another base: the file differs, and so does what was approved.
    world.contents[RECORD] = hashlib.sha256(b"# Another base\n# A queue\n").hexdigest()
    (row,) = world.signatures()
    assert (row.state, row.current) == ("superseded", False)
    # Back to what was approved, it is what was approved; but not once it was withdrawn, wherever that file is now.
    world.contents[RECORD] = CONTENT
    world.sign("ana", verdict="withdraw", about=row.statement)
    world.protect(dt.datetime(2026, 6, 3))
    del world.files[world.newest]
    approval, withdrawal = world.signatures()
    assert (approval.state, approval.why_not) == ("withdrawn", "withdrawn by ana@example.com")
    assert withdrawal.counts is True


def test_keys_then_and_now(world: World) -> None:
    ana = world.keys["ana"]
    world.sign("ana")

    def again(options: str, first_seen: dt.datetime | None) -> str:
        world.history = []
        lines = line("ana", ana, options) + "".join(line(n, world.keys[n]) for n in ("bo", "cleo"))
        world.pinned = [world.version(1, lines, keepers=("bo", "cleo"))]
        if first_seen is not None:
            world.protect(first_seen)
        why = world.why()
        for _ in ("bo", "cleo"):
            del world.files[world.newest]
        return why

    may, june = dt.datetime(2026, 5, 1), dt.datetime(2026, 6, 2)
    expired = 'valid-before="20260601Z"'
    assert again(expired, may) == ""  # valid when it was signed: it stays
    assert again(expired, june) == (
        "the key of ana@example.com was valid until 2026-06-01 00:00 UTC, and this was first seen on 2026-06-02 00:00 UTC"
    )
    # The time that it claims (June 1st at noon) is never believed: what nobody saw before is as of now.
    assert again(expired, None) == (
        "the key of ana@example.com was valid until 2026-06-01 00:00 UTC, and what the protected branch has not is as of now"
    )
    assert again('valid-after="20260602Z"', may) == (
        "the key of ana@example.com is valid from 2026-06-02 00:00 UTC, and this was first seen on 2026-05-01 00:00 UTC"
    )
    assert again('namespaces="git"', june) == "the key of ana@example.com may sign git, not principal-signoff@v1"
    assert again('namespaces="principal-*,!principal-signoff@*"', june) == (
        "the key of ana@example.com may sign principal-*, !principal-signoff@*, not principal-signoff@v1"
    )
    assert (
        again("cert-authority", june)
        == f"the key {_fingerprint(ana)} vouches for certificates, and does not sign itself"
    )
    # Revoked: the line is gone, and with it all that the key ever signed.
    world.version(2, "".join(line(n, world.keys[n]) for n in ("bo", "cleo")), keepers=("bo", "cleo"))
    world.protect(may)
    assert world.why() == f"the key {_fingerprint(ana)} is on no line of allowed_signers in version 2 of who may sign"


def _fingerprint(key: Any) -> str:
    return fingerprint(key.blob)


@dataclass
class Certified:
    """A key that signs with a certificate, by ``ssh-keygen``."""

    certificate: Path

    def sign(self, message: bytes, namespace: str) -> bytes:
        return sign(self.certificate, message, namespace)


def test_certificates_count_for_whom_and_when_they_are(world: World, tmp_path: Path) -> None:
    authority, path = make_key(tmp_path, "authority"), make_key(tmp_path, "gil")
    shown = _shown(authority)
    lines = "".join(line(n, world.keys[n]) for n in ("ana", "bo", "cleo"))
    vouches = f'*@example.com,!eve@example.com cert-authority,namespaces="principal-*" {public(authority)}\n'
    holders = ROLES.replace(
        "lead: {holders: [", "lead: {holders: [gil@example.com, eve@example.com, gil@other.example, "
    )
    world.pinned = [world.version(1, lines + vouches, holders, keepers=("ana", "bo"))]
    world.proposers = []

    def why(names: str, by: str, valid: str = "20260101000000Z:20261231000000Z", authority: Path = authority) -> str:
        world.sign("gil", key=Certified(certify(authority, path, names, "-V", valid)), by=by)
        said = world.why()
        del world.files[world.newest]
        return said

    assert why("gil@example.com,hal@example.com", "gil@example.com") == ""
    assert (
        why("hal@example.com", "gil@example.com") == "the certificate is for hal@example.com, not for gil@example.com"
    )
    taken = "*@example.com, !eve@example.com in version 1 of who may sign"
    assert why("eve@example.com", "eve@example.com") == f"the key is that of {taken}, not of eve@example.com"
    assert why("gil@other.example", "gil@other.example") == f"the key is that of {taken}, not of gil@other.example"
    assert why("gil@example.com", "gil@example.com", "20260101000000Z:20260501000000Z") == (
        "the certificate of gil@example.com was valid until 2026-05-01 00:00 UTC, and what the protected branch has not is as of now"
    )
    # The certificate is not signed with the statement: a copy with another one hides nothing.
    world.sign(
        "gil",
        key=Certified(certify(authority, path, "gil@example.com")),
        by="gil@example.com",
        verdict="concern",
        reason="no",
    )
    kept = world.files[world.newest]
    bare, armoured = kept.split(sshsig.BEGIN)[0], sshsig.parse(sshsig.BEGIN + kept.split(sshsig.BEGIN)[1])
    world.write(f"{HOME}000-copy.signoff", bare + armour(blob_of(path), SIGNOFF, armoured.raw))
    assert [(r.verdict, r.counts) for r in world.signatures()] == [("concern", False), ("concern", True)]
    del world.files[world.newest], world.files[world.newest]
    stranger = make_key(tmp_path, "stranger")
    assert why("gil@example.com", "gil@example.com", authority=stranger) == (
        f"the authority {_shown(stranger)} is on no line of allowed_signers in version 1 of who may sign"
    )
    # The authority's own key signs nothing, and a key that it vouched for nothing without its certificate.
    world.sign("gil", key=Certified(authority), by="gil@example.com")
    assert world.why() == f"the key {shown} vouches for certificates, and does not sign itself"
    del world.files[world.newest]
    path.with_name("gil-cert.pub").unlink()  # ssh-keygen takes it of itself
    world.sign("gil", key=Certified(path), by="gil@example.com")
    assert world.why() == f"the key {_shown(path)} is on no line of allowed_signers in version 1 of who may sign"


def test_one_person_with_two_names_in_a_certificate_counts_once(world: World, tmp_path: Path) -> None:
    authority, path = make_key(tmp_path, "authority"), make_key(tmp_path, "gil")
    both = Certified(certify(authority, path, "gil@example.com,hal@example.com"))
    lines = "".join(line(n, world.keys[n]) for n in ("ana", "bo", "cleo"))
    vouches = f"*@example.com cert-authority {public(authority)}\n"
    holders = ROLES.replace("lead: {holders: [", "lead: {holders: [gil@example.com, hal@example.com, ")
    world.pinned = [world.version(1, lines + vouches, holders, keepers=("ana", "bo"))]
    world.proposers = []
    for by in ("gil@example.com", "hal@example.com"):
        world.sign("gil", key=both, by=by)
    assert [(r.principal, r.state) for r in world.signatures()] == [
        ("gil@example.com", "in force"), ("gil@example.com", "repeated"),
    ]  # fmt: skip
    # A certificate ends with the second before its end.
    del world.files[world.newest], world.files[world.newest]
    ended = Certified(certify(authority, path, "gil@example.com", "-V", "20260101000000Z:20260501000000Z"))
    world.sign("gil", key=ended, by="gil@example.com")
    world.protect(dt.datetime(2026, 5, 1))
    end = "the certificate of gil@example.com was valid until 2026-05-01 00:00 UTC, and this was first seen on 2026-05-01 00:00 UTC"
    assert world.why() == end
    world.history = [replace(row, first_seen=dt.datetime(2026, 4, 30, 23, 59, 59)) for row in world.history]
    assert world.why() == ""
    # Nor is one with a line of their own anybody else by a certificate.
    own = f"gil@home.example {public(path)}\n"
    world.pinned = [world.version(1, lines + own + vouches, holders, keepers=("ana", "bo"))]
    assert {r.why_not for r in world.signatures()} == {
        "the certificate is for gil@example.com, and its key stands on a line of gil@home.example"
    }


def _shown(path: Path) -> str:
    return fingerprint(blob_of(path))


def test_one_person_with_two_keys_counts_once_and_two_people_with_one_key_not_at_all(world: World) -> None:
    second = PlainKey()
    lines = "".join(line(n, world.keys[n]) for n in ("ana", "bo", "cleo"))
    world.pinned = [
        world.version(1, lines + f"ana@example.com,ana@home.example {second.line}\n", keepers=("bo", "cleo"))
    ]
    world.sign("ana")
    world.sign("ana", key=second, by="ana@home.example")
    one, other = world.signatures()
    assert (one.counts, other.counts) == (True, False)
    assert (other.principal, other.state, other.why_not) == (
        "ana@example.com",
        "repeated",
        "ana@example.com approved this as lead already",
    )
    shared = (
        line("ana", world.keys["ana"])
        + line("bo", world.keys["ana"])
        + line("cleo", world.keys["cleo"])
        + line("bo", world.keys["bo"])
    )
    world.pinned = [world.version(1, shared, keepers=("bo", "cleo"))]
    assert world.signatures()[0].why_not == (
        f"the key {_fingerprint(world.keys['ana'])} stands on lines of ana@example.com and bo@example.com, so that it proves nobody"
    )


def test_nobody_approves_their_own(world: World) -> None:
    world.authors = [(RECORD, "ana@example.com")]
    world.sign("ana")
    own = f"ana@example.com wrote in {RECORD}, and nobody approves their own"
    assert world.why() == own
    # Nor under another address on the line of their key.
    lines = f"ana@example.com,ana@home.example {world.keys['ana'].line}\n"
    lines += "".join(line(n, world.keys[n]) for n in ("bo", "cleo"))
    world.pinned = [world.version(1, lines, keepers=("bo", "cleo"))]
    world.authors = [(RECORD, "Ana@Home.example")]
    assert world.why() == own
    world.authors = [(RECORD, "bo@example.com")]
    assert world.why() == ""
    # Nor where the proposal itself names them, whoever git says wrote it.
    world.proposers = [(RECORD, "Ana")]
    assert world.why() == f"ana@example.com is an author of {RECORD} by its own words, and nobody approves their own"
    # To object to one's own is everybody's right; alone, one may approve it, and every row says so.
    world.authors = [(RECORD, "ana@example.com")]
    solo = "repository: acme/shop\nkeepers: [ana@example.com]\nsolo: {because: a hobby}\nroles:\n  lead: {holders: [ana@example.com]}\n"
    world.pinned = [world.version(1, line("ana", world.keys["ana"]), solo, keepers=("ana",))]
    (row,) = world.signatures()
    assert (row.counts, row.solo) == (True, True)


def test_two_roles_that_one_person_may_not_fill(world: World) -> None:
    world.sign("bo", role="lead")
    second = world.sign("bo", role="security")
    assert [r.why_not for r in world.signatures()] == [
        "bo@example.com approved as security too, and lead has to be somebody else",
        "bo@example.com approved as lead too, and security has to be somebody else",
    ]
    world.sign("bo", role="security", verdict="withdraw", about=second)
    assert [(r.role, r.state) for r in world.signatures()] == [
        ("lead", "in force"),
        ("security", "withdrawn"),
        ("security", "in force"),
    ]


def test_concerns(world: World) -> None:
    concern = world.sign("cleo", role="security", verdict="concern", reason="no way back", content="b" * 64)
    (row,) = world.signatures()
    assert (row.state, row.current) == (
        "in force",
        False,
    )  # an objection outlives a revision: its author has to withdraw it
    world.sign("ana", verdict="withdraw", about=concern)
    world.sign("bo", role="security", verdict="overrule", about=concern, reason="by March")
    objection, withdrawal, overruling = world.signatures()
    assert withdrawal.why_not == "only whoever signed it may withdraw it"
    assert (objection.state, objection.why_not) == ("overruled", "overruled by bo@example.com as security: by March")
    assert overruling.counts is True
    # Who wrote the proposal does not clear its way; and what was overruled is open again when that is taken back.
    world.authors = [(RECORD, "bo@example.com")]
    assert [r.why_not for r in world.signatures()] == [
        "", "only whoever signed it may withdraw it", f"bo@example.com wrote in {RECORD}, and nobody overrules their own",
    ]  # fmt: skip
    world.authors = []
    world.sign("bo", role="security", verdict="withdraw", about=overruling.statement)
    assert [r.state for r in world.signatures()] == ["in force", "refused", "withdrawn", "in force"]


def test_a_proposal_is_taken_back_by_its_authors_as_it_is(world: World) -> None:
    """An author is who the proposal names, by the whole name or as far as the @ where nobody else has that."""
    lines = "".join(line(n, world.keys[n]) for n in ("ana", "bo", "cleo", "eve"))
    lines += f"gil@example.com,gil@home.example {PlainKey().line}\neve@else.example {PlainKey().line}\n"
    chief = ROLES + "  chief: {holders: [bo@example.com], withdraws: true}\n"
    world.pinned = [world.version(1, lines, chief, keepers=("ana", "bo"))]
    back = {"verdict": "withdraw", "reason": "the warehouse got a second line"}
    world.sign("eve", role="author", **back)
    assert world.why() == f"eve@example.com is no author of {RECORD}, which names eve, gil@example.com"
    world.proposers = [(RECORD, "Eve@example.com")]
    assert world.why() == ""
    # Of another revision it takes back nothing; of one that comes again it does.
    world.contents[RECORD] = "b" * 64
    (row,) = world.signatures()
    assert (row.state, row.why_not) == ("superseded", f"{RECORD} was changed since: another revision was taken back")
    world.contents[RECORD] = CONTENT
    world.sign("bo", role="chief", **back)
    # What takes a proposal back is final for its revision: nobody withdraws that.
    world.sign("eve", role="author", verdict="withdraw", about=row.statement)
    assert [r.why_not for r in world.signatures()] == ["", "", "authors take back what they propose, and nothing else"]


def test_a_role_is_that_of_then_and_a_key_that_of_now(world: World) -> None:
    """Who leaves a role has not unsaid what they said in it; a key that is revoked proves nothing any more."""
    first, second = dt.datetime(2026, 6, 2), dt.datetime(2026, 6, 3)
    world.sign("ana")
    world.protect(first)
    lines = "".join(line(n, world.keys[n]) for n in ("ana", "bo", "cleo", "eve"))
    left = ROLES.replace("lead: {holders: [ana@example.com, ", "lead: {holders: [eve@example.com, ")
    world.version(2, lines, left, keepers=("bo", "cleo"))
    assert world.why() == ""
    world.protect(second)
    assert world.why() == ""
    world.sign("ana", reason="again")
    world.authors, world.proposers = [], []
    world.sign("eve")
    assert [r.why_not for r in world.signatures()] == ["", "ana@example.com does not hold the role lead", ""]
    # What the new one signed before it was in force was nobody's.
    world.protect(first)
    assert [r.why_not for r in world.signatures()][2] == "eve@example.com does not hold the role lead"
    # Without the first version nothing is known of then, and the second one tells.
    for path in [p for p in world.files if "/trust/1/" in p]:
        del world.files[path], world.contents[path]
    world.pinned = [world.contents[f"{HOME}trust/2/manifest"]]
    assert [r.why_not for r in world.signatures()] == ["ana@example.com does not hold the role lead"] * 2 + [""]


def test_who_writes_the_next_revision_may_have_approved_the_one_before(world: World) -> None:
    world.sign("ana")
    world.contents[RECORD] = "b" * 64
    world.authors = [(RECORD, "ana@example.com")]
    (row,) = world.signatures()
    assert row.state == "superseded"


def test_taking_a_file_away_takes_nothing_back(world: World) -> None:
    world.sign("cleo", role="security", verdict="concern", reason="no way back")
    world.protect(dt.datetime(2026, 6, 2))
    del world.files[world.newest]
    (row,) = world.signatures()
    assert (row.verdict, row.counts, row.first_seen) == ("concern", True, dt.datetime(2026, 6, 2))


def test_a_sign_off_of_another_repository_whose_history_was_merged(world: World) -> None:
    world.roots = [("b" * 40,), (ROOT,)]
    world.sign("ana", root="b" * 40)
    assert world.why() == "it is for another repository, which begins with the commit bbbbbbbbbbbb"


def test_a_clock_that_ran_ahead_keeps_nobody_out(world: World) -> None:
    world.sign("ana")
    world.protect(dt.datetime(2099, 1, 1))
    lines = line("ana", world.keys["ana"], 'valid-before="20270101Z"') + line("bo", world.keys["bo"])
    world.pinned = [world.version(1, lines + line("cleo", world.keys["cleo"]), keepers=("bo", "cleo"))]
    (row,) = world.signatures()
    assert (row.counts, row.first_seen) == (True, dt.datetime(2026, 6, 30, 23, 59, 59))


def test_presence(world: World) -> None:
    world.sign("dan", role="release")
    (row,) = world.signatures()
    assert (row.counts, row.presence) == (True, "proven")


@pytest.mark.parametrize(
    ("keepers", "changed", "why"),
    [
        (("ana", "cleo"), {}, ""),
        (("ana",), {}, "2 keepers of version 1 had to sign it, and only ana@example.com did"),
        ((), {}, "2 keepers of version 1 had to sign it, and none did"),
        (("ana", "eve"), {}, "2 keepers of version 1 had to sign it, and only ana@example.com did"),
        (("ana", "bo"), {"previous": "b" * 64}, "its manifest does not name version 1 as it is"),
        (("ana", "bo"), {"signers": "b" * 64}, "architecture/signoffs/trust/2/allowed_signers is not the one that its manifest names"),
        (("ana", "bo"), {"repository": "acme/fork"},
         "architecture/signoffs/trust/2/roles.yaml does not name the repository acme/fork, as its manifest does"),
        (("ana", "bo"), {"root": "b" * 40}, "it is for another repository, which begins with the commit bbbbbbbbbbbb"),
    ],
)  # fmt: skip
def test_a_change_of_signers_needs_a_quorum_of_those_before(
    keepers: tuple[str, ...], changed: dict[str, str], why: str, world: World
) -> None:
    lines = "".join(line(n, world.keys[n]) for n in ("ana", "bo", "cleo", "eve"))
    widened = ROLES.replace("lead: {holders: [", "lead: {holders: [eve@example.com, ")
    world.version(2, lines, widened, **changed)
    for keeper in keepers:
        world.keep(2, keeper)
    world.authors, world.proposers = [], []
    world.sign("eve")
    first, second = world.versions()
    assert (first.in_force, second.in_force, second.why_not) == (bool(why), not why, why)
    refused = f"the key {_fingerprint(world.keys['eve'])} is on no line of allowed_signers in version 1 of who may sign"
    if changed and "previous" not in changed:
        # Two keepers signed what does not fit together: better nobody than whom they may have taken out.
        refused = "version 2 of who may sign was signed by ana@example.com and bo@example.com, and is not what they signed any more"
        assert (first.counts, first.why_not) == (False, refused)
    assert world.why() == (refused if why else "")


def test_the_chain(world: World) -> None:
    lines = "".join(line(n, world.keys[n]) for n in ("ana", "bo", "cleo"))
    new = PlainKey()
    # A version needs a quorum of its own keepers too: keys that nobody holds are not let in.
    strangers = ROLES.replace(
        "[ana@example.com, bo@example.com, cleo@example.com]", "[eve@example.com, gil@example.com]"
    )
    world.version(2, lines + line("eve", world.keys["eve"]) + line("gil", new), strangers, keepers=("ana", "bo"))
    assert world.versions()[1].why_not == "2 keepers of version 2 had to sign it, and none did"
    world.keys["gil"] = new
    world.keep(2, "eve")
    world.keep(2, "gil")
    assert world.versions()[1].in_force
    # The old keepers are nobody now, and a third version by them is not let in; nor is one after a gap.
    world.version(3, lines, keepers=("ana", "bo"))
    world.version(5, lines, keepers=("eve", "gil"), previous="b" * 64)
    assert [v.why_not for v in world.versions()] == [
        "", "", "2 keepers of version 2 had to sign it, and none did", "version 3 before it does not count",
    ]  # fmt: skip
    # Whoever vouches for the second version need not know the first.
    world.pinned = [world.contents[f"{HOME}trust/2/manifest"]]
    assert [v.in_force for v in world.versions()] == [False, True, False, False]


def test_a_version_that_was_signed_cannot_be_taken_away(world: World) -> None:
    lines = "".join(line(n, world.keys[n]) for n in ("bo", "cleo"))
    world.sign("ana")
    world.version(2, lines, keepers=("bo", "cleo"))
    assert (
        world.why()
        == f"the key {_fingerprint(world.keys['ana'])} is on no line of allowed_signers in version 2 of who may sign"
    )
    world.protect(dt.datetime(2026, 6, 2))
    for path in [world.newest, *(p for p in world.files if p.startswith(f"{HOME}trust/2/"))]:
        world.files.pop(path, None)
        world.contents.pop(path, None)
    assert world.why() == "version 2 of who may sign was signed by bo@example.com and cleo@example.com, and is gone"
    (row,) = world.versions()
    assert (row.counts, row.why_not) == (
        False,
        "version 2 of who may sign was signed by bo@example.com and cleo@example.com, and is gone",
    )


def test_a_version_that_was_signed_cannot_be_broken_to_get_the_one_before(world: World) -> None:
    world.sign("ana")
    world.version(2, "".join(line(n, world.keys[n]) for n in ("bo", "cleo")), keepers=("bo", "cleo"))
    world.protect(dt.datetime(2026, 6, 2))
    path = f"{HOME}trust/2/allowed_signers"
    kept = world.files[path]
    broken = "version 2 of who may sign was signed by bo@example.com and cleo@example.com, and is not what they signed any more"
    world.write(path, kept + b"# one line more\n")
    assert world.why() == broken
    world.write(path, kept)
    world.version(2, kept.decode() + line("ana", world.keys["ana"]))
    assert world.why() == broken
    # A second version that its keepers did not all sign yet breaks nothing: the first goes on.
    del world.history[:]
    for _ in ("bo", "cleo"):
        del world.files[world.newest]
    strangers = ROLES.replace("cleo@example.com]\nquorum", "gil@example.com]\nquorum").replace("quorum: 2", "quorum: 3")
    world.version(2, "".join(line(n, world.keys[n]) for n in ("ana", "bo", "cleo")), strangers, keepers=("ana", "bo"))
    assert world.why() == ""
    assert [v.in_force for v in world.versions()] == [True, False]


def test_edited_files_of_a_version_in_force(world: World) -> None:
    world.sign("ana")
    path = f"{HOME}trust/1/allowed_signers"
    world.write(path, world.files[path] + line("eve", world.keys["eve"]).encode())
    assert world.why() == f"version 1 of who may sign does not count: {path} is not the one that its manifest names"


def test_ten_thousand_sign_offs(world: World) -> None:
    import time

    world.sign("ana")
    asked = world.asked()
    one = next(s for s in asked["signoffs"] if s[3] == SIGNOFF)
    asked["signoffs"] += [(f"{HOME}x{n}.signoff", 1, f"{n:064x}", *one[3:]) for n in range(10_000)]
    begun = time.process_time()
    found = list(signatures.rows(world.authors, [], [], **asked))
    assert len([row for row in found if row.counts and row.record == "RFC-012"]) == 1
    assert time.process_time() - begun < 5


def test_who_wrote_a_proposal_wrote_it_under_its_former_name(world: World) -> None:
    world.sign("ana")
    said = next(row_of(path, content) for path, content in world.files.items() if path == world.newest)
    folder = "architecture/proposals/RFC-012"
    with contextlib.closing(duckdb.connect(":memory:")) as connection:
        connection.execute("CREATE SCHEMA decided; CREATE SCHEMA observed")
        for row in (Signoffs, PastSignoffs, Changes, Commits):
            connection.execute(table_of(row).ddl())
        rows = [said, *(Changes(who, path, "A", 1) for who, path in (
            ("eve", RECORD), ("ana", f"{folder}-old.md"), ("bo", "architecture/proposals/RFC-0121-other.md"), ("robot", RECORD),
        )), *(Commits(who, who, f"{who}@example.com", dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 1), 1, "", who == "robot")
              for who in ("eve", "ana", "bo", "robot"))]  # fmt: skip
        for made in rows:
            leading = ["shop"] if isinstance(made, Signoffs) else ["shop", "history"]
            values = [*leading, *values_of(made)]
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table_of(type(made)).qualified} VALUES ({marks})", values)
        found = connection.execute(signatures.ASKS["authors"]).fetchall()
    assert sorted(found) == [(RECORD, f"{who}@example.com") for who in ("ana", "eve", "robot")]


def test_a_draft_has_a_role_for_each_team() -> None:
    text = roles.draft("shop", "ana", None, "# modeline", ["payments", "lead", "keeper", "two words"])
    read = [row for row in roles.read(roles.PATH, text.encode()) if isinstance(row, Roles)]
    assert [(r.role, r.holders) for r in read] == [("lead", ["ana"]), ("payments", ["ana"])]
