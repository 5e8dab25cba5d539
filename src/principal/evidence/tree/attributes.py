"""What ``.gitattributes`` files say of generated, vendored and documentation files.

Patterns are matched as gitattributes(5) says, in time linear in pattern times path: ``*``
and ``?`` within a name, ``**`` for folders. Patterns with ``[`` or a quote are not read.

That all files of a language are vendored (``*.js linguist-vendored``, as each application of
Laravel has it) is said to the bars of a forge alone, and not of any file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_MAX_BYTES = 256 * 1024
_MAX_RULES = 1000
_NAMES = ("linguist-generated", "linguist-vendored", "linguist-documentation")
_WHOLE = re.compile(r"(?:\*\*/|/)?\*\.\w+")

Rules = tuple[tuple[tuple[str, ...], tuple[tuple[str, bool | None], ...]], ...]


def companions_of(path: str) -> tuple[str, ...]:
    """The attribute files that may speak of *path*, the outermost first."""
    folders = path.split("/")[:-1]
    return tuple("/".join((*folders[:depth], ".gitattributes")) for depth in range(len(folders) + 1))


def attributes_of(path: str, files: Mapping[str, bytes]) -> dict[str, bool]:
    """The linguist attributes of *path* that are set (True) or unset (False)."""
    found: dict[str, bool] = {}
    for file in companions_of(path):
        content = files.get(file)
        if content is None:
            continue
        inside = path[len(file) - len(".gitattributes") :].split("/")
        for pattern, said in _rules(content):
            if _matches(pattern, inside):
                for name, value in said:
                    if value is None:
                        found.pop(name, None)
                    else:
                        found[name] = value
    return found


@lru_cache(maxsize=64)
def _rules(content: bytes) -> Rules:
    rules = []
    for line in content[:_MAX_BYTES].decode("utf-8", "replace").splitlines():
        words = line.split()
        if len(words) < 2 or words[0][0] in '#!"[' or "[" in words[0] or words[0].endswith("/"):
            continue
        said = tuple(one for word in words[1:] if (one := _said(word)) is not None)
        if _WHOLE.fullmatch(words[0]):
            said = tuple(one for one in said if one != ("linguist-vendored", True))
        if said:
            rules.append((_parts(words[0]), said))
    return tuple(rules[:_MAX_RULES])


def _said(word: str) -> tuple[str, bool | None] | None:
    name, equals, value = word.lstrip("-!").partition("=")
    if name not in _NAMES:
        return None
    if word.startswith("!"):
        return name, None
    return name, not (word.startswith("-") or (equals and value.lower() == "false"))


def _parts(pattern: str) -> tuple[str, ...]:
    # Without a slash in it, a pattern speaks of names in every folder.
    parts = tuple(part for part in pattern.split("/") if part)
    return parts if "/" in pattern else ("**", *parts)


def _matches(pattern: tuple[str, ...], names: list[str]) -> bool:
    at = seen = 0
    star = resume = -1
    while seen < len(names):
        if at < len(pattern) and pattern[at] == "**":
            star, resume = at, seen
            at += 1
        elif at < len(pattern) and _name_matches(pattern[at], names[seen]):
            at += 1
            seen += 1
        elif star >= 0:
            resume += 1
            at, seen = star + 1, resume
        else:
            return False
    # A pattern that ends in ** wants something below it, which the loop has consumed.
    return all(part == "**" for part in pattern[at:])


def _name_matches(pattern: str, name: str) -> bool:
    at = seen = 0
    star = resume = -1
    while seen < len(name):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, seen
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", name[seen]):
            at += 1
            seen += 1
        elif star >= 0:
            resume += 1
            at, seen = star + 1, resume
        else:
            return False
    return not pattern[at:].strip("*")
