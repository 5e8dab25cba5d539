"""Fixtures that read a manifest with the one source that wants it, and show its rows as lines of text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from packageurl import PackageURL

from principal.core.observed import Packages
from principal.core.sources import FileSource, Gap, SourceFile
from principal.evidence import cpp, dart, dotnet, elixir, golang, javascript, jvm, php, python, ruby, rust, swift

SOURCES: tuple[FileSource, ...] = tuple(
    module.SOURCE for module in (cpp, dart, dotnet, elixir, golang, javascript, jvm, php, python, ruby, rust, swift)
)


def _source_of(path: str) -> FileSource:
    [source] = [source for source in SOURCES if source.wants(path)]
    return source


def _read(path: str, content: str | bytes, companions: dict[str, str] | None = None) -> list[Packages | Gap]:
    """Rows of one file; companions are handed over as the hall does: in the order the source names them."""
    source = _source_of(path)
    raw = content.encode() if isinstance(content, str) else content
    beside = {name: text.encode() for name, text in (companions or {}).items()}
    named = source.companions(path) if source.companions else ()
    assert set(beside) <= set(named)
    file = SourceFile(path, raw, {name: beside[name] for name in named if name in beside})
    rows: list[Packages | Gap] = []
    for row in source.read(file):
        assert isinstance(row, (Packages, Gap))
        rows.append(row)
    return rows


def _shown(path: str, content: str | bytes, companions: dict[str, str] | None = None) -> str:
    """Each row as ``line name version scope``, each gap as ``line gap: reason``."""
    lines = []
    for row in _read(path, content, companions):
        if isinstance(row, Gap):
            lines.append(f"{row.line} gap: {row.reason}")
            continue
        assert row.path == path
        _check_url(row)
        exact = "=" if row.purl is not None and "@" in row.purl else ""
        lines.append(f"{row.line} {row.name} {exact}{row.version or '-'} {row.scope}")
    return "\n".join(lines)


def _check_url(row: Packages) -> None:
    """The package URL is the one that the reference library writes for the same name and version."""
    if row.purl is None:
        return
    parsed = PackageURL.from_string(row.purl)
    assert parsed.type == row.ecosystem
    assert parsed.to_string() == row.purl
    namespace, _, name = row.name.rpartition("/")
    version = parsed.version
    assert version in (None, row.version)
    assert PackageURL(row.ecosystem, namespace or None, name, version, None, parsed.subpath).to_string() == row.purl


@pytest.fixture
def read() -> Callable[..., list[Packages | Gap]]:
    """``read(path, content, companions)``: the rows of one manifest."""
    return _read


@pytest.fixture
def shown() -> Callable[..., str]:
    """``shown(path, content, companions)``: the rows of one manifest as text."""
    return _shown
