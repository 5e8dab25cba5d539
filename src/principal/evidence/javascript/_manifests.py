"""JavaScript and TypeScript packages: package.json and deno.json.

Lock files are not read: package.json beside them names what was chosen, and thousands of
packages that nobody chose would only hide it. Packages of the workspace itself are no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from principal.core.readers import jsonc, yaml
from principal.core.readers.commands import asked_for
from principal.core.readers.node import Node
from principal.core.readers.rows import Row, base_name, gaps, package
from principal.core.sources import Gap, SourceFile

_SECTIONS = {
    "dependencies": "runtime",
    "devDependencies": "development",
    "peerDependencies": "runtime",
    "optionalDependencies": "optional",
}
_NAME = re.compile(r"(?:@[\w.~-]+/)?[A-Za-z0-9_.~!-]+")
_EXACT = re.compile(r"[=v]{0,2}(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)")
_ALIAS = re.compile(r"npm:((?:@[^/@\s]+/)?[^/@\s]+)(?:@(.+))?")
_INTERNAL = re.compile(r"(?:workspace|file|link|portal|exec):|\.{0,2}/|~/|[A-Za-z]:\\")
_SPECIFIER = re.compile(r"(npm|jsr):/?((?:@[^/@\s]+/)?[^/@\s]+)(?:@([^/\s]+))?(?:/.*)?")
_DENO_LAND = re.compile(r"https://deno\.land/(?:x/)?([\w-]+)(?:@v?([^/\s]+))?(?:/.*)?")
_CDN = re.compile(r"https://(?:esm\.sh|cdn\.skypack\.dev)/((?:@[^/@\s]+/)?[^/@\s?]+)(?:@([^/\s?]+))?[/?]?.*")
# They run scripts of any package, whichever of them installs it; what installs it is told by its lock file.
_RUNNERS = frozenset(("bun", "node", "npm", "npx", "pnpm", "yarn"))
_MANAGER = re.compile(r"(npm|pnpm|yarn|bun)@(\d[^+\s]*)(?:\+.*)?")


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of one file."""
    is_deno = base_name(file.path) != "package.json"
    document = jsonc.parse(file.text, comments=is_deno)
    yield from gaps(document.problems)
    if not document.root.is_table:
        if not document.problems:
            yield Gap("not an object", 1)
        return
    if is_deno:
        yield from _deno(file.path, document.root)
        return
    yield from _package_json(file, document.root)


def _package_json(file: SourceFile, root: Node) -> Iterator[Row]:
    own = root["name"].text or ""
    optional_peers = {name for name, meta in root["peerDependenciesMeta"].items() if meta["optional"].value is True}
    catalogs: list[Node] | None = None
    for section, scope in _SECTIONS.items():
        table = root[section]
        if table and not table.is_table and not (table.is_list and section == "dependencies"):
            yield Gap(f"{section} is not an object", table.line)
        for name, entry in table.items():
            wanted = entry.text
            if wanted is None:
                yield Gap(f"the version of {name[:60]!r} is not text", entry.line)
                continue
            if _internal(name, wanted.strip(), own):
                continue
            if wanted.startswith("catalog:"):
                catalogs = _catalogs(file, root) if catalogs is None else catalogs
                resolved = _from_catalog(catalogs, wanted.removeprefix("catalog:").strip(), name)
                if resolved is None:
                    yield Gap(f"no catalog has {name[:60]!r}", entry.line)
                wanted = resolved or ""
            optional = section == "peerDependencies" and name in optional_peers
            yield _row(file.path, entry.line, name, wanted, "optional" if optional else scope)
    manager = _MANAGER.fullmatch(root["packageManager"].text or "")
    if manager:
        yield package(file.path, root["packageManager"].line, "npm", manager[1], manager[2], "build", exact=True)
    # It is no package of npm: what the code runs on is not installed with it.
    node = root["engines"]["node"] or root["volta"]["node"]
    if node.text:
        yield package(file.path, node.line, "file", "engines.node", node.text)
    yield from _scripts(file.path, root["scripts"])


def _scripts(path: str, scripts: Node) -> Iterator[Row]:
    """What the scripts run, but for each other: https://docs.npmjs.com/cli/using-npm/scripts."""
    entries = [(entry.line, entry.text.replace("\n", " ")) for _, entry in scripts.items() if entry.text]
    for row in asked_for(path, 1, "\n".join(text for _, text in entries), "development", lines=True):
        runner, _, verb = row.name.partition(" ")
        if row.ecosystem != "command" or runner not in _RUNNERS or verb.endswith("publish"):
            yield replace(row, line=entries[row.line - 1][0])


def _internal(name: str, wanted: str, own: str) -> bool:
    """Whether a dependency is another package of this repository.

    npm's workspaces have no word for it: there it is any version of a package in one's own scope.
    """
    if _INTERNAL.match(wanted):
        return True
    scope = own.partition("/")[0]
    return wanted == "*" and scope.startswith("@") and name.startswith(f"{scope}/")


def _row(path: str, line: int, name: str, wanted: str, scope: str) -> Row:
    alias = _ALIAS.fullmatch(wanted)
    if alias:
        name, wanted = alias[1], alias[2] or ""
    if not _NAME.fullmatch(name):
        return Gap(f"not the name of a package: {name[:60]!r}", line)
    exact = _EXACT.fullmatch(wanted.strip())
    return package(path, line, "npm", name, exact[1] if exact else wanted, scope, exact=exact is not None)


def _catalogs(file: SourceFile, own: Node) -> list[Node]:
    """The tables that ``catalog:`` may mean, nearest first."""
    roots = [own]
    for path, content in file.companions.items():
        text = content.decode("utf-8-sig", "replace")
        roots.append(yaml.parse(text).root if path.endswith(".yaml") else jsonc.parse(text).root)
    return [table for root in roots for table in (root, root["workspaces"]) if table["catalog"] or table["catalogs"]]


def _from_catalog(catalogs: list[Node], catalog: str, name: str) -> str | None:
    for table in catalogs:
        named = table["catalog"] if catalog in ("", "default") else table["catalogs"][catalog]
        found = named[name].scalar
        if found is None and catalog in ("", "default"):
            found = table["catalogs"]["default"][name].scalar
        if found is not None:
            return found
    return None


def _deno(path: str, root: Node) -> Iterator[Row]:
    for scopes in (root, *(table for _, table in root["scopes"].items())):
        for _, entry in (scopes["imports"] if scopes is root else scopes).items():
            found = _imported(path, entry.line, entry.text or "")
            if found is not None:
                yield found


def _imported(path: str, line: int, specifier: str) -> Row | None:
    for pattern, ecosystem in ((_DENO_LAND, "deno"), (_CDN, "npm")):
        match = pattern.fullmatch(specifier)
        if match:
            exact = _EXACT.fullmatch(match[2] or "") is not None
            return package(path, line, ecosystem, match[1], match[2], exact=exact)
    match = _SPECIFIER.fullmatch(specifier)
    if match:
        exact = _EXACT.fullmatch(match[3] or "") is not None
        return package(path, line, match[1], match[2], match[3], exact=exact)
    if "://" in specifier:
        return Gap(f"a module by its address: {specifier[:60]}", line)
    return None
