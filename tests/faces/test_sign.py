"""From keys to an approval that counts, and what takes it away again; as a user has it, with ssh-keygen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.phases.consensus.test_signatures import World, line
from tests.signing import PlainKey, make_key, public

from principal.faces import signing
from principal.faces.agents.environment import _MARKS
from principal.faces.cli import group
from principal.faces.signing_records import _id

if TYPE_CHECKING:
    from tests.conftest import Repo

HOME = "architecture/signoffs"
PROPOSAL = "architecture/proposals/RFC-012-queue.md"


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A terminal with a person at it, who has pinned nothing yet."""
    monkeypatch.setattr(signing, "a_person_is_here", lambda: True)
    monkeypatch.delenv("PRINCIPAL_TRUST_ROOT", raising=False)
    monkeypatch.delenv("PRINCIPAL_PROTECTED_BRANCH", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for mark in _MARKS:
        monkeypatch.delenv(mark, raising=False)


def principal(repo: Repo, *words: str, answer: str = "y\n", day: str = "2027-06-30") -> tuple[int, str]:
    result = CliRunner().invoke(
        group, ["-C", str(repo.root), *words, "--as-of", day], input=answer, catch_exceptions=False
    )
    return result.exit_code, result.output


def states(repo: Repo, day: str = "2027-06-30") -> list[str]:
    """Who said what, where it stands and when it was first seen, of records other than trust."""
    sql = """SELECT principal || ' ' || verdict || ' ' || state || ' ' || coalesce(first_seen::DATE::VARCHAR, 'now')
             || ' ' || why_not AS said FROM derived.signatures WHERE record = 'RFC-012' ORDER BY ALL"""
    code, said = principal(repo, "query", sql, "--format", "csv", day=day)
    assert code == 0, said
    return [line.strip().strip('"') for line in said.splitlines()[1:]]


def test_from_keys_to_an_approval(repo: Repo, tmp_path: Path) -> None:
    ana, bo = make_key(tmp_path, "ana"), make_key(tmp_path, "bo", "ecdsa", "256")
    repo.git("config", "user.signingkey", str(ana))
    assert principal(repo, "signers", "init", "--as", "ana@example.com") == (
        0,
        f"wrote {HOME}/allowed_signers and {HOME}/roles.yaml\n"
        "add the people and roles that you need, then make it the first version: principal signers change\n",
    )
    signers, roles = repo.root / HOME / "allowed_signers", repo.root / HOME / "roles.yaml"
    assert signers.read_text() == f'ana@example.com namespaces="principal-*,git" {public(ana)}\n'
    signers.write_text(signers.read_text() + f"bo@example.com {public(bo)}\n")
    roles.write_text(
        "repository: shop\nkeepers: [ana@example.com, bo@example.com]\nquorum: 2\nroles:\n  lead: {holders: [bo@example.com]}\n"
    )
    repo.commit({PROPOSAL: "# A queue\n"}, date="2027-01-01")
    code, said = principal(repo, "signers", "change")
    assert code == 0
    pin = re.search(r"PRINCIPAL_TRUST_ROOT=([0-9a-f]{64})\n", said)[1]  # type: ignore[index]
    assert f"version 1  {pin}  not known; signed by ana@example.com\n  1 more of its keepers to sign it: " in said
    own = tmp_path / "config" / "principal"
    assert f"  for you     mkdir -p {own} && echo {pin} >> {own}/trust-roots\n" in said
    assert principal(repo, "signers", "status")[0] == 3
    (tmp_path / "config" / "principal").mkdir(parents=True)
    (tmp_path / "config" / "principal" / "trust-roots").write_text(f"# the shop\nsha256:{pin}\n")
    code, said = principal(repo, "signers", "status")
    assert (code, said) == (
        1,
        f"version 1  {pin}  does not count; signed by ana@example.com\n"
        "  2 keepers of version 1 had to sign it, and only ana@example.com did\n"
        "  1 more of its keepers to sign it: principal signers sign\n",
    )
    assert principal(repo, "signers", "sign")[1] == "principal: ana@example.com signed version 1 already\n"
    assert principal(repo, "signers", "sign", "--key", f"{bo}.pub")[0] == 0
    assert principal(repo, "signers", "status") == (
        0,
        f"version 1  {pin}  in force; signed by ana@example.com, bo@example.com\n\n"
        "repository  shop\nkeepers     ana@example.com, bo@example.com; 2 of them for a change\nlead        bo@example.com\n",
    )
    assert principal(repo, "signers", "change")[1] == (
        "principal: the draft is version 1 already; to sign it: principal signers sign\n"
    )

    # An approval, dated by when the main branch had it; a branch of one's own proves no time.
    repo.commit(date="2027-02-01")
    code, said = principal(repo, "sign", "rfc-012", "--role", "lead", "--approve", "--key", str(bo))
    assert code == 0
    root = repo.git("rev-list", "--max-parents=0", "HEAD").strip()
    assert (
        f"  principal-signoff@v1\n  repository: shop\n  root: {root}\n  record: RFC-012\n  path: {PROPOSAL}\n  content: "
        in said
    )
    assert "it counts: bo@example.com approves RFC-012 as lead\n" in said
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit(date="2027-03-01")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "topic", date="2027-04-01")
    assert states(repo) == ["bo@example.com approve in force 2027-04-01"]
    # Whoever sets their clock back gets no further than what the branch had before.
    assert principal(repo, "sign", PROPOSAL, "--role", "lead", "--concern", "no way back", "--key", str(bo))[0] == 0
    repo.commit(date="2020-01-01")
    # A file that is taken away takes nothing back; line ends on the disk change nothing, what git stores does.
    for file in (repo.root / HOME / "RFC-012").iterdir():
        file.unlink()
    (repo.root / PROPOSAL).write_bytes(b"# A queue\r\n")
    repo.git("config", "core.autocrlf", "true")
    repo.git("add", PROPOSAL)
    assert states(repo) == ["bo@example.com approve in force 2027-04-01", "bo@example.com concern in force 2027-04-01"]
    repo.commit({PROPOSAL: "# A queue, and a topic\n"}, date="2027-05-01")
    assert principal(repo, "sign", "RFC-012", "--role", "lead", "--withdraw", "--key", str(bo))[0] == 0
    superseded = f"superseded 2027-04-01 {PROPOSAL} was changed since: another revision was approved"
    assert states(repo) == [
        f"bo@example.com approve {superseded}",
        "bo@example.com concern withdrawn 2027-04-01 withdrawn by bo@example.com",
        "bo@example.com withdraw in force now",
    ]
    # Its author takes the proposal itself back; who is none does not.
    repo.commit({PROPOSAL: "---\nauthors: [ana]\n---\n# RFC-012: A queue\n"}, date="2027-06-01")
    code, said = principal(repo, "rfc", "withdraw", "RFC-012", "--because", "a second line", "--key", str(bo))
    file = said.rsplit("wrote ", 1)[1].split(";")[0]
    assert said.endswith(
        f"principal: it does not count, and {file} was taken away again: bo@example.com is no author of {PROPOSAL}, "
        "which names ana\n"
    )
    assert (code, (repo.root / file).exists()) == (2, False)
    # Who does not hold a role is told before they sign.
    assert principal(repo, "sign", "RFC-012", "--role", "lead", "--approve") == (
        2,
        "principal: ana@example.com does not hold the role lead in version 1 of who may sign; bo@example.com may\n",
    )
    assert principal(repo, "sign", "RFC-012", "--role", "web", "--approve") == (
        2,
        "principal: there is no role web in version 1 of who may sign; there is lead. To add one: "
        f"{HOME}/roles.yaml, then principal signers change\n",
    )
    code, said = principal(repo, "sign", "RFC-012", "--withdraw", "the warehouse got\n a second line")
    assert (
        "  role: author\n  by: ana@example.com\n  verdict: withdraw\n  reason: the warehouse got a second line\n"
        in said
    )
    assert "it counts: ana@example.com takes back RFC-012 as author\n" in said
    assert principal(repo, "sign", "RFC-012", "--withdraw", "again")[1] == (
        "principal: RFC-012 is withdrawn already: ana@example.com took it back as author: the warehouse got a second line\n"
    )
    assert principal(repo, "sign", "RFC-012", "--approve")[1] == (
        "principal: in which role do you approve? Give --role ROLE, one of signoffs/roles.yaml\n"
    )


def test_who_cannot_sign(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({PROPOSAL: "# A queue\n"})
    sign = ("sign", "RFC-012", "--role", "lead", "--approve")
    monkeypatch.setenv("CLAUDECODE", "1")
    for words in (sign, ("signers", "change"), ("signers", "sign")):
        assert principal(repo, *words) == (
            2, "principal: this runs inside Claude Code, and no agent signs for anybody: a person has to run it on their own terminal\n",
        )  # fmt: skip
    monkeypatch.delenv("CLAUDECODE")
    monkeypatch.setattr(signing, "a_person_is_here", lambda: False)
    assert principal(repo, *sign) == (2, "principal: a person signs, on a terminal: there is none here\n")
    monkeypatch.setattr(signing, "a_person_is_here", lambda: True)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    assert principal(repo, "sign", "RFC-012", "--role", "lead")[1] == (
        "principal: say one thing: --approve, --concern WHY, --withdraw or --overrule WHY\n"
    )
    assert principal(repo, *sign)[1] == "principal: nobody decided who may sign; principal signers init drafts it\n"
    assert principal(repo, "signers", "init", "--as", "ana@example.com")[1] == (
        "principal: which key? Give --key FILE, or tell git: git config --global user.signingkey ~/.ssh/id_ed25519.pub\n"
    )
    assert principal(repo, "signers", "init", "--as", "ana@example.com", "--key", str(tmp_path / "none"))[1] == (
        f"principal: the public key {tmp_path}/none.pub cannot be read: No such file or directory\n"
    )
    weak = make_key(tmp_path, "weak", "rsa", "1024")
    assert principal(repo, "signers", "init", "--as", "ana@example.com", "--key", str(weak))[1] == (
        f"principal: {weak} cannot sign: the RSA key has 1,024 bits; at least 2,048 are needed\n"
    )
    ana = make_key(tmp_path, "ana")
    assert principal(repo, "signers", "init", "--as", "ana *", "--key", str(ana))[0] == 2
    solo = ("signers", "init", "--as", "ana@example.com", "--key", f"key::{public(ana)}", "--solo", 'one "hobby"')
    assert principal(repo, *solo)[0] == 0
    assert 'solo: {because: "one \\"hobby\\""}\n' in (repo.root / HOME / "roles.yaml").read_text()
    # A malformed sign-off is a mistake with its place, and holds up what would sign beside it.
    repo.write(f"{HOME}/x.signoff", "x" * 100_000)
    assert principal(repo, *sign, "--key", str(ana))[1] == (
        f"principal: a record is wrong, mend it first: {HOME}/x.signoff:1:1: the sign-off has 100,000 bytes; at most 40,960 are "
        "read; a sign-off as principal sign writes it\n"
    )
    code, said = principal(repo, "check")
    assert code == 2
    assert f"{HOME}/x.signoff:1:1: the sign-off has 100,000 bytes" in said


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("architecture/proposals/RFC-012-queue.md", "RFC-012"),
        ("docs/adr/0007-use-s3.md", "0007"),
        ("keps/sig-node/2133-credentials/kep.yaml", "2133"),
        ("architecture/reviews/REVIEW-4a3f5e3889.comb", "REVIEW-4a3f5e3889"),
    ],
)
def test_a_record_is_called_by_its_number_and_else_by_its_name(path: str, name: str) -> None:
    assert _id(path) == name


def test_a_file_that_is_too_large_is_told(repo: Repo) -> None:
    repo.commit({f"{HOME}/RFC-012/lead.signoff": "principal-signoff@v1\n" + "A" * 10_000_000})
    assert principal(repo, "signers", "status")[1].splitlines()[0] == (
        f"{HOME}/RFC-012/lead.signoff:1:1: a record that is not read: larger than 4 MiB; a smaller file"
    )
    code, said = principal(repo, "check")
    assert code == 2
    assert (
        f"WRONG {HOME}/RFC-012/lead.signoff:1:1: a record that is not read: larger than 4 MiB; a smaller file\n" in said
    )


def test_a_forged_sign_off_holds_up_a_check_until_it_is_taken_out(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({PROPOSAL: "---\nauthors: [ana]\n---\n# RFC-012: A queue\n"}, date="2027-01-01")
    root = repo.git("rev-list", "--max-parents=0", "HEAD").strip()
    assert "signoff-refused" not in principal(repo, "check", "--all")[1], "where nothing is signed nobody is asked"
    world = World(keys={"bo": PlainKey()})
    roles = "repository: acme/shop\nkeepers: [bo@example.com]\nroles:\n  lead: {holders: [bo@example.com]}\n"
    pin = world.version(1, line("bo", world.keys["bo"]), roles, root=root)
    world.keep(1, "bo", root=root)
    world.sign("bo", root=root, content="b" * 64)
    repo.commit({path: text.decode() for path, text in world.files.items()}, date="2027-01-02")
    unset = (
        "no trust root is set, so that nobody knows who may sign; principal signers status says which fingerprint to put into "
        "PRINCIPAL_TRUST_ROOT"
    )
    code, said = principal(repo, "check")
    assert f"NOT CHECKED {unset}  (signers-not-agreed, signoff-refused)\n" in said
    assert code == 3
    assert principal(repo, "gate", "consensus") == (
        3,
        "shop: gate for the whole system, as of 2027-06-30, stage build\n\n"
        f"2   consensus  NOT CHECKED  0 passed, 0 failed, 0 waived, 4 not checked\n               {unset}; "
        "there is no system record\n\nexit 3\n",
    )
    # A signature that does not fit is none, whoever may sign; it holds up everybody until its file is gone.
    forged = world.files[world.newest].replace(b"b" * 64, b"c" * 64)
    repo.commit({world.newest: forged.decode()}, date="2027-01-03")
    code, said = principal(repo, "check")
    assert (
        f"{world.newest}:1: the sign-off of RFC-012 as lead by bo@example.com does not count: the signature does not fit what "
        "was signed: the text or the signature was changed" in said
    )
    assert code == 1
    (repo.root / world.newest).unlink()
    monkeypatch.setenv("PRINCIPAL_TRUST_ROOT", pin)
    code, said = principal(repo, "check")
    assert "\n0 findings block, " in said
    assert "trust root" not in said
