"""Where a path that a manifest names leads to."""

from __future__ import annotations

import posixpath

MAX_PATH = 500


def placed(manifest: str, written: str) -> str | None:
    """A path relative to the folder of *manifest*, from the repository's root; None where it leads out of it."""
    text = written.strip().replace("\\", "/")
    if not text or len(text) > MAX_PATH or text.startswith(("/", "~")) or ":" in text or "$(" in text or "*" in text:
        return None
    found = posixpath.normpath(posixpath.join(posixpath.dirname(manifest), text))
    if found == "." or found.startswith(".."):
        return "" if found == "." else None
    return found
