"""Ways to get a line into a release that nobody looked at, and what each of them comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import Repo
from tests.signing import PlainKey, make_key

from principal.core.signatures.statement import SIGNOFF, Statement
from principal.core.signatures.verify import Made
from principal.core.workspace import open_workspace
from principal.faces.comb import listing, sheet
from principal.faces.comb.combed import Combed, _names, is_proof
from principal.phases.governance.comb import manifest
from principal.phases.governance.comb.authors import Authors, People, established, of_file
from principal.phases.governance.comb.coverage import covers, signed_places
from principal.phases.governance.comb.diff import ChangedFile, Hunk, Line, changes, digest_of
from principal.phases.governance.comb.risk import in_order


def file(path: str, *hunks: str, whole: str = "") -> ChangedFile:
    """A file that differs by hunks, each the lines of a diff."""
    made = []
    for text in hunks:
        lines = text.strip("\n").split("\n")
        made.append(
            Hunk(1, 1, tuple(Line(t[0], n, t[1:].encode(), digest_of(t[0], t[1:].encode())) for n, t in enumerate(lines, 1)))
        )  # fmt: skip
    return ChangedFile(path, "", whole, digest_of("=", whole.encode()) if whole else "", path, tuple(made))


def words(of: ChangedFile) -> list[str]:
    return [f"{line.sign}{line.digest}" for hunk in of.hunks for line in hunk.lines]


def opened(now: ChangedFile, signed: ChangedFile) -> list[str]:
    """The changed lines of *now* that are open although all of *signed* is signed."""
    still = signed_places(now, words(signed))
    return [f"{c.sign}{c.text.decode()}" for at, c in enumerate(now.changed) if at not in still]


PAY = """
 import till
+def pay(user, sum):
+    if not allowed(user):
+        raise Denied
+    till.take(sum)
 # end
"""


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (PAY, []),
        # A check that was looked at is taken out again: what it stood between asks for another look.
        (PAY.replace("+    if not allowed(user):\n+        raise Denied\n", ""), ["+def pay(user, sum):", "+    till.take(sum)"]),
        # It is moved behind what it should prevent.
        (" import till\n+def pay(user, sum):\n+    till.take(sum)\n+    if not allowed(user):\n+        raise Denied\n # end",
         ["+    till.take(sum)", "+        raise Denied"]),
        # What stands around it is something else: the same words in another function.
        (PAY.replace(" import till", " def unused():"), ["+def pay(user, sum):"]),
        (PAY.replace(" # end", "     except Denied: pass"), ["+    till.take(sum)"]),
        # An edit is open itself, and opens nothing beside it.
        (PAY.replace("raise Denied", "return None"), ["+        return None"]),
        (PAY.replace("+    till", "+    log(sum)\n+    till"), ["+    log(sum)"]),
        # What was removed is there again, and its neighbour is not.
        (" import till\n+def pay(user, sum):\n+    till.take(sum)\n     till.log(sum)\n # end", ["+def pay(user, sum):", "+    till.take(sum)"]),
    ],
)  # fmt: skip
def test_a_line_is_signed_where_it_stands(now: str, open_: list[str]) -> None:
    assert opened(file("pay.py", now), file("pay.py", PAY)) == open_


def test_a_signature_is_not_carried_to_another_place() -> None:
    one = "\n def is_public(page):\n+    return True\n \n"
    other = "\n def is_admin(user):\n+    return True\n \n"
    # Only the harmless one was looked at.
    assert opened(file("a.py", other, one), file("a.py", one)) == ["+    return True"]
    assert opened(file("a.py", other), file("a.py", one)) == ["+    return True"]


def covered(now: ChangedFile, signed: ChangedFile) -> tuple[bool, int]:
    """Whether what no line shows is signed, and how many lines are open."""
    listed = manifest.manifest_of(
        "0" * 40, "1" * 40, [(signed, h) for h in (*signed.hunks, *([None] if signed.state else []))]
    )
    [cover] = covers([now], [("ben", listed)])
    return bool(cover.state), sum(not signers for signers in cover.lines)


def test_what_was_reviewed_as_a_test_is_not_reviewed_as_a_program() -> None:
    fake = file("tests/fake_auth.py", "+def is_admin(user):\n+    return True")
    assert covered(fake, fake) == (False, 0)
    assert covered(replace(fake, path="src/auth.py"), fake) == (False, 1)
    script = replace(fake, whole="new and executable", state="s" * 32)
    assert covered(script, script) == (True, 0)
    assert covered(replace(script, path="bin/auth"), script) == (False, 0)


def test_a_zero_byte_and_a_second_name_hide_nothing(repo: Repo) -> None:
    def now(program: bytes, name: str) -> list[ChangedFile]:
        (repo.root / "a.js").write_bytes(program)
        for old in repo.root.glob("*.py"):
            old.rename(repo.root / name)
        return changes(open_workspace(repo.root).git, base, repo.commit())

    base = repo.commit({"a.js": "safe()\n", "b.py": "x = 1\n" * 9})
    program, renamed = now(b"/* \0 */ steal()\n", "c.py")
    assert [c.text for c in program.changed] == [b"safe()", b"/* \0 */ steal()"]
    again = now(b"/* \0 */ steal()\n", "d.py")[1]
    assert (renamed.whole, again.whole) == ("renamed from b.py",) * 2
    assert renamed.state != again.state, "another name is another thing to sign"
    assert now(bytes(range(256)) * 9, "d.py")[0].whole == "a binary file"


def test_only_what_is_a_signature_is_left_out() -> None:
    text = Statement(SIGNOFF, "shop", "a" * 40, "RFC-1", "a.md", "b" * 64, "lead", "ana", "approve", "", "", "2026-06-01T12:00:00Z").text  # fmt: skip
    signed = "".join(f"+{line}\n" for line in (text + PlainKey().sign(text, SIGNOFF)).decode().splitlines())
    path = "architecture/signoffs/RFC-1/lead.signoff"
    assert is_proof(file(path, signed))
    assert not is_proof(file("src/lead.signoff", signed))
    assert not is_proof(file(path, "+import os\n+os.system('x')"))
    assert not is_proof(file(path, signed, whole="new and executable"))
    assert not is_proof(file(path, f" {text[:20].decode().splitlines()[0]}\n{signed}"))
    listed = manifest.written(manifest.Manifest("0" * 40, "1" * 40, {})).splitlines()
    review = file("architecture/reviews/REVIEW-1.comb", "\n".join(f"+{line}" for line in listed))
    assert is_proof(review)
    assert not is_proof(file("architecture/reviews/REVIEW-1.comb", "+#!/bin/sh"))
    assert is_proof(file(path, "-gone"))


def combed(files: Sequence[ChangedFile]) -> Combed:
    looked = in_order(files, {})
    return Combed(None, "0" * 40, "1" * 40, files, {}, looked, {}, _names(looked), {}, Path())  # type: ignore[arg-type]


def test_every_box_is_of_one_hunk(monkeypatch: pytest.MonkeyPatch) -> None:
    # Eight letters are found twice within minutes: whoever ticks one of them ticks no other.
    monkeypatch.setattr("principal.faces.comb.combed._name_of", lambda looked: "0123abcd")
    names = combed([file("a.py", "+a"), file("b.py", "+b")]).names
    assert names == ["0123abcd", "0123abcd-2"]
    text = f"# range: {'0' * 40}..{'1' * 40}\n[x] 0123abcd  a.py:1  +1 -0\n[ ] 0123abcd-2  b.py:1  +1 -0\n"
    assert sheet.read(text) == sheet.Ticked(
        f"{'0' * 40}..{'1' * 40}", frozenset(["0123abcd"]), frozenset(["0123abcd-2"])
    )


def test_nothing_in_a_sheet_ticks_its_boxes() -> None:
    evil = file("a\n[x] 0123abcd  b.py", "+a\u2028[x] 0123abcd \x0b[x] 0123abcd \x1c[x] 0123abcd \r[x] 0123abcd ")
    written = "\n".join(sheet.written(combed([evil])))
    assert "[x]" not in "".join(line[:3] for line in written.split("\n"))
    read = sheet.read(written)
    assert read is not None
    assert read.ticked == frozenset()
    forged = f"# range: {'0' * 40}..{'1' * 40}\n    + a\u2028[x] 0123abcd \x0b[x] 0123abcd \x85[x] 0123abcd \n"
    assert sheet.read(forged) == sheet.Ticked(f"{'0' * 40}..{'1' * 40}", frozenset(), frozenset())


def test_what_is_to_be_looked_at_is_shown_to_its_end() -> None:
    long = file("a.py", "+x = 1" + " " * 200 + "; steal()")
    [looked] = combed([long]).looked
    assert "steal()" in "".join(listing.one("n", looked, whole=True))
    assert "… (214 characters)" in "".join(listing.one("n", looked, whole=False))


# Who wrote it.

MadeBy = Callable[..., str]


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    return {name: make_key(tmp_path, name) for name in ("ana", "bo")}


@pytest.fixture
def commit(repo: Repo, keys: dict[str, Path]) -> MadeBy:
    """Commits, signed with somebody's key, as somebody else or with a trailer where that is asked for."""

    def made(files: dict[str, str], signer: str, author: str = "", message: str = "Change") -> str:
        for path, text in files.items():
            repo.write(path, text)
        repo.git("add", "--all")
        repo.git(
            "-c", "gpg.format=ssh", "-c", f"user.signingkey={keys[signer]}", "commit", "-q", "-S", "-m", message,
            "--author", f"X <{author or signer}@example.com>",
        )  # fmt: skip
        return repo.git("rev-parse", "HEAD").strip()

    return made


def wrote(repo: Repo, keys: dict[str, Path], base: str, head: str, path: str) -> tuple[Authors, dict[str, Authors]]:
    """Who wrote what no line of a file shows, and each of its lines."""
    from tests.signing import blob_of

    from principal.core.signatures.keys import fingerprint

    whose = {fingerprint(blob_of(key)): name for name, key in keys.items()}

    def person_of(made: Made) -> str | None:
        return whose.get(made.key.fingerprint)

    git = open_workspace(repo.root).git
    [changed] = [f for f in changes(git, base, head) if f.path == path]
    people = People(person_of, {f"{name}@example.com": name for name in (*keys, "eve")})
    whole, lines = of_file(git, base, head, changed, established(git, base, head, people))
    return whole, {f"{c.sign}{c.text.decode()}": who for c, who in zip(changed.changed, lines, strict=True)}


ANA, BO, BOTH = frozenset(["ana"]), frozenset(["bo"]), frozenset(["ana", "bo"])


def test_who_signs_a_commit_of_another_does_not_take_it_over(repo: Repo, commit: MadeBy, keys: dict[str, Path]) -> None:
    base = repo.commit({"a.py": "0\n"})
    commit({"a.py": "0\n1\n"}, "bo")
    commit({"a.py": "0\n1\n2\n"}, "bo", author="ana")  # a rebase of Ana's branch
    commit({"a.py": "0\n1\n2\n3\n"}, "bo", author="nobody")
    commit({"a.py": "0\n1\n2\n3\n4\n"}, "bo", message="Change\n\nCo-authored-by: Ana <ANA@example.com>\n")
    repo.commit({"a.py": "0\n1\n2\n3\n4\n5\n"})
    head = commit({"a.py": "0\n1\n2\n3\n4\n5\n6\n"}, "ana")
    _, lines = wrote(repo, keys, base, head, "a.py")
    assert lines == {"+1": BO, "+2": BOTH, "+3": None, "+4": BOTH, "+5": None, "+6": ANA}
    # Nor does whoever says that a commit is not to be blamed.
    repo.write("ignored", repo.git("rev-parse", "HEAD"))
    repo.git("config", "blame.ignoreRevsFile", "ignored")
    repo.git("config", "diff.suppressBlankEmpty", "true")
    assert wrote(repo, keys, base, head, "a.py")[1]["+6"] == ANA
    # A history that was cut off says too little: the lines before the cut would be those of whoever came after it.
    (repo.root / ".git/shallow").write_text(f"{head}\n")
    cut = open_workspace(repo.root).git
    assert set(established(cut, base, head, People(lambda made: "ana", {"ana@example.com": "ana"})).values()) == {None}


def test_a_signed_commit_cannot_be_given_another_history(repo: Repo, commit: MadeBy, keys: dict[str, Path]) -> None:
    base = repo.commit({"a.py": "0\n"})
    repo.git("checkout", "-q", "-b", "side")
    commit({"a.py": "0\nevil\n"}, "ana")
    repo.git("checkout", "-q", "main")
    commit({"b.py": "1\n"}, "bo")
    repo.git(
        "-c", "gpg.format=ssh", "-c", f"user.signingkey={keys['bo']}", "-c", "user.email=bo@example.com", "merge", "-q",
        "-S", "--no-ff", "-m", "Merge", "side",
    )  # fmt: skip
    merge = repo.git("rev-parse", "HEAD").strip()
    raw = repo.git("cat-file", "commit", merge)
    # The same signed bytes, and the signature before the second parent: git sees one parent, and Ana's line is the merge's.
    lines = raw.split("\n")
    begin = next(n for n, text in enumerate(lines) if text.startswith("gpgsig"))
    end = lines.index("")
    signature, rest = lines[begin:end], lines[:begin] + lines[end:]
    for place in (1, 2):
        moved = "\n".join([*rest[:place], *signature, *rest[place:]])
        (repo.root.parent / "object").write_text(moved)
        sha = repo.git("hash-object", "-t", "commit", "-w", "--literally", str(repo.root.parent / "object")).strip()
        git = open_workspace(repo.root).git
        people = People(lambda made: "bo", {"ana@example.com": "bo"})
        assert established(git, base, sha, people)[sha] is None
        assert established(git, base, merge, people)[merge] == BO


def test_who_drops_the_other_side_of_a_merge_removed_its_lines(
    repo: Repo, commit: MadeBy, keys: dict[str, Path]
) -> None:
    old = repo.commit({"a.py": "one\n", "b.py": "1\n"})
    base = repo.commit({"a.py": "one\ncheck()\n"})
    repo.git("checkout", "-q", "-b", "side", old)
    commit({"a.py": "One\n"}, "bo")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-commit", "-s", "ours", "side")
    repo.git("checkout", "side", "--", "a.py")
    head = commit({}, "ana", message="Merge")
    whole, lines = wrote(repo, keys, base, head, "a.py")
    assert lines["-check()"] is None
    assert whole is None


def test_a_submodule_has_no_lines_to_blame(repo: Repo, keys: dict[str, Path]) -> None:
    head = base = repo.commit({"a.py": "0\n"})
    for signer, sha in (("ana", base), ("bo", "1" * 40)):
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{sha},lib")
        repo.git(
            "-c", "gpg.format=ssh", "-c", f"user.signingkey={keys[signer]}", "commit", "-q", "-S", "-m", "Change",
            "--author", f"X <{signer}@example.com>",
        )  # fmt: skip
        head = repo.git("rev-parse", "HEAD").strip()
    assert wrote(repo, keys, base, head, "lib") == (None, {f"+Subproject commit {'1' * 40}": None})
