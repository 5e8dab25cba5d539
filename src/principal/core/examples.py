"""The examples of a rule are its tests: files become a repository, the query runs on it, the findings are compared.

A fence ``file=PATH`` writes a file, ``removed=PATH`` takes it away. ``by=NAME`` and ``on=DATE`` beside it say who
commits it and when (by default one person on one day; ``on=next``: in one commit with the next file), for rules that
read the history.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from principal.core import prepared
from principal.core.asking import Answer
from principal.core.cache import EvidenceCache
from principal.core.fill import Filling, fill
from principal.core.judging import Judgement, grounds, judge
from principal.core.queries import QueryRefused, inspect
from principal.core.rules import REMOVED, WITH_NEXT, Example, Rule
from principal.core.snapshots import worktree
from principal.core.views import View
from principal.core.workspace import open_workspace, quiet

if TYPE_CHECKING:
    import duckdb

TODAY = dt.date(2026, 6, 30)
_BY, _ON = "ana", "2026-06-01"


@dataclass(frozen=True)
class Laid:
    """An example laid out: a database filled from its files."""

    connection: duckdb.DuckDBPyConnection

    def judgement(self, rule: Rule, sql: str | None = None) -> Judgement:
        """What comes of *rule* (or of its query changed to *sql*) on the example."""
        asked = sql or rule.sql
        try:
            inspect(rule.sql)
            cursor = self.connection.execute(asked)
            columns = tuple(d[0] for d in cursor.description)
            answer = Answer(columns, tuple(tuple(r) for r in cursor.fetchall()))
        except QueryRefused as refused:
            answer = Answer(error=str(refused))
        return judge(rule, answer, grounds(self.connection), lambda path, line: "")


def said(judgement: Judgement) -> str:
    """The findings as a ``finds`` fence has them: ``path:line: message``, one a line."""
    lines = []
    for finding in judgement.findings:
        where = f"{finding.path}:{finding.line}: " if finding.path and finding.line else ""
        where = where or (f"{finding.path}: " if finding.path else "")
        lines.append(f"{where}{finding.message}\n")
    return "".join(lines)


@contextlib.contextmanager
def laid_out(example: Example, folder: Path, tables: frozenset[str]) -> Iterator[Laid]:
    """Lay *example* out in the empty *folder*, for queries that read *tables*.

    Raises:
        ValueError: it writes outside of the folder.
    """
    from principal.core.engine import duckdb

    _commit(example, folder)
    workspace = open_workspace(folder)
    database = folder / ".git" / "example.duckdb"
    shutil.copyfile(_prepared() / database.name, database)
    with contextlib.closing(duckdb.connect(str(database), config={"threads": 1})) as connection:
        filling = Filling(workspace.git, "example", quiet, lambda _: connection, seeded=False)
        fill(
            filling,
            View(worktree(workspace.git)),
            TODAY,
            EvidenceCache(folder / ".principal" / "evidence.sqlite"),
            tables,
            # What an example says of who may sign is vouched for.
            sorted(
                hashlib.sha256(content.encode()).hexdigest()
                for path, content, *_ in example.files
                if path.endswith("/manifest")
            ),
        )
        yield Laid(connection)


@lru_cache(maxsize=1)
def _prepared() -> Path:
    """The folder of a database that holds the catalog and nothing else; made once a process."""
    from principal.core.engine import duckdb

    folder = Path(tempfile.mkdtemp(prefix="principal-examples-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = folder / "example.duckdb"
    prepared.prepare(database)
    with contextlib.closing(duckdb.connect(str(database))) as connection:
        prepared.settle(connection, "example")
    return folder


def _commit(example: Example, folder: Path) -> None:
    _git(folder, "init", "--quiet", "--initial-branch=main")
    for path, content, by, on in example.files:
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ValueError(f"an example writes outside of its folder: {path}")
        # A file that several fences write has its versions committed one after the other.
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if content == REMOVED:
            _git(folder, "rm", "--quiet", "--", path)
        else:
            target.write_text(content, encoding="utf-8")
            _git(folder, "add", "--force", "--", path)
        if on == WITH_NEXT:
            continue
        _git(folder, "commit", "--quiet", "--allow-empty", "-m", f"Write {path}", by=by or _BY, on=on or _ON)


def _git(folder: Path, *words: str, by: str = _BY, on: str = _ON) -> None:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": by,
        "GIT_AUTHOR_EMAIL": f"{by}@example.com",
        "GIT_COMMITTER_NAME": by,
        "GIT_COMMITTER_EMAIL": f"{by}@example.com",
        "GIT_AUTHOR_DATE": f"{on}T12:00:00Z",
        "GIT_COMMITTER_DATE": f"{on}T12:00:00Z",
    }
    subprocess.run(["git", "-c", "gc.auto=0", *words], cwd=folder, env=environment, check=True, capture_output=True)  # noqa: S607 (git is found on the path)
