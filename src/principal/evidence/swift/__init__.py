"""Packages of Apple platforms: SwiftPM (Package.swift, Package.resolved, Xcode projects) and CocoaPods.

https://docs.swift.org/package-manager/ and https://guides.cocoapods.org/syntax/podfile.html; nothing is run.
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct
from principal.core.sources import FileSource, SourceFile


def _wants(path: str) -> bool:
    name = base_name(path)
    known = name in ("Package.swift", "Package.resolved", "Podfile", "project.pbxproj", "Cartfile", "Cartfile.private")
    return (known or (name.startswith("Package@swift") and name.endswith(".swift"))) and not (
        copied(path) or "Pods/" in path or "Carthage/Checkouts/" in path or "fastlane/swift/" in path
    )


def _companions(path: str) -> tuple[str, ...]:
    """Where the direct packages of a Package.resolved are named."""
    folder, _, name = path.rpartition("/")
    if name != "Package.resolved":
        return ()
    found = [f"{folder}/Package.swift" if folder else "Package.swift"]
    project, inside, _ = path.partition(".xcodeproj/")
    if inside:
        found.append(f"{project}.xcodeproj/project.pbxproj")
    workspace, inside, _ = path.partition(".xcworkspace/")
    if inside and not project.endswith(".xcodeproj"):
        found.append(f"{workspace}.xcodeproj/project.pbxproj")
    return tuple(found)


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    from principal.evidence.swift import _manifests

    yield from _manifests.read(file)


SOURCE = FileSource(
    name="swift",
    version=3,
    tables=(Packages,),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=frozenset({"Package.swift", "project.pbxproj"}),
)
