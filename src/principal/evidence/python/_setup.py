"""setup.cfg and setup.py, neither of which is run.

https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers.node import Node
from principal.core.readers.rows import Row, package
from principal.core.sources import Gap, SourceFile
from principal.evidence.python._requirement import row, scope_of

_SECTION = re.compile(r"\[([^\]]+)\]\s*$")
_ENTRY = re.compile(r"([^=:]+)[=:](.*)")
_MARKER = re.compile(r";\s*\(?(?:python_|platform_|sys_|os_|extra\b|impl)")
_KEYS = {"install_requires": "runtime", "setup_requires": "build", "tests_require": "development"}
_LIST_FILE = re.compile(r"require.*\.(?:txt|in)$")


def read_cfg(file: SourceFile) -> Iterator[Row]:
    """Rows of a setup.cfg."""
    section, scope, alone = "", None, False
    own = _own_name(file.text)
    for line, raw in enumerate(file.text.split("\n"), start=1):
        text = raw.split("#")[0].strip() if raw.lstrip()[:1] in ("#", ";") or " #" in raw else raw.strip()
        if not text or raw.lstrip().startswith((";", "#")):
            continue
        if raw[:1] not in " \t":
            header = _SECTION.match(text)
            if header:
                section, scope = header[1].strip(), None
                continue
            entry = _ENTRY.match(text)
            scope = _scope(section, entry[1]) if entry else None
            text, alone = (entry[2].strip() if entry else ""), True
        else:
            alone = False
        if scope is None or not text or text.startswith("file:"):
            continue
        # On the key's own line a list is split at semicolons, unless one opens a marker.
        parts = text.split(";") if alone and not _MARKER.search(text) else [text]
        for part in parts:
            found = row(file.path, line, part, scope, own) if part.strip() else None
            if found is not None:
                yield found


def _scope(section: str, key: str) -> str | None:
    key = key.strip().replace("-", "_")
    if section == "options":
        return _KEYS.get(key)
    if section == "options.extras_require":
        return "development" if scope_of(key, "optional") == "development" else "optional"
    return None


def _own_name(text: str) -> str | None:
    named = re.search(r"^\[metadata\][^\[]*?^name\s*=\s*(\S+)", text[:20_000], re.MULTILINE)
    return named[1] if named else None


def read_py(file: SourceFile) -> Iterator[Row]:
    """Rows of a setup.py: only what its call of ``setup`` says in literals; the rest is a gap."""
    from principal.core.readers.python_code import MAX_BYTES, Source

    if len(file.content) > MAX_BYTES:
        yield Gap(f"larger than {MAX_BYTES} bytes")
        return
    if b"setup" not in file.content:
        return
    source = Source(file.content)
    if source.broken is not None:
        yield Gap("not Python 3", source.broken)
    for call in source.calls("setup"):
        yield package(file.path, call.line, "file", "setup.py", scope="build")
        own = call.named["name"].text if "name" in call.named else None
        for key, scope in _KEYS.items():
            if key in call.named:
                yield from _listed(file.path, call.named[key], scope, own, key)
        extras = call.named.get("extras_require")
        if extras is None:
            continue
        if not extras.is_table:
            yield from _computed(extras, "extras_require")
        for extra, listed in extras.items():
            scope = "development" if scope_of(extra, "optional") == "development" else "optional"
            yield from _listed(file.path, listed, scope, own, f"extras_require {extra!r}")


def _listed(path: str, listed: Node, scope: str, own: str | None, what: str) -> Iterator[Row]:
    if listed.text is not None:  # one requirement, or one a line
        for offset, text in enumerate(listed.text.split("\n")):
            found = row(path, listed.line + offset, text, scope, own) if text.strip() else None
            if found is not None:
                yield found
        return
    if not listed.is_list:
        yield from _computed(listed, what)
    for element in listed.elements():
        if element.text is None:
            yield from _computed(element, what)
            continue
        found = row(path, element.line, element.text, scope, own)
        if found is not None:
            yield found


def _computed(node: Node, what: str) -> Iterator[Row]:
    from principal.core.readers.python_code import Computed

    value = node.value
    if value is None:
        return
    if isinstance(value, Computed) and any(_LIST_FILE.search(text) for text in value.texts):
        return  # it reads a requirements file, which is read by itself
    shown = value.source if isinstance(value, Computed) else str(value)[:60]
    yield Gap(f"{what} is computed: {shown}", node.line)
