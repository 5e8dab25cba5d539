"""C and C++ packages: CMake, Conan and vcpkg."""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct, folders_above
from principal.core.sources import FileSource, SourceFile

_OURS = re.compile(r"(?:config(?:-?version)?|targets)(?:\.in)?\.cmake$|-version\.in\.cmake$", re.IGNORECASE)


def _wants(path: str) -> bool:
    name = base_name(path)
    if name in ("CMakeLists.txt", "conanfile.txt", "conanfile.py", "vcpkg.json"):
        return not copied(path)
    # Modules that tell CMake how to find something, or how to find us, use nothing.
    finder = name.startswith("Find") or _OURS.search(name) is not None
    return name.endswith(".cmake") and not finder and not copied(path)


def _companions(path: str) -> tuple[str, ...]:
    """The lists above, which name this project: its examples find it, but nobody chose it."""
    if not path.endswith((".cmake", "CMakeLists.txt")):
        return ()
    return tuple(f"{folder}CMakeLists.txt" for folder in folders_above(path) if f"{folder}CMakeLists.txt" != path)


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    name = base_name(file.path)
    if name.endswith(".cmake") or name == "CMakeLists.txt":
        from principal.evidence.cpp import _cmake

        yield from _cmake.read(file)
        return
    from principal.evidence.cpp import _conan

    if name == "conanfile.txt":
        yield from _conan.read_text(file)
    elif name == "conanfile.py":
        yield from _conan.read_recipe(file)
    else:
        yield from _conan.read_vcpkg(file)


SOURCE = FileSource(
    name="cpp",
    version=2,
    tables=(Packages,),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=frozenset({"CMakeLists.txt"}),
)
