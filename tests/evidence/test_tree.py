"""Languages and kinds of files, by name, ending, first lines and attributes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principal.core.observed import Files
from principal.core.sources import SourceFile
from principal.evidence.tree import SOURCE, describe
from principal.evidence.tree.attributes import attributes_of, companions_of
from principal.evidence.tree.languages import language_of


def of(path: str, content: bytes = b"x\n", **attributes: str) -> tuple[str | None, str]:
    files = {name.replace("__", "/") + ".gitattributes": text.encode() for name, text in attributes.items()}
    row = describe(path, content, "b", len(content), attributes=files)
    return row.language, row.kind


@pytest.mark.parametrize(
    ("name", "content", "language"),
    [
        ("a.py", b"", "python"),
        ("A.PYI", b"", "python"),
        ("a.ipynb", b"{}", "python"),
        ("Main.qml", b"", "qml"),
        ("a.tsx", b"", "typescript"),
        ("a.mts", b"", "typescript"),
        ("a.ts", b'<?xml version="1.0"?>\n<!DOCTYPE TS>', None),
        ("a.jsx", b"", "javascript"),
        ("a.vue", b"", "vue"),
        ("a.svelte", b"", "svelte"),
        ("a.cs", b"", "csharp"),
        ("a.h", b"#include <stdio.h>\nint f(void);\n", "c"),
        (".env.ci.pgsql", b"DB_CONNECTION=pgsql\n", None),
        ("setup.iss", b"[Setup]\n", "inno-setup"),
        ("main.tsp", b"model Pet {}\n", "typespec"),
        ("a.h", b"namespace x {\n}\n", "cpp"),
        ("a.m", b"@interface A\n@end\n", "objective-c"),
        ("a.m", b"function y = f(x)\nend\n", "matlab"),
        ("a.pl", b"use strict;\n", "perl"),
        ("a.pl", b"parent(a, b).\n", "prolog"),
        ("a.v", b"module top (input clk);\nendmodule\n", "verilog"),
        ("a.tf", b"", "hcl"),
        ("a.tfvars", b"", None),
        ("a.proto", b"", "protobuf"),
        ("a.sql", b"", "sql"),
        ("a.scss", b"", "scss"),
        ("page.html.erb", b"", "html"),
        ("page.html.eex", b"", "html"),
        ("query.sql.j2", b"", "sql"),
        ("model.rb.tt", b"", "ruby"),
        ("values.yaml.j2", b"", None),
        ("config.h.in", b"", "c"),
        ("Rakefile", b"", "ruby"),
        ("Jenkinsfile", b"", "groovy"),
        ("BUILD", b"cc_library(\n", "starlark"),
        ("BUILD", b"How to build this\n", None),
        ("Dockerfile", b"FROM x\n", None),
        ("Makefile", b"all:\n", None),
        ("run", b"#!/usr/bin/env python3\n", "python"),
        ("run", b"#!/usr/bin/env -S node --no-warnings\n", "javascript"),
        ("run", b"#!/bin/bash -e\n", "shell"),
        ("run.test", b"#!/bin/sh\n", "shell"),
        ("run", b"no shebang\n", None),
        (".bashrc", b"", None),
        ("README.md", b"", None),
        ("a.json", b"", None),
        ("a.yaml", b"", None),
        ("a.unknown", b"", None),
    ],
)
def test_languages(name: str, content: bytes, language: str | None) -> None:
    assert language_of(name, content) == language


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("src/app.py", b"", "code"),
        ("src/contest.py", b"", "code"),
        ("src/latest.java", b"", "code"),
        ("src/Contest.java", b"", "code"),
        ("testing/helpers.go", b"", "code"),
        ("tests/x.py", b"", "test"),
        ("src/test_x.py", b"", "test"),
        ("pkg/x_test.go", b"", "test"),
        ("spec/models/user_spec.rb", b"", "test"),
        ("spec/openapi.yaml", b"", "configuration"),
        ("src/OrderTest.java", b"", "test"),
        ("src/TestOrders.cs", b"", "test"),
        ("web/a.spec.tsx", b"", "test"),
        ("tests/cassettes/pay.yaml", b"", "test"),
        ("compose.tests.yaml", b"", "test"),
        ("old-docs/k8s/web.yaml", b"", "documentation"),
        ("result/docker-compose.test.yml", b"", "test"),
        ("docker-compose-e2e.yaml", b"", "test"),
        ("compose.attests.yaml", b"", "configuration"),
        ("_integration-test/nginx/compose.yaml", b"", "test"),
        ("tests/README.md", b"", "documentation"),
        ("docs/conf.py", b"", "documentation"),
        ("LICENSE", b"", "documentation"),
        ("license.py", b"", "code"),
        ("changelog-check.yml", b"", "configuration"),
        ("requirements.txt", b"", "configuration"),
        ("requirements/dev.txt", b"", "configuration"),
        ("words.txt", b"", "data"),
        ("locales/de.json", b"", "data"),
        ("big.json", b"x" * 100_001, "data"),
        ("package.json", b"", "configuration"),
        ("Dockerfile", b"", "configuration"),
        ("vite.config.ts", b"", "configuration"),
        ("build.gradle.kts", b"", "configuration"),
        ("main.tf", b"", "code"),
        ("a.csv", b"", "data"),
        ("poetry.lock", b"", "generated"),
        ("go.sum", b"", "generated"),
        ("api_pb2.py", b"", "generated"),
        ("api.pb.go", b"", "generated"),
        ("src/__snapshots__/a.snap", b"", "generated"),
        ("a.min.js", b"", "generated"),
        ("ui/dist/index.html", b"", "generated"),
        ("ui/src/index.html", b"", "code"),
        ("lcov-report/base.css", b"", "generated"),
        ("db/structure.sql", b"SET lock_timeout = 0;\n", "generated"),
        ("db/schema.sql", b"", "code"),
        ("bundle.js", b"var a=1;" * 400, "generated"),
        ("x.go", b"// Code generated by mockgen. DO NOT EDIT.\npackage x\n", "generated"),
        ("x.ts", b"/**\n * @generated SignedSource<<abc>>\n */\n", "generated"),
        ("schema.rb", b"# This file is auto-generated from the current state of the database.\n", "generated"),
        ("x.cs", b"// <auto-generated />\n", "generated"),
        ("gen.py", b'MARK = "Code generated by us. DO NOT EDIT."\n', "code"),
        ("ids.py", b"# Tests auto-generated ids\n", "code"),
        ("rules.py", b"# Do not edit without asking\n", "code"),
        ("0001_initial.py", b"# Generated by Django 4.2 on 2024-01-01\n", "code"),
        ("vendor/lib.go", b"", "vendored"),
        ("svc/vendor/github.com/x/y.go", b"", "vendored"),
        ("apps/vendor/models.py", b"", "code"),
        ("web/static/vendor/jquery.js", b"", "vendored"),
        ("overrides/psy/psysh/src/Shell.php", b"", "vendored"),
        ("docs-theme/overrides/src/main.py", b"", "code"),
        ("overrides/partials/footer.py", b"", "code"),
        ("node_modules/x/index.js", b"", "vendored"),
        ("gradlew", b"#!/bin/sh\n", "vendored"),
        ("logo.png", b"\x89PNG", "binary"),
        ("program", b"\x7fELF\0\0", "binary"),
        ("code.py", b"a\0b", "binary"),
        ("utf16.ps1", "\ufeffWrite-Host".encode("utf-16-le"), "code"),
        ("logo.svg", b"<svg/>", "data"),
    ],
)
def test_kinds(path: str, content: bytes, kind: str) -> None:
    assert describe(path, content, "b", len(content)).kind == kind


def test_attributes_go_before_names() -> None:
    assert of("m/0001_auto_x.py", **{"": "*_auto_*.py linguist-generated"}) == ("python", "generated")
    assert of("a.lock", b"", **{"": "*.lock linguist-generated -diff"}) == (None, "generated")
    assert of("yarn.lock", **{"": "*.lock -linguist-generated"}) == (None, "configuration")
    assert of("vendor/a.go", **{"": "vendor/** linguist-vendored=false"}) == ("go", "code")
    assert of("x/a.py", **{"": "x/** linguist-vendored", "x__": "a.py -linguist-vendored"}) == ("python", "code")
    assert of("x/a.py", **{"": "/x/*.py linguist-documentation"}) == ("python", "documentation")
    assert of("docs/a.py", **{"": "docs/* -linguist-documentation"}) == ("python", "code")


def test_that_a_whole_language_is_vendored_is_said_to_the_bars_of_a_forge_alone() -> None:
    assert of("public/js/main.js", **{"": "*.js linguist-vendored"}) == ("javascript", "code")
    assert of("public/js/main.js", **{"": "public/**/*.js linguist-vendored"}) == ("javascript", "vendored")
    assert of("a.py", **{"": "*.py linguist-generated linguist-vendored"}) == ("python", "generated")


def test_attribute_patterns() -> None:
    def said(pattern: str, path: str) -> bool:
        return bool(attributes_of(path, {".gitattributes": f"{pattern} linguist-generated".encode()}))

    assert said("*.js", "a/b/c.js")
    assert not said("/*.js", "a/c.js")
    assert said("a/**/c.js", "a/c.js")
    assert said("a/**/c.js", "a/x/y/c.js")
    assert said("**/gen/*", "x/gen/c.js")
    assert said("?.js", "a.js")
    assert not said("?.js", "ab.js")
    assert not said("a/", "a/b")
    assert not said("*" * 2000 + "b", "a" * 2000)


def test_companions_are_the_attribute_files_above() -> None:
    assert companions_of("a/b/c.py") == (".gitattributes", "a/.gitattributes", "a/b/.gitattributes")


def test_lines_and_size() -> None:
    assert describe("a.py", b"1\n2\n3", "b", 5) == Files("a.py", "python", "code", 5, 3, "b")
    assert describe("a.py", b"1\n2\n", "b", 4).lines == 2
    assert describe("a.py", b"", "b", 0).lines == 0
    assert describe("a.png", b"\x89PNG\n", "b", 5).lines is None
    assert describe("a.py", b"", "b", 9_000_000, whole=False) == Files("a.py", "python", "code", 9_000_000, None, "b")


def test_the_source_reads_every_file() -> None:
    file = SourceFile("x/a.lock", b"1\n", {".gitattributes": b"*.lock -linguist-generated"}, "f00", 2)
    assert SOURCE.wants("anything")
    assert list(SOURCE.read(file)) == [Files("x/a.lock", None, "configuration", 2, 1, "f00")]
    large = SourceFile("a.sql", b"", {}, "f00", 5_000_000, whole=False)
    assert list(SOURCE.read(large)) == [Files("a.sql", "sql", "code", 5_000_000, None, "f00")]


@given(st.text(max_size=80), st.binary(max_size=400), st.binary(max_size=200))
def test_nothing_raises(path: str, content: bytes, attributes: bytes) -> None:
    row = describe(path, content, "b", len(content), attributes={".gitattributes": attributes})
    assert row.kind in {
        "code",
        "test",
        "documentation",
        "configuration",
        "generated",
        "vendored",
        "data",
        "binary",
    }
