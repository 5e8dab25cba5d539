"""What matters most: the findings by severity, confidence and reach, then what the survey says stands out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from principal.core.verdict import Judged
from principal.faces.report.gather import Report, Technology
from principal.faces.report.markup import gist
from principal.faces.verdicts import plural

MOST = 5
_SHOWN = 2  # places of one matter
_SEVERITY = {"error": 0, "warning": 1, "note": 2}
_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}
_ALONE = (
    "When the one person who knows a part leaves, falls ill or is busy, nobody changes it safely. "
    "What only one knows has to be reviewed, paired on or written down."
)
_TOGETHER = (
    "What changes together belongs together. Each change pays for the boundary between the two twice, "
    "and forgetting one of them is a defect that no compiler sees."
)
_BUSIEST = (
    "A few large files that everybody edits are where defects gather and branches collide. "
    "Taking one apart pays off with the next change already."
)
_UNDECIDED = (
    "What nobody decided was chosen by whoever needed it first. The reasons leave with that person, "
    "and the next one chooses anew."
)
_ASKED = (
    "What was guessed is right in most places, and nobody knows in which: every conclusion from it is as good as its "
    "worst guess. No phase is complete before a person has confirmed what was guessed and answered what was asked."
)
_NOBODY = "Nothing here says who decides. Findings need somebody who may accept or mend them."


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule; the first says what they are about."""

    members: tuple[Judged, ...]

    @property
    def id(self) -> str:
        """The rule's name."""
        return self.members[0].rule.id

    @property
    def blocks(self) -> bool:
        """Whether one of them blocks."""
        return any(j.blocks for j in self.members)

    @property
    def level(self) -> str:
        """What to call it: blocks, error, warning or note, or on trial."""
        rule = self.members[0].rule
        return "blocks" if self.blocks else "on trial" if rule.status == "trial" else rule.severity


@dataclass(frozen=True, slots=True)
class Place:
    """A place and what is there."""

    path: str
    said: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that matters: what it is, why, where it shows, and which part of the report tells more."""

    level: str
    title: str
    why: str  # Markdown
    places: tuple[Place, ...]
    more: int
    anchor: str


def groups(report: Report) -> list[Group]:
    """The open findings by rule, what matters most first."""
    by_rule: dict[str, list[Judged]] = {}
    for judged in report.verdict.findings:
        by_rule.setdefault(judged.rule.id, []).append(judged)
    return sorted((Group(tuple(members)) for members in by_rule.values()), key=_weight)


def _weight(group: Group) -> tuple[object, ...]:
    rule = group.members[0].rule
    reach = len({j.finding.subject for j in group.members})
    return (
        not group.blocks,
        rule.status == "trial",
        rule.red_flag is None,
        _SEVERITY[rule.severity],
        _CONFIDENCE[rule.confidence],
        -reach,
        rule.id,
    )


def matters(report: Report, found: Sequence[Group]) -> list[Matter]:
    """The five things that matter most; fewer where there is less to say."""
    asked = [g for g in found if g.members[0].rule.completes and not g.blocks]
    told = [
        _asking(asked) if len(asked) > 1 and group is asked[0] else _of(report, group)
        for group in found
        if group not in asked[1:]
    ][:MOST]
    for other in _stands_out(report):
        if len(told) >= MOST:
            break
        told.append(other)
    return told


def _of(report: Report, group: Group) -> Matter:
    rule = report.rules.get(group.id)
    places = [Place(j.finding.path, j.finding.message, j.finding.line) for j in group.members]
    why = gist(rule.why) if rule else ""
    return _matter(group.level, group.members[0].rule.summary, why, places, f"rule-{group.id}")


def _asking(asked: Sequence[Group]) -> Matter:
    """All that waits for a person's word, as one matter: it is one piece of work, and says nothing of the system."""
    number = sum(len(g.members) for g in asked)
    title = f"{number:,} guesses and questions wait for a person"
    places = [Place(g.members[0].finding.path, f"{g.members[0].rule.summary}: {len(g.members):,}") for g in asked]
    return Matter(asked[0].level, title, _ASKED, tuple(places), 0, f"rule-{asked[0].id}")


def _stands_out(report: Report) -> Iterator[Matter]:
    """What the survey says, without a word on who: a part that one person knows is a risk of that part."""
    seen = report.facts.seen
    if seen.alone:
        number = len(seen.alone)
        title = "A part is" if number == 1 else f"{number} parts are"
        where = [
            Place(folder, f"{plural(files, 'file')}, {plural(lines, 'line')}; last changed on {last}")
            for folder, _, lines, files, last in seen.alone
        ]
        yield _matter("risk", f"{title} known by one person alone", _ALONE, where, "history")
    if loose := [(kind, total, done) for kind, total, done, _ in seen.governed if total > done]:
        said = "; ".join(f"{done:,} of {total:,} {_many(kind)} are decided" for kind, total, done in loose)
        where = [Place(t.path, t.title, t.line) for t in _weighty(report)]
        yield _matter("undecided", f"Nobody decided much of what is in use: {said}", _UNDECIDED, where, "technologies")
    if seen.together:
        number = len(seen.together)
        title = "Two files change together" if number == 1 else f"{number} pairs of files change together"
        where = [Place(one, f"and {other}: {times} commits in two years") for one, other, times, _ in seen.together]
        yield _matter("risk", f"{title} across a boundary", _TOGETHER, where, "history")
    if seen.busiest:
        where = [
            Place(path, f"{plural(count, 'commit')} in the last year, {plural(size or 0, 'line')}")
            for path, count, size in seen.busiest
        ]
        yield _matter("note", "Large files that change often", _BUSIEST, where, "history")
    if not any(what == "code owners" and count for what, count, _ in seen.governance):
        yield _matter("note", "No file says who owns what", _NOBODY, [], "components")


def _matter(level: str, title: str, why: str, places: Sequence[Place], anchor: str) -> Matter:
    return Matter(level, title, why, tuple(places[:_SHOWN]), max(0, len(places) - _SHOWN), anchor)


def _weighty(report: Report) -> list[Technology]:
    kinds = ("database", "queue", "cache", "platform", "orchestrator", "service", "framework", "language")
    found = [t for t in report.facts.technologies if t.by is None and t.ring is None and not t.aside]
    return sorted((t for t in found if t.kind in kinds), key=lambda t: (kinds.index(t.kind), t.name))


def _many(kind: str) -> str:
    return {"technology": "technologies", "boundary": "boundaries"}.get(kind, f"{kind}s")
