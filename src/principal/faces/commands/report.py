"""``principal report``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from principal.faces.report.wanted import Wanted
from principal.faces.safe import say
from principal.faces.session import Progress, as_of, clear_errors, fail, open_here

if TYPE_CHECKING:
    from principal.core.git import Git

EPILOG = """\b
Examples:
  principal report                            one file, in .principal/report.html
  principal report --out report.html          the same where you want it
  principal report --site public              several pages, to publish
  principal report --since v1.0               with what came, went and got worse since then
  principal report --link 'https://github.com/OWNER/NAME/blob/main/{path}#L{line}'

\b
One file holds everything: it loads nothing, and can be mailed. Diagrams need
the engine that lays them out: pip install 'principal-engineer[pictures]'"""


@click.command(epilog=EPILOG)
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--site", type=click.Path(file_okay=False, path_type=Path), help="Write a site into this folder instead.")
@click.option(
    "--stage",
    type=click.Choice(["design", "build", "operate"]),
    default="build",
    show_default=True,
    help="What is asked for.",
)
@click.option("--since", metavar="REV", help="Compare the findings with what was found at REV.")
@click.option("--timeline", is_flag=True, help="Also judge up to twelve commits since REV, and draw what they found.")
@click.option("--link", metavar="URL", help="Where a line can be seen, with {path} and {line} in it.")
@as_of
@click.pass_obj
@clear_errors
def command(
    folder: str,
    out: Path | None,
    site: Path | None,
    stage: str,
    since: str | None,
    timeline: bool,
    link: str | None,
    today: dt.date,
) -> None:
    """What the system is, what matters most, and what was not checked, as a page to forward."""
    if out is not None and site is not None:
        fail("give --out or --site, not both")
    if timeline and since is None:
        fail("--timeline is for --since")
    if link is not None and not link.startswith(("https://", "http://")):
        fail("--link is not an address of the web; write https://…/{path}#L{line}")
    words = ["principal report", *(["--site FOLDER"] if site else []), f"--stage {stage}"]
    words += [f"--since {since}"] if since is not None else []
    words += ["--timeline"] if timeline else []
    wanted = Wanted(f"{' '.join(words)} --as-of {today}", stage, since, timeline, link)
    if site is not None:
        _write_site(folder, site, today, wanted)
    else:
        write_one(folder, out, today, wanted)


def write_one(folder: str, out: Path | None, today: dt.date, wanted: Wanted) -> None:
    """Write the report on the repository around *folder* as one file, and say where it is."""
    from principal.faces.report.making import report_on
    from principal.faces.report.page import rendered
    from principal.faces.report.writing import write_page

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        target = out or workspace.store.folder / "report.html"
        write_page(target, rendered(report_on(workspace, today, wanted)))
    finally:
        progress.done()
    say(f"wrote {target}")
    _warn(workspace.git, out)


def _write_site(folder: str, site: Path, today: dt.date, wanted: Wanted) -> None:
    from principal.faces.report.making import report_on
    from principal.faces.report.site import pages
    from principal.faces.report.writing import write_site

    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        number = write_site(site, pages(report_on(workspace, today, wanted)))
    finally:
        progress.done()
    say(f"wrote {number} pages below {site}; begin with {site / 'index.html'}")
    _warn(workspace.git, site)


def _warn(git: Git, target: Path | None) -> None:
    """A report that lies in the repository is read as a part of it the next time."""
    where = None if target is None else target.resolve()
    if where is not None and where.is_relative_to(git.root):
        name = where.relative_to(git.root).as_posix()
        if git.run("ls-files", "-z", "--others", "--cached", "--exclude-standard", "--", name):
            say(f"principal: {name} lies in the repository and counts as a part of it; add it to .gitignore", err=True)
