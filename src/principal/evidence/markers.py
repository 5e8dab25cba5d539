"""Files that are known by what is in them: units of systemd, servers' settings, dashboards, descriptions of APIs.

The name says which kinds of content a file can have, and a few lines which one it has. What
a name alone tells is in the catalog (``path``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from principal.core.observed import Packages
from principal.core.readers.rows import Row, copied, distinct
from principal.core.sources import FileSource, SourceFile

_MAX_BYTES = 2_000_000
_MAX_PATH = 300
_HEAD = 20_000  # bytes in which a description of an API says what it is


class Marker(NamedTuple):
    """A kind of file: what it can be called, and what must be in it.

    ``endings`` are those that its name can have (a template's own ending taken off), ``words``
    what one of must be in its path ('' is in each), both lower case; ``forms`` are expressions
    that must all be found, the first of them where the row's line is; ``needs`` is looked for
    first, since that is quick.
    """

    name: str
    endings: str
    words: tuple[str, ...]
    needs: bytes
    forms: tuple[str, ...]
    scope: str = "runtime"
    head: bool = False


_CONF = "conf cfg ini vhost"
_ALL = ("",)
_MARKERS = (
    Marker("systemd-unit", "service timer socket target mount path", _ALL, b"[Unit]", (r"^\[Unit\]",)),
    Marker("nginx-conf", _CONF, _ALL, b"{", (
        r"^[ \t]*(?:server[ \t]*\{|location[ \t][^{\n]{1,200}\{|upstream[ \t]+[\w.-]+[ \t]*\{)",
        r"^[ \t]*(?:listen|proxy_pass|fastcgi_pass|server_name|try_files|root|server)[ \t][^;\n]+;")),
    Marker("apache-conf", _CONF, _ALL, b"", (
        r"^[ \t]*(?:<VirtualHost[ >]|<Directory[ >]|<Location[ >]|LoadModule[ \t])",)),
    Marker("supervisor-conf", _CONF, _ALL, b"[program:", (r"^\[program:",)),
    Marker("php-fpm-conf", _CONF, _ALL, b"pm", (r"^[ \t]*pm[ \t]*=[ \t]*(?:dynamic|static|ondemand)",)),
    Marker("haproxy-conf", _CONF, _ALL, b"backend", (r"^frontend[ \t]+\S", r"^backend[ \t]+\S", r"^[ \t]+bind[ \t]")),
    Marker("fluent-bit-conf", _CONF, _ALL, b"[SERVICE]", (r"^\[(?:INPUT|OUTPUT|FILTER)\]", r"^\[SERVICE\]")),
    Marker("logstash-conf", _CONF, _ALL, b"output", (r"^input[ \t]*\{", r"^output[ \t]*\{")),
    Marker("dbus-service", "service conf", ("dbus-1/",), b"", (r"^\[D-BUS Service\]|busconfig",)),
    Marker("mintlify-docs", "json", ("docs.json",), b"mintlify.com/", (r"mintlify\.com/",), "development", True),
    Marker("shadcn-components", "json", ("components.json",), b"ui.shadcn.com/", (r"ui\.shadcn\.com/",), head=True),
    Marker("dotnet-global", "json", ("global.json",), b'"sdk', (
        r"\"(?:sdk|msbuild-sdks)\"[ \t]*:",), "development", True),
    Marker("grafana-dashboard", "json", ("grafana", "dashboard"), b'"panels"', (r"\"schemaVersion\"",)),
    Marker("prometheus-rules", "yml yaml", ("prometheus", "alert", "rule", "monitoring", "mixin"), b"groups:", (
        r"^[ \t-]*(?:alert|record):[ \t]", r"^[ \t]*groups:", r"^[ \t]*expr:")),
    Marker("otel-collector", "yml yaml", ("otel", "collector", "opentelemetry"), b"receivers:", (
        r"^receivers:", r"^exporters:", r"^service:")),
    Marker("envoy-conf", "yml yaml", ("envoy",), b"static_resources:", (r"^[ \t]*static_resources:",)),
    Marker("openapi", "yml yaml json", ("openapi", "swagger", "oas", "api"), b"", (
        r"^[ \t{]*[\"']?openapi[\"']?[ \t]*:[ \t]*[\"']?3\.|^[ \t{]*[\"']?swagger[\"']?[ \t]*:[ \t]*[\"']?2\.0",),
        head=True),
    Marker("asyncapi", "yml yaml json", ("asyncapi", "event", "api"), b"asyncapi", (
        r"^[ \t{]*[\"']?asyncapi[\"']?[ \t]*:[ \t]*[\"']?\d\.",), head=True),
    Marker("ansible-playbook", "yml yaml",
           ("playbook", "site", "deploy", "provision", "setup", "main", "ansible"), b"hosts:", (
        r"^-?[ \t]*hosts:[ \t]*\S", r"^[ \t]+(?:tasks|roles):[ \t]*$"), "build"),
    Marker("cloudformation", "yml yaml json template", ("template", "cloudformation", "cfn", "stack", "aws"),
           b"AWSTemplateFormatVersion", (r"^[ \t{]*[\"']?AWSTemplateFormatVersion[\"']?[ \t]*:",), head=True),
    Marker("aws-sam", "yml yaml json", ("template",), b"AWS::Serverless", (
        r"^[ \t]*[\"']?Transform[\"']?[ \t]*:[ \t]*[\"']?AWS::Serverless",), head=True),
    Marker("sphinx-conf", "py", ("conf.py",), b"extensions", (
        r"^extensions[ \t]*[=+]", r"sphinx|^html_theme"), "development"),
    Marker("jekyll-config", "yml", ("_config.yml",), b"", (
        r"^(?:theme|remote_theme|plugins|permalink|kramdown|baseurl):",
        r"jekyll|minima|kramdown|baseurl"), "development"),
    Marker("k6-script", "js ts mjs cjs mts cts",
           ("k6", "load-", "load_", "/load/", "loadtest", "perf", "stress", "bench", "smoke"), b"k6", (
        r"^import[^;\n]{1,200}from[ \t]+['\"]k6(?:/[\w/.-]+)?['\"]",), "development"),
    Marker("kamal-deploy", "yml yaml", ("config/deploy",), b"image:", (
        r"^service:", r"^image:", r"^(?:servers|registry):"), "build"),
    Marker("cloud-init", "yml yaml cfg tpl tftpl txt", ("cloud", "user", "init"), b"#cloud-config", (
        r"\A#cloud-config",), head=True),
    Marker("git-lfs", "gitattributes", _ALL, b"filter=lfs", (r"^[^#\n]{1,300}[ \t]filter=lfs",), "development"),
    Marker("skaffold", "yml yaml", ("skaffold",), b"skaffold/", (r"^apiVersion:[ \t]*skaffold/",), "build"),
)  # fmt: skip
_BY_ENDING: dict[str, list[Marker]] = {}
for _marker in _MARKERS:
    for _ending in _marker.endings.split():
        _BY_ENDING.setdefault(_ending, []).append(_marker)
# What the template of a file ends in, and an example of one.
_TEMPLATES = frozenset(("j2", "erb", "tmpl", "tpl", "template", "in", "example", "sample", "dist"))
_NEVER = re.compile(r"(?:^|/)(?:node_modules|locales?|i18n|translations|lang|_?fixtures?|testdata|snapshots)/")


def _candidates(path: str) -> list[Marker]:
    stem, _, ending = path.rpartition(".")
    ending = ending.lower()
    markers = _BY_ENDING["conf"] if "/sites-" in path else _BY_ENDING.get(ending, [])
    if ending in _TEMPLATES:
        markers = markers + _BY_ENDING.get(stem[stem.rfind(".") + 1 :].lower(), [])
    if not markers or len(path) > _MAX_PATH:
        return []
    lower = path.lower()
    found = [marker for marker in markers if any(word in lower for word in marker.words)]
    return [] if not found or _NEVER.search(lower) is not None or copied(path) else found


def _wants(path: str) -> bool:
    return bool(_candidates(path))


@lru_cache(maxsize=256)
def _form(written: str) -> re.Pattern[bytes]:
    return re.compile(written.encode(), re.MULTILINE)


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    if len(file.content) > _MAX_BYTES:
        return
    for marker in _candidates(file.path):
        content = file.content[:_HEAD] if marker.head else file.content
        if marker.needs not in content:
            continue
        found = _form(marker.forms[0]).search(content)
        if found is not None and all(_form(form).search(content) for form in marker.forms[1:]):
            # A form may begin with the blank lines before what it looks for.
            at = found.end() - len(found.group().lstrip())
            line = content.count(b"\n", 0, at) + 1
            yield Packages(file.path, line, "file", marker.name, None, None, marker.scope)


SOURCE = FileSource(name="markers", version=1, tables=(Packages,), wants=_wants, read=_read)
