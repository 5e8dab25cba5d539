"""Names of the files that records are: their suffixes, their stems, and a file name out of a title."""

from __future__ import annotations

import posixpath
import re
import unicodedata

SUFFIXES = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc")
MAX_SLUG = 60

# Folders whose records are somebody's example, fixture, tool or copy: no decisions about this system.
_FOREIGN = re.compile(
    r"(?:[a-z]+[-_])?(?:tests?|testdata|fixtures?)|__\w+__|examples?|samples?|demos?|templates?|node_modules|vendor"
    r"|third[-_]party|site-packages|dist|build|target|skills?|prompts?|commands|agents|archetypes?"
    r"|\.(?:claude|cursor|codex|gemini|opencode|agents?|windsurf|kiro|git|venv|tox|obsidian)|venv|images?|img|assets|static|diagrams?"
)


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


def foreign(path: str) -> bool:
    """Whether one of its folders holds what is not about this system: examples, fixtures, templates, copies."""
    return any(_FOREIGN.fullmatch(part.lower()) for part in path.split("/")[:-1])
