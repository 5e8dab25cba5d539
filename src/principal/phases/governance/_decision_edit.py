"""Setting the status of a decision record where its dialect keeps it, by a change of one line."""

from __future__ import annotations

import posixpath
import re

from principal.core.pages.metadata import key_for, read_metadata, title_of
from principal.core.pages.names import suffix
from principal.core.pages.page import page_of
from principal.core.pages.status import classify

_ENDS = re.compile(r"(\r\n|\n|\r)")
_YAML = re.compile(r"^(\s*status\s*:\s*)(.*?)(\s+#.*)?$", re.IGNORECASE)
_LABELLED = re.compile(r"^([\s>]*(?:[-*+]\s+)?)([*_]*[^:：|]{1,40}[*_]*\s*[:：][*_]*\s*)(.*?)(\s*\\?)$")
_SECTION = re.compile(r"^([\s>]*(?:[-*+]\s+)?(?:\[[xX]\]\s+)?)([*_`]*)(.*?)([*_`]*)(\s*)$")


class CannotEditError(Exception):
    """The record cannot be changed without rewriting it; the message says what to do instead."""


def supersede(text: str, new_id: str, *, path: str = "record.md", new_path: str | None = None) -> str:
    """*text* with its status set to superseded by *new_id*, one line changed and all else kept.

    The status is set where the record keeps it: front matter, a Status section, a labelled
    line, a table, a badge or tags. A record without one gets one.

    Args:
        text: the superseded record.
        new_id: id of its successor, such as ``ADR-012``.
        path: the superseded record's path (its suffix says its markup).
        new_path: the successor's path; the status links to it where the markup is Markdown.

    Raises:
        CannotEditError: the edited text would not read as superseded.
    """
    pieces = _ENDS.split(text)
    lines, ends = pieces[0::2], [*pieces[1::2], ""]
    page = page_of(path, text.encode("utf-8", errors="replace"))
    head = title_of(page)
    metadata = read_metadata(page, head)
    markdown = suffix(path) not in (".rst", ".adoc", ".asciidoc")
    link = (
        f"[{new_id}]({posixpath.relpath(new_path, posixpath.dirname(path) or '.')})"
        if new_path and markdown
        else new_id
    )
    number = metadata.status_line
    end = next((e for e in ends if e), "\n")
    if metadata.where and number is not None and number <= len(lines):
        written = metadata.status_text or ""
        lines[number - 1] = _edited(lines[number - 1], metadata.where, written, new_id, link)
    elif page.front_matter is not None and page.front_end > 0:
        at = page.front_end - 1
        lines.insert(at, f"status: superseded by {new_id}")
        ends.insert(at, end)
    else:
        at = _after_title(lines, head.line) if head is not None else page.front_end
        lines[at:at] = ["", f"Status: superseded by {link}"] if at else [f"Status: superseded by {link}", ""]
        ends[at:at] = [end, end]
        if at and ends[at - 1] == "":
            ends[at - 1], ends[at + 1] = end, ""
    edited = "".join(line + line_end for line, line_end in zip(lines, ends, strict=True))
    if _status(path, edited) != "superseded":
        where = f"line {number}" if number else "the record"
        raise CannotEditError(
            f"the status of {path} could not be set; write 'superseded by {new_id}' at {where} by hand"
        )
    return edited


def _status(path: str, text: str) -> str:
    page = page_of(path, text.encode("utf-8", errors="replace"))
    return read_metadata(page, title_of(page)).status


def _after_title(lines: list[str], line: int) -> int:
    """Where a line after the title goes: an underlined title takes two lines, or three."""
    at = line
    while at < len(lines) and re.fullmatch(r"([=\-~^\"'`#*+])\1{2,}\s*", lines[at]):
        at += 1
    return at


def _edited(line: str, where: str, written: str, new_id: str, link: str) -> str:
    letters = re.sub(r"[^A-Za-z]", "", written)
    word = "Superseded by" if letters[:1].isupper() else "superseded by"
    if where == "yaml" and (found := _YAML.match(line)):
        if not found[2] or found[2][0] in ">|&*":  # the value goes on in the next lines
            return line
        quote = found[2][:1] if found[2][:1] in "\"'" and found[2][:1] else ""
        return f"{found[1].rstrip()} {quote}{word} {new_id}{quote}{found[3] or ''}"
    if where == "badge":
        return re.sub(
            r"(badge/(?:adr[-_]+)?status-)[A-Za-z_%20]{3,30}(-)", r"\g<1>superseded\g<2>", line, flags=re.IGNORECASE
        )
    if where == "tags":
        return re.sub(rf"\b{re.escape(written.split(',')[0].strip())}\b", "Superseded", line, count=1)
    if where == "table":
        return _in_table(line, written, f"{word} {link}")
    if where in ("bullets", "inline", "heading") and (found := _LABELLED.match(line)):
        label, value = found[2], found[3]
        closing = value[len(value.rstrip("*_")) :]
        wrapped = closing and not label.rstrip().endswith(closing)
        opening = closing if wrapped and value.startswith(closing) else ""
        return f"{found[1]}{label}{opening}{word} {link}{closing if wrapped else ''}{found[4]}"
    if found := _SECTION.match(line):
        if (labelled := _LABELLED.match(line)) and key_for(labelled[2].strip(" :：*_")) == "status":
            return _edited(line, "inline", written, new_id, link)
        mark = (
            found[2] if found[2] and found[2] == found[4] and found[2] not in found[3] and "`" not in found[2] else ""
        )
        return f"{found[1]}{mark}{word} {link}{mark}{found[5]}"
    return line


def _in_table(line: str, written: str, value: str) -> str:
    cells = line.split("|")
    for n in reversed(range(len(cells))):
        cell = cells[n].strip()
        if cell and classify(cell.strip("*_` ")) != "unknown" and classify(written) == classify(cell.strip("*_` ")):
            cells[n] = f" {value} "
            return "|".join(cells)
    return line
