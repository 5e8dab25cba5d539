"""Conan's recipes and vcpkg's manifests.

https://docs.conan.io/2/reference/conanfile.html and
https://learn.microsoft.com/vcpkg/reference/vcpkg-json; recipes are read, not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers import jsonc
from principal.core.readers.node import Node
from principal.core.readers.rows import Row, gaps, package
from principal.core.sources import Gap, SourceFile

_SECTIONS = {
    "requires": "runtime",
    "build_requires": "build",
    "tool_requires": "build",
    "python_requires": "build",
    "test_requires": "development",
}
_REFERENCE = re.compile(r"([A-Za-z0-9_][\w+.-]*)/(\[[^\]]*\]|[^@#\s]+)(?:@[^#\s]*)?(?:#\S*)?")
_EXACT = re.compile(r"[^\[\]$<>~^*|{}\s]+")
_TEST_FEATURE = re.compile(r"(?:^|[-_])(?:unit)?(?:test|bench|doc)\w*", re.IGNORECASE)


def read_text(file: SourceFile) -> Iterator[Row]:
    """Rows of a conanfile.txt."""
    scope: str | None = None
    for line, raw in enumerate(file.text.split("\n"), start=1):
        text = raw.partition("#")[0].strip() if raw.lstrip().startswith("#") or " #" in raw else raw.strip()
        if text.startswith("["):
            scope = _SECTIONS.get(text.strip("[] "))
        elif text and scope is not None:
            yield _reference(file.path, line, text, scope)


def _reference(path: str, line: int, text: str, scope: str) -> Row:
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return Gap(f"not a Conan reference: {text[:60]!r}", line)
    exact = _EXACT.fullmatch(match[2]) is not None
    return package(path, line, "conan", match[1], match[2].strip("[]"), scope, exact=exact)


def read_recipe(file: SourceFile) -> Iterator[Row]:
    """Rows of a conanfile.py: attributes and calls with literal references; the rest is a gap."""
    from principal.core.readers.python_code import MAX_BYTES, Computed, Source

    if len(file.content) > MAX_BYTES:
        yield Gap(f"larger than {MAX_BYTES} bytes")
        return
    source = Source(file.content)
    if source.broken is not None:
        yield Gap("not Python 3", source.broken)
    for name, scope in _SECTIONS.items():
        for node in _leaves(source.assigned(name)):
            if node.text is not None:
                yield _reference(file.path, node.line, node.text, scope)
            elif isinstance(node.value, Computed):
                yield Gap(f"{name} is computed: {node.value.source}", node.line)
    for call in source.calls(*_SECTIONS):
        if call.receiver != "self" or not call.positional:
            continue
        wanted = call.positional[0]
        if wanted.text is not None:
            yield _reference(file.path, call.line, wanted.text, _SECTIONS[call.name])
        elif isinstance(wanted.value, Computed):
            yield _partly(file.path, call.line, wanted.value.source, _SECTIONS[call.name])


_FORMATTED = re.compile(r"""f?["']([A-Za-z0-9_][\w+.-]*)/[^"']*["'].*""", re.DOTALL)


def _partly(path: str, line: int, source: str, scope: str) -> Row:
    """A reference whose version alone is computed, as in ``f"boost/{version}"``."""
    match = _FORMATTED.fullmatch(source)
    if match is None:
        return Gap(f"a reference that is computed: {source}", line)
    return package(path, line, "conan", match[1], None, scope)


def _leaves(node: Node) -> Iterator[Node]:
    """The references of an attribute: one text, several, or pairs of a text and options."""
    if not node.is_list:
        yield node
    for element in node.elements():
        first = next(element.elements(), element)
        yield first


def read_vcpkg(file: SourceFile) -> Iterator[Row]:
    """Rows of a vcpkg.json."""
    document = jsonc.parse(file.text)
    yield from gaps(document.problems)
    root = document.root
    pinned = {o["name"].text: _version(o) for o in root["overrides"].elements()}
    own = root["name"].text
    yield from _ports(file.path, root["dependencies"], "runtime", pinned, own)
    for name, feature in root["features"].items():
        scope = "development" if _TEST_FEATURE.search(name) else "optional"
        yield from _ports(file.path, feature["dependencies"], scope, pinned, own)


def _version(node: Node) -> str | None:
    return next(
        (node[k].text for k in ("version", "version-semver", "version-string", "version-date") if node[k]), None
    )


def _ports(path: str, listed: Node, scope: str, pinned: dict[str | None, str | None], own: str | None) -> Iterator[Row]:
    for element in listed.elements():
        name = element.text or element["name"].text
        line = element["name"].line or element.line
        if name is None:
            yield Gap("a dependency without a name", element.line)
        elif name != own:  # features of the project itself
            least = element["version>="].text
            version = pinned.get(name) or (f">={least}" if least else None)
            build = element["host"].value is True
            yield package(path, line, "vcpkg", name, version, "build" if build and scope == "runtime" else scope)
