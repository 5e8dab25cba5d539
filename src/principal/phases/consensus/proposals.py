"""``architecture/proposals/RFC-NNN-*.md``, and the proposals of other processes, read as they are."""

from __future__ import annotations

from principal.phases.consensus._proposal_tables import (
    ProposalAlternatives,
    ProposalDecisions,
    ProposalMoves,
    ProposalRoles,
    Proposals,
    ProposalScopes,
    ProposalSections,
    ProposalSentences,
    ProposalTerms,
)

__all__ = [
    "ProposalAlternatives",
    "ProposalDecisions",
    "ProposalMoves",
    "ProposalRoles",
    "ProposalScopes",
    "ProposalSections",
    "ProposalSentences",
    "ProposalTerms",
    "Proposals",
]
