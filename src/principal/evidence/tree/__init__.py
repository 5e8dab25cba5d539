"""Files of a repository: language, kind, size, lines and hash of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from principal.core.observed import Files
from principal.core.sources import FileSource, SourceFile
from principal.evidence.tree.attributes import attributes_of, companions_of
from principal.evidence.tree.kinds import is_binary, kind_of
from principal.evidence.tree.languages import language_of


def describe(
    path: str,
    content: bytes,
    blob: str,
    size: int,
    *,
    attributes: Mapping[str, bytes] | None = None,
    whole: bool = True,
) -> Files:
    """The row of one file. Never raises.

    Args:
        attributes: the ``.gitattributes`` files that may speak of it, by path.
        whole: whether *content* is all of it; else its lines cannot be counted.
    """
    binary = is_binary(content)
    language = None if binary else language_of(path.rpartition("/")[2], content)
    kind = kind_of(path, content, language, attributes_of(path, attributes or {}), size)
    lines = None if kind == "binary" or not whole else content.count(b"\n") + (content[-1:] not in (b"", b"\n"))
    return Files(path, None if kind == "binary" else language, kind, size, lines, blob)


def _read(file: SourceFile) -> Iterable[object]:
    size = len(file.content) if file.size is None else file.size
    yield describe(file.path, file.content, file.blob, size, attributes=file.companions, whole=file.whole)


def _wants(path: str) -> bool:
    return True


SOURCE = FileSource(
    name="tree",
    version=5,
    tables=(Files,),
    wants=_wants,
    read=_read,
    companions=companions_of,
    companion_names=frozenset({".gitattributes"}),
    unreadable=True,
)
