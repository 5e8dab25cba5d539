"""Findings over commits: how many there were of each severity, what came and what went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from principal.faces.pictures import svg
from principal.faces.pictures.picture import HEADING, MARGIN, Picture, drawn, missing
from principal.faces.pictures.widths import width_of

if TYPE_CHECKING:
    import duckdb

SEVERITIES = ("error", "warning", "note")
COLUMNS = ("commit", "date", "error", "warning", "note", "waived", "new", "gone")
MAX_POINTS = 12
_HIGH, _STEP, _BAR = 220.0, 78.0, 40.0


@dataclass(frozen=True)
class Point:
    """What was found at one commit.

    Attributes:
        commit: its hash; '' before the first one.
        date: of the commit.
        judged: the day that it was judged for.
        findings: fingerprint to severity, or ``waived``.
    """

    commit: str
    date: dt.date | None
    judged: dt.date
    findings: dict[str, str]


def point_of(connection: duckdb.DuckDBPyConnection) -> Point:
    """What a generation found, and of which commit."""
    head = connection.execute(
        "SELECT arg_max(sha, (committed, sha)), max(committed)::DATE FROM observed.commits"
    ).fetchone() or (None, None)
    clock = connection.execute("SELECT max(today) FROM known.clock").fetchone()
    rows = connection.execute(
        "SELECT f.fingerprint, CASE WHEN f.waived_by IS NULL THEN r.severity ELSE 'waived' END "
        "FROM found.findings AS f JOIN found.rules AS r ON r.repository = f.repository AND r.id = f.rule ORDER BY ALL"
    ).fetchall()
    return Point(head[0] or "", head[1], clock[0] if clock else dt.date.min, dict(rows))


def timeline(name: str, points: Sequence[Point]) -> Picture:
    """The findings at each point, the oldest first."""
    title = f"Findings of {name} over time"
    if not points:
        return missing(
            "timeline", title, ("Nothing was judged yet.", "principal check judges the working tree."), COLUMNS
        )
    shown = sorted(points, key=lambda p: (p.date or dt.date.min, p.judged, p.commit))[-MAX_POINTS:]
    counts = [{s: sum(v == s for v in p.findings.values()) for s in (*SEVERITIES, "waived")} for p in shown]
    moves = [_moved(before, now) for before, now in zip([None, *shown], shown, strict=False)]
    rows = [
        (p.commit[:12], p.date, *(c[s] for s in SEVERITIES), c["waived"], *(move or (None, None)))
        for p, c, move in zip(shown, counts, moves, strict=True)
    ]
    described = f"Open findings at {len(shown)} commit{'' if len(shown) == 1 else 's'}, judged by today's rules."
    if len(shown) == 1:
        described += " Only one was judged so far; principal draw timeline --since REV judges earlier ones."
    size, body = _drawing(shown, counts, moves)
    return drawn("timeline", title, described, size, body, COLUMNS, rows)


def _moved(before: Point | None, now: Point) -> tuple[int, int] | None:
    if before is None:
        return None
    old = {f for f, s in before.findings.items() if s != "waived"}
    new = {f for f, s in now.findings.items() if s != "waived"}
    return len(new - old), len(old - new)


def _drawing(
    points: Sequence[Point], counts: Sequence[dict[str, int]], moves: Sequence[tuple[int, int] | None]
) -> tuple[tuple[float, float], list[str]]:
    most = max(max(sum(c[s] for s in SEVERITIES) for c in counts), 1)
    left, base = MARGIN + 44, HEADING + 24 + _HIGH
    right = left + _STEP * len(points)
    body = []
    for tick in _ticks(most):
        y = base - _HIGH * tick / most
        body.append(svg.path(f"M{svg.number(left)} {svg.number(y)}H{svg.number(right)}", "rule", 1))
        body.append(svg.text(left - 8, y + 4, f"{tick:,}", 11, "quiet end"))
    for n, (point, count, move) in enumerate(zip(points, counts, moves, strict=True)):
        x, y = left + _STEP * n + (_STEP - _BAR) / 2, base
        for severity in SEVERITIES:
            high = _HIGH * count[severity] / most
            if high:
                y -= high
                body.append(_block(severity, x, y, high, count[severity]))
        total = sum(count[s] for s in SEVERITIES)
        middle = x + _BAR / 2
        body.append(svg.text(middle, y - 6, f"{total:,}", 11.5, "ink bold middle"))
        body.append(svg.text(middle, base + 17, point.commit[:7] or "no commit", 11, "ink middle"))
        body.append(svg.text(middle, base + 32, point.date.isoformat() if point.date else "", 10.5, "quiet middle"))
        if move is not None:
            body.append(svg.text(middle, base + 47, f"+{move[0]} −{move[1]}", 10.5, "quiet middle"))
    x, y = MARGIN, base + 72
    for severity in SEVERITIES:
        if any(c[severity] for c in counts):
            body.append(_block(severity, x, y - 10, 14, 0))
            body.append(svg.text(x + _BAR + 8, y + 1, severity, 11.5, "quiet"))
            x += _BAR + 24 + width_of(severity, 11.5)
    if len(points) > 1:
        body.append(svg.text(x, y + 1, "+ new, − gone since the one before", 11.5, "quiet"))
        x += width_of("+ new, − gone since the one before", 11.5)
    return (max(right, x) - MARGIN, base + 80 - HEADING), body


def _block(severity: str, x: float, y: float, high: float, count: int) -> str:
    """Errors full, warnings striped, notes an outline; the count in it, where there is room."""
    n = svg.number
    if severity == "error":
        body = svg.rectangle(x, y, _BAR, high, "solid-alert")
        return body + (
            svg.text(x + _BAR / 2, y + high / 2 + 4, f"{count:,}", 10.5, "paper bold middle")
            if count and high >= 14
            else ""
        )
    body = svg.rectangle(
        x + 0.7, y + 0.7, _BAR - 1.4, max(high - 1.4, 0.5), "box" if severity == "warning" else "mark", 0, 1.3
    )
    if severity == "warning":
        stripes = "".join(f"M{n(x + 2)} {n(line)}h{n(_BAR - 4)}" for line in _steps(y + 5, y + high - 3, 6))
        body += svg.path(stripes, "rule-strong", 1) if stripes else ""
    if count and high >= 14:
        wide = width_of(f"{count:,}", 10.5, bold=True) + 6
        ground = svg.rectangle(x + (_BAR - wide) / 2, y + high / 2 - 7, wide, 14, "ground", 2)
        body += ground + svg.text(x + _BAR / 2, y + high / 2 + 4, f"{count:,}", 10.5, "ink bold middle")
    return body


def _steps(begin: float, end: float, by: float) -> list[float]:
    return [begin + by * k for k in range(max(0, int((end - begin) / by) + 1))] if end > begin else []


def _ticks(most: int) -> list[int]:
    """Zero and a few round numbers up to the most."""
    step = next(s * 10**e for e in range(9) for s in (1, 2, 5) if s * 10**e * 4 >= most)
    return list(range(0, most + 1, step))
