"""Whether the answers in a ``.principal/`` are ones that we wrote, and not ones that came with the repository.

An archive, a shared disk or a careless copy can bring a folder of made-up answers that git
does not track. So a folder carries a seal that only this user can make: a hash of where it
lies under a secret that is kept in the user's own cache folder. What lies in a folder
without it is thrown away unread; it can all be made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import shutil
import tempfile
from pathlib import Path

from principal.core import compiled

_NAME = "seal"
_KEPT = ("generations", "current", "evidence.sqlite", "evidence.sqlite-wal", "evidence.sqlite-shm")


def break_unless_ours(folder: Path) -> bool:
    """Make sure that *folder* is sealed; whether it was not, so that what it kept was removed.

    Raises:
        OSError: the folder cannot be written.
    """
    wanted = _seal_of(folder)
    seal = folder / _NAME
    try:
        with os.fdopen(os.open(seal, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            known = file.read(1024)
    except OSError:
        known = b""
    if wanted is not None and hmac.compare_digest(known, wanted):
        return False
    for name in _KEPT:
        _remove(folder / name)
    if wanted is not None:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_NAME)
        with os.fdopen(handle, "wb") as out:
            out.write(wanted)
        Path(name).replace(seal)
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(FileNotFoundError):
        path.unlink()


def _seal_of(folder: Path) -> bytes | None:
    secret = _secret()
    if secret is None:
        return None
    return hmac.new(secret, os.fsencode(folder.resolve()), hashlib.sha256).hexdigest().encode()


def _secret() -> bytes | None:
    """This user's secret, made when it is first needed; None where none can be kept."""
    try:
        home = compiled.folder()
        path = home / "secret"
        for _ in range(2):
            try:
                if path.is_symlink() or path.stat().st_uid != os.getuid():
                    return None
                found = path.read_bytes()
                if len(found) == 32:
                    return found
                path.unlink()  # half written by nobody of ours
                raise FileNotFoundError
            except FileNotFoundError:
                import secrets  # once in a user's life; every command would pay for it

                home.mkdir(parents=True, exist_ok=True)
                handle, name = tempfile.mkstemp(dir=home, prefix="secret-")  # readable by this user alone
                with os.fdopen(handle, "wb") as out:
                    out.write(secrets.token_bytes(32))
                with contextlib.suppress(FileExistsError):
                    os.link(name, path)  # another process may have been quicker: then its secret counts
                Path(name).unlink()
    except (OSError, RuntimeError):
        pass
    return None
