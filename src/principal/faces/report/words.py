"""The sentences of a report's first screen, and words that its pages share."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from principal.core.process import BLOCKED, COMPLETE, EMPTY, NOT_CHECKED, NUMBERS, UNCONFIRMED, WAITING
from principal.core.verdict import NEW, OLD, WORSENED
from principal.faces.report.ages import span
from principal.faces.report.gather import Report
from principal.faces.verdicts import plural

if TYPE_CHECKING:
    from principal.core.found import Findings

# The question that each phase answers, in the order of the process.
QUESTIONS = {
    "constraints": "What can we not do?",
    "patterns": "Would a modern pattern change the game?",
    "consensus": "Do the experts agree?",
    "observability": "Could we debug it?",
    "governance": "Does it follow the rules of the road?",
    "evolution": "Will it survive five years?",
}
SHAPES = {
    COMPLETE: "disc",
    BLOCKED: "block",
    NOT_CHECKED: "diamond",
    UNCONFIRMED: "diamond",
    WAITING: "half",
    EMPTY: "ring",
}
_STANDINGS = {NEW: "new", WORSENED: "worse", OLD: "unchanged"}


@dataclass(frozen=True, slots=True)
class Gate:
    """A phase of the process at one stage."""

    number: str
    phase: str
    question: str
    state: str
    shape: str
    reason: str
    counts: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Something that was not checked: why, of which rules, and whether something required waits for it.

    *more* reasons are like the first one: of the same rules, and in the same words where they are about files.
    """

    reason: str
    rules: tuple[str, ...]
    required: bool
    more: int = 0


def system_line(report: Report) -> str:
    """What the system is, in a sentence or two."""
    seen = report.facts.seen
    titles = report.facts.titles
    # Of what programs are written in: style sheets and markup have no title, and say little of a system.
    written = [row for row in seen.languages if row[0] in titles]
    total = sum(n or 0 for *_, n in written) or 1
    spoken = [(titles[name], (n or 0) / total) for name, _, n in written]
    languages = _listed([f"{title} ({share:.0%})" for title, share in spoken[:3] if share >= 0.05])
    own = [p for p in report.facts.parts if not p.external]
    said = f"{plural(len(own), 'component')}" if own else "One codebase"
    said += f", written in {languages}" if languages else ""
    frames = [
        t.title for t in report.facts.technologies if t.kind in ("framework", "database", "queue") and not t.aside
    ]
    said += f", on {_listed(frames[:4])}" if frames else ""
    return f"{said}."


def history_line(report: Report) -> str:
    """Its size and its history, in a line."""
    files, lines, _ = report.facts.seen.files
    commits, people, first, last, recent = report.facts.seen.history
    said = f"{plural(files, 'file')} and {plural(lines, 'line')} of code"
    if commits:
        said += f"; {plural(commits, 'commit')} by {plural(people, 'person', 'people')} from {first} to {last}"
        said += f", {f'{recent:,}' if recent else 'none'} of them active in the last year"
    return f"{said}."


def gates(report: Report) -> list[Gate]:
    """Every phase at the stage of the verdict."""
    rows = sorted((p for p in report.verdict.phases if p.stage == report.verdict.stage), key=lambda p: p.position)
    return [
        Gate(
            NUMBERS[p.phase], p.phase, QUESTIONS[p.phase], p.state, SHAPES[p.state], p.reason,
            f"{p.passed:,} passed, {p.failed:,} failed, {p.waived:,} waived, {p.not_checked:,} not checked"
            if p.rules else "",
        )
        for p in rows
    ]  # fmt: skip


def silences(report: Report) -> list[Silence]:
    """What was not checked, by reason; what is required first, and what is alike once."""
    rules: dict[tuple[str, str], set[str]] = defaultdict(set)
    for outcome in report.verdict.silent:
        about_file = bool(outcome.path) and outcome.reason.startswith(f"{outcome.path}: ")
        rules[outcome.reason.removeprefix(f"{outcome.path}: ") if about_file else "", outcome.reason].add(outcome.rule)
    required = {o.reason for o in report.verdict.unchecked}
    alike: dict[tuple[bool, tuple[str, ...], str], list[str]] = defaultdict(list)
    for (words, reason), names in rules.items():
        alike[reason in required, tuple(sorted(names)), words].append(reason)
    found = [Silence(min(reasons), names, needed, len(reasons) - 1) for (needed, names, _), reasons in alike.items()]
    return sorted(found, key=lambda s: (not s.required, -len(s.rules), s.reason))


def age_of(report: Report, finding: Findings) -> tuple[str, str]:
    """How old a finding is, short, and the same as a sentence."""
    age = report.facts.ages.get(finding.path)
    then = report.trend.day if report.trend and standing_of(report, finding.fingerprint) != "new" else None
    if finding.path and finding.path in report.uncommitted:
        return "uncommitted", "This file has changes that are not committed yet."
    if then is not None and (age is None or then < age.last):
        return _here(report, then), f"It was found in the files of {then} already."
    if age is None:
        return "first seen in this check", "No file of the history tells its age."
    times = "once" if age.commits == 1 else f"{age.commits:,} times"
    return (
        _here(report, age.last),
        f"Nobody changed this file since {age.last}. It has been here since {age.first} and was committed {times}.",
    )


def _here(report: Report, since: dt.date) -> str:
    today = report.verdict.today
    return f"here for {span(since, today)} or longer" if since < today else "changed today"


def standing_of(report: Report, mark: str) -> str:
    """The trend of a finding: new, worse or unchanged; '' where nothing was compared."""
    return _STANDINGS.get(report.trend.standing.get(mark, ""), "") if report.trend else ""


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
