"""Commits and the files they changed: one stream of ``git log --raw -z``, incremental."""

from __future__ import annotations

from principal.core.observed import Changes, Commits
from principal.core.sources import RepositorySource
from principal.evidence.history.load import load

SOURCE = RepositorySource(name="history", version=1, tables=(Commits, Changes), load=load)
