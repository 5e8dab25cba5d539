"""``principal adr``: decision records."""

from __future__ import annotations

import contextlib
import datetime as dt
import posixpath
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from principal.faces.safe import say
from principal.faces.session import Progress, as_of, clear_errors, fail, open_here

if TYPE_CHECKING:
    from principal.core.decided import DecisionLinks, Decisions
    from principal.core.workspace import Workspace
    from principal.phases.governance.adr import Collision


EPILOG = """\b
Examples:
  principal adr list                               every record, whatever its dialect
  principal adr new "Use PostgreSQL for orders"    the next free number, over all branches
  principal adr supersede ADR-003 "Use SQS"        a successor, and one changed line in the old record
  principal adr import docs/design-log             read the records of a folder that nobody would take for one
  principal adr graph --mermaid"""


@click.group(epilog=EPILOG)
def command() -> None:
    """Decision records: new, list, show, supersede, import, renumber, graph."""


def _rows(folder: str, today: dt.date) -> tuple[Workspace, list[Decisions], list[DecisionLinks]]:
    from principal.core.decided import DecisionLinks, Decisions
    from principal.core.store import open_read_only
    from principal.core.tables import table_of
    from principal.faces.judgement import generation_of_worktree

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        generation = generation_of_worktree(workspace, today)
    finally:
        progress.done()
    with contextlib.closing(open_read_only(generation)) as connection:

        def read(row: type, order: str) -> list[tuple[object, ...]]:
            columns = ", ".join(f'"{c.name}"' for c in table_of(row).columns)
            table = table_of(row).qualified
            return connection.execute(f"SELECT {columns} FROM {table} ORDER BY {order}").fetchall()  # noqa: S608 (our own names)

        decisions = [Decisions(*v) for v in read(Decisions, "path")]  # type: ignore[arg-type]  # as declared
        links = [DecisionLinks(*v) for v in read(DecisionLinks, "path, line")]  # type: ignore[arg-type]  # as declared
    return workspace, decisions, links


@command.command("list")
@click.option("--status", help="Only records of that status: proposed, accepted, superseded, unknown …")
@as_of
@click.pass_obj
@clear_errors
def list_command(folder: str, status: str | None, today: dt.date) -> None:
    """Every decision record, whatever its dialect: id, date, status, title, path."""
    workspace, decisions, _ = _rows(folder, today)
    chosen = [d for d in decisions if status is None or d.status == status]
    if not chosen:
        say(
            "no decision records"
            + (f" of status {status}" if status else "")
            + '; principal adr new "TITLE" writes one'
        )
        return
    wide = [max(len(text) for text in column) for column in zip(*((d.id, d.status) for d in chosen), strict=True)]
    for d in chosen:
        date = d.date.isoformat() if d.date else "no date   "
        say(f"{d.id:<{wide[0]}}  {date}  {d.status:<{wide[1]}}  {d.title}  ({d.path})")
    collided = _collided(workspace, decisions, None)
    for collision in collided.collisions:
        say(_taken_twice(collision))
    if collided.collisions:
        say("principal adr renumber gives those of this branch other numbers")


class _Collided(NamedTuple):
    """Numbers that are taken twice; which records of ours have to give way, and which of others keep theirs."""

    collisions: list[Collision]
    ours: list[str]
    theirs: list[str]


def _collided(workspace: Workspace, decisions: list[Decisions], onto: str | None) -> _Collided:
    """Each other branch (or *onto* alone) beside the working tree, from where the two forked."""
    from principal.core.revisions import head, merge_base, resolve
    from principal.phases.governance import adr

    mine, tip = [d.path for d in decisions], head(workspace.git)
    others = {onto: _listed(workspace, resolve(workspace.git, onto))} if onto else _elsewhere(workspace)
    collisions = dict.fromkeys(adr.collisions({"here": mine}))
    ours = {path for c in collisions for _, path in c.records[1:]}
    for ref, paths in others.items():
        if set(paths) <= set(mine):
            continue
        fork = merge_base(workspace.git, resolve(workspace.git, ref), tip) if tip else None
        base = _listed(workspace, fork) if fork else []
        for collision in adr.collisions({"here": mine, ref: paths}, base):
            if all(where == "here" for where, _ in collision.records):
                continue  # it is one within this branch, which that one has not seen yet
            collisions[collision] = None
            ours |= {path for where, path in collision.records if where == "here" and path not in base}
    theirs = {path for paths in others.values() for path in paths if path not in mine}
    return _Collided(list(collisions), sorted(ours), sorted(theirs))


def _taken_twice(collision: Collision) -> str:
    named = ", ".join(f"{path} ({ref})" for ref, path in collision.records)
    return f"number {collision.number} of {collision.folder} is taken twice: {named}"


def _find(decisions: list[Decisions], name: str) -> Decisions:
    wanted = name.lower().removesuffix(".md")
    number = wanted.removeprefix("adr").lstrip("-0")
    ways: tuple[list[Decisions], ...] = (
        [d for d in decisions if d.path == name],
        [d for d in decisions if d.id.lower() == wanted],
        [d for d in decisions if posixpath.basename(d.path).lower().rpartition(".")[0] == wanted],
        [d for d in decisions if number.isdigit() and d.number == int(number)],
    )
    found = next((way for way in ways if way), [])
    if not found:
        fail(f"there is no decision record {name}; principal adr list shows them")
    if len(found) > 1:
        fail(f"{name} names {len(found)} records: {', '.join(d.path for d in found)}; give the path")
    return found[0]


@command.command("show")
@click.argument("record")
@as_of
@click.pass_obj
@clear_errors
def show_command(folder: str, record: str, today: dt.date) -> None:
    """What RECORD (an id, a number or a path) says, and how it relates to others."""
    from principal.faces.safe import clean

    workspace, decisions, links = _rows(folder, today)
    found = _find(decisions, record)
    say(f"{found.id}: {found.title}")
    said = f" ({found.status_text})" if found.status_text and found.status_text.lower() != found.status else ""
    say(f"status {found.status}{said}, {found.date or 'no date'}, dialect {found.dialect}, {found.path}")
    for link in links:
        if link.path == found.path:
            say(f"{link.kind} {link.target}")
    say()
    for line in _text(workspace, found.path).splitlines():
        say(clean(line.replace("\t", "    ")))


@command.command("graph")
@click.option("--mermaid", "as_mermaid", is_flag=True, help="As a Mermaid flowchart instead of a tree.")
@as_of
@click.pass_obj
@clear_errors
def graph_command(folder: str, as_mermaid: bool, today: dt.date) -> None:
    """The decisions by time, each under the one that it supersedes."""
    from principal.phases.governance.adr import graph, mermaid

    _, decisions, links = _rows(folder, today)
    say((mermaid if as_mermaid else graph)(decisions, links).rstrip("\n"))


def _elsewhere(workspace: Workspace) -> dict[str, list[str]]:
    """Paths of the decision records on other branches, by ref."""
    from principal.faces.branches import files_elsewhere
    from principal.phases.governance.decisions import wants

    return files_elsewhere(workspace, wants)


def _listed(workspace: Workspace, revision: str) -> list[str]:
    """Paths of the decision records of a revision."""
    from principal.faces.branches import files_of
    from principal.phases.governance.decisions import wants

    return files_of(workspace, revision, wants)


def _home(decisions: list[Decisions]) -> str:
    """The folder that most records are in, ours where there are none."""
    from principal.phases.governance.adr import FOLDER

    folders = Counter(posixpath.dirname(d.path) for d in decisions)
    return FOLDER if FOLDER in folders or not folders else folders.most_common(1)[0][0]


def _text(workspace: Workspace, path: str) -> str:
    """A record as it lies there."""
    from principal.faces.writing import read_record

    content = read_record(workspace, path)
    if content is None:
        fail(f"{path} is not there")
    return content.decode("utf-8", errors="surrogateescape")


def _write(workspace: Workspace, path: str, text: str, *, new: bool = False) -> None:
    from principal.faces.writing import write_record

    write_record(workspace, path, text.encode("utf-8", errors="surrogateescape"), new=new)


@command.command("new")
@click.argument("title")
@click.option("--decider", "deciders", multiple=True, help="Who decides; may be repeated.")
@click.option("--folder", "home", help="Where to write it (default: where the records are).")
@as_of
@click.pass_obj
@clear_errors
def new_command(folder: str, title: str, deciders: tuple[str, ...], home: str | None, today: dt.date) -> None:
    """Write a new record from the template, with the next number that is free on every branch."""
    from principal.phases.governance import adr

    workspace, decisions, _ = _rows(folder, today)
    others = [p for paths in _elsewhere(workspace).values() for p in paths]
    try:
        path, text = adr.new(
            title, [d.path for d in decisions], today, deciders, folder=home or _home(decisions), elsewhere=others
        )
    except ValueError as error:
        fail(str(error))
    _write(workspace, path, text, new=True)
    say(f"wrote {path}: fill in the context, the decision and at least two alternatives")


@command.command("supersede")
@click.argument("record")
@click.argument("title")
@click.option("--decider", "deciders", multiple=True, help="Who decides; may be repeated.")
@as_of
@click.pass_obj
@clear_errors
def supersede_command(folder: str, record: str, title: str, deciders: tuple[str, ...], today: dt.date) -> None:
    """Write the successor of RECORD, and set RECORD's status where its dialect keeps it."""
    from principal.phases.governance import adr

    workspace, decisions, _ = _rows(folder, today)
    old = _find(decisions, record)
    if old.status == "superseded":
        fail(f"{old.id} is already superseded ({old.status_text or old.path}); supersede its successor")
    others = [p for paths in _elsewhere(workspace).values() for p in paths]
    try:
        path, text = adr.new(
            title, [d.path for d in decisions], today, deciders,
            folder=posixpath.dirname(old.path), elsewhere=others, supersedes=[(old.id, old.path)],
        )  # fmt: skip
    except ValueError as error:
        fail(str(error))
    new_id = text.splitlines()[0].removeprefix("# ").partition(":")[0]
    try:
        edited = adr.supersede(_text(workspace, old.path), new_id, path=old.path, new_path=path)
    except adr.CannotEditError as error:
        fail(f"{old.path}: {error}")
    _write(workspace, path, text, new=True)
    _write(workspace, old.path, edited)
    say(f"wrote {path}\nedited {old.path}: superseded by {new_id}")


@command.command("import")
@click.argument("home", metavar="FOLDER")
@as_of
@click.pass_obj
@clear_errors
def import_command(folder: str, home: str, today: dt.date) -> None:
    """Have the decision records in FOLDER read where they lie; none of them is changed.

    Folders whose name promises decisions are read anyway, and so are those that .adr-dir, .log4brains.yml or a
    catalog names. For any other one the file .adr-dir of adr-tools is written into it.
    """
    workspace, before, _ = _rows(folder, today)
    named = posixpath.normpath(home)
    if not (workspace.root / named).is_dir():
        fail(f"there is no folder {home} in this repository")
    own = "" if named == "." else f"{named}/"
    marker = f"{own}.adr-dir"
    found = [d for d in before if d.path.startswith(own)]
    linked = not found
    if linked:
        _write(workspace, marker, ".\n", new=True)
        _, after, links = _rows(folder, today)
        found = [d for d in after if d.path.startswith(own)]
        if not found:
            (workspace.root / marker).unlink()
            fail(f"nothing in {home} reads as a decision record")
        say(f"wrote {marker}: by it adr-tools and we know the folder")
    else:
        _, _, links = _rows(folder, today)
    _say_imported(found, links, linked)


def _say_imported(found: list[Decisions], links: list[DecisionLinks], linked: bool) -> None:
    """What is read of a folder now, and what of it governs nothing yet."""
    one = len(found) == 1
    say(f"{len(found)} record{'' if one else 's'} {'is' if one else 'are'} read {'now' if linked else 'already'}")
    for status, count in sorted(Counter(d.status for d in found).items()):
        say(f"  {count} {status}")
    paths = {d.path for d in found}
    for link in links:
        if link.path in paths and link.target_path is None and link.kind in ("supersedes", "superseded by"):
            say(f"{link.path}:{link.line}: {link.kind} {link.target}, which names no record here")
    unknown = sum(d.status == "unknown" for d in found)
    if unknown:
        say(f"{unknown} without a status that can be read: nobody is held to {'it' if unknown == 1 else 'them'}")


@command.command("renumber")
@click.option(
    "--onto", metavar="REV", help="The branch whose records keep their numbers (default: the default branch)."
)
@click.option("--yes", is_flag=True, help="Do it; without, only say what would change.")
@as_of
@click.pass_obj
@clear_errors
def renumber_command(folder: str, onto: str | None, yes: bool, today: dt.date) -> None:
    """Give the records of this branch other numbers where another branch has taken theirs."""
    from principal.phases.governance import adr

    workspace, decisions, _ = _rows(folder, today)
    collided = _collided(workspace, decisions, onto)
    if not collided.collisions:
        say("no number is taken twice")
        return
    for collision in collided.collisions:
        say(_taken_twice(collision))
    texts = {d.path: _text(workspace, d.path) for d in decisions}
    plan = adr.renumber(texts, collided.ours, collided.theirs)
    for old, new in plan.moves.items():
        say(f"{old} -> {new}")
    if not yes:
        say("nothing was changed; --yes does it")
        return
    for path, text in plan.edits.items():
        _write(workspace, path, text)
    for old in plan.moves:
        if old not in plan.edits:
            Path(workspace.root / old).unlink()
    say(f"moved {len(plan.moves)}, edited {len(plan.edits)}; review with git diff")
