"""A decision record as lines, headings, tables and front matter, whatever markup it is written in.

Lines keep their numbers in every markup, so that whatever is read from one can say where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from principal.core.pages.markup import markdown_from
from principal.core.pages.names import suffix
from principal.core.pages.words import vocabulary

if TYPE_CHECKING:
    from principal.core.markdown import Fence, TableBlock

MAX_LINES = 20_000
MAX_LINE = 20_000
MAX_HEADINGS = 500
MAX_TEXT = 4_000  # of a paragraph or an item that is looked at
BOLD_LEVEL = 7  # a line that is bold as a whole heads what follows, below every true heading

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]{0,80}\]){0,300})\](?:\([^()\n]{0,500}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)|\[[^\[\]\n]{0,200}\])?"
)
_STRUCK = re.compile(r"~~[^~\n]{0,200}~~")
_COMMENT = re.compile(r"<!--[^\n]{0,500}?-->")
_TAG = re.compile(
    r"</?(?:a|b|br|code|del|details|div|em|font|hr|i|img|ins|kbd|mark|p|s|small|span|strong|sub|summary|sup|u)\b[^<>\n]{0,300}>",
    re.IGNORECASE,
)
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,500})>")
_BOLD_HEADS = vocabulary(
    "alternatives alternative options option considered rejected evaluated status date deciders context problem "
    "statement background decision outcome decisions consequences consequence positive negative neutral pros "
    "cons pro con advantages disadvantages drawbacks benefits links references related why not chosen and of "
    "the impact rationale enforcement motivation risks"
)
_BULLET = re.compile(r"^([ \t]*)(?:[*+-]|\d{1,3}[.)])[ \t]+(.*)$")
_PLACEHOLDER = re.compile(
    r"^[\s*_>-]*(?:\{[^{}]*\}|\[[^\[\]]*\]|<[^<>]*>|TBD|TODO|N/?A|None|\.\.\.|…)?[\s*_.]*$", re.IGNORECASE
)
_NONE = re.compile(r"^[\s*_>-]*(?:N/?A|None|not applicable)[\s*_.]*$", re.IGNORECASE)


@dataclass(slots=True)
class Value:
    """A value as written, and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the lines that it heads.

    Attributes:
        level: 1 to 6, or ``BOLD_LEVEL`` for a bold line.
        title: its text without markup.
        key: its words in lower case, without numbering.
        line: where it stands; ``end`` is the first line after its section, with subsections.
        rest: the first line that does not belong to the heading itself but to a subsection.
    """

    level: int
    title: str
    key: str
    line: int
    rest: int
    end: int

    @property
    def words(self) -> list[str]:
        """The words of its key."""
        return self.key.split()


@dataclass(frozen=True)
class Page:
    """A record's text, ready to be asked. ``lines[0]`` is line 1; fences and comments are blank in it."""

    path: str
    lines: list[str]
    headings: list[Heading]
    tables: list[TableBlock]
    fences: list[Fence]
    front_matter: str | None
    front_line: int
    front_end: int
    notes: list[str] = field(default_factory=list)

    def own(self, heading: Heading) -> range:
        """Line numbers of the text directly under *heading*."""
        return range(heading.line + 1, heading.rest)

    def whole(self, heading: Heading) -> range:
        """Line numbers of everything under *heading*."""
        return range(heading.line + 1, heading.end)

    def text(self, line: int) -> str:
        """The text of a line."""
        return self.lines[line - 1]

    def under(self, heading: Heading) -> list[Heading]:
        """The headings within the section of *heading*."""
        return [h for h in self.headings if heading.line < h.line < heading.end]

    def says_something(self, heading: Heading) -> bool:
        """Whether more than emptiness or a form's placeholder stands under *heading*."""
        if any(heading.line < f.line < heading.end for f in self.fences):
            return True
        heads = {h.line for h in self.under(heading)}
        return any(not _PLACEHOLDER.match(self.text(n)[:400]) for n in self.whole(heading) if n not in heads)

    def says_none(self, heading: Heading) -> bool:
        """Whether a line under *heading* says in so many words that there is none, or that it does not apply."""
        return any(_NONE.match(self.text(n)[:400]) for n in self.whole(heading))


def plain(text: str) -> str:
    """*text* without Markdown's markup: links become their text, struck text and comments go."""
    text = text[: 2 * MAX_TEXT]
    if "<" in text:
        spans = _COMMENT.sub("", text).split("`")
        spans[::2] = [_TAG.sub("", _AUTOLINK.sub(r"\1", span)) for span in spans[::2]]
        text = "`".join(spans)
    if "~~" in text:
        text = _STRUCK.sub("", text)
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "&" in text and ";" in text:
        text = unescape(text)
    return " ".join(text.replace("*", "").replace("`", "").replace("__", "").replace("\\", "").split())


def key_of(title: str) -> str:
    """The words of a heading in lower case, without its numbering: ``2. Considered Options:`` and the like."""
    words: list[str] = _WORDS.findall(title.lower())
    while words and words[0].isdigit():
        words.pop(0)
    while len(words) > 1 and words[-1] == "optional":
        words.pop()
    return " ".join(words)


@dataclass(slots=True)
class Item:
    """A list item: its text (joined over its lines), where it stands, and the lines under it."""

    line: int
    text: str
    ordinal: bool
    children: list[str] = field(default_factory=list)


def items(page: Page, lines: range) -> list[Item]:
    """The items of the first list in *lines*; a list of single items with paragraphs between them is one list."""
    groups: list[list[Item]] = []
    outer: int | None = None
    blank = open_text = False
    for number in lines:
        text = page.text(number)
        body = text.lstrip()
        if not body:
            blank, open_text = True, False
            continue
        indent = len(text) - len(body)
        bullet = _BULLET.match(text)
        beneath = outer is not None and groups[-1][0].ordinal and not body[0].isdigit()  # "1. Kafka", blank, "- slow"
        if bullet and not beneath and (outer is None or indent <= outer + 1):
            if outer is None:
                outer = indent
                groups.append([])
            groups[-1].append(Item(number, bullet[2][:MAX_TEXT], body[0].isdigit()))
            open_text = True
        elif outer is not None and (bullet or indent > outer):
            if open_text and not bullet:
                _continue(groups[-1][-1], body)
            else:
                groups[-1][-1].children.append(text)
                open_text = False
        elif outer is not None and not blank and open_text:
            _continue(groups[-1][-1], body)
        else:
            outer, open_text = None, False
        blank = False
    first = next((g for g in groups if len(g) > 1), None)
    return first if first is not None else [item for group in groups for item in group]


def _continue(item: Item, body: str) -> None:
    if len(item.text) < MAX_TEXT:
        item.text += " " + body[:MAX_TEXT].rstrip()


def page_of(path: str, content: bytes) -> Page:
    """Read one record's text. Never raises: what is odd is said in ``notes``."""
    from principal.core.markdown import parse

    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    notes: list[str] = []
    kind = suffix(path)
    if kind not in (".md", ".markdown", ".mdx", ""):
        text = markdown_from(text, kind)
    raw = text.split("\n")
    if len(raw) > MAX_LINES:
        notes.append(f"only the first {MAX_LINES} of {len(raw)} lines were read")
        raw = raw[:MAX_LINES]
    if any(len(line) > MAX_LINE for line in raw):
        notes.append(f"lines were read up to {MAX_LINE} characters")
        raw = [line[:MAX_LINE] for line in raw]
    document = parse("\n".join(raw))
    front_end = 0
    if document.front_matter is not None:
        front_end = next(n for n, line in enumerate(raw[1:], 2) if line.rstrip() in ("---", "..."))
    lines = [""] * len(raw)
    for number, line in document.prose:
        lines[number - 1] = line
    _blank_comments(lines)
    true = [(s.level, s.title, s.line) for s in document.sections]
    headings = _headings(lines, true)
    if len(headings) > MAX_HEADINGS:
        notes.append(f"only the first {MAX_HEADINGS} of {len(headings)} headings were read")
    return Page(
        path,
        lines,
        headings[:MAX_HEADINGS],
        list(document.tables),
        list(document.fences),
        document.front_matter,
        document.front_matter_line,
        front_end,
        notes,
    )


def _blank_comments(lines: list[str]) -> None:
    inside = False
    for n, line in enumerate(lines):
        if not inside and "<!--" not in line:
            continue
        kept = ""
        while line:
            if inside:
                _, closed, line = line.partition("-->")
                inside = not closed
            else:
                before, opened, line = line.partition("<!--")
                kept += before
                inside = bool(opened)
        lines[n] = kept


def _bold_title(line: str) -> str | None:
    """The text of a line that is bold as a whole and names a part of a record: ``**Alternatives considered:**``."""
    text = line.strip()
    if len(text) > 120 or not text.startswith("**"):
        return None
    inner = text[2:].rstrip(":：").rstrip()
    if not inner.endswith("**"):
        return None
    inner = inner[:-2].strip().rstrip(":：")
    words = key_of(inner).split()
    return inner if words and "**" not in inner and all(w in _BOLD_HEADS for w in words) else None


def _headings(lines: list[str], true: list[tuple[int, str, int]]) -> list[Heading]:
    heads = {line: (level, title) for level, title, line in true if line <= len(lines)}
    for n, text in enumerate(lines, 1):
        if "**" in text[:6] and n not in heads and (title := _bold_title(text)) is not None:
            heads[n] = (BOLD_LEVEL, title)
    ordered = sorted(heads.items())
    found: list[Heading] = []
    stop = len(lines) + 1
    ends: list[int] = [stop] * len(ordered)
    open_heads: list[int] = []
    for i, (line, (level, _)) in enumerate(ordered):
        while open_heads and ordered[open_heads[-1]][1][0] >= level:
            ends[open_heads.pop()] = line
        open_heads.append(i)
    for i, (line, (level, title)) in enumerate(ordered):
        rest = ordered[i + 1][0] if i + 1 < len(ordered) else stop
        bare = plain(title).strip(" #")
        found.append(Heading(level, bare, key_of(bare), line, min(rest, ends[i]), ends[i]))
    return found
