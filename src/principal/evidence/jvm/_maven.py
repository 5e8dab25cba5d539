"""Maven's pom.xml: https://maven.apache.org/ref/current/maven-model/maven.html

``dependencyManagement`` and ``pluginManagement`` only give versions; they use nothing, but for
the bills of materials that they import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from principal.core.readers import xml
from principal.core.readers.rows import Row, package
from principal.core.readers.xml import Element
from principal.core.sources import Gap, SourceFile

_SCOPES = {"compile": "runtime", "runtime": "runtime", "system": "runtime", "provided": "build", "test": "development"}
_PROPERTY = re.compile(r"\$\{([^${}]{1,200})\}")
_OWN_VERSION = re.compile(r"\$\{(?:(?:project|pom)\.(?:parent\.)?version|revision)\}")
_RANGE = re.compile(r"[\[\](),]|LATEST|RELEASE")
_MAX_ROUNDS = 8
_MAX_VALUE = 500


class _Project:
    """A pom and those above it, nearest first: what values properties and versions have in it."""

    def __init__(self, poms: list[Element]) -> None:
        self._poms = poms
        pom = poms[0]
        self.group = pom.value("groupId") or pom.value("parent", "groupId")
        self.version = pom.value("version") or pom.value("parent", "version")
        self._properties: dict[str, str] = {}
        self._managed: dict[tuple[str, str], str] = {}
        self.modules: set[str] = set()
        for each in reversed(poms):
            for holder in (each, *_profiles(each)):
                for entry in _children(holder, "properties"):
                    self._properties[entry.name] = entry.text.strip()
                for module in _children(holder, "modules"):
                    self.modules.add(module.text.strip().rstrip("/").rpartition("/")[2])
        artifact = pom.value("artifactId")
        parent_version = pom.value("parent", "version")
        for prefix in ("project.", "pom.", ""):
            for key, value in (("groupId", self.group), ("version", self.version), ("artifactId", artifact)):
                if value:
                    self._properties.setdefault(prefix + key, value)
            if parent_version:
                self._properties.setdefault(f"{prefix}parent.version", parent_version)
        for each in poms:
            for holder in (each, *_profiles(each)):
                managed = holder.first("dependencyManagement", "dependencies")
                plugins = holder.first("build", "pluginManagement", "plugins")
                for entry in (*(managed.children if managed else ()), *(plugins.children if plugins else ())):
                    group, artifact = self.coordinates(entry)
                    version = entry.value("version")
                    if group and artifact and version:
                        self._managed.setdefault((group, artifact), version)

    def resolve(self, text: str | None) -> str | None:
        """*text* with its properties filled in as far as they are known."""
        for _ in range(_MAX_ROUNDS):
            if text is None or "${" not in text or len(text) > _MAX_VALUE:
                return text
            filled = _PROPERTY.sub(lambda m: self._properties.get(m[1].strip(), m[0]), text)
            if filled == text:
                return text
            text = filled
        return text

    def coordinates(self, entry: Element) -> tuple[str | None, str | None]:
        """Group and artifact; plugins without a group are Maven's own."""
        group = entry.value("groupId") or ("org.apache.maven.plugins" if entry.name == "plugin" else None)
        return self.resolve(group), self.resolve(entry.value("artifactId"))

    def version_of(self, entry: Element, group: str, artifact: str) -> tuple[str | None, str | None]:
        """The version as written (here, or where it is managed) and as it is."""
        written = entry.value("version") or self._managed.get((group, artifact))
        resolved = self.resolve(written)
        return written, None if resolved and "${" in resolved else resolved

    def internal(self, group: str, artifact: str, written: str | None, version: str | None) -> bool:
        """Whether the artifact is a module of this repository."""
        own = self.resolve(self.group) or ""
        if group != own and not own.startswith(f"{group}.") and not group.startswith(f"{own}."):
            return False
        if written is not None and _OWN_VERSION.fullmatch(written):
            return True
        return group == own and (
            artifact in self.modules or (version is not None and version == self.resolve(self.version))
        )


def _children(holder: Element, name: str) -> list[Element]:
    found = holder.first(name)
    return found.children if found else []


def _profiles(pom: Element) -> list[Element]:
    return list(_children(pom, "profiles"))


def read(file: SourceFile) -> Iterator[Row]:
    """Rows of a pom.xml; poms above it (companions) give properties and managed versions."""
    root, problem = xml.parse(file.content)
    if problem is not None:
        yield Gap(problem.reason, problem.line)
    if root is None or root.name != "project":
        if problem is None:
            yield Gap("not a Maven project", 1)
        return
    above = [found for found in map(_parsed, file.companions.values()) if found is not None]
    poms = _chain(root, above)
    project = _Project(poms)
    parent = root.first("parent")
    if parent is not None and len(poms) == 1:
        yield from _row(file.path, project, parent, "build", parent=True)
    for holder in (root, *_profiles(root)):
        for entry in _children(holder, "dependencies"):
            scope = _SCOPES.get(project.resolve(entry.value("scope")) or "compile", "runtime")
            if scope == "runtime" and entry.value("optional") == "true":
                scope = "optional"
            yield from _row(file.path, project, entry, scope)
        managed = holder.first("dependencyManagement", "dependencies")
        for entry in managed.children if managed is not None else ():
            if entry.value("scope") == "import":
                yield from _row(file.path, project, entry, "build")
        build = holder.first("build")
        for place in (build, holder.first("reporting")):
            if place is not None:
                yield from _plugins(file.path, project, place)


@lru_cache(maxsize=32)
def _parsed(content: bytes) -> Element | None:
    """A pom above: one build's root is read for each of its modules."""
    return xml.parse(content)[0]


def _plugins(path: str, project: _Project, place: Element) -> Iterator[Row]:
    for plugin in _children(place, "plugins"):
        yield from _row(path, project, plugin, "build")
        for entry in _children(plugin, "dependencies"):
            yield from _row(path, project, entry, "build")
        if plugin.value("artifactId") == "maven-compiler-plugin":
            processors = plugin.first("configuration", "annotationProcessorPaths")
            for entry in processors.children if processors is not None else ():
                yield from _row(path, project, entry, "build")
    for extension in _children(place, "extensions"):
        yield from _row(path, project, extension, "build")


def _chain(root: Element, above: list[Element]) -> list[Element]:
    """The pom and those of *above* that are its parents, one by one."""
    chain = [root]
    for candidate in above:
        parent = chain[-1].first("parent")
        if parent is None or candidate.name != "project":
            break
        if parent.value("artifactId") == candidate.value("artifactId"):
            chain.append(candidate)
    return chain


def _row(path: str, project: _Project, entry: Element, scope: str, *, parent: bool = False) -> Iterator[Row]:
    group, artifact = project.coordinates(entry)
    named = next((child for child in entry.children if child.name == "artifactId"), entry)
    if not group or not artifact:
        yield Gap("a dependency without group or artifact", entry.line)
        return
    if "${" in group or "${" in artifact:
        yield Gap(f"a property that is not set here: {group}:{artifact}"[:120], named.line)
        return
    written, version = project.version_of(entry, group, artifact)
    if not parent and project.internal(group, artifact, written, version):
        return
    exact = version is not None and _RANGE.search(version) is None
    yield package(path, named.line, "maven", f"{group}/{artifact}", version or written, scope, exact=exact)
