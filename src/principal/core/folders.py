"""Files below a folder, opened without following a symbolic link in any component."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from types import TracebackType

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Folders:
    """Looks at files below *root*; quick when the paths come in order.

    Each folder is opened relative to the one above it, so that nobody can swap a folder for
    a symbolic link between a check and its use.
    """

    def __init__(self, root: Path) -> None:
        self._open: list[int] = [os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
        self._names: list[bytes] = []
        self._current = b""

    def __enter__(self) -> Folders:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keep(0)
        os.close(self._open.pop())

    def lstat(self, raw: bytes) -> os.stat_result:
        """The status of what *raw* (relative, ``/`` between names) names itself.

        Raises:
            OSError: it is not there, or lies behind a symbolic link.
        """
        folder, _, name = raw.rpartition(b"/")
        return os.stat(name, dir_fd=self._folder(folder), follow_symlinks=False)

    def readlink(self, raw: bytes) -> bytes:
        """Where the symbolic link *raw* leads.

        Raises:
            OSError: it is not there, is no link, or lies behind another one.
        """
        folder, _, name = raw.rpartition(b"/")
        return os.readlink(name, dir_fd=self._folder(folder))

    def read(self, raw: bytes, limit: int) -> bytes:
        """The content of a regular file.

        Raises:
            OSError: it is not there, not a regular file, behind a symbolic link, unreadable,
                or larger than *limit* bytes.
        """
        folder, _, name = raw.rpartition(b"/")
        file = os.open(name, _FILE, dir_fd=self._folder(folder))
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError(errno.EINVAL, "not a regular file")
            parts: list[bytes] = []
            left = limit + 1
            while left > 0 and (part := os.read(file, min(left, 1 << 20))):
                parts.append(part)
                left -= len(part)
        finally:
            os.close(file)
        if left <= 0:
            raise OSError(errno.EFBIG, f"larger than {limit} bytes")
        return b"".join(parts)

    @staticmethod
    def why(error: OSError) -> str:
        """In words, why a file could not be looked at."""
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            return "behind a symbolic link"
        return f"unreadable ({error.strerror})" if error.strerror else "unreadable"

    def _folder(self, path: bytes) -> int:
        if path == self._current:
            return self._open[-1]
        names = path.split(b"/") if path else []
        common = 0
        for ours, theirs in zip(self._names, names, strict=False):
            if ours != theirs:
                break
            common += 1
        self._keep(common)
        for name in names[common:]:
            self._open.append(os.open(name, _FOLDER, dir_fd=self._open[-1]))
            self._names.append(name)
            self._current = b"/".join(self._names)
        return self._open[-1]

    def _keep(self, count: int) -> None:
        while len(self._names) > count:
            self._names.pop()
            os.close(self._open.pop())
        self._current = b"/".join(self._names)
