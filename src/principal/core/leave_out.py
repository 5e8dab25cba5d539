"""``architecture/sources.yaml``: which files are no evidence about this system, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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


def read(path: str, content: bytes) -> Iterator[LeaveOuts | Mistake]:
    """The patterns of one file, and its mistakes."""
    from principal.core import documents

    document = documents.read_yaml(path, content.decode("utf-8-sig", errors="replace"))
    yield from document.mistakes
    data = document.data
    if data is None:
        return
    shape = "leave_out: [{paths: [examples/**], because: they are examples}]"
    if not isinstance(data, dict) or set(data) - {"leave_out"}:
        yield Mistake(path, 1, 1, "only the key leave_out is known here", f"expected {shape}")
        return
    entries = data.get("leave_out") or []
    for index, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        line, column = document.position(("leave_out", index))
        if not isinstance(entry, dict) or not entry.get("because") or not isinstance(entry.get("paths"), list):
            yield Mistake(path, line, column, "an entry without paths or because", f"expected {shape}")
            continue
        for pattern in entry["paths"]:
            yield LeaveOuts(str(pattern), path, line, str(entry["because"]))


def matcher(patterns: list[str]) -> re.Pattern[str] | None:
    """One expression that matches every path that one of *patterns* names, or None for no pattern.

    ``**`` crosses folders, ``*`` does not; a pattern that ends in ``/`` means all below it.
    """
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{_expression(p)})" for p in patterns))


def _expression(pattern: str) -> str:
    pattern = pattern.removeprefix("./").lstrip("/")
    if pattern.endswith("/"):
        pattern += "**"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    wild = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
    return "".join(wild.get(p, re.escape(p)) for p in parts) + r"\Z"


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
