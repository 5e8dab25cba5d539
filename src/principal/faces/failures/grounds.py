"""What an answer about failure rests on, where that is less than records that people confirmed."""

from __future__ import annotations

from principal.phases.consensus.failure.gather import Known


def grounds(known: Known) -> list[str]:
    """A line for each assumption; none where people declared and confirmed all of it."""
    lines = []
    if known.system.observed:
        lines.append("observed, not declared: it is assumed that whoever needs what is gone fails")
    elif known.estimated:
        lines.append(f"{known.estimated:,} components, needs and journeys are ESTIMATED: nobody confirmed them")
    if known.system.assumed:
        lines.append("no journey is declared: what nothing else needs stands for what users do")
    return lines


def of_all_modes(known: Known) -> list[str]:
    """The same of all that can fail, where each need counts: also how many say nothing of what happens then."""
    needs = known.system.needs
    unsaid = 0 if known.system.observed else sum(not need.said for need in needs)
    told = f"of {unsaid:,} of {len(needs):,} needs no when_down is given: whoever has them is taken to fail"
    return [*grounds(known), *([told] if unsaid else [])]
