"""Fault trees of the Aralia dataset: solved, compared with the published table, beside a peer."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measuring import run

LIMIT = 60  # seconds of processor time for one tree
_PATIENCE = 10  # times as long by the clock: the machine may have other work
UNSOLVED = "nus9601"  # by anybody so far
# What the published table has wrong: the count is that of another tree, the probability has another
# tree's, and the count stops at sets of twenty events.
RIGHT = {"jbd9601": (14_007, 7.55091e-1), "das9204": (16_704, 2.16942e-11), "edf9206": (7_159_688_704, 8.615e-12)}
_LINE = re.compile(r"^\|\s*\d+\s*\|\s*(\w+)\s*\|.*\|\s*([\d,.E+]+|unknown)\s*\|\s*([\d.E-]+|unknown)\s*\|\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Solved:
    """What came of a tree: seconds of processor time, or None where the limit did not suffice; and is it right?"""

    name: str
    cpu: float | None
    right: bool


def published(readme: str) -> dict[str, tuple[int, float]]:
    """Name to the count of minimal cut sets and the probability, mended where they are known to be wrong."""
    known = {
        name: (int(float(count.replace(",", ""))), float(chance))
        for name, count, chance in _LINE.findall(readme)
        if count != "unknown"
    }
    return {**known, **RIGHT}


def solve_all(command: str | Path, folder: Path, known: dict[str, tuple[int, float]]) -> list[Solved]:
    """Every tree in *folder* but the one that nobody solves, each by a process of its own."""
    found = []
    for path in sorted(folder.glob("*.xml")):
        if path.stem == UNSOLVED:
            continue
        cost = run([command, "faulttree", path, "--limit", str(_PATIENCE * LIMIT), "--format", "json"])
        if cost.code or cost.cpu > LIMIT:
            found.append(Solved(path.stem, None, right=False))
            continue
        said = json.loads(cost.output)
        count, chance = known[path.stem]
        right = said["minimal_cut_sets"] == count and f"{said['probability']:.5e}" == f"{chance:.5e}"
        found.append(Solved(path.stem, cost.cpu, right))
    return found


def peer(folder: Path, names: Sequence[str]) -> str:
    """How many SCRAM solves within the same limit, and in how many seconds of processor time."""
    scram = shutil.which("scram")
    if scram is None:
        return "SCRAM: not installed"
    how = [
        "sh",
        "-c",
        f'ulimit -t {LIMIT}; exec "$@"',
        "sh",
        scram,
        "--bdd",
        "-l",
        "200",
        "--probability",
        "1",
        "-o",
        "/dev/null",
    ]
    costs = [run([*how, folder / f"{name}.xml"]) for name in names]
    solved = [cost.cpu for cost in costs if cost.code == 0]
    return f"SCRAM {len(solved)} of {len(costs)}, {sum(solved):.0f} s"
