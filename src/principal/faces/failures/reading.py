"""What the working tree says about failure."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

from principal.faces.safe import say
from principal.faces.session import Progress, fail, open_here

if TYPE_CHECKING:
    from principal.phases.consensus.failure.gather import Known

_MOST_MISTAKES = 20
_MISTAKES = """
    SELECT path || ':' || line || ':' || "column" || ': ' || wrong || '; ' || expected
    FROM found.mistakes
    WHERE path IN ('architecture/system.yaml', 'architecture/failures.yaml')
       OR starts_with(path, 'architecture/objectives/')
    ORDER BY path, line, "column"
"""


def known_here(folder: str, today: dt.date) -> Known:
    """What the records, or else the evidence, of the working tree say; exit 2 where that is wrong, or nothing."""
    from principal.core.store import open_read_only
    from principal.faces.judgement import generation_of_worktree
    from principal.phases.consensus.failure.gather import known

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        generation = generation_of_worktree(workspace, today, evidence_only=True)
        with contextlib.closing(open_read_only(generation)) as connection:
            found = known(connection)
            mistakes = connection.execute(_MISTAKES).fetchall()
    finally:
        progress.done()
    for (mistake,) in mistakes[:_MOST_MISTAKES]:
        say(f"WRONG {mistake}", err=True)
    if mistakes:
        fail("nothing can be computed from records that are wrong")
    if not found.system.parts:
        fail("no component of this system is declared or seen; begin with: principal records system")
    return found
