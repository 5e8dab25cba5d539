"""What a server tells an agent to do: in general, and in each phase."""

from __future__ import annotations

from principal.core.process import NUMBERS

INSTRUCTIONS = """\
This repository is held to what its people decided. Ask brief before you touch a path, next for the
step that opens the gate, check before you commit, and why for whatever blocks. Draft records as
proposals. Nothing here signs, accepts, loans or dismisses: that is for people, and so is whatever
weakens the judgement."""

_ASKS = {
    "constraints": """\
Find out what the system cannot do. Read what is there (brief, query), then ask the people who have
to live with it for figures: load, latency, availability, residency, cost, team. Draft
architecture/constraints.yaml (draft constraints), and mark whatever nobody measured as estimated.
Do not invent a figure, and decide nothing.""",
    "patterns": """\
Look whether a modern pattern would change the game: edge, WASM, local-first, AI. Take or turn down
each for a reason that the evidence supports, in a decision that you draft as proposed.""",
    "consensus": """\
Draft a proposal with at least two real alternatives and why each was turned down. Name the owner,
the store and the consistency of every data entity that it touches, and what happens when each
thing that it needs is down.""",
    "observability": """\
Say how each request path is traced end to end, which events tell what happened, and the objective
and the error budget of each journey. Draft what is missing.""",
    "governance": """\
Hold the work to the rules of the road: the radar, the interface standards, the cost ceiling, the
review. Run check since the base, and mend or report what blocks.""",
    "evolution": """\
Look at what will not survive: debt and its interest, load-bearing legacy, migrations, knowledge in
one head. Say what it costs, and draft a way out in steps.""",
}

_FRAME = """\
You work in phase {number} ({phase}) on: {paths}

First ask brief on these paths, and next. {asks}

Never yours: to sign, to accept, to waive, to weaken a constraint, to write loans, dismissals, rules,
sign-offs or keys. Where that is what is needed, say so to a person, and why."""


def of(phase: str, paths: str) -> str:
    """What is asked of whoever works in *phase* on *paths*."""
    return _FRAME.format(number=NUMBERS[phase], phase=phase, paths=paths, asks=_ASKS[phase])
