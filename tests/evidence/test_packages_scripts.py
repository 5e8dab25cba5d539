"""What manifests that are programs ask for: Ruby, Elixir, Apple's platforms, Gradle and C++."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from principal.core.observed import Packages
from principal.evidence import cpp, ruby, swift

Shown = Callable[..., str]
Read = Callable[..., list[Packages]]

GEMFILE = """\
source "https://rubygems.org"
ruby "3.3.0"
# gem "commented"
gem "rails", "~> 7.1", ">= 7.1.2"
gem 'pg', '1.5.4', require: false
gem("puma")
gem "mine", path: "engines/mine"
gem "fork", github: "org/fork", branch: "main"
gem "many",
    "~> 2.0",
    group: :test
gem "win", platforms: %i[mingw x64_mingw]
gem "old", :group => [:development, :test]

group :development, :test do
  gem "rspec-rails"
  if ENV["X"]
    gem "inside" if RUBY_VERSION > "3"
  end
end

group :production, optional: true do
  gem "lograge"
end

path "engines" do
  gem "internal"
end

%w[a b].each { |name| gem name }
["x"].each do |g|
  gem g, "1"
end
gem "after.end"
=begin
gem "block comment"
=end
__END__
gem "never"
"""


def test_gemfile(shown: Shown) -> None:
    assert (
        shown("Gemfile", GEMFILE)
        == """\
4 rails ~> 7.1, >= 7.1.2 runtime
5 pg =1.5.4 runtime
6 puma - runtime
8 fork org/fork@main runtime
9 many ~> 2.0 development
12 win - runtime
13 old - development
16 rspec-rails - development
18 inside - development
23 lograge - optional
30 gap: a gem whose name is computed: gem name
32 gap: a gem whose name is computed: gem g
34 after.end - runtime"""
    )


def test_gemspec(shown: Shown) -> None:
    text = """\
Gem::Specification.new do |s|
  s.name = "shop"
  s.description = "It's a gem: add_dependency nothing"
  s.add_dependency "activesupport", ">= 7.0", "< 9"
  s.add_runtime_dependency("rack", "= 3.0.8")
  s.add_dependency "shop-core", version
  s.add_dependency "shop-web", Shop::VERSION
  s.add_development_dependency %q<rake>, "~> 13"
  s.add_development_dependency "minitest"
  s.add_dependency name
end
"""
    assert (
        shown("shop.gemspec", text)
        == """\
4 activesupport >= 7.0, < 9 runtime
5 rack =3.0.8 runtime
8 rake ~> 13 development
9 minitest - development
10 gap: a gem whose name is computed: add_dependency name"""
    )


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("Gemfile", True),
        ("gems.rb", True),
        ("Gemfile.next", True),
        ("gemfiles/rails_7.gemfile", True),
        ("Gemfile.lock", False),
        ("templates/Gemfile.tt", False),
        ("vendor/bundle/x/Gemfile", False),
        ("lib/gem.rb", False),
    ],
)
def test_which_files_are_gemfiles(path: str, wanted: bool) -> None:
    assert ruby.SOURCE.wants(path) is wanted


def test_what_an_import_map_pins(shown: Shown, read: Read) -> None:
    text = """\
# Pin npm packages by running ./bin/importmap
pin "application"
pin "@hotwired/turbo-rails", to: "turbo.min.js", preload: true
pin_all_from "app/javascript/controllers", under: "controllers"
pin "@github/hotkey", to: "@github--hotkey.js" # @3.1.1
pin "d3" # @7.9.0
pin 'lodash/fp', preload: false # @4.17.21
pin("react", to: "https://ga.jspm.io/npm:react@18.2.0/index.js")
pin "md5", to: "https://cdn.jsdelivr.net/npm/md5@2.2.0/md5.js", preload: true
  # pin "commented" # @1.0.0
pin name # @1.0.0
"""
    assert (
        shown("engines/web/config/importmap.rb", text)
        == """\
5 @github/hotkey =3.1.1 runtime
6 d3 =7.9.0 runtime
7 lodash =4.17.21 runtime
8 react =18.2.0 runtime
9 md5 =2.2.0 runtime"""
    )
    [row] = read("config/importmap.rb", 'pin "@a/b" # @1.0.0\n')
    assert (row.ecosystem, row.purl) == ("npm", "pkg:npm/%40a/b@1.0.0")


def test_mix(shown: Shown) -> None:
    text = """\
defmodule Shop.MixProject do
  use Mix.Project

  def project do
    [app: :shop, version: "0.1.0", deps: deps(), docs: [extras: [{:not, "1.0"}]]]
  end

  # {:commented, "~> 1.0"}
  defp deps do
    [
      {:phoenix, "~> 1.7.10"},
      {:ecto_sql, "== 3.11.0"},
      {:credo, "~> 1.7", only: [:dev, :test], runtime: false},
      {:esbuild, "~> 0.8", runtime: Mix.env() == :dev},
      {:inner, in_umbrella: true},
      {:local, path: "../local"},
      {:fork, github: "org/fork", tag: "v1"},
      {:opt, ">= 0.0.0", optional: true},
      {:renamed, "~> 1.0", hex: :real_name},
      {:long,
       "~> 2.0",
       only: :test},
      {:floki, ">= 0.30.0", [only: :test]},
      {:compile, "~> 1.0", runtime: false},
      {name(), "1.0"}
    ] ++ more_deps()
  end

  defp more_deps, do: [{:extra, "~> 0.1"}]

  def other do
    {:ok, "not a dependency"}
  end
end
"""
    assert (
        shown("mix.exs", text)
        == """\
11 phoenix ~> 1.7.10 runtime
12 ecto_sql =3.11.0 runtime
13 credo ~> 1.7 development
14 esbuild ~> 0.8 development
17 fork org/fork@v1 runtime
18 opt >= 0.0.0 optional
19 real_name ~> 1.0 runtime
20 long ~> 2.0 development
23 floki >= 0.30.0 development
24 compile ~> 1.0 build
29 extra ~> 0.1 runtime"""
    )
    assert shown("mix.exs", 'def project do\n[deps: [\n{:a, "1.0.0"}]]\nend') == "3 a =1.0.0 runtime"
    assert shown("mix.exs", 'defp deps do\n[{:a, "1.0.0"},\n{dep, "~> 1"}') == (
        "2 a =1.0.0 runtime\n3 gap: a dependency whose name is computed: dep"
    )


def test_package_swift(shown: Shown) -> None:
    text = """\
// swift-tools-version:5.9
import PackageDescription
let package = Package(
    name: "Shop",
    dependencies: [
        .package(url: "https://github.com/Alamofire/Alamofire.git", from: "5.8.0"),
        .package(name: "X", url: "git@github.com:org/x.git", .exact("1.2.3")),
        .package(url: "https://github.com/vapor/vapor", "4.0.0"..<"5.0.0"),
        .package(url: "https://github.com/a/branch", branch: "main"),
        .package(url: "https://github.com/a/upto", .upToNextMajor(from: "2.0.0")),
        .package(url: "https://github.com/a/exact", exact: "3.0.0"),
        .package(path: "../Local"),
        .package(url: base + "/x", from: "1.0.0"),
        /* .package(url: "https://github.com/no/no", from: "1.0.0"), */
    ],
    targets: [.target(name: "Shop", dependencies: [.product(name: "Vapor", package: "vapor")])]
)
"""
    assert (
        shown("Package.swift", text)
        == """\
6 github.com/Alamofire/Alamofire from: 5.8.0 runtime
7 github.com/org/x =1.2.3 runtime
8 github.com/vapor/vapor 4.0.0..<5.0.0 runtime
9 github.com/a/branch branch: main runtime
10 github.com/a/upto from: 2.0.0 runtime
11 github.com/a/exact =3.0.0 runtime
13 gap: a package whose address is computed: base+/x"""
    )


PROJECT = """\
// !$*UTF8*$!
{
/* Begin XCRemoteSwiftPackageReference section */
    AA /* XCRemoteSwiftPackageReference "lottie-ios" */ = {
        isa = XCRemoteSwiftPackageReference;
        repositoryURL = "https://github.com/airbnb/lottie-ios.git";
        requirement = {
            kind = upToNextMajorVersion;
            minimumVersion = 4.3.0;
        };
    };
    BB /* XCRemoteSwiftPackageReference "exact" */ = {
        isa = XCRemoteSwiftPackageReference;
        repositoryURL = "https://github.com/org/Exact";
        requirement = {
            kind = exactVersion;
            version = 1.0.1;
        };
    };
}
"""


@pytest.mark.parametrize(
    ("settings", "rows"),
    [
        ("SDKROOT = watchos;", ""),
        ("SDKROOT = iphoneos; SUPPORTS_MACCATALYST = YES;", "2 macosx_deployment_target 14.0 runtime"),
        ('SUPPORTED_PLATFORMS = "iphoneos macosx";', "2 macosx_deployment_target 14.0 runtime"),
        ("SDKROOT = auto;", "2 macosx_deployment_target 14.0 runtime"),
        ("", "2 macosx_deployment_target 14.0 runtime"),
    ],
)
def test_systems_of_apple_that_a_project_is_built_for(shown: Shown, settings: str, rows: str) -> None:
    assert shown("A.xcodeproj/project.pbxproj", f"{settings}\nMACOSX_DEPLOYMENT_TARGET = 14.0;\n") == rows


def test_xcode_project_and_what_it_resolved_to(shown: Shown) -> None:
    assert (
        shown("App.xcodeproj/project.pbxproj", PROJECT)
        == """\
6 github.com/airbnb/lottie-ios from: 4.3.0 runtime
14 github.com/org/Exact =1.0.1 runtime"""
    )
    resolved = """\
{
  "pins" : [
    {
      "identity" : "lottie-ios",
      "kind" : "remoteSourceControl",
      "location" : "https://github.com/airbnb/lottie-ios.git",
      "state" : { "revision" : "abc", "version" : "4.3.3" }
    },
    { "location" : "https://github.com/other/dep", "state" : { "branch" : "main" } },
    { "state" : {} }
  ],
  "version" : 2
}
"""
    path = "App.xcodeproj/project.xcworkspace/xcshareddata/swiftpm/Package.resolved"
    assert (
        shown(path, resolved, {"App.xcodeproj/project.pbxproj": PROJECT})
        == """\
6 github.com/airbnb/lottie-ios =4.3.3 runtime
9 github.com/other/dep main transitive
10 gap: a pin without an address"""
    )
    old = '{"object": {"pins": [{"package": "A", "repositoryURL": "https://github.com/a/a", "state": {"version": "1.0.0"}}]}}'
    assert shown("Package.resolved", old) == "1 github.com/a/a =1.0.0 transitive"


def test_podfile(shown: Shown, read: Read) -> None:
    text = """\
platform :ios, '15.0'
def shared
  pod 'Alamofire', '~> 5.8'
end
target 'App' do
  use_frameworks!
  pod 'Firebase/Analytics', '10.20.0'
  pod 'Mine', :path => '../Mine'
  pod 'Fork', :git => 'https://github.com/o/Fork.git', :tag => '1.0'
  # pod 'Commented'
  target 'AppTests' do
    inherit! :search_paths
    pod 'OCMock'
  end
end
pods.each { |p| pod p }
post_install do |installer|
  installer.pods_project.targets.each do |target|
  end
end
"""
    assert (
        shown("ios/Podfile", text)
        == """\
3 Alamofire ~> 5.8 runtime
7 Firebase =10.20.0 runtime
9 Fork https://github.com/o/Fork.git@1.0 runtime
13 OCMock - development
16 gap: a pod whose name is computed: pod p"""
    )
    assert read("Podfile", text)[1].purl == "pkg:cocoapods/Firebase@10.20.0#Analytics"
    assert not swift.SOURCE.wants("Pods/Firebase/Podfile")


def test_cartfile(shown: Shown) -> None:
    text = '# carthage\ngithub "ReactiveX/RxSwift" ~> 6.0\ngithub "a/b" == 1.2\nwhat\n'
    assert shown("Cartfile", text) == (
        "2 github.com/ReactiveX/RxSwift ~> 6.0 runtime\n3 github.com/a/b =1.2 runtime\n4 gap: not a Cartfile entry: 'what'"
    )


CATALOG = """\
[versions]
kotlin = "1.9.22"
ktor = { strictly = "2.3.7" }
[libraries]
ktor-server-core = { module = "io.ktor:ktor-server-core", version.ref = "ktor" }
junit = "org.junit:junit:4.13.2"
okHttp = { group = "com.squareup", name = "okhttp" }
[bundles]
web = ["ktor-server-core", "okHttp"]
[plugins]
kotlin-jvm = { id = "org.jetbrains.kotlin.jvm", version.ref = "kotlin" }
convention = { id = "shop.convention", version = "unspecified" }
"""


def test_gradle_kotlin(shown: Shown) -> None:
    text = """\
import x.y
val exposedVersion: String by project
plugins {
    application
    kotlin("plugin.serialization") version "1.9.22"
    id("org.springframework.boot") version "3.2.1" apply false
    alias(libs.plugins.kotlin.jvm)
    alias(libs.plugins.convention)
    id("shop.java-conventions")
    `java-library`
}
dependencies {
    implementation(libs.ktor.server.core)
    implementation(libs.bundles.web) { exclude(group = "a", module = "b") }
    testImplementation(libs.junit)
    api("com.google.guava:guava:33.0.0-jre")
    implementation("org.jetbrains.exposed:exposed-core:$exposedVersion")
    implementation("org.unknown:lib:$nowhere")
    implementation(platform("io.ktor:ktor-bom:2.3.7"))
    implementation(project(":core"))
    implementation(projects.feature.cart)
    implementation(kotlin("reflect"))
    compileOnly("org.projectlombok:lombok:1.18.30")
    ksp("com.google.dagger:hilt:2.50")
    implementation(libs.nothing)
    implementation(Deps.retrofit)
    "customConfig"("org.custom:c:1+")
    implementation(files("libs/a.jar"))
    constraints {
        implementation("org.constrained:c:1.0")
    }
}
tasks.test { useJUnitPlatform() }
"""
    assert (
        shown(
            "app/build.gradle.kts",
            text,
            {"gradle/libs.versions.toml": CATALOG, "gradle.properties": "# x\nexposedVersion=0.46.0\n"},
        )
        == """\
5 org.jetbrains.kotlin.plugin.serialization/org.jetbrains.kotlin.plugin.serialization.gradle.plugin =1.9.22 build
6 org.springframework.boot/org.springframework.boot.gradle.plugin =3.2.1 build
7 org.jetbrains.kotlin.jvm/org.jetbrains.kotlin.jvm.gradle.plugin =1.9.22 build
13 io.ktor/ktor-server-core =2.3.7 runtime
14 io.ktor/ktor-server-core =2.3.7 runtime
14 com.squareup/okhttp - runtime
15 org.junit/junit =4.13.2 development
16 com.google.guava/guava =33.0.0-jre runtime
17 org.jetbrains.exposed/exposed-core =0.46.0 runtime
18 org.unknown/lib $nowhere runtime
19 io.ktor/ktor-bom =2.3.7 build
22 org.jetbrains.kotlin/kotlin-reflect =1.9.22 runtime
23 org.projectlombok/lombok =1.18.30 build
24 com.google.dagger/hilt =2.50 build
25 gap: no version catalog has 'nothing'
26 gap: a dependency that is computed: Deps.retrofit
27 org.custom/c 1+ build"""
    )


def test_gradle_switches_on_what_is_no_package(shown: Shown) -> None:
    text = """\
plugins {
    jacoco
    id("checkstyle")
}
android {
    buildTypes { release { isMinifyEnabled = true } }
    lint { abortOnError = true }
}
"""
    assert (
        shown("app/build.gradle.kts", text)
        == """\
3 gradle:checkstyle - build
2 gradle:jacoco - build
6 gradle:minify - build
7 gradle:lint - development"""
    )
    off = "def shrink = false\nandroid { buildTypes { release { minifyEnabled shrink } debug { minifyEnabled false } } }\n"
    assert shown("app/build.gradle", off) == ""
    assert shown("jacoco.gradle", "apply plugin: 'jacoco'\n") == "1 gradle:jacoco - build"


def test_gradle_build_logic_depends_on_plugins(shown: Shown) -> None:
    text = """\
dependencies {
    implementation(plugin(libs.plugins.kotlin.jvm))
    implementation(libs.plugins.kotlin.jvm.toDep())
    compileOnly(unwrap(libs.okHttp))
    implementation(plugin(libs.plugins.nowhere))
    implementation(helper(other.thing))
}
"""
    assert (
        shown("build-logic/build.gradle.kts", text, {"gradle/libs.versions.toml": CATALOG})
        == """\
2 org.jetbrains.kotlin.jvm/org.jetbrains.kotlin.jvm.gradle.plugin =1.9.22 build
3 org.jetbrains.kotlin.jvm/org.jetbrains.kotlin.jvm.gradle.plugin =1.9.22 build
4 com.squareup/okhttp - build
5 gap: no version catalog has 'plugins.nowhere'
6 gap: a dependency that is computed: helper(other.thing)"""
    )


def test_gradle_groovy(shown: Shown) -> None:
    text = """\
buildscript {
    ext.kotlin_version = '1.9.0'
    ext { guavaVersion = '32.0' }
    def pgVersion = "42.7.1"
    dependencies { classpath "org.jetbrains.kotlin:kotlin-gradle-plugin:$kotlin_version" }
}
apply plugin: 'com.android.application'
apply plugin: 'java'
ext.libraries = [mockito: 'org.mockito:mockito-core:5.0.0']
dependencies {
    implementation 'com.google.code.gson:gson:2.10.1'
    implementation "com.google.guava:guava:${guavaVersion}", 'org.a:a:1'
    implementation group: 'org.postgresql', name: 'postgresql', version: pgVersion
    testImplementation(group: 'org.b', name: 'b', version: '2')
    testImplementation libraries.mockito
    implementation('org.c:c:3') {
        exclude group: 'x', module: 'y'
        because 'of: it'
    }
    implementation project(':lib')
    debugImplementation 'com.squareup.leakcanary:leakcanary-android:2.12'
    // implementation 'no:no:1'
    checkstyle 'com.puppycrawl.tools:checkstyle:10.0'
    implementation fileTree(dir: 'libs', include: ['*.jar'])
    implementation 'nonsense'
}
dependencyManagement {
    imports { mavenBom "org.springframework.cloud:spring-cloud-dependencies:2023.0.0" }
    dependencies { dependency 'org.managed:m:1' }
}
"""
    assert (
        shown("build.gradle", text)
        == """\
7 com.android.application/com.android.application.gradle.plugin - build
5 org.jetbrains.kotlin/kotlin-gradle-plugin =1.9.0 build
11 com.google.code.gson/gson =2.10.1 runtime
12 com.google.guava/guava =32.0 runtime
12 org.a/a =1 runtime
13 org.postgresql/postgresql =42.7.1 runtime
14 org.b/b =2 development
15 org.mockito/mockito-core =5.0.0 development
16 org.c/c =3 runtime
21 com.squareup.leakcanary/leakcanary-android =2.12 development
23 com.puppycrawl.tools/checkstyle =10.0 build
25 gap: not the coordinates of a library: 'nonsense'
28 org.springframework.cloud/spring-cloud-dependencies =2023.0.0 build"""
    )


def test_cmake(shown: Shown) -> None:
    text = """\
cmake_minimum_required(VERSION 3.20)
set(FMT_TAG 10.2.1)
# find_package(Commented)
find_package(Boost 1.70 REQUIRED COMPONENTS system)
find_package( OpenSSL
  REQUIRED )
find_package(Threads REQUIRED)
message(STATUS "find_package(InText)")
FetchContent_Declare(
  googletest
  GIT_REPOSITORY https://github.com/google/googletest.git
  GIT_TAG v1.14.0)
FetchContent_Declare(fmt GIT_REPOSITORY https://x GIT_TAG ${FMT_TAG})
pkg_check_modules(GTK REQUIRED IMPORTED_TARGET gtk4>=4.10 libsoup-3.0)
CPMAddPackage("gh:nlohmann/json@3.11.3")
CPMAddPackage(NAME spdlog GITHUB_REPOSITORY gabime/spdlog VERSION 1.13.0)
ExternalProject_Add(zlib URL https://zlib.net/zlib.tar.gz)
find_package(${dep})
#[[
find_package(InBracketComment)
]]
FIND_PACKAGE(Last)
"""
    assert (
        shown("CMakeLists.txt", text)
        == """\
4 Boost 1.70 runtime
5 OpenSSL - runtime
9 googletest v1.14.0 runtime
13 fmt 10.2.1 runtime
14 gtk4 >=4.10 runtime
14 libsoup-3.0 - runtime
15 json 3.11.3 runtime
16 spdlog 1.13.0 runtime
17 zlib - runtime
18 gap: a package whose name is computed: find_package(${dep})
22 Last - runtime"""
    )


def test_cmake_quotes_that_are_escaped_begin_no_text(shown: Shown) -> None:
    text = """\
set(FLAGS -DNAME=\\"${NAME}\\")
target_compile_definitions(shop PRIVATE VERSION=\\"${VERSION}\\" HASH=\\"${HASH}\\" ONE=\\")
find_package(PNG REQUIRED)
add_definitions(-DX="a b" -DY=\\\\)
find_package(TBB 2021 QUIET)
"""
    assert shown("CMakeLists.txt", text) == "3 PNG - runtime\n5 TBB 2021 runtime"


def test_cmake_of_an_example_finds_its_own_project(shown: Shown) -> None:
    root = "cmake_minimum_required(VERSION 3.5)\nproject(Drogon VERSION 1.9)\n"
    text = "find_package(drogon CONFIG REQUIRED)\nfind_package(Boost)\n"
    assert shown("examples/a/CMakeLists.txt", text, {"CMakeLists.txt": root}) == "2 Boost - runtime"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("cmake/deps.cmake", True),
        ("cmake/FindFoo.cmake", False),
        ("cmake/shop-config.cmake", False),
        ("cmake/shop-config.in.cmake", False),
        ("cmake/ShopTargets.cmake", False),
        ("CMakePresets.json", False),
    ],
)
def test_modules_that_tell_cmake_how_to_find_something_use_nothing(path: str, wanted: bool) -> None:
    assert cpp.SOURCE.wants(path) is wanted


def test_conanfile_txt(shown: Shown) -> None:
    text = "[requires]\nfmt/10.2.1  # text\nboost/[>=1.80 <2]\nzlib/1.3@user/stable#rev\nnonsense\n[tool_requires]\ncmake/3.28.1\n[generators]\nCMakeDeps\n"
    assert (
        shown("conanfile.txt", text)
        == """\
2 fmt =10.2.1 runtime
3 boost >=1.80 <2 runtime
4 zlib =1.3 runtime
5 gap: not a Conan reference: 'nonsense'
7 cmake =3.28.1 build"""
    )


def test_conanfile_py(shown: Shown) -> None:
    text = """\
from conan import ConanFile
class Shop(ConanFile):
    name = "shop"
    requires = "fmt/10.2.1", ("zlib/1.3", "private")
    tool_requires = ["cmake/3.28.1"]
    def requirements(self):
        self.requires("boost/1.84.0", force=True)
        self.requires(f"openssl/{self.version}")
        self.requires(self.computed())
        other.requires("not/1")
    def build_requirements(self):
        self.test_requires("gtest/1.14.0")
"""
    assert (
        shown("conanfile.py", text)
        == """\
4 fmt =10.2.1 runtime
4 zlib =1.3 runtime
5 cmake =3.28.1 build
7 boost =1.84.0 runtime
8 openssl - runtime
9 gap: a reference that is computed: self.computed()
12 gtest =1.14.0 development"""
    )


def test_vcpkg(shown: Shown, read: Read) -> None:
    text = """\
{
  "name": "shop",
  "dependencies": [
    "fmt",
    { "name": "boost-asio", "version>=": "1.84.0" },
    {
      "name": "protobuf",
      "host": true
    },
    { "name": "shop", "features": ["tests"] }
  ],
  "features": {
    "tests": { "dependencies": ["catch2"] },
    "redis": { "dependencies": ["hiredis"] }
  },
  "overrides": [{ "name": "fmt", "version": "10.2.1" }]
}
"""
    assert (
        shown("vcpkg.json", text)
        == """\
4 fmt 10.2.1 runtime
5 boost-asio >=1.84.0 runtime
7 protobuf - build
13 catch2 - development
14 hiredis - optional"""
    )
    assert {(row.ecosystem, row.purl) for row in read("vcpkg.json", text)} == {("vcpkg", None)}
