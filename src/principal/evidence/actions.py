"""GitHub Actions: the actions that workflows use, the images that their jobs run in, and what their steps install."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from principal.core.distinct import distinct
from principal.core.images import image_package, parse_image
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Mapping, Node, Scalar, entries, get, items, read_documents, string

MAX_STEPS = 5_000

_WORKFLOW = re.compile(r"(?:.*/)?\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml")
_ACTION = re.compile(r"(?:.*/)?action\.ya?ml")
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
    if _WORKFLOW.fullmatch(path):
        jobs = root.entries.get("jobs")
        if jobs is None:
            yield Gap("a workflow without jobs", root.line)
            return
        yield Packages(path, jobs.line, "file", ".github/workflows", None, None, "build")
        for _, _, job in entries(jobs.node):
            yield from _uses(path, get(job, "uses"))
            yield from _image(path, get(job, "container"))
            for _, _, service in entries(get(job, "services")):
                yield from _image(path, service)
            yield from _steps(path, get(job, "steps"))
    else:
        yield from _steps(path, get(root, "runs", "steps"))
        image = get(root, "runs", "image")
        if (string(image) or "").startswith("docker://"):
            yield from _image(path, image)


def _steps(path: str, steps: Node | None) -> Iterator[Packages | Gap]:
    for step in items(steps)[:MAX_STEPS]:
        yield from _uses(path, get(step, "uses"))
        run = get(step, "run")
        script = string(run)
        if run is not None and script is not None:
            # The text of a block begins on the line below its mark.
            yield from asked_for(path, run.line + ("\n" in script), script, "build")


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


SOURCE = FileSource(name="actions", version=2, tables=(Packages,), wants=_wants, read=read)
