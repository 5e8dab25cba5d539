"""AsciiDoc and reStructuredText put into Markdown's clothes, line for line.

Only what decision records are made of is translated: headings, lists, code, links and
fields. What has no counterpart stays as it is and reads as plain text.
"""

from __future__ import annotations

import re

_ADORNMENT = re.compile(r"^([=\-~^\"'`#*+:.<>_])\1{2,}\s*$")
_RST_FIELD = re.compile(r"^:([A-Za-z][A-Za-z _-]{0,30}):(?:[ \t]+(.*))?$")
_RST_LINK = re.compile(r"`([^`<>\n]{1,200})\s<([^`<>\n]{1,500})>`_{1,2}")
_RST_ROLE = re.compile(r":(?:doc|ref|download|file|any):`(?:([^`<>\n]{1,200})\s<([^`<>\n]{1,300})>|([^`<>\n]{1,300}))`")
_RST_TARGET = re.compile(r"^\.\.\s+_")
_ADOC_HEAD = re.compile(r"^(={1,6})[ \t]+(\S.*)$")
_ADOC_LINK = re.compile(r"(?:link|xref):([^\s\[\]]{1,300})\[([^\[\]]{0,200})\]")
_ADOC_CROSS = re.compile(r"<<([^<>,\n]{1,300})(?:,([^<>\n]{0,200}))?>>")
_ADOC_ATTRIBUTE = re.compile(r"^:(status|date|revdate|deciders|decision-makers):[ \t]+(.*)$", re.IGNORECASE)
_ADOC_LABEL = re.compile(r"^([A-Za-z][A-Za-z ]{1,30})::[ \t]*(.*)$")
_ADOC_BULLET = re.compile(r"^[ \t]*(\*{1,5}|\.{1,5}|-)[ \t]+(.*)$")
_ADOC_BLOCKS = ("----", "....", "====", "****", "____", "|===", "```", "--", "++++")


def markdown_from(text: str, suffix: str) -> str:
    """*text*, written in the markup of *suffix*, as Markdown of as many lines."""
    lines = text.split("\n")
    return "\n".join(_from_rst(lines) if suffix == ".rst" else _from_adoc(lines))


def _from_rst(lines: list[str]) -> list[str]:
    out: list[str] = []
    styles: list[str] = []
    skipping: int | None = None  # indentation of a directive whose content is left out
    n = 0
    while n < len(lines):
        line = lines[n]
        body = line.strip()
        indent = len(line) - len(line.lstrip())
        if skipping is not None and (not body or indent > skipping):
            out.append("")
            n += 1
            continue
        skipping = None
        over = _ADORNMENT.match(line)
        if over and n + 2 < len(lines) and lines[n + 1].strip() and lines[n + 2].rstrip() == line.rstrip():
            out += ["", _rst_head(lines[n + 1], over[1] + over[1], styles), ""]
            n += 3
            continue
        under = _ADORNMENT.match(lines[n + 1]) if n + 1 < len(lines) else None
        if under and body and indent == 0 and not over and len(lines[n + 1].rstrip()) >= min(len(body), 4):
            out += [_rst_head(line, under[1], styles), ""]
            n += 2
            continue
        if body.startswith(".. "):
            skipping = indent
            out.append("")
        elif field := _RST_FIELD.match(line):
            out.append(f"- {field[1]}: {field[2] or ''}")
        else:
            out.append(_rst_inline(line))
            if body.endswith("::"):
                skipping = indent
        n += 1
    return out


def _rst_head(title: str, style: str, styles: list[str]) -> str:
    if style not in styles:
        styles.append(style)
    return "#" * min(styles.index(style) + 1, 6) + " " + title.strip()


def _rst_inline(line: str) -> str:
    if "`" not in line:
        return line
    line = _RST_ROLE.sub(lambda m: f"[{m[1] or m[3]}]({m[2] or m[3]})", line)
    return _RST_LINK.sub(r"[\1](\2)", line)


def _from_adoc(lines: list[str]) -> list[str]:
    out: list[str] = []
    fence: str | None = None
    for line in lines:
        body = line.rstrip()
        if fence is not None:
            ends = body == fence
            out.append("```" if ends else line.replace("```", "'''"))
            fence = None if ends else fence
        elif body in ("----", "....", "++++"):
            fence = body
            out.append("```")
        elif head := _ADOC_HEAD.match(body):
            out.append("#" * len(head[1]) + " " + head[2])
        elif attribute := _ADOC_ATTRIBUTE.match(body) or _ADOC_LABEL.match(body):
            name = "date" if attribute[1].lower() == "revdate" else attribute[1]
            out.append(f"- {name}: {attribute[2]}")
        elif body.startswith((":", "//")) or body in _ADOC_BLOCKS or (body.startswith("[") and body.endswith("]")):
            out.append("")
        elif bullet := _ADOC_BULLET.match(body):
            depth = 0 if bullet[1] == "-" else len(bullet[1]) - 1
            out.append("  " * depth + "- " + _adoc_inline(bullet[2]))
        else:
            out.append(_adoc_inline(line))
    return out


def _adoc_inline(line: str) -> str:
    if "[" in line and ":" in line:
        line = _ADOC_LINK.sub(lambda m: f"[{m[2] or m[1]}]({m[1]})", line)
    if "<<" in line:
        line = _ADOC_CROSS.sub(lambda m: f"[{(m[2] or m[1]).strip()}]({m[1]})", line)
    return line
