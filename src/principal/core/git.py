"""Git, asked in a way that a hostile repository cannot turn against us.

Only plumbing is run, on a repository whose configuration, attributes, hooks and objects
somebody else wrote. So everything that git would execute on their word is switched off
(monitors, hooks, filters, external diffs, signature programs, pagers, transports), nothing
is fetched, nothing is written, output and time are bounded, and what comes from outside
is always behind ``--end-of-options`` or ``--``.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import selectors
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import IO

MAX_OUTPUT = 512 * 1024 * 1024
_CHUNK = 1 << 20
_MAX_ERROR = 4096

# Each key makes git run a program, write, read what the repository's own config names, or answer in another form.
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.alternateRefsCommand=false",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.askPass=false",
    "credential.helper=",
    "diff.external=",
    "diff.suppressBlankEmpty=false",
    "blame.ignoreRevsFile=",
    "gpg.program=false",
    "gpg.ssh.program=false",
    "gpg.x509.program=false",
    "log.showSignature=false",
    "log.showRoot=true",
    "mailmap.file=",
    "mailmap.blob=",
    "protocol.allow=never",
    "submodule.recurse=false",
    "advice.graftFileDeprecated=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
_GLOBAL = (
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    *(word for setting in _SETTINGS for word in ("-c", setting)),
)
# The user's own choice of configuration files, which is where ``safe.directory`` is set.
_SANCTIONED = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")


PARTIAL = "objects are missing: the clone is partial; get the rest with: git fetch --refetch --no-filter"


class NotARepository(Exception):
    """There is no repository where one was looked for; the message says what to do."""


class GitFailed(Exception):
    """Git could not answer; the message has its words and what it said."""


def find_root(start: Path) -> Path:
    """The root of the working tree that *start* (a folder or file) lies in; see :func:`find_git`."""
    return find_git(start).root


def find_git(start: Path) -> Git:
    """Git in the working tree that *start* (a folder or file) lies in.

    Linked worktrees and submodules are roots of their own. Which folder is the root is
    taken from where ``.git`` lies, never from configuration (``core.worktree``).

    Raises:
        NotARepository: no repository, a bare one, or one that git refuses to read.
    """
    try:
        folder = start.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise NotARepository(f"{start} cannot be read ({error}). Give a folder inside a git repository.") from error
    if not folder.is_dir():
        folder = folder.parent
    for candidate in (folder, *folder.parents):
        if os.path.lexists(candidate / ".git"):
            found = Git(candidate)
            _ = found.places
            return found
    bare = (folder / "HEAD").is_file() and (folder / "objects").is_dir()
    if bare:
        raise NotARepository(
            f"{folder} is a bare repository: it has no working tree. Run this in a clone of it, "
            f"made by: git clone {folder}"
        )
    raise NotARepository(
        f"{folder} is not inside a git repository. Change to one, or make one of this folder with: git init"
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Where git keeps a repository, and how: absolute folders, ``sha1`` or ``sha256``."""

    git_dir: Path
    common_dir: Path
    object_format: str
    shallow: bool


@dataclass(frozen=True)
class Git:
    """Git in the repository at *root*, which is where ``.git`` lies.

    Small and picklable, so that worker processes can be handed one.

    Attributes:
        index_file: the index to read in place of the repository's own (see ``snapshots.index``).
    """

    root: Path
    index_file: Path | None = None

    def start(self, *args: str, stdin: bytes | None = None, seconds: float = 600) -> Running:
        """Start git; its output is read from the result, which has to be closed."""
        words = [_executable(), *_GLOBAL, *args]
        with contextlib.ExitStack() as stack:
            given = None if stdin is None else stack.enter_context(_file_of(stdin))
            try:
                process = subprocess.Popen(
                    words,
                    cwd=self.root,
                    env=self._environment(),
                    stdin=subprocess.DEVNULL if given is None else given,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
            except OSError as error:
                raise GitFailed(f"git cannot be run in {self.root}: {error}") from error
        running = Running(process, args, seconds)
        running.widen()
        return running

    def stream(self, *args: str, stdin: bytes | None = None, seconds: float = 600) -> Iterator[bytes]:
        """What git prints, in chunks of up to a mebibyte.

        Raises:
            GitFailed: it failed (after what it printed has been yielded) or took too long.
        """
        with self.start(*args, stdin=stdin, seconds=seconds) as running:
            yield from running.chunks()

    def run(self, *args: str, stdin: bytes | None = None, limit: int = MAX_OUTPUT, seconds: float = 120) -> bytes:
        """All that git prints.

        Raises:
            GitFailed: it failed, took too long, or printed more than *limit* bytes.
        """
        with self.start(*args, stdin=stdin, seconds=seconds) as running:
            return running.output(limit)

    @cached_property
    def places(self) -> Places:
        """Where the repository is kept.

        Raises:
            NotARepository: git does not take it for one, or refuses to read it.
        """
        asked = ("--show-object-format", "--is-shallow-repository", "--absolute-git-dir", "--git-common-dir")
        try:
            lines = os.fsdecode(self.run("rev-parse", *asked, limit=1 << 16)).splitlines()
        except GitFailed as error:
            raise NotARepository(_refusal(self.root, str(error))) from error
        if len(lines) != len(asked):
            raise NotARepository(f"{self.root} has a line break in its path, which is not supported. Rename it.")
        object_format, shallow, git_dir, common = lines
        return Places(Path(git_dir), (self.root / common).resolve(), object_format, shallow == "true")

    @cached_property
    def cut_off(self) -> str:
        """Where the history of a shallow clone is cut off, as a short hash; '' where it is whole."""
        if not self.places.shallow:
            return ""
        try:
            return hashlib.blake2b((self.places.common_dir / "shallow").read_bytes(), digest_size=8).hexdigest()
        except OSError:
            return "unknown"

    @cached_property
    def has_alternates(self) -> bool:
        """Whether objects are kept outside of this repository (alternates, or symbolic links)."""
        objects = self.places.common_dir / "objects"
        try:
            if (objects / "info" / "alternates").read_bytes().strip():
                return True
        except FileNotFoundError:
            pass
        except OSError:
            return True
        return any(_links_out(folder) for folder in (objects, objects / "pack"))

    def own_objects(self) -> None:
        """Make sure that what is read next comes from this repository alone.

        Raises:
            GitFailed: its objects are kept elsewhere.
        """
        if self.has_alternates:
            raise GitFailed(
                f"{self.root} keeps objects outside of the repository (alternates), which are not followed. "
                "Make it whole with: git repack -a -d && rm .git/objects/info/alternates"
            )

    def _environment(self) -> dict[str, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment |= {name: os.environ[name] for name in _SANCTIONED if name in os.environ}
        environment |= {
            "PATH": _search_path(),
            "LC_ALL": "C",
            "GIT_ALLOW_PROTOCOL": "",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_CEILING_DIRECTORIES": str(self.root.parent),
            "GIT_FLUSH": "0",
            "GIT_GRAFT_FILE": os.devnull,
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_PROTOCOL_FROM_USER": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_WORK_TREE": str(self.root),
        }
        if self.index_file is not None:
            environment["GIT_INDEX_FILE"] = str(self.index_file)
        return environment


class Running:
    """A git process whose output is being read; leaving its ``with`` block ends it."""

    def __init__(self, process: subprocess.Popen[bytes], args: tuple[str, ...], seconds: float) -> None:
        self._process = process
        self._args = args
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._error = b""

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def widen(self) -> None:
        """Let git run ahead of us as far as the system allows."""
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with contextlib.suppress(OSError):
                fcntl.fcntl(self._pipes()[0], fcntl.F_SETPIPE_SZ, _CHUNK)

    def chunks(self) -> Iterator[bytes]:
        """What it prints, as it comes.

        Raises:
            GitFailed: when it ends with a failure, or does not end in time.
        """
        out, error = self._pipes()
        with selectors.DefaultSelector() as selector:
            selector.register(out, selectors.EVENT_READ)
            selector.register(error, selectors.EVENT_READ)
            while selector.get_map():
                ready = selector.select(max(0.0, self._deadline - time.monotonic()))
                if not ready:
                    raise GitFailed(f"{self._words()}: gave no answer within {self._seconds:g} s")
                for key, _ in ready:
                    chunk = os.read(key.fd, _CHUNK)
                    if not chunk:
                        selector.unregister(key.fileobj)
                    elif key.fileobj is out:
                        yield chunk
                    else:
                        self._error = (self._error + chunk)[:_MAX_ERROR]
        self._process.wait()
        if self._process.returncode != 0:
            raise GitFailed(f"{self._words()}: {self._said()}")

    def output(self, limit: int = MAX_OUTPUT) -> bytes:
        """All that it prints.

        Raises:
            GitFailed: it failed, took too long, or printed more than *limit* bytes.
        """
        parts: list[bytes] = []
        size = 0
        for chunk in self.chunks():
            size += len(chunk)
            if size > limit:
                raise GitFailed(f"{self._words()}: printed more than {limit} bytes")
            parts.append(chunk)
        return b"".join(parts)

    def close(self) -> None:
        """End the process and everything that it started."""
        if self._process.poll() is None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                self._process.kill()
            self._process.wait()
        for pipe in self._pipes():
            pipe.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        out, error = self._process.stdout, self._process.stderr
        if out is None or error is None:
            raise AssertionError("started without pipes")
        return out, error

    def _words(self) -> str:
        words = " ".join(("git", *self._args))
        return _plain(words if len(words) <= 200 else words[:199] + "…")

    def _said(self) -> str:
        if b"promisor remote" in self._error or b"lazy fetching disabled" in self._error:
            return PARTIAL
        said = _plain(self._error.decode("utf-8", "replace").strip())
        return said[:500] or f"ended with {self._process.returncode}"


@cache
def _search_path() -> str:
    # A relative entry would be looked up in the repository, and git itself starts programs by it.
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(entry for entry in entries if Path(entry).is_absolute())


@cache
def _executable() -> str:
    for folder in _search_path().split(os.pathsep):
        program = os.path.join(folder, "git")  # noqa: PTH118 - a string is what is needed
        if os.access(program, os.X_OK) and not os.path.isdir(program):  # noqa: PTH112 - as above
            return program
    raise GitFailed("git is not installed, or not on the PATH. Install git 2.31 or newer.")


@contextlib.contextmanager
def _file_of(content: bytes) -> Iterator[IO[bytes]]:
    # A file and not a pipe: git may print before it has read all, and nobody waits for the other.
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file


def _refusal(root: Path, said: str) -> str:
    if "dubious ownership" in said or "safe.directory" in said:
        return (
            f"{root} belongs to another user, so that git refuses to read it. If you trust it, run: "
            f"git config --global --add safe.directory {root}"
        )
    return f"{root} has a .git that git cannot read. {said}"


def _links_out(folder: Path) -> bool:
    try:
        if stat.S_ISLNK(os.lstat(folder).st_mode):
            return True
        with os.scandir(folder) as entries:
            return any(entry.is_symlink() for entry in entries)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _plain(text: str) -> str:
    return re.sub(r"[^\S ]+|[\x00-\x1f\x7f-\x9f]", " ", text)
