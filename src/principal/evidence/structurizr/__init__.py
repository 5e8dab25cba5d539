"""Architecture models of Structurizr: its DSL and its JSON workspaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.observed import ModelElements, ModelIncludes, ModelRelations
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, Gap, SourceFile

_JSON = re.compile(r"(?:.*[._-])?(?:workspace|structurizr)(?:[._-].*)?\.json", re.IGNORECASE)
# Other languages have files that end in .dsl: at least one statement has to be of this one.
_OURS = re.compile(
    r"^[ \t]*(?:workspace\b[^\n]*\{|(?:model|views)[ \t]*\{"
    r"|!(?:include|identifiers|const|var|element|ref|extend)[ \t]"
    r"|(?:[\w-]{1,100}[ \t]*=[ \t]*)?(?:person|softwareSystem|container|component|deploymentEnvironment)[ \t]+[\"\w]"
    r"|[\w.]{1,200}[ \t]+->[ \t]+[\w.]{1,200}(?:[ \t]|$))",
    re.IGNORECASE | re.MULTILINE,
)


def _wants(path: str) -> bool:
    name = base_name(path)
    return not copied(path) and (name.lower().endswith(".dsl") or _JSON.fullmatch(name) is not None)


def _read(file: SourceFile) -> Iterator[ModelElements | ModelRelations | ModelIncludes | Gap]:
    """The elements and relations of a workspace or a part of one; nothing of any other file."""
    if file.path.lower().endswith(".json"):
        if b'"model"' in file.content:
            from principal.evidence.structurizr import _json

            yield from distinct(_json.rows(file))
    elif _OURS.search(file.text):
        from principal.evidence.structurizr._dsl import Reader

        yield from distinct(Reader(file).rows())


SOURCE = FileSource(
    name="structurizr",
    version=1,
    tables=(ModelElements, ModelRelations, ModelIncludes),
    wants=_wants,
    read=_read,
)
