"""The comb: what differs, which line is the same line later, and what is open."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections import Counter
from collections.abc import Callable

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Repo
from tests.signing import PlainKey

from principal.core.fill import create
from principal.core.workspace import open_workspace
from principal.faces.comb.standing import _KEYS
from principal.phases.governance.comb import manifest
from principal.phases.governance.comb.authors import People, _authors
from principal.phases.governance.comb.coverage import Cover, covers, is_open
from principal.phases.governance.comb.diff import ChangedFile, changes, digest_of
from principal.phases.governance.comb.facts import Facts, Found
from principal.phases.governance.comb.lines import kept
from principal.phases.governance.comb.moves import moved
from principal.phases.governance.comb.risk import in_order

Change = Callable[[dict[str, str]], list[ChangedFile]]
WORDS = st.lists(st.sampled_from("abcdefgh{}"), max_size=40)


@pytest.fixture
def change(repo: Repo) -> Change:
    """Commits files upon what is there, and says what differs from the first commit."""
    first: list[str] = []

    def commit(files: dict[str, str]) -> list[ChangedFile]:
        now = repo.commit(files)
        first.append(now)
        return changes(open_workspace(repo.root).git, first[0], now)

    return commit


def shown(files: list[ChangedFile]) -> list[str]:
    """Files and their changed lines, one a line."""
    told = []
    for file in files:
        told.append(f"{file.path}: {file.whole or '-'}")
        told += [f"{line.sign}{line.number} {line.text.decode()}" for line in file.changed]
    return told


def test_every_change_is_told(repo: Repo, change: Change) -> None:
    change({"a.py": "one\ntwo\n", "b.py": "x\n", "old name.txt": "words\n" * 9, "run.sh": "go\n", "gone.txt": "bye\n"})
    (repo.root / "picture.png").write_bytes(b"\x89PNG\0\0")
    (repo.root / "run.sh").chmod(0o755)
    (repo.root / "gone.txt").unlink()
    (repo.root / "link").symlink_to("a.py")
    repo.git("mv", "old name.txt", 'new "name".txt')
    files = change({"a.py": "one\r\ntwo", "empty.txt": "", "b.py": "x\n"})
    assert shown(files) == [
        "a.py: -",
        "-1 one",
        "-2 two",
        "+1 one\r",
        "+2 two",
        "empty.txt: a file without content",
        "gone.txt: -",
        "-1 bye",
        "link: a symbolic link",
        "+1 a.py",
        'new "name".txt: renamed from old name.txt',
        "picture.png: a binary file",
        "run.sh: its mode is 100755, was 100644",
    ]
    two, same = files[0].changed[1], files[0].changed[3]
    assert (two.text, same.text) == (b"two", b"two")
    assert same.digest == digest_of("+", b"two\n\\"), "without its line feed it is another line"


def test_an_attribute_hides_nothing(change: Change) -> None:
    change({"pay.py": "safe = True\n", ".gitattributes": "*.py -diff\n"})
    assert shown(change({"pay.py": "safe = False\n"})) == ["pay.py: -", "-1 safe = True", "+1 safe = False"]


@given(WORDS, WORDS)
def test_an_alignment_keeps_order_and_invents_nothing(signed: list[str], now: list[str]) -> None:
    same = kept(signed, now)
    left = iter(signed)
    assert all(now[at] in left for at in sorted(same)), "what is kept stands in the signed lines, in that order"
    assert kept(now, now) == {at: at for at in range(len(now))}
    assert not Counter(now[at] for at in same) - Counter(signed)


@given(WORDS, st.integers(0, 40), WORDS)
def test_only_what_is_new_opens_again(before: list[str], place: int, put_in: list[str]) -> None:
    new = [f"new {n}" for n, _ in enumerate(put_in)]
    place = min(place, len(before))
    after = [*before[:place], *new, *before[place:]]
    assert len(after) - len(kept(before, after)) == len(new)


def test_large_files_without_a_line_of_their_own_are_bounded() -> None:
    dice = random.Random(7)
    signed, now = ([dice.choice("{}") for _ in range(50_000)] for _ in range(2))
    assert len(kept(signed, now)) <= 50_000


def body(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_an_edit_opens_its_lines_and_no_others(change: Change) -> None:
    change({"pay.py": body("import a", "", "def pay():", "    a.go()")})
    first = change({"pay.py": body("import a", "", "def pay(sum):", "    check(sum)", "    a.go(sum)")})
    signed = manifest.manifest_of("0" * 40, "1" * 40, [(f, h) for f in first for h in f.hunks])
    assert manifest.read(manifest.written(signed).encode()) == signed
    assert signed.count == 5
    assert open_lines(covers(first, [("ben", signed)])) == []
    edited = change({"pay.py": body("import a", "import b", "", "def pay(sum):", "    check(sum)", "    b.go(sum)")})
    assert open_lines(covers(edited, [("ben", signed)])) == ["+2 import b", "+6     b.go(sum)"]


def test_lines_stay_signed_when_their_file_gets_another_name(repo: Repo, change: Change) -> None:
    change({"a.txt": "a"})
    first = change({"till.py": body("def pay(sum):", "    check(sum)", "    a.go(sum)")})
    signed = manifest.manifest_of("0" * 40, "1" * 40, [(f, h) for f in first for h in f.hunks])
    repo.git("mv", "till.py", "cash.py")
    later = change({"cash.py": body("def pay(sum):", "    check(sum)", "    b.go(sum)")})
    # Its new name nobody signed: the first line asks for it.
    assert open_lines(covers(later, [("ben", signed)])) == ["+1 def pay(sum):", "+3     b.go(sum)"]


def open_lines(found: list[Cover]) -> list[str]:
    return [
        f"{line.sign}{line.number} {line.text.decode()}"
        for cover in found
        for line, signers in zip(cover.file.changed, cover.lines, strict=True)
        if not signers
    ]


@pytest.mark.parametrize(
    ("signers", "author", "still"),
    [
        ("", None, True),
        ("ben", None, True),  # ben may have written it
        ("ben eva", None, False),
        ("ben", "ben", True),
        ("ben", "ana", False),
        ("ben eva", "ben", False),
        ("ben", "ben eva", True),  # both had a part in it
    ],
)
def test_a_line_waits_for_somebody_else(signers: str, author: str | None, still: bool) -> None:
    authors = frozenset(author.split()) if author is not None else None
    assert is_open(frozenset(signers.split()), authors) is still


def test_moved_blocks_are_told(change: Change) -> None:
    block = ["def total(items):", "    return sum(item.price for item in items)", "", "VAT = 19"]
    change({"a.py": body("import x", *block, "end"), "b.py": body("begin")})
    files = change({"a.py": body("import x", "end"), "b.py": body("begin", *block, "new = 1")})
    ends = moved(files)
    assert {place for place in ends if place[0] == "b.py"} == {("b.py", n) for n in range(4)}
    assert ends[("b.py", 0)] == ("a.py", 0)
    assert ends[("a.py", 3)] == ("b.py", 3)


def test_the_riskiest_comes_first_with_its_questions(change: Change) -> None:
    change({"pay/till.py": body("a"), "docs/x.md": body("a"), "pay/migrations/0002.sql": body("a")})
    files = change({"pay/till.py": body("b"), "docs/x.md": body("b"), "pay/migrations/0002.sql": body("b")})
    found = Found(1, "radar-hold", "kafka is on Hold", blocking=True)
    paid = Facts(
        "code", "pay", core=True, keeps=("payments (card)",), commits=20, findings=(found,), decision="ADR-004"
    )
    known = {"pay/till.py": paid, "docs/x.md": Facts("documentation"), "pay/migrations/0002.sql": Facts("code", "pay")}
    told = [(x.file.path, [r.text for r in x.reasons], list(x.questions)) for x in in_order(files, known)]
    assert told == [
        (
            "pay/till.py",
            [
                "radar-hold: kafka is on Hold", "pay is a core component", "pay keeps payments (card)",
                "a hotspot: 20 commits in the last year", "no test changes with it",
            ],
            [
                "Does this mend what was found here, or add to it?",
                "Which of our users would notice if this were wrong? Does it keep what ADR-004 decided?",
                "Who else reads or writes payments (card), and do they bear this?",
            ],
        ),
        (
            "pay/migrations/0002.sql",
            ["changes how data are stored", "no test changes with it"],
            [
                "Can the old and the new program run beside each other while it is rolled out, and what is the way back?",
                "Which test would fail if this were wrong?",  # not asked of the first: three questions are enough
            ],
        ),
        ("docs/x.md", [], []),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "where", "said"),
    [
        (b"", 1, "begins with ''; 'principal comb 2'"),
        (b"principal comb 2\nbase x\n", 2, "does not name its range; the lines base and head, each with a commit"),
        (b"principal comb 2\nbase " + b"0" * 40 + b"\nhead " + b"1" * 40 + b"\n+aaa\n", 4,
         "'+aaa' is no part of a review; a file that comb wrote, unedited"),
        (b"principal comb 2\nbase " + b"0" * 40 + b"\nhead " + b"1" * 40 + b"\nfile 7\n", 4, "7 is no path; a path in quotes"),
        (b"principal comb 2\nbase " + b"0" * 40 + b"\nhead " + b"1" * 40 + b'\nfile "a"\nfile "a"\n', 5,
         "a stands twice; each file once"),
    ],
)  # fmt: skip
def test_a_manifest_that_is_none(content: bytes, where: int, said: str) -> None:
    with pytest.raises(manifest.Unreadable) as raised:
        manifest.read(content)
    assert (raised.value.line, str(raised.value)) == (where, said)


@given(st.binary(max_size=300))
def test_reading_a_manifest_never_fails_otherwise(content: bytes) -> None:
    for text in (content, b"principal comb 2\nbase " + b"0" * 40 + b"\nhead " + b"1" * 40 + b"\n" + content):
        with contextlib.suppress(manifest.Unreadable):
            manifest.read(text)


def test_who_wrote_a_commit_is_told_by_its_signature_and_by_nothing_else() -> None:
    key = PlainKey()
    who = b"Bo <bo@example.com> 1 +0000\n"
    header, message = b"tree 1\nauthor " + who + b"committer " + who, b"\nChange\n"

    def commit(armour: bytes, message: bytes = message) -> bytes:
        return header + b"gpgsig " + armour.rstrip(b"\n").replace(b"\n", b"\n ") + b"\n" + message

    armour = key.sign(header + message, "git")
    people = People(lambda made: "ana" if made.key.blob == key.blob else None, {"bo@example.com": "bo"})
    assert _authors(commit(armour), people) == {"ana", "bo"}
    # Some programs that sign for git print an empty line behind the signature, and git keeps it.
    assert _authors(commit(armour).replace(b"SIGNATURE-----\n\n", b"SIGNATURE-----\n \n\n"), people) == {"ana", "bo"}
    assert _authors(commit(armour, b"\nChanged\n"), people) is None
    assert _authors(commit(key.sign(header + message, "principal-signoff@v1")), people) is None
    assert _authors(header + message, people) is None


def test_a_key_that_is_not_valid_today_tells_of_no_commit_whose_it_is() -> None:
    """A commit says of its own date what it likes."""
    today = dt.date(2026, 6, 30)
    lines = [
        ("SHA256:ana", "ana", [], None, None),
        ("SHA256:git", "bo", ["git"], dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1)),
        ("SHA256:other", "cleo", ["principal-*"], None, None),
        ("SHA256:expired", "dan", [], None, dt.datetime(2026, 6, 29)),
        ("SHA256:early", "eve", [], dt.datetime(2026, 7, 1), None),
    ]
    with contextlib.closing(duckdb.connect()) as connection:
        create(connection)
        connection.execute("INSERT INTO known.clock BY NAME SELECT 'x' AS repository, ?::DATE AS today", [today])
        connection.execute(
            "INSERT INTO derived.trusted_versions BY NAME SELECT 'x' AS repository, 1 AS version, 'm' AS path, 1 AS line, "
            "'d' AS digest, ['ana'] AS signed_by, true AS in_force, true AS counts, '' AS why_not"
        )
        for number, (key, name, spaces, after, before) in enumerate(lines, 1):
            connection.execute(
                "INSERT INTO decided.signers BY NAME SELECT 'x' AS repository, 'a' AS path, ? AS line, 1 AS version, "
                "[?] AS principals, ? AS key, false AS authority, ?::VARCHAR[] AS namespaces, ?::TIMESTAMP AS after, "
                "?::TIMESTAMP AS before",
                [number, name, key, spaces, after, before],
            )
        assert connection.execute(_KEYS).fetchall() == [
            ("SHA256:ana", ["ana"], True), ("SHA256:git", ["bo"], True), ("SHA256:other", ["cleo"], False),
            ("SHA256:expired", ["dan"], False), ("SHA256:early", ["eve"], False),
        ]  # fmt: skip
