"""What manifests that are data ask for: npm, Deno, Go, Rust, PHP, Dart, .NET and Maven."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from principal.core.observed import Packages
from principal.evidence import dotnet, golang, javascript, jvm, php

Shown = Callable[..., str]
Read = Callable[..., list[Packages]]

PACKAGE_JSON = """\
{
  "name": "@shop/web",
  "packageManager": "pnpm@9.1.0+sha512.abc",
  "dependencies": {
    "react": "18.2.0",
    "@tanstack/query": "^5.0.0",
    "JSONStream": "~1.3",
    "old-lodash": "npm:lodash@3.10.1",
    "@shop/ui": "workspace:*",
    "@shop/api": "*",
    "local": "file:../local",
    "linked": "link:./x",
    "fork": "github:org/fork#main",
    "secret": "git+https://user:token@github.com/org/secret.git",
    "bad name!": "1.0.0",
    "number": 3
  },
  "devDependencies": {"typescript": "catalog:", "vitest": "catalog:test", "nowhere": "catalog:"},
  "peerDependencies": {
    "vue": ">=3",
    "pinia": ">=2"
  },
  "peerDependenciesMeta": {"pinia": {"optional": true}},
  "optionalDependencies": {"fsevents": "2.3.3"},
  "resolutions": {"minimist": "1.2.8"}
}
"""
WORKSPACE = "packages: ['*']\ncatalog:\n  typescript: 5.4.5\ncatalogs:\n  test:\n    vitest: ^1.5.0\n"


def test_package_json(shown: Shown) -> None:
    assert (
        shown("web/package.json", PACKAGE_JSON, {"pnpm-workspace.yaml": WORKSPACE})
        == """\
5 react =18.2.0 runtime
6 @tanstack/query ^5.0.0 runtime
7 jsonstream ~1.3 runtime
8 lodash =3.10.1 runtime
13 fork github:org/fork#main runtime
14 secret git+https://github.com/org/secret.git runtime
15 gap: not the name of a package: 'bad name!'
16 gap: the version of 'number' is not text
18 typescript =5.4.5 development
18 vitest ^1.5.0 development
18 gap: no catalog has 'nowhere'
18 nowhere - development
20 vue >=3 runtime
21 pinia >=2 optional
24 fsevents =2.3.3 optional
3 pnpm =9.1.0 build"""
    )


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('{"engines": {"node": ">=20", "npm": "10"}}', "1 engines.node >=20 runtime"),
        ('{"volta": {"node": "22.1.0"}}', "1 engines.node 22.1.0 runtime"),
        ('{"engines": {"node": " "}}', "1 engines.node - runtime"),
        ('{"engines": {"vscode": "^1.90.0"}}', ""),
        ('{"engines": ["node >= 0.4"]}', ""),
        ('{"engines": {"node": 20}}', ""),
    ],
)
def test_the_node_that_a_package_runs_on(shown: Shown, text: str, rows: str) -> None:
    assert shown("package.json", text) == rows


def test_an_alias_of_npm_may_stand_for_a_package_in_a_scope(shown: Shown) -> None:
    text = """\
{
  "devDependencies": {
    "vite": "npm:@voidzero-dev/vite-plus-core@^0.1.24",
    "plain": "npm:@a/b"
  }
}
"""
    assert (
        shown("package.json", text)
        == """\
3 @voidzero-dev/vite-plus-core ^0.1.24 development
4 @a/b - development"""
    )


def test_npm_package_urls(read: Read) -> None:
    [row] = read("package.json", '{"dependencies": {"@a/b": "1.0.0"}}')
    assert row.purl == "pkg:npm/%40a/b@1.0.0"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('{"dependencies": {"a": "1.0.0",}}', "1 gap: a trailing comma, which JSON does not allow\n1 a =1.0.0 runtime"),
        ('{"dependencies": {"a": "1.0.0"', "1 gap: the file ends too early\n1 a =1.0.0 runtime"),
        ("[]", "1 gap: not an object"),
        ('{"dependencies": "a"}', "1 gap: dependencies is not an object"),
        ("{}", ""),
        ('{"dependencies": {"a": ""}}', "1 a - runtime"),
    ],
)
def test_package_json_that_is_broken(shown: Shown, text: str, rows: str) -> None:
    assert shown("package.json", text) == rows


def test_deno(shown: Shown) -> None:
    text = """\
{
  // what we import
  "imports": {
    "@std/assert": "jsr:@std/assert@^1.0.0",
    "chalk": "npm:chalk@5.3.0",
    "oak": "https://deno.land/x/oak@v12.6.1/mod.ts",
    "preact": "https://esm.sh/preact@10.19.2",
    "./": "./src/",
    "far": "https://example.com/mod.ts",
  },
}
"""
    assert (
        shown("deno.jsonc", text)
        == """\
4 @std/assert ^1.0.0 runtime
5 chalk =5.3.0 runtime
6 oak 12.6.1 runtime
7 preact =10.19.2 runtime
9 gap: a module by its address: https://example.com/mod.ts"""
    )


def test_go_mod(shown: Shown) -> None:
    text = """\
module github.com/shop/api

go 1.22
toolchain go1.22.1

require (
	github.com/jackc/pgx/v5 v5.5.0
	github.com/Masterminds/semver v1.5.0 // keep
	golang.org/x/sync v0.6.0 // indirect
	github.com/shop/api/lib v0.0.0
	example.com/fork v1.0.0
	example.com/local v1.0.0
	example.com/old v1.0.0
	"example.com/quoted" v1.2.3+incompatible
)
require github.com/redis/go-redis/v9 v9.4.0
require github.com/golangci/lint v1.60.0 // indirect
replace example.com/fork => example.com/ours v1.1.0
replace (
	example.com/local v1.0.0 => ../local
	example.com/old => example.com/old v1.0.9
)
exclude example.com/x v1.0.0
retract [v1.0.0, v1.1.0]
tool github.com/golangci/lint/cmd/run
nonsense here
"""
    assert (
        shown("api/go.mod", text)
        == """\
26 gap: not a directive: 'nonsense'
7 github.com/jackc/pgx/v5 =v5.5.0 runtime
8 github.com/Masterminds/semver =v1.5.0 runtime
9 golang.org/x/sync =v0.6.0 transitive
18 example.com/ours =v1.1.0 runtime
11 example.com/fork =v1.0.0 runtime
13 example.com/old =v1.0.9 runtime
14 example.com/quoted =v1.2.3+incompatible runtime
16 github.com/redis/go-redis/v9 =v9.4.0 runtime
17 github.com/golangci/lint =v1.60.0 transitive
25 github.com/golangci/lint =v1.60.0 development"""
    )


def test_cargo(shown: Shown) -> None:
    text = """\
[package]
name = "shop"
[dependencies]
serde = { version = "1.0", features = ["derive"] }
tokio = "=1.36.0"
json = { package = "serde_json", version = "1" }
inner = { path = "../inner", version = "0.1" }
shared.workspace = true
renamed = { workspace = true, optional = true }
sibling = { workspace = true }
missing = { workspace = true }
forked = { git = "https://github.com/o/forked", tag = "v1" }
extra = { version = "2", optional = true }
[dev-dependencies]
criterion = "0.5"
[build-dependencies]
cc = "1"
[target.'cfg(unix)'.dependencies]
nix = "0.27"
[dependencies.uuid]
version = "1.7"
"""
    root = """\
[workspace]
members = ["*"]
[workspace.dependencies]
shared = "=0.3.1"
renamed = { package = "real-name", version = "3" }
sibling = { path = "sibling" }
"""
    assert (
        shown("crates/shop/Cargo.toml", text, {"Cargo.toml": root})
        == """\
4 serde 1.0 runtime
5 tokio =1.36.0 runtime
6 serde_json 1 runtime
8 shared =0.3.1 runtime
9 real-name 3 optional
11 gap: no workspace has 'missing'
11 missing - runtime
12 forked https://github.com/o/forked@v1 runtime
13 extra 2 optional
20 uuid 1.7 runtime
15 criterion 0.5 development
17 cc 1 build
19 nix 0.27 runtime"""
    )
    assert shown("Cargo.toml", root) == ""


def test_composer(shown: Shown, read: Read) -> None:
    text = """\
{
  "require": {
    "php": ">=8.2",
    "ext-redis": "*",
    "Laravel/Framework": "^11.0",
    "monolog/monolog": "3.5.0",
    "shop/core": "self.version",
    "composer-runtime-api": "^2",
    "nonsense": "1"
  },
  "require-dev": {
    "phpunit/phpunit": "^10 || ^11"
  }
}
"""
    assert (
        shown("composer.json", text)
        == """\
4 ext-redis * runtime
5 laravel/framework ^11.0 runtime
6 monolog/monolog =3.5.0 runtime
9 gap: not the name of a package: 'nonsense'
12 phpunit/phpunit ^10 || ^11 development"""
    )
    assert [row.purl for row in read("composer.json", text)[:2]] == [None, "pkg:composer/laravel/framework"]


def test_pubspec(shown: Shown) -> None:
    text = """\
name: app
environment:
  sdk: ^3.0.0
dependencies:
  flutter:
    sdk: flutter
  http: ^1.1.0
  path: 1.8.3
  any_version:
  inner: {path: ../inner}
  forked:
    git:
      url: https://github.com/o/forked.git
      ref: main
  hosted:
    hosted: https://example.com
    version: ^2.0.0
dev_dependencies:
  lints: ^3.0.0
"""
    assert (
        shown("app/pubspec.yaml", text)
        == """\
5 flutter - runtime
7 http ^1.1.0 runtime
8 path =1.8.3 runtime
9 any_version - runtime
11 forked https://github.com/o/forked.git@main runtime
15 hosted ^2.0.0 runtime
19 lints ^3.0.0 development"""
    )
    assert shown("pubspec.yaml", "dependencies: [") == "1 gap: not YAML: did not find expected node content"


CENTRAL = """\
<Project>
  <PropertyGroup><AspireVersion>13.1.0</AspireVersion></PropertyGroup>
  <ItemGroup>
    <PackageVersion Include="Aspire.Npgsql" Version="$(AspireVersion)" />
    <PackageVersion Include="MediatR" Version="12.0.0" />
    <PackageVersion Include="Never.Used" Version="1.0.0" />
    <GlobalPackageReference Include="Nerdbank.GitVersioning" Version="3.6.133" />
  </ItemGroup>
</Project>
"""


def test_csproj(shown: Shown) -> None:
    text = """\
\ufeff<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net9.0</TargetFramework><V>8.1.0</V></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Aspire.Npgsql" />
    <PackageReference Include="mediatr" VersionOverride="13.0.0" />
    <PackageReference Include="Serilog"><Version>$(V)</Version></PackageReference>
    <PackageReference
        Include="Analyzer"
        Version="1.*" PrivateAssets="all" />
    <PackageReference Update="Serilog" Version="9" />
    <PackageReference Include="$(Computed)" Version="1" />
    <PackageReference Include="Unknown" Version="$(Nowhere)" />
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <ProjectReference Include="../Core/Core.csproj" />
  </ItemGroup>
</Project>
"""
    assert (
        shown("src/Api/Api.csproj", text, {"Directory.Packages.props": CENTRAL})
        == """\
1 Microsoft.NET.Sdk.Web - build
4 PackageReference - build
4 Aspire.Npgsql =13.1.0 runtime
5 mediatr =13.0.0 runtime
6 Serilog =8.1.0 runtime
7 Analyzer 1.* build
11 gap: a package whose name is computed: $(Computed)
12 Unknown $(Nowhere) runtime
13 Microsoft.AspNetCore.App - runtime"""
    )
    assert shown("Directory.Packages.props", CENTRAL) == "7 Nerdbank.GitVersioning =3.6.133 build"


def test_what_a_target_executes(shown: Shown) -> None:
    text = """<Project>
  <Target Name="Assets"><Exec Command="npm ci" /><Exec Command="$(Tool) run" /><Exec /></Target>
</Project>
"""
    assert shown("Web.csproj", text) == "2 npm - build\n2 npm ci - build"


def test_csproj_of_tests(shown: Shown) -> None:
    text = '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>\n<PackageReference Include="xunit" Version="2.7.0"/>\n<PackageReference Include="Moq" Version="4.20.70"/></ItemGroup></Project>'
    assert shown("T.csproj", text) == (
        "2 PackageReference - build\n2 xunit =2.7.0 development\n3 Moq =4.20.70 development"
    )


def test_packages_config_and_tools(shown: Shown) -> None:
    config = '<?xml version="1.0"?>\n<packages>\n  <package id="Newtonsoft.Json" version="13.0.1" />\n  <package id="StyleCop" version="1.0.0" developmentDependency="true" />\n</packages>'
    assert shown("packages.config", config) == "3 Newtonsoft.Json =13.0.1 runtime\n4 StyleCop =1.0.0 development"
    tools = '{"version": 1, "tools": {\n"dotnet-ef": {"version": "9.0.0", "commands": ["dotnet-ef"]}}}'
    assert shown(".config/dotnet-tools.json", tools) == "2 dotnet-ef =9.0.0 development"


POM = """\
<project>
  <parent>
    <groupId>com.shop</groupId>
    <artifactId>parent</artifactId>
    <version>1.0</version>
  </parent>
  <artifactId>api</artifactId>
  <properties><jackson>2.17.0</jackson></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.managed</groupId>
      <artifactId>unused</artifactId><version>9</version></dependency>
    <dependency><groupId>org.bom</groupId>
      <artifactId>bom</artifactId><version>3</version><type>pom</type><scope>import</scope></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>com.fasterxml.jackson.core</groupId>
      <artifactId>jackson-databind</artifactId>
      <version>${jackson}</version>
    </dependency>
    <dependency>
      <groupId>org.postgresql</groupId>
      <artifactId>postgresql</artifactId>
      <scope>runtime</scope>
    </dependency>
    <dependency>
      <groupId>com.shop</groupId>
      <artifactId>core</artifactId>
      <version>${project.version}</version>
    </dependency>
    <dependency><groupId>com.shop.shared</groupId><artifactId>s</artifactId><version>${project.version}</version></dependency>
    <dependency><groupId>org.junit</groupId><artifactId>junit</artifactId><scope>test</scope></dependency>
    <dependency><groupId>org.lombok</groupId><artifactId>lombok</artifactId><version>[1,2)</version><optional>true</optional></dependency>
    <dependency><groupId>${nowhere}</groupId><artifactId>x</artifactId></dependency>
    <dependency><groupId>org.u</groupId><artifactId>u</artifactId><version>${nowhere}</version></dependency>
    <dependency><groupId>javax</groupId><artifactId>servlet</artifactId><scope>provided</scope></dependency>
  </dependencies>
  <build><plugins>
    <plugin>
      <artifactId>maven-compiler-plugin</artifactId>
      <dependencies><dependency><groupId>org.e</groupId><artifactId>e</artifactId><version>1</version></dependency></dependencies>
    </plugin>
  </plugins></build>
  <profiles><profile><dependencies>
    <dependency><groupId>org.p</groupId><artifactId>p</artifactId><version>1</version></dependency>
  </dependencies></profile></profiles>
</project>
"""
PARENT = """\
<project>
  <parent><groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId><version>3.2.0</version></parent>
  <groupId>com.shop</groupId><artifactId>parent</artifactId><version>1.0</version>
  <properties><pg>42.7.1</pg></properties>
  <modules><module>api</module><module>core</module></modules>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><version>${pg}</version></dependency>
  </dependencies></dependencyManagement>
</project>
"""


def test_pom(shown: Shown) -> None:
    assert (
        shown("api/pom.xml", POM, {"pom.xml": PARENT})
        == """\
18 com.fasterxml.jackson.core/jackson-databind =2.17.0 runtime
23 org.postgresql/postgresql =42.7.1 runtime
32 org.junit/junit - development
33 org.lombok/lombok [1,2) optional
34 gap: a property that is not set here: ${nowhere}:x
35 org.u/u ${nowhere} runtime
36 javax/servlet - build
13 org.bom/bom =3 build
40 org.apache.maven.plugins/maven-compiler-plugin - build
41 org.e/e =1 build
45 org.p/p =1 runtime"""
    )
    assert shown("pom.xml", PARENT) == "3 org.springframework.boot/spring-boot-starter-parent =3.2.0 build"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("<project><dependencies>", "1 gap: not XML: no element found"),
        ("<html/>", "1 gap: not a Maven project"),
        (
            "<!DOCTYPE project [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\n<project>&a;</project>",
            "1 gap: a document type definition, which is refused",
        ),
        (
            "<project><dependencies><dependency/></dependencies></project>",
            "1 gap: a dependency without group or artifact",
        ),
        (
            "<project><properties><a>${b}</a><b>${a}</b></properties><dependencies><dependency><groupId>${a}</groupId>"
            "<artifactId>x</artifactId></dependency></dependencies></project>",
            "1 gap: a property that is not set here: ${a}:x",
        ),
    ],
)
def test_pom_that_is_broken(shown: Shown, text: str, rows: str) -> None:
    assert shown("pom.xml", text) == rows


@pytest.mark.parametrize("source", [javascript, golang, php, jvm, dotnet])
def test_copies_of_other_peoples_packages_are_not_wanted(source: object) -> None:
    wants = source.SOURCE.wants  # type: ignore[attr-defined]  # every module of the folder has it
    for name in ("package.json", "go.mod", "composer.json", "pom.xml", "build.gradle", "a.csproj"):
        assert not wants(f"node_modules/x/{name}")
        assert not wants(f"a/vendor/x/{name}")


def test_a_maven_compiler_names_its_processors(shown: Shown) -> None:
    text = """\
<project><artifactId>shop</artifactId><groupId>org.acme</groupId><build><plugins>
<plugin><artifactId>maven-compiler-plugin</artifactId><configuration><annotationProcessorPaths>
<path><groupId>org.mapstruct</groupId><artifactId>mapstruct-processor</artifactId><version>1.6.3</version></path>
<annotationProcessorPath>
<groupId>org.projectlombok</groupId><artifactId>lombok</artifactId></annotationProcessorPath>
</annotationProcessorPaths></configuration></plugin></plugins></build></project>
"""
    assert (
        shown("pom.xml", text)
        == """\
2 org.apache.maven.plugins/maven-compiler-plugin - build
3 org.mapstruct/mapstruct-processor =1.6.3 build
5 org.projectlombok/lombok - build"""
    )


def test_what_the_scripts_of_a_package_run(shown: Shown) -> None:
    text = """{"scripts": {
  "build": "npm run a && node x.js",
  "deploy": "cross-env A=b wrangler deploy; npx netlify-cli deploy",
  "bad": 3,
  "up": "docker compose up"
}}"""
    assert shown("package.json", text).splitlines() == [
        "3 cross-env - development", "3 wrangler - development", "3 netlify-cli - development", "5 docker - development",
        "5 docker compose - development",
    ]  # fmt: skip
    text = '{"scripts": {"a": "@php vendor/bin/phpunit",\n"b": ["App\\\\X::y", "@composer x", "phpstan analyse"]}}'
    assert shown("composer.json", text).splitlines() == [
        "1 phpunit - development", "2 composer - development", "2 phpstan - development"
    ]  # fmt: skip
