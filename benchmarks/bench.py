"""Measures what we promise, beside peers, and prints a table in Markdown.

    python benchmarks/bench.py            # print it
    python benchmarks/bench.py --write    # also write them into docs/benchmarks.md
    python benchmarks/bench.py start …    # some figures only

PRINCIPAL_BENCH_REPOS names a folder with clones called saleor, rails and opentelemetry-demo;
PRINCIPAL_BENCH_PEERS one with the peers (default: build/peers, which ``make peers`` fills).
What is missing is said to be skipped.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bed import Bench, Missing, Row
from figures import FIGURES

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- begin: written by `make bench` -->", "<!-- end -->"
HEADER = "| What | At most | Measured | Kept | Peers, in the same run |\n|---|---|---|---|---|"


def line(row: Row) -> str:
    """One line of the table."""
    kept = {True: "yes", False: "**no**", None: "not measured"}[row.kept]
    return f"| {row.what} | {row.at_most} | {row.measured} | {kept} | {row.peers} |"


def measure(names: Sequence[str], bench: Bench) -> list[Row]:
    """Every figure that is asked for, or all of them."""
    rows = []
    for figure in FIGURES:
        if names and figure.__name__ not in names:
            continue
        print(f"measuring {figure.__name__} …", file=sys.stderr, flush=True)
        try:
            rows.append(figure(bench))
        except Missing as missing:
            rows.append(Row((figure.__doc__ or "").splitlines()[0].rstrip("."), "", f"skipped: {missing}"))
    return rows


def machine() -> str:
    """What was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} cores, "
        f"{memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    )


def main() -> int:
    """Measure, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=", ".join(f.__name__ for f in FIGURES))
    parser.add_argument("--write", action="store_true", help="also write them into docs/benchmarks.md")
    arguments = parser.parse_args()
    named = os.environ.get("PRINCIPAL_BENCH_REPOS")
    peers = Path(os.environ.get("PRINCIPAL_BENCH_PEERS") or ROOT / "build" / "peers")
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        bench = Bench(Path(work), Path(named).resolve() if named else None, peers.resolve() if peers.is_dir() else None)
        rows = measure(arguments.figures, bench)
    table = "\n".join([HEADER, *map(line, rows)])
    how = f"{machine()}. Each figure is the best of several runs. `make bench` measures again."
    figures = f"{BEGIN}\n{how}\n\n{table}\n{END}"
    print(figures)
    if arguments.write:
        page = ROOT / "docs" / "benchmarks.md"
        before, _, rest = page.read_text().partition(BEGIN)
        page.write_text(f"{before}{figures}{rest.partition(END)[2]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
