"""``principal faulttree``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from principal.faces.safe import as_json, clean, say
from principal.faces.session import clear_errors, fail

if TYPE_CHECKING:
    from principal.phases.consensus.faulttrees import Importance, Solution
    from principal.phases.consensus.faulttrees.building import Model

_NOT_SOLVED = 3  # as in core.gates: nothing was concluded

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
    """
    from principal.phases.consensus.faulttrees import Bounds, NotSolved, solve
    from principal.phases.consensus.faulttrees.building import build
    from principal.phases.consensus.faulttrees.engine import Clock
    from principal.phases.consensus.faulttrees.openpsa import NotATree, read

    bounds = Bounds(seconds=limit)
    clock = Clock(bounds)
    try:
        model = build(read(Path(folder) / file, clock.look, str(file)), top, clock.look)
        said = _answers(model, solve(model.tree, model.top, bounds, clock), likeliest, up_to)
    except NotATree as error:
        fail(str(error))
    except NotSolved as error:
        if style == "json":
            unknown = {"minimal_cut_sets": None, "probability": None, "exact": False, "not_solved": str(error)}
            click.echo(as_json({"file": str(file), **unknown}))
        say(f"principal: {file}: {error}", err=True)
        raise SystemExit(_NOT_SOLVED) from None
    click.echo(as_json({"file": str(file), **said}) if style == "json" else _text(str(file), said), nl=style == "json")


def _answers(model: Model, solution: Solution, likeliest: int, up_to: int | None) -> dict[str, Any]:
    """All that is told, as JSON has it; an infinite worth is the word "infinity"."""
    known = solution.probability is not None
    said: dict[str, Any] = {
        "top": model.name,
        "gates": model.gates,
        "events": len(model.tree.events),
        "coherent": solution.coherent,
        "minimal_cut_sets": solution.count,
        "by_order": {str(order): count for order, count in solution.by_order.items()},
        "probability": solution.probability,
        "exact": True,
        "without_probability": solution.without_probability(),
        "cut_sets": [],
        "importance": [],
    }
    if up_to is not None:
        said["cut_sets"] = [
            {"events": cut.events, "probability": cut.probability} for cut in solution.cut_sets_with_chances(up_to)
        ]
    elif known:
        said["cut_sets"] = [{"events": cut.events, "probability": cut.probability} for cut in solution.top(likeliest)]
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
    counted = "minimal cut sets" if said["coherent"] else "minimal solutions"
    lines = [f"{clean(file)}: {clean(said['top'])}, {_of(said['gates'], 'gate')} over {_of(said['events'], 'event')}"]
    if not said["coherent"]:
        lines.append("not coherent: an event can mend it, so what is counted are its minimal solutions")
    orders = ", ".join(f"{count:,} of {order}" for order, count in said["by_order"].items())
    lines.append(f"{counted}: {said['minimal_cut_sets']:,}" + (f" ({orders})" if orders else ""))
    if said["probability"] is not None:
        lines.append(f"probability: {said['probability']:.6g} (exact)")
    else:
        missing = said["without_probability"]
        named = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        without = f"{_of(len(missing), 'event')} {'has' if len(missing) == 1 else 'have'} none"
        lines.append(f"probability: unknown, since {without}: {clean(named)}")
    if said["cut_sets"]:
        lines += ["", "Cut sets" if said["coherent"] else "Solutions"]
        for cut in said["cut_sets"]:
            chance = "" if cut["probability"] is None else f"{cut['probability']:<12.5g}"
            lines.append(f"  {chance}{clean(' '.join(cut['events'])) or '(nothing has to happen)'}")
    if said["importance"]:
        lines += ["", *_importance(said["importance"])]
    return "\n".join(lines) + "\n"


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
