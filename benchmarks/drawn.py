"""Compares what Principal says of systems with the pictures that their own authors published.

    python benchmarks/drawn.py                 # every system of benchmarks/drawn/
    python benchmarks/drawn.py eshop …         # some of them
    python benchmarks/drawn.py --write         # also write the table into docs/benchmarks.md

PRINCIPAL_BENCH_REPOS names a folder with clones of the systems, each under the last part of its
name on GitHub, at the revision that its file in benchmarks/drawn/ names. What is missing is skipped.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
DRAWN = ROOT / "benchmarks" / "drawn"
BEGIN, END = "<!-- begin: written by benchmarks/drawn.py -->", "<!-- end: drawn -->"
HEADER = (
    "| System | Components drawn | Found | Besides: told, true, invented "
    "| Needs drawn | Found | Besides: told, true, invented |\n"
    "|---|---|---|---|---|---|---|"
)

Need = tuple[str, str]
Name = str | Need


@dataclass(frozen=True, slots=True)
class Published:
    """What the authors of a system say of it, and what somebody saw in its code beside that.

    Attributes:
        names: how a component may be called, without what people write differently: its drawn name.
        components, needs: what is drawn.
        told: what the authors tell in words elsewhere.
        judged: what was reported besides, and is true by the line of code that the file names.
    """

    system: str
    revision: str
    names: Mapping[str, str]
    components: frozenset[Name]
    needs: frozenset[Name]
    told: frozenset[Name]
    judged: frozenset[Name]


@dataclass(frozen=True, slots=True)
class Compared:
    """Reported against drawn, of components or of needs."""

    drawn: frozenset[Name]
    found: frozenset[Name]
    told: frozenset[Name]
    judged: frozenset[Name]
    invented: frozenset[Name]

    @property
    def missed(self) -> frozenset[Name]:
        """What is drawn and was not reported."""
        return self.drawn - self.found

    def cells(self) -> str:
        """The three cells of the table."""
        share = f"{len(self.found)} ({len(self.found) / len(self.drawn):.0%})"
        total = len(self.found) + len(self.told) + len(self.judged) + len(self.invented)
        invented = f"{len(self.invented)}" + (f" ({len(self.invented) / total:.0%})" if self.invented else "")
        return f"{len(self.drawn)} | {share} | {len(self.told)}, {len(self.judged)}, {invented}"


def plain(name: str) -> str:
    """A name without what people write differently."""
    return "".join(letter for letter in name.lower() if letter not in "-_. ")


def published(path: Path) -> Published:
    """Read a file of benchmarks/drawn/."""
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for name, said in file["components"].items():
        called = said.get("also", ()) if isinstance(said, dict) else ()
        names.update({plain(n): name for n in (name, *called)})

    def known(name: str) -> str:
        return names.get(plain(name), plain(name))

    def needs(said: Mapping[str, Mapping[str, str]]) -> Iterator[Name]:
        for component, others in said.items():
            yield from ((known(component), known(other)) for other in others)

    def besides(said: Mapping[str, Mapping[str, Mapping[str, str]]] | None) -> frozenset[Name]:
        said = said or {}
        return frozenset([*(known(n) for n in said.get("components", {})), *needs(said.get("needs", {}))])

    return Published(
        file["system"],
        file["revision"],
        names,
        frozenset(file["components"]),
        frozenset(needs(file["needs"])),
        besides(file.get("told")),
        besides(file.get("judged")),
    )


def compare(reported: frozenset[Name], drawn: frozenset[Name], beside: Published) -> Compared:
    """Which of what is *reported* is drawn, told, true, or none of these."""
    extra = reported - drawn
    told = extra & beside.told
    judged = (extra - told) & beside.judged
    return Compared(drawn, reported & drawn, told, judged, extra - told - judged)


def asked(folder: Path, sql: str) -> list[dict[str, str]]:
    """The rows of a query on the clone in *folder*."""
    command = [str(ROOT / ".venv" / "bin" / "principal"), "-C", str(folder), "query", sql, "--format", "json"]
    done = subprocess.run(command, check=True, capture_output=True)
    rows: list[dict[str, str]] = json.loads(done.stdout)
    return rows


def compared(folder: Path, drawn: Published) -> tuple[Compared, Compared]:
    """Components and needs of the clone in *folder* against what its authors drew."""

    def known(name: str) -> str:
        return drawn.names.get(plain(name), plain(name))

    parts = frozenset(known(r["name"]) for r in asked(folder, "SELECT name FROM derived.parts"))
    rows = asked(folder, "SELECT component, needs FROM derived.part_needs WHERE observed")
    needs = frozenset((known(r["component"]), known(r["needs"])) for r in rows)
    return compare(parts, drawn.components, drawn), compare(needs, drawn.needs, drawn)


def details(kind: str, result: Compared) -> Iterator[str]:
    """What was missed and what was reported besides, one a line."""
    for word in ("missed", "told", "judged", "invented"):
        for name in sorted(getattr(result, word), key=str):
            yield f"  {word} {kind}: {name if isinstance(name, str) else ' needs '.join(name)}"


def main() -> int:
    """Compare, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("systems", nargs="*", help="stems of files in benchmarks/drawn/")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    repositories = Path(os.environ.get("PRINCIPAL_BENCH_REPOS", "."))
    lines = []
    for path in sorted(DRAWN.glob("*.yaml")):
        if arguments.systems and path.stem not in arguments.systems:
            continue
        drawn = published(path)
        folder = repositories / drawn.system.rpartition("/")[2]
        if not folder.is_dir():
            print(f"{drawn.system}: skipped, no clone at {folder}", file=sys.stderr)
            continue
        components, needs = compared(folder, drawn)
        lines.append(f"| {drawn.system.rpartition('/')[2]} | {components.cells()} | {needs.cells()} |")
        print("\n".join([drawn.system, *details("component", components), *details("need", needs)]), file=sys.stderr)
    table = "\n".join([HEADER, *lines])
    print(table)
    if arguments.write:
        page = ROOT / "docs" / "benchmarks.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
