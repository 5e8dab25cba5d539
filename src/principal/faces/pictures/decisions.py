"""Decisions by time: each a line of text, the oldest first, and beside them what replaced or changed what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from principal.faces.pictures import shapes, svg
from principal.faces.pictures.parts import named
from principal.faces.pictures.picture import HEADING, MARGIN, Picture, drawn, missing
from principal.faces.pictures.widths import fitted, width_of
from principal.faces.safe import clean

if TYPE_CHECKING:
    import duckdb

COLUMNS = ("date", "decision", "title", "status", "replaced or changed by", "where")
MAX_SHOWN = 500
_ROW, _LANE, _TITLE = 22.0, 11.0, 620.0
_OVER = ("superseded", "deprecated", "rejected")
_OPEN = ("proposed", "draft")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision record."""

    path: str
    name: str
    number: int
    title: str
    status: str
    date: dt.date | None
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """A later decision replaced (or amended) an earlier one."""

    older: str
    newer: str
    replaces: bool


def decisions(connection: duckdb.DuckDBPyConnection) -> Picture:
    """The decision records of a generation."""
    title = f"Decisions of {named(connection)}"
    records = [
        Decision(path, name, number or 0, said, status, date, line)
        for path, name, number, said, status, date, line in connection.execute(
            "SELECT path, id, number, title, status, date, line FROM decided.decisions ORDER BY path"
        ).fetchall()
    ]
    if not records:
        said = ("There are no decision records.", 'principal adr new "TITLE" writes the first one.')
        return missing("decisions", title, said, COLUMNS)
    links = connection.execute(
        "SELECT DISTINCT path, kind, to_path FROM derived.relations WHERE to_path IS NOT NULL AND to_path <> path "
        "AND kind IN ('supersedes', 'superseded by', 'amends', 'amended by') ORDER BY ALL"
    ).fetchall()
    found = {
        Link(path, other, kind == "superseded by") if kind.endswith(" by") else Link(other, path, kind == "supersedes")
        for path, kind, other in links
    }
    return picture(title, records, sorted(found, key=lambda k: (k.older, k.newer, k.replaces)))


def picture(title: str, records: Sequence[Decision], links: Sequence[Link]) -> Picture:
    """The decisions by time, those without a date after all others; of very many the latest."""
    by_time = sorted(records, key=lambda d: (d.date or dt.date.max, d.number, d.name, d.path))
    dated, undated = [d for d in by_time if d.date], [d for d in by_time if not d.date]
    shown = (dated + undated)[-MAX_SHOWN:]
    there = {d.path for d in shown}
    arcs = [k for k in links if k.older in there and k.newer in there]
    later: dict[str, list[str]] = {}
    names = {d.path: d.name for d in records}
    for link in links:
        if link.older in names and link.newer in names:
            later.setdefault(link.older, []).append(("" if link.replaces else "amended by ") + names[link.newer])
    over = sum(d.status in _OVER for d in records)
    described = f"{len(records)} decision{'' if len(records) == 1 else 's'}, {over} of them no longer in force."
    if undated and not dated:
        described += " None of them has a date."
    elif undated:
        described += f" {len(undated)} without a date stand at the end."
    if len(shown) < len(records):
        described += f" The {len(records) - len(shown)} oldest are in the table alone."
    rows = [
        (d.date, d.name, d.title, d.status, ", ".join(later.get(d.path, [])), f"{d.path}:{d.line}") for d in by_time
    ]
    size, body = _drawing(shown, arcs)
    return drawn("decisions", title, described, size, body, COLUMNS, rows)


def _drawing(shown: Sequence[Decision], links: Sequence[Link]) -> tuple[tuple[float, float], list[str]]:
    body: list[str] = []
    at: dict[str, float] = {}
    y, year = HEADING + 6.0, ""
    headings = []
    for decision in shown:
        of = str(decision.date.year) if decision.date else "no date"
        if of != year and (decision.date or year):
            y += 0 if not year else 10
            headings.append((of, y))
            y, year = y + 24, of
        at[decision.path] = y
        y += _ROW
    lanes = _lanes([(min(at[k.older], at[k.newer]), max(at[k.older], at[k.newer])) for k in links])
    spine = MARGIN + 8 + (12 + _LANE * (max(lanes) + 1) if lanes else 0)
    body += [svg.text(spine + 18, line + 13, of, 13, "ink bold") for of, line in headings]
    any_date = any(d.date for d in shown)
    wide_name = min(110.0, max(width_of(clean(d.name), 11.5, bold=True) for d in shown))
    for link, lane in zip(links, lanes, strict=True):
        body.append(_arc(link, at, spine, spine - 14 - _LANE * lane))
    right = spine
    for decision in shown:
        line = at[decision.path]
        body.append(_sign(decision.status, spine, line + 4))
        x = spine + 18
        if any_date:
            body.append(svg.text(x, line + 8, decision.date.isoformat() if decision.date else "", 11, "quiet"))
            x += 76
        gone = " struck" if decision.status in _OVER else ""
        body.append(svg.text(x, line + 8, decision.name, 11.5, f"ink bold{gone}", width=wide_name))
        x += wide_name + 12
        short = fitted(clean(decision.title[: svg.MAX_SHOWN]), _TITLE, 12)
        body.append(svg.text(x, line + 8, decision.title, 12, f"{'quiet' if gone else 'ink'}{gone}", width=_TITLE))
        x += width_of(short, 12) + 10
        status = "" if decision.status == "accepted" else f"[{decision.status}]"
        body.append(svg.text(x, line + 8, status, 11, "quiet") if status else "")
        right = max(right, x + width_of(status, 11))
    legend = _legend(shown, links, y + 14)
    return (max(right - MARGIN, 300), y + 14 + 20 * len(legend) - HEADING), body + [
        part for entry in legend for part in entry
    ]


def _lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """A lane for each arc, so that no two in one lane cover each other; short ones near the dots."""
    taken: list[list[tuple[float, float]]] = []
    lanes = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda n: (spans[n][1] - spans[n][0], spans[n])):
        begin, end = spans[number]
        lane = next((n for n, held in enumerate(taken) if all(end < b or e < begin for b, e in held)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((begin, end))
        lanes[number] = lane
    return lanes


def _arc(link: Link, at: dict[str, float], spine: float, x: float) -> str:
    begin, end = at[link.older] + 7, at[link.newer] + 1
    if begin > end:  # what is called newer is dated before
        begin, end = at[link.older] + 1, at[link.newer] + 7
    points = [(spine - 7, begin), (x, begin), (x, end), (spine - 7, end)]
    line = svg.path(shapes.rounded(shapes.shortened(points), 5), "line" if link.replaces else "line undeclared", 1.3)
    return line + shapes.arrowhead(points[-2], points[-1])


def _sign(status: str, x: float, y: float) -> str:
    """In force: full; open: hollow; over: crossed out; unknown: a small one."""
    n = svg.number
    if status in _OVER:
        return svg.path(f"M{n(x - 4)} {n(y - 4)}l8 8m0 -8l-8 8", "line heavy")
    if status in _OPEN:
        return svg.element("circle", cx=x, cy=y, r=4.5, class_="mark", stroke_width=1.6)
    return svg.element("circle", cx=x, cy=y, r=5 if status == "accepted" else 2.5, class_="solid")


def _legend(shown: Sequence[Decision], links: Sequence[Link], y: float) -> list[list[str]]:
    x = MARGIN + 14
    said = [
        ("accepted", "in force", any(d.status == "accepted" for d in shown)),
        ("proposed", "proposed or a draft", any(d.status in _OPEN for d in shown)),
        ("superseded", "no longer in force: superseded, deprecated or rejected", any(d.status in _OVER for d in shown)),
        ("unknown", "the record does not say", any(d.status not in (*_OVER, *_OPEN, "accepted") for d in shown)),
    ]
    entries = [[_sign(status, x, 0), words] for status, words, there in said if there]
    out = []
    for number, (_, words) in enumerate(entries):
        status = next(s for s, w, _ in said if w == words)
        out.append([_sign(status, x, y + 20 * number), svg.text(x + 26, y + 4 + 20 * number, words, 11.5, "quiet")])
    for dash, words, there in (
        ("line", "leads from what was replaced to what replaced it", any(k.replaces for k in links)),
        ("line undeclared", "leads from what was amended to what amends it", any(not k.replaces for k in links)),
    ):
        if there:
            line = y + 20 * len(out)
            out.append(
                [
                    svg.path(f"M{x - 14} {svg.number(line)}h30", dash, 1.3),
                    svg.text(x + 26, line + 4, words, 11.5, "quiet"),
                ]
            )
    return out
