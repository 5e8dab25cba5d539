"""Packages that Nix files list: ``with pkgs; [ … ]``, ``pkgs.x``, and what devenv switches on.

https://nix.dev/tutorials/nix-language, https://devenv.sh/reference/options/

Nothing is evaluated: what is read is the names of attributes in such lists. Names of the
form ``nodejs_22``, ``python312`` or ``jdk21`` lose their version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers.blanks import without
from principal.core.readers.rows import Row, package
from principal.core.sources import SourceFile

MAX_LISTS = 200
MAX_LIST = 10_000  # characters

_OPENS = re.compile(
    r"with[ \t]+(?:pkgs|final|self|prev)(?:\.\w+)?;[\s(]*\["
    r"|\b(?:buildInputs|nativeBuildInputs|propagatedBuildInputs|packages|runtimeInputs|nativeCheckInputs|commands)"
    r"[ \t]*=[ \t\n]*(?:with[ \t]+pkgs(?:\.\w+)?;[\s]*)?\["
)
_ATTRIBUTE = re.compile(r"(?<![\w.\"'/@$-])(?:pkgs|final|self|prev)\.((?:[A-Za-z][\w-]*\.)*[A-Za-z][\w'-]*)")
_NAME = re.compile(r"(?<![\w.\"'/@$-])((?:[A-Za-z][\w-]*\.)*[A-Za-z][\w'-]*)(?![\w.\"'/=@-]|[ \t]*=)")
_SERVICE = re.compile(r"^[ \t]*(services|languages)\.([a-z][\w-]*)\.enable[ \t]*=[ \t]*true", re.MULTILINE)
_NESTED = re.compile(
    r"^[ \t]*(?:services|languages)\.([a-z][\w-]*)[ \t]*=[ \t]*\{[^{}]{0,300}?\benable[ \t]*=[ \t]*true", re.MULTILINE
)
_TEXT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|''(?:[^']|'(?!'))*''")
_VERSION = re.compile(r"(?:[_-]?[0-9][0-9_.-]*)(?:_?x)?\Z")
_WORDS_WORDS = "with pkgs lib inputs self if then else let in rec inherit import true false null and or final prev"
_WORDS = frozenset(_WORDS_WORDS.split())
_TOOLS_WORDS = """
    lib stdenv mkshell mkshellnocc callpackage writeshellscriptbin writetext runcommand fetchurl fetchfromgithub system
    overlays config buildenv symlinkjoin dockertools makewrapper override overrideattrs extend concatmap optionals
    optional hasprefix stdenvnocc writeshellapplication formats mkderivation linkfarm
"""
_TOOLS = frozenset(_TOOLS_WORDS.split())


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of one file; comments and texts are blanked first, lines stay what they are."""
    text = _TEXT.sub(_blank, without(file.text, (("#", "\n"), ("/*", "*/"))))
    for found in _SERVICE.finditer(text):
        yield _row(file.path, _line(text, found.start(2)), found[2])
    for found in _NESTED.finditer(text):
        yield _row(file.path, _line(text, found.start(1)), found[1])
    for opened in list(_OPENS.finditer(text))[:MAX_LISTS]:
        inside = _list(text, opened.end())
        for named in _NAME.finditer(inside):
            if named[1] not in _WORDS:
                yield from _named(file.path, _line(text, opened.end() + named.start()), named[1])
    for named in _ATTRIBUTE.finditer(text):
        yield from _named(file.path, _line(text, named.start()), named[1])


def _list(text: str, at: int) -> str:
    """What stands in the brackets that were opened before *at*."""
    depth = 1
    for index in range(at, min(len(text), at + MAX_LIST)):
        if text[index] == "[":
            depth += 1
        elif text[index] == "]":
            depth -= 1
            if depth == 0:
                return text[at:index]
    return ""


def _named(path: str, line: int, attribute: str) -> Iterator[Row]:
    parts = [part for part in attribute.split(".") if part not in ("pkgs", "bin", "out", "dev")]
    if not parts or parts[0].lower() in _TOOLS or parts[-1].lower() in _TOOLS:
        return
    yield _row(path, line, parts[-1])


def _row(path: str, line: int, name: str) -> Row:
    name = name.lower()
    found = _VERSION.search(name)
    plain = name[: found.start()] if found is not None and found.start() > 1 else name
    return package(path, line, "system", plain, None, "development")


def _blank(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
