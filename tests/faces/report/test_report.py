"""What a report says: exact words, from a repository that is read without a browser."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from tests.faces.report.conftest import SCRIPT

from principal.core.found import Outcomes
from principal.faces.pictures import layout
from principal.faces.pictures.layout import LayoutFailed
from principal.faces.report.ages import span
from principal.faces.report.words import Silence, silences

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Repo

    from principal.faces.report.gather import Report

RADAR = "hold:\n  fastapi: {since: 2025-01-01, why: it was slower, instead: django}\n"

HARMLESS = r"(#|https://example\.com/|mailto:a@|data:,\Z|[a-z0-9-]+\.html(#|\Z))"


class Attributes(HTMLParser):
    """Every attribute of a page: its name, and its values."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, set[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.names.setdefault(name, set()).add(value or "")


def shown(html: str) -> list[str]:
    """The lines of text of a page, without what is for machines."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html, flags=re.S)
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</(?:p|li|h\d|td|th|summary)>", "\n", body)))
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def part(html: str, name: str) -> list[str]:
    """The lines of one part of the report."""
    found = re.search(rf'<section id="{name}".*?</section>', html, re.S)
    assert found is not None
    return shown(found[0])


def reported(repo: Repo, *words: str) -> str:
    """The report on a repository as one file."""
    code, output = repo.principal("report", *words)
    assert code == 0, output
    return (repo.root / ".principal" / "report.html").read_text()


def test_the_first_screen(page_of_shop: Path) -> None:
    lines = part(page_of_shop.read_text(), "summary")
    assert lines[:5] == [
        "Architecture report, 2026-06-30",
        "shop",
        "3 components, written in Python (100%), on PostgreSQL and FastAPI.",
        "13 files and 32 lines of code; 2 commits by 1 person from 2026-03-01 to 2026-06-01, 1 of them active in the "
        "last year.",
        "The gate",
    ]
    assert lines[5].startswith("May not proceed , asked for the stage build : 3 findings block, ")
    at = lines.index("What matters most")
    assert lines[at + 1 : at + 5] == [
        "A component that no team answers for blocks",
        "A component without an owner is maintained by whoever was paged last. Nobody budgets its upgrades, nobody may "
        "say no to a change, and nobody notices when it stops mattering.",
        "architecture/system.yaml:13 orders-db has no team; nobody answers for it",
        "A loan that is due and not paid back blocks",
    ]
    unchecked = lines.index("What was not checked")
    assert lines[unchecked + 1 :] == [
        "1 use could not be judged. What was not checked is not green.",
        "gone is seen nowhere, so whether checkout still needs it cannot be told (1 rule)",
        "All of what was not checked",
    ]


def test_a_finding_has_its_place_its_age_and_how_to_mend_it(page_of_shop: Path) -> None:
    lines = part(page_of_shop.read_text(), "findings")
    at = lines.index("A technology on Hold is in use blocks")
    assert re.fullmatch(r"radar-hold · governance · error, high confidence · \d+ findings?", lines[at + 1])
    assert lines[at + 2] == "Why it matters"
    assert "How to mend it" in lines[at:]
    assert [line for line in lines if line.startswith("services/checkout/requirements.txt:1 · ")] == [
        line for line in lines
        if re.fullmatch(r"services/checkout/requirements\.txt:1 · here for 3 months or longer · [0-9a-f]{16}", line)
    ]  # fmt: skip
    assert (
        'title="Nobody changed this file since 2026-03-01. It has been here since 2026-03-01 and was committed once."'
        in (page_of_shop.read_text())
    )


def test_what_was_guessed_says_from_what_and_a_decision_that_is_too_large_to_read_is_told(
    new_repo: Callable[[str], Repo],
) -> None:
    repo = new_repo("other")
    guess = '{estimated: "requirements.txt:1: fastapi, in one component"}'
    repo.commit({"architecture/radar.yaml": f"adopt:\n  fastapi: {guess}\n", "requirements.txt": "fastapi\n",
                 "architecture/constraints.yaml": "constraints: {}\n",
                 "docs/adr/001-large.md": "# ADR-001: Large\n\n**Status**: Accepted\n\n## Context\n\n" + "word " * 1_000_000,
                 "docs/adr/002-small.md": "# 002: Small\n\n## Status\n\nAccepted\n"})  # fmt: skip
    page = reported(repo)
    assert len(page) < 300_000
    assert "docs/adr/001-large.md" in " ".join(part(page, "coverage"))
    told = "FastAPI 1 use, such as requirements.txt:1 estimated requirements.txt:1: fastapi, in one component"
    assert told in " ".join(part(page, "radar"))
    assert "Adopt estimated architecture/radar.yaml" in part(page, "technologies")
    said = part(page, "summary")
    at = next(n for n, line in enumerate(said) if line.endswith("wait for a person warning"))
    assert said[at] == "8 guesses and questions wait for a person warning"
    assert said[at + 2 : at + 4] == [
        "architecture/constraints.yaml A question of the first phase that nobody has answered: 7",
        "architecture/radar.yaml A ring of the radar that was guessed, and that nobody confirmed: 1",
    ]


def test_what_was_not_checked_for_the_same_reason_is_told_once() -> None:
    def silent(rule: str, path: str, reason: str) -> Outcomes:
        return Outcomes(rule, "", "not checked", reason, path, 1)

    files = [silent(rule, f"{n}.yaml", f"{n}.yaml: a template") for n in "cab" for rule in ("one", "two")]
    alone = [
        silent("one", "d.yaml", "d.yaml: submodule"),
        silent("need", "", "a needs b"),
        silent("need", "", "a needs c"),
    ]
    verdict = SimpleNamespace(silent=[*files, *alone], unchecked=[*files, alone[0]])
    assert silences(cast("Report", SimpleNamespace(verdict=verdict))) == [
        Silence("a.yaml: a template", ("one", "two"), required=True, more=2),
        Silence("d.yaml: submodule", ("one",), required=True),
        Silence("a needs b", ("need",), required=False, more=1),
    ]


def test_many_findings_are_folded_and_then_left_out_and_a_survey_can_be_a_page_that_runs_no_rule_of_the_repository(
    new_repo: Callable[[str], Repo], tmp_path: Path
) -> None:
    repo = new_repo("other")
    mine = "SELECT path AS subject, path, false AS holds, 'found by mine' AS message FROM observed.files"
    repo.rule("mine", mine, summary="Mine")
    repo.commit({f"a/{number}.txt": "" for number in range(230)})
    html = reported(repo)
    assert len(re.findall(r'<li id="finding-', html)) == 200
    lines = part(html, "findings")
    assert "190 more findings" in lines
    assert "And 31 more: principal check --all" in lines
    assert "found by mine" in html
    target = tmp_path / "survey.html"
    assert repo.principal("survey", "--report", str(target)) == (0, f"wrote {target}\n")
    assert "found by mine" not in target.read_text()
    assert "A survey runs none of a repository's own rules" in target.read_text()


def test_what_came_and_went(new_repo: Callable[[str], Repo]) -> None:
    repo = new_repo("other")
    repo.commit(
        {"a/requirements.txt": "alpha\nbeta\ngamma\nfastapi\n", "b/requirements.txt": "fastapi\n"}, date="2026-01-01"
    )
    repo.git("mv", "b", "c")
    repo.git("rm", "-q", "-r", "a")
    repo.commit({"d/requirements.txt": "fastapi<2\nomega\npsi\n", "architecture/radar.yaml": RADAR}, date="2026-06-01")
    lines = part(reported(repo, "--since", "HEAD~1"), "findings")
    (said,) = [line for line in lines if line.startswith("Since 2026-01-01")]
    sha = repo.git("rev-parse", "HEAD~1")[:12]
    assert said == f"Since 2026-01-01 (commit {sha} , judged by today's records): 1 new, 0 worse, 1 unchanged, 1 gone."
    places = {line.partition(" · ")[0]: line for line in lines if "requirements.txt:1 ·" in line}
    assert places["c/requirements.txt:1"].startswith(
        "c/requirements.txt:1 · here for 5 months or longer · unchanged · "
    )
    assert " · new · " in places["d/requirements.txt:1"]
    assert [line for line in lines if line.startswith("a/requirements.txt ")] != []


def test_what_is_hostile_is_shown_as_it_was_written(page_of_shop: Path, site_of_shop: Path) -> None:
    for path in (page_of_shop, *site_of_shop.glob("*.html")):
        html = path.read_text()
        assert html.count("<script>") == html.count("</script>") == 1, path
        assert html.count("<style>") == 1
        assert html.count("http-equiv") == 1
        found = Attributes()
        found.feed(html)
        assert found.names.keys() & {"style", "src", "srcset", "action", "formaction", "srcdoc", "ping"} == set()
        assert [name for name in found.names if name.startswith("on")] == []
        assert [to for to in found.names["href"] if not re.match(HARMLESS, to)] == []
        assert "<iframe" not in html
    assert SCRIPT in "\n".join(part(page_of_shop.read_text(), "components"))


def test_the_policy_lets_nothing_in(page_of_shop: Path) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page_of_shop.read_text())
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; script-src 'sha256-[A-Za-z0-9+/=]{44}'; "
        r"img-src data:; base-uri 'none'; form-action 'none'", unescape(policy)
    )  # fmt: skip


def test_a_large_decision_is_cut_and_says_so(page_of_shop: Path) -> None:
    html = page_of_shop.read_text()
    assert "The rest of it is left out here; it is at architecture/decisions/ADR-003-large.md" in " ".join(
        part(html, "decisions")
    )
    assert len(html) < 600_000


def test_without_the_engine_there_are_tables_and_it_is_said_how_to_get_it(
    shop: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: object) -> None:
        raise LayoutFailed("the diagram needs the extra pictures: pip install 'principal-engineer[pictures]'")

    monkeypatch.setattr(layout.Layouts, "of", lambda self, graphs: missing(graphs))
    target = tmp_path / "report.html"
    assert shop.principal("report", "--out", str(target))[0] == 0
    html = target.read_text()
    assert "pip install 'principal-engineer[pictures]'" in html
    assert "<td>checkout</td><td>orders-db</td>" in html
    assert re.search(r'<figure class="picture" id="picture-of-matrix">', html)


def test_the_same_repository_twice_is_the_same_to_the_byte(shop: Repo, page_of_shop: Path) -> None:
    first = page_of_shop.read_bytes()
    (shop.root / ".principal" / "current").unlink()
    for generation in (shop.root / ".principal" / "generations").iterdir():
        generation.unlink()
    assert reported(shop).encode() == first


def test_an_empty_repository_has_a_report(new_repo: Callable[[str], Repo]) -> None:
    html = reported(new_repo("empty"))
    assert part(html, "summary")[2:4] == ["One codebase.", "0 files and 0 lines of code."]
    assert "There are no decision records." in " ".join(part(html, "decisions"))


def test_a_line_leads_to_where_it_can_be_seen_and_a_report_in_the_repository_is_warned_of(
    new_repo: Callable[[str], Repo],
) -> None:
    repo = new_repo("other")
    repo.commit({"architecture/radar.yaml": RADAR, "requirements.txt": "django\n", "a b/requirements.txt": "django\n",
                 ".gitignore": "out/\n"})  # fmt: skip
    repo.write("requirements.txt", "fastapi\n")
    target = repo.root / "report.html"
    link = ("--link", "https://forge.example/x/{path}#L{line}")
    _, output = repo.principal("report", *link, "--out", str(target))
    assert output.splitlines() == [
        f"wrote {target}",
        "principal: report.html lies in the repository and counts as a part of it; add it to .gitignore",
    ]
    html = target.read_text()
    assert 'href="https://forge.example/x/a%20b/requirements.txt#L1"' in html
    # A change that is not committed has no age.
    assert [s for s in part(html, "findings") if s.startswith("requirements.txt:1 · uncommitted · ")] != []
    assert repo.principal("report", "--link", "javascript:{path}") == (
        2, "principal: --link is not an address of the web; write https://…/{path}#L{line}\n"
    )  # fmt: skip
    target.unlink()
    ignored = repo.root / "out" / "report.html"
    assert repo.principal("report", "--out", str(ignored)) == (0, f"wrote {ignored}\n")


def test_nothing_else_is_written_over(shop: Repo, tmp_path: Path) -> None:
    mine = tmp_path / "thesis.html"
    mine.write_text("mine")
    assert shop.principal("report", "--out", str(mine)) == (
        2, f"principal: {mine} is there already and is not a report; give another file\n"
    )  # fmt: skip
    assert shop.principal("report", "--site", str(tmp_path)) == (
        2, f"principal: {mine} is not a page of a report; give a new or an empty folder\n"
    )  # fmt: skip
    assert mine.read_text() == "mine"


def test_a_site_loses_the_pages_that_are_no_more(shop: Repo, site_of_shop: Path) -> None:
    old = site_of_shop / "decision-of-old.html"
    old.write_bytes((site_of_shop / "index.html").read_bytes())
    shop.principal("report", "--site", str(site_of_shop))
    assert not old.exists()
    assert len(list(site_of_shop.iterdir())) == 10


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "0 days"), (1, "1 day"), (20, "20 days"), (21, "3 weeks"), (60, "8 weeks"), (61, "2 months"), (700, "22 months"),
     (731, "2 years"), (4000, "10 years")],
)  # fmt: skip
def test_spans(days: int, said: str) -> None:
    today = dt.date(2026, 6, 30)
    assert span(today - dt.timedelta(days=days), today) == said
