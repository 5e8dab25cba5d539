"""From a range to a release that may go: looked at, signed line by line, by somebody else than who wrote it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import Repo
from tests.signing import make_key, public

from principal.faces import signing, signing_records
from principal.faces.agents.environment import _MARKS
from principal.faces.cli import group

HOME = "architecture/signoffs"
CODE = "def pay(sum):\n    check(sum)\n    return till.take(sum)\n"


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A terminal with a person at it, who has pinned nothing yet."""
    monkeypatch.setattr(signing, "a_person_is_here", lambda: True)
    monkeypatch.delenv("PRINCIPAL_TRUST_ROOT", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for mark in _MARKS:
        monkeypatch.delenv(mark, raising=False)


def principal(repo: Repo, *words: str, answer: str = "y\n") -> tuple[int, str]:
    result = CliRunner().invoke(
        group, ["-C", str(repo.root), *words, "--as-of", "2027-06-30"], input=answer, catch_exceptions=False
    )
    return result.exit_code, result.output


def commit_signed(repo: Repo, key: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        repo.write(path, text)
    repo.git("add", "--all")
    repo.git("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}", "commit", "-q", "-S", "-m", "Change")


def ids(said: str) -> list[str]:
    return re.findall(r"^([0-9a-f]{8})  ", said, re.MULTILINE)


def test_a_release_is_signed_line_by_line(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bo = make_key(tmp_path, "ana"), make_key(tmp_path, "bo")
    repo.commit({"pay.py": "def pay(sum):\n    return till.take(sum)\n", "go.sum": "a v1\n"})
    repo.git("tag", "v1")
    repo.write(f"{HOME}/allowed_signers", f"ana {public(ana)}\nbo {public(bo)}\n")
    repo.write(
        f"{HOME}/roles.yaml",
        "repository: shop\nkeepers: [ana]\nquorum: 1\nroles:\n  reviewer: {holders: [ana, bo]}\n",
    )
    code, said = principal(repo, "signers", "change", "--key", str(ana))
    assert code in (0, 3), said
    pin = re.search(r"PRINCIPAL_TRUST_ROOT=([0-9a-f]{64})\n", said)[1]  # type: ignore[index]
    repo.commit()
    repo.git("tag", "v2")
    commit_signed(repo, ana, {"pay.py": CODE, "go.sum": "a v2\n"})

    # What is there to look at.
    code, said = principal(repo, "comb", "v2..HEAD")
    head = f"{repo.git('rev-parse', 'v2')[:10]}..{repo.git('rev-parse', 'HEAD')[:10]}"
    [hunk] = ids(said)
    assert (code, said) == (
        0,
        f"{head}: 2 files, 1 line added, 0 lines removed\n\n"
        f"{hunk}  pay.py:2  +1 -0\n"
        "    ! no test changes with it\n"
        "    ? Which test would fail if this were wrong?\n"
        "      def pay(sum):\n"
        "    +     check(sum)\n"
        "          return till.take(sum)\n\n"
        "Told apart, to be looked at as a whole: 1 generated (--apart lists them)\n",
    )
    assert principal(repo, "comb", "list", "v2", "--apart")[1].splitlines()[1][12:] == "generated  go.sum"

    # Nobody pinned a root: what is signed cannot be told.
    code, said = principal(repo, "comb", "status", "v2..HEAD")
    assert (code, said.splitlines()[-1]) == (
        1,
        "Next: no signature counts until somebody vouches for who may sign: principal signers status",
    )
    monkeypatch.setenv("PRINCIPAL_TRUST_ROOT", pin)

    # Ana signs what she wrote herself: that opens nothing.
    code, said = principal(repo, "comb", "sign", "v2..HEAD", "--hunk", hunk, "--role", "reviewer", "--key", str(ana))
    assert code == 0, said
    code, said = principal(repo, "comb", "status", "v2..HEAD")
    assert (code, said) == (
        1,
        f"{head}: 0 of 2 lines signed by somebody other than their author, 2 open\n\n"
        "By person\n  ana  1 line\n\n"
        "Open, by path\n"
        "        1 of 1  go.sum\n"
        "        1 of 1  pay.py, 1 of them only for a second person\n\n"
        "Presence not proven: a program that reaches the key could have signed\n\n"
        "Next: somebody who did not write it looks at it: principal comb review v2..HEAD --role ROLE\n",
    )

    # Bo does it in an editor, and the rest by its kind.
    sheet = tmp_path / "sheet.txt"
    assert principal(repo, "comb", "sheet", "v2..HEAD", str(sheet)) == (
        0, f"wrote {sheet} with 2 boxes; tick those that you looked at, and then\n  principal comb sign {sheet} --role ROLE\n",
    )  # fmt: skip
    assert principal(repo, "comb", "sheet", "v2..HEAD", str(sheet)) == (
        2, f"principal: {sheet} is there already, perhaps with boxes that are ticked; choose another name\n",
    )  # fmt: skip
    assert principal(repo, "comb", "sign", str(sheet), "--role", "reviewer")[1] == (
        "principal: nothing is chosen; tick a box, or give --hunk, --file or --apart\n"
    )
    sheet.write_text(sheet.read_text().replace(f"[ ] {hunk}", f"[x] {hunk}"))
    code, said = principal(repo, "comb", "sign", str(sheet), "--apart", "--role", "reviewer", "--key", str(bo))
    assert code == 0, said
    assert re.match(r"architecture/reviews/REVIEW-[0-9a-f]{10}\.comb lists 2 lines of 2 files\n", said)
    assert re.search(r"it counts: bo approves REVIEW-[0-9a-f]{10} as reviewer\n", said)
    code, said = principal(repo, "comb", "status", "v2..HEAD")
    assert code == 0, said
    assert said.splitlines()[0] == f"{head}: 2 of 2 lines signed by somebody other than their author"
    code, said = principal(repo, "gate", "--stage", "operate", "--release", "v2..HEAD", "--format", "json")
    assert json.loads(said)["release"]["open"] == 0

    # Signatures are committed and prove themselves; an edit opens its own lines and no others, with no key its author
    # is anybody, and it takes two.
    repo.commit(message="Sign")
    repo.commit({"pay.py": CODE.replace("def pay(sum):", "def pay(sum, to):")})
    code, said = principal(repo, "comb", "status", "v2..HEAD", "--format", "json")
    state = json.loads(said)
    assert (code, state["lines"], state["open"]) == (1, 4, 2)
    assert state["commits"] == {"all": 3, "author_established": 1}
    [opened] = [f for f in state["files"] if f["open"]]
    assert (opened["path"], opened["signed_by"]) == ("pay.py", {"ana": 1, "bo": 1})
    code, said = principal(repo, "gate", "--stage", "operate", "--release", "v2..HEAD")
    assert "2 of 4 lines signed by somebody other than their author, 2 open" in said
    assert code == 1

    assert "\nrelease\n" not in principal(repo, "gate", "constraints", "--stage", "operate")[1], (
        "another phase asks no line"
    )
    assert "not checked: say what is to be deployed" in principal(repo, "gate", "governance", "--stage", "operate")[1]

    # A list that was edited after it was signed is none.
    for file in (repo.root / "architecture/reviews").iterdir():
        file.write_text(file.read_text().replace("+", "-"))
    code, said = principal(repo, "comb", "status", "v2..HEAD")
    assert "0 of 4 lines signed" in said


@pytest.mark.usefixtures("team_only")  # what is asked here is no rule
def test_what_cannot_be_done_says_why(repo: Repo) -> None:
    repo.commit({"a.py": "a\n"})
    for words, said in (
        (("comb", "HEAD...v1"), "'HEAD...v1' is no range; name two revisions: v1.2..HEAD"),
        (("comb", "v9..HEAD"), "'v9' is not a commit here; see the branches and tags with: git branch -a; git tag"),
        (("comb", "sign", "none.txt", "--role", "x"), "none.txt: No such file or directory; give a sheet that principal"
         " comb sheet wrote, or a range"),
        (("comb", "sign", "HEAD..HEAD", "--hunk", "0123abcd", "--role", "x"), "0123abcd is no hunk of this range; it may"
         " have changed since: principal comb HEAD..HEAD"),
        (("comb", "sign", "HEAD..HEAD", "--file", "a.py", "--role", "x"), "a.py does not change in this range"),
        (("gate", "--release", "v1..HEAD"), "--release goes with --stage operate: only deploying asks for a signature on"
         " every line"),
    ):  # fmt: skip
        assert principal(repo, *words) == (2, f"principal: {said}\n"), words


def test_an_agent_signs_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": "a\n"})
    monkeypatch.setenv("CLAUDECODE", "1")
    for words in (("sign", "HEAD..HEAD"), ("review", "HEAD..HEAD")):
        code, said = principal(repo, "comb", *words, "--role", "x")
        assert code == 2
        assert said.startswith("principal: this runs inside Claude Code, and no agent signs for anybody")


@pytest.mark.usefixtures("team_only")  # what is asked here is no rule
def test_approvals_of_a_forge_are_told_and_do_not_count(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.py": "a\n"})
    first = repo.commit({"a.py": "a\nb\nc\n"})
    repo.commit({"a.py": "a\nb\nd\n"})
    github, gitlab, other = tmp_path / "github.json", tmp_path / "gitlab.json", tmp_path / "other.json"
    github.write_text(json.dumps([
        {"user": {"login": "eva"}, "state": "APPROVED", "commit_id": first},
        {"user": {"login": "tom"}, "state": "APPROVED", "commit_id": first},
        {"user": {"login": "tom"}, "state": "CHANGES_REQUESTED", "commit_id": first},
    ]))  # fmt: skip
    gitlab.write_text(json.dumps({"approved_by": [{"user": {"username": "ida"}}]}))
    other.write_text("[1]")
    code, said = principal(
        repo, "comb", "status", "HEAD~2..HEAD", "--approvals", str(github), "--approvals", str(gitlab)
    )
    assert code == 1
    assert said.splitlines()[-8:] == [
        "",
        f"@eva approved {first[:10]} of it on GitHub, says {github}: it has",
        "1 line of those that are open. That is told and not proven: no key signed it.",
        "",
        f"@ida approved a commit that is not named on GitLab, says {gitlab}: it has",
        "0 lines of those that are open. That is told and not proven: no key signed it.",
        "",
        "Next: nobody decided yet who may sign: principal signers init",
    ]
    assert principal(repo, "comb", "status", "HEAD~2..HEAD", "--approvals", str(other)) == (
        2, f"principal: {other} has neither reviews of GitHub nor approved_by of GitLab\n",
    )  # fmt: skip


@pytest.mark.usefixtures("team_only")  # what is asked here is no rule
def test_looking_at_one_hunk_after_the_other(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": "a\n" + "x\n" * 20 + "b\n", "c.py": "c\n"})
    repo.commit({"a.py": "A\n" + "x\n" * 20 + "B\n", "c.py": "C\n"})
    # Who may not sign is told so before they look, and not after.
    assert principal(repo, "comb", "review", "HEAD~1..HEAD", "--role", "lead") == (
        2,
        "principal: nobody decided who may sign; principal signers init drafts it\n",
    )
    monkeypatch.setattr(signing_records, "signer", lambda *_: None)
    code, said = principal(repo, "comb", "review", "HEAD~1..HEAD", "--role", "lead", answer="n\nb\nf\nz\nn\nn\n")
    assert code == 0
    assert "── 1 of 3" in said
    assert said.endswith("Sign the 2 hunks that you agreed with? [y/N]: n\nnothing was chosen, and nothing signed\n")


@pytest.mark.usefixtures("team_only")  # what is asked here is no rule
def test_what_others_put_in_the_way_is_not_signed(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bo = make_key(tmp_path, "bo")
    repo.write(f"{HOME}/allowed_signers", f"bo {public(bo)}\n")
    repo.write(f"{HOME}/roles.yaml", "repository: shop\nkeepers: [bo]\nroles:\n  reviewer: {holders: [bo]}\n")
    repo.commit(
        {
            "pay.py": "def pay(sum):\n    check(sum)\n",
            "go.sum": "a v1\n",
            "gen/a.py": "# Code generated by x. DO NOT EDIT.\n",
            "gen/c.py": "# Code generated by x. DO NOT EDIT.\nlet = 1\nuse = 2\n",
        }
    )
    code, said = principal(repo, "signers", "change", "--key", str(bo))
    monkeypatch.setenv("PRINCIPAL_TRUST_ROOT", re.search(r"ROOT=([0-9a-f]{64})\n", said)[1])  # type: ignore[index]
    repo.commit()
    repo.git("tag", "v2")
    # The change calls itself generated, in four ways, and is shown all the same; what the base has so is told apart.
    marked = "# Code generated by x. DO NOT EDIT.\n"
    repo.git("mv", "gen/c.py", "auth.py")
    repo.commit({
        "pay.py": f"{marked}def pay(sum):\n    pass\n", "new.py": f"{marked}evil()\n", "auth.py": f"{marked}let = 1\nuse = evil()\n", ".gitattributes": "*.js linguist-generated\n",
        "evil.js": "evil()\n", "go.sum": "a v2\n", "gen/a.py": f"{marked}a = 1\n", "gen/b.py": marked,
    })  # fmt: skip
    apart = principal(repo, "comb", "list", "v2..HEAD", "--apart")[1].splitlines()[1:]
    assert [line[12:] for line in apart] == ["generated  gen/a.py", "generated  gen/b.py", "generated  go.sum"]
    said = principal(repo, "comb", "v2..HEAD", "--all")[1]
    assert "    ! calls itself generated, which the base knows nothing of\n" in said
    assert all(
        line in said
        for line in ("-     check(sum)\n", "+ evil()\n", "+ use = evil()\n", "pay.py:1", "evil.js:1", "new.py:1")
    )

    # A file that is called as the range is, with every box ticked by somebody else, is no sheet.
    hunk = next(name for name in ids(said) if f"{name}  .gitattributes" in said)
    principal(repo, "comb", "sheet", "v2..HEAD", str(repo.root / "v2..HEAD"))
    (repo.root / "v2..HEAD").write_text((repo.root / "v2..HEAD").read_text().replace("[ ]", "[x]"))
    monkeypatch.chdir(repo.root)
    who = ("--role", "reviewer", "--key", str(bo))
    code, said = principal(repo, "comb", "sign", "v2..HEAD", "--hunk", hunk, *who)
    assert code == 0, said
    written, text = re.match(r"(\S+) (lists \d+ lines? of \d+ files?)\n", said).groups()  # type: ignore[union-attr]
    assert text == "lists 1 line of 1 file"
    # Nor does a list that lies where the next one is to be written become the reviewer's.
    listed = repo.root / written
    own = listed.read_bytes()
    listed.write_bytes(own + b'file "pay.py"\n')
    assert principal(repo, "comb", "sign", "v2..HEAD", "--hunk", hunk, *who) == (
        2,
        f"principal: {written} is there and lists something else than what you chose; take it away, and ask where it came "
        "from\n",
    )
