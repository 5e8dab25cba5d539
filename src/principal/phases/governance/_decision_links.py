"""How a decision says that it relates to others."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.pages.metadata import Metadata
from principal.core.pages.names import SUFFIXES, stem, suffix
from principal.core.pages.page import Page, plain
from principal.phases.governance._decision_citations import resolve
from principal.phases.governance._decision_places import in_decisions_folder, is_template, numbered, wants

_VERB = re.compile(
    r"(?P<part>\b(?:part(?:ly|ially)?|in part|mostly)\s+)?\b(?:"
    r"(?P<by>(?:super[sc]ee?ded|replaced|obsoleted|invalidated)\s+(?:\([^()]{0,80}\)\s*)?(?:entirely\s+|fully\s+)?by)"
    r"|(?P<amended>amended\s+by)"
    r"|(?P<over>super[sc]ee?d(?:es|ing)|replaces|replacing|obsoletes)"
    r"|(?P<amends>amends|amending))\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[((?:[^\[\]\n]|\\.){0,300})\]\(<?([^()<>\s]{0,500})>?[^()\n]{0,100}\)")
_NAME = re.compile(r"\b(?:(?:ADR|MADR|DR|AD|[A-Z]{2,8})[- ]?\d{1,5}|(?:adr|madr)[- ]?\d{1,5})\b")
_BARE = re.compile(r"(?<![\w#./-])#?(\d{2,5})(?![\w./-])")
_LIST = re.compile(  # what may stand between "supersedes" and a bare number
    r"(?:[\s:,&#()*_.-]|\b(?:and|or|the|by|with|adrs?|no|number|decisions?|records?)\b|\d{2,5}(?![\w/]))*",
    re.IGNORECASE,
)
_NONE = re.compile(r"\W*(?:none|n/?a|nothing|no\b|-|$)", re.IGNORECASE)
_SLUG = re.compile(r"(?<![\w/])(\d{4,8}-[a-z0-9][a-z0-9-]{2,100})(?![\w/])")
MAX_RELATIONS = 300
_SECTIONS = frozenset(("links", "related", "references", "see", "relations", "relationships"))


@dataclass(frozen=True, slots=True)
class Relation:
    """One link to another decision, as written."""

    line: int
    kind: str
    target: str
    path: str | None


def relations(page: Page, metadata: Metadata, own_id: str) -> Iterator[Relation]:
    """Every relation the record states, each target once a line; its own name is none."""
    seen: set[tuple[int, str, str]] = set()
    pairs: set[str] = set()

    def fresh(relation: Relation) -> bool:
        key = (relation.line, relation.kind, relation.target)
        if key in seen or relation.target.upper().replace(" ", "-") == own_id.upper() or relation.path == page.path:
            return False
        seen.add(key)
        pairs.add(relation.path or relation.target)
        return True

    for kind, value in metadata.links:
        yield from filter(fresh, _in_line(page, value.text, value.line, kind, True))
    stated = set(metadata.status_lines)
    for number in sorted(stated)[:MAX_RELATIONS]:
        text = page.text(number) if number > page.front_end else metadata.status_written
        yield from filter(fresh, _in_line(page, text, number, None, True))
    for heading in page.headings:
        if heading.words and heading.words[0] in _SECTIONS:
            for number in page.whole(heading):
                if number not in stated and len(seen) < MAX_RELATIONS:
                    yield from filter(fresh, _in_line(page, page.text(number), number, None, False))
                    stated.add(number)
    for number, line in enumerate(page.lines, 1):
        if len(seen) >= MAX_RELATIONS:
            return
        if number not in stated and "](" in line and any(ending in line for ending in SUFFIXES):
            for relation in _in_line(page, line, number, None, False):
                if relation.path and relation.path not in pairs and fresh(relation):
                    yield relation


def _in_line(page: Page, line: str, number: int, default: str | None, says_so: bool) -> Iterator[Relation]:
    """The decisions that a line names, each with the verb before it.

    Where the line's purpose is to name decisions (*says_so*), names without a link count too.
    """
    line = line[:3000]
    if default and _NONE.match(line):  # "Supersedes: None (extends ADR-0087)"
        default = None
    found_verbs = list(_VERB.finditer(line))
    verbs = [(m.start(), _kind(m)) for m in found_verbs]
    folder = posixpath.dirname(page.path)
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, str, str | None]] = []
    for link in _LINK.finditer(line):
        taken.append(link.span())
        path = resolve(folder, link[2])
        text = plain(link[1]).strip()
        if path is not None and _is_record(path, folder):
            found.append((link.start(), text or stem(path), path))
        elif path is None and (named := _NAME.search(text)) and not link[2].startswith(("http:", "https:", "mailto:")):
            found.append((link.start(), named[0], None))
    if says_so or verbs:
        patterns = (_NAME, _SLUG, _BARE) if verbs or default else (_NAME,)
        for pattern in patterns:
            for name in pattern.finditer(line):
                if not any(a < name.end() and name.start() < b for a, b in taken) and (verbs or default or says_so):
                    after_verb = any(at < name.start() for at, _ in verbs) or default is not None
                    if pattern is _BARE and (ends := [m.end() for m in found_verbs if m.end() <= name.start()]):
                        after_verb = _LIST.fullmatch(line, ends[-1], name.start()) is not None
                    if after_verb or pattern is _NAME:
                        taken.append(name.span())
                        found.append((name.start(), name[0], None))
    for at, target, path in sorted(found):
        kind = next((k for start, k in reversed(verbs) if start < at), default or "relates to")
        yield Relation(number, kind, target[:200], path)


def _kind(verb: re.Match[str]) -> str:
    if verb["part"] or verb["amended"]:
        return "relates to"
    if verb["by"]:
        return "superseded by"
    return "supersedes" if verb["over"] else "amends"


def _is_record(path: str, folder: str) -> bool:
    if not suffix(path) or is_template(stem(path)):
        return False
    if wants(path):
        return in_decisions_folder(path) or numbered(stem(path)) is not None
    return posixpath.dirname(path) == folder and numbered(stem(path)) is not None
