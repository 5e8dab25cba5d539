"""What somebody wants of a report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants of a report.

    Attributes:
        command: what makes the same report again.
        stage: what is asked for: design, build or operate.
        since: the revision that the findings are compared with; None for no trend.
        timeline: also judge commits since then, for a picture; that takes its time.
        link: where a line of a file can be seen, with ``{path}`` and ``{line}``; None for nowhere.
        foreign: somebody else's repository: none of its own rules is asked.
    """

    command: str
    stage: str = "build"
    since: str | None = None
    timeline: bool = False
    link: str | None = None
    foreign: bool = False
