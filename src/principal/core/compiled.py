"""What follows from the installed program alone, kept in the user's cache folder.

Parsing every rule and asking DuckDB which tables each query reads takes a tenth of a second;
a staged check has half a second for everything. The cache is keyed by the program's
version, bounded, and thrown away when it cannot be read.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

_KEEP = 4


def folder() -> Path:
    """The user's cache folder for Principal."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "principal"


def load(version: str) -> dict[str, Any]:
    """What was kept for that version of the program; empty where nothing was."""
    try:
        path = folder() / f"compiled-{version}.json"
        if path.stat().st_uid != os.getuid() or path.is_symlink():
            return {}
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError, RuntimeError):
        return {}
    return kept if isinstance(kept, dict) else {}


def save(version: str, compiled: dict[str, Any]) -> None:
    """Keep it; where the folder cannot be written, nothing is kept and nothing fails."""
    with contextlib.suppress(OSError, RuntimeError):
        home = folder()
        home.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=home, prefix="compiled-", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(compiled, out)
        Path(name).replace(home / f"compiled-{version}.json")
        kept = sorted(home.glob("compiled-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in kept[_KEEP:]:
            old.unlink(missing_ok=True)
