"""The child process that asks the rules' questions: bounded, read-only, killable.

It imports nothing of the project but two small modules, holds no secret and knows no
path but the generation's. Its parent speaks one line of JSON to it a batch and reads one
line a rule; whatever it does instead of answering, it dies of it.

Run as ``python -m principal.core.sandbox``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import resource
import sys
from pathlib import Path

MAX_ROWS = 100_000
MAX_ANSWER_CHARACTERS = 32 * 1024 * 1024
MEMORY_BYTES = 1536 * 1024 * 1024
SECONDS_A_RULE = 10


def main() -> int:
    """Answer batches until standard input ends."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    from principal.core.engine import duckdb  # under the limits already, and while the parent is busy with git

    for line in sys.stdin:
        job = json.loads(line)
        from principal.core.store import open_read_only

        try:
            connection = open_read_only(Path(job["database"]))
        except duckdb.Error as error:
            _say({"fatal": f"the generation could not be opened: {error}"})
            continue
        _say({"opened": True})  # from here on the clock of the rules runs
        with contextlib.closing(connection):
            for rule in job["rules"]:
                _say({"id": rule["id"], **_ask(connection, rule["sql"])})
        _say({"closed": True})  # the parent may write to the generation from here on
    return 0


def _limit(what: int, value: int) -> None:
    with contextlib.suppress(ValueError, OSError):  # macOS has no working RLIMIT_AS; the parent's clock still holds
        resource.setrlimit(what, (value, value))


def _ask(connection: object, sql: str) -> dict[str, object]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Whole seconds of processor time so far, and then the rule's own (two threads may burn at once).
    budget = int(used.ru_utime + used.ru_stime) + 2 * SECONDS_A_RULE
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (budget, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        cursor = connection.execute(sql)  # type: ignore[attr-defined]  # a DuckDB connection
        columns = [d[0] for d in cursor.description]
        rows = cursor.fetchmany(MAX_ROWS + 1)
    except MemoryError:
        return {"error": "it ran out of memory"}
    except Exception as error:
        return {"error": " ".join(str(error).split())[:500]}
    if len(rows) > MAX_ROWS:
        return {"error": f"it returns more than {MAX_ROWS:,} rows"}
    return {"columns": columns, "rows": [[_plain(v) for v in row] for row in rows]}


def _plain(value: object) -> object:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return str(value)


def _say(answer: dict[str, object]) -> None:
    text = json.dumps(answer)
    if len(text) > MAX_ANSWER_CHARACTERS:
        text = json.dumps({"id": answer.get("id"), "error": "its answer is larger than 32 MiB"})
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
