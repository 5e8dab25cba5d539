"""``principal import``: what a team has drawn or listed with another tool, as drafts of records."""

from __future__ import annotations

import contextlib
import datetime as dt
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

import click

from principal.faces.safe import clean, say
from principal.faces.session import as_of, clear_errors, fail

if TYPE_CHECKING:
    from principal.core.drafts import Draft
    from principal.core.workspace import Workspace
    from principal.faces.drafting import Proposal

MAX_LEFT = 20  # lines of what could not be taken over

EPILOG = """\b
Examples:
  principal import docs/workspace.dsl           the difference that it would make, and nothing written
  principal import architecture/*.c4 --yes      add what the record lacks
  principal import catalog-info.yaml techradar

\b
Models of Structurizr (DSL and JSON), LikeC4, Mermaid (C4) and Threagile, and Backstage's catalog become
components and needs in architecture/system.yaml; radars of Zalando, build-your-own-radar, AOE and
Backstage become blips in architecture/radar.yaml. All of it is ESTIMATED, each with its line, until a
person confirms it; what the records say already stays as it is."""


@click.command("import", epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Write what is added; without, only show the difference.")
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, files: tuple[Path, ...], yes: bool, today: dt.date) -> None:
    """Draft records from models, catalogs and radars of other tools; a folder stands for all files in it."""
    from principal.core.store import open_read_only
    from principal.faces.judgement import evidence_here
    from principal.faces.taking_over import drafts, with_what_they_take_in

    workspace, generation = evidence_here(folder, today)
    paths = [_within(workspace, folder, path) for path in files]
    with contextlib.closing(open_read_only(generation)) as connection:
        for given, path in zip(files, paths, strict=True):
            if not with_what_they_take_in(connection, [path]):
                fail(f"{given} is nothing that git tracks here, or would")
        made, left = drafts(connection, with_what_they_take_in(connection, paths))
    for sentence in left[:MAX_LEFT]:
        say(clean(sentence), err=True)
    if len(left) > MAX_LEFT:
        say(f"and {len(left) - MAX_LEFT} more of the kind", err=True)
    if not made:
        fail("no model, catalog or radar was found in what was given; principal import --help says what is read")
    proposed = [_proposal(workspace, draft) for draft in made]
    _show(workspace, proposed, yes)


def _within(workspace: Workspace, folder: str, given: Path) -> str:
    """The path from the root of the repository; exit 2 where it leads out of it."""
    root = workspace.root.resolve()
    path = (Path(folder) / given).absolute()
    try:
        inside = Path(posixpath.normpath(path)).relative_to(root)
    except ValueError:
        try:
            inside = path.resolve().relative_to(root)
        except ValueError:
            fail(f"{given} is not in this repository; copy it in first, so that others can see where it came from")
    return inside.as_posix()


def _proposal(workspace: Workspace, draft: Draft) -> Proposal:
    from principal.core.drafts import added, new_text, shown
    from principal.faces.drafting import Proposal
    from principal.faces.writing import read_record

    content = read_record(workspace, draft.path)
    if content is None:
        text = new_text(draft)
        return Proposal(draft.path, None, text, text, len(draft.entries), 0)
    before = content.decode("utf-8-sig", errors="replace")
    after, refused = added(before, draft.entries)
    said = tuple(f"{shown([*entry.path, entry.name])}: {why}" for entry, why in refused)
    return Proposal(draft.path, before, after, after, len(draft.entries) - len(refused), 0, said)


def _show(workspace: Workspace, proposed: list[Proposal], yes: bool) -> None:
    """The difference, or with *yes* what was written."""
    from principal.faces.drafting import diff
    from principal.faces.verdicts import plural
    from principal.faces.writing import write_record

    changed = [p for p in proposed if p.added and p.before != p.after]
    for proposal in proposed:
        for refused in proposal.refused:
            say(clean(f"{proposal.path}: add it by hand: {refused}"))
    if not changed:
        say("nothing to add: the records have all of it")
        return
    for proposal in changed:
        if yes:
            write_record(workspace, proposal.path, proposal.after.encode("utf-8"), new=proposal.before is None)
            drafted = plural(proposal.added, "entry", "entries")
            say(f"wrote {proposal.path}: {'new, ' if proposal.before is None else ''}{drafted}, each ESTIMATED")
        else:
            for line in diff(proposal):
                say(clean(line))
    if not yes:
        say("\nnothing was written; principal import --yes writes it, ESTIMATED until a person confirms it")
