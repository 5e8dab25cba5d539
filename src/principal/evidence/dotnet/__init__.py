""".NET packages: project files, central package files and packages.config.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files

``PackageVersion`` of a central file only gives a version; a project that refers to the package
uses it. Of the SDKs, all but the plain one are named: they tell a web application from a library.
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct, folders_above
from principal.core.sources import FileSource, SourceFile

_PROJECTS = (".csproj", ".fsproj", ".vbproj")
_SHARED = (".props", ".targets")
_ABOVE = ("Directory.Packages.props", "Directory.Build.props")


def _wants(path: str) -> bool:
    name = base_name(path)
    return (name.endswith(_PROJECTS + _SHARED) or name in ("packages.config", "dotnet-tools.json")) and not copied(path)


def _companions(path: str) -> tuple[str, ...]:
    """Files above that MSBuild reads with a project: central versions and properties."""
    if path.endswith((".config", ".json")):
        return ()
    return tuple(f"{folder}{name}" for folder in folders_above(path) for name in _ABOVE if folder + name != path)


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    from principal.evidence.dotnet import _projects

    yield from _projects.read(file)


SOURCE = FileSource(
    name="dotnet",
    version=4,
    tables=(Packages,),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=frozenset(_ABOVE),
)
