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
