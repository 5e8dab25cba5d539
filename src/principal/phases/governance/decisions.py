"""Decision records, in every dialect that is out there, read as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.decided import Alternatives, Citations, DecisionLinks, Decisions, DecisionTopics, Enforcements
from principal.core.pages.metadata import Metadata, key_for, read_metadata, title_of
from principal.core.pages.option import Option
from principal.core.pages.options import options_heading, read_options, told_in_prose
from principal.core.pages.page import BOLD_LEVEL, Heading, Page, key_of, page_of, plain
from principal.core.pages.status import STATUSES
from principal.core.pages.words import vocabulary
from principal.core.records import Elsewhere, Mistake, RecordKind
from principal.phases.governance._decision_citations import citations, topics
from principal.phases.governance._decision_links import relations
from principal.phases.governance._decision_places import (
    NAMING_LOCATIONS,
    dated,
    in_decisions_folder,
    locations,
    named_like_record,
    names_locations,
    numbered,
    record_name,
    wants,
    wants_in,
    without_date,
)

__all__ = ["RECORD", "locations", "names_locations", "read", "wants", "wants_in"]

MAX_BYTES = 4 * 1024 * 1024

_CONTEXT = vocabulary(
    "context problem problems background issue issues motivation situation challenge why abstract introduction "
    "prologue kontext problemstellung contexto contexte 背景 上下文 コンテキスト 文脈"
)
_DECISION = vocabulary(
    "decision decisions outcome resolution solution conclusion recommendation decided proposal entscheidung "
    "decisión decisão décision 决策 决定 決定"
)
_NOT_DECISION = vocabulary("drivers makers date criteria log history related status rejected deferred process driver")
_CONSEQUENCES = vocabulary(
    "consequence consequences impact impacts implication implications tradeoffs risks ramifications results "
    "effects konsequenzen consecuencias consequências conséquences 后果 影响 影響 結果"
)
_REASONS = vocabulary("rationale reasoning reasons why justification")
_APART = vocabulary("links references related see enforcement changelog history appendix notes more further review")
_LABELLED = re.compile(r"\s*(?:[-*+>]\s+)?[*_]*[^\W\d_][\w -]{0,30}[*_]*\s*:")  # "**Deciders**: Ada"
_CALLED = re.compile(
    r"^(?:architect(?:ure|ural)\s+decision(?:\s+record)?|decision\s+record|adr)\s*[:–—-]\s+", re.IGNORECASE
)
_JOINTS = vocabulary("and the of statement")
_NUMBER = re.compile(
    r"^(?:architect(?:ure|ural)\s+decision(?:\s+record)?\s*[:#-]?\s*)?"
    r"(?:(?P<prefix>ADR|MADR|DR|AD|[A-Z]{2,8}|[Aa]dr|RFC)[-_ #]{0,3})?(?P<digits>\d{1,5})"
    r"(?P<end>\s*[.:)|–—-]+\s*|\s+|$)",
)
_PLACEHOLDER_TITLE = re.compile(
    r"[{<\[]\s*(?:short\s|title|adr|number|nnn|insert|name|your|decision|describe)"
    r"|^title$|\bNNNN?\b|\bXXXX?\b|^short title",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Which of the parts that make a decision the record has, and whether each says something."""

    context: bool
    decision: bool
    consequences: bool
    places: int  # how many of them have a place at all
    madr: bool
    options: bool


def read(path: str, content: bytes) -> Iterator[object]:
    """Rows and mistakes of one decision record; nothing if the file turns out to be none."""
    if len(content) > MAX_BYTES:
        yield Mistake(path, 1, 1, f"{len(content)} bytes are too much for a decision record", f"at most {MAX_BYTES}")
        return
    page = page_of(path, content)
    head = title_of(page)
    metadata = read_metadata(page, head)
    parts = _parts(page)
    if not _is_decision(page, head, metadata, parts):
        return
    title, title_line = _title(page, head, metadata)
    identity, number = _identity(path, title, metadata)
    title = _without_number(title, number)
    options = read_options(page)
    dialect = _dialect(page, metadata, parts, identity)
    yield Decisions(
        id=identity,
        path=path,
        line=title_line,
        number=number,
        title=title,
        status=metadata.status,
        status_text=metadata.status_text,
        status_line=metadata.status_line,
        date=metadata.date or dated(record_name(path)),
        deciders=metadata.deciders,
        dialect=dialect,
        review=metadata.review,
        has_context=parts.context,
        has_decision=parts.decision,
        has_consequences=parts.consequences,
        alternatives_required=dialect in ("principal", "madr", "log4brains") or parts.options,
        alternatives_in_prose=told_in_prose(page, options),
    )
    yield from _options_rows(path, identity, options)
    for relation in relations(page, metadata, identity):
        yield DecisionLinks(path, relation.line, identity, relation.kind, relation.target, relation.path)
    for cited, line in citations(page):
        yield Citations(path, line, identity, cited)
    yield from _enforcements(page, identity)
    for word, line in topics(page, title, title_line, options):
        yield DecisionTopics(path, line, identity, word)
    yield from _mistakes(page, metadata, dialect)


def _options_rows(path: str, identity: str, options: list[Option]) -> Iterator[Alternatives]:
    seen: set[str] = set()
    for option in options:
        if option.name not in seen:
            seen.add(option.name)
            yield Alternatives(path, option.line, identity, option.name, option.chosen, option.why)


def _enforcements(page: Page, identity: str) -> Iterator[Enforcements]:
    for heading in page.headings:
        if heading.level < BOLD_LEVEL and heading.words[:1] == ["enforcement"]:
            for fence in page.fences:
                language = fence.info.split()[0].lower() if fence.info.split() else ""
                if heading.line < fence.line < heading.end and language == "sql":
                    yield Enforcements(page.path, fence.line, identity, fence.content)


def _mistakes(page: Page, metadata: Metadata, dialect: str) -> Iterator[Mistake]:
    """What is wrong in it. Only our own template is held to our own words.

    Front matter that is no YAML (``author: @ada``) is none of our business where it told its
    status all the same.
    """
    for line, wrong, expected in metadata.mistakes if metadata.where != "yaml" else []:
        yield Mistake(page.path, line, 1, wrong, expected)
    for note in page.notes:
        yield Mistake(page.path, 1, 1, note, "a shorter record")
    if dialect != "principal":
        return
    if metadata.status_text and metadata.status == "unknown" and metadata.status_line:
        yield Mistake(
            page.path,
            metadata.status_line,
            1,
            f"status {metadata.status_text!r}{_meant(metadata.status_text)}",
            _one_of(),
        )
    if metadata.date_text and metadata.date is None:
        text, line = metadata.date_text.text, metadata.date_text.line
        yield Mistake(page.path, line, 1, f"{text!r} is not a date", "a date such as 2026-01-31")


def _meant(text: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(text.lower().split()[0], STATUSES, n=1) if text.split() else []
    return f" (did you mean {close[0]}?)" if close else ""


def _one_of() -> str:
    return f"one of {', '.join(STATUSES)}"


def _parts(page: Page) -> _Parts:
    context = decision = consequences = madr = options = False
    places: set[str] = set()
    for heading in page.headings:
        words = set(heading.words)
        if options_heading(heading):
            options = True
            madr = madr or heading.key in ("considered options", "pros and cons of the options")
            continue
        if heading.key in ("decision outcome", "decision drivers", "context and problem statement"):
            madr = True
        if len(heading.words) > 6:
            continue
        if words & _CONTEXT:
            places.add("context")
            context = context or page.says_something(heading)
        if words & _DECISION and not words & _NOT_DECISION:
            places.add("decision")
            decision = decision or page.says_something(heading)
        if words & _CONSEQUENCES:
            places.add("consequences")
            consequences = consequences or page.says_something(heading)
    if "context" not in places and len(page.headings) > 1:
        context = _told_elsewhere(page)
    return _Parts(context, decision, consequences, len(places), madr, options)


def _told_elsewhere(page: Page) -> bool:
    """Whether a record without a section for its context tells it above all sections, or in one of its own."""
    title = title_of(page)
    first = next((h.line for h in page.headings if title is None or h.line > title.line), len(page.lines) + 1)
    top = range(title.line + 1 if title else page.front_end + 1, first)
    if sum(len(page.text(n).split()) for n in top if not _LABELLED.match(page.text(n))) > 8:
        return True
    own = [h for h in page.headings if h is not title and (not _standard(h) or set(h.words) & _REASONS)]
    return any(page.says_something(h) for h in own if h.words and h.words[0] not in _APART)


def _is_decision(page: Page, head: Heading | None, metadata: Metadata, parts: _Parts) -> bool:
    """Whether the file is a decision: by its name and folder together, or by what it says.

    A numbered or dated file in a folder of decisions is one whatever it says. Every other
    file has to say so: by a status, or by the parts of a decision.
    """
    name = record_name(page.path)
    shown = head.title if head else (metadata.title.text if metadata.title else "")
    number = numbered(name)
    if _PLACEHOLDER_TITLE.search(shown) and (number is None or int(number[1]) == 0):
        return False
    in_order = number is not None or dated(name) is not None
    signs = parts.places + (2 if metadata.status_text is not None else 0) + (1 if parts.options else 0)
    if in_decisions_folder(page.path):
        return in_order or signs >= 2
    if _NUMBER.match(shown) and named_like_record(page.path):
        return True
    return signs >= 1 if named_like_record(page.path) or in_order else signs >= 3


def _title(page: Page, head: Heading | None, metadata: Metadata) -> tuple[str, int]:
    if head is not None and head.key == "title":
        for number in page.own(head):
            if page.text(number).strip():
                return plain(page.text(number)), number
    shown = head is not None and (head.level == 1 or metadata.title is None) and not _standard(head)
    if head is not None and shown and not _PLACEHOLDER_TITLE.search(head.title):
        return head.title, head.line
    if metadata.title is not None and metadata.title.text:
        return metadata.title.text, metadata.title.line
    name = record_name(page.path)
    found = numbered(name)
    bare = name[name.index(found[1]) + len(found[1]) :] if found else without_date(name)
    return " ".join(re.split(r"[-_ ]+", bare.strip("-_. "))).strip() or name, 1


def _standard(heading: Heading) -> bool:
    """Whether a heading is that of a part every record has, and so no title."""
    parts = _CONTEXT | _CONSEQUENCES | _DECISION
    return bool(key_for(heading.key)) or options_heading(heading) or all(w in parts | _JOINTS for w in heading.words)


def _without_number(title: str, number: int | None) -> str:
    found = _NUMBER.match(title)
    if found and (found["prefix"] or found["end"].strip() or int(found["digits"]) == number):
        return title[found.end() :].strip() or title
    bare = _CALLED.sub("", title)
    return bare.strip() or title


def _identity(path: str, title: str, metadata: Metadata) -> tuple[str, int | None]:
    """The record's id and number, from its title, front matter or file name."""
    in_name = numbered(record_name(path))
    in_title = _NUMBER.match(title)
    if in_title and in_title["prefix"]:
        digits = in_title["digits"]
        if in_name and int(in_name[1]) == int(digits):
            digits = max(digits, in_name[1], key=len)
        return f"{in_title['prefix'].upper()}-{digits}", int(digits)
    if metadata.id and (own := re.fullmatch(r"(?:([A-Za-z]{2,8})[-_ ]?)?0*(\d{1,5})", metadata.id)):
        return metadata.id.upper(), int(own[2])
    if in_name:
        prefix, digits = in_name
        return (f"{prefix.upper()}-{digits}" if prefix else digits), int(digits)
    if in_title and in_title["end"].strip() and not dated(title):
        return in_title["digits"], int(in_title["digits"])
    return record_name(path), None


def _dialect(page: Page, metadata: Metadata, parts: _Parts, identity: str) -> str:
    if parts.madr:
        return "log4brains" if re.match(r"\d{8}-", record_name(page.path)) and metadata.where == "bullets" else "madr"
    alternatives = any(h.key == "alternatives considered" for h in page.headings)
    if identity.startswith("ADR-") and alternatives and metadata.where in ("bullets", "inline", "section"):
        return "principal"
    if metadata.where == "section":
        return "nygard"
    if metadata.where == "yaml":
        return "yaml"
    if metadata.where in ("bullets", "inline", "table", "badge", "heading"):
        return "inline"
    if page.front_matter is not None and (metadata.id or metadata.where == "tags"):
        return "yaml"
    return (
        "nygard"
        if parts.decision and parts.context and key_of("decision") in {h.key for h in page.headings}
        else "plain"
    )


RECORD = RecordKind(
    name="decisions",
    version=2,
    tables=(Decisions, Alternatives, DecisionLinks, Citations, Enforcements, DecisionTopics),
    wants=wants,
    read=read,
    elsewhere=Elsewhere(NAMING_LOCATIONS, locations, wants_in),
)
