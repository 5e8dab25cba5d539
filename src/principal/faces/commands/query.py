"""``principal query``."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
from pathlib import Path

import click

from principal.faces.safe import as_json, clean, clean_lines
from principal.faces.session import Progress, as_of, clear_errors, fail, open_here

EPILOG = """\b
Examples:
  principal query "SELECT name, count(*) FROM observed.technologies GROUP BY ALL ORDER BY 2 DESC"
  principal query "SELECT * FROM found.findings" --format json
  principal query "SELECT * FROM observed.commits" --format parquet -o commits.parquet
  principal tables observed.technologies       which columns there are"""


@click.command(epilog=EPILOG)
@click.argument("sql")
@click.option(
    "--format", "style", type=click.Choice(["table", "csv", "json", "parquet"]), default="table", show_default=True
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write there (parquet needs it).")
@click.option("--current", is_flag=True, help="Ask the generation that is there, without looking for changes.")
@as_of
@click.pass_obj
@clear_errors
def command(folder: str, sql: str, style: str, output: Path | None, current: bool, today: dt.date) -> None:
    """Ask the database of the working tree a question in SQL (DuckDB's dialect, read only)."""
    import contextlib

    from principal.core.engine import duckdb
    from principal.core.store import open_read_only
    from principal.faces.judgement import generation_of_worktree

    if style == "parquet" and output is None:
        fail("parquet is not for a terminal; say where to write it with -o FILE.parquet")
    progress = Progress()
    try:
        workspace = open_here(folder, progress)
        path = workspace.store.current() if current else None
        path = path or generation_of_worktree(workspace, today, evidence_only="found." not in sql.lower())
    finally:
        progress.done()
    with contextlib.closing(open_read_only(path)) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                fail(f"expected one statement, found {len(statements)}")
            cursor = connection.execute(sql)
            columns = [d[0] for d in cursor.description]
            rows = cursor.fetchall()
        except duckdb.Error as error:
            fail(f"the query does not run: {error}")
    if style == "parquet" and output is not None:
        _write_parquet(path, sql, output)
        return
    text = {"table": _table, "csv": _csv, "json": _json}[style](columns, rows)
    if output is not None:
        output.write_text(text, encoding="utf-8")
    else:
        # A file or another program gets what is there; a terminal must not obey it.
        click.echo(clean_lines(text) if sys.stdout.isatty() else text, nl=False)


def _write_parquet(generation: Path, sql: str, output: Path) -> None:
    """DuckDB writes the file from a copy of the answer, in a database that cannot see the generation's folder."""
    from principal.core.engine import duckdb

    connection = duckdb.connect(":memory:")
    quoted = str(generation).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS generation (READ_ONLY)")
    connection.execute("USE generation")
    target = str(output.resolve()).replace("'", "''")
    try:
        connection.execute(f"COPY ({sql.strip().rstrip(';')}) TO '{target}' (FORMAT parquet)")
    except duckdb.Error as error:
        fail(f"{output} could not be written: {error}")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _csv(columns: list[str], rows: list[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_plain(v) for v in row] for row in rows])
    return out.getvalue()


def _json(columns: list[str], rows: list[tuple[object, ...]]) -> str:
    said = [dict(zip(columns, row, strict=True)) for row in rows]
    return as_json(said, default=lambda v: v.isoformat() if isinstance(v, dt.date) else str(v)) + "\n"


def _table(columns: list[str], rows: list[tuple[object, ...]]) -> str:
    cells = [[clean("" if v is None else str(_plain(v))) for v in row] for row in rows]
    widths = [min(80, max([len(c), *(len(r[i]) for r in cells)])) for i, c in enumerate(columns)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(columns, widths, strict=True)).rstrip()]
    lines.append("  ".join("-" * w for w in widths))
    lines += ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
    lines.append(f"({len(rows):,} row{'' if len(rows) == 1 else 's'})")
    return "\n".join(lines) + "\n"
