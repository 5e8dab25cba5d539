"""``principal faulttree``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from principal.faces.safe import as_json, clean, say
from principal.faces.session import clear_errors, fail

if TYPE_CHECKING:
    from principal.phases.consensus.faulttrees import Bounded, CutSet, Importance, Solution

_NOT_SOLVED = 3  # as in core.gates: nothing was concluded
_FOR_THE_ANSWER = 0.75  # of the time; the rest is for what can be said without one
_MOST_ORDERS = 12  # that a line of text names

EPILOG = """\b
Examples:
  principal faulttree cooling.xml                      counts, probability, what matters most
  principal faulttree cooling.xml --up-to 2            every single and double fault
  principal faulttree cooling.xml --format json --likeliest 100
  principal faulttree plant.xml --top loss-of-cooling --limit 300

\b
Large trees are solved a hundred times as fast with numba, with the same answers:
  pip install 'principal-engineer[failure]'

\b
Exit codes: 0 solved, 2 the file or the command is wrong, 3 not solved within the limit."""


@click.command(epilog=EPILOG)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--top", metavar="GATE", help="The gate to answer for; without it the one that no other uses.")
@click.option(
    "--limit", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True, metavar="SECONDS"
)
@click.option("--likeliest", type=click.IntRange(0, 10_000), default=10, show_default=True, help="Cut sets to list.")
@click.option("--up-to", type=click.IntRange(1, 100), metavar="N", help="List every cut set of at most N events.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
@clear_errors
def command(
    folder: str, file: Path, top: str | None, limit: float, likeliest: int, up_to: int | None, style: str
) -> None:
    """Solve a fault tree in Open-PSA's XML, exactly.

    How many minimal cut sets there are, of which order; how likely the top is; which cut sets
    are the likeliest; which events matter most. A tree that is not coherent (an event can mend
    it) is answered for its minimal solutions: the events that are enough while nothing else
    happens.

    Of a tree that is not solved within the limit it says what is known: the cut sets of few
    events, all of them, and what the probability lies between.
    """
    from principal.phases.consensus.faulttrees import Bounds, NotSolved, bounded, solve
    from principal.phases.consensus.faulttrees.building import build
    from principal.phases.consensus.faulttrees.engine import Clock
    from principal.phases.consensus.faulttrees.openpsa import NotATree, read

    bounds = Bounds(seconds=limit)
    clock = Clock(bounds)
    said: dict[str, Any] = {}
    try:
        model = build(read(Path(folder) / file, clock.look, str(file)), top, clock.look)
        said = {"top": model.name, "gates": model.gates, "events": len(model.tree.events)}
        clock.give(_FOR_THE_ANSWER)
        try:
            said |= _answers(solve(model.tree, model.top, bounds, clock), likeliest, up_to)
        except NotSolved as error:
            said |= _unsolved(error)
            clock.give(1.0)
            said["known"] = _known(bounded(model.tree, model.top, bounds, clock), likeliest, up_to)
    except NotATree as error:
        fail(str(error))
    except NotSolved as error:  # and nothing is known
        said = said if "exact" in said else {**said, **_unsolved(error)}
    if style == "json":
        click.echo(as_json({"file": str(file), **said}))
    elif said["exact"] or said["known"]:
        click.echo(_text(str(file), said), nl=False)
    if not said["exact"]:
        say(f"principal: {file}: {said['not_solved']}", err=True)
        raise SystemExit(_NOT_SOLVED)


def _unsolved(why: Exception) -> dict[str, Any]:
    return {"minimal_cut_sets": None, "probability": None, "exact": False, "not_solved": str(why), "known": None}


def _known(found: Bounded, likeliest: int, up_to: int | None) -> dict[str, Any]:
    """What is known of a tree that is not solved."""
    return {
        "coherent": found.coherent,
        "up_to": found.up_to,
        "by_order": _orders(found.by_order),
        "probability_at_least": found.least,
        "probability_at_most": found.most,
        "cut_sets": _sets(found.top(likeliest) if up_to is None else found.cut_sets(up_to)),
    }


def _orders(counts: dict[int, int]) -> dict[str, int]:
    return {str(order): count for order, count in counts.items()}


def _sets(found: list[CutSet]) -> list[dict[str, Any]]:
    return [{"events": cut.events, "probability": cut.probability} for cut in found]


def _answers(solution: Solution, likeliest: int, up_to: int | None) -> dict[str, Any]:
    """All that is told, as JSON has it; an infinite worth is the word "infinity"."""
    known = solution.probability is not None
    said: dict[str, Any] = {
        "coherent": solution.coherent,
        "minimal_cut_sets": solution.count,
        "by_order": _orders(solution.by_order),
        "probability": solution.probability,
        "exact": True,
        "without_probability": solution.without_probability(),
        "cut_sets": [],
        "importance": [],
    }
    if up_to is not None:
        said["cut_sets"] = _sets(solution.cut_sets_with_chances(up_to))
    elif known:
        said["cut_sets"] = _sets(solution.top(likeliest))
    else:
        said["cut_sets"] = [{"events": events, "probability": None} for events in solution.smallest(likeliest)]
    if known:
        said["importance"] = [_measured(each) for each in solution.importance()]
    return said


def _measured(each: Importance) -> dict[str, Any]:
    return {
        "event": each.event,
        "probability": each.probability,
        "birnbaum": each.birnbaum,
        "fussell_vesely": each.fussell_vesely,
        "raw": each.raw,
        "rrw": "infinity" if each.rrw == math.inf else each.rrw,
    }


def _text(file: str, said: dict[str, Any]) -> str:
    lines = [f"{clean(file)}: {clean(said['top'])}, {_of(said['gates'], 'gate')} over {_of(said['events'], 'event')}"]
    told = said if said["exact"] else said["known"]
    counted = "minimal cut sets" if told["coherent"] else "minimal solutions"
    if not told["coherent"]:
        lines.append("not coherent: an event can mend it, so what is counted are its minimal solutions")
    if said["exact"]:
        lines += [f"{counted}: {said['minimal_cut_sets']:,}{_told_by_order(said['by_order'])}", _probability(said)]
    else:
        count = sum(told["by_order"].values())
        few = f"{counted} of at most {_of(told['up_to'], 'event')}"
        lines += ["not solved; what is known:", f"{few}: {count:,}{_told_by_order(told['by_order'])}"]
        least, most = told["probability_at_least"], told["probability_at_most"]
        if least is not None:
            lines.append(f"probability: {least:.6g}" + (" (exact)" if least == most else f" to {most:.6g}"))
    if told["cut_sets"]:
        sets = "Cut sets" if told["coherent"] else "Solutions"
        lines += ["", sets if said["exact"] else f"{sets} of few events"]
        for cut in told["cut_sets"]:
            chance = "" if cut["probability"] is None else f"{cut['probability']:<12.5g}"
            lines.append(f"  {chance}{clean(' '.join(cut['events'])) or '(nothing has to happen)'}")
    if said.get("importance"):
        lines += ["", *_importance(said["importance"])]
    return "\n".join(lines) + "\n"


def _told_by_order(counts: dict[str, int]) -> str:
    if not counts:
        return ""
    first = [f"{count:,} of {order}" for order, count in list(counts.items())[:_MOST_ORDERS]]
    return f" ({', '.join(first)}{', …' if len(counts) > _MOST_ORDERS else ''})"


def _probability(said: dict[str, Any]) -> str:
    if said["probability"] is not None:
        return f"probability: {said['probability']:.6g} (exact)"
    missing = said["without_probability"]
    named = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
    without = f"{_of(len(missing), 'event')} {'has' if len(missing) == 1 else 'have'} none"
    return f"probability: unknown, since {without}: {clean(named)}"


def _importance(measured: list[dict[str, Any]]) -> list[str]:
    """The ten events whose absence would help most."""
    first = sorted(measured, key=lambda m: (-float(f"{m['fussell_vesely'] or 0:.9g}"), m["event"]))[:10]
    width = max(len("Events that matter most"), *(2 + len(clean(m["event"])) for m in first))
    lines = [f"{'Events that matter most':<{width}}  {'Birnbaum':<12}{'Fussell-Vesely':<16}{'RAW':<12}RRW"]
    for m in first:
        figures = (_figure(m["birnbaum"]), _figure(m["fussell_vesely"]), _figure(m["raw"]), _figure(m["rrw"]))
        lines.append(
            f"{'  ' + clean(m['event']):<{width}}  {figures[0]:<12}{figures[1]:<16}{figures[2]:<12}{figures[3]}"
        )
    return lines


def _of(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _figure(value: float | str | None) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:.5g}"
