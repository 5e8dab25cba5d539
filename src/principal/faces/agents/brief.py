"""The brief: what somebody has to know before touching some paths, within what an agent likes to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from principal.core.scope import open_findings, scope_of, within
from principal.core.standing import Standing, standing
from principal.faces.agents import brief_decisions, brief_facts
from principal.faces.agents.uses import technologies
from principal.faces.safe import as_json, clean

if TYPE_CHECKING:
    from principal.core.decided import Constraints
    from principal.core.index import Index
    from principal.core.scope import Open, Scope

MAX_ITEMS = 40
MAX_SAID = 300
MAX_CHARACTERS = 5_600  # 1,400 tokens of four characters; the rest is for what tokenizers make of paths


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know, and where it is written."""

    says: str
    where: str = ""

    def line(self) -> str:
        """As one line."""
        return clean(f"- {self.says}" + (f" ({self.where})" if self.where else ""))


@dataclass(frozen=True, slots=True)
class Section:
    """Things to know of one kind, the most important first.

    ``least`` is how many stay when the brief has to be cut, ``cut`` how many were left out
    and ``more`` the command that shows them.
    """

    title: str
    items: tuple[Item, ...]
    more: str
    least: int = 1
    cut: int = 0


@dataclass(frozen=True)
class Brief:
    """What there is to know, in the order in which it is read."""

    repository: str
    today: dt.date
    paths: tuple[str, ...]
    standing: Standing
    sections: tuple[Section, ...]


def brief_of(index: Index, paths: Sequence[str]) -> Brief:
    """The brief on *paths* (relative to the repository's root, '.' for all of it), not cut yet."""
    scope = scope_of(index, paths)
    found = open_findings(index, scope)
    near = [o for o in found if _near(scope, o)]
    used = technologies(index, scope)
    sections = (
        _section("What it is", brief_facts.what_it_is(index, scope, used), "principal query", 3),
        _section("Constraints", map(_constraint, _sharpest(scope.constraints)), "architecture/constraints.yaml", 4),
        _section("Open here", map(_finding, near), "principal check --all", 3, len(found) - len(near)),
        _section("Decided", brief_decisions.governing(index, scope, used), "principal adr list", 4),
        _section("On the radar", brief_facts.verdicts(index, used), "principal radar", 3),
        _section("Loans", brief_facts.loans(index, scope), "architecture/debt.yaml", 2),
        _section("Rules that bind", brief_facts.binding(index, scope, used, near), "principal why", 2),
        _section("Needs", brief_facts.needs(index, scope), "architecture/system.yaml", 2),
    )
    return Brief(
        index.repository, index.today, scope.paths, standing(index, scope),
        tuple(s for s in sections if s.items or s.cut),
    )  # fmt: skip


def _near(scope: Scope, found: Open) -> bool:
    """Whether a finding matters to who touches the paths: elsewhere in a component, what blocks nothing does not."""
    path = found.finding.path
    return found.rule.blocking or scope.has(path) or not any(within(path, root) for root in scope.roots)


def _section(title: str, pairs: Iterable[tuple[str, str]], more: str, least: int, aside: int = 0) -> Section:
    items = [Item(_short(says, MAX_SAID), _short(where, MAX_SAID)) for says, where in pairs]
    return Section(title, tuple(items[:MAX_ITEMS]), more, least, len(items[MAX_ITEMS:]) + aside)


def _short(text: str, size: int) -> str:
    """A sentence that somebody else wrote, cut where it is too long."""
    return text if len(text) <= size else text[: size - 1] + "…"


def _sharpest(constraints: Iterable[Constraints]) -> list[Constraints]:
    """Those on a part before those on the whole, and what can be measured before what cannot."""
    return sorted(constraints, key=lambda c: (c.subject == "system", not c.measurable))


def _constraint(row: Constraints) -> tuple[str, str]:
    if row.regime:
        said = f"keep to {row.regime}"
    elif row.kind == "residency":
        said = f"data stay in {', '.join(row.regions)}"
    elif row.value is not None:
        said = _figure(row)
    else:
        said = row.statement or "not measurable as it is written"
    guess = "; ESTIMATED, nobody confirmed it" if row.estimated else ""
    because = f": {row.because}" if row.because else ""
    return f"{row.id}, on {row.subject}: {said}{because}{guess}", f"{row.path}:{row.line}"


_BOUND = {"<=": "at most ", ">=": "at least "}


def _figure(row: Constraints) -> str:
    assert row.value is not None
    value, unit = (row.value * 100, "%") if row.unit == "ratio" else (row.value, f" {row.unit or ''}".rstrip())
    unit = "" if unit.strip() == row.quantity else unit
    percentile = f" at p{row.percentile:g}" if row.percentile is not None else ""
    bound = _BOUND.get(row.comparison or "", "")
    return f"{row.quantity or row.kind} {bound}{value:,.10g}{unit}{percentile}"


def _finding(found: Open) -> tuple[str, str]:
    blocks = "blocks: " if found.rule.blocking else "on trial: " if found.rule.status == "trial" else ""
    where = found.finding.path + (f":{found.finding.line}" if found.finding.line else "")
    return f"{blocks}{found.finding.message} [{found.rule.id}]", where


def text(brief: Brief, limit: int = MAX_CHARACTERS) -> str:
    """As text of at most *limit* characters."""
    return _fitting(brief, limit, _text)


def as_data(brief: Brief, limit: int = MAX_CHARACTERS) -> str:
    """As JSON of at most *limit* characters."""
    return _fitting(brief, limit, _json)


def _text(brief: Brief) -> str:
    said = brief.standing
    lines = [f"{brief.repository}: before you touch {_named(brief.paths)} (as of {brief.today})"]
    lines += [f"Gate: {said.gate} is {said.state}: {said.reason}", f"Next: {said.step}"]
    lines = [clean(line) for line in lines]
    for section in brief.sections:
        lines += ["", section.title, *(item.line() for item in section.items)]
        if section.cut:
            lines.append(f"- … {section.cut:,} more: {section.more}")
    return "\n".join([*lines, "", HELD]) + "\n"


def _json(brief: Brief) -> str:
    said = brief.standing
    data = {
        "version": 1, "repository": brief.repository, "as_of": brief.today.isoformat(), "paths": list(brief.paths),
        "gate": {"phase": said.phase, "state": said.state, "reason": said.reason, "next": said.step},
        "sections": [
            {"title": s.title, "cut": s.cut, "more": s.more,
             "items": [{"says": i.says, "where": i.where} if i.where else {"says": i.says} for i in s.items]}
            for s in brief.sections
        ],
        "never": HELD,
    }  # fmt: skip
    return as_json(data) + "\n"


HELD = (
    "Never yours to write: loans and dismissals (architecture/debt.yaml), sign-offs, keys, rules, weaker constraints, "
    "an estimate's confirmation, a decision's acceptance. Draft, and let a person agree."
)


def _named(paths: Sequence[str]) -> str:
    shown = ", ".join("everything" if p == "." else p for p in paths[:5])
    return shown + (f" and {len(paths) - 5:,} more paths" if len(paths) > 5 else "")


def _fitting(brief: Brief, limit: int, render: Callable[[Brief], str]) -> str:
    """What *render* makes of as much of the brief as fits: what comes last in a section goes first.

    The longest section gives, and of two the one further down, as long as it has more than
    its least. What is left is within the limit whatever somebody wrote: see ``_shortened``.
    """
    said = render(brief)
    while len(said) > limit and (smaller := _cut(brief)) is not None:
        brief = smaller
        said = render(brief)
    return said if len(said) <= limit else render(_shortened(brief))


def _cut(brief: Brief) -> Brief | None:
    sections = list(brief.sections)
    for least in (True, False):
        sizes = [len(s.items) - (s.least if least else 0) for s in sections]
        if max(sizes, default=0) > 0:
            at = max(range(len(sections)), key=lambda n: (sizes[n], n))
            cut = sections[at]
            sections[at] = replace(cut, items=cut.items[:-1], cut=cut.cut + 1)
            return replace(brief, sections=tuple(sections))
    return None


def _shortened(brief: Brief) -> Brief:
    """The last way out, of a brief without sections: long paths, names and reasons are cut short."""
    said = replace(brief.standing, reason=_short(brief.standing.reason, 200), step=_short(brief.standing.step, 200))
    paths = tuple(_short(p, 100) for p in brief.paths[:5])
    return replace(brief, repository=_short(brief.repository, 100), paths=paths, standing=said)
