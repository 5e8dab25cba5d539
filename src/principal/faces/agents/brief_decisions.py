"""Which decisions govern a part of the system, and by what that is told."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from principal.core.scope import Scope, within
from principal.faces.agents.words import words_of
from principal.phases.governance.governed import EVERYDAY

if TYPE_CHECKING:
    from principal.core.decided import Decisions
    from principal.core.index import Index
    from principal.faces.agents.uses import Used

_STANDING = ("accepted", "unknown", "proposed")
_WORDS = re.compile(r"[a-z0-9]+")
MAX_BY_WORDS = 5
# Names of folders that say how code is laid out, and not what it is about.
_LAYOUT = words_of(
    "src lib libs app apps core common shared utils util helper helpers model models view views controller controllers "
    "query queries type types schema schemas component components page pages route routes handler handlers service "
    "services module modules package packages internal public static asset assets script scripts tool tools config "
    "test tests spec specs index main base plugin plugins api interface interfaces presenter presenters error errors"
)


def governing(index: Index, scope: Scope, used: Sequence[Used]) -> Iterator[tuple[str, str]]:
    """Each decision once, by its strongest tie: its path is cited, a record names it, a technology, a word.

    Those that do not stand any more are told only where they cite the path, with what became of them.
    """
    decisions = {d.path: d for d in index.decisions}
    told: set[str] = set()
    for path, how in _ties(index, scope, used, decisions):
        decision = decisions[path]
        if path in told or (decision.status not in _STANDING and not how.startswith("it cites")):
            continue
        told.add(path)
        status = "" if decision.status == "accepted" else f" [{_status(decision)}]"
        yield f"{decision.id} {decision.title}{status}; {how}", f"{path}:{decision.line}"


def _status(decision: Decisions) -> str:
    return "no status" if decision.status == "unknown" else decision.status_text or decision.status


def _ties(
    index: Index, scope: Scope, used: Sequence[Used], decisions: dict[str, Decisions]
) -> Iterator[tuple[str, str]]:
    """Paths of decisions and what ties them to the scope, the strongest first."""
    if scope.paths == (".",):
        yield from ((path, "") for path in decisions)
        return
    yield from ((p, "these paths hold it") for p in decisions if scope.has(p))
    for row in index.citations:
        cites = row.cites.strip("/")
        if any(within(path, cites) or within(cites, path) for path in scope.paths) and row.path in decisions:
            yield row.path, f"it cites {row.cites}"
    yield from _named(index, scope, used, decisions)
    words: dict[str, list[str]] = defaultdict(list)
    for path, topics in index.topics.items():
        for word in topics.split(" ") if path in decisions else ():
            words[word].append(path)
    for name, what in _speaking(scope, used):
        yield from ((path, f"it speaks of {what}") for path in words.get(name, ()))
    yield from _by_words(scope, words, decisions)


def _named(
    index: Index, scope: Scope, used: Sequence[Used], decisions: dict[str, Decisions]
) -> Iterator[tuple[str, str]]:
    """The decisions that the records of the components and the radar name."""
    by_id: dict[str, list[str]] = defaultdict(list)
    for path, decision in decisions.items():
        by_id[decision.id.lower()].append(path)
    named = [(c.decision, f"it explains the component {c.name}") for c in scope.components if c.decision]
    names = {u.name for u in used}
    for row in index.rows("blips"):
        if row.decision and row.technology in names:
            named.append((row.decision, f"it explains {row.technology} on the radar"))
    for name, how in named:
        for path in by_id.get(name.lower(), [name] if name in decisions else []):
            yield path, how


def _speaking(scope: Scope, used: Sequence[Used]) -> Iterator[tuple[str, str]]:
    """The names that a decision may have in its headings: of technologies, and of components."""
    for technology in used:
        if technology.counts:
            for word in dict.fromkeys((technology.name, technology.title.lower().replace(" ", "-"))):
                if word not in EVERYDAY:
                    yield word, technology.name
    for component in scope.components:
        for word in (component.name, *component.aliases):
            if word.lower() not in EVERYDAY:
                yield re.sub(r"[_ ]", "-", word.lower()), f"the component {component.name}"


def _by_words(scope: Scope, words: dict[str, list[str]], decisions: dict[str, Decisions]) -> Iterator[tuple[str, str]]:
    """The weakest tie: a name in the path is one that a title or heading has, and few decisions have it.

    A word that stands alone has to be in the title: headings speak of too much.
    """
    spelled: dict[str, str] = {}
    for word in words:
        spelled.setdefault(_flat(word), word)
    titles = {path: {_flat(w) for w in _WORDS.findall(d.title.lower())} for path, d in decisions.items()}
    found: Counter[str] = Counter()
    how: dict[str, str] = {}
    for path in scope.paths:
        for name, pair in _names(path):
            word = spelled.get(name, "")
            paths = [p for p in sorted(set(words.get(word, ()))) if pair or name in titles[p]]
            if not paths or word in EVERYDAY or len(paths) > max(2, len(decisions) // 4):
                continue
            for decided in paths:
                found[decided] += len(name)
                how.setdefault(decided, f"it may bear on it: it speaks of {word!r}")
    for decided, _ in found.most_common(MAX_BY_WORDS):
        yield decided, how[decided]


def _names(path: str) -> Iterator[tuple[str, bool]]:
    """The names in a path, and whether each is a pair of words: gift_card.py has gift card, graphql/ has graphql."""
    for part in path.lower().split("/"):
        parts = _WORDS.findall(part.partition(".")[0])
        yield from ((_flat(one + other), True) for one, other in pairwise(parts))
        if len(parts) == 1 and len(parts[0]) > 3 and parts[0] not in _LAYOUT:
            # giftcard may be a pair that is written as one: where a heading has gift-card it is.
            yield _flat(parts[0]), len(parts[0]) > 6


def _flat(word: str) -> str:
    """A word without what may be written either way: hyphens, and a plural's end."""
    return re.sub(r"s\b", "", word.lower()).replace("-", "").replace("_", "")
