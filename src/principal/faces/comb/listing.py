"""The list of what to look at, as text and as data."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from principal.faces.comb.combed import is_apart, places
from principal.faces.safe import clean
from principal.faces.verdicts import plural

if TYPE_CHECKING:
    from principal.faces.comb.combed import Combed
    from principal.phases.governance.comb.risk import Looked

_SHOWN_LINES = 12
_SHOWN_LETTERS = 160


def head(combed: Combed) -> str:
    """The first line: what the range is."""
    added = sum(line.sign == "+" for f in combed.files for line in f.changed)
    removed = sum(line.sign == "-" for f in combed.files for line in f.changed)
    return (
        f"{combed.base[:10]}..{combed.head[:10]}: {plural(len(combed.files), 'file')}, "
        f"{plural(added, 'line')} added, {plural(removed, 'line')} removed"
    )


def listed(combed: Combed, most: int, *, whole: bool) -> Iterator[str]:
    """The hunks as text, the riskiest first: at *most* so many, with *whole* all lines of each."""
    yield head(combed)
    read = [(name, x) for name, x in zip(combed.names, combed.looked, strict=True) if not is_apart(combed, x)]
    before: Looked | None = None
    for name, looked in read[:most]:
        yield ""
        again = before is not None and before.file is looked.file and before.reasons == looked.reasons
        yield from one(name, looked, whole=whole, again=again)
        before = looked
    if len(read) > most:
        yield ""
        yield f"and {plural(len(read) - most, 'hunk')} of less risk; --all lists them"
    apart = Counter(reason for x in combed.looked if (reason := is_apart(combed, x)))
    if apart:
        yield ""
        named = ", ".join(f"{n:,} {reason}" for reason, n in sorted(apart.items()))
        yield f"Told apart, to be looked at as a whole: {named} (--apart lists them)"


def apart(combed: Combed) -> Iterator[str]:
    """What is told apart, one a line."""
    yield head(combed)
    for name, looked in zip(combed.names, combed.looked, strict=True):
        if is_apart(combed, looked):
            yield f"  {name}  {apart_of(combed, looked)}"


def apart_of(combed: Combed, looked: Looked) -> str:
    """Why it is told apart, where it is, and of what was moved where the other end is."""
    reason = is_apart(combed, looked)
    if reason != "moved":
        return f"{reason:<9}  {place_of(looked)}"
    changed = looked.hunk.changed if looked.hunk else ()
    ends = " and ".join(sorted({clean(combed.moved[place][0]) for place in places(looked)}))
    return f"moved      {place_of(looked)}, {plural(len(changed), 'line')}: {ends}"


def place_of(looked: Looked) -> str:
    """Where it is: ``path:line``, or the path alone; in one line, whatever its file is called."""
    path = clean(looked.file.path)
    return f"{path}:{looked.line}" if looked.hunk else path


def one(name: str, looked: Looked, *, whole: bool, again: bool = False) -> Iterator[str]:
    """One hunk by its *name*: where, why and what to ask (*again*: as for the one before), and its lines.

    With *whole* all of each line too: what is not shown is not looked at.
    """
    changed = looked.hunk.changed if looked.hunk else ()
    added, removed = sum(c.sign == "+" for c in changed), sum(c.sign == "-" for c in changed)
    yield f"{name}  {place_of(looked)}  +{added} -{removed}"
    if again and looked.reasons:
        yield "    ! as the one before"
    for reason in () if again else looked.reasons:
        yield f"    ! {clean(reason.text)}"
    for question in () if again else looked.questions:
        yield f"    ? {clean(question)}"
    lines = looked.hunk.lines if looked.hunk else ()
    for line in lines if whole else lines[:_SHOWN_LINES]:
        yield f"    {line.sign} {text_of(line.text, None if whole else _SHOWN_LETTERS)}"
    if not whole and len(lines) > _SHOWN_LINES:
        yield f"    … {plural(len(lines) - _SHOWN_LINES, 'more line')}"


def signed_lines(combed: Combed, chosen: Sequence[Looked]) -> tuple[str, bytes, int]:
    """The list of what was looked at: the path of its file, its content, and how many lines it covers."""
    from principal.phases.governance.comb.manifest import ENDING, FOLDER, manifest_of, written

    manifest = manifest_of(combed.base, combed.head, [(x.file, x.hunk) for x in chosen])
    content = written(manifest).encode("ascii")
    return f"{FOLDER}REVIEW-{hashlib.sha256(content).hexdigest()[:10]}{ENDING}", content, manifest.count


def text_of(content: bytes, most: int | None) -> str:
    """A line as it is shown: what an editor would not show is escaped, and one of more than *most* letters is cut."""
    text = clean(content.decode("utf-8", "backslashreplace").replace("\t", "    "))
    return text if most is None or len(text) <= most else f"{text[:most]} … ({len(text):,} characters)"


def as_data(combed: Combed) -> dict[str, Any]:
    """All of it for machines."""
    return {
        "version": 1,
        "base": combed.base,
        "head": combed.head,
        "lines": combed.lines,
        "hunks": [
            {
                "id": name,
                "path": x.file.path,
                "line": x.line if x.hunk else None,
                "component": combed.facts[x.file.path].component or None,
                "risk": x.points,
                "reasons": [r.text for r in x.reasons],
                "questions": list(x.questions),
                "findings": [{"rule": f.rule, "line": f.line, "message": f.message} for f in x.findings],
                "apart": is_apart(combed, x) or None,
                "whole": x.file.whole or None,
                "lines": [
                    {"sign": line.sign, "number": line.number, "text": line.text.decode("utf-8", "backslashreplace")}
                    for line in (x.hunk.lines if x.hunk else ())
                ],
            }
            for name, x in zip(combed.names, combed.looked, strict=True)
        ],
    }
