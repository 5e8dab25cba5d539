"""Where each proposal stands: its tier, who has to sign, its status, and what comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from principal.core.tables import table


@table("derived", key=("proposal",))
@dataclass(frozen=True, slots=True)
class ProposalStandings:
    """Our own proposals by what follows from their files, their signatures and the clock; nothing in it is typed.

    A revision is told by its content: what was signed of another one does not count.
    """

    proposal: str  # id
    path: str
    line: int
    content: str  # of the revision that is judged
    tier: str  # light, standard or heavy
    reasons: list[str]  # why it is of that tier
    status: str  # draft, proposed, final comment, accepted, rejected, withdrawn or superseded
    because: str  # in words
    next_step: str  # what brings it further, in words; '' where nothing does
    required: list[str]  # roles that have to sign
    approved: list[str]  # those of them that approved this revision
    missing: list[str]  # those that did not
    concerns: list[str]  # 'role: reason' of those that are open
    unsure: str  # why the signatures could not be judged; '' where they could, or where there are none
    stale: list[str]  # roles that approved an earlier revision and not this one
    comment_until: dt.date | None  # the last day on which somebody may object
    solo: bool  # approvals of solo mode are among those that count
