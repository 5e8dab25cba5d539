"""``principal radar``."""

from __future__ import annotations

import contextlib
import datetime as dt

import click

from principal.faces.safe import as_json, say
from principal.faces.session import Progress, as_of, clear_errors, open_here

RINGS = ("adopt", "trial", "assess", "hold")

EPILOG = """\b
Examples:
  principal radar                 every ring, and what is in use of it
  principal radar --off           what is in use and on no ring
  principal radar --format json"""

_BLIPS = """
SELECT b.ring, b.name, b.since, b.owner, b.why, count(t.path),
       arg_min(t.path || ':' || t.line, (t.scope <> 'runtime', t.path, t.line)), b.path, b.line
FROM decided.blips AS b
LEFT JOIN derived.placements AS p ON p.repository = b.repository AND p.blip = b.name
LEFT JOIN observed.technologies AS t ON t.repository = b.repository AND t.name = p.technology
GROUP BY ALL ORDER BY b.name
"""
_OFF = """
SELECT t.kind, t.name, count(*), arg_min(t.path || ':' || t.line, (t.scope <> 'runtime', t.path, t.line))
FROM observed.technologies AS t
ANTI JOIN derived.placements AS p ON p.repository = t.repository AND p.technology = t.name
WHERE t.kind <> 'package'
  AND t.name NOT IN (SELECT name FROM known.technologies WHERE kind = 'library' AND implies <> [])
GROUP BY ALL ORDER BY t.kind, count(*) DESC, t.name
"""


@click.command(epilog=EPILOG)
@click.option("--off", "only_off", is_flag=True, help="Only what is in use and on no ring.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, only_off: bool, style: str, today: dt.date) -> None:
    """The technology radar against what is in use."""
    from principal.core.store import open_read_only
    from principal.faces.judgement import generation_of_worktree
    from principal.faces.safe import clean

    progress = Progress()
    try:
        generation = generation_of_worktree(open_here(folder, progress), today)
    finally:
        progress.done()
    with contextlib.closing(open_read_only(generation)) as connection:
        blips = connection.execute(_BLIPS).fetchall()
        off = connection.execute(_OFF).fetchall()
    if style == "json":
        said = {
            "version": 1,
            "blips": [
                {"ring": ring, "name": name, "since": since.isoformat() if since else None, "owner": owner, "why": why,
                 "uses": uses, "first": first, "path": path, "line": line}
                for ring, name, since, owner, why, uses, first, path, line in blips
            ],
            "off": [{"kind": kind, "name": name, "uses": uses, "first": first} for kind, name, uses, first in off],
        }  # fmt: skip
        say(as_json(said))
        return
    if not only_off:
        for ring in RINGS:
            members = [b for b in blips if b[0] == ring]
            say(f"{ring.capitalize()} ({len(members)})")
            for _, name, since, owner, why, uses, first, _, _ in members:
                used = f"{uses} use{'' if uses == 1 else 's'}, such as {first}" if uses else "not in use"
                facts = "; ".join(str(f) for f in (f"since {since}" if since else "", owner, why) if f)
                say(clean(f"  {name}: {used}" + (f"  ({facts})" if facts else "")))
        say()
    say(f"On no ring ({len(off)})")
    for kind, name, uses, first in off:
        say(clean(f"  {name} ({kind}): {uses} use{'' if uses == 1 else 's'}, such as {first}"))
