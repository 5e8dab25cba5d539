"""What a proposal was weighed against, each with what speaks for it, against it, and why it was turned down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.pages.option import MAX_REASON, Option
from principal.core.pages.options import read_options
from principal.core.pages.page import Page, plain
from principal.phases.consensus._proposal_sections import ALTERNATIVES, parts

MAX_ALTERNATIVES = 50

_NOTHING = re.compile(
    r"^(?:(?:option|alternative)\s+\w{1,2}[\s:.)–—-]+)?(?:do(?:ing)?\s+nothing|(?:the\s+)?status\s+quo|nothing$|no\s+change"
    r"|(?:keep|keeping|leave|leaving|stay|staying|continue|continuing)\b.{0,40}\b(?:as\s+(?:it\s+is|they\s+are|is|we\s+are)|"
    r"status\s+quo|unchanged)|not\s+(?:doing|do)\s+(?:it|this|anything))",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^[\s>]*(?:(?:[-*+]|\d+[.)]|#{1,6})\s+)?[*_]{0,2}(?P<label>pros?|advantages?|benefits?|upsides?|cons?|disadvantages?|"
    r"drawbacks?|downsides?|why\s+(?:it\s+was\s+)?(?:rejected|not|turned\s+down|not\s+chosen)|rejected(?:\s+because)?|"
    r"reason(?:s)?(?:\s+for\s+rejection)?|verdict)[*_]{0,2}\s*(?:[:：—–-]|,?\s*because\b|$)[*_]{0,2}\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_COLUMNS = {
    "pros": re.compile(r"^(?:pros?|advantages?|for|benefits?|upsides?)\b", re.IGNORECASE),
    "cons": re.compile(r"^(?:cons?|disadvantages?|against|drawbacks?|downsides?)\b", re.IGNORECASE),
    "why": re.compile(r"why|reason|reject|because|rationale|verdict", re.IGNORECASE),
}
_INLINE = re.compile(r"(?<=[.;!?)*])\s+(?=[*_]{0,2}(?:Pros?|Cons?|Why rejected|Why not|Rejected)\b[*_]{0,2}\s*:)")
_EMPTY = re.compile(r"[\W_]*(?:none|n/?a|tbd|todo)?[\W_]*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of them; what it does not say is None."""

    name: str
    line: int
    nothing: bool
    pros: str | None
    cons: str | None
    why: str | None


def alternatives(page: Page) -> list[Alternative]:
    """Every alternative that is not the proposal itself, in order."""
    options = [o for o in read_options(page) if not o.chosen][:MAX_ALTERNATIVES]
    heads = {h.line: h for h in page.headings}
    ends = [p.heading.end for p in parts(page) if p.kind == ALTERNATIVES]
    found = []
    for n, option in enumerate(options):
        following = options[n + 1].line if n + 1 < len(options) else len(page.lines) + 1
        stop = min((e for e in ends if e > option.line), default=len(page.lines) + 1)
        if (head := heads.get(option.line)) is not None:
            stop = min(stop, head.end)
        said = _by_table(page, option) or _by_labels(page, option, range(option.line, min(following, stop)))
        why = said.get("why") or option.why
        nothing = _NOTHING.match(option.name) is not None
        found.append(Alternative(option.name, option.line, nothing, said.get("pros"), said.get("cons"), why))
    return found


def _by_table(page: Page, option: Option) -> dict[str, str]:
    for table in page.tables:
        row = option.line - table.line - 2
        if 0 <= row < len(table.rows):
            cells = [plain(c) for c in table.rows[row]]
            found = {}
            for name, column in _COLUMNS.items():
                at = next((n for n, h in enumerate(table.header) if column.search(plain(h))), None)
                if at is not None and at < len(cells) and not _EMPTY.match(cells[at]):
                    found[name] = cells[at][:MAX_REASON]
            return found
    return {}


def _by_labels(page: Page, option: Option, lines: range) -> dict[str, str]:
    """What stands behind labels (``- Pros: …``), or in the lists and paragraphs below them."""
    said: dict[str, list[str]] = {}
    current: str | None = None
    for text in _pieces(page, lines):
        found = _LABEL.match(text)
        if found:
            current = _kind(found["label"])
            said.setdefault(current, [])
            text = found["rest"]
        elif text.lstrip().startswith("#"):
            current = None
        words = plain(text.strip().lstrip("-*+> ")).strip()
        if current is not None and words and not _EMPTY.match(words):
            said[current].append(words)
    return {kind: " ".join(words)[:MAX_REASON] for kind, words in said.items() if words}


def _pieces(page: Page, lines: range) -> Iterator[str]:
    """The lines, one that has several labels (``Pros: fast. Cons: dear.``) taken apart."""
    heads = {h.line for h in page.headings}
    for number in lines:
        text = page.text(number)
        if number in heads:
            yield f"# {text}" if not text.lstrip().startswith("#") else text
            continue
        yield from re.split(
            r"(?<=[.;!?)])\s+(?=[*_]{0,2}(?:Pros?|Cons?|Why rejected|Why not|Rejected)\b[*_]{0,2}\s*:)", text
        )


def _kind(label: str) -> str:
    first = label.lower().split()[0]
    if first in ("pro", "pros") or first.startswith(("advantage", "benefit", "upside")):
        return "pros"
    return "cons" if first in ("con", "cons") or first.startswith(("disadv", "drawb", "downs")) else "why"
