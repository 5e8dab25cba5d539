"""The words of the process: its phases, the stages of a change, and the states of a gate."""

from __future__ import annotations

PHASES = ("constraints", "patterns", "consensus", "observability", "governance", "evolution")
NUMBERS = dict(zip(PHASES, ("1", "1.5", "2", "2.5", "3", "4"), strict=True))  # 1.5 and 2.5 stand between phases
STAGES = ("design", "build", "operate")

COMPLETE, BLOCKED, NOT_CHECKED, UNCONFIRMED, WAITING, EMPTY = (
    "complete", "blocked", "not checked", "unconfirmed", "waiting", "empty",
)  # fmt: skip
