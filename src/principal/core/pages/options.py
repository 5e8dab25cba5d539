"""The alternatives of a decision: what was considered, what was chosen, and why the rest was not."""

from __future__ import annotations

import re
from functools import lru_cache

from principal.core.pages.option import (
    LABEL,
    MAX_REASON,
    Option,
    choose,
    closest,
    flagged,
    name_words,
    option_name,
    reason,
    same,
)
from principal.core.pages.page import BOLD_LEVEL, Heading, Item, Page, items, plain
from principal.core.pages.words import vocabulary

MAX_OPTIONS = 100

_PLURALS = vocabulary(
    "options alternatives approaches choices candidates opciones alternativas optionen alternativen 方案 备选方案 选项 "
    "代替案"
)
_FILLERS = vocabulary(
    "considered options option alternatives alternative approaches approach analysis and pros cons of the we "
    "evaluated explored rejected other others discarded possible available solutions solution our comparison "
    "examined overview discussed that were details detailed choices ideas not chosen taken dismissed candidates "
    "assessed investigated proposals decisions deferred designs design evaluation why to looked at had "
    "consideradas opciones alternativas optionen alternativen betrachtete berücksichtigte "
    "考虑的 方案 备选方案 选项 代替案 advantages disadvantages trade offs tradeoffs each in depth implementation "
    "naming reasons against"
)
_TURNED_DOWN = vocabulary(
    "rejected discarded dismissed alternatives alternative other others not alternativas alternativen"
)
_OF_ALTERNATIVES = vocabulary("alternative alternatives considered rejected discarded dismissed")
_PARTS = vocabulary(
    "pros cons advantages disadvantages positive negative neutral summary comparison evaluation conclusion "
    "overview notes note decision recommendation common background description good bad considerations benefits "
    "drawbacks risks example examples consequences rationale reasoning context implementation verdict matrix "
    "criteria other rejected why advantages limitations trade offs tradeoffs pro con"
)
_FILLER_PARTS = vocabulary("and of the to all options table")
_NUMBERED_OPTION = re.compile(
    r"^(?:option|alternative|approach|solution|variant|proposal)\s*(?:#\s*)?(?:\d{1,2}|[a-z])\b", re.IGNORECASE
)
_SPANS = re.compile(r"`[^`]*`|\[[^\[\]]{0,300}\]\([^()]{0,500}\)")
_LEAD = re.compile(r"^(?:\*\*|__)(.{1,200}?)(?:\*\*|__)\s*(.*)$")
_WHY_COLUMN = re.compile(
    r"why|reason|reject|because|rationale|verdict|cons\b|disadvantage|drawback|not chosen", re.IGNORECASE
)
_OPTION_COLUMN = re.compile(
    r"^(?:option|alternative|approach|solution|choice|candidate|alternativa|opción)s?\b", re.IGNORECASE
)
_SPOKEN = re.compile(
    r"\b(?:alternativ\w*|options?|optionen|opciones|approaches|instead|rather than|pros and cons|trade-?offs?|versus|vs"
    r"|compar(?:e|ed|ing|ison)|proposals|candidates|(?:we|was|were) (?:also )?(?:considered|evaluated|rejected))\b",
    re.IGNORECASE,
)
_ARGUMENT = re.compile(r"(?:good|bad|neutral),? because \w", re.IGNORECASE)


def options_heading(heading: Heading) -> bool:
    """Whether a heading announces alternatives, in any of its usual wordings."""
    return _announces(heading.key)


@lru_cache(maxsize=4096)
def _announces(key: str) -> bool:
    before, subject, _ = key.partition(" for ")  # "alternative options considered for the queue"
    words = before.split() if subject and set(before.split()) & _OF_ALTERNATIVES else key.split()
    if not words or len(words) > 8 or not all(w in _FILLERS for w in words):
        return False
    said = set(words)
    if said & _PLURALS:
        return bool(said - {"approaches", "choices", "candidates", "naming", "implementation"})
    turned_down = said & {"rejected", "considered", "discarded"}
    return bool(turned_down and said & {"solutions", "ideas", "alternative", "decisions", "designs"})


def read_options(page: Page) -> list[Option]:
    """The alternatives in the order in which they are first named, the chosen ones flagged."""
    found: list[Option] = []
    end = 0
    for heading in page.headings:
        if heading.line < end or not options_heading(heading):
            continue
        end = heading.end
        if len(found) >= MAX_OPTIONS:
            break
        _merge(found, _in_section(page, heading))
    if not found:
        _merge(found, _by_tables(page, range(1, len(page.lines) + 1), any_table=False))
    if len(found) < 2 and (numbered := _by_numbered_headings(page)):
        found = numbered  # a heading of the wrong level ends a section early
    choose(page, found)
    return found[:MAX_OPTIONS]


def told_in_prose(page: Page, options: list[Option]) -> bool:
    """Whether the record speaks of alternatives anywhere, and *options* is no list of them."""
    lines = option_lines(page)
    if len(options) > 1 or any(o.line in lines for o in options):
        return False
    empty = {h.line for h in page.headings if options_heading(h) and not page.says_something(h)}
    told = (text[:5000] for n, text in enumerate(page.lines, 1) if n not in empty)
    return any(_SPOKEN.search(text) for text in told if not text.lstrip(" *_>").lower().startswith("chosen"))


def option_lines(page: Page) -> set[int]:
    """Lines that talk about alternatives, and so of what might have been."""
    lines: set[int] = set()
    for heading in page.headings:
        if options_heading(heading) or _NUMBERED_OPTION.match(heading.title):
            lines.update(page.whole(heading))
            lines.add(heading.line)
    return lines


def _in_section(page: Page, heading: Heading) -> list[Option]:
    turned_down = bool(set(heading.words) & _TURNED_DOWN) and "options" not in heading.words
    tables = _by_tables(page, page.whole(heading), any_table=True)
    if tables:
        return tables
    under = page.under(heading)
    true = [h for h in under if h.level < BOLD_LEVEL] or under
    level = min((h.level for h in true), default=0)
    children: list[Heading] = []
    for child in (h for h in true if h.level == level):
        if options_heading(child):
            deeper = [h for h in page.under(child) if h.level < BOLD_LEVEL]
            top = min((h.level for h in deeper), default=0)
            children += [h for h in deeper if h.level == top]
        elif not _is_part(child):
            children.append(child)
    own = page.own(heading)
    listed = (_by_items(page, own, turned_down) + _by_bold_leads(page, own, turned_down))[:MAX_OPTIONS]
    headed = [
        Option(name, child.line, flagged(child.title) is True, _why(page, page.whole(child), "", turned_down, child))
        for child in children[:MAX_OPTIONS]
        if (name := option_name(child.title))
    ]
    if not headed:
        return listed
    merged = list(listed)
    if len(listed) != len(headed) and len(listed) < 2:
        return headed
    _merge(merged, headed)
    return merged


def _is_part(heading: Heading) -> bool:
    words = heading.words
    if not words or words[0] == "other" or set(words) & {"matrix", "comparison", "summary", "overview"}:
        return True
    return all(w in _PARTS or w in _FILLER_PARTS for w in words)


def _by_items(page: Page, lines: range, turned_down: bool) -> list[Option]:
    found: list[Option] = []
    for item in items(page, lines):
        if (
            item.text.rstrip().endswith(":")
            and item.children
            and len(items_of := _nested(item)) > 1
            and len(found) == 0
        ):
            found += [Option(option_name(text), item.line) for text in items_of if option_name(text)]
            continue
        if (option := _by_item(item, turned_down)) is not None:
            if any(option.name == o.name for o in found):  # "Use this form: a" and "Use this form: b"
                option.name = option_name(item.text) or option.name
            found.append(option)
    return found


def _nested(item: Item) -> list[str]:
    indents = [len(c) - len(c.lstrip()) for c in item.children if c.lstrip().startswith(("* ", "- ", "+ "))]
    if not indents:
        return []
    outer = min(indents)
    return [
        c.strip()[2:] for c in item.children if c.startswith(" " * outer) and c[outer : outer + 2] in ("* ", "- ", "+ ")
    ]


def _by_item(item: Item, turned_down: bool) -> Option | None:
    text = item.text.strip()
    if _ARGUMENT.match(text):
        return None
    head, rest = _split(text)
    if not (name := option_name(head)):
        return None
    flag = flagged(plain(head))
    flag = flagged(plain(text)) if flag is None else flag
    otherwise = rest or next((c.lstrip(" \t-*+") for c in item.children if c.strip()), "")
    why = reason([rest, *item.children], plain(otherwise) if turned_down else "")
    return Option(name, item.line, flag is True, why)


def _split(text: str) -> tuple[str, str]:
    """An item's name and what it says of it: ``**chalk** — adds a dependency``."""
    if (lead := _LEAD.match(text)) and not LABEL.fullmatch(plain(lead[1]).strip(" :.")):
        return lead[1], lead[2].lstrip(" :—–-")
    label = LABEL.match(text)
    start = label.end() if label else 0
    outside = _SPANS.sub(lambda m: "\0" * len(m[0]), text)
    for mark in (" — ", " – ", " -- ", " - "):
        at = outside.find(mark, start)
        if at > start:
            return text[:at], text[at + len(mark) :]
    at = outside.find(": ", start)
    if start < at <= start + 80:
        return text[:at], text[at + 2 :]
    return text, ""


def _by_bold_leads(page: Page, lines: range, turned_down: bool) -> list[Option]:
    found: list[Option] = []
    for number in lines:
        text = page.text(number).strip()
        if text.startswith("**") and (lead := _LEAD.match(text[:1000])):
            name = option_name(lead[1])
            if name and not all(w in _PARTS or w in _FILLERS for w in name_words(name)):
                why = reason([lead[2]], plain(lead[2]) if turned_down else "")
                found.append(Option(name, number, flagged(name) is True, why))
    return found if len(found) > 1 else []


def _by_tables(page: Page, lines: range, any_table: bool) -> list[Option]:
    for table in page.tables:
        if table.line not in lines or not table.header or not table.rows:
            continue
        header = [plain(c) for c in table.header]
        named = next((n for n, h in enumerate(header) if _OPTION_COLUMN.match(h)), None)
        whys = [n for n, h in enumerate(header) if _WHY_COLUMN.search(h) and n != named]
        if named is None and (not any_table or not whys):
            continue
        column = named or 0
        if not any_table and not whys:
            continue
        found: list[Option] = []
        for n, row in enumerate(table.rows):
            cells = [plain(c) for c in row]
            if column >= len(cells) or not (name := option_name(row[column])):
                continue
            flags = [f for c in cells if (f := flagged(f"({c})" if len(c) < 30 else c)) is not None]
            why = next((cells[w] for w in whys if w < len(cells) and cells[w].strip(" -–—")), None)
            found.append(Option(name, table.line + 2 + n, True in flags, why[:MAX_REASON] if why else None))
        if found:
            return found
    return []


def _by_numbered_headings(page: Page) -> list[Option]:
    heads = [h for h in page.headings if _NUMBERED_OPTION.match(h.title)]
    if len(heads) < 2:
        return []
    level = heads[0].level
    return [
        Option(option_name(h.title), h.line, flagged(h.title) is True, _why(page, page.whole(h), "", False, h))
        for h in heads[:MAX_OPTIONS]
        if h.level == level
    ]


def _why(page: Page, lines: range, rest: str, turned_down: bool, under: Heading) -> str | None:
    texts: list[str] = []
    heads = {h.line: h for h in page.under(under)}
    for number in lines:
        head = heads.get(number)
        texts.append(f"# {head.title}" if head else page.text(number))
    first = rest
    if turned_down and not first:
        words: list[str] = []
        for text in texts:
            if text.strip() and not text.startswith("#"):
                words.append(text.strip())
            elif words:
                break
        first = plain(" ".join(words))
    return reason(texts, first)


def _merge(into: list[Option], more: list[Option]) -> None:
    """Add *more*, joining those that name an option that was there before."""
    before = list(into)
    by_place = len(before) == len(more)
    for n, option in enumerate(more):
        known = next((o for o in before if name_words(o.name) == name_words(option.name)), None)
        known = known or next((o for o in before if same(o.name, option.name)), None) or closest(before, option.name)
        if known is None and by_place:
            known = before[n]
        if known is None:
            into.append(option)
            continue
        known.chosen = known.chosen or option.chosen
        known.why = known.why or option.why
