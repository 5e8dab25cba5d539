"""Variables in compose files: ``.env`` files, and ``${NAME}`` in all its forms.

Implements the interpolation of the Compose Specification (13-interpolation) with one
difference: a variable that has no value stays as written, so that the reader can tell
"nothing" from "not known here".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_VALUE = 32_768  # characters that one value may grow to
_MAX_NESTING = 10
_MAX_LINES = 5_000
_MAX_TOTAL = 1_000_000  # characters that the values of a file may come to

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BRACED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?])|(?=\}))")
_PLAIN = re.compile(r"[^$}]+")
_ASSIGNMENT = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*[=:](.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Interpolated:
    """A text with its variables replaced, and the names of those that had no value."""

    text: str
    missing: tuple[str, ...] = ()


def interpolate(text: str, values: Mapping[str, str]) -> Interpolated:
    """Replace ``$X``, ``${X}``, ``${X:-d}``, ``${X-d}``, ``${X:+r}``, ``${X+r}``, ``${X:?e}``, ``${X?e}`` and ``$$``.

    Defaults may hold variables themselves. What grows beyond ``MAX_VALUE`` stays as written.
    """
    if "$" not in text or len(text) > MAX_VALUE:
        return Interpolated(text)
    run = _Run(text, values)
    try:
        result, _ = run.replace(0, 0)
    except _TooLongError:
        return Interpolated(text)
    return Interpolated(result, tuple(dict.fromkeys(run.missing)))


class _TooLongError(Exception):
    """The result grew beyond ``MAX_VALUE``."""


class _Run:
    """One pass over one text."""

    def __init__(self, text: str, values: Mapping[str, str]) -> None:
        self.text = text
        self.values = values
        self.missing: list[str] = []
        self._grown = 0

    def replace(self, at: int, depth: int) -> tuple[str, int]:
        """The text from *at* to its end (inside braces: to the closing one), and where it ended."""
        text = self.text
        parts: list[str] = []
        while at < len(text):
            char = text[at]
            if char == "}" and depth:
                break
            if text.startswith("$$", at):
                part, at = "$", at + 2
            elif text.startswith("${", at) and depth < _MAX_NESTING:
                part, at = self._braced(at, depth)
            elif char == "$" and (name := _NAME.match(text, at + 1)):
                part, at = self._value(name.group(), text[at : name.end()]), name.end()
            elif char == "$":
                part, at = "$", at + 1
            else:
                stop = _PLAIN.match(text, at)
                end = stop.end() if stop and depth else text.find("$", at)
                end = end if end > at else (len(text) if end < 0 else at + 1)
                part, at = text[at:end], end
            self._grown += len(part)
            if self._grown > MAX_VALUE:
                raise _TooLongError
            parts.append(part)
        return "".join(parts), at

    def _value(self, name: str, written: str) -> str:
        if name not in self.values:
            self.missing.append(name)
        return self.values.get(name, written)

    def _braced(self, at: int, depth: int) -> tuple[str, int]:
        """The value of the ``${…}`` at *at*, and where it ended."""
        text = self.text
        match = _BRACED.match(text, at)
        if match is None:
            return "$", at + 1
        name, operator = match[1], match[2] or ""
        known = len(self.missing)
        rest, end = self.replace(match.end(), depth + 1)
        if end >= len(text):  # never closed: nothing after it can be a variable of its own
            return text[at:], len(text)
        value = self.values.get(name)
        present = bool(value) if operator.startswith(":") else value is not None
        if present or not operator.endswith("-"):
            del self.missing[known:]  # the default was not needed
        if operator.endswith("-"):
            return (value or "") if present else rest, end + 1
        if operator.endswith("+"):
            return rest if present else "", end + 1
        if (operator and not present) or value is None:
            self.missing.append(name)
            return text[at : end + 1], end + 1
        return value, end + 1


def read_dotenv(text: str) -> dict[str, str]:
    """The variables of a ``.env`` file; later lines may use those before them."""
    values: dict[str, str] = {}
    lines = text.splitlines()[:_MAX_LINES]
    at = 0
    total = 0
    while at < len(lines) and total < _MAX_TOTAL:
        match = _ASSIGNMENT.fullmatch(lines[at])
        at += 1
        if match is None or lines[at - 1].lstrip().startswith("#"):
            continue
        name, raw = match[1], match[2].strip()
        quote = raw[:1]
        if quote in ("'", '"'):
            # A quoted value may run over several lines.
            closed = _closing(raw, quote)
            while closed < 0 and at < len(lines) and len(raw) < MAX_VALUE:
                raw += "\n" + lines[at]
                at += 1
                closed = _closing(raw, quote)
            raw = raw[1:closed] if closed > 0 else raw[1:]
            values[name] = raw if quote == "'" else interpolate(raw, values).text
        else:
            comment = re.search(r"(?:^|\s)#", raw)
            values[name] = interpolate(raw[: comment.start()].rstrip() if comment else raw, values).text
        total += len(values[name])
    return values


def _closing(raw: str, quote: str) -> int:
    """Where the quote that *raw* opens with is closed; -1 where it is not."""
    at = raw.find(quote, 1)
    while at > 0 and quote == '"' and raw[at - 1] == "\\":
        at = raw.find(quote, at + 1)
    return at
