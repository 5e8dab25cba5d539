"""Pipelines and task runners that keep commands in YAML: what those use, and the images that they run in.

CircleCI, Travis CI, Azure Pipelines, Bitbucket Pipelines, Buildkite, Drone, Woodpecker, AppVeyor, Cloud Build, AWS
CodeBuild, Cirrus CI, Codemagic, Semaphore, Gitpod; Task, Lefthook, moon. GitHub and GitLab have sources of their own.
"""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from principal.core.distinct import distinct
from principal.core.observed import Packages
from principal.core.readers.distribution import INSTALLED
from principal.core.readers.registries import registry_of
from principal.core.readers.rows import copied
from principal.core.readers.steps import MAX_SCRIPTS, asked_for_in, image_of, under, variables, without_expressions
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Mapping, Node, Scalar, entries, get, items, read_documents, string


class _Format(NamedTuple):
    """Where the files of one service are (most read those at the root alone), and under which keys it keeps what."""

    path: str  # an expression
    scripts: frozenset[str]
    images: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()  # that others offer


def _format(path: str, scripts: str, images: str = "", steps: str = "") -> _Format:
    return _Format(path, *(frozenset(keys.split()) for keys in (scripts, images, steps)))


_FORMATS = (
    _format(r"\.circleci/.+\.ya?ml", "run command", "docker", "orbs"),
    _format(r"\.travis\.ya?ml", "install script before_install before_script before_deploy before_cache after_script "
            "after_success after_failure", "", "services"),
    _format(r"(?:.*/)?(?:\.?azure-pipelines?/.+|[^/]*azure-pipelines?[^/]*)\.ya?ml",
            "script bash powershell pwsh inlineScript", "image", "task"),
    _format(r"bitbucket-pipelines\.ya?ml", "script after-script", "image", "pipe"),
    _format(r"\.buildkite/.+\.ya?ml", "command commands", "image", "plugins"),
    _format(r"\.(?:drone|woodpecker)(?:/.+)?\.ya?ml", "commands", "image", "settings"),
    _format(r"\.?appveyor\.ya?ml", "install build_script test_script deploy_script before_build after_build "
            "before_test after_test before_deploy after_deploy on_success on_finish init"),
    _format(r"(?:.*/)?[\w.-]*cloudbuild[\w.-]*\.(?:ya?ml|json)", "script", "", "steps images"),
    _format(r"(?:.*/)?[\w.-]*buildspec[\w.-]*\.ya?ml", "commands"),
    _format(r"\.cirrus\.ya?ml", "install_script test_script build_script script lint_script setup_script deploy_script",
            "image"),
    _format(r"(?:.*/)?codemagic\.ya?ml", "script scripts"),
    _format(r"\.semaphore/.+\.ya?ml", "commands"),
    _format(r"\.gitpod\.ya?ml", "init command before prebuild", "image"),
    _format(r"(?:.*/)?[Tt]askfile(?:[\w.-]*|s?/.+)\.ya?ml", "cmds cmd sh defer"),
    _format(r"(?:.*/)?\.?lefthook(?:-local)?\.ya?ml", "run"),
    _format(r"(?:.*/)?moon\.ya?ml", "command script"),
    _format(r"(?:.*/)?(?:process-compose[\w.-]*|mprocs)\.ya?ml", "command shell"),
)  # fmt: skip
_ENDINGS = (".yml", ".yaml", "build.json")
_MAYBE = re.compile(
    r"(?:circleci|travis|azure-pipeline|bitbucket-pipelines|buildkite|drone|woodpecker|appveyor|cloudbuild|buildspec"
    r"|cirrus|codemagic|semaphore|gitpod|[Tt]askfile|lefthook|moon|process-compose|mprocs)"
)
_TASK = re.compile(r"[A-Za-z][\w./-]{0,100}")
_ENVIRONMENTS = ("env", "environment", "variables", "substitutions", "vars")


@functools.cache
def _compiled() -> list[tuple[re.Pattern[str], _Format]]:
    return [(re.compile(each.path), each) for each in _FORMATS]


def _format_of(path: str) -> _Format | None:
    if not path.endswith(_ENDINGS) or _MAYBE.search(path) is None:
        return None
    return next((each for form, each in _compiled() if form.fullmatch(path)), None)


def _wants(path: str) -> bool:
    return _format_of(path) is not None and not copied(path)


def _read(file: SourceFile) -> Iterator[Packages | Gap]:
    documents = read_documents(file.text)
    if documents.error is not None:
        yield Gap(f"not YAML: {documents.error.reason}", documents.error.line)
    form = _format_of(file.path)
    for root in documents.roots[:50]:
        if isinstance(root, Mapping) and form is not None:
            yield from distinct(_rows(file.path, root, form))


def _rows(path: str, root: Mapping, form: _Format) -> Iterator[Packages]:
    values = variables(*(get(root, key) for key in _ENVIRONMENTS))
    for count, (key, node) in enumerate(under(root, form.scripts | form.images | form.steps)):
        if count > MAX_SCRIPTS:
            return
        if key in form.scripts:
            yield from asked_for_in(path, node, "build", values)
        elif key in form.images:
            for each in items(node) or [node]:
                yield from image_of(path, each)
        elif key in form.steps:
            yield from _STEPS[key](path, node)


def _orbs(path: str, node: Node) -> Iterator[Packages]:
    """``node: circleci/node@5.1``: the orb; one that is written out here has none."""
    for _, line, orb in entries(node):
        yield from _task(path, line, string(orb))


def _tasks(path: str, node: Node) -> Iterator[Packages]:
    """``Docker@2``, ``atlassian/aws-s3-deploy:1.1.0``."""
    yield from _task(path, node.line, string(node))


def _plugins(path: str, node: Node) -> Iterator[Packages]:
    """Plugins of Buildkite: ``docker-compose#v4.0.0``, alone or with settings."""
    for item in items(node):
        named = [(string(item), None)] if isinstance(item, Scalar) else [(name, it) for name, _, it in entries(item)]
        for text, settings in named:
            yield from _task(path, item.line, text and f"buildkite/{text.rpartition('/')[2]}")
            server = get(settings, "server")
            registry = registry_of(string(server) or "")
            if server is not None and registry is not None:
                yield Packages(path, server.line, "registry", registry, None, None, "build")


def _task(path: str, line: int, text: str | None) -> Iterator[Packages]:
    name, mark, version = re.match(r"([^@#:]*)([@#:]?)(.*)", text or "", re.DOTALL).groups()  # type: ignore[union-attr]  # it matches any text
    if _TASK.fullmatch(name):
        yield Packages(path, line, "task", name.lower(), (version[:50] if mark else None) or None, None, "build")


def _services(path: str, node: Node) -> Iterator[Packages]:
    """What Travis CI starts beside a job, by the names of Ubuntu's packages."""
    for item in items(node) or [node]:
        name = string(item)
        if name in INSTALLED:
            yield Packages(path, item.line, "system", name, None, None, "build")


def _settings(path: str, node: Node) -> Iterator[Packages]:
    """Of a plugin that pushes an image: where to."""
    for key in ("registry", "repo"):
        given = get(node, key)
        for item in items(given) if given is None or items(given) else [given]:
            name = registry_of(without_expressions(string(item) or "", {}))
            if name is not None:
                yield Packages(path, item.line, "registry", name, None, None, "build")


def _cloud_steps(path: str, node: Node) -> Iterator[Packages]:
    """Steps of Cloud Build: an image whose last name is the program that its arguments are for."""
    for step in items(node):
        yield from image_of(path, get(step, "name"))
        program = (
            string(get(step, "entrypoint")) or (string(get(step, "name")) or "").rpartition("/")[2].partition(":")[0]
        )
        words = [string(item) or "" for item in items(get(step, "args"))]
        yield from asked_for_in(path, Scalar(shlex.join((program, *words)), step.line, True), "build", {})


def _cloud_images(path: str, node: Node) -> Iterator[Packages]:
    for item in items(node):
        registry = registry_of(string(item) or "")
        if registry is not None:
            yield Packages(path, item.line, "registry", registry, None, None, "build")


_STEPS = {
    "orbs": _orbs, "task": _tasks, "pipe": _tasks, "plugins": _plugins, "services": _services, "settings": _settings,
    "steps": _cloud_steps, "images": _cloud_images,
}  # fmt: skip

SOURCE = FileSource(name="pipelines", version=3, tables=(Packages,), wants=_wants, read=_read)
