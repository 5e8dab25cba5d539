"""What follows from the installed program alone, kept in the user's cache folder.

Parsing every rule and asking DuckDB which tables each query reads takes a tenth of a second;
a staged check has half a second for everything. The cache is keyed by the program's
version, bounded, and thrown away when it cannot be read.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from principal.core.store import replace_file

_KEEP = 4


def folder() -> Path:
    """The user's cache folder for Principal."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "principal"


def kept(name: str) -> Path | None:
    """The file of that name in it, if it is there and the user's own."""
    with contextlib.suppress(OSError, RuntimeError):
        path = folder() / name
        if path.stat().st_uid == os.getuid() and path.is_file() and not path.is_symlink():
            return path
    return None


def keep(what: str, name: str, content: bytes, most: int) -> None:
    """Keep a file under *name*, which begins with *what*, and at *most* so many that do.

    Where the folder cannot be written, nothing is kept and nothing fails.
    """
    with contextlib.suppress(OSError, RuntimeError):
        home = folder()
        home.mkdir(parents=True, exist_ok=True)
        replace_file(home / name, content)
        ours = sorted(home.glob(f"{what}-*{Path(name).suffix}"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in ours[most:]:
            old.unlink(missing_ok=True)


def load(version: str) -> dict[str, Any]:
    """What was kept for that version of the program; empty where nothing was."""
    path = kept(f"compiled-{version}.json")
    try:
        known = json.loads(path.read_bytes()) if path else {}
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def save(version: str, compiled: dict[str, Any]) -> None:
    """Keep it for that version of the program."""
    keep("compiled", f"compiled-{version}.json", json.dumps(compiled).encode(), _KEEP)
