"""Front matter of decision records, read as text: a date without quotes stays what was written."""

from __future__ import annotations

import re

from principal.core.pages.page import Value

MAX_FRONT = 64 * 1024
_LINE = re.compile(r"^([A-Za-z][\w-]{0,40})[ \t]*:(?:[ \t]+(.*))?$")

Problem = tuple[int, str, str]


def front_values(text: str, first: int) -> tuple[list[tuple[str, Value]], Problem | None]:
    """Names and values of the top level, and a problem (line, what is wrong, what was expected) if there is one.

    *first* is the line of the text's first line. Sequences are joined with commas. Front
    matter that is no YAML is read line by line as far as it goes, so that one bad line does
    not lose the record.
    """
    from principal.core.yamltree import Mapping, entries, read_documents

    if len(text) > MAX_FRONT:
        problem = (first, f"front matter of {len(text)} characters", f"at most {MAX_FRONT}")
        return _by_line(text[:MAX_FRONT], first), problem
    read = read_documents(text)
    if read.error is not None:
        line = first + (read.error.line - 1 if read.error.line else 0)
        return _by_line(text, first), (
            line,
            f"front matter is not YAML: {read.error.reason}",
            "a mapping such as status: accepted",
        )
    if not read.roots:
        return [], None
    root = read.roots[0]
    if not isinstance(root, Mapping):
        return _by_line(text, first), (first, "front matter is not a mapping", "a mapping such as status: accepted")
    return [(key, Value(_words(node), first + line - 1)) for key, line, node in entries(root)], None


def _words(node: object) -> str:
    """A value as text. ``{ accepted }`` is a mapping to YAML, and a word to whoever wrote it."""
    from principal.core.yamltree import Mapping, Scalar, Sequence

    if isinstance(node, Scalar):
        return "" if node.null else " ".join(node.value.split())
    if isinstance(node, Sequence):
        return ", ".join(word for item in node.items[:200] if (word := _words(item)))
    if isinstance(node, Mapping):
        pairs = [(key, _words(entry.node)) for key, entry in list(node.entries.items())[:200]]
        return ", ".join(f"{key}: {value}" if value else key for key, value in pairs)
    return ""


def _by_line(text: str, first: int) -> list[tuple[str, Value]]:
    found: list[tuple[str, Value]] = []
    for n, line in enumerate(text.split("\n")[:500]):
        if match := _LINE.match(line[:2000].rstrip()):
            found.append((match[1], Value((match[2] or "").strip().strip("\"'[]"), first + n)))
    return found
