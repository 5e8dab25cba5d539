"""Decisions and what became of them, as a tree, as Mermaid and one by one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from principal.core.decided import Alternatives, Citations, DecisionLinks, Decisions

_FORWARD = {"superseded by": "superseded by", "amended by": "amended by"}
_BACKWARD = {"supersedes": "superseded by", "amends": "amended by"}


def edges(decisions: Iterable[Decisions], links: Iterable[DecisionLinks]) -> list[tuple[str, str, str]]:
    """Relations between the records at hand, each once: (path of the older, kind, path of the newer).

    ``supersedes`` and ``amends`` are turned around, so that an edge runs with time. A link is
    resolved by its path, else by the id or number that it writes, within its folder first.
    """
    records = list(decisions)
    by_path = {d.path: d for d in records}
    by_name: dict[str, list[str]] = defaultdict(list)
    for record in records:
        by_name[_bare(record.id)].append(record.path)
        if record.number is not None:
            by_name[str(record.number)].append(record.path)
    found: dict[tuple[str, str, str], None] = {}
    related: set[frozenset[str]] = set()
    for link in links:
        if link.path not in by_path:
            continue
        target = link.target_path if link.target_path in by_path else _named(link, by_name)
        if target is None or target == link.path:
            continue
        if link.kind in _BACKWARD:
            found[target, _BACKWARD[link.kind], link.path] = None
        elif link.kind in _FORWARD:
            found[link.path, _FORWARD[link.kind], target] = None
        elif frozenset((link.path, target)) not in related:
            related.add(frozenset((link.path, target)))
            found[link.path, link.kind, target] = None
    strong = {frozenset((a, b)) for a, kind, b in found if kind != "relates to"}
    return [e for e in found if e[1] != "relates to" or frozenset((e[0], e[2])) not in strong]


def _bare(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def _named(link: DecisionLinks, by_name: dict[str, list[str]]) -> str | None:
    digits = "".join(c for c in link.target if c.isdigit())
    keys = [_bare(link.target)] + ([str(int(digits))] if 0 < len(digits) <= 5 else [])
    folder = link.path.rpartition("/")[0]
    for key in keys:
        paths = sorted(set(by_name.get(key, [])))
        near = [p for p in paths if p.rpartition("/")[0] == folder]
        if len(near) == 1 or len(paths) == 1:
            return (near or paths)[0]
    return None


def _when(decision: Decisions) -> tuple[dt.date, int, str, str]:
    return (decision.date or dt.date.max, decision.number or 0, decision.id, decision.path)


def _line(decision: Decisions) -> str:
    date = decision.date.isoformat() if decision.date else "no date   "
    return f"{date}  {decision.id}  {decision.title}  [{decision.status}]"


def graph(decisions: Iterable[Decisions], links: Iterable[DecisionLinks]) -> str:
    """The decisions as a tree by time: each stands once, under the one that it supersedes or amends."""
    records = sorted(decisions, key=_when)
    by_path = {d.path: d for d in records}
    later: dict[str, list[tuple[str, str]]] = defaultdict(list)
    beneath: set[str] = set()
    for older, kind, newer in edges(records, links):
        if kind != "relates to":
            later[older].append((kind, newer))
            beneath.add(newer)
    out: list[str] = []
    shown: set[str] = set()

    def add(first: str) -> None:
        stack = [(first, "", "")]
        while stack:
            path, lead, kind = stack.pop()
            said = f"{kind} " if kind else ""
            if path in shown:
                out.append(f"{lead}{said}{by_path[path].id} (above)")
                continue
            shown.add(path)
            out.append(f"{lead}{said}{_line(by_path[path])}")
            inner = lead.replace("├─ ", "│  ").replace("└─ ", "   ")
            following = sorted(later[path], key=lambda k: _when(by_path[k[1]]))
            for n, (next_kind, newer) in reversed(list(enumerate(following))):
                branch = "└─ " if n == len(following) - 1 else "├─ "
                stack.append((newer, inner + branch, next_kind))

    for record in records:
        if record.path not in beneath:
            add(record.path)
    for record in records:  # what is left goes round in a circle
        if record.path not in shown:
            add(record.path)
    return "\n".join(out) + ("\n" if out else "")


def mermaid(decisions: Iterable[Decisions], links: Iterable[DecisionLinks]) -> str:
    """The same as a Mermaid flowchart, oldest first."""
    records = sorted(decisions, key=_when)
    node = {d.path: f"d{n}" for n, d in enumerate(records, 1)}
    out = ["flowchart LR"]
    for record in records:
        out.append(f'  {node[record.path]}["{_escaped(f"{record.id}: {record.title} ({record.status})")}"]')
    for older, kind, newer in edges(records, links):
        arrow = {"superseded by": "==>", "amended by": "-->"}.get(kind, "-.-")
        out.append(f"  {node[older]} {arrow}|{kind}| {node[newer]}")
    return "\n".join(out) + "\n"


def _escaped(text: str) -> str:
    """Text for a Mermaid label: its own characters as entities, control characters dropped."""
    special = {"&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "`": "#96;", "\\": "#92;"}
    return "".join(special.get(c, c) for c in text if c.isprintable())


def show(
    decision: Decisions,
    alternatives: Sequence[Alternatives] = (),
    links: Sequence[DecisionLinks] = (),
    citations: Sequence[Citations] = (),
) -> str:
    """One decision on a screen: what it says of itself, what it chose, and what it is tied to."""
    out = [
        f"{decision.id}: {decision.title}",
        f"  {decision.path}:{decision.line}",
        f"  status: {_status_of(decision)}",
    ]
    out.append(f"  date: {decision.date.isoformat() if decision.date else 'none'}")
    if decision.deciders:
        out.append(f"  deciders: {', '.join(decision.deciders)}")
    if decision.review:
        out.append(f"  review: {decision.review.isoformat()}")
    parts = (
        ("context", decision.has_context),
        ("decision", decision.has_decision),
        ("consequences", decision.has_consequences),
    )
    if missing := [name for name, there in parts if not there]:
        out.append(f"  says nothing under: {', '.join(missing)}")
    if alternatives:
        out.append("  alternatives:")
        for option in sorted(alternatives, key=lambda a: a.line):
            why = "chosen" if option.chosen else option.why_rejected or "no reason given"
            out.append(f"    {'*' if option.chosen else '-'} {option.name}: {why}")
    for link in sorted(links, key=lambda k: (k.line, k.target)):
        out.append(f"  {link.kind}: {link.target}")
    if citations:
        out.append(f"  cites: {', '.join(sorted({c.cites for c in citations}))}")
    return "\n".join(out) + "\n"


def _status_of(decision: Decisions) -> str:
    written = decision.status_text
    if written is None:
        return f"{decision.status} (the record has none)"
    return decision.status if written.lower() == decision.status else f"{decision.status} (written: {written})"
