"""Editing records where they lie: never through a symbolic link, never half.

A repository may hold a link, a pipe or a device where a record is expected; following one
would read or write what is not the repository's.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from principal.faces.session import fail

if TYPE_CHECKING:
    from principal.core.workspace import Workspace


def read_record(workspace: Workspace, path: str) -> bytes | None:
    """The content of a record, None where there is none; exit 2 where it is not a file of the repository."""
    target = _own(workspace, path)
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        fail(f"{path} could not be read: {error.strerror}")


def write_record(workspace: Workspace, path: str, content: bytes, *, new: bool = False) -> None:
    """Write a record whole or not at all; exit 2 where that cannot be, or where a *new* one is there already."""
    target = _own(workspace, path)
    if new and target.exists():
        fail(f"{path} exists already")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
            Path(name).chmod(mode)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        fail(f"{path} could not be written: {error.strerror}")


def remove_record(workspace: Workspace, path: str) -> None:
    """Remove a file, and the folders above it that are empty then."""
    target = _own(workspace, path)
    try:
        target.unlink(missing_ok=True)
        for folder in target.parents:
            if folder == workspace.root or any(folder.iterdir()):
                break
            folder.rmdir()
    except OSError as error:
        fail(f"{path} could not be removed: {error.strerror}")


def _own(workspace: Workspace, path: str) -> Path:
    """Where *path* is, if every folder on the way to it is one of the repository and it is a file or nothing."""
    names = path.split("/")
    if not all(names) or any(n in (".", "..", ".git") for n in names):
        fail(f"{path} leads out of the repository")
    target = workspace.root
    for name in names:
        target = target / name
        try:
            mode = target.lstat().st_mode
        except FileNotFoundError:
            return workspace.root / path
        except OSError as error:
            fail(f"{path} could not be read: {error.strerror}")
        if stat.S_ISLNK(mode):
            shown = target.relative_to(workspace.root).as_posix()
            what = "a file" if shown == path else "a folder"
            fail(f"{shown} is a symbolic link; it has to be {what} of its own")
    if not stat.S_ISREG(mode):
        fail(f"{path} is not a file")
    return target


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
