"""pyproject.toml in its dialects, and the Pipfile, which is TOML as well.

PEP 621 and 735, Poetry, PDM, Hatch, uv and Flit (its old table).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.readers import toml
from principal.core.readers.node import Node
from principal.core.readers.rows import Row, gaps, package
from principal.core.sources import Gap, SourceFile
from principal.evidence.python._requirement import canonical, row, scope_of

# Tools by the section that configures them; one that runs from a hook or pipx is named nowhere else.
_SECTIONS = """
    autoflake bandit basedpyright black cibuildwheel codespell commitizen coverage deptry djlint docformatter flake8
    interrogate isort mypy pydocstyle pylint pyright pytest ruff sqlfluff towncrier tox ty vulture yapf
"""
_CONFIGURED = {
    **{name: name for name in _SECTIONS.split()},
    "bumpversion": "bump-my-version",
    "semantic_release": "python-semantic-release",
    "setuptools_scm": "setuptools-scm",
}
_EXACT = re.compile(r"={0,3}\s*v?(\d[\w.+!-]*)")


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of a pyproject.toml."""
    document = toml.parse(file.text)
    yield from gaps(document.problems)
    yield from rows(file.path, document.root)
    for section, settings in document.root["tool"].items():
        if section in _CONFIGURED:
            yield package(file.path, settings.line, "pypi", _CONFIGURED[section], None, "development")


def rows(path: str, root: Node) -> Iterator[Row]:
    """Rows of a parsed pyproject.toml."""
    project, tool = root["project"], root["tool"]
    poetry = tool["poetry"]
    own = project["name"].text or poetry["name"].text
    internal = _internal(tool["uv"]["sources"])

    def each(listed: Node, scope: str) -> Iterator[Row]:
        for element in listed.elements():
            if element.text is None:
                if not element.is_table:  # tables include other groups (PEP 735)
                    yield Gap("a requirement that is not text", element.line)
                continue
            found = row(path, element.line, element.text, scope, own)
            if found is not None and getattr(found, "name", None) not in internal:
                yield found

    yield from each(root["build-system"]["requires"], "build")
    yield from each(project["dependencies"], "runtime")
    if "dependencies" in project and not project["dependencies"].is_list:
        yield Gap("[project] dependencies is not a list", project["dependencies"].line)
    for extra, listed in project["optional-dependencies"].items():
        yield from each(listed, _extra_scope(extra))
    for group, listed in root["dependency-groups"].items():
        yield from each(listed, scope_of(group, "development"))
    yield from each(tool["uv"]["dev-dependencies"], "development")
    for _, listed in tool["pdm"]["dev-dependencies"].items():
        yield from each(listed, "development")
    for _, settings in tool["hatch"]["envs"].items():
        for key in ("dependencies", "extra-dependencies"):
            yield from each(settings[key], "development")
    for key in ("dependencies", "require-runtime-dependencies"):
        yield from each(tool["hatch"]["build"][key], "build")
    yield from each(tool["flit"]["metadata"]["requires"], "runtime")
    for extra, listed in tool["flit"]["metadata"]["requires-extra"].items():
        yield from each(listed, _extra_scope(extra))
    yield from _poetry(path, poetry)


def _extra_scope(extra: str) -> str:
    return "development" if scope_of(extra, "optional") == "development" else "optional"


def _internal(sources: Node) -> frozenset[str]:
    """Packages that uv takes from this repository."""
    found = set()
    for name, source in sources.items():
        entries = list(source.elements()) or [source]
        if any("workspace" in entry or "path" in entry for entry in entries):
            found.add(canonical(name))
    return frozenset(found)


def _poetry(path: str, poetry: Node) -> Iterator[Row]:
    yield from _table(path, poetry["dependencies"], "runtime")
    yield from _table(path, poetry["dev-dependencies"], "development")
    for group, settings in poetry["group"].items():
        optional = settings["optional"].value is True
        scope = scope_of(group, "optional" if optional else "development")
        yield from _table(path, settings["dependencies"], scope)


def read_pipfile(file: SourceFile) -> Iterator[Row]:
    """Rows of a Pipfile: its sections are packages, dev-packages and custom categories."""
    document = toml.parse(file.text)
    yield from gaps(document.problems)
    for section, table in document.root.items():
        if section not in ("source", "requires", "scripts", "pipenv", "pipfile"):
            scope = {"packages": "runtime", "dev-packages": "development"}.get(section)
            yield from _table(file.path, table, scope or scope_of(section, "development"))


def _table(path: str, table: Node, scope: str) -> Iterator[Row]:
    """Entries ``name = version`` or ``name = {version = …}`` of Poetry and Pipenv."""
    for name, entry in table.items():
        if name == "python" or (scope_entry := _entry(entry)) is None:
            continue
        version, optional = scope_entry
        exact = _EXACT.fullmatch(version) if version else None
        yield package(
            path,
            entry.line,
            "pypi",
            name,
            exact[1] if exact else version,
            "optional" if optional and scope == "runtime" else scope,
            exact=exact is not None,
        )


def _entry(entry: Node) -> tuple[str | None, bool] | None:
    """Version and whether it is optional; None for a path of this repository."""
    if entry.is_list:
        read = [found for element in entry.elements() if (found := _entry(element)) is not None]
        versions = [version for version, _ in read if version]
        return (" || ".join(versions) or None, all(optional for _, optional in read)) if read else None
    if not entry.is_table:
        return entry.scalar, False
    if "path" in entry or "file" in entry:
        return None
    version = entry["version"].scalar
    if version is None:
        where = entry["git"].text or entry["url"].text
        mark = entry["tag"].text or entry["rev"].text or entry["branch"].text or entry["ref"].text
        version = f"{where}@{mark}" if where and mark else where
    return version, entry["optional"].value is True


def direct(root: Node, pipfile: bool) -> dict[str, str]:
    """Name to scope of all that a manifest asks for itself; what runs wins over what develops."""
    from principal.core.observed import Packages

    found: dict[str, str] = {}
    if pipfile:
        read: Iterator[Row] = (
            r
            for s in ("packages", "dev-packages")
            for r in _table("", root[s], "runtime" if s == "packages" else "development")
        )
    else:
        read = rows("", root)
    order = ("runtime", "optional", "development", "build")
    for each in read:
        if isinstance(each, Packages):
            known = found.get(each.name, "build")
            found[each.name] = min(known, each.scope, key=order.index)
    return found
