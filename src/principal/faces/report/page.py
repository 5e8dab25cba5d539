"""A report as HTML: one file that holds everything, or one of the pages of a site.

Templates escape whatever they are given, and everything that they print is cleaned first. No
page loads anything from anywhere: its policy allows the one style sheet and the one script
that are in it, by their hashes, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from principal import __version__
from principal.faces.report import markup, matters, words
from principal.faces.report.ages import span
from principal.faces.report.decisions import Shelf
from principal.faces.report.gather import Report
from principal.faces.safe import clean
from principal.faces.verdicts import ANSWERS, place, plural, tally

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent / "templates"
GENERATOR = "Principal"
MAX_FINDINGS = 200  # of one rule
MAX_OPEN = 10  # of those, the rest is folded
MAX_PARTS = 500
WIDE = 1400  # pixels of a picture that becomes small where it is made to fit
_OWN_PLACE = ("matrix", "radar", "decisions", "hotspots", "timeline")  # the other pictures are of the context
_PARTS = {
    "constraints": "Constraints", "context": "Context", "components": "Components",
    "technologies": "Technologies", "radar": "Radar", "decisions": "Decisions", "findings": "Findings",
    "loans": "Loans", "history": "History", "coverage": "Coverage",
}  # fmt: skip


def rendered(report: Report) -> str:
    """The report as one self-contained file."""
    shelf = Shelf(report.facts.decisions, lambda slug: f"#{slug}", level=4)
    there = [(name, title) for name, title in _PARTS.items() if name != "constraints" or report.facts.constraints]
    more = {"site": False, "to": lambda anchor: f"#{anchor}", "here": "", "parts_of_report": there}
    return render("whole.html", {**values_of(report, shelf), **more})


def render(template: str, values: Mapping[str, Any]) -> str:
    """One page."""
    return _environment().get_template(template).render(values)


def values_of(report: Report, shelf: Shelf) -> dict[str, Any]:
    """What every page may show."""
    style, script = _style(), _text("script.js")
    found = matters.groups(report)
    return {
        "report": report, "facts": report.facts, "verdict": report.verdict, "seen": report.facts.seen,
        "name": report.verdict.repository, "version": __version__, "generator": GENERATOR,
        "style": _markup(style), "script": _markup(script), "policy": _policy(style, script),
        "groups": found, "matters": matters.matters(report, found), "gates": words.gates(report),
        "silences": words.silences(report), "shelf": shelf, "max_findings": MAX_FINDINGS, "max_open": MAX_OPEN,
        "max_parts": MAX_PARTS,
        "pictures": _pictures(report),
        "age_of": lambda finding: words.age_of(report, finding),
        "standing_of": lambda mark: words.standing_of(report, mark),
        "system_line": words.system_line(report), "history_line": words.history_line(report),
        "answer": ANSWERS[report.verdict.exit_code], "tally": tally(report.verdict),
        "span": lambda day: span(day, report.verdict.today), "plural": plural, "place": place,
        "inline": lambda text: _markup(markup.inline(text)),
        "prose": lambda text, level: _markup(markup.rendered(text, level)[0]),
        "see": lambda path, line=None: _see(report, path, line),
    }  # fmt: skip


def _policy(style: str, script: str) -> str:
    """The content security policy: what is in the page may act, and nothing may be loaded or sent."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _see(report: Report, path: str, line: int | None) -> str | None:
    """Where a line can be looked at; None where nobody said."""
    if report.wanted.link is None or not path:
        return None
    from urllib.parse import quote

    return report.wanted.link.replace("{path}", quote(path)).replace("{line}", str(line or 1))


def _pictures(report: Report) -> dict[str, list[dict[str, Any]]]:
    """The pictures by the part of the report that they stand in; their style sheet is the page's."""
    from principal.faces.pictures.svg import STYLE

    found: dict[str, list[dict[str, Any]]] = {}
    for picture in report.pictures:
        if not picture.rows:
            continue  # there is nothing to draw, and the part of the report says what is missing
        home = picture.name if picture.name in _OWN_PLACE else "context"
        drawing = picture.svg.replace(f"<style>{STYLE}</style>\n", "")
        size = re.search(r' width="(\d+)"', drawing)
        wide = size is not None and int(size[1]) > WIDE
        found.setdefault(home, []).append({"picture": picture, "svg": _markup(drawing), "wide": wide})
    return found


@lru_cache(maxsize=1)
def _style() -> str:
    from principal.faces.pictures.svg import STYLE

    return f"{_text('style.css')}{STYLE}\n"


@lru_cache(maxsize=8)
def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _shown(value: Any) -> Any:
    """What a template prints: text without anything invisible in it, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return clean(value)
    return value


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 (ours, or from markup.py, which escapes what it is given)
