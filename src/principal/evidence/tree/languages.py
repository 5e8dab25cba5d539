"""Which language a file is written in, by its name, its ending, its first line.

A *language* is what people write programs, pages, styles, queries, schemas or
infrastructure in. Data formats (JSON, YAML, TOML, XML, CSV), prose (Markdown) and the files
of a single tool (Dockerfile, Makefile) are none. A dialect counts as its language (JSX is
javascript, TSX typescript), a template as what it renders (``page.html.erb`` is html).
"""

from __future__ import annotations

import re

_ENDINGS = """
ada: adb ads
apex: apex cls trigger
assembly: asm s nasm
astro: astro
awk: awk
batch: bat cmd
c: c
clojure: clj cljs cljc
cobol: cbl cob cpy
coffeescript: coffee
common-lisp: lisp lsp
cpp: cc cpp cxx c++ hh hpp hxx h++ ipp tpp cppm ixx ino
crystal: cr
csharp: cs csx cshtml razor
css: css pcss postcss
cuda: cu cuh
cue: cue
cython: pyx pxd pxi
d: d
dart: dart
elixir: ex exs eex heex leex
elm: elm
emacs-lisp: el
erlang: erl hrl
fortran: f f77 f90 f95 f03 f08 for
fsharp: fs fsi fsx
gdscript: gd
gleam: gleam
glsl: glsl vert frag geom comp
go: go
graphql: graphql graphqls gql
groovy: groovy gvy gradle jenkinsfile
haskell: hs lhs
haxe: hx
hcl: tf tofu hcl nomad
hlsl: hlsl
html: html htm xhtml erb ejs haml slim hbs handlebars mustache jinja jinja2 j2 njk twig liquid pug jade mjml ftl jsp
inno-setup: iss
java: java
javascript: js mjs cjs jsx es6
jsonnet: jsonnet libsonnet
julia: jl
kotlin: kt kts
less: less
lua: lua
metal: metal
move: move
nim: nim nims
nix: nix
objective-c: mm
ocaml: ml mli
opencl: cl
pascal: pas dpr lpr
perl: pm
php: php php3 php4 php5 phtml
plpgsql: plpgsql pgsql
plsql: pls plb pkb pks
powershell: ps1 psm1 psd1
prisma: prisma
prolog: prolog
protobuf: proto
purescript: purs
python: py pyi pyw ipynb
qml: qml
r: r rmd
racket: rkt
reason: re rei
rego: rego
rescript: res resi
ruby: rb rake gemspec ru podspec builder jbuilder rbi rbs
rust: rs
sass: sass
scala: scala sbt sc
scheme: scm ss
scss: scss
shell: sh bash zsh ksh fish bats
smalltalk: st
solidity: sol
sql: sql ddl dml psql
starlark: bzl star bazel
stylus: styl
svelte: svelte
swift: swift
systemverilog: sv svh
tcl: tcl
thrift: thrift
typescript: ts tsx mts cts
typespec: tsp
vala: vala vapi
vbnet: vb
vhdl: vhd vhdl
vue: vue
vyper: vy
webassembly: wat wast
wgsl: wgsl
xslt: xsl xslt
zig: zig
"""
_BY_ENDING = {
    ending: language
    for language, _, endings in (line.partition(":") for line in _ENDINGS.strip().splitlines())
    for ending in endings.split()
}
_BY_NAME = {
    "appraisals": "ruby",
    "berksfile": "ruby",
    "brewfile": "ruby",
    "build": "starlark",
    "capfile": "ruby",
    "dangerfile": "ruby",
    "fastfile": "ruby",
    "gemfile": "ruby",
    "guardfile": "ruby",
    "jenkinsfile": "groovy",
    "podfile": "ruby",
    "rakefile": "ruby",
    "sconscript": "python",
    "sconstruct": "python",
    "snakefile": "python",
    "tiltfile": "starlark",
    "vagrantfile": "ruby",
    "workspace": "starlark",
    "wscript": "python",
}
_INTERPRETERS = {
    "ash": "shell",
    "awk": "awk",
    "bash": "shell",
    "bun": "javascript",
    "crystal": "crystal",
    "dash": "shell",
    "deno": "typescript",
    "elixir": "elixir",
    "escript": "erlang",
    "fish": "shell",
    "gawk": "awk",
    "groovy": "groovy",
    "julia": "julia",
    "ksh": "shell",
    "lua": "lua",
    "luajit": "lua",
    "make": None,
    "node": "javascript",
    "nodejs": "javascript",
    "osascript": "applescript",
    "perl": "perl",
    "php": "php",
    "pwsh": "powershell",
    "pypy": "python",
    "python": "python",
    "rscript": "r",
    "ruby": "ruby",
    "runghc": "haskell",
    "scala": "scala",
    "sh": "shell",
    "swift": "swift",
    "tclsh": "tcl",
    "tsx": "typescript",
    "uv": "python",
    "zsh": "shell",
}
# Endings of templates: what is before them says what they render.
_TEMPLATES = frozenset(
    (
        "erb",
        "ejs",
        "tt",
        "hbs",
        "mustache",
        "jinja",
        "jinja2",
        "j2",
        "njk",
        "twig",
        "liquid",
        "tmpl",
        "tpl",
        "template",
        "in",
        "eex",
    )
)
_HEAD = 16_384


def language_of(name: str, content: bytes) -> str | None:
    """The language of a file called *name* (without folders); None where it is written in none.

    Args:
        content: as much of the file as there is; only its beginning is looked at.
    """
    lower = name.lower()
    by_name = _BY_NAME.get(lower)
    if by_name is not None and (by_name != "starlark" or lower == "tiltfile" or _starlark(content)):
        return by_name
    stem, dot, ending = lower.rpartition(".")
    if not dot or not stem:
        return _by_shebang(content)
    if lower.startswith(".env."):
        return None  # settings; what follows is a name that somebody made up
    if ending in _TEMPLATES and "." in stem:
        inner = stem.rpartition(".")[2]
        return _BY_ENDING.get(inner) if inner not in _AMBIGUOUS else language_of(stem, content)
    decide = _AMBIGUOUS.get(ending)
    if decide is not None:
        return decide(content[:_HEAD])
    return _BY_ENDING.get(ending) or (_by_shebang(content) if content[:2] == b"#!" else None)


def _by_shebang(content: bytes) -> str | None:
    first = content[:256].split(b"\n", 1)[0]
    if not first.startswith(b"#!"):
        return None
    words = first[2:].decode("ascii", "replace").split()
    if not words:
        return None
    program = words[0].rpartition("/")[2]
    if program == "env":
        program = next((w for w in words[1:] if not w.startswith("-") and "=" not in w), "")
        program = program.rpartition("/")[2]
    return _INTERPRETERS.get(program.lower().rstrip("0123456789.-"))


def _starlark(content: bytes) -> bool:
    return (
        re.search(rb"^(?:load|workspace|package|[a-z]+_(?:library|binary|test))\(", content[:_HEAD], re.M) is not None
    )


def _c_header(content: bytes) -> str | None:
    marks = (
        rb"^\s{0,80}(?:class|namespace|template\s?<|using |public:|private:)|std::|#include <(?:string|vector|memory)>"
    )
    return "cpp" if re.search(marks, content, re.M) else "c"


def _dot_m(content: bytes) -> str | None:
    if re.search(rb"^\s{0,20}(?:@interface|@implementation|@import|@protocol|#import|#include)", content, re.M):
        return "objective-c"
    return "matlab" if re.search(rb"^\s{0,20}(?:function|%|classdef|end\b)", content, re.M) else None


def _dot_pl(content: bytes) -> str | None:
    if re.search(rb"^\s{0,20}(?:use |my |sub |#!.{0,80}perl)", content, re.M):
        return "perl"
    return "prolog" if re.search(rb"^[a-z]\w{0,60}\(.{0,200}\)\s?(?::-|\.)|^:-", content, re.M) else "perl"


def _dot_ts(content: bytes) -> str | None:
    # Qt keeps translations in XML under the same ending.
    return None if re.match(rb"\s{0,20}<(?:\?xml|!DOCTYPE TS|TS\b)", content) else "typescript"


def _dot_v(content: bytes) -> str | None:
    if re.search(rb"^\s{0,20}(?:module \w+\s?[(#;]|`timescale|endmodule)", content, re.M):
        return "verilog"
    if re.search(rb"^(?:Require|Lemma|Theorem|Definition|Inductive)\b", content, re.M):
        return "coq"
    return "v" if re.search(rb"^(?:(?:pub )?fn |import |module )", content, re.M) else None


def _dot_d(content: bytes) -> str | None:
    return "d" if re.search(rb"^\s{0,20}(?:module |import |void |int )", content, re.M) else None


def _dot_cls(content: bytes) -> str | None:
    return "apex" if re.search(rb"\b(?:class|interface|enum)\s+\w+", content) and b"\\" not in content[:200] else None


def _dot_t(content: bytes) -> str | None:
    return "perl" if re.search(rb"^\s{0,20}(?:use |#!.{0,80}perl)", content, re.M) else None


def _dot_inc(content: bytes) -> str | None:
    return "php" if content.lstrip()[:5] == b"<?php" else None


def _dot_re(content: bytes) -> str | None:
    return "reason" if re.search(rb"^(?:let |open |module |type )", content, re.M) else None


def _dot_s(content: bytes) -> str | None:
    return "assembly" if re.search(rb"^\s{0,20}(?:\.\w+|[A-Za-z_]\w{0,60}:|#include|//|/\*)", content, re.M) else None


def _dot_fs(content: bytes) -> str | None:
    return "glsl" if re.search(rb"^\s{0,20}(?:#version|precision |uniform |varying )", content, re.M) else "fsharp"


def _dot_cl(content: bytes) -> str | None:
    return "opencl" if b"__kernel" in content else "common-lisp" if content.lstrip()[:1] in (b"(", b";") else None


_AMBIGUOUS = {
    "h": _c_header,
    "m": _dot_m,
    "pl": _dot_pl,
    "ts": _dot_ts,
    "v": _dot_v,
    "d": _dot_d,
    "cls": _dot_cls,
    "t": _dot_t,
    "inc": _dot_inc,
    "re": _dot_re,
    "s": _dot_s,
    "fs": _dot_fs,
    "cl": _dot_cl,
}
