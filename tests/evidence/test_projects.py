"""What manifests build, what of it can be started, and which of it builds upon which."""

from __future__ import annotations

import pytest

from principal.core.sources import SourceFile
from principal.evidence.projects import SOURCE, ProjectReferences, Projects


def shown(path: str, text: str, beside: dict[str, str] | None = None) -> list[str]:
    """``NAME: why it can be started``, then ``line how target`` of each reference."""
    assert SOURCE.wants(path)
    companions = {name: content.encode() for name, content in (beside or {}).items()}
    lines = []
    for row in SOURCE.read(SourceFile(path, text.encode(), companions)):
        assert isinstance(row, Projects | ProjectReferences)
        assert row.path == path
        said = f"{row.name or '-'}: {row.runs or '-'}" if isinstance(row, Projects) else ""
        lines.append(said or f"{row.line} {row.how} {row.target}")  # type: ignore[union-attr]
    return lines


def test_dotnet() -> None:
    """Analyzers, tests, packed tools and Aspire's host are left out; no path leads out of the repository."""
    text = """\
<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>
<ProjectReference Include="..\\Core\\Core.csproj;../Data/Data.fsproj" />
<ProjectReference Include="..\\Gen\\Gen.csproj" OutputItemType="Analyzer" />
<ProjectReference Include="..\\Order\\Order.csproj" ReferenceOutputAssembly="false" />
<ProjectReference Include="..\\..\\..\\etc\\X.csproj;$(Root)\\Y.csproj;/etc/Z.csproj;C:\\W.csproj" />
</ItemGroup></Project>"""
    assert shown("src/Api/Api.csproj", text) == [
        "Api: Sdk Microsoft.NET.Sdk.Web", "2 place src/Core/Core.csproj", "2 place src/Data/Data.fsproj",
    ]  # fmt: skip
    said = {"Exe": "OutputType Exe", "WinExe": "OutputType WinExe", "Library": "-"}
    for output, runs in said.items():
        group = f"<PropertyGroup><OutputType>{output}</OutputType></PropertyGroup>"
        assert shown("A.csproj", f'<Project Sdk="Microsoft.NET.Sdk">{group}</Project>') == [f"A: {runs}"]
        for more in ("<PackAsTool>true</PackAsTool>", "<IsAspireHost>true</IsAspireHost>"):
            text = f"<Project><PropertyGroup><OutputType>{output}</OutputType>{more}</PropertyGroup></Project>"
            assert shown("A.csproj", text) == ["A: -"]
    tests = '<ItemGroup><PackageReference Include="xunit" /></ItemGroup>'
    assert shown("T.csproj", f'<Project Sdk="Microsoft.NET.Sdk.Web">{tests}</Project>') == ["T: -"]


def test_cargo() -> None:
    """A path is of the manifest that names it: the crate's own, or the workspace's."""
    text = """\
[package]
name = "server"
[[bin]]
name = "serverd"
[dependencies]
core = {path = "../core"}
shared = {workspace = true}
serde = "1"
out = {path = "../../../out"}
[dev-dependencies]
testkit = {path = "../testkit"}
"""
    root = '[workspace.dependencies]\nshared = {path = "libs/shared"}\n'
    assert shown("crates/server/Cargo.toml", text, {"Cargo.toml": root}) == [
        "server: [[bin]]", "6 place crates/core", "7 place libs/shared",
    ]  # fmt: skip
    assert shown("Cargo.toml", "[workspace]\n") == []


def test_maven() -> None:
    """Of the dependencies those of one's own group; a plugin runs a module where it is not skipped."""
    text = """\
<project><parent><groupId>com.acme.shop</groupId></parent><artifactId>orders</artifactId><dependencies>
<dependency><groupId>${project.groupId}</groupId><artifactId>common</artifactId></dependency>
<dependency><groupId>com.acme.base</groupId><artifactId>base</artifactId></dependency>
<dependency><groupId>com.acme.shop</groupId><artifactId>kit</artifactId><scope>test</scope></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId></dependency>
</dependencies>PLUGIN</project>"""
    plugin = "<build><plugins><plugin><artifactId>{}</artifactId>{}</plugin></plugins></build>"
    assert shown("orders/pom.xml", text.replace("PLUGIN", plugin.format("spring-boot-maven-plugin", ""))) == [
        "com.acme.shop/orders: the plugin spring-boot-maven-plugin",
        "2 name com.acme.shop/common",
        "3 name com.acme.base/base",
    ]
    skipped = plugin.format("spring-boot-maven-plugin", "<configuration><skip>true</skip></configuration>")
    shaded = plugin.format("maven-shade-plugin", "<configuration><mainClass>a.B</mainClass></configuration>")
    assert shown("orders/pom.xml", text.replace("PLUGIN", skipped))[0] == "com.acme.shop/orders: -"
    assert shown("orders/pom.xml", text.replace("PLUGIN", shaded))[0].endswith("the main class in maven-shade-plugin")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "plugins {\n  id 'application'\n}\ndependencies {\n  implementation project(':libs:core')\n"
            "  // api project(':old')\n  testImplementation project(':kit')\n"
            "  api(projects.libs.orderModel)\n  runtimeOnly(project(path: ':run'))\n}\n",
            ["-: the plugin application", "5 below libs/core", "8 below libs/order-model", "9 below run"],
        ),
        ('plugins {\n  id("org.springframework.boot") version "3" apply false\n  `java-library`\n}\n', ["-: -"]),
        ("plugins {\n  alias(libs.plugins.spring.boot)\n}\nbootJar {\n  enabled = false\n}\n", ["-: -"]),
        ("apply plugin: 'com.android.application'\n", ["-: the plugin com.android.application"]),
    ],
)
def test_gradle(text: str, lines: list[str]) -> None:
    assert shown("app/build.gradle", text) == lines


def test_npm() -> None:
    """What is of the same scope may be of the repository; a script that only builds starts nothing."""
    text = """\
{"name": "@acme/api", "private": true, "scripts": {"start": "SCRIPT"}, "bin": "cli.js",
 "dependencies": {"@acme/db": "workspace:*", "left-pad": "1", "ui": "file:../ui", "@acme/log": "^1.0.0"},
 "devDependencies": {"@acme/lint": "workspace:*"}}"""
    references = ["2 name @acme/db", "2 place packages/ui", "2 name @acme/log"]
    path = "packages/api/package.json"
    assert shown(path, text.replace("SCRIPT", "node server.js")) == ["@acme/api: the script start", *references]
    assert shown(path, text.replace("SCRIPT", "tsc --watch")) == ["@acme/api: -", *references]
    assert shown(path, text.replace("SCRIPT", "tsc").replace("true", "false"))[0] == "@acme/api: bin"
    assert shown(path, "[]") == []


def test_python() -> None:
    text = """\
[project]
name = "acme.api"
dependencies = ["acme-core>=1", "httpx",
  "acme_local"]
[tool.uv.sources]
acme-core = {workspace = true}
acme-local = {path = "../local"}
unused = {workspace = true}
[tool.poetry.dependencies]
legacy = {path = "../legacy"}
"""
    assert shown("apps/api/pyproject.toml", text) == [
        "acme-api: -", "3 name acme-core", "4 place apps/local", "10 place apps/legacy",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["Cargo.toml", "pom.xml", "a.csproj", "build.gradle", "package.json", "pyproject.toml"]
)
@pytest.mark.parametrize("text", ["", "\0", "<<<{[", '{"a": ' * 2000, "project(':" * 20_000])
def test_what_is_no_manifest(path: str, text: str) -> None:
    assert not [row for row in SOURCE.read(SourceFile(path, text.encode())) if isinstance(row, ProjectReferences)]
