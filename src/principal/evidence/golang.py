"""Go modules: go.mod, by https://go.dev/ref/mod#go-mod-file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct, package
from principal.core.sources import FileSource, Gap, SourceFile

_QUOTED = re.compile(r'"([^"]*)"|`([^`]*)`|(\S+)')
_DIRECTIVES = frozenset({"require", "replace", "exclude", "retract", "tool", "ignore", "godebug"})
_FORGES = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"})
_SINGLE = frozenset({"module", "go", "toolchain"})


def _wants(path: str) -> bool:
    return base_name(path) == "go.mod" and not copied(path)


def _lines(text: str) -> Iterator[tuple[int, str, list[str], str]]:
    """Line, directive, words and comment of each entry; the directive is '' where it is none that is known."""
    block = ""
    for line, raw in enumerate(text.split("\n"), start=1):
        code, _, comment = raw.partition("//")
        words = [quoted or raw_text or bare for quoted, raw_text, bare in _QUOTED.findall(code)]
        if not words:
            continue
        if block:
            if words == [")"]:
                block = ""
            else:
                yield line, block, words, comment.strip()
        elif words[0] in _DIRECTIVES or words[0] in _SINGLE:
            if words[1:] == ["("]:
                block = words[0]
            else:
                yield line, words[0], words[1:], comment.strip()
        elif words[0].endswith("(") and words[0][:-1] in _DIRECTIVES:
            block = words[0][:-1]
        else:
            yield line, "", words, comment.strip()


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    required: dict[str, tuple[int, str, bool]] = {}
    tools: list[tuple[int, str]] = []
    own = ""
    replaced: dict[str, tuple[int, str, str | None]] = {}
    for line, directive, words, comment in _lines(file.text):
        if directive == "require":
            if len(words) != 2:
                yield Gap(f"not a module and its version: {' '.join(words)[:60]!r}", line)
                continue
            indirect = comment == "indirect" or comment.startswith("indirect;")
            required[words[0]] = (line, words[1], indirect)
        elif directive == "replace":
            left, arrow, right = _split(words)
            if not arrow or not left or not right:
                yield Gap(f"not a replacement: {' '.join(words)[:60]!r}", line)
                continue
            replaced[left[0]] = (line, right[0], right[1] if len(right) > 1 else None)
        elif directive == "module" and words:
            own = _repository(words[0])
        elif directive == "tool" and words:
            tools.append((line, words[0]))
        elif not directive:
            yield Gap(f"not a directive: {words[0][:60]!r}", line)
    required = {module: said for module, said in required.items() if not own or _repository(module) != own}
    yield from _rows(file.path, required, replaced)
    for line, tool in tools:
        prefixes = ["/".join(tool.split("/")[:count]) for count in range(min(tool.count("/") + 1, 20), 0, -1)]
        module = next((prefix for prefix in prefixes if prefix in required), None)
        if module is not None:
            yield package(file.path, line, "golang", module, required[module][1], "development", exact=True)


def _rows(
    path: str, required: dict[str, tuple[int, str, bool]], replaced: dict[str, tuple[int, str, str | None]]
) -> Iterator[Row]:
    for module, (line, version, indirect) in required.items():
        scope = "transitive" if indirect else "runtime"
        at, instead, other = replaced.get(module, (line, module, version))
        if other is None:
            continue  # a folder of this repository takes its place
        if instead == module:
            version = other
        elif not indirect:
            yield package(path, at, "golang", instead, other, scope, exact=True)
        yield package(path, line, "golang", module, version, scope, exact=True)


def _repository(module: str) -> str:
    """The repository that a module path names by itself; '' where a server decides."""
    parts = module.split("/")
    return "/".join(parts[:3]) if len(parts) >= 3 and parts[0] in _FORGES else ""


def _split(words: list[str]) -> tuple[list[str], bool, list[str]]:
    if "=>" not in words:
        return words, False, []
    at = words.index("=>")
    return words[:at], True, words[at + 1 :]


SOURCE = FileSource(name="golang", version=1, tables=(Packages,), wants=_wants, read=_read)
