"""One alternative: its name, whether it was chosen, and why it was not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from principal.core.pages.page import Page, plain

MAX_NAME = 200
MAX_REASON = 400
_FLAG = re.compile(
    r"\s*[(\[—–-]*\s*\b(chosen|selected|accepted|adopted|decided|recommended|preferred|rejected|not chosen|discarded"
    r"|declined)\b[^()\[\]]{0,40}[)\]]\s*$",
    re.IGNORECASE,
)
_CHOSEN = re.compile(
    r"chosen\s+(?:option|alternative|solution|approach)s?\b[\s*_]*(?:is|are|:|was)?[\s*_:]*", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“«]([^\"”»]{1,300})[\"”»]")
_QUOTED_WHOLE = re.compile(r"[\"“«]([^\n]{1,300}?)[\"”»](?=\s*(?:[,.;:*]|because\b|$))")
_BECAUSE = re.compile(r",?\s*(?:\bbecause\b|\bsince\b|\bas it\b)|\.\s|\.$|:\s*$", re.IGNORECASE)
_REJECTED = re.compile(
    r"\b(?:rejected|not chosen|discarded|ruled out|dismissed|declined|turned down|not selected)\b[\s:,—–-]*",
    re.IGNORECASE,
)
_BAD = (
    "bad",
    "con:",
    "cons:",
    "con,",
    "contra",
    "negative",
    "disadvantage",
    "drawback",
    "why rejected",
    "why not",
    "reason for rejection",
)
_FINE = ("good", "pro:", "pros:", "pro,", "positive", "advantage", "benefit", "neutral")
_TOKEN = re.compile(r"[^\W_]+")
LABEL = re.compile(
    r"[*_]*(?:option|alternative|approach|solution|variant)\s*#?\s*(?:\d{1,2}(?:\.\d)?|[A-Za-z])\b[*_]*\s*[:.—–-]*[*_]*\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Option:
    """One alternative as it is written."""

    name: str
    line: int
    chosen: bool = False
    why: str | None = None


def option_name(text: str) -> str:
    """An option's name without markup and flags; '' for a form's placeholder."""
    bare = _FLAG.sub("", plain(text)[: 2 * MAX_NAME]).strip(" .:;,—–-✅❌☑✔✓")
    while bare[:1] in ("#", "["):
        bare = bare[1:].lstrip(" x]")
    if re.fullmatch(r"[\W_]*|(?:option|title of .*|\{.*\}|\[.*\]|none|n/?a|tbd|…)", bare, re.IGNORECASE):
        return ""
    return bare[:MAX_NAME]


def flagged(text: str) -> bool | None:
    """Whether the text itself says that it was chosen (True) or not (False)."""
    if text.lstrip().startswith(("✅", "☑", "✔")):
        return True
    if found := _FLAG.search(text[-80:]):
        return found[1].lower() in ("chosen", "selected", "accepted", "adopted", "decided")
    return None


def reason(texts: list[str], otherwise: str) -> str | None:
    """Why something was turned down, in at most three of the text's own phrases."""
    said: list[str] = []
    in_cons = False
    for text in texts:
        bare = text.strip()
        if not bare:
            continue
        bulleted = bare.startswith(("- ", "* ", "+ ")) or bare[:1].isdigit()
        phrase = plain(bare.lstrip("-*+# "))
        low = phrase.lower().lstrip("❌👎➖ ")
        if low.startswith(_BAD):
            rest = (
                re.sub(r"^[^:,]{0,40}?(?:,? because|[:,])\s*", "", phrase, count=1)
                if re.search(r"because|[:,]", phrase)
                else ""
            )
            if rest and rest != phrase:
                said.append(rest)
                in_cons = low.startswith(("cons", "contra", "drawback", "disadvantage"))
            else:
                in_cons = True
        elif low.startswith(_FINE) or bare.startswith("#"):
            in_cons = bare.startswith("#") and low.startswith(_BAD)
        elif (found := _REJECTED.search(phrase)) and not in_cons:
            said.append(phrase[found.end() :] if re.search(r"\w", phrase[found.end() :]) else phrase[: found.start()])
        elif in_cons and (bulleted or not said):
            said.append(phrase)
    why = ("; ".join(said[:3]) or otherwise).strip(" .;")
    return why[:MAX_REASON] if re.search(r"\w", why) else None


def name_words(name: str) -> list[str]:
    """The words of an option's name in lower case."""
    return _TOKEN.findall(name.lower())


def same(a: str, b: str) -> bool:
    """Whether two wordings name one option: equal, or one begins with the other, with or without a label."""
    if a.strip() == b.strip():
        return True
    unlabelled_a, unlabelled_b = LABEL.sub("", a, count=1), LABEL.sub("", b, count=1)
    return any(_begins(name_words(x), name_words(y)) for x, y in ((a, b), (unlabelled_a, unlabelled_b)))


def _begins(first: list[str], second: list[str]) -> bool:
    shorter = min(len(first), len(second))
    return shorter > 0 and first[:shorter] == second[:shorter]


def closest(options: list[Option], name: str) -> Option | None:
    """The one option that shares most words with *name*, if it is more than half of them."""
    wanted = set(name_words(name))
    scored = []
    for option in options:
        words = set(name_words(option.name))
        if words and wanted:
            scored.append((len(words & wanted) / min(len(words | wanted), 2 * min(len(words), len(wanted))), option))
    scored.sort(key=lambda s: -s[0])
    if not scored or scored[0][0] < 0.6 or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return scored[0][1]


def choose(page: Page, options: list[Option]) -> None:
    """Flag the chosen ones of *options*, adding what was chosen if it is none of them."""
    for name, line in _chosen_names(page):
        option = next((o for o in options if name_words(o.name) == name_words(name)), None)
        if option is None and re.fullmatch(r"\d{1,2}|[A-Za-z]", name):
            option = next((o for o in options if _begins(["option", name.lower()], name_words(o.name))), None)
            if option is None and name.isdigit() and 0 < int(name) <= len(options):
                option = options[int(name) - 1]
        option = option or next((o for o in options if same(o.name, name)), None) or closest(options, name)
        if option is None and (named := option_name(name)) and len(named) < 120:
            option = Option(named, line)
            options.append(option)
        if option is not None:
            option.chosen = True
    if options and not any(o.chosen for o in options):
        _choose_by_mention(page, options)
    for option in options:
        if option.chosen:
            option.why = None


def _chosen_names(page: Page) -> list[tuple[str, int]]:
    """What the record says it chose: ``Chosen option: "X", because …``, and where."""
    deciding = [h for h in page.headings if {"decision", "outcome", "resolution", "conclusion"} & set(h.words)]
    lines = [n for h in deciding if "drivers" not in h.words for n in page.whole(h)]
    lines += [n for n, t in enumerate(page.lines, 1) if "hosen" in t and t.lstrip(" *_>-").lower().startswith("chosen")]
    for number in lines:
        line = page.text(number)[:3000]
        if "hosen" not in line or not (found := _CHOSEN.search(line)):
            continue
        mark = line[: found.end()][-2:]
        said = line[found.end() :]
        if not said.strip(" *_:"):
            following = page.lines[number : number + 3]
            said, mark = next((t for t in following if t.strip()), "").lstrip("-*+> "), ""
        until = _BECAUSE.search(said)
        claim = said[: until.start()] if until else said
        if whole := _QUOTED_WHOLE.match(said):
            return [(whole[1], number)]
        if '"' in claim or "“" in claim or "«" in claim:
            several = claim.lstrip(" *_")[:1] not in '"“«'
            if quoted := _QUOTED.findall(claim if several else said):
                return [(q, number) for q in (quoted if several else quoted[:1])]
        if mark in ("**", "__") and mark in said:
            claim = said.partition(mark)[0]
        name = plain(claim).strip(" \"'.,:;")
        return [(name, number)] if name and "{" not in name else []
    return []


def _choose_by_mention(page: Page, options: list[Option]) -> None:
    """Flag the one option that the decision's first words name, if they deny nothing."""
    for heading in page.headings:
        if not heading.key.startswith(("decision", "outcome", "resolution")) or "drivers" in heading.words:
            continue
        first: list[str] = []
        for number in page.own(heading):
            text = page.text(number).strip()
            if text:
                first.append(text)
            elif first:
                break
        said = " ".join(name_words(plain(" ".join(first))[:400]))
        if re.search(r"\b(?:not|no|reject\w*|instead|rather|neither|without|don t|never)\b", said):
            return
        named = [o for o in options if len(w := " ".join(name_words(o.name))) >= 4 and f" {w} " in f" {said} "]
        if len(named) == 1:
            named[0].chosen = True
        return
