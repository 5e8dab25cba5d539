"""What the commands share: options, opening the workspace, errors as sentences, progress."""

from __future__ import annotations

import datetime as dt
import functools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from principal.faces.safe import say

if TYPE_CHECKING:
    from principal.core.workspace import Workspace

WRONG = 2  # as in core.gates, which loads the rules
F = TypeVar("F", bound=Callable[..., Any])


class Progress:
    """Says on standard error what takes long, once it takes longer than a second.

    On a terminal one line that is rewritten and then removed; elsewhere a line every ten
    seconds, so that a log shows that the work goes on.
    """

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._last = 0.0
        self._shown = False
        self._terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say that *done* of *total* (0: unknown) of *what* is done, if it is time to say so."""
        now = time.monotonic()
        if now - self._begun < 1 or now - self._last < (0.1 if self._terminal else 10):
            return
        self._last = now
        text = f"{what} {done:,} of {total:,}" if total else what
        if self._terminal:
            sys.stderr.write(f"\r\x1b[2K{text} …")
            self._shown = True
        else:
            sys.stderr.write(f"principal: {text} …\n")
        sys.stderr.flush()

    def done(self) -> None:
        """Remove the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._shown = False


class Failed(SystemExit):
    """The end of a command that could not do what was asked, with the sentence that says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(WRONG)
        self.sentence = sentence


def fail(sentence: str) -> NoReturn:
    """End with exit code 2 and one clear sentence."""
    say(f"principal: {sentence}", err=True)
    raise Failed(sentence)


def clear_errors(command: F) -> F:
    """Turn what may go wrong into a sentence and exit code 2."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        from principal.core.git import GitFailed, NotARepository
        from principal.core.workspace import WorkspaceRefused

        try:
            return command(*args, **kwargs)
        except (NotARepository, GitFailed, WorkspaceRefused) as error:
            fail(str(error))
        except KeyboardInterrupt:
            say("\nprincipal: interrupted; nothing is lost", err=True)
            raise SystemExit(130) from None
        except BrokenPipeError:
            # Whoever read us has seen enough. Nobody may take that for a "may proceed".
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(141) from None
        except Exception as error:
            said = _cannot(error)
            if said is None:
                raise
            fail(said)

    return wrapped  # type: ignore[return-value]  # functools.wraps keeps the signature


def _cannot(error: Exception) -> str | None:
    """Why this machine could not do it; None where it is a defect of ours. Neither is a "may not proceed"."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}"
    engine = sys.modules.get("principal.core.engine")
    if engine is not None and isinstance(error, engine.duckdb.Error):
        return f"the database could not be written or read: {str(error).splitlines()[0]}"
    return None


def open_here(folder: str, progress: Progress) -> Workspace:
    """The workspace around *folder*."""
    from principal.core.workspace import open_workspace

    start = Path(folder)
    if not start.is_dir():
        fail(f"there is no folder {folder}")
    return open_workspace(start.resolve(), progress)


def as_of(command: F) -> F:
    """The option ``--as-of``: every date in a result comes from it."""
    return click.option(
        "--as-of",
        "today",
        metavar="DATE",
        callback=_date,
        is_eager=True,  # other dates are held against it
        help="Judge as of this date, YYYY-MM-DD (default: today, UTC).",
    )(command)


def _date(context: click.Context, parameter: click.Parameter, value: str | None) -> dt.date:
    return dt.datetime.now(dt.UTC).date() if value is None else date_of(value)


def date_of(value: str) -> dt.date:
    """A date on the command line.

    Raises:
        click.BadParameter: it is none.
    """
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date; write 2026-11-24") from None
