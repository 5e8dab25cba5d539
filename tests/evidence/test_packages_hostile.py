"""Manifests that nobody should trust: cut short, garbled, huge, deep. Nothing raises, nothing hangs."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from principal.core.observed import Packages
from principal.core.sources import FileSource, Gap, SourceFile
from principal.evidence import cpp, dart, dotnet, elixir, golang, javascript, jvm, php, python, ruby, rust, swift

MODULES = (cpp, dart, dotnet, elixir, golang, javascript, jvm, php, python, ruby, rust, swift)
SOURCES: list[FileSource] = [module.SOURCE for module in MODULES]  # type: ignore[attr-defined]  # every module of the folder has it

TOML = '[project]\ndependencies = ["a==1", \'b\']\n[tool.poetry.dependencies]\nc = {version = "1", optional = true}\n'
CARGO = '[dependencies]\nserde = { version = "1", package = "x" }\n[target."cfg(unix)".dependencies]\nnix.workspace = true\n'
GRADLE = 'plugins { id("a.b") version "1" }\ndef v = "1"\ndependencies {\n  implementation("g:a:$v") { x }\n  api(libs.a.b)\n  test group: \'g\', name: \'a\'\n}\n'
POM = "<project><groupId>g</groupId><properties><v>1</v></properties><dependencies>\n<dependency><groupId>a</groupId><artifactId>b</artifactId><version>${v}</version></dependency></dependencies></project>"
SAMPLES = {
    "requirements.txt": "a[x]==1 ; python_version<'3' \\\n --hash=sha256:a # via b\n-e git+https://x/y#egg=z\nhttps://x/a-1-py3-none-any.whl\n",
    "requirements/base.in": "a==1\nb\n",
    "pyproject.toml": TOML,
    "setup.cfg": "[metadata]\nname = x\n[options]\ninstall_requires =\n  a>=1; python_version<'3'\n[options.extras_require]\nx = b\n",
    "setup.py": "A = [\"x\"]\nsetup(install_requires=A + [\"y==1\", f(1)], extras_require={\"a\": A, **b}, tests_require='''q\nr''')\n",
    "Pipfile": '[packages]\na = "==1"\nb = {git = "https://x/y", ref = "m"}\n',
    "Pipfile.lock": '{"default": {"a": {"version": "==1"}}, "develop": {}}',
    "environment.yml": "dependencies:\n  - a=1\n  - x::b>=2\n  - pip:\n    - c==1\n",
    "uv.lock": '[[package]]\nname = "a"\nversion = "1"\nsource = { editable = "." }\n[[package]]\nname = "b"\nversion = "2"\n',
    "package.json": '{"name": "@s/x", "dependencies": {"a": "1.0.0", "b": "npm:c@^1", "@s/d": "*", "e": "catalog:"}}',
    "deno.jsonc": '{"imports": {"a": "npm:b@1", "c": "jsr:@d/e", /* x */ "f": "https://deno.land/x/g@v1/mod.ts",}}',
    "go.mod": "module a/b\nrequire (\n\tx/y v1.0.0 // indirect\n)\nreplace x/y => ../z\ntool x/y/cmd\n",
    "Cargo.toml": CARGO,
    "composer.json": '{"require": {"php": ">=8", "a/b": "^1", "ext-x": "*"}, "require-dev": {"c/d": "1.0"}}',
    "pubspec.yaml": "dependencies:\n  a: ^1.0.0\n  b:\n    git: {url: https://x/y, ref: m}\n  c: &x {path: ..}\n  d: *x\n",
    "a.csproj": '<Project Sdk="A.B;C/1"><PropertyGroup><V>1</V></PropertyGroup><ItemGroup><PackageReference Include="A" Version="$(V)"/></ItemGroup></Project>',
    "packages.config": '<packages><package id="A" version="1"/></packages>',
    "pom.xml": POM,
    "build.gradle": GRADLE,
    "settings.gradle.kts": GRADLE,
    "Gemfile": 'group :test do\n  gem "a", "~> 1", group: :x\nend\ngem %q<b>, [">= 1"]\npath "x" do\n gem "c" if x\nend\n%w[a].each { |g| gem g }\n',
    "config/importmap.rb": 'pin "@a/b" # @1.0.0\npin("c", to: "https://ga.jspm.io/npm:c@2/x.js")\n',
    "a.gemspec": 'Gem::Specification.new do |s|\n s.add_dependency "a", ">= 1", "< 2"\n s.add_dependency "b", version\nend\n',
    "mix.exs": 'defp deps do\n [{:a, "~> 1.0", only: [:dev], runtime: false}, {:b, github: "x/y"}, {c, "1"}]\nend\ndef x, do: [{:d, "1"}]\n',
    "Package.swift": 'let p = Package(dependencies: [.package(url: "https://x.yz/z", from: "1.0"), .package(url: "git@a.bc:c/d.git", "1"..<"2")])',
    "Package.resolved": '{"pins": [{"location": "https://x.yz/z", "state": {"version": "1"}}], "version": 2}',
    "A.xcodeproj/project.pbxproj": 'x = {isa = XCRemoteSwiftPackageReference; repositoryURL = "https://x.yz/z"; requirement = {kind = exactVersion; version = 1; }; };',
    "Podfile": "target 'A' do\n pod 'B/C', '~> 1', :git => 'https://x/y'\n target 'ATests' do\n pod 'D'\n end\nend\n",
    "Cartfile": 'github "a/b" ~> 1\n',
    "CMakeLists.txt": 'set(V 1)\nfind_package(A 1.0 REQUIRED)\nFetchContent_Declare(B GIT_TAG ${V})\npkg_check_modules(P REQUIRED a>=1)\nCPMAddPackage("gh:a/b@1") #[[ x ]]\n',
    "conanfile.txt": "[requires]\na/1.0@b/c\n[tool_requires]\nd/[>1]\n",
    "conanfile.py": 'class A:\n requires = "a/1", ("b/2", "x")\n def requirements(self):\n  self.requires(f"c/{v}")\n',
    "vcpkg.json": '{"dependencies": ["a", {"name": "b", "version>=": "1"}], "features": {"t": {"dependencies": ["c"]}}}',
}


def rows_of(path: str, content: bytes, companions: dict[str, bytes] | None = None) -> list[Packages | Gap]:
    [source] = [source for source in SOURCES if source.wants(path)]
    rows = list(source.read(SourceFile(path, content, companions or {})))
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    for row in rows:
        assert isinstance(row, (Packages, Gap))
        assert row.line is None or 1 <= row.line <= lines
        if isinstance(row, Packages):
            assert row.name
            assert row.name.isprintable()
            assert row.scope in ("runtime", "development", "build", "optional", "transitive")
    return rows  # type: ignore[return-value]  # asserted above


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise AssertionError(f"still reading after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("path", SAMPLES)
def test_each_sample_gives_rows(path: str) -> None:
    assert any(isinstance(row, Packages) for row in rows_of(path, SAMPLES[path].encode()))


@pytest.mark.parametrize("path", SAMPLES)
def test_cut_short_anywhere(path: str) -> None:
    content = SAMPLES[path].encode()
    for end in range(len(content)):
        rows_of(path, content[:end])


ODD = [
    "",
    "\0",
    "\n",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "=",
    ":",
    ",",
    "#",
    "\\",
    "$",
    "é",
    "\u2028",
    "\x85",
    "<<",
    "/*",
    '"""',
    "&a",
    "*a",
]


@given(path=st.sampled_from(sorted(SAMPLES)), data=st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_garbled(path: str, data: st.DataObject) -> None:
    text = SAMPLES[path]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        drop = data.draw(st.integers(0, 5))
        text = text[:at] + data.draw(st.sampled_from(ODD)) + text[at + drop :]
    rows_of(path, text.encode("utf-8", "surrogatepass"))


@given(path=st.sampled_from(sorted(SAMPLES)), content=st.binary(max_size=80))
@settings(max_examples=200, deadline=None)
@example(path="package.json", content=b"\xff\xfe{\x00}\x00")
@example(path="pom.xml", content=b"\xfe\xff\x00<")
def test_any_bytes(path: str, content: bytes) -> None:
    rows_of(path, content)


@given(path=st.sampled_from(sorted(SAMPLES)), content=st.binary(max_size=60), cut=st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_any_companions(path: str, content: bytes, cut: int) -> None:
    [source] = [source for source in SOURCES if source.wants(path)]
    named = source.companions(path) if source.companions else ()
    sample = SAMPLES["Cargo.toml"].encode()[:cut]
    rows_of(path, SAMPLES[path].encode(), {name: content if index % 2 else sample for index, name in enumerate(named)})


BIG = 30_000
REPEATED: dict[str, Callable[[str], str]] = {
    "one long word": lambda _: "a" * BIG,
    "one long line of spaces": lambda _: "a" + " " * BIG + "b",
    "open brackets": lambda _: "[" * BIG,
    "open braces": lambda _: "{" * BIG,
    "open parentheses": lambda _: "f(" * (BIG // 2),
    "open comments": lambda _: "/*" * (BIG // 2),
    "hash brackets": lambda _: "#[[" * (BIG // 3),
    "quotes": lambda _: '"' * BIG,
    "single quotes": lambda _: "'" * BIG,
    "escaped quotes": lambda _: '"\\' * (BIG // 2),
    "elements": lambda _: "<a>" * (BIG // 3),
    "dashes": lambda _: "-" * BIG,
    "slashes and dashes": lambda _: "/a-1" * (BIG // 4),
    "newlines": lambda _: "\n" * BIG,
    "colons": lambda _: "a: " * (BIG // 3),
    "equals": lambda _: "a = " * (BIG // 4),
    "dollars": lambda _: "${" * (BIG // 2),
    "ruby blocks": lambda _: "do\n" * (BIG // 3),
    "the sample again and again": lambda sample: sample * (BIG // len(sample)),
    "the sample without lines": lambda sample: sample.replace("\n", " ") * (BIG // len(sample)),
    "the start of the sample": lambda sample: sample[: len(sample) // 2] * (2 * BIG // len(sample)),
}


@pytest.mark.parametrize("what", REPEATED)
def test_large_and_repetitive_content_is_read_in_time(what: str) -> None:
    for path, sample in SAMPLES.items():
        with at_most(10):
            rows_of(path, REPEATED[what](sample).encode())


def test_aliases_and_properties_do_not_multiply() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"k{n}: &k{n} [*{'a' if n == 0 else f'k{n - 1}'}, *{'a' if n == 0 else f'k{n - 1}'}]\n" for n in range(40)
    )
    [gap] = rows_of("pubspec.yaml", (bomb + "dependencies: {b: *k39}\n").encode())
    assert isinstance(gap, Gap)
    assert "once its aliases are followed" in gap.reason
    properties = "".join(f"<p{n}>${{p{n + 1}}}${{p{n + 1}}}</p{n}>" for n in range(60))
    pom = f"<project><properties>{properties}</properties><dependencies><dependency><groupId>${{p0}}</groupId><artifactId>x</artifactId></dependency></dependencies></project>"
    [gap] = rows_of("pom.xml", pom.encode())
    assert isinstance(gap, Gap)
    assert gap.reason.startswith("a property that is not set here: ")


def test_control_characters_and_credentials_never_get_into_rows() -> None:
    rows = rows_of("package.json", b'{"dependencies": {"a\\u001b[31m": "1.0.0", "b": "git+https://me:secret@h/x"}}')
    assert rows == [
        Gap("not the name of a package: 'a\\x1b[31m'", 1),
        Packages("package.json", 1, "npm", "b", "git+https://h/x", "pkg:npm/b", "runtime"),
    ]
