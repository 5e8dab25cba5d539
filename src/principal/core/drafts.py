"""Drafts of record files: what is to stand in one, as data, and its text as a new file or within one that is there.

A draft only ever adds: what people wrote stays as it is, and so do their comments and their order.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from principal.core.documents import read_text
from principal.core.splice import SpliceError, add_entry, remove_entry
from principal.core.yamltext import Line, block, scalar

WIDTH = 100  # of comments
MAX_REASON = 160
_MAX_TAIL = 24  # of a word that is left out whole rather than broken


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be written: the mapping that it goes to, its key, and its value.

    ``heading`` is a comment above the first of the entries that share it.
    """

    path: tuple[str, ...]
    name: str
    value: Any
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to stand in one record file.

    Attributes:
        path: of the file.
        kind: of the record, by which an editor finds its schema.
        head: words at its top, in lines of any length.
        entries: in the order in which they are to stand, those of one section together.
        notes: comments by section, below its name, each a paragraph; those of '' end the file.
        gone: paths of entries that are written there and that nothing shows any more, with the reason.
    """

    path: str
    kind: str
    head: str
    entries: tuple[Entry, ...]
    notes: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[tuple[str, ...], str], ...] = ()


def reason(path: str, line: int | None, why: str) -> str:
    """What stands behind ``estimated``: a place and what it shows, on one line of bearable length."""
    place = f"{path}:{line}" if line else path
    text = " ".join(f"{place}: {why}".split())
    text = "".join(c if c.isprintable() else "\ufffd" for c in text)
    if len(text) <= MAX_REASON:
        return text
    cut = text[: MAX_REASON - 1]
    words = cut[: cut.rfind(" ")] if " " in cut[-_MAX_TAIL:] else cut
    return words.rstrip(" ,:;") + "…"


def commented(text: str, indent: str = "") -> str:
    """Paragraphs as comment lines; lines that are indented stay as they are."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        wrapped = (
            [paragraph] if paragraph.startswith(" ") else textwrap.wrap(paragraph, WIDTH - 2 - len(indent)) or [""]
        )
        lines += [f"{indent}# {line}".rstrip() for line in wrapped]
    return "".join(f"{line}\n" for line in lines)


def new_text(draft: Draft) -> str:
    """The text of a new file."""
    from principal.core.record_fields import modeline  # it loads pydantic

    said = [f"{modeline(draft.kind)}\n", commented(draft.head)]
    notes = dict(draft.notes)
    for section in dict.fromkeys([e.path[0] for e in draft.entries] + [s for s in notes if s]):
        entries = [e for e in draft.entries if e.path[0] == section]
        said.append(f"\n{section}:{'' if entries else ' {}'}\n")
        said.append(commented(notes[section], "  " if entries else "") if section in notes else "")
        heading, spaced = "", False
        for number, entry in enumerate(entries):
            apart = number > 0 and (spaced or entry.heading != heading)
            spaced = not isinstance(entry.value, Line)
            if entry.heading != heading:
                said.append(("\n" if number else "") + commented(entry.heading, "  "))
                heading, apart = entry.heading, False
            said.append(("\n" if apart else "") + _line(entry) + "\n")
    if notes.get(""):
        said.append("\n" + commented(notes[""]))
    return "".join(said)


def _line(entry: Entry) -> str:
    return block({entry.name: entry.value}, 2, 2, "\n")


def added(text: str, entries: Sequence[Entry]) -> tuple[str, list[tuple[Entry, str]]]:
    """The text with those entries that it lacks, and those that could not be added with the reason."""
    refused = []
    for entry in entries:
        if _there(text, (*entry.path, entry.name)):
            continue
        try:
            text = add_entry(text, entry.path, entry.name, entry.value)
        except SpliceError as error:
            refused.append((entry, str(error)))
    return text, refused


def without(text: str, gone: Sequence[tuple[tuple[str, ...], str]]) -> str:
    """The text without the entries at those paths; what cannot be taken out by splicing stays."""
    for path, _ in gone:
        try:
            text = remove_entry(text, path)
        except SpliceError:
            continue
    return text


def _there(text: str, path: tuple[str, ...]) -> bool:
    return read_text("", text).node(path) is not None


def shown(path: Sequence[str]) -> str:
    """A place in a record for people: ``components.checkout.needs.cart``."""
    return ".".join(scalar(step) for step in path)
