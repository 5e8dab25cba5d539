"""What the changed lines themselves say: that they decide who may do what, change a store, call out, and so on.

Where nothing is recorded of a system this is all that tells one hunk from another. Each sign is
a word or a form that many languages share; it names its line, so that whoever reads can see at
once whether it is one. What is a remark says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from principal.phases.governance.comb.diff import Line

MOST = 400  # characters of a line that are read
_REMARK = re.compile(r"\s*(?:#(?!\[)|//|/\*|\*(?:\s|/|\Z)|--\s|<!--|\"\"\"|;)")
_AT_THE_END = re.compile(r"\s+(?:#|//)\s.*\Z")
_DESCRIBED = re.compile(r"\s*[rR]?(\"\"\"|''')")
_QUIET = re.compile(r"\s*(?:import|from|using|use|package|namespace|#include|require|export \* from)\b[^(={]*\Z|\s*\Z")


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that the lines of a hunk say: how early it is to be looked at, why, and what to ask.

    ``removed`` whether what is taken away says it too, ``settings`` whether configuration does: the name of a
    project or an owner that stands there does nothing.
    """

    points: int
    text: str
    question: str
    form: re.Pattern[str]
    removed: bool = True
    settings: bool = False


_SIGNS = (
    Sign(
        6,
        "changes what a store keeps",
        "Can the old and the new program run beside each other while it is rolled out, and what is the way back?",
        re.compile(
            r"\b(?:(?:create|alter|drop)\s+(?:or\s+\w+\s+)?(?:unique\s+)?"
            r"(?:table|column|index|type|view|procedure|function|trigger|schema|sequence|database)\b"
            r"|truncate\s+table\b|rename\s+(?:column|to)\b)",
            re.I,
        ),
        settings=True,
    ),
    Sign(
        4,
        "says who may do what",
        "Who has to be refused here, and which test shows that they are?",
        re.compile(
            r"authori[sz]|authenticat|permission|allow_?anonymous|csrf|\bcors\b|\bforbid|\bis_?admin\b"
            r"|\bcan_?(?:read|write|manage|access|edit|delete|view)\w*\s*\(|access_?control",
            re.I,
        ),
    ),
    Sign(
        4,
        "handles secrets or keys",
        "Could any of it reach a log, a message or a response?",
        re.compile(
            r"password|passwd|secret|private_?key|api_?key|\b(?:access|refresh|bearer|jwt)_?token|\bencrypt|\bdecrypt"
            r"|\bhmac\b|\bcipher\b|\bsalt\b|verify\s*=\s*False|insecure_?skip_?verify|reject_?unauthorized",
            re.I,
        ),
        settings=True,
    ),
    Sign(
        3,
        "runs what it is given",
        "Who can say what is run here?",
        re.compile(
            r"\beval\s*\(|\bexec\s*\(|shell\s*=\s*True|os\.system\s*\(|\bpickle\.loads?\b|yaml\.load\s*\(|innerHTML"
            r"|dangerouslySetInnerHTML|\bunsafe\b|html_safe|\bRuntime\.getRuntime|child_process"
        ),
        removed=False,
    ),
    Sign(
        3,
        "writes to a store",
        "What if this runs twice, or stops half way?",
        re.compile(r"\b(?:insert\s+into|delete\s+from|update\s+[\w.\"`\[\]]+\s+set|merge\s+into)\b", re.I),
    ),
    Sign(
        3,
        "goes on after an error",
        "Who hears of it when this goes wrong?",
        re.compile(
            r"\bexcept(?:\s+(?:Base)?Exception)?\s*:|\bcatch\s*(?:\(\s*(?:Exception|Throwable|_)?\b[^)]*\)\s*)?\{\s*\}"
            r"|\brescue\s*(?:=>|StandardError|Exception|\Z)|_\s*=\s*err\b|\bcontextlib\.suppress\b"
        ),
        removed=False,
    ),
    Sign(
        2,
        "refuses something",
        "Which test shows that it is refused, and that nothing else is?",
        re.compile(
            r"\bthrow\b|\braise\b|\babort\s*\(|\bpanic[!(]|\b(?:Forbidden|Unauthorized|NotFound|BadRequest)\b"
            r"|\breturn\s+(?:nil,\s*)?(?:err\b|errors\.|fmt\.Errorf|Err\()|\b(?:status|http)\w*\(?\s*[=(,]\s*4\d\d\b"
        ),
    ),
    Sign(
        2,
        "calls over the network",
        "How long does it wait, and what do people see when nothing answers?",
        re.compile(
            r"\brequests\.(?:get|post|put|patch|delete|request)\b|\burlopen\b|\bhttpx\.|\bfetch\s*\(|\baxios\b"
            r"|\bhttp\.(?:Get|Post|NewRequest|Client)\b|\bHttpClient\b|\bRestTemplate\b|\bWebClient\b|\bgrpc\.(?:Dial|NewClient)"
        ),
        removed=False,
    ),
    Sign(
        2,
        "does things beside each other",
        "What if two of them are here at the same time?",
        re.compile(
            r"\bgo\s+func\b|\bmutex\b|\bsynchronized\b|\bThread\b|\bTask\.(?:Run|WhenAll)\b|asyncio\.gather"
            r"|\bpromise\.all\b|\bfor\s+update\b|\block\s*\(",
            re.I,
        ),
    ),
)
QUESTIONS = frozenset(sign.question for sign in _SIGNS)  # about the very lines, and so asked in each file
_CHECK = re.compile(
    r"\bassert|\bexpect\s*\(|\.should\b|\bshould\.|\bverify\s*\(|\bAssert\.|\brequire\.\w+\(|\bt\.(?:Error|Fatal)"
    r"|\.(?:Received|DidNotReceive)\(|\b(?:it|test)\s*\(|\bdef test|\bfunc Test|@Test\b|\[(?:Fact|Theory)\b|#\[test\]"
)
_OFF = re.compile(
    r"@(?:Ignore|Disabled)\b|\.skip\s*\(|\bx(?:it|describe)\s*\(|\bt\.Skip|\[(?:Fact|Theory)\s*\(\s*Skip|@pytest\.mark\.skip"
    r"|@unittest\.skip|#\[ignore\]|\bpending\b\s*(?:\(|do|\Z)"
)
_BRANCH = re.compile(
    r"\b(?:if|elif|elsif|unless|case|when|while|for|catch|except|rescue)\b|\?\s*[^.:?]+:|&&|\|\||=>.*\bmatch\b"
)
MANY = 3  # places in which a hunk decides
_FIGURE = re.compile(r"(?<![\w.])\d[\d_]*(?:\.\d+)?(?![\w.]*\w)")
_VERSION = re.compile(r"version|\d+\.\d+\.\d+|sha\d|@v?\d|https?:", re.I)


def said(changed: Sequence[Line], *, settings: bool = False) -> Iterator[tuple[int, str, str]]:
    """Points, reason and question of each sign in the changed lines of code, or of *settings*."""
    lines = _spoken(changed)
    for sign in (s for s in _SIGNS if s.settings or not settings):
        found = next((n for n, t in lines if (sign.removed or n.sign == "+") and sign.form.search(t)), None)
        if found is not None:
            yield sign.points, f"{sign.text} ({_where(found)})", sign.question
    places = sum(line.sign == "+" and bool(_BRANCH.search(text)) for line, text in lines)
    if places >= MANY and not settings:
        yield 1, f"decides in {places} places", "Which of these does no test reach?"
    figure = _figure(lines)
    if figure is not None:
        line, before, after = figure
        yield (
            2,
            f"{before} becomes {after} ({_where(line)})",
            "Where does that figure come from, and who relies on the old one?",
        )


def says_something(changed: Sequence[Line]) -> bool:
    """Whether lines are added that are more than remarks, blanks and names of what is used."""
    return any(line.sign == "+" for line, _ in _spoken(changed))


def checks(changed: Sequence[Line]) -> int:
    """How many checks more changed lines of tests put in than they take out."""
    return sum((line.sign == "+") - (line.sign == "-") for line, text in _spoken(changed) if _CHECK.search(text))


def turned_off(changed: Sequence[Line]) -> Line | None:
    """The line that turns a test off; None where none does."""
    off = [line for line, text in _spoken(changed) if _OFF.search(text)]
    found = [line for line in off if line.sign == "+"]
    return found[-1] if len(found) > len(off) - len(found) else None


def _figure(lines: Sequence[tuple[Line, str]]) -> tuple[Line, str, str] | None:
    """The first line in which a figure changed and nothing else, with the figure before and after."""
    taken: dict[str, list[str]] = {}
    for line, text in lines:
        if line.sign == "-" and _FIGURE.search(text) and not _VERSION.search(text):
            taken.setdefault(_FIGURE.sub("0", text).strip(), []).append(text)
    for line, text in lines:
        old = taken.get(_FIGURE.sub("0", text).strip()) if line.sign == "+" else None
        if old:
            pairs = zip(_FIGURE.findall(old.pop(0)), _FIGURE.findall(text), strict=True)
            changed = next(((a, b) for a, b in pairs if a != b), None)
            if changed is not None:
                return line, *changed
    return None


def _where(line: Line) -> str:
    return f"line {line.number}" if line.sign == "+" else f"line {line.number} before"


def _spoken(changed: Sequence[Line]) -> list[tuple[Line, str]]:
    """The lines that are more than remarks, blanks and names of what is used, each without a remark at its end."""
    found = []
    closing = {"+": "", "-": ""}  # what ends the string of several lines that describes something
    before = {"+": "", "-": ""}
    for line in changed:
        text = line.text[:MOST].decode("utf-8", "replace").lstrip("\ufeff")
        if closing[line.sign]:
            closing[line.sign] = "" if closing[line.sign] in text else closing[line.sign]
            continue
        described = _DESCRIBED.match(text)
        # Alone in its line it begins one below what it describes; elsewhere it ends one that is not shown.
        begins = described is not None and (text[described.end() :].strip() or before[line.sign].endswith(":"))
        if described and begins and text.count(described[1]) == 1:
            closing[line.sign] = described[1]
        before[line.sign] = text.rstrip()
        if not (described or _REMARK.match(text) or _QUIET.match(text)):
            found.append((line, _AT_THE_END.sub("", text)))
    return found
