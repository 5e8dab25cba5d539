"""A report as a static site: a page for each part, one for each decision, and one to search in."""

from __future__ import annotations

from dataclasses import dataclass

from principal.faces.report.decisions import Shelf
from principal.faces.report.gather import Report
from principal.faces.report.page import render, values_of


@dataclass(frozen=True, slots=True)
class _Part:
    """A page of the site and the parts of the report that it holds."""

    file: str
    title: str
    sections: tuple[str, ...]


_PARTS = (
    _Part("index.html", "Summary", ("summary",)),
    _Part("system.html", "System", ("context", "constraints", "components", "history")),
    _Part("technologies.html", "Technologies", ("technologies", "radar")),
    _Part("decisions.html", "Decisions", ("decisions",)),
    _Part("findings.html", "Findings", ("findings", "loans")),
    _Part("coverage.html", "Coverage", ("coverage",)),
)
_ALL = 1 << 40  # each decision has a page of its own


def pages(report: Report) -> dict[str, str]:
    """Every page: its path and its HTML."""
    shelf = Shelf(report.facts.decisions, lambda slug: f"{slug}.html", level=2, limit=_ALL)
    homes = {section: part.file for part in _PARTS for section in part.sections}

    def to(anchor: str) -> str:
        home = homes.get(anchor) or ("findings.html" if anchor.startswith(("rule-", "finding-")) else "system.html")
        return f"{home}#{anchor}"

    common = {
        **values_of(report, shelf),
        "site": True,
        "to": to,
        "parts_of_report": [(part.sections[0], part.title) for part in _PARTS],
    }
    made = {
        part.file: render(
            "page.html", {**common, "here": part.sections[0], "part": part.title, "sections": part.sections}
        )
        for part in _PARTS
    }
    for page in shelf.pages:
        made[f"{page.slug}.html"] = render(
            "decision.html", {**common, "here": "decisions", "page": page, "decision": page.decision}
        )
    made["search.html"] = render("search.html", {**common, "here": ""})
    return made
