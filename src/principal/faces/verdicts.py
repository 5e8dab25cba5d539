"""Words that several faces use for the same things."""

from __future__ import annotations

from principal.core.verdict import LOOSENED, NEW, OLD, WORSENED, Judged, Verdict

ANSWERS = {
    0: "may proceed",
    1: "may not proceed",
    2: "a record is wrong",
    3: "could not conclude: something that is required was not checked",
}


def plural(number: int, one: str, many: str | None = None) -> str:
    """``1 finding``, ``2 findings``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def place(path: str, line: int | None) -> str:
    """``path:line``, or what there is of it."""
    return f"{path}:{line}" if path and line else path


def level(judged: Judged) -> str:
    """error, warning or note, as other tools understand it: only what blocks is an error."""
    if judged.blocks:
        return "error"
    return "warning" if judged.rule.severity in ("error", "warning") and judged.rule.status == "stable" else "note"


def standing(judged: Judged) -> str:
    """The standing in words, '' where it goes without saying."""
    return {
        NEW: "new",
        WORSENED: "worse than before",
        LOOSENED: "loosens the judgement",
        OLD: "not from this change",
    }.get(judged.standing, "")


def tally(verdict: Verdict) -> str:
    """The summary line: every outcome is counted, the silent ones too."""
    blocking = sum(j.blocks for j in verdict.findings)
    counts = verdict.counts
    parts = [
        plural(blocking, "finding blocks", "findings block"),
        f"{len(verdict.findings) - blocking:,} do not",
        f"{counts['pass']:,} passed",
        f"{counts['waived']:,} waived",
        f"{counts['not checked']:,} not checked",
        f"{counts['not applicable']:,} not applicable",
    ]
    return ", ".join(parts)
