"""GitHub Actions: the actions that workflows use, what their jobs run in and push to, and what their steps use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from principal.core.distinct import distinct
from principal.core.images import image_package, parse_image
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.readers.registries import DOCKER_HUB, registry_of
from principal.core.readers.steps import asked_for_in, variables, without_expressions
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Mapping, Node, Scalar, entries, get, items, read_documents, string

MAX_STEPS = 5_000
MAX_LABELS = 100  # of the runners of one job
MAX_TAGS = 100  # of one image

_WORKFLOW = re.compile(r"(?:.*/)?\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml")
_ACTION = re.compile(r"(?:.*/)?action\.ya?ml")
_LABEL = re.compile(r"[a-z][a-z0-9_.=/-]{2,80}")
_QUOTED = re.compile(r"'([A-Za-z][\w.=/-]+)'")
_OF_MATRIX = re.compile(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}")
_GITHUBS_OWN = re.compile(r"(?:ubuntu|windows|macos|linux|self-hosted|x64|arm|gpu|large|runner)(?![a-z])")
_USES = re.compile(r"([A-Za-z0-9_.-]+)/([A-Za-z0-9_.-]+)((?:/[^@\s]+)?)(?:@(\S+))?")


def _wants(path: str) -> bool:
    return _WORKFLOW.fullmatch(path) is not None or _ACTION.fullmatch(path) is not None


def read(file: SourceFile) -> Iterator[Packages | Gap]:
    """Actions and images, each at its line."""
    documents = read_documents(file.text)
    if documents.error is not None:
        yield Gap(f"not YAML: {documents.error.reason}", documents.error.line)
    for root in documents.roots[:1]:
        if not isinstance(root, Mapping):
            yield Gap("not a workflow: its top level is no mapping", root.line)
            return
        yield from distinct(_rows(file.path, root))


def _rows(path: str, root: Mapping) -> Iterator[Packages | Gap]:
    values = variables(get(root, "env"))
    if _WORKFLOW.fullmatch(path):
        jobs = root.entries.get("jobs")
        if jobs is None:
            yield Gap("a workflow without jobs", root.line)
            return
        yield Packages(path, jobs.line, "file", ".github/workflows", None, None, "build")
        for _, _, job in entries(jobs.node):
            yield from _uses(path, get(job, "uses"))
            yield from _runners(path, job)
            yield from _image(path, get(job, "container"))
            for _, _, service in entries(get(job, "services")):
                yield from _image(path, service)
            if not _is_elsewhere(get(job, "steps")):
                yield from _steps(path, get(job, "steps"), values | variables(get(job, "env")))
    else:
        yield from _steps(path, get(root, "runs", "steps"), values)
        image = get(root, "runs", "image")
        if (string(image) or "").startswith("docker://"):
            yield from _image(path, image)


def _runners(path: str, job: Node) -> Iterator[Packages]:
    """The labels of runners that others host than GitHub: https://docs.github.com/actions/how-tos/write-workflows/choose-where-workflows-run."""
    node = get(job, "runs-on")
    node = get(node, "labels") or get(node, "group") or node
    said = [*items(node), node]
    if (named := _OF_MATRIX.search(string(node) or "")) is not None:
        said += items(get(job, "strategy", "matrix", named[1]))
        said += [get(entry, named[1]) for entry in items(get(job, "strategy", "matrix", "include"))]
    for each in said[:MAX_LABELS]:
        text = string(each) or ""
        for label in _QUOTED.findall(text) if text.startswith("${{") else [text.partition("${{")[0].partition(",")[0]]:
            label = label.strip().lower()
            if each is not None and _LABEL.fullmatch(label) and _GITHUBS_OWN.match(label) is None:
                yield Packages(path, each.line, "runner", label, None, None, "build")


def _is_elsewhere(steps: Node | None) -> bool:
    """Whether a job works in a checkout of another repository: what it uses is that one's."""
    for step in items(steps)[:MAX_STEPS]:
        if (string(get(step, "uses")) or "").startswith("actions/checkout@"):
            other = string(get(step, "with", "repository")) or "${{"
            if "${{" not in other and get(step, "with", "path") is None:
                return True
    return False


def _steps(path: str, steps: Node | None, outer: dict[str, str]) -> Iterator[Packages | Gap]:
    for step in items(steps)[:MAX_STEPS]:
        yield from _uses(path, get(step, "uses"))
        yield from _distribution(path, step)
        values = outer | variables(get(step, "env")) if get(step, "env") is not None else outer
        yield from _registry(path, step, values)
        yield from asked_for_in(path, get(step, "run"), "build", values)
        yield from _wrangler(path, step)


def _registry(path: str, step: Node, values: dict[str, str]) -> Iterator[Packages]:
    """Where the steps of Docker's own actions log in to, and what they tag images for."""
    action = (string(get(step, "uses")) or "").partition("@")[0].lower()
    given = get(step, "with", "registry")
    if action == "docker/login-action" and given is None:
        line = step.line
        yield Packages(path, line, "registry", DOCKER_HUB, None, None, "build")
    key = {
        "docker/login-action": "registry",
        "docker/metadata-action": "images",
        "docker/build-push-action": "tags",
    }.get(action)
    node = get(step, "with", key) if key else None
    for reference in without_expressions(string(node) or "", values).replace(",", "\n").splitlines()[:MAX_TAGS]:
        name = registry_of(reference)
        if node is not None and name is not None and (name != DOCKER_HUB or key == "registry"):
            yield Packages(path, node.line, "registry", name, None, None, "build")


def _uses(path: str, node: Node | None) -> Iterator[Packages | Gap]:
    text = string(node)
    if node is None or text is None or text.startswith(("./", "../")):
        return
    if text.startswith("docker://"):
        yield from _image(path, node)
        return
    match = _USES.fullmatch(text)
    if match is None:
        yield Gap("an action that cannot be read", node.line)
        return
    name = f"{match[1]}/{match[2]}".lower()
    inside = match[3].strip("/")
    purl = (
        f"pkg:github/{name}" + (f"@{quote(match[4], safe='')}" if match[4] else "") + (f"#{inside}" if inside else "")
    )
    yield Packages(path, node.line, "github", name, match[4], purl, "build")


def _wrangler(path: str, step: Node) -> Iterator[Packages]:
    """What Cloudflare's own action deploys to: its commands are those of ``wrangler``, without that word."""
    if not (string(get(step, "uses")) or "").startswith("cloudflare/wrangler-action@"):
        return
    given = get(step, "with", "command")
    node = given or get(step, "uses") or step
    for command in (string(given) or "deploy").splitlines():
        yield from asked_for(path, node.line, f"wrangler {without_expressions(command, {})}", "build")


def _distribution(path: str, step: Node) -> Iterator[Packages]:
    """Which Java ``actions/setup-java`` sets up: temurin, zulu, corretto …"""
    chosen = get(step, "with", "distribution")
    name = string(chosen) or ""
    if chosen is not None and (string(get(step, "uses")) or "").startswith("actions/setup-java@") and name.isalpha():
        version = string(get(step, "with", "java-version"))
        yield Packages(path, chosen.line, "system", name.lower(), version, None, "build")


def _image(path: str, node: Node | None) -> Iterator[Packages | Gap]:
    node = node if isinstance(node, Scalar) else get(node, "image")
    text = string(node)
    if node is None or not text:
        return
    text = text.removeprefix("docker://")
    name, colon, _ = text.partition(":")
    image = parse_image(name if colon and "${{" in text and "${{" not in name else text)
    if image is None:
        depends = "an image that an expression decides" if "${{" in text else "an image reference that cannot be read"
        yield Gap(depends, node.line)
        return
    yield image_package(path, node.line, image, "build")


SOURCE = FileSource(name="actions", version=6, tables=(Packages,), wants=_wants, read=read)
