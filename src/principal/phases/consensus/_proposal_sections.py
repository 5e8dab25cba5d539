"""The parts that every proposal has, by whatever heading they stand under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from principal.core.pages.metadata import title_of
from principal.core.pages.options import options_heading
from principal.core.pages.page import BOLD_LEVEL, Heading, Page
from principal.core.pages.words import vocabulary

PROBLEM, PROPOSAL, ALTERNATIVES, DATA, FAILURE, MIGRATION, ROLLOUT, COST, QUESTIONS = KINDS = (
    "problem", "proposal", "alternatives", "data", "failure", "migration", "rollout", "cost", "questions",
)  # fmt: skip
MAX_WORDS = 7  # of a heading that names a part; a longer one tells a story

_SAID_BY = {
    PROBLEM: vocabulary("problem problems motivation background context issue issues why abstract summary overview"),
    PROPOSAL: vocabulary("proposal proposed design solution explanation implementation specification"),
    ALTERNATIVES: vocabulary("alternatives alternative"),
    DATA: vocabulary("data consistency"),
    FAILURE: vocabulary("failure failures risk risks recovery troubleshooting"),
    MIGRATION: vocabulary("migration migrations migrating migrate upgrade upgrades backfill"),
    ROLLOUT: vocabulary("rollout rollouts rollback rollbacks roll deployment release rolling"),
    COST: vocabulary("cost costs budget"),
    QUESTIONS: vocabulary("questions"),
}
_WHOLE = {"way back": ROLLOUT, "what happens when it fails": FAILURE, "what can go wrong": FAILURE}
_NOT = vocabulary("goals non history test tests testing plan-b prior references related")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a proposal: its kind, its heading, whether it says something, and whether that there is none."""

    kind: str
    heading: Heading
    says: bool
    none: bool


def parts(page: Page) -> Iterator[Part]:
    """Every heading that names a part; one that names two (rollout and migration) is both. The title names none."""
    title = title_of(page)
    for heading in page.headings:
        for kind in kinds_of(heading) if heading is not title else ():
            says = page.says_something(heading)
            yield Part(kind, heading, says, none=not says and page.says_none(heading))


def kinds_of(heading: Heading) -> list[str]:
    """The parts that a heading names."""
    if heading.level >= BOLD_LEVEL or not heading.words or len(heading.words) > MAX_WORDS:
        return []
    words = set(heading.words)
    if words & _NOT:
        return []
    found = [kind for kind, said in _SAID_BY.items() if words & said]
    if options_heading(heading) and ALTERNATIVES not in found:
        found.append(ALTERNATIVES)
    found += [kind for key, kind in _WHOLE.items() if key in heading.key and kind not in found]
    return found


def lines_of(page: Page, kinds: frozenset[str]) -> set[int]:
    """The lines under headings of those *kinds*."""
    found: set[int] = set()
    for part in parts(page):
        if part.kind in kinds:
            found.update(page.whole(part.heading))
    return found
