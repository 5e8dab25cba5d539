"""What can be signed, by the SHA-256 of its content: git's own hash is SHA-1 in most repositories."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from principal.core.links import hash_blob
from principal.core.signed import Contents
from principal.core.sources import FileSource, Gap, SourceFile

_FORMATS = {40: "sha1", 64: "sha256"}
# Records stand in architecture/, or elsewhere under a name that begins with a number or with what they are:
# their own, or that of their folder.
_NAME = r"(?:(?:adr|rfc|kep|tip|pep|design)[-_ ]?)?[0-9]{1,6}[-_. ]"
_RECORD = re.compile(
    rf"architecture/.|(?:.*/)?{_NAME}(?:[^/]*/)?[^/]*\.(?:md|markdown|mdx|rst|adoc|ya?ml)\Z", re.IGNORECASE
)


def wants(path: str) -> bool:
    """Whether a path may be that of something that is signed."""
    return _RECORD.match(path) is not None


def read(file: SourceFile) -> Iterator[object]:
    """The one row of a file."""
    content = stored(file)
    if content is None:
        yield Gap("it is converted when it is checked out, so that what git stores is not known")
        return
    yield Contents(file.path, hashlib.sha256(content).hexdigest())


def stored(file: SourceFile) -> bytes | None:
    """The content as git stores it: a checkout may have line ends of Windows. None where it was converted otherwise."""
    for content in (file.content, file.content.replace(b"\r\n", b"\n")):
        if not file.blob or hash_blob(content, _FORMATS[len(file.blob)]) == file.blob:
            return content
    return None


SOURCE = FileSource(name="contents", version=1, tables=(Contents,), wants=wants, read=read)
