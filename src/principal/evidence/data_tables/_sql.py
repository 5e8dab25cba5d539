"""CREATE TABLE, in files of SQL and in strings of other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.evidence.data_tables._text import MAX_NAME, Found, Text, named

_PART = r"(?:\"[^\"\n]{1,120}\"|`[^`\n]{1,120}`|\[[^\]\n]{1,120}\]|[\w$#@%{}:.\\<>?!-]{1,120}(?<!\.))"
_CREATE = re.compile(
    r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?P<kind>(?:\w+\s+){0,2}?)TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    rf"(?P<name>\\?{_PART}(?:\s?\.\s?{_PART}){{0,2}})(?P<after>\s*(?:\(|AS\b|PARTITION\b|LIKE\b|ON\b|\w|\Z|;)?)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_DOWN = re.compile(r"^--\s*(?:\+goose\s+Down|migrate:down|!Downs|\+migrate\s+Down|rollback)\b|^#\s*---\s*!Downs",
                   re.IGNORECASE | re.MULTILINE)  # fmt: skip
_DOWN_FILE = re.compile(r"(?:[._-]down|[._-]rollback|[._-]undo|(?:^|/)U[\d_.]+__[^/]*)\.sql\Z", re.IGNORECASE)
_QUOTES = "\"`[]'\\"
_KINDS = frozenset(("", "unlogged", "column", "row", "virtual", "shadow"))  # of tables that stay


def created(text: Text) -> Iterator[Found]:
    """Tables that statements create and keep; those of a way back, and temporary ones, do not count."""
    content = text.content
    pure = text.path.lower().endswith(".sql")
    if pure:
        if _DOWN_FILE.search(text.path):
            return
        down = _DOWN.search(content)
        content = content[: down.start()] if down else content
        content = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), content)
    for match in _CREATE.finditer(content):
        if " ".join(match["kind"].lower().split()) not in _KINDS:
            continue
        after = match["after"].strip()
        if not pure and after != "(":
            continue  # prose, or a statement that is put together
        parts = [part.strip(f"{_QUOTES} \t\r\n") for part in _split(match["name"])]
        if parts[-1].startswith("#"):
            continue  # a temporary one
        name = named(parts[-1][: MAX_NAME + 1])
        schema = named(parts[-2]) if len(parts) > 1 else None
        if name is None and not pure:
            continue
        yield Found(match.start(), name, "sql", schema=schema)


def _split(name: str) -> list[str]:
    """The parts of a qualified name; a dot within quotes is none between parts."""
    parts = re.findall(r"\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|[^.\s]+", name.replace('\\"', '"'))
    return parts or [name]
