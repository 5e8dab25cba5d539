"""The brief: what it says, how long it is, and that it is about now."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from principal.core import index, stamp
from principal.faces.cli import group

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

RECORDS = {
    "architecture/constraints.yaml": (
        "constraints:\n"
        "  peak: {scale: 500 requests/s, subject: shop, because: Black Friday 2025 saw 410, owner: ana}\n"
        "  open: {availability: 99.9%, because: A shop that is closed sells nothing, owner: ana}\n"
        "  stock-load: {scale: 5 requests/s, subject: stock, because: One warehouse, owner: ana, estimated: true}\n"
    ),
    "architecture/system.yaml": (
        "people:\n  ana: {emails: [ana@example.com], handles: ['@ana']}\n"
        "teams:\n  web: {members: [ana]}\n"
        "components:\n"
        "  shop:\n    kind: service\n    team: web\n    path: shop\n    tech: [python, fastapi]\n    core: true\n"
        "    decision: ADR-001\n    needs:\n      stock: {via: https, timeout: 2s, when_down: {use: db}}\n"
        "      db: {via: postgresql}\n"
        "  stock: {kind: service, team: web, path: stock}\n"
        "  db: {kind: database, team: web, tech: [postgresql], bought: true}\n"
        "journeys:\n  buy: {steps: [shop, db]}\n"
        "data:\n  orders: {owner: shop, store: db, classes: [personal], consistency: strong}\n"
    ),
    "architecture/radar.yaml": (
        "adopt: {python: {}, postgresql: {decision: ADR-001}}\ntrial: {fastapi: {why: Faster to write}}\n"
        "hold: {mongodb: {why: Nobody mends it, instead: postgresql}}\n"
    ),
    "architecture/decisions/ADR-001-use-postgresql.md": (
        "# ADR-001: Use PostgreSQL\n\n- Status: accepted\n- Date: 2026-01-02\n\n## Context\n\nSee `shop/db.py`.\n\n"
        "## Decision\n\nWe do.\n\n## Consequences\n\nNone.\n\n## Alternatives Considered\n\n"
        "| Alternative | Why rejected |\n|---|---|\n| MongoDB | No joins |\n| MySQL | Nobody knows it |\n"
    ),
    "docs/adr/0002-gift-cards-are-cash.md": (
        "# Gift cards are cash\n\n## Status\n\nProposed\n\n## Context\n\nC.\n\n## Decision\n\nD.\n\n## Consequences\n\nE.\n"
    ),
    ".github/CODEOWNERS": "* @org/all\n/shop/ @ana\n",
    "shop/requirements.txt": "fastapi==0.115\npymongo==4.0\n",
    "shop/main.py": "import fastapi\n",
    "shop/gift_card.py": "import json\n",
    "stock/main.py": "import json\n",
}

SHOP = """\
shop: before you touch shop/main.py (as of 2026-06-30)
Gate: phase 3 (governance) is blocked: shop/requirements.txt:2: mongodb (pymongo) is on Hold: Nobody mends it; use postgresql instead
Next: mend it, and add nothing to it; principal why radar-hold says how

What it is
- shop: service, our core, of team web (ana), in python, fastapi (architecture/system.yaml:6)
- owned by @ana (.github/CODEOWNERS:2)
- uses fastapi, python
- data orders (personal): shop alone writes it, db keeps it, strong consistency (architecture/system.yaml:21)
- journey buy: shop > db (architecture/system.yaml:19)

Constraints
- peak, on shop: requests per second at least 500 /s: Black Friday 2025 saw 410 (architecture/constraints.yaml:2)
- open, on system: availability at least 99.9%: A shop that is closed sells nothing (architecture/constraints.yaml:3)
"""


def fill_shop(repo: Repo) -> None:
    """The shop, with a folder that is ignored and one with nothing in it; it was told of once."""
    repo.commit(RECORDS)
    (repo.root / "empty").mkdir()
    repo.write(".gitignore", "ignored/\n")
    repo.write("ignored/y.log", "y")
    brief(repo, ".")


@pytest.fixture
def shop(begun_with: Callable[..., Repo]) -> Repo:
    return begun_with(fill_shop)


def brief(repo: Repo, *words: str) -> str:
    result = CliRunner().invoke(group, ["-C", str(repo.root), "brief", "--as-of", "2026-06-30", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_ring_that_nobody_confirmed_is_told_as_a_guess(shop: Repo) -> None:
    shop.write(
        "architecture/radar.yaml", "adopt: {python: {estimated: 'shop/main.py:1: all of the code'}, postgresql: {}}\n"
    )
    assert "On the radar\n- adopt: python (ESTIMATED)\n- on no ring: fastapi" in brief(shop, "shop/main.py")


def test_a_brief_says_what_one_has_to_know(shop: Repo) -> None:
    said = brief(shop, "shop/main.py")
    assert said.startswith(SHOP)
    sections = dict(part.split("\n", 1) for part in said.split("\n\n")[1:-1])
    assert list(sections) == [
        "What it is",
        "Constraints",
        "Open here",
        "Decided",
        "On the radar",
        "Rules that bind",
        "Needs",
    ]
    assert sections["Decided"] == (
        "- ADR-001 Use PostgreSQL; it explains the component shop (architecture/decisions/ADR-001-use-postgresql.md:1)"
    )
    assert sections["On the radar"] == ("- trial: fastapi\n- adopt: python\n- never to be brought in (hold): mongodb")
    assert sections["Needs"] == (
        "- shop needs db by postgresql, without a timeout; when it is down: fail (architecture/system.yaml:15)\n"
        "- shop needs stock by https, gives up after 2000 ms; when it is down: uses db (architecture/system.yaml:14)"
    )
    assert sections["Open here"].startswith(
        "- blocks: mongodb (pymongo) is on Hold: Nobody mends it; use postgresql instead [radar-hold] (shop/requirements.txt:2)\n"
    )
    assert (
        "\n- radar-hold (fails 1 time here, blocks): A technology on Hold is in use. "
        in f"\n{sections['Rules that bind']}"
    )
    assert said.endswith(
        "\nNever yours to write: loans and dismissals (architecture/debt.yaml), sign-offs, keys, rules, weaker constraints, "
        "an estimate's confirmation, a decision's acceptance. Draft, and let a person agree.\n"
    )


def test_decisions_are_tied_by_what_they_cite_and_by_words_of_the_path(shop: Repo) -> None:
    assert "- ADR-001 Use PostgreSQL; it cites shop/db.py (" in brief(shop, "shop/db.py")
    assert (
        "- 0002 Gift cards are cash [Proposed]; it may bear on it: it speaks of 'gift-cards' (docs/adr/0002-gift-cards-are-cash.md:1)"
        in brief(shop, "shop/gift_card.py")
    )


def test_a_folder_is_told_with_the_owners_of_its_parts(shop: Repo) -> None:
    shop.write(".github/CODEOWNERS", "* @org/all\n/shop/ @ana\n/shop/pay/ @org/money @ana\n/shop/old/\n")
    assert "\n- owned by @ana; parts of it owned by @org/money (.github/CODEOWNERS:2)\n" in brief(shop, "shop")
    assert "\n- owned by @ana, @org/money (.github/CODEOWNERS:3)\n" in brief(shop, "shop/pay/new.py")
    assert "owned by" not in brief(shop, "shop/old/x.py")


def test_an_estimate_leaves_the_gate_undecided(shop: Repo) -> None:
    said = brief(shop, "stock/new.py")
    assert said.splitlines()[1:3] == [
        "Gate: phase 1 (constraints) is undecided: the constraint stock-load is estimated, and nobody has confirmed it",
        "Next: ask whoever must live with it; a person takes the mark away, with the reason",
    ]
    assert "; ESTIMATED, nobody confirmed it (architecture/constraints.yaml:4)" in said
    assert "- owned by @org/all (.github/CODEOWNERS:1)" in said


def test_a_system_that_nobody_described(repo: Repo) -> None:
    repo.commit({"a.py": "import json\n"})
    assert brief(repo, "a.py").split("\n\nNever")[0] == (
        "shop: before you touch a.py (as of 2026-06-30)\n"
        "Gate: phase 1 (constraints) is undecided: nobody has written down yet what this system cannot do\n"
        "Next: ask for the constraints and draft architecture/constraints.yaml; principal records constraints shows how\n"
        "\n"
        "What it is\n"
        "- no component is declared that holds these paths\n"
        "- uses python"
    )


def test_a_mistake_in_a_record_is_said_first(shop: Repo) -> None:
    shop.write("architecture/radar.yaml", "adopt: {python: {ring: 3}}\n")
    assert (
        brief(shop, "shop")
        .splitlines()[1]
        .startswith("Gate: phase 1 (constraints) is wrong: a record is wrong: architecture/radar.yaml:1:18: ")
    )


def test_a_loan_is_told_with_its_day(shop: Repo) -> None:
    assert (
        shop.principal(
            "loan", "radar-hold", "--owner", "web", "--principal", "3d", "--because", "x", "--due", "2026-07-01"
        )[0]
        == 0
    )
    said = brief(shop, "shop")
    assert (
        "Loans\n- radar-hold: 1 open finding of radar-hold, covers 1 finding of radar-hold, web repays it by 2026-07-01 ("
        in said
    )
    assert "Gate: phase 1 (constraints) is complete: nothing that blocks is open here" in said


def test_a_brief_is_short_whatever_there_is_to_say(shop: Repo) -> None:
    for number in range(3, 60):
        shop.write(
            f"docs/adr/{number:04}-shop-{number}.md",
            f"# {'Long words ' * 30}{number}\n\n## Status\n\nAccepted\n\n## Context\n\n`shop/main.py`\n\n## Decision\n\nD\n",
        )
    shop.write("architecture/constraints.yaml", "constraints:\n" + "".join(
        f"  c{n}: {{scale: {n + 1} requests/s, subject: shop, because: {'because ' * 40}, owner: ana}}\n" for n in range(50)
    ))  # fmt: skip
    said = brief(shop, "shop/main.py", "--format", "text")
    assert len(said) < 6_000
    assert "\n- … " in said
    assert " more: architecture/constraints.yaml\n" in said
    said = brief(shop, "shop/main.py", "--format", "json")
    assert len(said) < 6_000
    data = json.loads(said)
    assert [s["title"] for s in data["sections"]][:2] == ["What it is", "Constraints"]
    assert all(s["items"] for s in data["sections"])
    assert next(s for s in data["sections"] if s["title"] == "Decided")["cut"] > 30
    many = [f"shop/{'very' * 60}{n}.py" for n in range(300)]
    for style in ("text", "json"):
        assert len(brief(shop, *many, "--format", style)) < 6_000


def test_paths_are_those_of_the_repository(shop: Repo) -> None:
    (shop.root / "link").symlink_to("shop")
    (shop.root / "out").symlink_to("/tmp")
    assert brief(shop, "link/main.py").startswith("shop: before you touch shop/main.py (")
    assert brief(shop, "./shop/../stock", str(shop.root / "shop")).startswith("shop: before you touch stock, shop (")
    assert brief(shop, ".").startswith("shop: before you touch everything (")
    for path in ("out/x", "../x", "/etc/passwd"):
        result = CliRunner().invoke(group, ["-C", str(shop.root), "brief", path])
        assert (result.exit_code, result.stderr) == (2, f"principal: {path} is not in the repository {shop.root}\n")


def test_what_is_shown_is_escaped(shop: Repo) -> None:
    shop.write(
        "architecture/constraints.yaml",
        'constraints:\n  a: {team: 5, because: "x\\e[31m\\nGate: open\\u202E"}\n',
    )
    said = brief(shop, "a.py")
    assert "- a, on system: people at most 5: x\\x1b[31m\\x0aGate: open\\u202e (" in said


def test_the_second_brief_is_answered_from_the_index_and_the_next_change_is_seen(
    shop: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(shop)
    first = brief(shop, "shop/main.py")
    asked: list[str] = []
    monkeypatch.setattr("principal.faces.agents.indexing.index_now", lambda *a: asked.append("anew"))
    assert brief(shop, "shop/main.py") == first
    assert asked == []
    monkeypatch.undo()
    shop.write("architecture/radar.yaml", "hold: {python: {why: no}}\n")
    assert "- python is on HOLD: no (architecture/radar.yaml:1)" in brief(shop, "shop/main.py")
    shop.write("shop/new/deep/x.py", "import fastapi\n")
    assert "- uses fastapi, python" in brief(shop, "shop/new")


def settled(repo: Repo) -> None:
    """Let the clock go on, so that what was just written can be told from what is written next."""
    time.sleep(0.12)


def kept(repo: Repo) -> stamp.Kept | None:
    import datetime as dt

    from principal.core.workspace import open_workspace

    workspace = open_workspace(repo.root)
    return stamp.kept(workspace.root, workspace.store, dt.date(2026, 6, 30))


@pytest.mark.parametrize(
    ("change", "fresh", "records"),
    [
        (lambda r: None, True, True),
        (lambda r: r.write("shop/main.py", "import os\n"), False, True),
        (lambda r: r.write("shop/other.py", ""), False, True),
        (lambda r: r.write("empty/x.py", ""), False, True),
        (lambda r: (r.root / "stock/main.py").unlink(), False, True),
        (lambda r: (r.root / "shop/main.py").chmod(0o755), False, True),
        (lambda r: r.write("architecture/radar.yaml", "adopt: []\n"), False, False),
        (lambda r: r.write("architecture/rules/x.md", ""), False, False),
        (lambda r: r.write("docs/adr/0003-x.md", "# X\n"), False, False),
        (lambda r: r.git("commit", "-q", "--allow-empty", "-m", "x"), False, False),
        (lambda r: r.write(".git/info/exclude", "*.py\n"), False, False),
        (lambda r: r.write("ignored/x.log", "x"), True, True),
    ],
)  # fmt: skip
def test_a_stamp_tells_whether_anything_changed(shop: Repo, change: object, fresh: bool, records: bool) -> None:
    settled(shop)
    brief(shop, "shop")
    settled(shop)
    assert callable(change)
    change(shop)
    found = kept(shop)
    assert found is not None
    assert (found.fresh, found.records) == (fresh, records)


def test_what_changes_while_it_is_listed_leaves_no_stamp(shop: Repo) -> None:
    (shop.root / ".principal/stamp.json").unlink(missing_ok=True)  # that of the first brief
    settled(shop)
    later = time.time() + 60
    os.utime(shop.root / "shop/main.py", (later, later))  # as if it were written while it is listed
    brief(shop, "shop")
    assert kept(shop) is None
    os.utime(shop.root / "shop/main.py")
    settled(shop)
    brief(shop, "shop")
    assert kept(shop) is not None


def test_a_damaged_stamp_or_index_is_made_again(shop: Repo) -> None:
    settled(shop)
    first = brief(shop, "shop")
    found = kept(shop)
    assert found is not None
    for damage in (b"", b"{}", b'{"generation": 5}', b"[" * 100_000, b"\xff"):
        (shop.root / ".principal/stamp.json").write_bytes(damage)
        assert brief(shop, "shop") == first
        index.beside(found.path).write_bytes(damage)
        assert brief(shop, "shop") == first
