"""Boundaries and checks that other tools already hold a repository to.

import-linter, tach, deptrac, Semgrep's rules, dependency-cruiser and ArchUnit. Only what is declared is
read: which contracts there are, not what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from principal.core.observed import Contracts
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Mapping, Node, get, items, read_documents, string

if TYPE_CHECKING:
    from principal.core.readers.node import Node as Table

_YAML = (".yaml", ".yml")
_ARCH_TEST = re.compile(r"\w*Arch\w*Tests?\.(?:java|kt)|\w*ArchUnit\w*\.(?:java|kt)")
_CRUISER = re.compile(r"\.dependency-cruiser\.(?:[cm]?[jt]s|json)")
_DEPTRAC = re.compile(r"(?:deptrac(?:\.[\w-]+)?|depfile)\.ya?ml(?:\.dist)?")
_SEMGREP_FOLDERS = frozenset((".semgrep", "semgrep", "semgrep-rules", "semgrep_rules"))
_SEMGREP_TEST = re.compile(r".*\.(?:test|fixed)\.ya?ml")
_SECTION = re.compile(r"\[([^\]]+)\]\s*")
_ENTRY = re.compile(r"(\w+)[ \t]*[=:][ \t]*(.*)")
_CONTRACT = "importlinter:contract:"


def _tool(path: str) -> str | None:
    name = base_name(path)
    if name in (".importlinter", "setup.cfg"):
        return "import-linter (INI)"
    if name == "pyproject.toml":
        return "import-linter (TOML)"
    if name in ("tach.toml", "tach.domain.toml"):
        return "tach (TOML)"
    if name in ("tach.yml", "tach.yaml"):
        return "tach (YAML)"
    if _CRUISER.fullmatch(name):
        return "dependency-cruiser"
    if _DEPTRAC.fullmatch(name):
        return "deptrac"
    if _ARCH_TEST.fullmatch(name):
        return "archunit"
    if name.endswith(_YAML) and not _SEMGREP_TEST.fullmatch(name):
        named = name.rpartition(".")[0].removeprefix(".") in ("semgrep", "semgrep-rules")
        return "semgrep" if named or not _SEMGREP_FOLDERS.isdisjoint(path.split("/")[:-1]) else None
    return None


def _wants(path: str) -> bool:
    return _tool(path) is not None and not copied(path)


def _read(file: SourceFile) -> Iterator[Contracts | Gap]:
    """One row for each contract, each once."""
    yield from dict.fromkeys(_READERS[_tool(file.path) or "semgrep"](file))


def _ini(file: SourceFile) -> Iterator[Contracts | Gap]:
    if b"importlinter" not in file.content:
        return
    opened: tuple[int, str] | None = None
    entries: dict[str, str] = {}
    for number, line in enumerate([*file.text.split("\n"), "[end]"], start=1):
        header = _SECTION.fullmatch(line)
        if header:
            if opened is not None:
                yield _contract(file.path, opened[0], entries.get("name") or opened[1], entries.get("type"))
            title, entries = header[1].strip(), {}
            opened = (number, title.removeprefix(_CONTRACT)) if title.startswith(_CONTRACT) else None
        elif entry := _ENTRY.fullmatch(line.rstrip()):
            entries.setdefault(entry[1], entry[2].strip())


def _contract(path: str, line: int, name: str, kind: str | None) -> Contracts | Gap:
    if not kind:
        return Gap(f"a contract without a type: {name[:60]}", line)
    return Contracts(path, line, "import-linter", name, kind)


def _pyproject(file: SourceFile) -> Iterator[Contracts | Gap]:
    if b"importlinter" not in file.content:
        return
    from principal.core.readers import toml

    document = toml.parse(file.text)
    for contract in document.root["tool"]["importlinter"]["contracts"].elements():
        name = contract["name"].text or contract["id"].text
        if name is None:
            yield Gap("a contract without a name", contract.line)
        else:
            yield _contract(file.path, contract.line, name, contract["type"].text)
    for problem in document.problems:
        yield Gap(problem.reason, problem.line)


def _tach(file: SourceFile) -> Iterator[Contracts | Gap]:
    from principal.core.readers import toml

    document = toml.parse(file.text)
    root = document.root
    for module in root["modules"].elements():
        paths = _names(module["path"]) + _names(module["paths"])
        for name in paths:
            yield Contracts(file.path, module.line, "tach", name, "module")
        if not paths:
            yield Gap("a module without a path", module.line)
    if root["root"]:
        yield Contracts(file.path, root["root"].line, "tach", file.path.rpartition("/")[0] or ".", "module")
    for layer in root["layers"].elements():
        named = layer.text or layer["name"].text
        if named:
            yield Contracts(file.path, layer.line, "tach", named, "layer")
    for interface in root["interfaces"].elements():
        exposed = _names(interface["from"]) or _names(interface["expose"])
        if exposed:
            yield Contracts(file.path, interface.line, "tach", ", ".join(exposed), "interface")
    for problem in document.problems:
        yield Gap(problem.reason, problem.line)


def _names(node: Table) -> list[str]:
    """One text, or the texts of a list."""
    return [text for each in (node, *node.elements()) if (text := each.text)]


def _tach_yaml(file: SourceFile) -> Iterator[Contracts | Gap]:
    roots = read_documents(file.text)
    for root in roots.roots:
        for module in items(get(root, "modules")):
            name = string(get(module, "path")) or string(module)
            yield (
                Contracts(file.path, module.line, "tach", name, "module")
                if name
                else Gap("a module without a path", module.line)
            )
    if roots.error is not None:
        yield Gap(f"not YAML: {roots.error.reason}", roots.error.line)


def _deptrac(file: SourceFile) -> Iterator[Contracts | Gap]:
    documents = read_documents(file.text)
    for root in documents.roots:
        for holder in (root, get(root, "parameters"), get(root, "deptrac")):
            for layer in items(get(holder, "layers")):
                name = string(get(layer, "name"))
                if name:
                    yield Contracts(file.path, layer.line, "deptrac", name, "layer")
    if documents.error is not None:
        yield Gap(f"not YAML: {documents.error.reason}", documents.error.line)


def _semgrep(file: SourceFile) -> Iterator[Contracts | Gap]:
    if b"rules" not in file.content:
        return
    documents = read_documents(file.text)
    for root in documents.roots:
        for rule in items(get(root, "rules")):
            name = string(get(rule, "id"))
            if name and _is_rule(rule):
                yield Contracts(file.path, rule.line, "semgrep", name, "rule")
    if documents.error is not None:
        yield Gap(f"not YAML: {documents.error.reason}", documents.error.line)


def _is_rule(node: Node) -> bool:
    """Whether it looks for something: other tools have lists of rules with ids too."""
    return isinstance(node, Mapping) and any(
        key.startswith("pattern") or key in ("match", "join", "languages", "mode", "extract") for key in node.entries
    )


def _cruiser(file: SourceFile) -> Iterator[Contracts | Gap]:
    """A configuration in JSON names its rules; one in JavaScript is a program: only that it is there counts."""
    if not file.path.endswith(".json"):
        yield Contracts(file.path, 1, "dependency-cruiser", base_name(file.path), "configuration")
        return
    from principal.core.readers import jsonc

    document = jsonc.parse(file.text, comments=True)
    for kind in ("forbidden", "required", "allowed"):
        for rule in document.root[kind].elements():
            # Only rules that forbid or require may have names.
            yield Contracts(file.path, rule.line, "dependency-cruiser", rule["name"].text or kind, kind)
    for problem in document.problems:
        yield Gap(problem.reason, problem.line)


def _archunit(file: SourceFile) -> Iterator[Contracts | Gap]:
    at = file.content.find(b"com.tngtech.archunit")
    if at >= 0:
        line = file.content.count(b"\n", 0, at) + 1
        yield Contracts(file.path, line, "archunit", base_name(file.path).rpartition(".")[0], "test")


_READERS = {
    "import-linter (INI)": _ini,
    "import-linter (TOML)": _pyproject,
    "tach (TOML)": _tach,
    "tach (YAML)": _tach_yaml,
    "dependency-cruiser": _cruiser,
    "deptrac": _deptrac,
    "semgrep": _semgrep,
    "archunit": _archunit,
}

SOURCE = FileSource(name="contracts", version=1, tables=(Contracts,), wants=_wants, read=_read)
