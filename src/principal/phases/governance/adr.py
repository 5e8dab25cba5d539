"""What ``principal adr`` does to decision records: texts and paths in, texts and paths out."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from principal.core.pages.names import slug, stem, suffix
from principal.phases.governance._decision_edit import CannotEditError, supersede
from principal.phases.governance._decision_graph import graph, mermaid, show
from principal.phases.governance._decision_places import is_template, numbered

__all__ = [
    "FOLDER",
    "CannotEditError",
    "Collision",
    "Renumbering",
    "collisions",
    "graph",
    "mermaid",
    "new",
    "next_number",
    "renumber",
    "show",
    "supersede",
]

FOLDER = "architecture/decisions"

_TEMPLATE = """\
# {identity}: {title}

- Status: proposed
- Date: {date}
- Deciders: {deciders}
{supersedes}
## Context

<!-- What is the problem, and what forces bear on it? Say what is true, with figures. -->

## Decision

<!-- We will … -->

## Consequences

### Positive

### Negative

### Neutral

## Alternatives Considered

| Alternative | Why rejected |
|---|---|

## References
"""


@dataclass(frozen=True, slots=True)
class Collision:
    """One number that different records claim: ``records`` are (ref, path) pairs."""

    folder: str
    number: int
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Renumbering:
    """What renumbering changes: files to move (old path to new) and whole new texts by their new path."""

    moves: dict[str, str]
    edits: dict[str, str]


class _Key(NamedTuple):
    """What makes a number one: records of one folder and series share it only by mistake."""

    folder: str
    series: str
    number: int


@dataclass(frozen=True, slots=True)
class _Style:
    """How the files of one folder are numbered: ``ADR-`` and 3 for ``ADR-001-use-x.md``."""

    prefix: str
    width: int


def new(
    title: str,
    existing: Iterable[str],
    today: dt.date,
    deciders: Sequence[str],
    *,
    folder: str = FOLDER,
    elsewhere: Iterable[str] = (),
    supersedes: Sequence[tuple[str, str]] = (),
) -> tuple[str, str]:
    """Path and text of a new decision record after our template.

    Args:
        title: what was decided, in one line.
        existing: paths of the records in this tree.
        today: the date it gets.
        deciders: who decides.
        folder: where it is written; the numbering (prefix and width) of the records there is kept.
        elsewhere: paths of the records on other branches, whose numbers are taken too.
        supersedes: id and path of each record that it replaces.

    Raises:
        ValueError: the title is empty.
    """
    title = " ".join(title.split())
    if not title:
        raise ValueError("a decision needs a title")
    paths = [*existing, *elsewhere]
    style = _style(paths, folder)
    digits = str(next_number(paths, folder, _series_of(style.prefix))).zfill(style.width)
    path = posixpath.join(folder, f"{style.prefix}{digits}-{slug(title, 'decision')}.md")
    letters = re.sub(r"[^A-Za-z]", "", style.prefix).upper() or "ADR"
    replaced = ", ".join(f"[{i}]({posixpath.relpath(p, folder)})" for i, p in supersedes)
    text = _TEMPLATE.format(
        identity=f"{letters}-{digits}",
        title=title,
        date=today.isoformat(),
        deciders=", ".join(" ".join(d.split()) for d in deciders),
        supersedes=f"- Supersedes: {replaced}\n" if replaced else "",
    )
    return path, text.replace("- Deciders: \n", "- Deciders:\n")


def next_number(paths: Iterable[str], folder: str = FOLDER, series: str = "") -> int:
    """The number after the highest that a record of *folder* has in any of *paths*.

    *series* is the prefix in capitals where a folder counts several (``ARCH``, ``GEN``); '' is ``ADR`` or none.
    """
    keys = [key for path in paths if (key := _key(path)) is not None]
    return max((key.number for key in keys if (key.folder, key.series) == (folder, series)), default=0) + 1


def collisions(paths: Mapping[str, Iterable[str]], base: Iterable[str] = ()) -> list[Collision]:
    """Numbers that two records claim, within one ref or between refs.

    Args:
        paths: paths of the decision records by ref (the working tree is one too).
        base: paths at the common ancestor. A record that is there under another name was
            renamed, and two records that share a number there already are no news. Number 0
            counts nothing: it is for forms, and for what comes before the first.
    """
    before: dict[_Key, set[str]] = defaultdict(set)
    for path in base:
        if (key := _key(path)) is not None:
            before[key].add(path)
    claims: dict[_Key, dict[str, str]] = defaultdict(dict)
    for ref, named in sorted(paths.items()):
        here = set(named)
        for path in sorted(here):
            key = _key(path)
            if key is None or key.number == 0:
                continue
            gone = before[key] - here
            renamed = len(gone) > 0 and path not in before[key]
            claims[key].setdefault(next(iter(sorted(gone))) if renamed else path, f"{ref}\0{path}")
    found = []
    for key, records in sorted(claims.items()):
        if len(records) > 1 and not set(records) <= before[key]:
            pairs = tuple(sorted(tuple(v.split("\0", 1)) for v in records.values()))
            found.append(Collision(key.folder, key.number, tuple((ref, path) for ref, path in pairs)))
    return found


def renumber(existing: Mapping[str, str], ours: Sequence[str], theirs: Iterable[str]) -> Renumbering:
    """Give our records the next free numbers, and mend what names them.

    Args:
        existing: texts by path of all records of our tree, and of other documents that may name them.
        ours: paths (of *existing*) that have to give way.
        theirs: paths of the records that keep their numbers, on whatever branch.

    Links to a moved record are changed wherever they are. Its name (``ADR-012``) is changed in
    its own text, in links to it, and elsewhere only while no record of theirs is in our tree
    that the name could mean instead.
    """
    theirs = list(theirs)
    moves: dict[str, str] = {}
    names: dict[str, tuple[str, str, str]] = {}
    taken = [*existing, *theirs]
    for old in ours:
        folder, name = posixpath.split(old)
        found = numbered(stem(old))
        if found is None:
            continue
        start = name.index(found[1])
        digits = str(next_number(taken, folder, _series_of(found[0]))).zfill(len(found[1]))
        moves[old] = posixpath.join(folder, name[:start] + digits + name[start + len(found[1]) :])
        names[old] = (found[0] or "adr", found[1], digits)
        taken.append(moves[old])
    edits: dict[str, str] = {}
    for path, text in existing.items():
        changed = text
        for old, moved in moves.items():
            shared = any(_key(t) == _key(old) for t in theirs if t in existing)
            changed = _mend(changed, path, old, moved, names[old], everywhere=path == old or not shared)
        if changed != text:
            edits[moves.get(path, path)] = changed
    return Renumbering(moves, edits)


_LINK = re.compile(r"(\[[^\[\]\n]{0,300}\])(\(<?)([^()<>\s]{1,500})(>?[^()\n]{0,100}\))")


def _mend(text: str, path: str, old: str, moved: str, names: tuple[str, str, str], *, everywhere: bool) -> str:
    folder = posixpath.dirname(path)
    prefix, before, after = names
    name = re.compile(rf"(?<![\w-])((?:adr|madr|{re.escape(prefix)})[- ]?){before}(?!\w|-[a-z])", re.IGNORECASE)

    def link(found: re.Match[str]) -> str:
        target, mark, fragment = found[3].partition("#")
        if "://" in target or posixpath.normpath(posixpath.join(folder, target)) != old:
            return found[0]
        label = name.sub(rf"\g<1>{after}", found[1])
        label = re.sub(rf"^\[0*{int(before)}\.", f"[{int(after)}.", label)
        target = target[: len(target) - len(posixpath.basename(old))] + posixpath.basename(moved)
        return f"{label}{found[2]}{target}{mark}{fragment}{found[4]}"

    text = _LINK.sub(link, text)
    if everywhere:
        text = name.sub(rf"\g<1>{after}", text)
    if path == old:
        heading = re.compile(rf"^(#[ \t]+)0*{int(before)}(\.[ \t])", re.MULTILINE)
        text = heading.sub(rf"\g<1>{int(after)}\g<2>", text, count=1)
    return text


def _key(path: str) -> _Key | None:
    name = stem(path)
    if not suffix(path) or is_template(name) or (found := numbered(name)) is None:
        return None
    return _Key(posixpath.dirname(path), _series_of(found[0]), int(found[1]))


def _series_of(prefix: str) -> str:
    letters = re.sub(r"[^A-Za-z]", "", prefix).upper()
    return "" if letters in ("ADR", "MADR") else letters


def _style(paths: Iterable[str], folder: str) -> _Style:
    """The way most records of *folder* are numbered; ours where there are none."""
    seen: Counter[tuple[str, int]] = Counter()
    for path in paths:
        name = stem(path)
        if posixpath.dirname(path) == folder and _key(path) is not None and (found := numbered(name)):
            seen[name[: name.index(found[1])], len(found[1])] += 1
    if not seen:
        return _Style("ADR-", 3)
    (prefix, width), _ = max(seen.items(), key=lambda kv: (kv[1], kv[0]))
    return _Style(prefix, width)
