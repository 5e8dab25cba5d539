"""Looking at a range on a terminal: one hunk a screen, and a key for each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from principal.faces.comb.combed import is_apart
from principal.faces.comb.listing import apart_of, head, one
from principal.faces.safe import clean, say
from principal.faces.verdicts import plural

if TYPE_CHECKING:
    from principal.faces.comb.combed import Combed
    from principal.phases.governance.comb.risk import Looked

KEYS = "y looked at and agreed, n not yet, f this and the rest of its file, b back, q enough"
_COLOURS = {"    +": "green", "    -": "red", "    !": "yellow", "    ?": "cyan"}


def review(combed: Combed) -> list[Looked]:
    """Those that somebody looked at and agreed with; what is told apart comes last, in one."""
    named = list(zip(combed.names, combed.looked, strict=True))
    read = [(name, x) for name, x in named if not is_apart(combed, x)]
    apart = [(name, x) for name, x in named if is_apart(combed, x)]
    chosen: dict[str, bool] = {}
    say(f"{head(combed)}\n{KEYS}\n")
    at = 0
    try:
        while at < len(read):
            name, looked = read[at]
            if name in chosen:
                at += 1
                continue
            _show(name, looked, at + 1, len(read))
            answer = _asked()
            if answer == "q":
                break
            if answer == "b":
                at = max(at - 1, 0)
                chosen.pop(read[at][0], None)
                continue
            same = [n for n, x in read[at:] if x.file.path == looked.file.path] if answer == "f" else [name]
            chosen |= dict.fromkeys(same, answer != "n")
        if apart and at >= len(read):
            for _, looked in apart:
                say(f"  {apart_of(combed, looked)}")
            if click.confirm(f"Sign {plural(len(apart), 'such hunk')} as well?", default=False):
                chosen |= {name: True for name, _ in apart}
    except (KeyboardInterrupt, click.Abort):
        say("\ninterrupted")
    kept = [x for name, x in named if chosen.get(name)]
    return kept if kept and click.confirm(f"Sign the {plural(len(kept), 'hunk')} that you agreed with?") else []


def _show(name: str, looked: Looked, number: int, of: int) -> None:
    say(f"── {number} of {of} " + "─" * 50)
    for line in one(name, looked, whole=True):
        colour = _COLOURS.get(line[:5])
        click.echo(click.style(clean(line), fg=colour) if colour else clean(line))


def _asked() -> str:
    while True:
        answer: str = click.prompt("y/n/f/b/q", default="n").strip().lower()[:1]
        if answer in "ynfbq":
            return answer
        say(KEYS)
