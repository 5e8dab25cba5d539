"""Status, date and deciders of a decision record, wherever its dialect keeps them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from principal.core.pages.dates import find_date
from principal.core.pages.front import front_values
from principal.core.pages.page import BOLD_LEVEL, Heading, Page, Value, items, plain
from principal.core.pages.status import classify, speaks_of_statuses, without_form

_KEYS = {
    "status": "status",
    "state": "status",
    "adr status": "status",
    "decision status": "status",
    "current status": "status",
    "statut": "status",
    "estado": "status",
    "状态": "status",
    "ステータス": "status",
    "date": "date",
    "decision date": "date",
    "date decided": "date",
    "decided on": "date",
    "decided": "date",
    "datum": "date",
    "fecha": "date",
    "data": "date",
    "created": "date",
    "date created": "date",
    "last updated": "date",
    "updated": "date",
    "日期": "date",
    "日付": "date",
    "deciders": "deciders",
    "decider": "deciders",
    "decision makers": "deciders",
    "decision maker": "deciders",
    "decision owners": "deciders",
    "decided by": "deciders",
    "approvers": "deciders",
    "approver": "deciders",
    "approved by": "deciders",
    "entscheider": "deciders",
    "review": "review",
    "review by": "review",
    "review date": "review",
    "review on": "review",
    "next review": "review",
    "revisit": "review",
    "revisit by": "review",
    "revisit on": "review",
    "valid until": "review",
    "expires": "review",
    "supersedes": "supersedes",
    "replaces": "supersedes",
    "superseded by": "superseded by",
    "superceded by": "superseded by",
    "replaced by": "superseded by",
    "amends": "amends",
    "amended by": "relates to",
    "related": "relates to",
    "relates to": "relates to",
    "related to": "relates to",
    "related adrs": "relates to",
    "related decisions": "relates to",
    "title": "title",
    "id": "id",
    "adr": "id",
    "number": "id",
    "tags": "tags",
}
_LINKS = ("supersedes", "superseded by", "amends", "relates to")
_BADGE = re.compile(r"badge/(?:adr[-_]+)?status-([A-Za-z_%20]{3,30})-", re.IGNORECASE)
_VALUE = re.compile(r"^\W*(?:adr |decision )?stat(?:us|e|ut)\W*[:：\-–—]+\s*(\S.*)$", re.IGNORECASE)
_CHECKED = re.compile(r"^\s*\[[xX✓✔]\]\s*")
_UNCHECKED = re.compile(r"^\s*\[ ?\]\s*")
_HISTORY = frozenset(
    ("changelog", "change log", "revision history", "history", "document history", "changes", "history of changes")
)
_ABOUT = frozenset(("metadata", "decision record", "info", "information", "details"))
MAX_STATUS = 300  # characters of a status that are kept
PREAMBLE = 80  # lines from the top in which metadata is looked for


@dataclass(slots=True)
class Metadata:
    """What a record says about itself.

    ``where`` tells how its status is kept: yaml, section, bullets, inline, table, badge,
    heading or tags; '' where it has none.
    """

    status: str = "unknown"
    status_text: str | None = None
    status_line: int | None = None
    status_written: str = ""  # with its markup, where that is not in the page's lines
    where: str = ""
    date: dt.date | None = None
    date_text: Value | None = None
    review: dt.date | None = None
    deciders: list[str] = field(default_factory=list)
    title: Value | None = None
    id: str | None = None
    links: list[tuple[str, Value]] = field(default_factory=list)
    status_lines: list[int] = field(default_factory=list)  # every line that belongs to the status
    mistakes: list[tuple[int, str, str]] = field(default_factory=list)
    found: bool = False  # anything at all that only a record says


def key_for(text: str) -> str | None:
    """What a label means: ``**Decision-makers**`` is ``deciders``; None for any other word."""
    if len(text) > 40:
        return None
    return _KEYS.get(" ".join(text.strip(" \t*_`>|-+•").lower().replace("-", " ").replace("_", " ").split()))


def title_of(page: Page) -> Heading | None:
    """The heading that is the record's title: the first of the first level, or the one above all others."""
    true = [h for h in page.headings if h.level < BOLD_LEVEL]
    if not true:
        return None
    first = next((h for h in true if h.level == 1), true[0])
    if first.level == 1 or len(true) == 1:
        return first
    return first if first.level < min(h.level for h in true[1:]) else None


def read_metadata(page: Page, title: Heading | None) -> Metadata:
    """Everything that the record says about itself; front matter first, then sections, then lines."""
    found = Metadata()
    if page.front_matter is not None:
        values, mistake = front_values(page.front_matter, page.front_line)
        if mistake is not None:
            found.mistakes.append(mistake)
        for name, value in values:
            _take(found, key_for(name), value, "yaml")
        tags = [v for name, v in values if key_for(name) == "tags"]
    else:
        tags = []
    lines = _preamble(page, title)
    if found.status_text is None:
        _status_section(page, found)
    _labels(page, lines, found)
    if found.where == "section" and found.status == "unknown":
        _rather_a_label(page, lines, found)
    _tables(page, lines, found)
    if found.status_text is None:
        _marks(page, found)
    if found.status_text is None:
        for tag in tags:
            if (status := classify(tag.text.split(",")[0])) != "unknown":
                found.status, found.status_text, found.status_line, found.where = status, tag.text, tag.line, "tags"
    if found.date is None:
        _dates(page, found)
    return found


def _take(found: Metadata, key: str | None, value: Value, where: str) -> None:
    """Let a labelled value in, unless an earlier one was there."""
    text = plain(without_form(value.text)).strip(" |") if key == "status" else plain(value.text).strip(" {}|")
    if key is None or key == "tags":
        return
    if key == "title":
        found.title = found.title or Value(text, value.line)
    elif key == "id":
        found.id = found.id or text
    elif key == "status":
        if found.status_text is None and text:
            bare = text.strip("{} ") if "|" not in text else text
            found.status, found.status_text = classify(bare), bare
            found.status_line, found.where, found.found = value.line, where, True
            found.status_lines.append(value.line)
            found.status_written = value.text
            if found.date is None and (date := find_date(bare)) is not None:
                found.date = date
    elif key == "date":
        if found.date_text is None and text and text.lower() not in ("tbd", "n/a"):
            found.date_text, found.found = Value(text, value.line), True
            found.date = find_date(text) or found.date
    elif key == "review":
        found.review = found.review or find_date(text)
    elif key == "deciders":
        found.found = True
        if not found.deciders:
            found.deciders = people(value.text)
    elif key in _LINKS:
        found.links.append((key, value))


def people(text: str) -> list[str]:
    """The people that a line of deciders names, in order; a form's placeholder names nobody."""
    bare = plain(text).strip(" {}")
    if not bare or bare.lower().startswith(
        ("list every", "list of", "list all", "[list", "everyone involved", "tbd", "n/a")
    ):
        return []
    bare = bare.strip("[]")
    for separator in (";", " and ", " & ", " / "):
        bare = bare.replace(separator, ",")
    return [name for part in bare.split(",") if (name := part.strip(" \"'.").removeprefix("and ").strip())]


def _preamble(page: Page, title: Heading | None) -> range:
    """The lines between the title and the first section that is not about the record itself."""
    top = page.front_end + 1
    start = title.line + 1 if title else top
    stop = len(page.lines) + 1
    for heading in page.headings:
        about = key_for(heading.title) or heading.key in _ABOUT or (title and heading.key == title.key)
        if heading.line >= start and heading.level < BOLD_LEVEL and not about:
            stop = heading.line
            break
    return range(top if start <= PREAMBLE else start, min(stop, start + PREAMBLE))


def _labels(page: Page, lines: range, found: Metadata) -> None:
    waiting: tuple[str, int, int] | None = None
    gathered: list[str] = []
    for number in lines:
        line = page.text(number)
        if waiting is not None:
            indent = len(line) - len(line.lstrip())
            nested = line.lstrip().startswith(("- ", "* ", "+ ")) and indent > waiting[2]
            if nested:
                gathered.append(line.strip()[2:])
                continue
            if gathered or line.strip():
                value = ", ".join(gathered)
                if not gathered and _pair(line) is None and not line.lstrip().startswith("#"):
                    value = line.strip()
                _take(found, waiting[0], Value(value, number), "inline")
                waiting, gathered = None, []
        pairs = [p for part in line.split("|") if (p := _pair(part))] if line.count("|") == line.count(":") - 1 else []
        for key, value in pairs if len(pairs) > 1 else [p for p in [_pair(line)] if p]:
            bullet = line.lstrip().startswith(("- ", "* ", "+ "))
            if value:
                _take(found, key, Value(value, number), "bullets" if bullet else "inline")
            else:
                waiting = (key, number, len(line) - len(line.lstrip()))
    if waiting is not None and gathered:
        _take(found, waiting[0], Value(", ".join(gathered), waiting[1]), "inline")


def _rather_a_label(page: Page, lines: range, found: Metadata) -> None:
    """Take the status from under the title where a section of that name speaks of something else."""
    said = Metadata()
    _labels(page, lines, said)
    if said.status != "unknown":
        found.status, found.status_text, found.status_line = said.status, said.status_text, said.status_line
        found.where, found.status_written, found.status_lines = said.where, said.status_written, said.status_lines


def _pair(line: str) -> tuple[str, str] | None:
    """A labelled value: ``* Status: accepted``, ``**Status:** Accepted``, ``> Status: **Accepted**``."""
    label, colon, value = line[:2000].partition(":")
    if not colon:
        label, colon, value = line[:2000].partition("：")
    if not colon or (key := key_for(label)) is None or key in ("title", "id", "tags"):
        return None
    return key, value.strip().lstrip("*_").strip()


def _status_section(page: Page, found: Metadata) -> None:
    for heading in page.headings:
        inline = _VALUE.match(heading.title) if heading.key.startswith(("stat", "adr stat", "decision stat")) else None
        if inline:
            _take(found, "status", Value(inline[1], heading.line), "heading")
            return
        if key_for(heading.key) != "status":
            continue
        if _read_status(page, heading, found):
            return
        below = next((h for h in page.under(heading) if classify(h.title) != "unknown"), None)
        if below is not None:  # each state is a heading of its own: "Rejected April 2022"
            _take(found, "status", Value(below.title, below.line), "section")
            return
    for heading in page.headings:
        if key_for(heading.key) in ("date", "deciders"):
            body = [(n, page.text(n).strip()) for n in page.own(heading) if page.text(n).strip()]
            if body:
                text = ", ".join(t.lstrip("-*+ ") for _, t in body)
                _take(found, key_for(heading.key), Value(text, body[0][0]), "section")


def _paragraphs(page: Page, lines: range) -> list[list[tuple[int, str]]]:
    found: list[list[tuple[int, str]]] = [[]]
    for n in lines:
        text = page.text(n)
        if text.strip():
            found[-1].append((n, text))
        elif found[-1]:
            found.append([])
    return [p for p in found if p]


def _read_status(page: Page, heading: Heading, found: Metadata) -> bool:
    """Read a ``## Status`` section. A later line may end what an earlier one began: superseded by."""
    said: list[tuple[int, str, str]] = []
    read: list[tuple[int, str]] = []
    for paragraph in _paragraphs(page, page.own(heading)):
        quoted = all(t.lstrip().startswith(">") for _, t in paragraph)
        whole = " ".join(t for _, t in paragraph)
        if quoted and speaks_of_statuses(whole.lower()):
            continue
        listed = any(_UNCHECKED.match(t.lstrip(" \t-*+")) or _CHECKED.match(t.lstrip(" \t-*+")) for _, t in paragraph)
        for number, line in paragraph:
            bare = line.strip().lstrip(">").strip()
            bullet = bare.lstrip("-*+ ") if bare.startswith(("- ", "* ", "+ ")) else bare
            if listed and _UNCHECKED.match(bullet):
                continue
            pair = _pair(line)
            if pair and pair[0] != "status":
                _take(found, pair[0], Value(pair[1], number), "section")
                if pair[0] not in _LINKS:
                    continue
            text = plain(without_form(_CHECKED.sub("", pair[1] if pair and pair[0] == "status" else bullet)))
            if not text or text.startswith("|"):
                continue
            found.status_lines.append(number)
            read.append((number, text))
            if (status := classify(text)) != "unknown":
                said.append((number, text, status))
    if not read:
        return False
    number, text, status = said[0] if said else (*read[0], "unknown")
    told = [(d, s) for s in said if (d := find_date(s[1])) is not None]
    if len(told) > 1 and len(told) == len(said):
        number, text, status = max(told, key=lambda t: (t[0], t[1][0]))[1]
    elif (ended := next((s for s in said if s[2] == "superseded"), None)) is not None:
        number, text, status = ended
    if status == "superseded" and len(text.split()) <= 2:  # what follows may name the successor in words
        rest = [t for n, t in read if n > number]
        text = " ".join([text, *rest])[:MAX_STATUS].rstrip()
    found.status, found.status_text, found.status_line, found.where, found.found = status, text, number, "section", True
    if found.date is None:
        found.date = find_date(text)
    return True


def _tables(page: Page, lines: range, found: Metadata) -> None:
    """Metadata in a table near the top: a label a row, or a label a column."""
    for table in page.tables:
        near = table.line in lines or (table.line - 1) in found.status_lines
        if not near and not (found.status_text is None and _in_status_section(page, table.line)):
            continue
        header = [plain(c) for c in table.header]
        upright = [key_for(h) for h in header]
        sideways = [(r, key_for(plain(r[0]))) for r in [tuple(header), *table.rows] if len(r) >= 2]
        if sum(1 for k in upright if k) >= 2 and len(table.rows) >= 1:
            row = table.rows[-1]
            for key, cell in zip(upright, row, strict=False):
                _take(found, key, Value(cell, table.line + 1 + len(table.rows)), "table")
        else:
            for n, (cells, key) in enumerate(sideways):
                _take(found, key, Value(cells[1], table.line + (n + 1 if n else 0)), "table")


def _in_status_section(page: Page, line: int) -> bool:
    return any(key_for(h.key) == "status" and h.line < line < h.rest for h in page.headings)


def _marks(page: Page, found: Metadata) -> None:
    """A status badge in the first lines."""
    for number in range(1, min(len(page.lines), PREAMBLE) + 1):
        line = page.text(number)
        if "badge/" in line and (badge := _BADGE.search(line[:2000])):
            _take(found, "status", Value(badge[1].replace("_", " ").replace("%20", " "), number), "badge")
            return


def _dates(page: Page, found: Metadata) -> None:
    """The newest entry of a change log, where no line says the date."""
    for heading in page.headings:
        if heading.key in _HISTORY:
            dates = [d for item in items(page, page.own(heading)) if (d := find_date(item.text[:40]))]
            if dates:
                found.date = max(dates)
                return
