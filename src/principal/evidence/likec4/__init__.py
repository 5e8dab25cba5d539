"""Architecture models of LikeC4: ``.c4`` and ``.likec4`` files.

The files of a project are one model. Each is read by itself, together with the file beside or above
it that by custom declares the kinds; what names elements of other files keeps the names as written.
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.observed import ModelElements, ModelRelations
from principal.core.readers.rows import base_name, copied, folders_above
from principal.core.sources import FileSource, Gap, SourceFile

_SPECIFICATIONS = frozenset(
    f"{name}{suffix}"
    for name in ("_spec", "spec", "_specs", "specs", "specification", "_specification")
    for suffix in (".c4", ".likec4")
)


def _wants(path: str) -> bool:
    return path.endswith((".c4", ".likec4")) and not copied(path)


def _companions(path: str) -> tuple[str, ...]:
    folders = folders_above(path, 4)
    return tuple(f"{folder}{name}" for folder in folders for name in sorted(_SPECIFICATIONS))


def _read(file: SourceFile) -> Iterator[ModelElements | ModelRelations | Gap]:
    """The elements and relations that the file declares."""
    if b"{" not in file.content:
        return
    from principal.evidence.likec4._model import Model
    from principal.evidence.likec4._reader import Reader

    kinds = Model()
    for path, content in reversed(file.companions.items()):
        if base_name(path) in _SPECIFICATIONS:
            beside = Reader(path, content.decode("utf-8-sig", errors="replace"))
            beside.read()
            kinds.kinds.update(beside.model.kinds)
            kinds.relation_kinds.update(beside.model.relation_kinds)
    yield from distinct(Reader(file.path, file.text, kinds).rows())


SOURCE = FileSource(
    name="likec4",
    version=1,
    tables=(ModelElements, ModelRelations),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=_SPECIFICATIONS,
)
