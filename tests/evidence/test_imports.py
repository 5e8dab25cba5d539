"""Imports of Python, JavaScript, TypeScript, Go, Java and Kotlin: exact rows, exact gaps."""

from __future__ import annotations

import ast
import collections
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import Imports
from principal.core.sources import Gap, SourceFile
from principal.evidence.imports import SOURCE, Modules, _trees

HERE = Path(__file__).resolve().parents[2]


def shown(path: str, content: str | bytes) -> list[str]:
    """Each row as ``line target [names]``, ``~`` before it where it is erased at run time."""
    assert SOURCE.wants(path)
    lines = []
    for row in SOURCE.read(SourceFile(path, content.encode() if isinstance(content, str) else content)):
        if isinstance(row, Gap):
            lines.append(f"{row.line} gap: {row.reason}")
        elif isinstance(row, Modules):
            assert row.path == path
            lines.append(f"{row.line} is {row.ecosystem} {row.name}")
        else:
            assert isinstance(row, Imports)
            assert row.path == path
            names = f" [{', '.join(row.names)}]" if row.names else ""
            lines.append(f"{row.line} {'~' if row.type_only else ''}{row.target}{names}")
    return lines


PYTHON = '''\
"""import not_this
from nor import that
"""
from __future__ import annotations
import os, a.b.c as d; import sys
from . import x
from .. a . b import (  # a comment, with commas
    one as uno,
    two,  # and import more
)
from ...import three
from e \\
    import *
if TYPE_CHECKING:
    from f import g
    if True:
        import h
else:
    import i
if not typing.TYPE_CHECKING:
    import j
else:
    import k
try: import l
except ImportError: l = None
def later():
    import m
    return "import n", f"{o}"; from p import q
importlib.import_module("r.s")
import_module(".t", package="u")
import_module("..v", __name__)
import_module(f"{w}")
import_module(w)
__import__("y")
# import z
important = 1
'''


def test_python() -> None:
    assert shown("a/b.py", PYTHON) == [
        "4 __future__ [annotations]",
        "5 os",
        "5 a.b.c",
        "5 sys",
        "6 . [x]",
        "7 ..a.b [one, two]",
        "11 ... [three]",
        "12 e [*]",
        "15 ~f [g]",
        "17 ~h",
        "19 i",
        "21 j",
        "23 ~k",
        "24 l",
        "27 m",
        "28 p [q]",
        "29 r.s",
        "30 u.t",
        "31 ..v",
        "34 y",
    ]


def test_python_of_every_kind_of_line_end() -> None:
    assert shown("a.py", "import a\r\nfrom b \\\r\n  import c\r\n") == ["1 a", "2 b [c]"]
    assert shown("a.py", b"\xef\xbb\xbfimport a") == ["1 a"]
    assert shown("a.pyi", "import a") == ["1 ~a"]


def test_a_line_that_imports_twice_from_one_module_is_one_row() -> None:
    assert shown("a.py", "from a import b; from a import c, b") == ["1 a [b, c]"]


def test_syntax_that_is_newer_or_older_than_the_parser_is_no_gap() -> None:
    assert shown("a.py", 'print "two"\nimport a\nexec "x" in y\nclass A[T]: pass\n') == ["2 a"]
    assert shown("a.py", "x = = 1\nimport a\ndef f(:\n  import b\n") == ["2 a", "4 b"]


def test_an_import_that_is_broken_is_a_gap() -> None:
    assert shown("a.py", "import a\nx = 1\nfrom import b\ny = 2\nz = 3\nv = 4\n") == [
        "1 a",
        "3 b",
        "3 gap: a syntax error where an import seems to stand",
    ]
    assert shown("a.py", "from {{ package }} import {{ name }}\n") == [
        "1 gap: a syntax error: most of the file was not understood"
    ]
    assert shown("a.py", b"\xff\xfei\0m\0p\0") == ["1 gap: UTF-16, not UTF-8"]


def test_python_agrees_with_the_standard_library_on_our_own_sources() -> None:
    listed = subprocess.run(["git", "ls-files", "-z", "*.py"], cwd=HERE, capture_output=True, check=False).stdout
    paths = [HERE / p for p in listed.decode().split("\0") if p] or sorted((HERE / "src").rglob("*.py"))
    assert len(paths) > 50
    for path in paths:
        if not path.exists():
            continue
        content = path.read_bytes()
        wanted: dict[tuple[int, str], set[str]] = collections.defaultdict(set)
        for node in ast.walk(ast.parse(content)):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    wanted[node.lineno, alias.name] |= set()
            elif isinstance(node, ast.ImportFrom):
                target = "." * node.level + (node.module or "")
                wanted[node.lineno, target] |= {a.name for a in node.names}
        rows = list(SOURCE.read(SourceFile("a.py", content)))
        found = {(r.line, r.target): set(r.names) for r in rows if isinstance(r, Imports)}
        dynamic = set(found) - set(wanted)
        assert len(found) - len(dynamic) == len(wanted) == len(rows) - len(dynamic), path
        assert all(found[key] == names for key, names in wanted.items()), path
        assert all(b"import_module" in content.splitlines()[line - 1] for line, _ in dynamic), path


TYPESCRIPT = """\
// import a from "no";
/* import a from "no"; */
const s = 'import a from "no"', t = `
import b from "no";
export * from "no"; ${require("yes-template")}
`;
import type { A } from "types";
import B, { type C, D as E } from 'b';
import { type F, type G as H } from "only-types";
import type, { I } from "type-as-a-name";
import * as ns from "c";
import "side-effect";
import {
  one, // import two from "no"
  two as three,
} from "./many";
export * from "e";
export * as x from "e2";
export { f as g, default } from "f";
export type { J } from "j";
import k = require("k");
import z = N.M;
type T = import("l").Foo;
let u: typeof import("m") = v as import("n").X;
const w = await import(/* webpackChunkName: "x" */ "o");
import(`p`); import(`q/${s}`); import(s); require(s);
import.meta.url; my.require("no"); required("no");
import r from "./r.json" with { type: "json" };
export { f };
export default "from";
"""


def test_typescript() -> None:
    assert shown("a.ts", TYPESCRIPT) == [
        "5 yes-template",
        "7 ~types [A]",
        "8 b [default, C, D]",
        "9 ~only-types [F, G]",
        "10 type-as-a-name [default, I]",
        "11 c",
        "12 side-effect",
        "13 ./many [one, two]",
        "17 e",
        "18 e2",
        "19 f [f, default]",
        "20 ~j [J]",
        "21 k",
        "23 ~l",
        "24 ~m",
        "24 ~n",
        "25 o",
        "26 p",
        "28 ./r.json [default]",
    ]
    assert shown("a.d.ts", 'import { A } from "a";') == ["1 ~a [A]"]


def test_jsx() -> None:
    text = """\
import React from 'react'
export const A = () => <p title="import x from 'no'">import y from "no"; it's {lazy(() => import('./b'))}
import z from "no"</p>
const c = require('c')
"""
    assert shown("a.jsx", text) == ["1 react [default]", "2 ./b", "4 c"]
    assert shown("a.tsx", text) == ["1 react [default]", "2 ./b", "4 c"]


def test_what_a_bundler_wrote_has_no_imports() -> None:
    assert shown("a.js", "require('a');" * 5_000) == []
    assert shown("a.js", "require('a');\n" + "x();\n" * 10_000) == ["1 a"]


def test_a_regular_expression_is_no_comment() -> None:
    assert shown("a.js", "const a = /[/*]/;\nconst b = require('b'); // */\n") == ["2 b"]


def test_javascript_with_types() -> None:
    assert shown("a.js", "// @flow\nimport type { A } from './a';\nconst f = (a: A): A => a;\n") == ["2 ~./a [A]"]


def test_scripts_in_components() -> None:
    vue = """\
<template><p>import a from "no"</p></template>
<script>
import a from './a.vue'
</script>
<script setup lang="ts">
import type { B } from 'b'
</script>
"""
    assert shown("a.vue", vue) == ["3 ./a.vue [default]", "6 ~b [B]"]
    assert shown("a.svelte", "<p/>\n<script>import a from 'a'") == ["2 gap: a script that does not end"]


def test_javascript_that_is_broken() -> None:
    assert shown("a.js", "import a from 'a'\nimport { x from 'y'\nconst b = 1\nconst c = 2\n") == [
        "1 a [default]",
        "2 gap: a syntax error: most of the file was not understood",
    ]


GO = """\
// import "no"
package a // import "canonical/path"

/*
func import "no"
*/
import "fmt"

import (
	. "one"
	_ "two" // import "no"
	three "example.com/x/y-go/v3"
	`raw`
)

const s = `
import "no"
`
"""


def test_go() -> None:
    assert shown("a/b.go", GO) == ["7 fmt", "10 one", "11 two", "12 example.com/x/y-go/v3", "13 raw"]
    assert shown("a.go", "package a\nimport fmt\n") == ["2 gap: a syntax error where an import seems to stand"]


JAVA = """\
/* package no; import no.No; */
@A package a.b . c;

import java.util.List; import java.util.Map;
import static a.b.C.d;
import static a.b.C.*; /* x */ import x.Y;
import a.b.*;
import a./* why */b.E;
class F { String s = "import no.No;"; /**
 import no.No;
 */ }
"""


def test_java() -> None:
    assert shown("a/F.java", JAVA) == [
        "2 is java a.b.c",
        "4 java.util.List",
        "4 java.util.Map",
        "5 a.b.C [d]",
        "6 a.b.C [*]",
        "6 x.Y",
        "7 a.b [*]",
        "8 a.b.E",
    ]
    assert shown("a/G.java", "import a.b\nclass G {}\n") == ["1 gap: an import that could not be read"]


def test_kotlin() -> None:
    text = """\
#!/usr/bin/env kotlin
/* import no.No */
@file:JvmName("A")
package a.`when`.b

import c.D
import c.e.* // import no
import f.g as h; import i.j
import
class K { // import no.No
}
"""
    assert shown("a/K.kt", text) == [
        "4 is java a.when.b",
        "6 c.D",
        "7 c.e [*]",
        "8 f.g",
        "8 i.j",
        "9 gap: an import that could not be read",
    ]


def test_names_of_modules() -> None:
    assert shown("a/go.mod", "// module no\nmodule example.com/x // c\n\nrequire module v1\n") == [
        "2 is golang example.com/x"
    ]
    assert shown("go.mod", 'module (\n\t"example.com/x"\n)\n') == ["1 is golang example.com/x"]
    assert shown("package.json", '{"version": "1",\n "name": "@a/b"}') == ["2 is npm @a/b"]
    assert shown("package.json", '{"name": "a",') == ["1 is npm a", "1 gap: the file ends too early"]


@pytest.mark.parametrize(
    "path",
    ["node_modules/a/b.js", "vendor/a/b.go", "a/vendor/b.py", "a.min.js", "a.rb", "import", "a/py"],
)
def test_what_is_not_read(path: str) -> None:
    assert not SOURCE.wants(path)


PIECES = ["import ", "from ", "(", ")", "{", "}", '"', "'", "`", "*", "/*", "*/", "//", "#", "\\", "\n", " ", ";", ".",
          "a", "b", "as", "${", "require(", "import(", "TYPE_CHECKING", "if ", ":", "    ", "<script>", "</script>",
          "package ", "type ", ",", "é", "\0", "import_module(", "static ", '"""', "export ", "="]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["a.py", "a.ts", "a.js", "a.tsx", "a.vue", "a.go", "a.java", "a.kt", "go.mod", "package.json"]),
    st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map(lambda p: "".join(p).encode()), st.binary()),
)
def test_never_raises(path: str, content: bytes) -> None:
    for row in SOURCE.read(SourceFile(path, content)):
        assert row.line is not None
        assert 1 <= row.line <= content.count(b"\n") + 1
        if isinstance(row, Imports):
            assert row.target


@pytest.mark.parametrize("path", ["a.py", "a.js", "a.ts", "a.vue", "a.go", "a.java", "a.kt"])
@pytest.mark.parametrize(
    "piece", ["(", "import (", "import{", "{`${", "importx ", "from a import\\\n", "<script>", "import a;", "/*"]
)
def test_large_and_hostile_files_end(path: str, piece: str) -> None:
    content = (piece * (40_000 // len(piece))).encode()
    assert all(row.line is not None for row in SOURCE.read(SourceFile(path, content)))


@pytest.mark.parametrize("path", ["a.py", "a.js", "a.ts", "a.go"])
def test_a_file_that_would_take_for_ever_is_a_gap(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_trees, "_MAX_SECONDS", 0.0)
    content = "package a;\nimport a.b;\n" + "from a import\\\n" * 5_000
    assert shown(path, content) == ["1 gap: too many syntax errors to make sense of"]
    assert shown("a.py", "import b\n" + "x = 1\n" * 10_000) == ["1 b"]
