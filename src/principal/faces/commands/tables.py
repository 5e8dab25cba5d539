"""``principal tables``."""

from __future__ import annotations

import click

from principal.faces.safe import say

EPILOG = """\b
Examples:
  principal tables                          every table, one line each
  principal tables observed.technologies    its columns and what they mean
  principal tables decided                  all tables of one schema"""


@click.command(epilog=EPILOG)
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """The tables and their columns, documented."""
    from principal.core import registry, tables

    registry.declare_all()
    declared = list(tables.registered())
    if name is None:
        width = max(len(t.qualified) for t in declared)
        for table in declared:
            say(f"{table.qualified:<{width}}  {tables.summary(table)}")
        return
    chosen = [t for t in declared if name in (t.qualified, t.schema)]
    if not chosen:
        import difflib

        from principal.faces.session import fail

        near = difflib.get_close_matches(name, [t.qualified for t in declared], n=1)
        fail(f"there is no table or schema {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    for table in chosen:
        say(f"{table.qualified}\n  {tables.summary(table)}\n  key: {', '.join(('repository', *table.key))}")
        comments = tables.documented(table)
        for column in table.columns:
            nullable = ", may be null" if column.nullable else ""
            say(f"    {column.name}  {column.sql_type}{nullable}  {comments.get(column.name, '')}".rstrip())
        say()
