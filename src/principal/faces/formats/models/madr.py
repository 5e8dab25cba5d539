"""Decision records in the form of MADR 4: https://adr.github.io/madr/.

A record that is one already stays as it is; of others the sections go where MADR has them, word for
word, and what MADR has no place for follows under "More Information".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from principal.core.markdown import MarkdownDocument, Section, parse
from principal.core.marks import EXPORTED
from principal.core.yamltext import scalar
from principal.faces.formats.models.text import line_of, word_of

if TYPE_CHECKING:
    import duckdb

_PLACES = {
    "context": ("context", "problem", "background", "issue", "motivation", "summary", "introduction", "situation"),
    "decision": ("decision", "solution", "outcome", "resolution", "proposal"),
    "consequences": ("consequence", "implication", "impact", "result", "effects"),
}
_OPTIONS = ("considered", "alternative", "options")
_FACTS = ("status", "date", "deciders", "supersedes")  # said in the front matter


@dataclass(frozen=True, slots=True)
class Decision:
    """A record as it was read, with its text."""

    path: str
    number: int | None
    title: str
    status: str
    date: str | None
    deciders: tuple[str, ...]
    dialect: str
    text: str
    options: tuple[tuple[str, bool, str | None], ...] = ()  # name, chosen, why it was rejected
    superseded_by: str | None = None  # the path of its successor


@dataclass
class _Parts:
    """The sections of a record by where MADR has them."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    more: list[str] = field(default_factory=list)


def gather(connection: duckdb.DuckDBPyConnection, text_of: Callable[[str], str | None]) -> list[Decision]:
    """Every decision whose text can be read, by path."""
    options: dict[str, list[tuple[str, bool, str | None]]] = {}
    asked = "SELECT path, name, chosen, why_rejected FROM decided.alternatives ORDER BY path, line, name"
    for path, name, chosen, why in connection.execute(asked).fetchall():
        options.setdefault(path, []).append((name, chosen, why))
    asked = "SELECT path, min(target_path) FROM decided.decision_links WHERE kind = 'superseded by' GROUP BY path"
    successors = dict(connection.execute(asked).fetchall())
    asked = "SELECT path, number, title, status, date, deciders, dialect FROM decided.decisions ORDER BY path"
    found = []
    for path, number, title, status, date, deciders, dialect in connection.execute(asked).fetchall():
        text = text_of(path)
        if text is not None and EXPORTED not in text:  # what we wrote is no decision of its own
            day = date.isoformat() if date else None
            alternatives = tuple(options.get(path, ()))
            successor = successors.get(path)
            found.append(
                Decision(path, number, title, status, day, tuple(deciders), dialect, text, alternatives, successor)
            )
    return found


def write(decisions: Iterable[Decision]) -> dict[str, str]:
    """A file for each decision."""
    decisions = list(decisions)
    names = _names(decisions)
    written = {}
    for decision in decisions:
        text = decision.text if decision.dialect == "madr" else _as_madr(decision, names)
        text = _relinked(text, decision.path, names)
        written[names[decision.path]] = f"{text.rstrip()}\n\n<!-- {EXPORTED} madr, of {line_of(decision.path)} -->\n"
    return written


def _names(decisions: Iterable[Decision]) -> dict[str, str]:
    """The file of each decision: its own number where no other has it."""
    decisions = list(decisions)
    taken: set[int] = set()
    free = max((d.number or 0 for d in decisions), default=0)
    names = {}
    for decision in decisions:
        number = decision.number
        if number is None or number in taken:
            free += 1
            number = free
        taken.add(number)
        names[decision.path] = (
            f"{number:04d}-{word_of(line_of(decision.title).lower(), otherwise='decision')[:60].rstrip('-')}.md"
        )
    return names


def _as_madr(decision: Decision, names: Mapping[str, str]) -> str:
    document = parse(decision.text)
    parts = _parts(document)
    status = decision.status
    if status == "superseded" and decision.superseded_by in names:
        successor = names[decision.superseded_by or ""]
        status = f"superseded by ADR-{successor[:4]}"
    front = [] if status == "unknown" else [f"status: {scalar(status)}"]
    front += [f"date: {decision.date}"] if decision.date else []
    front += [f"decision-makers: {scalar(line_of(', '.join(decision.deciders)))}"] if decision.deciders else []
    head = ["---", *front, "---", ""] if front else []
    lines = [*head, f"# {line_of(decision.title)}", "", "## Context and Problem Statement", ""]
    lines += [*parts.texts.get("context", []), ""]
    if decision.options:
        lines += ["## Considered Options", "", *(f"* {line_of(name)}" for name, _, _ in decision.options), ""]
    lines += ["## Decision Outcome", ""]
    chosen = next((name for name, chosen, _ in decision.options if chosen), None)
    lines += [f'Chosen option: "{line_of(chosen)}".', ""] if chosen else []
    lines += [*parts.texts.get("decision", []), ""]
    if parts.texts.get("consequences"):
        lines += ["### Consequences", "", *parts.texts["consequences"], ""]
    rejected = [f"* {line_of(name)}: {line_of(why)}" for name, chosen, why in decision.options if why and not chosen]
    if rejected:
        lines += ["## Pros and Cons of the Options", "", *rejected, ""]
    if parts.more:
        lines += ["## More Information", "", *parts.more]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _parts(document: MarkdownDocument) -> _Parts:
    """The sections below the title, each with those below it."""
    parts = _Parts()
    titled = next((s for s in document.sections if s.level == 1), None)
    below = [s for s in document.sections if s is not titled and (titled is None or s.line > titled.line)]
    top = min((s.level for s in below), default=2)
    for section in below:
        if section.level > top:
            continue
        body = _body(document, section)
        title = section.title.lower().strip(" :0123456789.")
        place = next((p for p, words in _PLACES.items() if title.startswith(words)), None)
        if title.startswith(_FACTS) or any(word in title for word in _OPTIONS) or not any(body):
            continue
        if place is None:
            parts.more += [f"### {section.title}", "", *body, ""]
        else:
            parts.texts.setdefault(place, []).extend([*body, ""])
    return parts


def _body(document: MarkdownDocument, section: Section) -> list[str]:
    """The lines below a heading, headings among them two levels deeper than they are below it."""
    following = [s for s in document.sections if s.line > section.line]
    end = next((s.line for s in following if s.level <= section.level), len(document.lines) + 1)
    deeper = {s.line: f"{'#' * min(6, s.level - section.level + 3)} {s.title}" for s in following if s.line < end}
    underlined = {s.line + 1 for s in following if s.line < end and s.body_start == s.line + 2}
    lines = [
        deeper.get(number, document.lines[number - 1])
        for number in range(section.body_start, end)
        if number not in underlined
    ]
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return lines


_LINK = re.compile(r"(\]\(<?)([^()<>\s#]{1,500})")


def _relinked(text: str, path: str, names: Mapping[str, str]) -> str:
    """Links to other records as they are named now."""
    folder = posixpath.dirname(path)

    def link(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, found[2]))
        return f"{found[1]}{names[target]}" if target in names else found[0]

    return _LINK.sub(link, text)
