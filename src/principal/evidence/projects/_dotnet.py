"""Project files of .NET: ``ProjectReference``, and what kind of output they make.

https://learn.microsoft.com/visualstudio/msbuild/common-msbuild-project-items
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.readers import xml
from principal.core.readers.places import placed
from principal.core.readers.rows import base_name
from principal.core.sources import SourceFile
from principal.evidence.projects import ProjectReferences, Projects

_RUNNING_KITS = ("Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.Worker")


def read(file: SourceFile) -> Iterator[Projects | ProjectReferences]:
    """The project by the name of its file, and what it refers to; analyzers and build orders are no references."""
    root, _ = xml.parse(file.content)
    if root is None or root.name != "Project":
        return
    yield Projects(file.path, root.line, "nuget", base_name(file.path).rpartition(".")[0], _runs(root))
    for entry in root.walk():
        if entry.name != "ProjectReference" or _said(entry, "ReferenceOutputAssembly") == "false":
            continue
        if _said(entry, "OutputItemType") == "analyzer":
            continue
        for part in entry.attributes.get("Include", "").split(";"):
            target = placed(file.path, part)
            if target:
                yield ProjectReferences(file.path, entry.line, "nuget", target, "place", part.strip())


def _said(entry: xml.Element, name: str) -> str:
    return (entry.attributes.get(name) or entry.value(name) or "").strip().lower()


def _runs(root: xml.Element) -> str | None:
    """A tool that is packed for others' machines is none of the system; nor are tests and what starts the others."""
    said = {entry.name.lower(): entry.text.strip().lower() for g in root.all("PropertyGroup") for entry in g.children}
    if said.get("packastool") == "true" or said.get("istestproject") == "true" or _tests(root):
        return None
    kits = [root.attributes.get("Sdk", ""), *(entry.attributes.get("Name", "") for entry in root.all("Sdk"))]
    if said.get("isaspirehost") == "true" or any("Aspire.AppHost" in kit for kit in kits):
        return None
    output = said.get("outputtype", "")
    if output in ("exe", "winexe"):
        return "OutputType Exe" if output == "exe" else "OutputType WinExe"
    kit = root.attributes.get("Sdk", "").partition("/")[0]
    return f"Sdk {kit}" if kit in _RUNNING_KITS and output != "library" else None


def _tests(root: xml.Element) -> bool:
    packages = (
        entry.attributes.get("Include", "").lower() for entry in root.walk() if entry.name == "PackageReference"
    )
    return any(
        name.startswith(("microsoft.net.test.sdk", "xunit", "nunit", "mstest", "tunit", "benchmarkdotnet"))
        for name in packages
    )
