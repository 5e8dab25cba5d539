"""JavaScript and TypeScript packages: package.json and deno.json.

Lock files are not read: package.json beside them names what was chosen, and thousands of
packages that nobody chose would only hide it. Packages of the workspace itself are no rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, base_name, copied, distinct, folders_above
from principal.core.sources import FileSource, SourceFile

_DENO = frozenset({"deno.json", "deno.jsonc", "import_map.json"})


def _wants(path: str) -> bool:
    name = base_name(path)
    return (name == "package.json" or name in _DENO) and not copied(path)


def _companions(path: str) -> tuple[str, ...]:
    """Where pnpm and bun keep the versions that ``catalog:`` stands for."""
    if base_name(path) != "package.json":
        return ()
    folders = folders_above(path)
    return tuple(
        folder + name for folder in folders for name in ("pnpm-workspace.yaml", "package.json") if folder + name != path
    )


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    from principal.evidence.javascript import _manifests

    yield from _manifests.read(file)


SOURCE = FileSource(
    name="javascript",
    version=5,
    tables=(Packages,),
    wants=_wants,
    read=_read,
    companions=_companions,
    companion_names=frozenset({"pnpm-workspace.yaml", "package.json"}),
)
