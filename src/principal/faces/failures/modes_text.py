"""Failure modes and what breaks each journey, as text, Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence

from principal.faces.failures.grounds import of_all_modes
from principal.faces.safe import clean
from principal.phases.consensus.failure.fmea import Fmea, Mode
from principal.phases.consensus.failure.gather import Known
from principal.phases.consensus.failure.journeys import Risk, promised
from principal.phases.consensus.failure.system import Fault
from principal.phases.consensus.failure.words import listed, percent, span

COLUMNS = ("kind", "name", "mode", "cause", "effect", "severity", "detection", "mitigation", "owner", "review")
_RANKS = ("critical", "high", "medium", "low", None)
_YEAR_MS = 31_556_952_000
_PAIRS_SHOWN = 5
_MODES_SHOWN = 30  # of each severity


def effect_of(mode: Mode) -> str:
    """What users notice of it."""
    if mode.computed is None:
        return "cannot be told"
    told = [
        f"{listed(names)} {one if len(names) == 1 else many}"
        for names, one, many in (
            (mode.fails, "fails", "fail"),
            (mode.degrades, "goes on with less", "go on with less"),
            (mode.queues, "queues", "queue"),
        )
        if names
    ]
    return "; ".join(told) or "no journey notices"


def cells(mode: Mode) -> tuple[str, ...]:
    """One row, in the order of ``COLUMNS``; what nobody has said is empty."""
    said = mode.said
    return (
        mode.fault.kind,
        mode.fault.name,
        mode.mode,
        mode.cause,
        effect_of(mode),
        mode.severity or "",
        mode.detection or "",
        mode.mitigation or "",
        (said.owner if said else None) or "",
        said.review.isoformat() if said and said.review else "",
    )


def worst_first(modes: Sequence[Mode]) -> list[Mode]:
    """The worst first; among equals as they stand."""
    return sorted(modes, key=lambda mode: _RANKS.index(mode.severity))


def csv_of(found: Fmea) -> str:
    """All modes for a sheet. A cell that a spreadsheet would compute is text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for mode in found.modes:
        writer.writerow([f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in map(clean, cells(mode))])
    return out.getvalue()


def markdown_of(known: Known, found: Fmea) -> str:
    """All modes as a table, and the journeys."""
    lines = ["# Failure modes and effects", ""]
    lines += [line for told in of_all_modes(known) for line in (f"{told[:1].upper()}{told[1:]}.", "")]
    lines += [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(_escaped(cell) for cell in cells(mode))} |" for mode in worst_first(found.modes)]
    for risk in found.risks:
        lines += ["", f"## {_escaped(risk.journey.name)}", "", *(f"- {_escaped(line)}" for line in about(known, risk))]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Text in Markdown that means no mark-up."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#!" else c for c in clean(text))


def text_of(known: Known, found: Fmea, *, every: bool) -> list[str]:
    """The lines for a person: what users notice, the worst first, and what breaks each journey."""
    system = known.system
    what = "entry point" if system.assumed else "journey"
    counts = (("component", system.parts), ("need", system.needs), (what, system.journeys))
    counted = ", ".join(f"{len(each)} {word}{'' if len(each) == 1 else 's'}" for word, each in counts)
    lines = [f"{counted}: {len(found.modes)} ways to fail", *(f"({line})" for line in of_all_modes(known))]
    shown = [mode for mode in worst_first(found.modes) if every or mode.harms or mode.computed is None]
    for rank in _RANKS:
        alike = [mode for mode in shown if mode.severity == rank]
        first = alike if every else alike[:_MODES_SHOWN]
        if alike:
            lines += ["", (rank or "cannot be told").upper()]
        for mode in first:
            lines += list(_mode(mode))
        if len(alike) > len(first):
            lines.append(f"  and {len(alike) - len(first):,} more (--all shows them)")
    left = len(found.modes) - len(shown)
    if left:
        lines += ["", f"{left} more that no journey notices (--all shows them)"]
    for risk in found.risks:
        lines += ["", f"{'Through' if system.assumed else 'Journey'} {risk.journey.name}"]
        lines += [f"  {line}" for line in about(known, risk)]
    return lines


def _mode(mode: Mode) -> Iterator[str]:
    yield f"  {mode.fault}: {mode.mode}"
    yield f"    {mode.cause}"
    yield f"    {effect_of(mode)}"
    for word, told in (("noticed", mode.detection), ("kept small", mode.mitigation)):
        if told:
            yield f"    {word}: {told}"
    if mode.said and mode.said.owner:
        yield f"    who: {mode.said.owner}"


def about(known: Known, risk: Risk) -> Iterator[str]:
    """What breaks one journey, and what it can reach."""
    if not (risk.singles or risk.pairs or risk.by_order or risk.unsolved):
        yield "nothing can break it: no step that it cannot do without"
        return
    yield f"one fault breaks it: {_faults(risk.singles, 12)}" if risk.singles else "no single fault breaks it"
    if risk.pairs:
        shown = [f"{a} with {b}" for a, b in risk.pairs[:_PAIRS_SHOWN]]
        count = risk.pair_count or 0
        more = f" and {count - len(shown):,} more" if count > len(shown) else ""
        yield f"{count:,} pairs break it: {', '.join(shown)}{more}"
    elif risk.pair_count is None:
        yield "pairs are not listed: the system has too many components"
    if risk.by_order is not None:
        orders = ", ".join(f"{count:,} of {order}" for order, count in sorted(risk.by_order.items()))
        yield f"minimal cut sets: {sum(risk.by_order.values()):,} ({orders})"
    elif risk.unsolved:
        yield f"not solved exactly: {risk.unsolved}"
    yield from _reach(known, risk)


def _reach(known: Known, risk: Risk) -> Iterator[str]:
    reach = risk.reach
    if reach.best is None:
        if reach.missing:
            yield "what availability it can reach is not checked: no record gives a figure for what can break it"
        return
    down = span((1 - reach.best) * _YEAR_MS) if reach.best < 1 else "nothing"
    bound = "cannot reach more than" if risk.unsolved else "can reach"
    at_best = "" if risk.unsolved else " at best"
    yield f"it {bound} {percent(reach.best)}{at_best}, {down} down in a year"
    if reach.missing:
        yield f"without a figure, and taken for perfect: {listed(reach.missing)}"
    if reach.shared:
        yield f"also taken for perfect: {listed(reach.shared)}"
    for promise in promised(risk.journey.name, known.promises):
        kept = "and cannot be kept" if reach.best < promise.ratio - 1e-12 else "and can be kept"
        kept = "and may be kept" if kept == "and can be kept" and (reach.missing or risk.unsolved) else kept
        yield f"promised is {percent(promise.ratio)} ({promise.by}), {kept}"
    likely = [f"{' with '.join(map(str, one.faults))} {one.probability:.3g}" for one in risk.top[:5]]
    if likely:
        yield f"likeliest: {', '.join(likely)}"
    weights = sorted(risk.importance, key=lambda pair: -(pair[1].fussell_vesely or 0.0))[:5]
    shares = [f"{fault} {percent(round(one.fussell_vesely, 4))}" for fault, one in weights if one.fussell_vesely]
    if shares:
        yield f"share of the time that it is down: {', '.join(shares)}"


def _faults(faults: Sequence[Fault], most: int) -> str:
    return listed([str(fault) for fault in faults], most)


def json_of(known: Known, found: Fmea) -> dict[str, object]:
    """The same for a program. A risk reduction without limit is the text ``Infinity``."""
    return {
        "observed": known.system.observed,
        "entry_points": known.system.assumed,
        "estimated": known.estimated,
        "modes": [
            {
                **dict(zip(COLUMNS, (cell or None for cell in cells(mode)), strict=True)),
                "computed_severity": mode.computed,
                "fails": list(mode.fails),
                "degrades": list(mode.degrades),
                "queues": list(mode.queues),
                "down": list(mode.falls),
            }
            for mode in found.modes
        ],
        "journeys": [
            {
                "name": risk.journey.name,
                "single_faults": [_fault(f) for f in risk.singles],
                "double_faults": [[_fault(a), _fault(b)] for a, b in risk.pairs],
                "double_faults_count": risk.pair_count,
                "minimal_cut_sets": sum(risk.by_order.values()) if risk.by_order is not None else None,
                "by_order": {str(order): count for order, count in sorted((risk.by_order or {}).items())},
                "exact": risk.unsolved is None,
                "unsolved": risk.unsolved,
                "availability_at_best": risk.reach.best,
                "without_figure": list(risk.reach.missing),
                "shared_without_figure": list(risk.reach.shared),
                "promised": [
                    {"by": p.by, "subject": p.subject, "availability": p.ratio, "days": p.days}
                    for p in promised(risk.journey.name, known.promises)
                ],
                "likeliest": [
                    {"faults": [_fault(f) for f in one.faults], "probability": one.probability} for one in risk.top
                ],
                "importance": [
                    {
                        **_fault(fault),
                        "probability": one.probability,
                        "birnbaum": one.birnbaum,
                        "fussell_vesely": one.fussell_vesely,
                        "raw": one.raw,
                        "rrw": "Infinity" if one.rrw is not None and math.isinf(one.rrw) else one.rrw,
                    }
                    for fault, one in risk.importance
                ],
            }
            for risk in found.risks
        ],
    }


def _fault(fault: Fault) -> dict[str, object]:
    return {"kind": fault.kind, "name": fault.name}
