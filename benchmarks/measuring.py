"""Running a command and saying what it cost."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command cost.

    Attributes:
        wall: seconds from its start to its end.
        cpu: seconds of processor time, user and system, of it and of all that it waited for.
        peak: bytes of its largest single process.
        code: its exit code.
        output: its standard output.
        said: the last line of its standard error.
    """

    wall: float
    cpu: float
    peak: int
    code: int
    output: bytes
    said: str


def run(
    command: Sequence[str | Path],
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    given: bytes = b"",
) -> Cost:
    """Run *command* in *folder* with *given* on its standard input, and measure it."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as stdin:
        stdin.write(given)
        stdin.seek(0)
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(c) for c in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=stdin,
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)  # it was waited for here, not by Popen
        output.seek(0)
        errors.seek(0)
        said = errors.read(1 << 20).decode(errors="replace").strip().rpartition("\n")[2]
        cpu = usage.ru_utime + usage.ru_stime
        return Cost(wall, cpu, usage.ru_maxrss * 1024, process.returncode, output.read(1 << 26), said)


def best(costs: Sequence[Cost]) -> Cost:
    """The run that other work on the machine disturbed least: the fastest."""
    return min(costs, key=lambda c: c.wall)


def least_cpu(command: Sequence[str | Path], times: int) -> float:
    """The least processor time of *times* runs, in seconds."""
    return min(run(command).cpu for _ in range(times))


def memory_of_tree(command: Sequence[str | Path], folder: Path) -> int | None:
    """The most bytes that *command* and all its descendants held at once, or None where /proc does not tell.

    Resident memory is summed over the processes, so that pages they share count once for
    each: the true figure is never higher.
    """
    if not Path("/proc/self/statm").exists():
        return None
    process = subprocess.Popen(
        [str(c) for c in command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = 0

    def watch() -> None:
        nonlocal most
        while process.poll() is None:
            most = max(most, _resident(process.pid))
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    watcher.join()
    return most


def _resident(root: int) -> int:
    """Bytes of resident memory of a process and its descendants, now."""
    parents: dict[int, int] = {}
    resident: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
                pages = (entry / "statm").read_text().split()[1]
            except OSError:
                continue  # it ended meanwhile
            pid = int(entry.name)
            parents[pid] = int(stat.rpartition(")")[2].split()[1])
            resident[pid] = int(pages) * os.sysconf("SC_PAGE_SIZE")
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(resident.get(pid, 0) for pid in family)


def clone(source: Path, target: Path) -> Path:
    """A copy of a repository with a work tree of its own, and nothing cached in it."""
    subprocess.run(["git", "clone", "-q", "--local", source, target], check=True, capture_output=True)
    return target
