"""The decisions of a report: what each is called in an address, and its text as HTML.

A link of one decision to another leads to that one in the report. The newest are rendered
first, and what no longer fits is named with its path.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from principal.faces.report import markup
from principal.faces.report.gather import Decision

MAX_ALL = 1_500_000  # characters of HTML in one file


@dataclass(frozen=True, slots=True)
class Page:
    """A decision as it is shown: its name in addresses, its HTML, and what is not there."""

    decision: Decision
    slug: str
    html: str
    left_out: str  # why the text is not here, or not all of it; '' where it is


class Shelf:
    """All decisions of a report.

    Args:
        decisions: the newest first.
        address: from a decision's slug to where it is shown.
        level: of the first heading below a decision's title.
        limit: characters of HTML that may come together.
    """

    def __init__(
        self, decisions: Sequence[Decision], address: Callable[[str], str], level: int, limit: int = MAX_ALL
    ) -> None:
        self._address, self._level, self._limit = address, level, limit
        self._decisions = decisions
        self._slugs = _slugs(decisions)
        self._titles = {d.path: f"{d.id}: {d.title}" for d in decisions}

    @cached_property
    def pages(self) -> list[Page]:
        """Every decision, rendered."""
        left = self._limit
        pages = []
        for decision in self._decisions:
            html, why = self._render(decision) if left > 0 else ("", "this report would become too large")
            left -= len(html)
            pages.append(Page(decision, self._slugs[decision.path], html, why))
        return pages

    def address(self, path: str | None) -> str | None:
        """Where the decision at *path* is shown; None where there is none."""
        slug = self._slugs.get(path or "")
        return self._address(slug) if slug else None

    def title(self, path: str) -> str:
        """What to call the decision at *path*."""
        return self._titles.get(path, path)

    def _render(self, decision: Decision) -> tuple[str, str]:
        if decision.text is None:
            return "", "it is too large or could not be read"
        folder = posixpath.dirname(decision.path)

        def target(href: str) -> str | None:
            if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#", href):
                return None
            named = unquote(href.partition("#")[0])
            return self.address(posixpath.normpath(posixpath.join(folder, named)).lstrip("/"))

        if not decision.path.lower().endswith((".md", ".markdown")):
            shown, whole = markup.rendered(f"````\n{decision.text.replace('````', '``` `')}\n````", self._level, target)
        else:
            shown, whole = markup.rendered(decision.text, self._level, target, titled=True)
        return shown, "" if whole else "the rest of it is left out here"


def _slugs(decisions: Sequence[Decision]) -> dict[str, str]:
    """A name for each path: short, safe in addresses and file names, and its own."""
    taken: dict[str, str] = {}
    used = set()
    for decision in sorted(decisions, key=lambda d: d.path):
        stem = posixpath.basename(decision.path).rpartition(".")[0].lower()
        name = base = "decision-" + (re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60] or "record")
        number = 2
        while name in used:
            name, number = f"{base}-{number}", number + 1
        used.add(name)
        taken[decision.path] = name
    return taken
