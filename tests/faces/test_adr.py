"""``principal adr``: exact words, and exactly the edits that were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Repo

pytestmark = pytest.mark.usefixtures("team_only")
DATED = ("--as-of", "2026-06-30")
NYGARD = (
    "# {number}. {title}\n\nDate: 2026-01-0{number}\n\n## Status\n\nAccepted\n\n## Context\n\nx\n\n## Decision\n\ny\n"
)


def nygard(number: int, title: str) -> str:
    return NYGARD.format(number=number, title=title)


@pytest.fixture
def decided(repo: Repo) -> Repo:
    repo.commit(
        {
            "doc/adr/0001-use-sqs.md": nygard(1, "Use SQS"),
            "doc/adr/0002-use-go.md": nygard(2, "Use Go"),
            "doc/adr/0003-bare.md": "# Bare\n\nWe keep it bare.\n",
        }
    )
    return repo


def test_the_list(decided: Repo) -> None:
    assert decided.principal("adr", "list", *DATED) == (
        0,
        "0001  2026-01-01  accepted  Use SQS  (doc/adr/0001-use-sqs.md)\n"
        "0002  2026-01-02  accepted  Use Go  (doc/adr/0002-use-go.md)\n"
        "0003  no date     unknown   Bare  (doc/adr/0003-bare.md)\n",
    )
    assert decided.principal("adr", "list", "--status", "unknown", *DATED)[1] == (
        "0003  no date     unknown  Bare  (doc/adr/0003-bare.md)\n"
    )


def test_without_records(repo: Repo) -> None:
    repo.commit({"a": ""})
    assert repo.principal("adr", "list") == (0, 'no decision records; principal adr new "TITLE" writes one\n')
    assert repo.principal("adr", "new", "Use Go", *DATED) == (
        0,
        "wrote architecture/decisions/ADR-001-use-go.md: fill in the context, the decision and at least two alternatives\n",
    )


def test_a_new_record_goes_where_the_others_are_and_counts_other_branches(decided: Repo) -> None:
    decided.git("checkout", "--quiet", "-b", "other")
    decided.commit({"doc/adr/0007-far-ahead.md": nygard(7, "Far ahead")})
    decided.git("checkout", "--quiet", "main")
    assert decided.principal("adr", "new", "Use Rust", *DATED) == (
        0,
        "wrote doc/adr/0008-use-rust.md: fill in the context, the decision and at least two alternatives\n",
    )
    assert decided.principal("adr", "new", "Use Rust", "--folder", "../out", *DATED)[0] == 2
    assert not (decided.root.parent / "out").exists()


def test_show(decided: Repo) -> None:
    code, output = decided.principal("adr", "show", "2", *DATED)
    assert code == 0
    assert output.startswith(
        "0002: Use Go\nstatus accepted, 2026-01-02, dialect nygard, doc/adr/0002-use-go.md\n\n# 2. Use Go"
    )
    assert decided.principal("adr", "show", "9", *DATED) == (
        2,
        "principal: there is no decision record 9; principal adr list shows them\n",
    )


def test_superseding_writes_the_successor_and_changes_one_line(decided: Repo) -> None:
    assert decided.principal("adr", "supersede", "0001", "Use Kafka", *DATED) == (
        0,
        "wrote doc/adr/0004-use-kafka.md\nedited doc/adr/0001-use-sqs.md: superseded by ADR-0004\n",
    )
    changed = decided.git("diff", "-U0", "--", "doc/adr/0001-use-sqs.md").splitlines()[5:]
    assert changed == ["-Accepted", "+Superseded by [ADR-0004](0004-use-kafka.md)"]
    assert decided.principal("adr", "graph", *DATED) == (
        0,
        "2026-01-01  0001  Use SQS  [superseded]\n"
        "└─ superseded by 2026-06-30  ADR-0004  Use Kafka  [proposed]\n"
        "2026-01-02  0002  Use Go  [accepted]\n"
        "no date     0003  Bare  [unknown]\n",
    )


@pytest.fixture
def collided(decided: Repo) -> Repo:
    decided.git("checkout", "--quiet", "-b", "theirs")
    decided.commit({"doc/adr/0004-use-kafka.md": nygard(4, "Use Kafka")})
    decided.git("checkout", "--quiet", "-b", "ours", "main")
    decided.commit(
        {"doc/adr/0004-use-nats.md": nygard(4, "Use NATS"), "doc/adr/0003-bare.md": "# Bare\n\nSee ADR 4.\n"}
    )
    return decided


TWICE = "number 4 of doc/adr is taken twice: doc/adr/0004-use-nats.md (here), doc/adr/0004-use-kafka.md (refs/heads/theirs)\n"


def test_a_collision_with_another_branch_is_noticed(collided: Repo) -> None:
    code, output = collided.principal("adr", "list", *DATED)
    assert code == 0
    assert output.endswith(f"{TWICE}principal adr renumber gives those of this branch other numbers\n")


def test_renumbering_says_what_it_would_do_and_does_it_when_told(collided: Repo) -> None:
    plan = f"{TWICE}doc/adr/0004-use-nats.md -> doc/adr/0005-use-nats.md\n"
    assert collided.principal("adr", "renumber", *DATED) == (0, f"{plan}nothing was changed; --yes does it\n")
    assert collided.git("status", "--porcelain") == "?? .principal/\n" or collided.git("status", "--porcelain") == ""
    code, output = collided.principal("adr", "renumber", "--yes", *DATED)
    assert code == 0
    assert output.startswith(plan)
    assert (collided.root / "doc/adr/0005-use-nats.md").read_text() == nygard(4, "Use NATS").replace("# 4.", "# 5.")
    assert not (collided.root / "doc/adr/0004-use-nats.md").exists()
    assert collided.principal("adr", "renumber", *DATED) == (0, "no number is taken twice\n")


def test_a_record_that_was_renamed_since_an_old_branch_forked_is_no_collision(decided: Repo) -> None:
    decided.git("branch", "old")
    decided.git("mv", "doc/adr/0002-use-go.md", "doc/adr/0002-use-go-for-services.md")
    decided.commit()
    assert "taken twice" not in decided.principal("adr", "list", *DATED)[1]
    assert decided.principal("adr", "renumber", *DATED) == (0, "no number is taken twice\n")


def test_what_is_superseded_is_not_superseded_again(decided: Repo) -> None:
    decided.principal("adr", "supersede", "0001", "Use Kafka", *DATED)
    before = (decided.root / "doc/adr/0001-use-sqs.md").read_text()
    assert decided.principal("adr", "supersede", "0001", "Use NATS", *DATED) == (
        2,
        "principal: 0001 is already superseded (Superseded by ADR-0004); supersede its successor\n",
    )
    assert (decided.root / "doc/adr/0001-use-sqs.md").read_text() == before


def test_of_two_records_of_one_branch_the_second_gives_way(decided: Repo) -> None:
    decided.git("branch", "old", "HEAD")
    decided.commit({"doc/adr/0005-one.md": nygard(5, "One"), "doc/adr/0005-two.md": nygard(5, "Two")})
    decided.git("branch", "new")
    decided.commit({"a": ""})
    code, output = decided.principal("adr", "renumber", *DATED)
    assert (code, output) == (
        0,
        "number 5 of doc/adr is taken twice: doc/adr/0005-one.md (here), doc/adr/0005-two.md (here)\n"
        "doc/adr/0005-two.md -> doc/adr/0006-two.md\nnothing was changed; --yes does it\n",
    )
