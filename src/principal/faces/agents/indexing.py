"""The slow way to an index: list the working tree, build its generation where there is none, and index that."""

from __future__ import annotations

import contextlib
import datetime as dt

from principal.core import index, stamp
from principal.core.generation import Question, key_of, opened, warm_up
from principal.core.snapshots import worktree
from principal.core.store import open_read_only
from principal.core.verdict import records_of
from principal.core.views import View
from principal.core.workspace import Workspace


def index_now(workspace: Workspace, today: dt.date) -> index.Index:
    """The index of the working tree as git lists it now, kept with a stamp for whoever asks next."""
    warm_up()
    begun = stamp.now()
    question = Question(View(worktree(workspace.git)), today)
    path, records = opened(workspace, question, records_of)
    found = index.load(path)
    if found is None:
        with contextlib.closing(open_read_only(path)) as connection:
            said = index.made(connection)
        with contextlib.suppress(OSError):
            index.save(path, said)
        found = index.Index(said)
    key = key_of(workspace, question)
    if path.stem == key:  # what this machine was too busy for is asked again next time
        stamp.leave(workspace.git, workspace.store, key, today, question.view.snapshot, records, begun)
    return found
