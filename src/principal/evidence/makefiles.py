"""Makefiles: what the recipes install or run by name (``go install path@version``, ``docker run IMAGE``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.sources import FileSource, Gap, SourceFile

_NAME = re.compile(r"(?:GNU)?[Mm]akefile|[^/]+\.mk")
_RECIPE = re.compile(r"^(?!\t).*$", re.MULTILINE)


def _wants(path: str) -> bool:
    return _NAME.fullmatch(path.rsplit("/", 1)[-1]) is not None


def _read(file: SourceFile) -> Iterator[Packages | Gap]:
    """Recipes are the lines that begin with a tab; the others are blanked, so that lines stay what they are."""
    text = re.sub(r"\\\r?\n[ ]+", lambda broken: "\\\n\t" if broken[0].startswith("\\\n") else "\\\r\n\t", file.text)
    yield from distinct(asked_for(file.path, 1, _RECIPE.sub("", text), "build"))


SOURCE = FileSource(name="makefiles", version=1, tables=(Packages,), wants=_wants, read=_read)
