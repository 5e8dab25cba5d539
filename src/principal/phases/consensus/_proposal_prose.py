"""Red flags in what a proposal says: sentences that propose what the process exists to prevent.

Evidence comes first; this is for what no file shows yet. A sentence is read where it
proposes something: not where a problem is told, an alternative is weighed, somebody is
quoted, or where it denies, asks or forbids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.pages.metadata import title_of
from principal.core.pages.option import MAX_REASON
from principal.core.pages.options import option_lines
from principal.core.pages.page import Page, plain
from principal.core.pages.words import vocabulary
from principal.phases.consensus._proposal_sections import ALTERNATIVES, PROBLEM, lines_of

FAME = "Kubernetes because Google uses it"
SPAGHETTI = "distributed spaghetti"
HEAD = "it's in my head"
LATER = "we'll migrate the data later"
LANGUAGES = "every team picks its own language"
UNREVIEWED = "pushing without a fine-toothed comb"

MAX_PARAGRAPH = 4_000
MAX_SENTENCES = 50

_COMPANY = (
    r"(?:google|netflix|amazon|facebook|meta|uber|spotify|airbnb|twitter|linkedin|microsoft|apple|stripe|shopify|"
    r"alibaba|bytedance|pinterest|(?:the )?faangs?|(?:all )?the big (?:players|(?:tech )?companies))"
)
_AND_MORE = rf",? (?:(?:and|or) )?(?:{_COMPANY}|many|thousands|hundreds|others?|etc|\w+, (?:and )?\w+)"
_LIKES = r"(?:(?:(?:big |large |tech )?companies|giants|firms|the likes) (?:like|of|such as) )?"
_DO = (
    r"(?:(?:also|all) )?"
    r"(?:uses?|used|does|do|did|runs?|ran|adopted|chose|picked|went with|built|(?:has|have) (?=it|them))"
)
_IT = r"(?: (?:it|them|this|that|the same(?: thing)?|too|as well))?"
_EACH = r"(?:each|every|any) team (?:can|may|will|should|is free to|gets to|is able to|is allowed to)(?: be able to)?"
_TEAMS = r"(?:teams (?:can|may|will|should|get to|are able to|are allowed to)|teams? (?:is|are) free to)"
_CHOOSE = r"(?:choose|pick|use|select|decide(?: on)?)"
_OWN = (
    r"(?:its|their|whatever|whichever|any|the (?:most appropriate|best|right)|optimal|preferred|custom)"
    r"(?: (?:own|preferred|favou?rite|backend|frontend|model and)){0,2}"
)
_LANGUAGE = (
    r"(?:programming )?(?:languages?|(?:tech(?:nology)? ?)?stacks?|frameworks?|technolog(?:y|ies)|databases?)|"
    r"tools? for (?:the job|its|their)"
)
_PART = r"(?:micro-?services?|services?|components?|modules?|projects?|squads?)"
_MANY = r"(?:endpoint|function|feature|table|entity|model|page|class|screen|use case)"
_ONE = r"(?:the same|one|a single|a common|a shared)"
_WILL = r"(?:we(?:'ll| will| can| could| would| may)?|(?:can|will|could|to) be|is|are)(?: (?:then|just))?"
_MOVED = r"(?:migrated?|moved?|backfill(?:ed)?|convert(?:ed)?|copy|copied|port(?:ed)?)"
_MOVE = r"(?:migrate|move|backfill|convert|copy|port)"
_WILL_NOT_WE = r"(?:(?:can|could|will|may) (?:then |still )?)?"
_WHOSE = r"(?:(?:the|all|our|existing|old|historic(?:al)?|remaining|production|customers?'?|user) ){0,3}"
_DATA = rf"{_WHOSE}(?:data|rows|records)"
_LATER = (
    r"(?:later(?: on)?|afterwards|eventually|some ?day|another time|at (?:a|some) later (?:date|point|time|stage)|"
    r"when we (?:have|find|get) (?:the )?time|in (?:a|the) (?:later|future|follow-?up|subsequent) "
    r"(?:phase|step|stage|release|iteration|rfc|pr|project|proposal))"
)
_WHO = r"(?:we|I|teams?|engineers?|developers?|they|it|this|changes?|fixes|hotfix(?:es)?)"
_SHIP = r"(?:push(?:ed)?|deploy(?:ed)?|ship(?:ped)?|released?|merged?|go)"
_BY_OTHERS = r"(?:(?:a|any|an|further|waiting for|code|peer|the|that|human) )*(?:reviews?|approvals?)"
_HOLDER = r"(?:person|engineer|developer|member|one of us|individual)"

_PATTERNS: tuple[tuple[str, str], ...] = (
    (FAME, rf"\b(?:because|since) {_COMPANY} {_DO}{_IT} ?(?:$|[.,;!)])"),
    (FAME, rf"\b(?:because|since) (?:it|that|this)(?:'s| is| was) (?:what|how|the way) {_COMPANY} {_DO}"),
    (FAME, rf"\b(?:good|scalable|reliable) enough for {_COMPANY}(?:\.com)? ?(?:$|[.,;!)])"),
    (FAME, rf"\bif [^,.;]{{1,40}} (?:good|scalable|reliable) enough for {_COMPANY}\b"),
    (FAME, r"\b(?:used|proven|trusted|adopted|battle[- ]tested)(?: in production)? (?:by|at) "
           rf"{_LIKES}{_COMPANY}{_AND_MORE}\b"),
    (FAME, rf"\b(?:how|same|what|way)\b[^,.;]{{0,30}} companies like {_COMPANY}\b"),
    (FAME, rf"\b(?:like|the way) {_COMPANY} (?:does|do|did){_IT} ?(?:$|[.,;!)])"),
    (FAME, rf"\bif {_COMPANY} (?:can )?(?:uses?|runs?|does|do) (?:it|them|this|that)\b"),
    (SPAGHETTI, rf"\b(?:each|every) (?:\w+ )?{_MANY} (?:(?:will|should|must) )?"
                r"(?:becomes?|gets?|be|have|has|is) (?:its own|a separate|a) (?:micro-?)?service\b"),
    (SPAGHETTI, rf"\b(?:each|every) (?:\w+ )?{_MANY} (?:in)?to (?:its own|a separate|a) (?:micro-?)?service\b"),
    (SPAGHETTI, rf"\bone (?:micro-?)?service (?:per|for (?:each|every)) (?:\w+ )?{_MANY}\b"),
    (SPAGHETTI, r"\b(?:micro-?)?services (?:(?:will|should|all|both) )*(?:share|read (?:and|or) write|write) "
                rf"(?:(?:to|from|into) )?{_ONE} (?:\w+ )?(?:database|schema|tables?)\b"),
    (SPAGHETTI, r"\bmicro-?services\b[^.]{0,60} (?:because|since) (?:they|it|that|this)(?:'s|'re| is| are) "
                r"(?:the |an )?(?:modern|best practice|industry standard|future|trend\w*|what everybody does)"),
    (HEAD, r"\b(?:it|that|this|everything|the (?:design|details|rest|knowledge|plan))(?:'s| is| are) "
           r"(?:(?:all|only|still) )?in (?:my|his|her|their|our|\w+'s) heads?\b"),
    (HEAD, r"(?<!\bif )\bonly (?:I|one (?:person|engineer|developer|of us)) (?:(?:really|fully|actually) )?"
           r"(?:knows?|understands?)(?: (?:how|why|what|where|the|this|it)\b|(?=$|[.,;)]))"),
    (HEAD, rf"(?<!\buser )(?<!\bone )\bis (?:still )?the only {_HOLDER} who (?:really |fully )?"
           r"(?:knows?|understands?)\b"),
    (HEAD, rf"\bin (?:one|a single) {_HOLDER}'s head\b"),
    (HEAD, r"\bknowledge (?:lives|sits|stays|is) (?:only )?(?:in|with) "
           r"(?:individuals|people(?:'s heads)?)(?=$|[.,;)])"),
    (HEAD, r"\b(?:nobody|no one) (?:but|except|other than|besides) \w+ (?:really )?(?:knows?|understands?)\b"),
    (HEAD, r"\bask (?:me|him|her|[A-Z][a-z]+)[,;]? (?:who|(?:s?he|they|I)|because (?:s?he|they)) (?:alone |still )?"
           r"(?:knows?|remembers?)\b"),
    (LATER, rf"\b{_WILL} {_MOVED} (?:over )?{_DATA} (?:over )?{_LATER}\b"),
    (LATER, rf"(?:^|[(,;:] ?|\bthen ){_WILL_NOT_WE}{_MOVE} (?:over )?{_DATA} (?:over )?{_LATER}\b"),
    (LATER, r"\bdata migrations? (?:(?:is|are|was|will be) )?(?:deferred|postponed)\b"),
    (LATER, rf"\b{_DATA} (?:will|can|could|would|is to|are to|may) (?:then )?(?:be )?{_MOVED} (?:over )?{_LATER}\b"),
    (LATER, r"\bdata migrations? (?:will be|is|are|can be|gets?) (?:handled|dealt with|addressed|done|figured out|left|"
            rf"deferred|postponed|solved|planned|designed|decided) (?:(?:for|to|until) )?{_LATER}\b"),
    (LATER, r"\bworry about (?:the )?(?:data )?migrat(?:ion|ing)\b[^.]{0,30} later\b"),
    (LANGUAGES, rf"\b(?:{_EACH}|{_TEAMS}) {_CHOOSE} {_OWN} (?:{_LANGUAGE})\b"),
    (LANGUAGES, rf"\b(?:each|every) team (?:chooses|picks|selects|decides on) {_OWN} (?:{_LANGUAGE})\b"),
    (LANGUAGES, rf"\b{_PART} (?:(?:can|may) )?(?:picks?|chooses?) (?:its|their) own "
                r"(?:programming )?(?:languages?|stacks?)\b"),
    (LANGUAGES, rf"\b(?:each|every) {_PART} (?:can|may|could) be (?:written|built|implemented) in "
                r"(?:whatever|whichever|any|a different|its own) (?:programming )?language\b"),
    (UNREVIEWED, rf"\b{_WHO}(?:'ll| will| can| may| should| could) (?:(?:be|just|simply) )*{_SHIP}\b"
                 rf"[^.;:]{{0,60}} without {_BY_OTHERS}\b"),
    (UNREVIEWED, rf"\b(?:PRs?|pull requests?|contributions|fixes) (?:can|may|will|should) be {_SHIP} "
                 rf"without {_BY_OTHERS}\b"),
    (UNREVIEWED, rf"\bmerge (?:my|his|her|their|our|your) own (?:PRs?|pull requests?|changes) without {_BY_OTHERS}\b"),
    (UNREVIEWED, r"\b(?P<no>no) (?:(?:code|peer) )?reviews? (?:(?:is|are) )?(?:needed|required|necessary)\b"),
    (UNREVIEWED, r"\bto production without (?:anyone|anybody) (?:else )?(?:looking|reviewing|reading|seeing)\b"),
    (UNREVIEWED, r"(?:^|[,;:(] ?|\bwe )(?:(?:can|may|will|just|simply) )*push (?:(?:it|this|changes) )?"
                 r"(?:(?:straight|directly) )?to (?:main|master|trunk)\b"),
    (UNREVIEWED, r"\b(?:we(?:'ll| will| can| should)|let's) (?:just |simply )?skip (?:(?:the|code|peer) )*reviews?\b"),
    (UNREVIEWED, r"\bwe(?:'ll| will| can| should)? (?:just )?(?:push|deploy|ship) (?:(?:it|this) )?"
                 r"(?:straight|directly) (?:in)?to prod(?:uction)?\b"),
)  # fmt: skip
_FLAGS = tuple((flag, re.compile(pattern, re.IGNORECASE)) for flag, pattern in _PATTERNS)
# One of these words is in every sentence that raises the flag; looking for them first makes the rest cheap.
_WORDS = {
    FAME: ("google", "netflix", "amazon", "facebook", "meta", "uber", "spotify", "airbnb", "twitter", "linkedin",
           "microsoft", "apple", "stripe", "shopify", "alibaba", "bytedance", "pinterest", "faang", "big "),
    SPAGHETTI: ("service",),
    HEAD: ("head", "only ", "knowledge", "nobody", "no one", "ask "),
    LATER: ("later", "deferred", "postponed", "afterwards", "eventually", "some day", "someday", "another time",
            "future", "follow", "subsequent", " time"),
    LANGUAGES: ("team", "own ", "language"),
    UNREVIEWED: ("review", "approv", "to prod", "to main", "to master", "to trunk"),
}  # fmt: skip
_DENIES = re.compile(
    r"\b(?:not|never|cannot|can't|won't|don't|doesn't|didn't|shouldn't|mustn't|isn't|aren't|nor|neither|forbid\w*|"
    r"prohibit\w*|reject\w*|no longer|risks?|danger\w*|problem|wrong|attackers?|malicious|how could|worse|"
    r"anti-?patterns?|undo(?:es|ing)?|defeat\w*|violat\w*|mistakes?|pitfalls?|coupling|already reviewed)\b",
    re.IGNORECASE,
)
# These turn down what stands beside them, in the same part of the sentence.
_TURNS_DOWN = re.compile(r"\b(?:avoid\w*|prevent\w*|instead of|rather than)\b|\bno (?!one\b)", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()—]")
_TELLS_OTHERWISE = vocabulary(
    "prior alternatives alternative drawbacks drawback disadvantages goals nongoals unresolved questions history "
    "background problem problems motivation context issues faq glossary references attribution acknowledgements"
)
_ORDINAL = re.compile(r"\d{1,3}[.)] ")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”')*_]*\s+(?=[\"“'(*_`]*[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Raised:
    """A red flag: which one, by which sentence, on which line."""

    flag: str
    sentence: str
    line: int


def raised(page: Page) -> list[Raised]:
    """The red flags that the page's own sentences raise, in order, each sentence once a flag."""
    silent = lines_of(page, frozenset((PROBLEM, ALTERNATIVES))) | option_lines(page)
    title = title_of(page)
    for heading in page.headings:
        if heading is not title and set(heading.words) & _TELLS_OTHERWISE and len(heading.words) <= 6:
            silent.update(page.whole(heading))
    found: list[Raised] = []
    for start, text in _paragraphs(page, silent):
        lowered = text.lower().replace("\n", " ")
        possible = {flag for flag, words in _WORDS.items() if any(w in lowered for w in words)}
        if not possible:
            continue
        for line, sentence in _sentences(page, start, text):
            if sentence.rstrip("\"')*_ ”").endswith("?"):
                continue
            for flag in dict.fromkeys(f for f, pattern in _FLAGS if f in possible and _says(pattern, sentence)):
                found.append(Raised(flag, sentence[:MAX_REASON], line))
    return found[:MAX_SENTENCES]


def _says(pattern: re.Pattern[str], sentence: str) -> bool:
    found = pattern.search(sentence)
    if found is None:
        return False
    before, after = sentence[: found.start()], sentence[found.end() :]
    inside = found[0] if "no" not in pattern.groupindex else ""
    if any(map(_DENIES.search, (before, inside, after))):
        return False
    beside = (_CLAUSE.split(before)[-1], inside, _CLAUSE.split(after)[0])
    return not any(map(_TURNS_DOWN.search, beside))


def _paragraphs(page: Page, silent: set[int]) -> Iterator[tuple[int, str]]:
    """Paragraphs and list items with the line that each begins on; quotes, tables and headings are none."""
    heads = {h.line for h in page.headings}
    start, lines = 0, list[str]()
    for number in range(page.front_end + 1, len(page.lines) + 2):
        text = page.text(number) if number <= len(page.lines) else ""
        bare = text.strip()
        item = bare[:2] in ("- ", "* ", "+ ") or _ORDINAL.match(bare) is not None
        ends = not bare or number in heads or number in silent or bare[0] in ">|"
        if (ends or item) and lines:
            yield start, "\n".join(lines)[:MAX_PARAGRAPH]
            lines = []
        if not ends:
            if not lines:
                start = number
            lines.append(text)


def _sentences(page: Page, start: int, text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for end in [m.start() for m in _SENTENCE_END.finditer(text)] + [len(text)]:
        sentence = text[at:end]
        lead = len(sentence) - len(sentence.lstrip())
        line = start + text.count("\n", 0, at + lead)
        words = plain(sentence.strip().lstrip("-*+> ")).replace("’", "'").strip()
        if words:
            yield line, words
        at = end
