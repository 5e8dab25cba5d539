"""The interview of ``principal init``: one guess or question a screen, with its evidence beside it.

Every answer is written before the next question is asked, so that an interruption loses none.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import shutil
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from principal.core.splice import SpliceError
from principal.faces.safe import clean, say

if TYPE_CHECKING:
    from principal.core.workspace import Workspace

_PLACE = re.compile(r"(?P<path>[^:]+):(?P<line>[1-9][0-9]{0,8}): ")
_AROUND = 1  # lines above and below the one that a reason names
_MAX_SHOWN = 200  # characters of such a line
_SET = re.compile(r"([a-z]+)\s*=\s*(.+)\Z")


class Stopped(Exception):
    """Whoever answers has had enough."""


class NotUnderstood(Exception):
    """The answer cannot be taken; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer comes to: the record's new text, what to say, and whether that settles the question.

    ``dismissed`` is the rule, subject and path of what a person says is not so, so that it is not proposed again.
    """

    text: str
    said: str
    settled: bool = True
    dismissed: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Screen:
    """One question.

    Attributes:
        path: the record file that its answer goes to.
        title, lines: what is asked, in words.
        reasons: what it was guessed from, each a place and what it shows.
        keys: the answers there are, each with what it does.
        take: from the file's text, an answer and a way to ask further, what the answer comes to.
        many: whether it asks about several at once, each of which has a screen of its own too.
    """

    path: str
    title: str
    lines: tuple[str, ...]
    reasons: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    take: Callable[[str, str, Callable[[str], str]], Taken]
    many: bool = False


@dataclass
class Interview:
    """The questions of one session, and what came of them."""

    workspace: Workspace
    valid: Callable[[str, str], list[str]]  # the mistakes of a record file, from its path and text
    today: dt.date
    answered: int = 0
    _read: dict[str, list[str]] = field(default_factory=dict)

    def ask_all(self, screens: Callable[[], list[Screen]]) -> None:
        """Ask one after the other; what an answer made superfluous is not asked any more.

        Raises:
            Stopped: whoever answers has had enough; what was answered is written.
        """
        asked: set[tuple[str, str]] = set()
        number = 0
        while True:
            todo = [s for s in screens() if (s.path, s.title) not in asked]
            if not todo:
                return
            asked.add((todo[0].path, todo[0].title))
            left = sum(not s.many for s in todo)
            place = "" if todo[0].many else f"{number + 1} of {number + left}: "
            number += not todo[0].many
            self._ask(todo[0], place)

    def _ask(self, screen: Screen, place: str) -> None:
        width = max(20, min(100, shutil.get_terminal_size((80, 24)).columns))
        for line in self._shown(screen, place, width):
            say(clean(line))
        while True:
            answer = prompt("> ")
            if answer == "":
                return
            if answer.lower() in ("q", "quit", "exit"):
                raise Stopped
            try:
                done = self._taken(screen, answer, width)
            except (NotUnderstood, SpliceError) as error:
                for line in textwrap.wrap(str(error), width):
                    say(clean(line))
                continue
            if done:
                self.answered += 1
                return

    def _taken(self, screen: Screen, answer: str, width: int) -> bool:
        """Whether the answer settles the question; the record has it then, or the part of it that was said.

        Raises:
            NotUnderstood: it cannot be taken.
            SpliceError: the record cannot be edited so.
        """
        from principal.faces.writing import read_record, write_record

        text = (read_record(self.workspace, screen.path) or b"").decode("utf-8-sig", errors="replace")
        taken = screen.take(text, answer, prompt)
        mistakes = self.valid(screen.path, taken.text)
        if mistakes:
            raise NotUnderstood(mistakes[0])
        write_record(self.workspace, screen.path, taken.text.encode("utf-8"))
        if taken.dismissed:
            self._dismiss(*taken.dismissed)
        for line in wrapped(taken.said, width, ""):
            say(clean(line))
        return taken.settled

    def _dismiss(self, rule: str, subject: str, path: str) -> None:
        """Keep that a person said no, where the program looks before it proposes the same again."""
        from principal.core.judging import fingerprint
        from principal.faces.debts import read_debt, write_debt
        from principal.phases.evolution.debt_edit import dismiss

        mark = fingerprint(rule, subject, path, 0)
        because = f"{subject}: a person who was asked by principal init said no"
        with contextlib.suppress(SpliceError):  # it is dismissed already
            write_debt(self.workspace, dismiss(read_debt(self.workspace), mark, rule, because, None, self.today, None))

    def _shown(self, screen: Screen, place: str, width: int) -> Iterator[str]:
        yield ""
        yield "-" * width
        yield from wrapped(f"{place}{screen.title}", width)
        for line in screen.lines:
            yield from wrapped(line, width)
        for reason in screen.reasons:
            yield from wrapped(f"* {reason}", width, "  ")
            for quoted in self._quoted(reason, width - 4):
                yield f"    {quoted}"
        yield ""
        later = "one after the other" if screen.many else "later"
        for key, does in (*screen.keys, ("Enter", later), ("q", "stop here")):
            yield from wrapped(f"  {key:<9}  {does}", width, " " * 13)

    def _quoted(self, reason: str, width: int) -> list[str]:
        """The line that a reason names, with what is around it; where that is too wide, without what they share."""
        place = _PLACE.match(reason)
        if place is None:
            return []
        lines = self._lines(place["path"])
        at = int(place["line"])
        numbers = range(max(1, at - _AROUND), min(len(lines), at + _AROUND) + 1)
        texts = [lines[n - 1][:_MAX_SHOWN].expandtabs(4).rstrip() for n in numbers]
        if any(len(text) > width - 5 for text in texts):
            texts = textwrap.dedent("\n".join(texts)).split("\n")
        told = [f"{n:>4} {text}".rstrip() for n, text in zip(numbers, texts, strict=True)]
        return [line if len(line) <= width else f"{line[: width - 1]}…" for line in told]

    def _lines(self, path: str) -> list[str]:
        """A file of the repository, never through a link; nothing where it cannot be read."""
        if path not in self._read:
            from principal.core.folders import Folders

            try:
                with Folders(self.workspace.root) as folders:
                    content = folders.read(path.encode(), 1 << 20)
            except OSError:
                content = b""
            self._read[path] = content.decode("utf-8", errors="replace").splitlines()
        return self._read[path]


def prompt(asks: str) -> str:
    """One line from the terminal.

    Raises:
        Stopped: there is nobody there any more.
    """
    try:
        return input(asks).strip()
    except EOFError:
        say()
        raise Stopped from None
    except UnicodeDecodeError:
        return "?"


def wrapped(text: str, width: int, hang: str = "    ") -> list[str]:
    """A line for people, on as many as it takes, the further ones behind *hang*."""
    return textwrap.wrap(text, width, subsequent_indent=hang, break_on_hyphens=False) or [""]


def setting(answer: str, keys: tuple[str, ...]) -> tuple[str, str] | None:
    """A correction ``KEY=VALUE``; None where the answer is none.

    Raises:
        NotUnderstood: that key cannot be set here.
    """
    match = _SET.match(answer)
    if match is None:
        return None
    if match[1] not in keys:
        raise NotUnderstood(f"{match[1]} cannot be set here; one of {', '.join(keys)}")
    return match[1], match[2].strip()
