"""Names of the files that records are: their suffixes, their stems, and a file name out of a title."""

from __future__ import annotations

import posixpath
import re
import unicodedata

SUFFIXES = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc")
MAX_SLUG = 60


def suffix(path: str) -> str:
    """The suffix that says which markup a record is written in, lower case; '' for another file."""
    lowered = path.lower()
    return next((s for s in SUFFIXES if lowered.endswith(s)), "")


def stem(path: str) -> str:
    """The file's name without folder and suffix."""
    name = posixpath.basename(path)
    return name[: len(name) - len(suffix(name))] if suffix(name) else name


def slug(title: str, otherwise: str) -> str:
    """A file name's words: ``Use PostgreSQL 16!`` is ``use-postgresql-16``; *otherwise* where it has none."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower().replace("'", ""))
    made = ""
    for word in words:
        if made and len(made) + 1 + len(word) > MAX_SLUG:
            break
        made = f"{made}-{word}" if made else word[:MAX_SLUG]
    return made or otherwise
