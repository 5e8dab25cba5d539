"""Keys and values of settings files, line by line, whatever the format.

YAML, JSON, TOML, INI, properties, ``.env``, Prisma and HOCON, and the settings that are
written in Python, Ruby, PHP, JavaScript and Elixir, all put one setting on a line, and what
it belongs to above it with less indentation (or in brackets). That is all that is read: no
grammar, nothing evaluated. Comments are nothing; what is not understood is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MAX_LINES = 5_000
MAX_LINE = 2_000  # characters of a line that are looked at
MAX_DEPTH = 12


ELSEWHERE = "?"
"""The value of a variable that is given one below or in another place."""


class Setting(NamedTuple):
    """A value, and the keys that lead to it, outermost first; '' where a key stands alone."""

    line: int
    keys: tuple[str, ...]
    value: str


_KEY = r"[A-Za-z_:@$][\w.$@-]{0,99}"
_PAIR = re.compile(
    rf"(?:(?:export|set|const|let|var|val|def|private|public|static|final)[ \t]+)*"
    rf"(?P<quote>[\"']?)(?P<key>{_KEY})(?P=quote)[ \t]*(?:=>|:=|\?=|\|\|=|=(?!=)|:(?![:/]))[ \t]*(?P<value>.*)",
    re.DOTALL,
)
_ELIXIR = re.compile(r"config[ \t]+:(\w{1,60}),[ \t]*(?:([\w.:]{1,80}),?[ \t]*)?")
_BLOCK = re.compile(rf"({_KEY})(?:[ \t]+[\w.\"'-]{{1,60}}){{0,3}}[ \t]*[{{(]")
_SECTION = re.compile(r"\[{1,2}[ \t]*([\w.:\" -]{1,100}?)[ \t]*\]{1,2}")
_BARE = re.compile(r"-[ \t]+[\"']?([A-Z_][A-Z0-9_]{2,99})[\"']?")
_XML = re.compile(r"(?:name|key)=\"([\w.:-]{1,100})\"[^<>]{0,200}?(?:value|connectionString)=\"([^\"]{0,500})\"")
_VARIABLE = re.compile(
    r"^[ \t-]*[\"']?([A-Z_][A-Z0-9_]{1,99}|dbs?|dbms|databases?|connections?)[\"']?[ \t]*:[ \t]+([^\n]+)", re.MULTILINE
)
_MARKS = frozenset("#/;-*<%'\"rR[")  # what a line begins with that is no key and value, or perhaps none
_COMMENT = re.compile(r"#|//|;|--[ \t!]|/?\*|<!--|%|'''|\"\"\"|rem[ \t]", re.IGNORECASE)
_PARTS = re.compile(r"[A-Z]+[0-9]*(?![a-z0-9])|[A-Z]?[a-z]+[0-9]*|[A-Z]|[0-9]+")
_ENVIRONMENT = re.compile(r"[A-Z_][A-Z0-9_]{2,99}")


@lru_cache(maxsize=4096)
def words(key: str) -> tuple[str, ...]:
    """``cacheStore``, ``CACHE_STORE`` and ``cache.store`` are all cache and store."""
    return tuple(part.lower() for part in _PARTS.findall(key[:200]))


def variables(text: str) -> Iterator[Setting]:
    """The settings of a pipeline that can say something: its variables, and what it tries one after the other."""
    line, at = 1, 0
    for found in _VARIABLE.finditer(text):
        line, at = line + text.count("\n", at, found.start(1)), found.start(1)
        yield Setting(line, (found[1],), found[2].strip()[:MAX_LINE])


def settings(text: str) -> Iterator[Setting]:
    """The settings of *text* in order; at most MAX_LINES lines are read."""
    above: list[tuple[int, str]] = []
    comment = ""  # what ends the comment or text of several lines that we are in
    named = ""  # the variable whose value is on the next line: "- name: X", "value: y"
    for number, raw in enumerate(text.split("\n", MAX_LINES)[:MAX_LINES], 1):
        line = raw[:MAX_LINE].strip()
        if comment:
            comment = "" if comment in line else comment
            continue
        if not line:
            continue
        first = line[0]
        if first in _MARKS:
            if _COMMENT.match(line) is not None:
                comment = _open_comment(line)
                continue
            if first == "<":
                for found in _XML.finditer(line):
                    yield Setting(number, (found[1],), found[2])
                continue
            if first == "[" and (section := _SECTION.fullmatch(line)) is not None:
                above = [(-1, section[1].strip('" '))]
                continue
            if first == "-" and (bare := _BARE.fullmatch(line)) is not None:
                yield Setting(number, (bare[1],), "")
                continue
        indent = len(raw) - len(raw.lstrip(" \t"))
        if first == "-":
            while line.startswith(("- ", "-\t")):
                indent += 2
                line = line[1:].lstrip()
            first = line[:1]
        if first in "\"'" and len(line) > 1 and line.rstrip(",")[-1] == first and line.count(first) == 2:
            line = line.rstrip(",")[1:-1]  # - "KEY=value"
        while above and above[-1][0] >= indent:
            above.pop()
        outer = tuple(key for _, key in above)
        if first == "c" and (elixir := _ELIXIR.match(line)) is not None:
            above.append((indent, f"{elixir[1]}.{elixir[2] or ''}"))
            outer, line = tuple(key for _, key in above), line[elixir.end() :]
        pair = _PAIR.match(line)
        if pair is None:
            if len(above) < MAX_DEPTH and (block := _BLOCK.match(line)) is not None:
                above.append((indent, block[1]))
            continue
        key, value = pair["key"], pair["value"].strip()
        if key == "name" and (variable := value.strip("\"'")) and _ENVIRONMENT.fullmatch(variable):
            named = variable
            yield Setting(number, (variable,), ELSEWHERE)
            continue
        if named and key == "value":
            yield Setting(number, (named,), value)
            named = ""
            continue
        named = ""
        if len(above) < MAX_DEPTH:
            above.append((indent, key))
        yield Setting(number, (*outer, key), value)


def _open_comment(line: str) -> str:
    """What ends the comment (or the text that documents) that *line* begins; '' where it ends on it."""
    for begins, ends in (("/*", "*/"), ("<!--", "-->"), ('"""', '"""'), ("'''", "'''")):
        if line.startswith(begins):
            return "" if ends in line[len(begins) :] else ends
    return ""
