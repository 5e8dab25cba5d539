"""``principal comb``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from principal.faces.safe import as_json, say
from principal.faces.session import Progress, as_of, clear_errors, fail, open_here

if TYPE_CHECKING:
    from principal.faces.comb.combed import Combed
    from principal.faces.comb.sheet import Ticked
    from principal.phases.governance.comb.risk import Looked

F = TypeVar("F", bound=Callable[..., Any])
MOST = 10
_RANGE = re.compile(r"[^/.]\.\.(?!/)")

EPILOG = """\b
Examples:
  principal comb v1.2..HEAD                       what to look at, the riskiest first
  principal comb review v1.2..HEAD --role lead    hunk by hunk on the terminal, then sign
  principal comb sheet v1.2..HEAD review.txt      the same as a file for an editor
  principal comb sign review.txt --role lead      sign what is ticked there
  principal comb status v1.2..HEAD                who signed what, and what is open

\b
A signature is on lines: after an edit or a rebase only what changed opens again. A release may
go when every line was signed by somebody other than its author: principal gate --stage operate
--release v1.2..HEAD asks for it."""


class RangeFirst(click.Group):
    """A group whose first word may be a range: then it lists that range."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with ``list`` put in where a range comes first."""
        if args and ".." in args[0] and args[0] not in self.commands:
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=RangeFirst, epilog=EPILOG, subcommand_metavar="BASE..HEAD | COMMAND [ARGS]...")
def command() -> None:
    """Every changed line of a range, the riskiest first: look, ask, sign. No release without it."""


def _combed(folder: str, text: str, today: dt.date) -> Combed:
    from principal.faces.comb.combed import comb

    progress = Progress()
    try:
        return comb(open_here(folder, progress), text, today)
    finally:
        progress.done()


@command.command("list")
@click.argument("range_", metavar="BASE..HEAD")
@click.option("--all", "everything", is_flag=True, help="Every hunk with all of its lines.")
@click.option("--apart", is_flag=True, help="What is generated, vendored or moved unchanged.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def list_command(folder: str, range_: str, everything: bool, apart: bool, style: str, today: dt.date) -> None:
    """What changed, in the order to look at it, with what to ask. The word list may be left out."""
    from principal.faces.comb import listing

    combed = _combed(folder, range_, today)
    if style == "json":
        say(as_json(listing.as_data(combed)))
    elif apart:
        say("\n".join(listing.apart(combed)))
    else:
        say("\n".join(listing.listed(combed, len(combed.looked) if everything else MOST, whole=everything)))


@command.command("sheet")
@click.argument("range_", metavar="BASE..HEAD")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@as_of
@click.pass_obj
@clear_errors
def sheet_command(folder: str, range_: str, file: Path, today: dt.date) -> None:
    """Write every hunk with a box to tick into FILE, for an editor. An existing file is left alone."""
    from principal.faces.comb import sheet
    from principal.faces.safe import clean_lines

    combed = _combed(folder, range_, today)
    text = clean_lines("\n".join(sheet.written(combed)) + "\n")
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        fail(f"{file} is there already, perhaps with boxes that are ticked; choose another name")
    say(f"wrote {file} with {len(combed.looked):,} boxes; tick those that you looked at, and then")
    say(f"  principal comb sign {file} --role ROLE")


def _who(command: F) -> F:
    """The options of whoever signs."""
    options = (
        click.option("--role", required=True, help="The role in which you review, from signoffs/roles.yaml."),
        click.option("--key", metavar="FILE", help="The key to sign with (default: git's user.signingkey)."),
        click.option("--as", "principal", metavar="NAME", help="Who you are (default: whose key it is)."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@command.command("sign")
@click.argument("what", metavar="SHEET | BASE..HEAD")
@click.option("--hunk", "hunks", multiple=True, metavar="ID", help="Sign this hunk; may be repeated.")
@click.option("--file", "files", multiple=True, metavar="PATH", help="Sign all of this file; may be repeated.")
@click.option("--apart", is_flag=True, help="Sign what is generated, vendored or moved unchanged.")
@_who
@as_of
@click.pass_context
@clear_errors
def sign_command(
    context: click.Context, what: str, hunks: tuple[str, ...], files: tuple[str, ...], apart: bool,
    role: str, key: str | None, principal: str | None, today: dt.date,
) -> None:  # fmt: skip
    """Sign what you looked at: the ticked boxes of a sheet, or hunks and files of a range.

    A person runs this, on a terminal; no agent can.
    """
    from principal.faces import signing
    from principal.faces.comb.combed import is_apart

    signing.only_people()
    wanted = set(hunks)
    # A file may be called v1..HEAD, and have boxes that somebody else ticked.
    if _RANGE.search(what) is None:
        ticked = _ticked(Path(what))
        wanted |= ticked.ticked
        what = ticked.range
    combed = _combed(context.obj, what, today)
    unknown = sorted(wanted - set(combed.names))
    if unknown:
        fail(f"{unknown[0]} is no hunk of this range; it may have changed since: principal comb {what}")
    paths = {f.path for f in combed.files}
    missing = [path for path in files if path not in paths]
    if missing:
        fail(f"{missing[0]} does not change in this range")
    chosen = [
        x for name, x in zip(combed.names, combed.looked, strict=True)
        if name in wanted or x.file.path in files or (apart and is_apart(combed, x))
    ]  # fmt: skip
    if not chosen:
        fail("nothing is chosen; tick a box, or give --hunk, --file or --apart")
    _sign(context.obj, combed, chosen, role, key, principal, today)


def _ticked(path: Path) -> Ticked:
    from principal.faces.comb import sheet

    try:
        with path.open("rb") as file:
            content = file.read(sheet.MAX_BYTES + 1)
    except OSError as error:
        fail(f"{path}: {error.strerror}; give a sheet that principal comb sheet wrote, or a range")
    if len(content) > sheet.MAX_BYTES:
        fail(f"{path} is larger than any sheet")
    ticked = sheet.read(content.decode("utf-8", "replace"))
    if ticked is None:
        fail(f"{path} names no range; write a sheet with: principal comb sheet BASE..HEAD {path}")
    return ticked


@command.command("review")
@click.argument("range_", metavar="BASE..HEAD")
@_who
@as_of
@click.pass_context
@clear_errors
def review_command(
    context: click.Context, range_: str, role: str, key: str | None, principal: str | None, today: dt.date
) -> None:
    """Look at one hunk after the other on the terminal, and sign those that you agree with.

    What you signed before is left out. Interrupted, it asks whether to sign what you chose so far.
    """
    from principal.core.signatures.statement import APPROVE
    from principal.faces.comb.reviewing import review
    from principal.faces.signing_records import Meant, signer

    signer(context.obj, Meant(APPROVE, role, "", key, principal), today)  # before an hour is spent, not after
    combed = _combed(context.obj, range_, today)
    chosen = review(combed)
    if not chosen:
        say("nothing was chosen, and nothing signed")
        return
    _sign(context.obj, combed, chosen, role, key, principal, today)


def _sign(
    folder: str, combed: Combed, chosen: list[Looked], role: str, key: str | None, principal: str | None,
    today: dt.date,
) -> None:  # fmt: skip
    """Write the list of what was looked at, and sign it as any other record."""
    from principal.core.signatures.statement import APPROVE
    from principal.faces.comb.listing import signed_lines
    from principal.faces.signing_records import Meant, sign_record
    from principal.faces.verdicts import plural
    from principal.faces.writing import read_record, write_record
    from principal.phases.governance.comb import manifest

    path, content, count = signed_lines(combed, chosen)
    there = read_record(combed.workspace, path)
    if there is None:
        write_record(combed.workspace, path, content, new=True)
    elif there != content:
        fail(f"{path} is there and lists something else than what you chose; take it away, and ask where it came from")
    say(f"{path} lists {plural(count, 'line')} of {plural(len({x.file.path for x in chosen}), 'file')}\n")
    assert manifest.read(content).count == count
    reason = f"looked at {count} lines of {combed.base[:10]}..{combed.head[:10]}"
    sign_record(folder, path, Meant(APPROVE, role, reason, key, principal), today)


@command.command("status")
@click.argument("range_", metavar="BASE..HEAD")
@click.option("--approvals", multiple=True, type=click.Path(path_type=Path, dir_okay=False),
              help="Reviews exported from GitHub or GitLab as JSON, told beside the signatures.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Every file that is open.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def status_command(
    folder: str, range_: str, approvals: tuple[Path, ...], everything: bool, style: str, today: dt.date
) -> None:
    """Who signed what, by person and path, and what is open.

    Exit codes: 0 every line was signed by somebody other than its author, 1 not, 3 it cannot be
    told (there is no trust root).
    """
    from principal.faces.comb import status
    from principal.faces.comb.next_step import next_step
    from principal.faces.comb.standing import standing

    state = standing(_combed(folder, range_, today), approvals)
    say(as_json(status.as_data(state)) if style == "json" else "\n".join(status.told(state, everything=everything)))
    step = next_step(state, range_)
    if step and style == "text":
        say(f"\nNext: {step}")
    raise SystemExit(state.exit_code)
