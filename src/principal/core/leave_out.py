"""``architecture/sources.yaml``: which files are no evidence about this system, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from principal.core import yamltree
from principal.core.records import Mistake, RecordKind
from principal.core.tables import table

PATH = "architecture/sources.yaml"


@table("decided", key=("pattern",))
@dataclass(frozen=True, slots=True)
class LeaveOuts:
    """Files that are not read as evidence about this system."""

    pattern: str  # as in .gitignore without negation: examples/** , *.min.js
    path: str
    line: int
    because: str


def schema() -> dict[str, object]:
    """The JSON Schema of the file."""
    entry = {
        "type": "object",
        "required": ["paths", "because"],
        "additionalProperties": False,
        "properties": {
            "paths": {"type": "array", "items": {"type": "string"}, "minItems": 1,
                      "description": "Paths or patterns, relative to the repository's root: examples/**"},
            "because": {"type": "string", "minLength": 1, "description": "Why they say nothing about this system"},
        },
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "architecture/sources.yaml",
        "description": "Which files are no evidence about this system.",
        "type": "object",
        "additionalProperties": False,
        "properties": {"leave_out": {"type": "array", "items": entry}},
    }


_SHAPE = "expected leave_out: [{paths: [examples/**], because: they are examples}]"


def read(path: str, content: bytes) -> Iterator[LeaveOuts | Mistake]:
    """The patterns of one file, and its mistakes."""
    documents = yamltree.read_documents(content.decode("utf-8-sig", errors="replace"))
    if documents.error is not None:
        yield Mistake(path, documents.error.line or 1, 1, f"not YAML: {documents.error.reason}", _SHAPE)
        return
    for root in documents.roots:
        if not isinstance(root, yamltree.Mapping):
            yield Mistake(path, root.line, 1, "not a mapping", _SHAPE)
            continue
        for key, entry in root.entries.items():
            if key != "leave_out" or not isinstance(entry.node, yamltree.Sequence):
                yield Mistake(path, entry.line, 1, f"{key!r} is not a list leave_out", _SHAPE)
                continue
            for item in entry.node.items:
                yield from _entry(path, item)


def _entry(path: str, item: yamltree.Node) -> Iterator[LeaveOuts | Mistake]:
    known = item.entries if isinstance(item, yamltree.Mapping) else {}
    paths, because = known.get("paths"), known.get("because")
    if (
        paths is None
        or because is None
        or not isinstance(paths.node, yamltree.Sequence)
        or not isinstance(because.node, yamltree.Scalar)
        or not because.node.value.strip()
    ):
        yield Mistake(path, item.line, 1, "an entry without paths or because", _SHAPE)
        return
    for pattern in paths.node.items:
        if isinstance(pattern, yamltree.Scalar):
            yield LeaveOuts(pattern.value, path, pattern.line, because.node.value)


def matcher(patterns: list[str]) -> re.Pattern[str] | None:
    """One expression that matches every path that one of *patterns* names, or None for no pattern.

    ``**`` crosses folders, ``*`` does not; a pattern that ends in ``/`` means all below it.
    """
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{_expression(p)})" for p in patterns))


# Whole folders only where a name could begin; ``**`` takes in anything.
_ACROSS = re.compile(r"((?:(?<=/)|^)\*\*/|\*\*)")
_WILD = {"**/": r"(?:[^/]+/)*?", "**": r".*?"}


def _expression(pattern: str) -> str:
    """The pattern as an expression that takes at most quadratic time, whatever path it meets.

    What follows a wildcard is looked for once and stays at the first place where it fits
    (an atomic group): a later place could not help, since the next wildcard takes in
    whatever lies between. Only what is tied to the path's end may have to move on.
    """
    pattern = pattern.removeprefix("./").lstrip("/")
    if pattern.endswith("/"):
        pattern += "**"
    first, *rest = _ACROSS.split(pattern)
    chunks = [("", first), *((_WILD[wild], text) for wild, text in zip(rest[::2], rest[1::2], strict=True))]
    said = "".join(f"(?>{wild}{_within_names(text, tied=False)})" for wild, text in chunks[:-1])
    wild, text = chunks[-1]
    return f"{said}{wild}{_within_names(text, tied=True)}"


def _within_names(text: str, *, tied: bool) -> str:
    first, *pieces = ("".join("[^/]" if c == "?" else re.escape(c) for c in part) for part in text.split("*"))
    if not tied:
        return first + "".join(f"(?>[^/]*?{piece})" for piece in pieces)
    *inner, last = pieces or [""]
    ending = rf"[^/]*?{last}\Z" if pieces else r"\Z"
    return first + "".join(f"(?>[^/]*?{piece})" for piece in inner) + ending


def _wants(path: str) -> bool:
    return path == PATH


RECORD = RecordKind(
    name="sources",
    version=1,
    tables=(LeaveOuts,),
    wants=_wants,
    read=read,
    absent="none",
    judging=True,
    schema=schema,
)
