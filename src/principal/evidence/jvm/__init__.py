"""Java and Kotlin packages: Maven's pom.xml and Gradle's build scripts with version catalogs."""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct, folders_above
from principal.core.sources import FileSource, SourceFile

_SCRIPTS = (".gradle", ".gradle.kts")
_ABOVE = ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "gradle.properties")


def _is_script(path: str) -> bool:
    return path.endswith(_SCRIPTS)


def _wants(path: str) -> bool:
    return (base_name(path) == "pom.xml" or _is_script(path)) and not copied(path)


def _companions(path: str) -> tuple[str, ...]:
    """What stands above: parent poms; or a build's catalogs, properties and root scripts."""
    if not _is_script(path):
        return tuple(f"{folder}pom.xml" for folder in folders_above(path)[1:])
    found: list[str] = []
    for folder in folders_above(path):
        found += [f"{folder}{name}" for name in _ABOVE]
        found += [f"{folder}gradle/libs.versions.toml", f"{folder}gradle/versions.gradle", f"{folder}versions.gradle"]
    return tuple(name for name in found if name != path)


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    if _is_script(file.path):
        from principal.evidence.jvm import _gradle

        yield from _gradle.read(file)
    else:
        from principal.evidence.jvm import _maven

        yield from _maven.read(file)


SOURCE = FileSource(
    name="jvm",
    version=4,
    tables=(Packages,),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=frozenset({"pom.xml", "libs.versions.toml", "versions.gradle", *_ABOVE}),
)
