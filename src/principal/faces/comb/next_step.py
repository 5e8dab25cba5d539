"""What brings a range further, in a command."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from principal.faces.comb.status import Status

_TRUST = """
SELECT (SELECT count(*) FROM decided.trusts), (SELECT count(*) FROM derived.trusted_versions WHERE in_force)
"""


def next_step(state: Status, given: str) -> str:
    """What to do next for the range that was *given*; '' where nothing is open."""
    from principal.core.store import open_read_only

    if not state.open:
        return ""
    with contextlib.closing(open_read_only(state.combed.generation)) as connection:
        versions, in_force = connection.execute(_TRUST).fetchall()[0]
    if not versions:
        return "nobody decided yet who may sign: principal signers init"
    if not in_force:
        return "no signature counts until somebody vouches for who may sign: principal signers status"
    waiting = state.open == sum(t.waits for t in state.tallies)
    who = "somebody else" if waiting else "somebody who did not write it"
    step = f"{who} looks at it: principal comb review {given} --role ROLE"
    if state.established < state.commits:
        step += (
            "\nFor one person to be enough, sign commits with a key that allowed_signers has for the namespace git:\n"
            "git config gpg.format ssh; git config commit.gpgsign true"
        )
    return step
