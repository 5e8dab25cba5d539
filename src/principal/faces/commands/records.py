"""``principal records``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from principal.faces.safe import say
from principal.faces.session import fail

if TYPE_CHECKING:
    from principal.core.markdown import Fence

_PAGE = Path(__file__).parent.parent / "records.md"  # docs/records.md, in the wheel
_TITLE = re.compile(r"`?architecture/([a-z]+)[^`]*`?: (.+)")
_FILE = re.compile(r"\bfile=(\S+)")

EPILOG = """\b
Examples:
  principal records                   which records there are
  principal records system            what stands in architecture/system.yaml, with an example
  principal records radar --example > architecture/radar.yaml"""


class Section(NamedTuple):
    """What the page says of one record."""

    name: str
    summary: str
    text: str
    example: str


@click.command(epilog=EPILOG)
@click.argument("name", required=False, metavar="[RECORD]")
@click.option("--example", is_flag=True, help="Only the example, as a file to begin with.")
def command(name: str | None, example: bool) -> None:
    """What to write: each record, explained, with an example to begin with."""
    if name is None:
        for section in _sections():
            say(f"{section.name:<12} {section.summary}")
        return
    chosen = section_of(name)
    if not example:
        say(chosen.text)
        return
    click.echo(chosen.example, nl=False)


def section_of(name: str) -> Section:
    """What the page says of the record *name*; exit 2 where there is no such record."""
    sections = {s.name: s for s in _sections()}
    chosen = sections.get(name.removeprefix("architecture/").partition(".")[0].rstrip("/"))
    if chosen is None:
        fail(f"there is no record {name!r}; one of {', '.join(sections)}")
    return chosen


def _sections() -> list[Section]:
    from principal.core import markdown

    parsed = markdown.parse(_PAGE.read_text("utf-8"))
    examples = {f.section_title: _example(f) for f in parsed.fences if _FILE.search(f.info)}
    found = []
    for section in parsed.sections:
        said = _TITLE.match(section.title)
        if section.level == 2 and said:
            text = f"{section.title.replace('`', '')}\n\n{parsed.section_text(section.title).strip()}"
            found.append(Section(said[1], said[2], text, examples[section.title]))
    return found


def _example(fence: Fence) -> str:
    from principal.core.record_fields import modeline

    named = _FILE.search(fence.info)
    if named is None or not fence.info.startswith("yaml"):
        return fence.content
    path = Path(named[1])
    kind = "objectives" if path.parent.name == "objectives" else path.stem
    return f"{modeline(kind, '../' * len(path.parent.parts) + '.principal/schemas')}\n{fence.content}"
