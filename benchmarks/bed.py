"""What figures stand on: the clones and peers, one command of ours, and the row that comes of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from measuring import Cost, clone, run

HERE = Path(__file__).resolve().parent
PRINCIPAL = Path(sys.executable).parent / "principal"
AS_OF = ("--as-of", "2026-11-24")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, what is promised, what it was, and the peers'."""

    what: str
    at_most: str
    measured: str
    peers: str = ""
    kept: bool | None = None  # None: it could not be measured


@dataclass(frozen=True)
class Bench:
    """Where the repositories and the peers are, and a folder to work in."""

    work: Path
    repositories: Path | None
    peers: Path | None

    def repository(self, name: str) -> Path:
        """The clone of that name.

        Raises:
            Missing: there is none.
        """
        if self.repositories is None or not (self.repositories / name).is_dir():
            raise Missing(f"no clone of {name} in the folder that PRINCIPAL_BENCH_REPOS names")
        return self.repositories / name

    def fresh(self, name: str) -> Path:
        """A copy of that clone with nothing cached in it."""
        target = self.work / name
        shutil.rmtree(target, ignore_errors=True)
        return clone(self.repository(name), target)

    def peer(self, name: str) -> Path | None:
        """The command of a peer, or None where it is not installed."""
        places = (self.peers / "bin" / name, self.peers / "node_modules" / ".bin" / name) if self.peers else ()
        found = next((p for p in places if p.is_file()), None) or shutil.which(name)
        return Path(found) if found else None


class Missing(Exception):
    """What a figure needs and is not there."""


def principal(repository: Path, *arguments: str) -> Cost:
    """Run one command of ours in *repository*.

    Raises:
        Missing: it could not answer, with what it said last.
    """
    cost = run([PRINCIPAL, *arguments, *AS_OF], repository)
    if cost.code not in (0, 1, 3):
        raise Missing(f"principal {arguments[0]} ended with exit code {cost.code}: {cost.said}")
    return cost


def inside(*arguments: str | Path) -> dict[str, float]:
    """Run one part of ``inside.py`` in a process of its own.

    Raises:
        Missing: it failed, with what it said last.
    """
    cost = run([sys.executable, HERE / "inside.py", *arguments])
    if cost.code:
        raise Missing(f"inside.py {arguments[0]} failed: {cost.said}")
    said: dict[str, float] = json.loads(cost.output)
    return said


def git(repository: Path, *arguments: str) -> str:
    """What git prints in *repository*; what it commits is of one time."""
    environment = {**os.environ, "GIT_AUTHOR_DATE": "2026-11-01T12:00Z", "GIT_COMMITTER_DATE": "2026-11-01T12:00Z"}
    return subprocess.run(
        ["git", *arguments], cwd=repository, check=True, capture_output=True, text=True, env=environment
    ).stdout.strip()
