"""No infrastructure file makes its source raise, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.distinct import distinct
from principal.core.sources import FileSource, Gap, SourceFile
from principal.evidence import (
    actions,
    compose,
    containerfile,
    gitlab,
    helm,
    jenkins,
    kubernetes,
    kustomize,
    pipelines,
    platforms,
    precommit,
    recipes,
    scripts,
    systemd,
    terraform,
)

SEEDS: list[tuple[FileSource, str, str]] = [
    (containerfile.SOURCE, "Dockerfile", "ARG V=1\nFROM a:${V:-x} AS b\nCOPY --from=b /x /y\nRUN <<E\nx\nE\nFROM b\n"),
    (compose.SOURCE, "compose.yaml", "x: &a {image: 'r:${T:-1}'}\nservices:\n  s: {<<: *a, environment: [A_URL=http://b:1], extends: {file: base.yml, service: s}, env_file: .env}\n"),
    (kubernetes.SOURCE, "c/templates/x.yaml", "{{ if .Values.a }}\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: 'x:{{ .Values.t }}', env: [{name: A_HOST, value: b}]}]}\n{{ end }}\n"),
    (helm.SOURCE, "c/values.yaml", "a: {image: {repository: r, tag: 1}}\nb: [{image: x/y}]\n"),
    (helm.SOURCE, "helmfile.yaml", "releases: [{chart: a/b, version: 1}]\n"),
    (kustomize.SOURCE, "kustomization.yaml", "images: [{name: a, newTag: b}]\nhelmCharts: [{name: x, repo: y}]\n"),
    (gitlab.SOURCE, ".gitlab-ci.yml", "variables: {a: '1'}\njob: {image: 'x:$a', services: [{name: y}, $z]}\n"),
    (actions.SOURCE, ".github/workflows/a.yml", "jobs: {a: {uses: a/b@c, services: {s: {image: x}}, steps: [{uses: d/e@f}]}}\n"),
    (terraform.SOURCE, "main.tf", 'resource "aws_lambda_function" "f" {\n  environment { variables = { A = aws_s3_bucket.b.id } }\n  x = <<E\ny\nE\n}\n'),
    (terraform.SOURCE, "main.tf.json", '{"resource": {"a_b": {"c": [{"d": {"e": "${var.f}"}}]}}}'),
    (platforms.SOURCE, "render.yaml", "services: [{name: a, type: web, envVars: [{fromService: {name: b}}]}]\n"),
    (platforms.SOURCE, "Procfile", "web: x\n"),
    (scripts.SOURCE, "a.sh", "x() { y; }\ncase $1 in a|b) nomad `c` \"$(d 'e')\" ;; esac\ncat <<E\nf\nE\nA=\"g h\" ; $A && apt install nginx=1\n"),
    (recipes.SOURCE, "Makefile", "A ?= x $(B)\nB = $(A)\nc:\n\t@$(A) $$(d) \\\n\t  ${B}\n\tgo install a.b/c@d\n"),
    (recipes.SOURCE, "justfile", "a := 'b'\nc:\n  @{{a}} d\n  docker run e:1\n"),
    (pipelines.SOURCE, ".circleci/config.yml", "orbs: {a: b/c@1}\njobs: {d: {docker: [{image: e}], steps: [{run: {command: helm f}}]}}\n"),
    (pipelines.SOURCE, "cloudbuild.yaml", "steps: [{name: a/b, args: [c, 'd e']}]\nimages: [gcr.io/x/y]\n"),
    (systemd.SOURCE, "a.service", "[Unit]\n[Service]\nExecStart=/usr/bin/x y \\\n z\n"),
    (jenkins.SOURCE, "Jenkinsfile", "sh(label: 'a', script: \"helm b\")\nagent { docker 'c:1' }\nsh \'\'\'\nd\n\'\'\'\n"),
    (precommit.SOURCE, ".pre-commit-config.yaml", "repos: [{repo: local, hooks: [{entry: a b, language: system}]}]\n"),
]  # fmt: skip
BESIDE = {
    "Chart.yaml": "name: x",
    "values.yaml": "a: true\nt: 1",
    ".env": "T=2\nB='",
    "base.yml": "services: {s: {image: z}}",
}


def read(source: FileSource, path: str, content: bytes) -> list[object]:
    named = source.companions(path) if source.companions else ()
    beside = {name: BESIDE[name.rsplit("/", 1)[-1]].encode() for name in named if name.rsplit("/", 1)[-1] in BESIDE}
    return list(source.read(SourceFile(path, content, beside)))


@pytest.mark.parametrize(("source", "path", "text"), SEEDS, ids=[path for _, path, _ in SEEDS])
def test_every_truncation_and_every_lost_byte_is_read(source: FileSource, path: str, text: str) -> None:
    content = text.encode()
    assert any(not isinstance(row, Gap) for row in read(source, path, content))
    for at in range(len(content)):
        for broken in (content[:at], content[:at] + content[at + 1 :], content[:at] + b"\xff\x00" + content[at:]):
            assert all(isinstance(row, (*source.tables, Gap)) for row in read(source, path, broken))


WORDS = st.sampled_from(
    ["services", ":", "\n", " ", "  ", "- ", "{", "}", "[", "]", "&a ", "*a", "<<", "image", "x:1", "${A", "${A:-", "}}",
     "{{", "{{ if .Values.a }}", "{{ end }}", "FROM", "ARG", "AS", "=", '"', "'", "\\", "<<E", "E", "resource", "kind", "Pod",
     "apiVersion", "v1", "---", "jobs", "uses", "a/b@c", "#", "/*", "*/", "\t", "\x00", "é", "null", "environment"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=60).map("".join), st.sampled_from(SEEDS))
@settings(max_examples=300, deadline=None)
def test_any_mixture_of_its_words_is_read(text: str, seed: tuple[FileSource, str, str]) -> None:
    source, path, _ = seed
    assert all(isinstance(row, (*source.tables, Gap)) for row in read(source, path, text.encode()))


@given(st.binary(max_size=300), st.sampled_from(SEEDS))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(content: bytes, seed: tuple[FileSource, str, str]) -> None:
    source, path, _ = seed
    assert all(isinstance(row, (*source.tables, Gap)) for row in read(source, path, content))


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 100_000, "{{" * 50_000, '"${' * 30_000, "a = " * 50_000, "$" * 100_000]
)
def test_what_costs_most_is_read_to_an_end(text: str) -> None:
    for source, path, _ in SEEDS:
        for content in (text, f"apiVersion: v1\nkind: Pod\nx: {text}", f"services:\n  a: {text}", f"FROM {text}"):
            assert len(read(source, path, content.encode())) < 50


def test_rows_are_counted() -> None:
    assert list(distinct(iter([1, 1, 2, 3]), at_most=2)) == [
        1,
        2,
        Gap("it declares more than 2 things: the rest was not read"),
    ]
