"""Units of systemd: that they are there, and what they run.

https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.readers.rows import copied
from principal.core.sources import FileSource, Gap, SourceFile

_UNITS = (".service", ".timer", ".socket", ".path", ".mount", ".target", ".slice", ".container")
_TEMPLATES = (".in", ".j2", ".erb", ".tmpl", ".tpl", ".example", ".sample")
_ENDINGS = (*_UNITS, *_TEMPLATES)
_NAME = re.compile(rf"[^/]+(?:{'|'.join(_UNITS)})(?:{'|'.join(_TEMPLATES)})?".replace(".", r"\."))
_SECTION = re.compile(r"^\[(?:Unit|Service|Timer|Socket|Install|Mount|Path|Slice)\][ \t]*\r?$", re.MULTILINE)
_QUADLET = re.compile(r"^\[Container\][ \t]*\r?$", re.MULTILINE)
_RUN = re.compile(r"^[ \t]*Exec(?:StartPre|StartPost|Start|Reload|StopPost|Stop|Condition)=[@:+!|-]*", re.MULTILINE)
_OTHER = re.compile(r"^[ \t]*(?:[A-Za-z-]+=|\[|;|#).*$", re.MULTILINE)


def _wants(path: str) -> bool:
    return path.endswith(_ENDINGS) and _NAME.fullmatch(path.rpartition("/")[2]) is not None and not copied(path)


def _read(file: SourceFile) -> Iterator[Packages | Gap]:
    yield from distinct(_rows(file))


def _rows(file: SourceFile) -> Iterator[Packages]:
    text = file.text
    section = _SECTION.search(text)
    if section is None:  # D-Bus and Avahi have services, too
        return
    line = text.count("\n", 0, section.start()) + 1
    yield Packages(file.path, line, "file", "systemd.unit", None, None, "runtime")
    quadlet = _QUADLET.search(text)
    if quadlet is not None:
        yield Packages(file.path, text.count("\n", 0, quadlet.start()) + 1, "command", "podman", None, None, "runtime")
    # What is not a command is blanked, so that lines stay what they are.
    yield from asked_for(file.path, 1, _OTHER.sub("", _RUN.sub("", text)), "runtime", lines=True)


SOURCE = FileSource(name="systemd", version=3, tables=(Packages,), wants=_wants, read=_read)
