"""Markdown, as far as records and rules need it: front matter, headings, fences, tables, links, bullets.

Block structure by CommonMark 0.31 (headings, setext headings, fenced code), with GitHub's
tables; one pass over the lines, so that time is linear in the text. A full parser
(markdown-it-py) costs 120 ms to import, more than reading every rule does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

MAX_LINES = 50_000
_MAX_LINE = 20_000


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is below it up to the next heading of any level; lines count from 1.

    ``body_start`` and ``body_end`` delimit the body as a half-open range of lines.
    """

    level: int
    title: str
    line: int
    body_start: int
    body_end: int


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block: its info string, the line of its opening, its content."""

    info: str
    line: int
    content: str
    section_title: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: header cells, rows of cells, and the header's line; row *n* (from 0) is on ``line + 2 + n``."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int
    section_title: str


@dataclass(frozen=True, slots=True)
class Link:
    """An inline link or image, or a reference definition."""

    text: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Bullet:
    """A list item's first line: its text, indentation and line."""

    text: str
    indent: int
    line: int
    section_title: str


@dataclass(frozen=True)
class MarkdownDocument:
    """A parsed text; every line number is one of the original text."""

    lines: tuple[str, ...]
    front_matter: str | None
    front_matter_line: int
    sections: tuple[Section, ...]
    fences: tuple[Fence, ...]
    tables: tuple[TableBlock, ...]
    links: tuple[Link, ...]
    bullets: tuple[Bullet, ...]
    prose: tuple[tuple[int, str], ...]  # lines outside of fences, comments and front matter

    @cached_property
    def title(self) -> str | None:
        """The first heading of the first level."""
        return next((s.title for s in self.sections if s.level == 1), None)

    def section(self, title: str) -> Section | None:
        """The first section of that title, whatever its case."""
        wanted = title.strip().lower()
        return next((s for s in self.sections if s.title.strip().lower() == wanted), None)

    def section_text(self, title: str) -> str:
        """The text below that heading, its subsections included; '' where there is none."""
        section = self.section(title)
        if section is None:
            return ""
        end = next(
            (s.line for s in self.sections if s.line > section.line and s.level <= section.level), len(self.lines) + 1
        )
        return "\n".join(self.lines[section.body_start - 1 : end - 1])


_ATX = re.compile(r" {0,3}(#{1,6})(?![^ \t])")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*\Z")
_FENCE = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})[ \t]*([^`]*)\Z")
_BULLET = re.compile(r"([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(\S.*)\Z")
_DIVIDER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_LINK = re.compile(
    r"!?\[([^\[\]]{0,500})\]\(\s*<?([^()\s<>]{1,1000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,500})?)>?(?:\s[^)]{0,320})?\)"
)
_REFERENCE = re.compile(r" {0,3}\[([^\[\]]{1,500})\]:[ \t]*<?(\S{1,1000}?)>?(?:[ \t].*)?\Z")


def parse(text: str) -> MarkdownDocument:
    """Parse *text*; never raises. Lines over the limits of this module are kept as prose without structure."""
    lines = tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    front, front_line, start = _front_matter(lines)
    scanner = _Scanner(lines[:MAX_LINES], start)
    scanner.run()
    return MarkdownDocument(
        lines=lines,
        front_matter=front,
        front_matter_line=front_line,
        sections=scanner.finished_sections(),
        fences=tuple(scanner.fences),
        tables=tuple(scanner.tables),
        links=tuple(scanner.links),
        bullets=tuple(scanner.bullets),
        prose=tuple(scanner.prose),
    )


def _front_matter(lines: tuple[str, ...]) -> tuple[str | None, int, int]:
    """The YAML between ``---`` lines at the top, the line it begins on, and the index of the first line after."""
    first = 1 if lines and lines[0].startswith("\ufeff") else 0
    if not lines or lines[0].lstrip("\ufeff").rstrip() != "---":
        return None, 1, 0
    for index in range(1, min(len(lines), 1000)):
        if lines[index].rstrip() in ("---", "..."):
            return "\n".join(lines[1:index]) + "\n", 2, index + 1
    return None, 1, first


class _Scanner:
    """One pass over the lines."""

    def __init__(self, lines: tuple[str, ...], start: int) -> None:
        self.lines, self.start = lines, start
        self.headings: list[tuple[int, str, int, int]] = []  # level, title, line, first line of the body
        self.fences: list[Fence] = []
        self.tables: list[TableBlock] = []
        self.links: list[Link] = []
        self.bullets: list[Bullet] = []
        self.prose: list[tuple[int, str]] = []

    def run(self) -> None:
        """Scan every line."""
        index, commented = self.start, False
        while index < len(self.lines):
            line = self.lines[index]
            if len(line) > _MAX_LINE:
                self.prose.append((index + 1, line))
                index += 1
                continue
            if commented or line.lstrip().startswith("<!--"):
                commented = "-->" not in line
                index += 1
                continue
            opening = _FENCE.match(line)
            if opening:
                index = self._fence(index, opening)
                continue
            index = self._line(index, line)

    def _line(self, index: int, line: str) -> int:
        heading = _ATX.match(line)
        if heading:
            self.headings.append((len(heading[1]), _plain(_unclosed(line[heading.end() :])), index + 1, index + 2))
            self._inline(index, line)
            return index + 1
        following = self.lines[index + 1] if index + 1 < len(self.lines) else ""
        setext = _SETEXT.match(following)
        if setext and line.strip() and not _BULLET.match(line) and not line.startswith(("    ", "\t", ">", "|")):
            self.headings.append((1 if setext[1][0] == "=" else 2, _plain(line.strip()), index + 1, index + 3))
            self._inline(index, line)
            return index + 2
        if "|" in line and "-" in following and "|" in following and _DIVIDER.match(following):
            return self._table(index)
        bullet = _BULLET.match(line)
        if bullet:
            self.bullets.append(Bullet(bullet[2].strip(), len(bullet[1].expandtabs(4)), index + 1, self._title()))
        self._inline(index, line)
        return index + 1

    def _title(self) -> str:
        return self.headings[-1][1] if self.headings else ""

    def _fence(self, index: int, opening: re.Match[str]) -> int:
        mark = opening[1]
        indent = len(self.lines[index]) - len(self.lines[index].lstrip())
        content = []
        end = index + 1
        while end < len(self.lines):
            stripped = self.lines[end].strip()
            if len(stripped) >= len(mark) and not stripped.strip(mark[0]):
                break
            line = self.lines[end]
            content.append(line[min(indent, len(line) - len(line.lstrip())) :])
            end += 1
        text = "\n".join(content) + ("\n" if content else "")
        self.fences.append(Fence(opening[2].strip(), index + 1, text, self._title()))
        return end + 1

    def _table(self, index: int) -> int:
        header = cells(self.lines[index])
        rows = []
        end = index + 2
        while end < len(self.lines) and "|" in self.lines[end] and len(self.lines[end]) <= _MAX_LINE:
            rows.append(cells(self.lines[end]))
            end += 1
        self.tables.append(TableBlock(header, tuple(rows), index + 1, self._title()))
        for position in range(index, end):
            if position != index + 1:
                self._inline(position, self.lines[position])
        return end

    def _inline(self, index: int, line: str) -> None:
        self.prose.append((index + 1, line))
        if "](" in line:
            self.links += [Link(m[1], m[2], index + 1) for m in _LINK.finditer(line)]
        elif "]:" in line and (reference := _REFERENCE.match(line)):
            self.links.append(Link(reference[1], reference[2], index + 1))

    def finished_sections(self) -> tuple[Section, ...]:
        """The sections, now that it is known where each ends."""
        ends = [line for _, _, line, _ in self.headings[1:]] + [len(self.lines) + 1] * bool(self.headings)
        return tuple(
            Section(level, title, line, body, max(body, end))
            for (level, title, line, body), end in zip(self.headings, ends, strict=True)
        )


def cells(line: str) -> tuple[str, ...]:
    """The cells of a table row; an escaped or quoted bar does not divide."""
    text = line.strip().removeprefix("|")
    parts, current, escaped, ticked = [], "", False, False
    for character in text:
        if escaped:
            current += character if character == "|" else "\\" + character
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "|" and not ticked:
            parts.append(current.strip())
            current = ""
        else:
            ticked ^= character == "`"
            current += character
    if current.strip() or escaped:
        parts.append(current.strip())
    return tuple(parts)


def _unclosed(title: str) -> str:
    """The text of a heading without the marks that may close it (an expression would go back and forth)."""
    title = title.strip(" \t")
    rest = title.rstrip("#")
    return rest.rstrip(" \t") if rest != title and rest[-1:] in ("", " ", "\t") else title


def _plain(title: str) -> str:
    """A heading's text without the marks of emphasis and code around it."""
    return title.strip().strip("*_`").strip()
