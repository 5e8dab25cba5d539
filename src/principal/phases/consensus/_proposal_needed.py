"""What the file of a proposal has to have before it can be agreed to, by what is at stake."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from principal.phases.consensus import _proposal_sections as sections
from principal.phases.consensus._proposal_scope import MOVE, STORES
from principal.phases.consensus._proposal_status import HEAVY, LIGHT

ALTERNATIVES_WANTED = 2
TITLES = {
    sections.PROBLEM: "Problem", sections.PROPOSAL: "Proposal", sections.DATA: "Data and consistency",
    sections.FAILURE: "Failure modes", sections.MIGRATION: "Migration", sections.ROLLOUT: "Rollout and way back",
    sections.COST: "Cost",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alternative:
    """An alternative, and whether it says what speaks for it, against it and why it was turned down."""

    name: str
    nothing: bool
    whole: bool


def sections_needed(tier: str, risks: Collection[str]) -> list[str]:
    """The sections that have to say something."""
    needed = [sections.PROBLEM, sections.PROPOSAL]
    if tier == LIGHT:
        return needed
    if STORES in risks:
        needed.append(sections.DATA)
    needed.append(sections.FAILURE)
    if MOVE in risks:
        needed.append(sections.MIGRATION)
    needed.append(sections.ROLLOUT)
    return [*needed, sections.COST] if tier == HEAVY else needed


def real(alternatives: Sequence[Alternative]) -> int:
    """How many alternatives are real: whole ones, of which to do nothing counts once."""
    return sum(a.whole for a in alternatives if not a.nothing) + any(a.whole for a in alternatives if a.nothing)


def lacking(
    tier: str, risks: Collection[str], says: Collection[str], alternatives: Sequence[Alternative], *, authors: bool,
    scope: bool,
) -> list[str]:  # fmt: skip
    """What is missing, in words, the first thing to write first."""
    found = [] if authors else ["it does not say who proposes it (authors:)"]
    if not scope:
        found.append("it does not say what it touches (scope:)")
    found += [f"the section {TITLES[kind]} says nothing" for kind in sections_needed(tier, risks) if kind not in says]
    count = real(alternatives)
    if tier != LIGHT and count < ALTERNATIVES_WANTED:
        have = {0: "no real alternative", 1: "one real alternative"}[count]
        found.append(f"it has {have}, each with pros, cons and why it was rejected; {ALTERNATIVES_WANTED} are needed")
    return found
