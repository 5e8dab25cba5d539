"""Builds the example system as a git repository with its history, and shows Principal on it.

    python make_demo.py FOLDER                   # build it
    python make_demo.py FOLDER --show PRINCIPAL  # and hold it to its own decisions

What the system is stands in ``system/``, how it came to be in ``history.toml``, and what it
no longer has in ``past/``. Names and dates are fixed, so that every commit has the same
hash on every machine.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
GIT = ("git", "-c", "core.autocrlf=false", "-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false")

Tree = dict[str, str]


class HistoryError(Exception):
    """The history does not lead to the system."""


def read_tree(folder: Path) -> Tree:
    """Every file below *folder*, by its path relative to it."""
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in sorted(folder.rglob("*")) if p.is_file()}


def named_by(pattern: str) -> Callable[[str], bool]:
    """Whether a path is the file *pattern*, or in the folder that it names with a / at its end."""
    return lambda path: path == pattern or (pattern.endswith("/") and path.startswith(pattern))


def undo(commit: Mapping[str, Any], tree: Tree, past: Tree) -> Tree:
    """The tree before *commit*, from the tree after it.

    Raises:
        HistoryError: the commit cannot have led to *tree*.
    """
    before = dict(tree)
    for edit in reversed(commit.get("edits", [])):
        text = before.get(edit["path"], "")
        if text.count(edit["after"]) != 1:
            raise HistoryError(f"{commit['says']}: {edit['path']} does not hold exactly once: {edit['after']!r}")
        before[edit["path"]] = text.replace(edit["after"], edit["before"])
    for old, new in commit.get("moves", []):
        before = {old + path[len(new) :] if path.startswith(new) else path: text for path, text in before.items()}
    for pattern in commit.get("deletes", []):
        before.update({path: text for path, text in past.items() if named_by(pattern)(path)})
    for pattern in commit.get("adds", []):
        added = list(filter(named_by(pattern), before))
        if not added:
            raise HistoryError(f"{commit['says']}: adds {pattern}, which is not there")
        for path in added:
            del before[path]
    return before


def snapshots(history: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Tree]]:
    """Each commit with the tree after it, oldest first."""
    tree, past = read_tree(HERE / "system"), read_tree(HERE / "past")
    backwards = []
    for commit in reversed(history["commits"]):
        backwards.append((commit, tree))
        tree = undo(commit, tree, past)
    if tree:
        raise HistoryError(f"no commit adds {', '.join(sorted(tree))}")
    return backwards[::-1]


def as_stream(history: Mapping[str, Any]) -> Iterator[bytes]:
    """The history as ``git fast-import`` reads it."""

    def data(text: str) -> bytes:
        content = text.encode()
        return b"data %d\n%s\n" % (len(content), content)

    for commit, tree in snapshots(history):
        who = f"{history['people'][commit['by']]} {int(commit['at'].timestamp())} +0000"
        yield f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n".encode() + data(commit["says"] + "\n")
        yield b"deleteall\n"
        for path, text in sorted(tree.items()):
            yield f"M 100644 inline {path}\n".encode() + data(text)


def build(folder: Path) -> str:
    """Make *folder* the example's repository, with its last commit checked out; returns that commit's hash.

    Raises:
        HistoryError: *folder* holds something else, or the history is wrong.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / ".git" / "made-by-make-demo").is_file():
        raise HistoryError(f"{folder} is there, and was not made by this script")
    history = tomllib.loads((HERE / "history.toml").read_text("utf-8"))
    stream = b"".join(as_stream(history))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run([*GIT, "init", "-q", "--template=", "-b", "main", folder], check=True)
    (folder / ".git" / "made-by-make-demo").touch()
    subprocess.run([*GIT, "fast-import", "--quiet"], input=stream, cwd=folder, check=True)
    subprocess.run([*GIT, "reset", "-q", "--hard", "main"], cwd=folder, check=True)
    return subprocess.run(
        [*GIT, "rev-parse", "main"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def show(principal: Path, folder: Path) -> None:
    """Survey the example, check it, take a part away and ask its gate; print each command and what it says.

    Raises:
        HistoryError: an exit code is another than the planted violations lead to.
    """
    as_of = str(tomllib.loads((HERE / "history.toml").read_text("utf-8"))["as_of"])
    for expected, *arguments in ((0, "survey"), (1, "check"), (0, "whatif", "sessions"), (1, "gate")):
        command = [str(a) for a in arguments] + ["--as-of", as_of]
        print(f"\n$ principal {' '.join(command)}", flush=True)
        code = subprocess.run([principal, *command], cwd=folder, check=False).returncode
        if code != expected:
            raise HistoryError(f"principal {command[0]} ended with exit code {code} instead of {expected}")


def main() -> int:
    """Build, and show where asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=Path, metavar="PRINCIPAL", help="the command to show on it")
    arguments = parser.parse_args()
    try:
        head = build(arguments.folder)
        print(f"{arguments.folder}: the example system, at {head}", flush=True)
        if arguments.show:
            show(arguments.show, arguments.folder)
    except HistoryError as error:
        print(f"make_demo: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
