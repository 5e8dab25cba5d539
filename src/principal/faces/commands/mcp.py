"""``principal mcp``."""

from __future__ import annotations

import click

from principal.faces.session import clear_errors, fail

HOST, PORT = "127.0.0.1", 8725

EPILOG = """\b
Examples:
  claude mcp add principal -- principal mcp     over standard input and output
  principal mcp --http 8725                     over HTTP, for this machine alone: http://127.0.0.1:8725/mcp

\b
Tools: status, check, why, query, brief, next, draft. Resources: principal://records,
principal://rules. A prompt for each phase. Nothing in it signs, accepts, loans or dismisses.
It needs: pip install 'principal-engineer[agents]'"""


@click.command(epilog=EPILOG)
@click.option("--http", "address", metavar="[HOST:]PORT", help=f"Over HTTP instead (host: {HOST}).")
@click.option("--as-of", "today", metavar="DATE", help="Judge as of this date (default: the day of each question).")
@click.pass_obj
@clear_errors
def command(folder: str, address: str | None, today: str | None) -> None:
    """Serve an agent over the Model Context Protocol: it may ask and draft, and agrees to nothing."""
    from pathlib import Path

    from principal.core.git import find_root
    from principal.faces.session import date_of

    if today is not None:
        date_of(today)
    root = str(find_root(Path(folder)))
    try:
        from principal.faces.agents.server import security, serve
    except ImportError as error:
        fail(f"this needs the extra agents ({error.name} is not installed): pip install 'principal-engineer[agents]'")
    server = serve(root, today)
    if address is None:
        server.run()
        return
    host, port = _place(address)
    server.run("streamable-http", host=host, port=port, transport_security=security(host, port))


def _place(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise click.BadParameter(f"{address!r} is no HOST:PORT; write {HOST}:{PORT}", param_hint="--http")
    return host.strip("[]") or HOST, int(port)
