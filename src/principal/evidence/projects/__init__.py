"""What the manifests of a repository build, what of it can be started, and which of it builds upon which.

Packages from elsewhere are ``observed.packages``; here are only the members of a workspace, a solution or a
build of many modules. Go needs no such file: its imports say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from principal.core.distinct import distinct
from principal.core.readers.rows import base_name, copied, folders_above
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.tables import table

MAX_REFERENCES = 2_000  # of one manifest


@table("observed", key=("path",))
@dataclass(frozen=True, slots=True)
class Projects:
    """Manifests that build something: libraries, and what can be started."""

    path: str
    line: int
    ecosystem: str  # nuget, cargo, maven, gradle, npm or pypi
    name: str  # as others of the repository depend on it; '' where they name its place alone
    runs: str | None  # what says that it can be started: OutputType Exe, [[bin]] …; null: nothing in the manifest


@table("observed", key=("path", "line", "target"))
@dataclass(frozen=True, slots=True)
class ProjectReferences:
    """What a manifest builds upon that stands, or may stand, in the same repository."""

    path: str
    line: int
    ecosystem: str
    target: str  # as how says: a path of the repository, the name of a project, or the end of its folder's path
    how: str  # place, name or below (a folder somewhere below the root of the build)
    written: str  # as written there


Row = Projects | ProjectReferences | Gap

_READERS = {
    "Cargo.toml": "_cargo",
    "pom.xml": "_maven",
    "build.gradle": "_gradle",
    "build.gradle.kts": "_gradle",
    "package.json": "_npm",
    "pyproject.toml": "_python",
}


def _reader(path: str) -> str | None:
    name = base_name(path)
    return "_dotnet" if name.endswith((".csproj", ".fsproj", ".vbproj")) else _READERS.get(name)


def _wants(path: str) -> bool:
    return _reader(path) is not None and not copied(path)


def _companions(path: str) -> tuple[str, ...]:
    """The Cargo.toml above that may share its dependencies."""
    return tuple(f"{folder}Cargo.toml" for folder in folders_above(path)[1:]) if path.endswith("Cargo.toml") else ()


def _read(file: SourceFile) -> Iterator[Row]:
    """Its project, and each reference once; what cannot be read is told by the sources of its packages."""
    read: Callable[[SourceFile], Iterator[Row]] = import_module(f"{__name__}.{_reader(file.path)}").read
    for count, row in enumerate(distinct(read(file))):
        if count > MAX_REFERENCES:
            yield Gap(f"more than {MAX_REFERENCES} references", row.line)
            return
        yield row


SOURCE = FileSource(
    name="projects",
    version=2,
    tables=(Projects, ProjectReferences),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=frozenset({"Cargo.toml"}),
)
