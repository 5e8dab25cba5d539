""".NET packages: project files, central package files and packages.config.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files

``PackageVersion`` of a central file only gives a version; a project that refers to the package
uses it. Of the SDKs, all but the plain one are named: they tell a web application from a library.
What a target executes (``<Exec Command="npm ci" />``) is a command as in any script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from principal.core.readers import jsonc, xml
from principal.core.readers.commands import asked_for
from principal.core.readers.rows import Row, base_name, gaps, package
from principal.core.readers.xml import Element
from principal.core.sources import Gap, SourceFile

_PROPERTY = re.compile(r"\$\(([A-Za-z_][\w.]{0,100})\)")
_EXACT = re.compile(r"\[?\d+(?:\.\d+)*(?:-[\w.-]+)?(?:\+[\w.-]+)?\]?")
_REFERENCES = {
    "PackageReference": "runtime",
    "GlobalPackageReference": "build",
    "PackageDownload": "build",
    "DotNetCliToolReference": "build",
    "FrameworkReference": "runtime",
}
_TEST_PACKAGES = ("microsoft.net.test.sdk", "xunit", "nunit", "mstest", "tunit")
_MAX_ROUNDS = 6
_MAX_VALUE = 500


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of one file."""
    if file.path.endswith(".json"):
        document = jsonc.parse(file.text)
        yield from gaps(document.problems)
        for name, tool in document.root["tools"].items():
            version = tool["version"].text
            yield package(file.path, tool.line, "nuget", name, version, "development", exact=version is not None)
        return
    root, problem = xml.parse(file.content)
    if problem is not None:
        yield Gap(problem.reason, problem.line)
    if root is None:
        return
    if base_name(file.path) == "packages.config":
        for entry in root.all("package"):
            scope = "development" if entry.attributes.get("developmentDependency", "").lower() == "true" else "runtime"
            yield from _row(file.path, entry, entry.attributes.get("id"), entry.attributes.get("version"), scope)
        return
    if root.name == "Project":
        yield from _project(file, root)


def _project(file: SourceFile, root: Element) -> Iterator[Row]:
    above = [found for content in file.companions.values() if (found := _parsed(content)) is not None]
    properties: dict[str, str] = {}
    central: dict[str, str] = {}
    for each in (*reversed(above), root):
        for group in each.all("PropertyGroup"):
            for entry in group.children:
                properties[entry.name.lower()] = entry.text.strip()
    for each in (root, *above):
        for entry in each.walk():
            name = entry.attributes.get("Include") or entry.attributes.get("Update")
            if entry.name == "PackageVersion" and name and (version := _attribute(entry, "Version")):
                central.setdefault(name.lower(), version)
    for name, version in _sdks(root):
        if name != "Microsoft.NET.Sdk":
            yield from _row(file.path, root, name, version, "build")
    first = next((entry for entry in root.walk() if entry.name == "PackageReference"), None)
    if first is not None:  # it is NuGet that restores them, though no file names it
        yield package(file.path, first.line, "file", "PackageReference", None, "build")
    for entry in root.walk():
        if entry.name == "Exec" and (command := entry.attributes.get("Command")):
            yield from asked_for(file.path, entry.line, _fill(command, properties) or "", "build", lines=True)
    private = _test_project(root)
    for entry in root.walk():
        scope = _REFERENCES.get(entry.name)
        if scope is None or "Include" not in entry.attributes:
            continue
        if private and scope == "runtime":
            scope = "development"
        elif scope == "runtime" and (_attribute(entry, "PrivateAssets") or "").lower() == "all":
            scope = "build"
        for part in entry.attributes["Include"].split(";"):
            name = _fill(part.strip(), properties)
            if not name:
                continue
            if "$(" in name or "@(" in name or "%(" in name:
                yield Gap(f"a package whose name is computed: {name[:60]}", entry.line)
                continue
            version = _attribute(entry, "VersionOverride") or _attribute(entry, "Version") or central.get(name.lower())
            yield from _row(file.path, entry, name, _fill(version, properties), scope)


def _attribute(entry: Element, name: str) -> str | None:
    """MSBuild lets metadata be an attribute or an element."""
    return entry.attributes.get(name) or entry.value(name)


def _sdks(root: Element) -> Iterator[tuple[str, str | None]]:
    for part in root.attributes.get("Sdk", "").split(";"):
        name, _, version = part.strip().partition("/")
        if name:
            yield name, version or None
    for entry in root.all("Sdk"):
        if entry.attributes.get("Name"):
            yield entry.attributes["Name"], entry.attributes.get("Version")


def _test_project(root: Element) -> bool:
    """What a project of tests refers to is there for development alone."""
    if any(name.startswith("MSTest") for name, _ in _sdks(root)):
        return True
    return any(
        entry.attributes.get("Include", "").lower().startswith(_TEST_PACKAGES)
        or (entry.name == "IsTestProject" and entry.text.strip().lower() == "true")
        for entry in root.walk()
    )


def _fill(text: str | None, properties: dict[str, str]) -> str | None:
    for _ in range(_MAX_ROUNDS):
        if text is None or "$(" not in text or len(text) > _MAX_VALUE:
            break
        filled = _PROPERTY.sub(lambda m: properties.get(m[1].lower(), m[0]), text)
        if filled == text:
            break
        text = filled
    return text


def _row(path: str, entry: Element, name: str | None, version: str | None, scope: str) -> Iterator[Row]:
    if not name:
        yield Gap(f"{entry.name} without a name", entry.line)
        return
    exact = version is not None and _EXACT.fullmatch(version) is not None
    version = version.strip("[]") if exact and version is not None else version
    yield package(path, entry.line, "nuget", name, version, scope, exact=exact)


@lru_cache(maxsize=16)
def _parsed(content: bytes) -> Element | None:
    """A file above: one solution's is read for each of its projects."""
    return xml.parse(content)[0]
