"""Words that several faces use for the same things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from principal.core.verdict import LOOSENED, NEW, OLD, WORSENED, Judged, Verdict

if TYPE_CHECKING:
    from principal.core.confirming import Confirmed
    from principal.core.found import Outcomes

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


_VALUES = {
    "blips": "the ring of {}",
    "components": "the component {}",
    "constraints": "the constraint {}",
    "data": "the data {}",
    "journeys": "the journey {}",
    "needs": "that {} needs {}",
    "teams": "the team {}",
}


def confirms(verdict: Verdict) -> str:
    """How much a change confirms, as a sentence; '' where it is nothing."""
    number = len(verdict.confirms)
    were = "value that was" if number == 1 else "values that were"
    return f"this change confirms {number:,} {were} ESTIMATED" if number else ""


def confirmed(value: Confirmed) -> str:
    """What was a guess and is none any more, in words."""
    return _VALUES[value.table].format(*value.key)


def silences(outcomes: Iterable[Outcomes], *, each: bool = False) -> list[tuple[str, list[str]]]:
    """Why something was not checked, each reason once with the rules that it silenced.

    Files that share a reason are counted in one sentence, unless *each* is asked for.
    """
    rules: dict[tuple[str, str], set[str]] = {}
    for outcome in outcomes:
        why = outcome.reason.removeprefix(f"{outcome.path}: ") if outcome.path else outcome.reason
        rules.setdefault((outcome.path if why != outcome.reason else "", why), set()).add(outcome.rule)
    paths: dict[tuple[str, frozenset[str]], list[str]] = {}
    for (path, why), named in rules.items():
        paths.setdefault((why, frozenset(named)), []).append(path)
    said = []
    for (why, silenced), where in paths.items():
        if len(where) == 1 or each:
            said += [(f"{path}: {why}" if path else why, sorted(silenced)) for path in where]
        else:
            said.append((f"{where[0]} and {plural(len(where) - 1, 'more file')}: {why}", sorted(silenced)))
    return said
