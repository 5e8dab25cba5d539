"""What an application for a phone or a desktop declares to its system: entitlements of Apple's, manifests of Android's.

https://developer.apple.com/documentation/bundleresources/entitlements
https://developer.android.com/guide/topics/manifest/manifest-intro

A capability is asked for by a key (``aps-environment``), a service by the name of a piece of
metadata, an action or a permission (``com.google.mlkit.vision.DEPENDENCIES``). Which
service that is, the catalog says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, SourceFile

_KEY = re.compile(r"<key>[ \t]*([A-Za-z][A-Za-z0-9.-]{1,120})[ \t]*</key>")
_NAME = re.compile(r"""android:name=["']((?:com|org)\.[A-Za-z0-9_.]{1,120})["']""")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINES = re.compile(r"[^\n]+")
_MAX_BYTES = 500_000


def _wants(path: str) -> bool:
    return (path.endswith(".entitlements") or base_name(path) == "AndroidManifest.xml") and not copied(path)


def _read(file: SourceFile) -> Iterator[Packages]:
    """One row for each name, at the first line that has it."""
    if len(file.content) > _MAX_BYTES:
        return
    text = _COMMENT.sub(lambda comment: _LINES.sub("", comment[0]), file.text)
    told: set[str] = set()
    for found in (_KEY if file.path.endswith(".entitlements") else _NAME).finditer(text):
        if found[1] not in told:
            told.add(found[1])
            line = text.count("\n", 0, found.start()) + 1
            yield Packages(file.path, line, "declared", found[1], None, None, "runtime")


SOURCE = FileSource(name="declared", version=1, tables=(Packages,), wants=_wants, read=_read)
