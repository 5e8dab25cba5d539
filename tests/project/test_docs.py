"""The documents: what they show is read by the program, and where they lead there is something."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from principal.core import markdown

if TYPE_CHECKING:
    from tests.conftest import Repo

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")))
]


def shown(page: str) -> dict[str, str]:
    """The files that a page shows, by path."""
    fences = markdown.parse((ROOT / page).read_text()).fences
    return {m[1]: f.content for f in fences if (m := re.search(r"\bfile=(\S+)", f.info))}


def test_the_records_that_are_shown_are_read_without_a_mistake(repo: Repo) -> None:
    files = {**shown("docs/records.md"), **shown("docs/rules.md")}
    assert len(files) == 11
    assert shown("docs/records.md").items() >= shown("docs/rules.md").items()
    repo.commit({**files, "services/checkout/main.py": "import json\n", "app/handlers/pay.py": "import psycopg\n"})
    code, output = repo.principal("check", "--format", "json")
    said = json.loads(output)
    assert said["mistakes"] == []
    assert code != 2
    asked = {r["id"]: (r["blocking"], r["outcome"]) for r in said["rules"]}
    assert asked["no-sql-in-handlers"] == (True, "fail")
    assert asked["decision:ADR-001-keep-orders-in-postgresql"] == (True, "not applicable")


def test_the_mistake_that_is_shown_is_what_is_said(repo: Repo) -> None:
    page = (ROOT / "docs" / "records.md").read_text()
    line = next(f.content for f in markdown.parse(page).fences if f.info == "text").strip()
    text = "teams:\n  a: {members: []}\ncomponents:\n  shop:\n    kind: app\n    path: .\n    tem: a\n"
    repo.commit({"architecture/system.yaml": text})
    code, output = repo.principal("check")
    assert code == 2
    told = next(out.removeprefix("WRONG ") for out in output.splitlines() if out.startswith("WRONG"))
    assert re.sub(r":\d+:\d+:", ":6:13:", told) == line


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    prose = re.sub(r"(`{3,}).*?\n\1", "", page.read_text(), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target
