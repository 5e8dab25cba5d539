"""Sets up a virtual environment of this project from its locks, and installs its wheel.

Needs nothing but Python and pip. It does only what is out of date: the dependencies are
stamped with the hash of the locks, the wheel with the hash of what it is built from.

    python tools/environment.py .venv            # with this Python, or a newer one that is found
    python tools/environment.py .venv-3.13 3.13  # with exactly that one; says so if there is none
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (ROOT / "requirements" / "runtime.txt", ROOT / "requirements" / "dev.txt")
SUPPORTED = ("3.11", "3.12", "3.13")


class CannotSetUpError(Exception):
    """What is missing on this machine, and what to do about it."""


def candidates(version: str) -> Iterator[str]:
    """Commands and files that may be Python *version* on this machine, without trying them."""
    if "{}.{}".format(*sys.version_info) == version:
        yield sys.executable
    yield f"python{version}"
    yield from map(str, sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python"), reverse=True))


def find_python(version: str) -> str | None:
    """The path of an interpreter of *version* (as ``3.13``) that runs, or None.

    Each candidate is asked, since version managers put commands on the path that only say
    that the version is not there.
    """
    script = "import sys; print('{}.{}'.format(*sys.version_info), sys.executable)"
    for candidate in candidates(version):
        try:
            asked = subprocess.run([candidate, "-c", script], capture_output=True, text=True, timeout=30, check=False)
        except OSError:
            continue
        said = asked.stdout.split(maxsplit=1)
        if asked.returncode == 0 and said[0] == version:
            return said[1].strip()
    return None


def hash_of(paths: Iterable[Path], *words: str) -> str:
    """One hash of the names and contents of *paths*, and of *words*."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def sources() -> list[Path]:
    """The files that the wheel is built from."""
    package = [p for p in (ROOT / "src").rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return [
        *package,
        *sorted((ROOT / "schemas").glob("*.json")),
        *(ROOT / name for name in ("pyproject.toml", "docs/records.md", "README.md", "LICENSE")),
    ]


def run(*command: str | Path) -> None:
    """Run *command* from the project's folder; its failure is ours."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run([str(c) for c in command], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise CannotSetUpError(f"this failed, see above: {' '.join(map(str, command))}")


def need_git() -> None:
    """See to it that git is there: Principal reads history with it."""
    if shutil.which("git"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotSetUpError("git is not on the path; install it with your system's package manager, and run again")
    print("git is not on the path; installing it with apt-get", flush=True)
    run("apt-get", "update", "-q")
    run("apt-get", "install", "-q", "-y", "--no-install-recommends", "git")


def create(python: str, folder: Path) -> None:
    """Make an empty virtual environment with pip, also where the system split ensurepip off."""
    if folder.exists():
        if not (folder / "pyvenv.cfg").is_file():
            raise CannotSetUpError(f"{folder} is there but is no virtual environment; move it out of the way")
        shutil.rmtree(folder)
    if importlib.util.find_spec("ensurepip"):
        run(python, "-m", "venv", folder)
    else:
        run(python, "-m", "venv", "--without-pip", folder)
        run(python, "-m", "pip", "--python", folder / "bin" / "python", "install", "-q", "pip")


def set_up(folder: Path, python: str) -> None:
    """Bring the environment in *folder* up to date."""
    pip = (folder / "bin" / "python", "-m", "pip")
    locked = hash_of(LOCKS, python)
    dependencies, wheel = folder / ".dependencies", folder / ".wheel"
    if not dependencies.is_file() or dependencies.read_text() != locked:
        print(f"setting up {folder.name} with {python}", flush=True)
        create(python, folder)
        run(*pip, "install", "-q", "--require-hashes", "--no-deps", *(a for lock in LOCKS for a in ("-r", lock)))
        dependencies.write_text(locked)
    built = hash_of(sources())
    if not wheel.is_file() or wheel.read_text() != built:
        print(f"building the wheel and installing it into {folder.name}", flush=True)
        wheels = folder / "wheels"
        shutil.rmtree(wheels, ignore_errors=True)
        run(*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", wheels, ROOT)
        run(*pip, "install", "-q", "--no-deps", "--no-index", "--force-reinstall", *wheels.glob("*.whl"))
        wheel.write_text(built)


def main(arguments: list[str]) -> int:
    """Set up the folder that is named first, with the Python version that is named second."""
    folder = ROOT / arguments[0]
    wanted = arguments[1:] or SUPPORTED
    try:
        need_git()
        python = next(filter(None, map(find_python, wanted)), None)
        if python is None and arguments[1:]:
            print(f"Python {wanted[0]} is not on this machine: not tested with it")
            return 0
        if python is None:
            raise CannotSetUpError(f"no Python {', '.join(SUPPORTED)} on this machine; install one of them")
        set_up(folder, python)
    except CannotSetUpError as error:
        print(f"cannot set up: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
