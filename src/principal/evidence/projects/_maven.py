"""Modules of a Maven build: what they depend on of their own group, and which plugin makes them run.

https://maven.apache.org/pom.html
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.readers import xml
from principal.core.readers.xml import Element
from principal.core.sources import SourceFile
from principal.evidence.projects import ProjectReferences, Projects

_OWN_GROUP = ("${project.groupId}", "${pom.groupId}", "${groupId}", "${project.parent.groupId}")
_RUNNERS = {
    "spring-boot-maven-plugin": "the plugin spring-boot-maven-plugin",
    "quarkus-maven-plugin": "the plugin quarkus-maven-plugin",
    "jib-maven-plugin": "the plugin jib-maven-plugin",
    "micronaut-maven-plugin": "the plugin micronaut-maven-plugin",
    "native-maven-plugin": "the plugin native-maven-plugin",
}
_WITH_MAIN_CLASS = ("maven-shade-plugin", "maven-jar-plugin", "maven-assembly-plugin", "exec-maven-plugin")


def read(file: SourceFile) -> Iterator[Projects | ProjectReferences]:
    """The module by its coordinates; tests, and what a container provides, are no references."""
    root, _ = xml.parse(file.content)
    if root is None or root.name != "project":
        return
    group, artifact = root.value("groupId") or root.value("parent", "groupId") or "", root.value("artifactId")
    if not artifact:
        return
    packaging = root.value("packaging")
    runs = f"the packaging {packaging}" if packaging in ("war", "ear") else None if packaging == "pom" else _runs(root)
    yield Projects(file.path, root.line, "maven", f"{group}/{artifact}", runs)
    dependencies = root.first("dependencies")
    for entry in dependencies.children if dependencies is not None else ():
        other, of = entry.value("artifactId"), entry.value("groupId") or ""
        of = group if of in _OWN_GROUP else of
        if other and _related(of, group) and entry.value("scope") not in ("test", "provided", "import"):
            yield ProjectReferences(file.path, entry.line, "maven", f"{of}/{other}", "name", other)


def _related(other: str, own: str) -> bool:
    """Whether a group may be of the same repository: whether its first two words are."""
    return bool(own) and other.split(".")[:2] == own.split(".")[:2]


def _runs(root: Element) -> str | None:
    plugins = root.first("build", "plugins")
    for plugin in plugins.children if plugins is not None else ():
        name = plugin.value("artifactId") or ""
        skipped = any(entry.name == "skip" and entry.text.strip() == "true" for entry in plugin.walk())
        if name in _RUNNERS and not skipped:
            return _RUNNERS[name]
        if name in _WITH_MAIN_CLASS and any(
            entry.name == "mainClass" and entry.text.strip() for entry in plugin.walk()
        ):
            return f"the main class in {name}"
    return None
