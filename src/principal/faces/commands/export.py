"""``principal export``: what other tools read."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from principal.faces.formats.models import FORMATS
from principal.faces.safe import clean_lines, say
from principal.faces.session import as_of, clear_errors, fail

if TYPE_CHECKING:
    from principal.core.workspace import Workspace

EPILOG = """\b
Examples:
  principal export structurizr                     the system as Structurizr DSL, on the terminal
  principal export likec4 --out docs/model.c4      into a file; one that is not ours is left alone
  principal export backstage --out .               catalog-info.yaml
  principal export aoe --out techradar             a folder with a file for each blip
  principal export madr --out docs/decisions       every decision in the form of MADR

\b
Of the system: structurizr, likec4, mermaid, mermaid-c4, d2, backstage. Of the radar: zalando, byor,
aoe, backstage-radar. Of decisions: madr. What only the evidence knows, or only the records, is marked."""


@click.command(epilog=EPILOG)
@click.argument("target", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE|FOLDER", help="Where to write it.")
@click.option("--name", help="What the system is called (default: the folder's name).")
@click.option("--force", is_flag=True, help="Write over files that are not ours.")
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, target: str, out: Path | None, name: str | None, force: bool, today: dt.date) -> None:
    """Write the system, the radar or the decisions in the language of another tool."""
    form = FORMATS[target]
    if out is None and not form.file:
        fail(f"{target} is a folder of files; say where to write it with --out FOLDER")
    files = _written(folder, target, name, today)
    if out is None:
        [text] = files.values()
        click.echo(clean_lines(text), nl=False)
        return
    single = bool(form.file) and not out.is_dir()
    paths = {out if single else out / path: text for path, text in files.items()}
    theirs = [path for path in paths if not force and not _ours(path)]
    if theirs:
        more = f" and {len(theirs) - 1} more" if len(theirs) > 1 else ""
        fail(f"{theirs[0]}{more} was not written by us and is left alone; --force writes over it")
    for path, text in paths.items():
        _put(path, text)
    say(
        f"wrote {out}"
        if len(paths) == 1 and out in paths
        else f"wrote {len(paths)} file{'s'[: len(paths) > 1]} in {out}"
    )


def _written(folder: str, target: str, name: str | None, today: dt.date) -> dict[str, str]:
    """The texts by file name; exit 2 where there is nothing to write."""
    import importlib

    from principal.core.store import open_read_only
    from principal.faces.formats.models import madr, radar, system
    from principal.faces.formats.models.text import line_of
    from principal.faces.judgement import evidence_here

    form = FORMATS[target]
    workspace, generation = evidence_here(folder, today)
    called = line_of(name) or line_of(workspace.root.name) or "system"
    writer = importlib.import_module(f"principal.faces.formats.models.{form.module}")
    with contextlib.closing(open_read_only(generation)) as connection:
        if form.shows == "system":
            parts = system.gather(connection, called)
            data: object = parts if parts.parts else None
        elif form.shows == "radar":
            blips = radar.gather(connection, called, today)
            data = blips if blips.blips else None
        else:
            data = madr.gather(connection, lambda path: _text(workspace, path)) or None
    if data is None:
        missing = {
            "system": "nothing that runs was found, and architecture/system.yaml declares nothing",
            "radar": "architecture/radar.yaml has no blips",
            "decisions": "there are no decision records",
        }
        fail(f"{missing[form.shows]}: there is nothing to export")
    written: dict[str, str] = writer.write(data)
    return written


def _text(workspace: Workspace, path: str) -> str | None:
    from principal.faces.writing import read_record

    content = read_record(workspace, path)
    return None if content is None else content.decode("utf-8-sig", errors="replace")


def _ours(path: Path) -> bool:
    """Whether *path* may be written: nothing is there, or a file of ours. Exit 2 for what is no file."""
    from principal.core.marks import EXPORTED

    if path.is_symlink():
        fail(f"{path} is a symbolic link; it has to be a file of its own")
    if not path.exists():
        return True
    if not path.is_file():
        fail(f"{path} is not a file")
    content = path.read_bytes()
    return EXPORTED.encode() in content or not content.strip()


def _put(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        fail(f"{path} is not a file")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
