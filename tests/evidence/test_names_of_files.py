"""Files that are known by their content or by their names: markers, toolchains, pages and copies, pipelines."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import Packages
from principal.core.sources import FileSource, Gap, SourceFile
from principal.evidence import markers, pages, pipeline_words, toolchains

SOURCES: tuple[FileSource, ...] = (markers.SOURCE, pages.SOURCE, pipeline_words.SOURCE, toolchains.SOURCE)


def rows(source: FileSource, path: str, text: str = "") -> list[str]:
    assert source.wants(path), path
    found = []
    for row in source.read(SourceFile(path, text.encode())):
        assert isinstance(row, Packages)
        found.append(f"{row.line} {row.ecosystem} {row.name} {row.version or '-'} {row.scope}")
    return found


@pytest.mark.parametrize(
    ("path", "text", "line", "name"),
    [
        ("contrib/app.service", "# x\n[Unit]\nDescription=x\n[Service]\n", 2, "systemd-unit"),
        ("debian/app.timer.j2", "[Unit]\n[Timer]\n", 1, "systemd-unit"),
        ("deploy/web.conf", "upstream a {\n  server b:80;\n}\n", 1, "nginx-conf"),
        ("etc/sites-available/app", "server {\n  listen 80;\n}\n", 1, "nginx-conf"),
        ("contrib/app.conf", "<VirtualHost *:80>\n</VirtualHost>\n", 1, "apache-conf"),
        ("docker/worker.conf", "[supervisord]\n[program:web]\n", 2, "supervisor-conf"),
        ("docker/pool.conf", "[www]\npm = dynamic\n", 2, "php-fpm-conf"),
        ("lb/lb.cfg", "frontend a\n  bind *:80\nbackend b\n", 1, "haproxy-conf"),
        ("docs/docs.json", '{"$schema": "https://mintlify.com/docs.json"}', 1, "mintlify-docs"),
        ("web/components.json", '{\n "$schema": "https://ui.shadcn.com/schema.json"}', 2, "shadcn-components"),
        ("global.json", '{\n  "sdk": {"version": "9.0.100"}\n}', 2, "dotnet-global"),
        ("assets/grafana.json", '{"panels": [],\n"schemaVersion": 30}', 2, "grafana-dashboard"),
        (
            "monitoring/app.yml",
            "groups:\n- name: x\n  rules:\n  - alert: Y\n    expr: up == 0\n",
            4,
            "prometheus-rules",
        ),
        ("otel/collector.yaml", "receivers:\n  otlp:\nexporters:\n  x:\nservice:\n", 1, "otel-collector"),
        ("proxy/envoy.yaml", "static_resources:\n  listeners: []\n", 1, "envoy-conf"),
        ("api/openapi.v1.yaml", "\nopenapi: 3.1.0\n", 2, "openapi"),
        ("static/swagger.json", '{"swagger": "2.0"}', 1, "openapi"),
        ("docs/events.yaml", "asyncapi: '3.0.0'\n", 1, "asyncapi"),
        ("ansible/site.yml", "- hosts: web\n  roles:\n    - x\n", 1, "ansible-playbook"),
        ("infra/stack.yaml", "AWSTemplateFormatVersion: '2010-09-09'\n", 1, "cloudformation"),
        ("template.yaml", "Transform: AWS::Serverless-2016-10-31\n", 1, "aws-sam"),
        ("docs/conf.py", "extensions = ['sphinx.ext.autodoc']\n", 1, "sphinx-conf"),
        ("docs/_config.yml", "theme: minima\n", 1, "jekyll-config"),
        ("tests/load/run.js", "import http from 'k6/http'\n", 1, "k6-script"),
        ("config/deploy.yml", "service: a\nimage: b\nservers:\n", 1, "kamal-deploy"),
        ("infra/cloud-init.yaml", "#cloud-config\npackages: []\n", 1, "cloud-init"),
        ("fluent/in.conf", "[SERVICE]\n[INPUT]\n", 2, "fluent-bit-conf"),
        ("logs/a.conf", "input {\n}\noutput {\n}\n", 1, "logstash-conf"),
        (".gitattributes", "*.psd filter=lfs diff=lfs\n", 1, "git-lfs"),
    ],
)
def test_markers(path: str, text: str, line: int, name: str) -> None:
    [row] = rows(markers.SOURCE, path, text)
    assert row.split()[:3] == [str(line), "file", name]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("dbus/x.service", "[D-BUS Service]\nName=x\n"),
        ("a.conf", "server: x\n"),
        ("conf/airflow.cfg", "# frontend x\n[smtp]\nbackend = y\n"),
        ("docs/docs.json", "{}"),
        ("src/en/global.json", '{"menu": "Menu"}'),
        ("api/users.yaml", "paths: {}\n"),
        ("monitoring/a.yml", "groups: []\n"),
        ("docs/conf.py", "DEBUG = True\n"),
        (".gitattributes", "# *.psd filter=lfs\n*.sh text\n"),
    ],
)
def test_what_is_none_of_them(path: str, text: str) -> None:
    assert rows(markers.SOURCE, path, text) == []


def test_version_managers() -> None:
    assert rows(toolchains.SOURCE, ".tool-versions", "nodejs 22.1.0 # x\n#ruby 3\nterraform 1.9.0 1.8.0\n") == [
        "1 system nodejs 22.1.0 development",
        "3 system terraform 1.9.0 development",
    ]
    text = '[tools]\nnode = "22"\n"npm:prettier" = "3"\n"pipx:black" = "latest"\npython = ["3.12", "3.11"]\n'
    text += '"aqua:golangci/golangci-lint" = "1.60"\n"go:github.com/x/y" = "1"\nruby = {version = "3.3"}\n'
    assert rows(toolchains.SOURCE, "mise.toml", text) == [
        "2 system node 22 development",
        "3 npm prettier 3 development",
        "4 pypi black latest development",
        "5 system python 3.12 development",
        "6 github golangci/golangci-lint 1.60 development",
        "7 golang github.com/x/y 1 development",
        "8 system ruby 3.3 development",
    ]
    assert rows(toolchains.SOURCE, ".sdkmanrc", "java=21.0.2-tem\n") == [
        "1 system java 21.0.2-tem development",
        "1 system temurin 21.0.2-tem development",
    ]
    assert toolchains.SOURCE.wants(".config/mise/config.toml")
    assert not toolchains.SOURCE.wants("config.toml")


def test_lists_of_packages() -> None:
    text = 'tap "a/b"\nbrew "postgresql@16"\n# brew "redis"\ncask "docker"\nbrew "a/b/stripe-cli", args: ["x"]\n'
    assert rows(toolchains.SOURCE, "Brewfile", text) == [
        "2 system postgresql 16 development",
        "4 system docker - development",
        "5 system stripe-cli - development",
    ]
    assert rows(toolchains.SOURCE, "Aptfile", "# x\nlibvips-tools\n") == ["2 system libvips-tools - runtime"]
    text = '{"packages": ["nodejs@20", "jq"]}'
    assert rows(toolchains.SOURCE, "devbox.json", text) == [
        "1 system nodejs 20 development",
        "1 system jq - development",
    ]
    text = '{"packages": {\n"python": "3.12",\n"uv": {"version": "1"}}}'
    assert rows(toolchains.SOURCE, "devbox.json", text) == [
        "2 system python 3.12 development",
        "3 system uv 1 development",
    ]


def test_nix() -> None:
    text = """{
  # with pkgs; [ redis ]
  devShells.default = pkgs.mkShell {
    buildInputs = with pkgs; [
      nodejs_22 postgresql_16
      nodePackages.pnpm
      (python312.withPackages (ps: [ ]))
      "text with pkgs; [ mysql ]"
    ];
    shellHook = ''
      ${pkgs.x}
    '';
    env.GO = "${pkgs.go_1_22}/bin";
    other = pkgs.terraform;
    src = fetch { owner = "a"; };
  };
  services.redis.enable = true;
  languages.ruby = { version = "3"; enable = true; };
}
"""
    assert sorted(rows(toolchains.SOURCE, "flake.nix", text)) == sorted([
        "5 system nodejs - development", "5 system postgresql - development", "6 system pnpm - development",
        "7 system withpackages - development", "7 system ps - development", "14 system terraform - development",
        "17 system redis - development", "18 system ruby - development",
    ])  # fmt: skip


def test_what_pages_load() -> None:
    text = """<!-- <script src="/js/vue.min.js"></script> -->
<script src="https://cdn.jsdelivr.net/npm/bootstrap@5.3.0/dist/js/bootstrap.bundle.min.js"></script>
<script src="//unpkg.com/htmx.org@2"></script>
<link href="https://cdnjs.cloudflare.com/ajax/libs/font-awesome/6.5.1/css/all.min.css">
<script src="https://code.jquery.com/jquery-3.7.1.min.js"></script>
<script src="{{ asset('js/alpine.min.js') }}"></script><script src="/app/main.js"></script>
<script type="module">import x from "https://esm.sh/@hotwired/stimulus@3.2.2"</script>
<link rel="stylesheet" href="{{AppSubURL}}/css/semantic-2.4.2.min.css">
<script src="{{AppSubURL}}/plugins/pdfjs-5.2.133/build/pdf.mjs"></script>
<p>Read jquery.min.js and https://cdn.tailwindcss.com</p>
"""
    assert rows(pages.SOURCE, "templates/base.html", text) == [
        "2 npm bootstrap 5.3.0 runtime",
        "3 npm htmx.org 2 runtime",
        "4 npm font-awesome 6.5.1 runtime",
        "5 npm jquery 3.7.1 runtime",
        "6 npm alpinejs - runtime",
        "7 npm @hotwired/stimulus 3.2.2 runtime",
        "8 npm semantic-ui 2.4.2 runtime",
        "9 npm pdfjs-dist 5.2.133 runtime",
        "10 npm tailwindcss - runtime",
    ]


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("public/js/jquery-3.7.1.min.js", "1 npm jquery 3.7.1 runtime"),
        ("static/bootstrap.min.css", "1 npm bootstrap - runtime"),
        ("public/plugins/codemirror-5.17.0/lib/codemirror.js", "1 npm codemirror 5.17.0 runtime"),
        ("vendor/assets/javascripts/tom-select.js", "1 npm tom-select - runtime"),
        ("public/vendor/select2/select2.full.min.js", "1 npm select2 - runtime"),
        ("web/js/vue.global.prod-3.4.1.js", "1 npm vue 3.4.1 runtime"),
        ("public/js/parsley/parsley.js", "1 npm parsleyjs - runtime"),
        ("public/js/push/push.min.js", "1 npm push.js - runtime"),
    ],
)
def test_copies(path: str, row: str) -> None:
    assert rows(pages.SOURCE, path) == [row]


@pytest.mark.parametrize(
    "path",
    [
        "resources/js/bootstrap.js", "src/components/dropzone.js", "public/js/app.min.js", "public/js/push.min.js", "public/push/push.js",
        "docs/api/jquery.min.js",
        "node_modules/vue/vue.min.js", "public/plugins/codemirror-5.17.0/mode/vue/x/vue.js", "src/chart.js", "README.md",
        "tests/fixtures/page.html", "public/plugins/codemirror-5.17.0/mode/index.html",
    ],
)  # fmt: skip
def test_what_is_no_copy(path: str) -> None:
    assert not pages.SOURCE.wants(path)


def test_pipelines() -> None:
    text = "version: 2.1\norbs:\n  cov: codecov/codecov@4\n# coveralls\nx: codecov\ny: rm codecov.yml sonar-project.properties\n"
    assert rows(pipeline_words.SOURCE, ".circleci/config.yml", text) == ["3 pipeline codecov - build"]
    text = "jobs:\n  a:\n    uses: acme/ci/.github/workflows/brakeman.yml@main\n    run: bash <(curl -s https://codecov.io/bash)\n"
    assert rows(pipeline_words.SOURCE, ".github/workflows/a.yml", text) == [
        "3 pipeline brakeman - build",
        "4 pipeline codecov - build",
    ]
    text = "- task: SonarScanner@1\n- task: SonarCloudPrepare@3\n"
    assert rows(pipeline_words.SOURCE, "azure-pipelines.yml", text) == [
        "1 pipeline sonar - build",
    ]
    lane = "lane :beta do\n  upload_to_testflight(skip_waiting: true)\nend\n"
    assert rows(pipeline_words.SOURCE, "ios/fastlane/Fastfile", lane) == ["2 pipeline upload_to_testflight - build"]
    lane = "lane :x do\n  appcenter_upload(app_name: 'x')\n  check_progress(glotpress_url: URL)\nend\n"
    assert rows(pipeline_words.SOURCE, "fastlane/Fastfile", lane) == [
        "2 pipeline appcenter_upload - build",
        "3 pipeline glotpress - build",
    ]
    assert not pipeline_words.SOURCE.wants("src/app.yml")


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


PATHS = (
    "a.service", "nginx.conf", "api/openapi.yaml", "grafana/a.json", "load/a.js", "alerts/rules.yml", "docs/conf.py",
    "flake.nix", "mise.toml", "Brewfile", "devbox.json", ".tool-versions", "index.html", ".circleci/config.yml",
)  # fmt: skip
PIECES = st.sampled_from(
    ["[Unit]\n", "server {", "listen 80;", "openapi: 3.0", "groups:\n", "- alert: x\n", "expr: y\n", "with pkgs; [", "]", "''", '"',
     "pkgs.x_1 ", "<!--", "-->", "//unpkg.com/a@1", "/jquery.min.js\"", "[tools]\n", "a = ", "brew \"x\"\n", "#", "/*", "*/", "{", "}",
     "\n", "é", "\x00", "\u2028", "codecov", "import x from 'k6'", "location a"]
)  # fmt: skip


@given(st.sampled_from(PATHS), st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_no_text_makes_them_raise(path: str, text: str) -> None:
    for source in SOURCES:
        if source.wants(path):
            for row in source.read(SourceFile(path, text.encode("utf-8", "surrogatepass"))):
                assert isinstance(row, (Packages, Gap))
                assert 1 <= (row.line or 1) <= text.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    ["<!--" * 60_000, "/*" * 100_000, "{{!--" * 50_000, "location " + " " * 200_000, "listen " + " " * 200_000, "''" * 100_001,
     "with pkgs; [" * 20_000, "[" * 200_000, "a." * 100_000, "import x " * 20_000, "services.a = {" * 15_000, '"' * 200_001,
     "\n" * 200_000, "#[[" * 60_000, "//unpkg.com/" * 20_000, "/a-1" * 50_000, "codecov " * 30_000, "groups:\nalert: " * 15_000]
)  # fmt: skip
def test_no_text_takes_for_ever(text: str) -> None:
    for path in PATHS:
        for source in SOURCES:
            if source.wants(path):
                with at_most(20):
                    list(source.read(SourceFile(path, text.encode())))
