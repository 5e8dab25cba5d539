"""Files whose presence says where a system runs: Fly.io, Vercel, Cloudflare, Heroku and others.

Each is reported by its conventional name; where it names regions, services or stores, those too.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from principal.core.distinct import distinct
from principal.core.observed import Calls, Components, Packages, Resources
from principal.core.readers.commands import asked_for
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Node, entries, get, integer, items, read_documents, string

Row = Packages | Components | Calls | Resources | Gap

_FLY_REGION = re.compile(r"""^[ \t]*primary_region[ \t]*=[ \t]*["']([a-z]{3})["']""", re.MULTILINE)
_FLY_APP = re.compile(r"""^[ \t]*app[ \t]*=[ \t]*["']([A-Za-z0-9_-]{1,100})["']""", re.MULTILINE)
# What a Worker keeps its data in: named by a table of TOML or by a key of JSON.
_BINDING = re.compile(
    r"""^[ \t]*(?:\[{1,2}(?:env\.[A-Za-z0-9_-]{1,40}\.)?|"?)"""
    r"(kv_namespaces|d1_databases|r2_buckets|durable_objects|hyperdrive)\b",
    re.MULTILINE,
)
_PROCESS = re.compile(r"([A-Za-z0-9_-]{1,100}):[ \t]*(\S.*)")
_APP_ENGINE = re.compile(r"^runtime:[ \t]*['\"]?([a-z][a-z0-9.]*)", re.MULTILINE)
_REGION = re.compile(r"[a-z][a-z0-9-]{1,40}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")


def _fly(file: SourceFile) -> Iterator[Row]:
    yield Packages(file.path, 1, "file", "fly.toml", None, None, "runtime")
    app = _FLY_APP.search(file.text)
    region = _FLY_REGION.search(file.text)
    if region is not None:
        line = _line(file.text, region.start(1))
        yield Resources(file.path, line, "primary_region", app[1] if app else region[1], "fly", region[1], None)


def _vercel(file: SourceFile) -> Iterator[Row]:
    yield Packages(file.path, 1, "file", "vercel.json", None, None, "runtime")
    root, gap = _tree(file)
    if gap is not None:
        yield gap
    for node in items(get(root, "regions")):
        region = string(node)
        if region and _REGION.fullmatch(region):
            yield Resources(file.path, node.line, "regions", region, "vercel", region, None)


def _serverless(file: SourceFile) -> Iterator[Row]:
    root, gap = _tree(file)
    if gap is not None:
        yield gap
    if get(root, "provider") is None and get(root, "functions") is None:
        return
    yield Packages(file.path, 1, "file", "serverless.yml", None, None, "runtime")
    provider = string(get(root, "provider")) or string(get(root, "provider", "name"))
    runtime = string(get(root, "provider", "runtime"))
    node = get(root, "provider", "region")
    region = string(node)
    if node is not None and region is not None and provider and _NAME.fullmatch(provider):
        if _REGION.fullmatch(region):
            detail = f"runtime={runtime}" if runtime and _NAME.fullmatch(runtime) else None
            yield Resources(file.path, node.line, "provider", provider, provider, region, detail)
        else:
            yield Gap("a region that a variable decides", node.line)
    for name, line, _ in entries(get(root, "functions")):
        if _NAME.fullmatch(name):
            yield Components(file.path, line, name, "function", "serverless", None, None, None)


_RENDER_KINDS = {
    "web": "service", "pserv": "service", "worker": "service", "static": "service", "cron": "job", "redis": "cache",
    "keyvalue": "cache",
}  # fmt: skip


def _render(file: SourceFile) -> Iterator[Row]:
    root, gap = _tree(file)
    if gap is not None:
        yield gap
    if not items(get(root, "services")) and not items(get(root, "databases")):
        return
    yield Packages(file.path, 1, "file", "render.yaml", None, None, "runtime")
    for section, default in (("services", "service"), ("databases", "database")):
        for node in items(get(root, section)):
            name = string(get(node, "name"))
            if name is None or not _NAME.fullmatch(name):
                continue
            kind = _RENDER_KINDS.get(string(get(node, "type")) or "", default)
            replicas = integer(get(node, "numInstances"))
            yield Components(file.path, node.line, name, kind, "render", None, None, replicas)
            region = string(get(node, "region"))
            if region and _REGION.fullmatch(region):
                yield Resources(file.path, node.line, section, name, "render", region, None)
            for variable in items(get(node, "envVars")):
                for key in ("fromDatabase", "fromService"):
                    callee = string(get(variable, key, "name"))
                    if callee is not None and _NAME.fullmatch(callee) and callee != name:
                        evidence = string(get(variable, "key")) or key
                        via = "postgresql" if key == "fromDatabase" else ""
                        yield Calls(file.path, variable.line, name, callee, via, None, evidence[:100], "reference")


def _procfile(file: SourceFile) -> Iterator[Row]:
    lines = file.text.splitlines()
    if not any(_PROCESS.fullmatch(line.strip()) for line in lines):
        return
    yield Packages(file.path, 1, "file", "Procfile", None, None, "runtime")
    for number, line in enumerate(lines[:500], 1):
        text = line.strip()
        match = _PROCESS.fullmatch(text)
        if match is not None:
            kind = "job" if match[1] == "release" else "service"
            folder = posixpath.dirname(file.path) or "."
            yield Components(file.path, number, match[1], kind, "procfile", None, folder, None)
            yield from asked_for(file.path, number, match[2], "runtime")
        elif text and not text.startswith("#"):
            yield Gap("a line that names no process", number)


def _heroku(file: SourceFile) -> Iterator[Row]:
    root, gap = _tree(file)
    if not any(get(root, key) is not None for key in ("addons", "formation", "buildpacks", "stack")):
        return  # other tools have a file of this name
    if gap is not None:
        yield gap
    yield Packages(file.path, 1, "file", "app.json", None, None, "runtime")
    for node in items(get(root, "addons")):
        plan = string(node) or string(get(node, "plan")) or ""
        name = plan.partition(":")[0]
        if _NAME.fullmatch(name):
            yield Packages(file.path, node.line, "heroku", name, None, None, "runtime")


def _app_engine(file: SourceFile) -> Iterator[Row]:
    runtime = _APP_ENGINE.search(file.text)
    if runtime is not None and "apiVersion:" not in file.text:
        yield Packages(file.path, _line(file.text, runtime.start(1)), "file", "app.yaml", None, None, "runtime")


def _wrangler(file: SourceFile) -> Iterator[Row]:
    yield Packages(file.path, 1, "file", "wrangler.toml", None, None, "runtime")
    for bound in _BINDING.finditer(file.text):
        yield Packages(
            file.path, _line(file.text, bound.start(1)), "file", f"wrangler.toml:{bound[1]}", None, None, "runtime"
        )


def _presence(name: str) -> Callable[[SourceFile], Iterator[Row]]:
    def read_presence(file: SourceFile) -> Iterator[Row]:
        yield Packages(file.path, 1, "file", name, None, None, "runtime")

    return read_presence


_READERS: dict[str, Callable[[SourceFile], Iterator[Row]]] = {
    "fly.toml": _fly,
    "vercel.json": _vercel,
    "serverless.yml": _serverless,
    "serverless.yaml": _serverless,
    "render.yaml": _render,
    "Procfile": _procfile,
    "app.json": _heroku,
    "app.yaml": _app_engine,
    "app.yml": _app_engine,
    "wrangler.toml": _wrangler,
    "wrangler.json": _wrangler,
    "wrangler.jsonc": _wrangler,
    "netlify.toml": _presence("netlify.toml"),
}


def _wants(path: str) -> bool:
    return posixpath.basename(path) in _READERS


def _tree(file: SourceFile) -> tuple[Node | None, Gap | None]:
    """The root of a YAML or JSON file, and what could not be read of it."""
    documents = read_documents(file.text.replace("\t", " ") if file.path.endswith(".json") else file.text)
    error = documents.error
    gap = Gap(f"it does not parse: {error.reason}", error.line) if error is not None else None
    return (documents.roots[0] if documents.roots else None), gap


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def read(file: SourceFile) -> Iterator[Row]:
    """The platform, and the regions and parts that its file names."""
    reader = _READERS.get(posixpath.basename(file.path))
    if reader is not None:
        yield from distinct(reader(file))


SOURCE = FileSource(
    name="platforms", version=5, tables=(Packages, Components, Calls, Resources), wants=_wants, read=read
)
