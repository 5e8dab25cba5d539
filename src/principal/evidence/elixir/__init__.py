"""Elixir and Erlang packages: mix.exs, read as text; it is not run.

https://hexdocs.pm/mix/Mix.Tasks.Deps.html
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct
from principal.core.sources import FileSource, SourceFile


def _wants(path: str) -> bool:
    return base_name(path) == "mix.exs" and not copied(path) and not path.startswith("deps/")


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    from principal.evidence.elixir import _mix

    yield from _mix.read(file)


SOURCE = FileSource(name="elixir", version=1, tables=(Packages,), wants=_wants, read=_read)
