"""Putting a report where it was asked for: whole or not at all, and over nothing that is not a report."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from principal.faces.report.page import GENERATOR
from principal.faces.session import fail

_OURS = f'<meta name="generator" content="{GENERATOR} '.encode()


def write_page(target: Path, html: str) -> None:
    """Write one page; exit 2 where a file is in the way that is not a report."""
    if target.exists() and not _is_ours(target):
        fail(f"{target} is there already and is not a report; give another file")
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, html)


def write_site(folder: Path, pages: Mapping[str, str]) -> int:
    """Write every page below *folder* and take away those of an earlier report that are no more; how many there are.

    Exit 2 where the folder holds something else.
    """
    there = sorted(p for p in folder.rglob("*") if not p.is_dir()) if folder.exists() else []
    foreign = [p for p in there if p.is_symlink() or p.suffix != ".html" or not _is_ours(p)]
    if foreign:
        fail(f"{foreign[0]} is not a page of a report; give a new or an empty folder")
    for name, html in pages.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, html)
    for page in there:
        if page.relative_to(folder).as_posix() not in pages:
            page.unlink()
    return len(pages)


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _OURS in file.read(2000)
    except OSError:
        return False


def _replace(target: Path, html: str) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(html)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
