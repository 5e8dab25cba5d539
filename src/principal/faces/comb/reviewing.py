"""Looking at a range on a terminal: one hunk a screen, and a key for each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from principal.faces.comb.combed import is_apart, name_of
from principal.faces.comb.listing import head, one
from principal.faces.safe import clean, say
from principal.faces.verdicts import plural

if TYPE_CHECKING:
    from principal.faces.comb.combed import Combed
    from principal.phases.governance.comb.risk import Looked

KEYS = "y looked at and agreed, n not yet, f this and the rest of its file, b back, q enough"
_COLOURS = {"    +": "green", "    -": "red", "    !": "yellow", "    ?": "cyan"}


def review(combed: Combed) -> list[Looked]:
    """Those that somebody looked at and agreed with; what is told apart comes last, in one."""
    read = [x for x in combed.looked if not is_apart(combed, x)]
    apart = [x for x in combed.looked if is_apart(combed, x)]
    chosen: dict[str, bool] = {}
    say(f"{head(combed)}\n{KEYS}\n")
    at = 0
    try:
        while at < len(read):
            looked = read[at]
            if name_of(looked) in chosen:
                at += 1
                continue
            _show(looked, at + 1, len(read))
            answer = _asked()
            if answer == "q":
                break
            if answer == "b":
                at = max(at - 1, 0)
                chosen.pop(name_of(read[at]), None)
                continue
            same = [x for x in read[at:] if x.file.path == looked.file.path] if answer == "f" else [looked]
            chosen |= {name_of(x): answer != "n" for x in same}
        if apart and at >= len(read):
            for looked in apart:
                say(f"  {is_apart(combed, looked)}: {clean(looked.file.path)}")
            if click.confirm(f"Sign {plural(len(apart), 'such hunk')} as well?", default=False):
                chosen |= {name_of(x): True for x in apart}
    except (KeyboardInterrupt, click.Abort):
        say("\ninterrupted")
    kept = [x for x in combed.looked if chosen.get(name_of(x))]
    return kept if kept and click.confirm(f"Sign the {plural(len(kept), 'hunk')} that you agreed with?") else []


def _show(looked: Looked, number: int, of: int) -> None:
    say(f"── {number} of {of} " + "─" * 50)
    for line in one(looked, whole=True):
        colour = _COLOURS.get(line[:5])
        click.echo(click.style(clean(line), fg=colour) if colour else clean(line))


def _asked() -> str:
    while True:
        answer: str = click.prompt("y/n/f/b/q", default="n").strip().lower()[:1]
        if answer in "ynfbq":
            return answer
        say(KEYS)
