"""What a source reads beside a file has one of the names that it says, so that a change elsewhere is cheap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from principal.core import registry
from principal.core.house import house

if TYPE_CHECKING:
    from tests.conftest import Repo

PATHS = [
    "a/b/requirements.txt", "uv.lock", "a/Pipfile.lock", "a/package.json", "a/b/build.gradle.kts", "a/pom.xml",
    "a/b.csproj", "a/Package.resolved", "a/x.xcodeproj/y/Package.resolved", "a/x.xcworkspace/y/Package.resolved",
    "a/Cargo.toml", "a/b/CMakeLists.txt", "a/x.cmake", "compose.yaml", "a/docker-compose.override.yml", "a/main.tf",
    "chart/templates/web.yaml", "chart/Chart.yaml", "chart/values.yaml", ".github/CODEOWNERS", "CODEOWNERS", "a/b.py",
    "a/Shop.AppHost/Program.cs", "a/Shop.AppHost/More.cs",
    "docs/model.c4",
]  # fmt: skip


@pytest.mark.parametrize("source", [s for s in registry.file_sources() if s.companions], ids=lambda s: s.name)
def test_companions_have_the_names_that_are_said(source: registry.FileSource) -> None:
    assert source.companions is not None
    assert source.companion_names is not None
    beside = {c.rpartition("/")[2] for path in PATHS if source.wants(path) for c in source.companions(path)}
    assert beside
    endings = tuple(name[1:] for name in source.companion_names if name.startswith("*"))
    assert {name for name in beside - source.companion_names if not endings or not name.endswith(endings)} == set()


def test_a_change_of_a_code_file_asks_no_source_for_companions() -> None:
    assert [r.name for r in house().of("file") if r.companions and (r.beside is None or "models.py" in r.beside)] == []


def test_a_source_is_handed_only_what_it_asked_for(repo: Repo) -> None:
    # The attributes are for the source that tells kinds of files; a manifest outside of a chart has no companion.
    manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: 'nginx:1'}]}\n"
    repo.commit({".gitattributes": "*.sh text\n", "k8s/web.yaml": manifest})
    code, output = repo.principal("query", "SELECT name, path, line FROM observed.components")
    assert (code, output.splitlines()[2:]) == (0, ["web   k8s/web.yaml  2", "(1 row)"])
    code, output = repo.principal("query", "SELECT source, reason FROM observed.coverage WHERE path <> ''")
    assert (code, output.splitlines()[2:]) == (0, ["(0 rows)"])
