"""Pictures from the command line: exact words."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from principal.faces.commands.draw import WHAT
from principal.faces.pictures import engine, layout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Repo

pytestmark = pytest.mark.usefixtures("team_only")
SYSTEM = {
    "compose.yaml": (
        "services:\n  shop:\n    build: shop\n    environment:\n      DATABASE_URL: postgresql://db/shop\n"
        "      STOCK_ADDR: stock:7070\n  stock:\n    build: stock\n  db:\n    image: postgres:17\n"
    ),
    "shop/main.py": "import fastapi\n" * 30,
    "stock/main.go": "package main\n" * 10,
}
GUESSES = """\
components:
  shop:
    kind: service
    path: shop
    estimated: 'compose.yaml:2: compose service'
    needs:
      db: {via: http, estimated: 'compose.yaml:5: DATABASE_URL'}
      stock: {via: http, estimated: 'compose.yaml:6: STOCK_ADDR'}
  db: {kind: database, estimated: 'compose.yaml:9: compose service'}
  stock: {kind: service, path: stock, estimated: 'compose.yaml:7: compose service'}
"""
RECORD = """\
teams:
  sales: {members: []}
components:
  shop:
    kind: service
    team: sales
    path: shop
    needs:
      db: {via: postgresql}
      mailer: {via: smtp}
  db: {kind: database}
  mailer: {kind: service}
journeys:
  buy: {steps: [shop]}
"""


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter() if e.tag.endswith("}text")]


def undescribed(repo: Repo) -> None:
    """A system that nobody described, read once."""
    repo.commit(SYSTEM)
    repo.principal("draw", "containers", "--format", "table")


def described(repo: Repo) -> None:
    """A system that somebody described otherwise than it is, read once."""
    repo.commit({**SYSTEM, "architecture/system.yaml": RECORD})
    repo.principal("draw", "containers", "--format", "table")


def test_the_containers_of_a_system_that_nobody_described(begun_with: Callable[..., Repo]) -> None:
    repo = begun_with(undescribed)
    code, svg = repo.principal("draw", "containers")
    assert code == 0
    assert "3 parts and 2 needs. Read from evidence; nothing is declared." in texts(svg)
    assert {"shop", "stock", "db", "[database: postgresql]", "postgresql"} <= set(texts(svg))


def test_drift_is_named(begun_with: Callable[..., Repo]) -> None:
    repo = begun_with(described)
    code, svg = repo.principal("draw", "containers")
    assert code == 0
    said = texts(svg)
    assert "4 parts and 3 needs. Drift: 2 not declared, 2 not seen." in said
    assert {"users", "buy", "sales", "smtp; not seen", "not declared"} <= set(said)
    code, table = repo.principal("draw", "containers", "--format", "table")
    assert code == 0
    lines = [[w.strip() for w in line.split("  ") if w.strip()] for line in table.splitlines()]
    assert any(line[:5] == ["shop", "db", "postgresql", "declared and seen", "fail"] for line in lines)
    assert any(line[:3] == ["shop", "stock", "not declared"] for line in lines)


def test_the_matrix_marks_what_is_not_declared_with_a_letter(begun_with: Callable[..., Repo]) -> None:
    repo = begun_with(described)
    repo.rule(
        "no-stock",
        "SELECT 'shop needs db' AS subject, 'compose.yaml' AS path, 1 AS line, false AS holds, 'no' AS message FROM observed.files LIMIT 1",
    )
    repo.commit()
    code, svg = repo.principal("draw", "matrix")
    assert code == 0
    said = texts(svg)
    assert {"U", "D", "F"} <= set(said)
    assert {"seen, not declared", "declared, not seen", "forbidden by a rule that blocks"} <= set(said)


def test_guesses_are_told_as_guesses_and_what_a_note_says_of_a_need_forbids_nothing(
    begun_with: Callable[..., Repo],
) -> None:
    repo = begun_with(undescribed)
    blips = "adopt:\n  python: {estimated: 'shop/main.py:1: in use'}\n"
    repo.commit({"architecture/system.yaml": GUESSES, "architecture/radar.yaml": blips})
    said = {what: texts(repo.principal("draw", what)[1]) for what in ("containers", "matrix", "radar")}
    assert "3 parts and 2 needs. All that is declared is guessed, and nobody confirmed it." in " ".join(
        said["containers"]
    )
    assert "guessed from the evidence, not confirmed" in said["containers"]
    assert "guessed, not confirmed" in said["matrix"]
    assert not {"declared and seen", "F"} & set(said["matrix"])
    assert "1 guessed from use and not confirmed, 0 decided, 2 in use and not decided." in said["radar"]
    assert {"Python", "guessed, not confirmed"} <= set(said["radar"])
    assert "unchanged" not in said["radar"]
    _, survey = repo.principal("survey")
    assert (
        "  3 components, 0 governed by a decision, a radar or a contract; 3 by a guess that nobody confirmed\n"
        "  3 technologies, 0 governed by a decision, a radar or a contract; 1 by a guess that nobody confirmed\n"
    ) in survey


def test_an_empty_repository_says_what_is_missing(repo: Repo) -> None:
    for what in WHAT:
        code, svg = repo.principal("draw", what)
        assert code == 0, what
        said = " ".join(texts(svg))
        assert "There is nothing to draw yet." in said or what == "timeline", what
        assert "principal" in said or "git fetch" in said, what


def test_each_picture_is_written_where_it_is_asked_for_and_the_same_again(repo: Repo, tmp_path: Path) -> None:
    repo.commit(
        {**SYSTEM, "architecture/system.yaml": RECORD, "architecture/radar.yaml": "adopt: [python]\nhold: [go]\n"}
    )
    repo.commit(
        {"shop/main.py": "import fastapi\n" * 31, "docs/adr/0001-use-go.md": "# 1. Use Go\n\n## Status\n\nAccepted\n"}
    )
    for what in WHAT:
        target = tmp_path / f"{what}.svg"
        assert repo.principal("draw", what, "--out", str(target)) == (0, ""), what
        first = target.read_bytes()
        ET.fromstring(first)
        assert repo.principal("draw", what, "--out", str(target)) == (0, ""), what
        assert target.read_bytes() == first, what


def test_without_the_engine_the_tables_are_there(
    begun_with: Callable[..., Repo], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = begun_with(undescribed)
    monkeypatch.setattr(layout, "_command", lambda: [sys.executable, "-c", f"raise SystemExit({engine.ABSENT})"])
    assert repo.principal("draw", "containers") == (
        2,
        "principal: diagrams need the engine that lays them out; install it with: "
        "pip install 'principal-engineer[pictures]' (the table needs none: --format table)\n",
    )
    assert repo.principal("draw", "containers", "--format", "table")[0] == 0
    assert repo.principal("draw", "matrix")[0] == 0


def test_a_group_that_is_not_there(begun_with: Callable[..., Repo]) -> None:
    repo = begun_with(undescribed)
    assert repo.principal("draw", "containers", "--group", "payments") == (
        2,
        "principal: there is no group 'payments': all parts are on one sheet\n",
    )
    services = "".join(f"  s{n}:\n    image: acme/s{n}\n" for n in range(30))
    repo.commit({"compose.yaml": f"services:\n{services}"})
    code, said = repo.principal("draw", "containers", "--group", "payments")
    assert code == 2
    assert said.startswith("principal: there is no group 'payments'; the groups are: s")


def test_options_of_other_pictures_are_refused(repo: Repo) -> None:
    assert repo.principal("draw", "radar", "--group", "x") == (2, "principal: --group is for containers\n")
    assert repo.principal("draw", "radar", "--since", "HEAD") == (2, "principal: --since is for timeline\n")


def test_the_timeline_judges_commits_and_pushes_out_no_generation(repo: Repo) -> None:
    rule = "SELECT path AS subject, path, 1 AS line, path NOT LIKE '%.cbl' AS holds, 'COBOL' AS message FROM observed.files"
    repo.rule("no-cobol", rule)
    first = repo.commit({"a.py": ""}, date="2026-01-01")
    repo.commit({"a.cbl": ""}, date="2026-02-01")
    repo.commit({"b.cbl": ""}, date="2026-03-01")
    repo.principal("check")
    kept = sorted((repo.root / ".principal" / "generations").iterdir())
    code, table = repo.principal("draw", "timeline", "--since", first, "--format", "table")
    assert code == 0
    assert [line.split()[1:] for line in table.splitlines()[5:]] == [
        ["2026-01-01", "0", "0", "0", "0"],
        ["2026-02-01", "1", "0", "0", "0", "1", "0"],
        ["2026-03-01", "2", "0", "0", "0", "1", "0"],
    ]
    assert sorted((repo.root / ".principal" / "generations").iterdir()) == kept
    assert repo.principal("draw", "timeline", "--since", "nowhere")[0] == 2
    assert repo.principal("report", "--timeline") == (2, "principal: --timeline is for --since\n")
    code, said = repo.principal("report", "--since", first, "--timeline", "--out", str(repo.root.parent / "r.html"))
    page = (repo.root.parent / "r.html").read_text()
    assert (code, said) == (0, f"wrote {repo.root.parent / 'r.html'}\n")
    assert f"principal report --stage build --since {first} --timeline --as-of 2026-06-30" in page
    for date, found in (("2026-01-01", 0), ("2026-02-01", 1), ("2026-03-01", 2)):
        assert re.search(rf"<td[^>]*>{date}</td>\s*<td[^>]*>{found}</td>", page), date
    assert {*kept} <= {*(repo.root / ".principal" / "generations").iterdir()}


def test_the_radar_tells_what_moved_in_a_quarter(repo: Repo) -> None:
    repo.commit({"architecture/radar.yaml": "adopt: [python]\ntrial: [go, rust]\n"}, date="2026-01-01")
    repo.commit({"architecture/radar.yaml": "adopt: [python, go]\nhold: [rust]\nassess: [zig]\n"}, date="2026-06-01")
    code, table = repo.principal("draw", "radar", "--format", "table")
    assert code == 0
    rows = [" ".join(line.split()[1:5]) for line in table.splitlines()[5:]]
    assert any(row.startswith("Go languages adopt moved") for row in rows)
    moved = {
        line.split()[1]: (
            "in" if "moved in" in line else "out" if "moved out" in line else "new" if " new" in line else ""
        )
        for line in table.splitlines()[5:]
    }
    assert moved == {"Go": "in", "Python": "", "Zig": "new", "Rust": "out"}
