"""Asking rules in a child process, and surviving whatever a rule does to it."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from principal.core.sandbox import MAX_ANSWER_CHARACTERS, SECONDS_A_RULE

_START_SECONDS = 30
_MAX_KILLED = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query returned: columns and rows, or why it could not be asked.

    ``passing`` is an error that another run, on a machine with less to do, may not have.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    error: str | None = None
    passing: bool = False


class Asker:
    """A child process that answers queries; started early, so that it is ready when it is needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = b""

    def start(self) -> None:
        """Start the child if there is none."""
        if self._process is not None and self._process.poll() is None:
            return
        self._buffer = b""
        environment = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")}
        # The same module path as ours, and none of the current folder's: it may be a hostile repository.
        environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "principal.core.sandbox"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=environment,
            start_new_session=True,
        )

    def ask(self, database: Path, queries: Sequence[tuple[str, str]]) -> dict[str, Answer]:
        """Ask each ``(name, sql)`` of a generation; a query that kills or stalls the child costs only itself.

        After a few of those nobody waits for more of them.
        """
        answers: dict[str, Answer] = {}
        left = list(queries)
        killed = 0
        while left:
            if killed == _MAX_KILLED:
                why = f"not asked: {_MAX_KILLED} rules before it had to be stopped"
                answers.update((name, Answer(error=why, passing=True)) for name, _ in left)
                return answers
            self.start()
            job = {"database": str(database.resolve()), "rules": [{"id": i, "sql": s} for i, s in left]}
            reason = self._send(json.dumps(job).encode() + b"\n")
            seconds = _START_SECONDS
            while left and reason is None:
                line, reason = self._line(seconds)
                if line is None:
                    break
                said = json.loads(line)
                if "fatal" in said:
                    answers.update((name, Answer(error=said["fatal"])) for name, _ in left)
                    return answers
                seconds = SECONDS_A_RULE
                if "opened" in said:
                    continue
                answers[said["id"]] = _answer(said)
                left.pop(0)
            if left:
                name, _ = left.pop(0)
                answers[name] = Answer(error=reason or "its process died", passing=True)
                killed += 1
                self.stop()
            elif self._line(SECONDS_A_RULE)[0] is None:  # it says that it has closed the generation
                self.stop()
        return answers

    def _send(self, job: bytes) -> str | None:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(job)
            self._process.stdin.flush()
        except OSError:
            return self._epitaph()
        return None

    def _line(self, seconds: float) -> tuple[bytes | None, str | None]:
        """The next line, or None and what happened instead."""
        assert self._process is not None
        assert self._process.stdout is not None
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                remaining = until - time.monotonic()
                if remaining <= 0 or not selector.select(remaining):
                    return None, f"it took longer than {seconds:g} seconds"
                part = os.read(self._process.stdout.fileno(), 1 << 20)
                if not part:
                    return None, self._epitaph()
                self._buffer += part
                if len(self._buffer) > 2 * MAX_ANSWER_CHARACTERS:
                    return None, "its answer is too large"
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line, None

    def _epitaph(self) -> str:
        assert self._process is not None
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "its process closed its output"
        if code == -signal.SIGXCPU:
            return "it used more processor time than a rule may"
        if code < 0:
            return f"its process was killed by signal {signal.Signals(-code).name}"
        return f"its process ended with code {code}"

    def stop(self) -> None:
        """Kill the child and all that it may have started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _answer(said: dict[str, object]) -> Answer:
    if said.get("error") is not None:
        return Answer(error=str(said["error"]))
    columns, rows = said["columns"], said["rows"]
    assert isinstance(columns, list)
    assert isinstance(rows, list)
    return Answer(tuple(columns), tuple(tuple(r) for r in rows))
