"""What a source reads beside a file has one of the names that it says, so that a change elsewhere is cheap."""

from __future__ import annotations

import pytest

from principal.core import registry
from principal.core.house import house

PATHS = [
    "a/b/requirements.txt", "uv.lock", "a/Pipfile.lock", "a/package.json", "a/b/build.gradle.kts", "a/pom.xml",
    "a/b.csproj", "a/Package.resolved", "a/x.xcodeproj/y/Package.resolved", "a/x.xcworkspace/y/Package.resolved",
    "a/Cargo.toml", "a/b/CMakeLists.txt", "a/x.cmake", "compose.yaml", "a/docker-compose.override.yml", "a/main.tf",
    "chart/templates/web.yaml", "chart/Chart.yaml", "chart/values.yaml", ".github/CODEOWNERS", "CODEOWNERS", "a/b.py",
]  # fmt: skip


@pytest.mark.parametrize("source", [s for s in registry.file_sources() if s.companions], ids=lambda s: s.name)
def test_companions_have_the_names_that_are_said(source: registry.FileSource) -> None:
    assert source.companions is not None
    assert source.companion_names is not None
    beside = {c.rpartition("/")[2] for path in PATHS if source.wants(path) for c in source.companions(path)}
    assert beside
    assert beside <= source.companion_names


def test_a_change_of_a_code_file_asks_no_source_for_companions() -> None:
    assert [r.name for r in house().of("file") if r.companions and (r.beside is None or "models.py" in r.beside)] == []
