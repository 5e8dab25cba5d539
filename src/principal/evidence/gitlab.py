"""GitLab CI: the images that a pipeline's jobs and services run in, and what their scripts use.

https://docs.gitlab.com/ci/yaml/#image; what ``include`` brings in from elsewhere is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.images import image_package, parse_image
from principal.core.interpolation import interpolate
from principal.core.observed import Packages
from principal.core.readers.steps import asked_for_in, variables
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import Mapping, Node, Scalar, entries, get, items, read_documents, string

MAX_JOBS = 2_000

_PIPELINE = re.compile(r"(?:.*/)?(?:\.gitlab-ci|[^/]*\.gitlab-ci)\.ya?ml|(?:.*/)?\.gitlab/(?:ci|workflows)/.*\.ya?ml")
# What stands for a registry or a mirror of one in front of an image's name.
_MIRROR = re.compile(r"^\$\{?CI_DEPENDENCY_PROXY_(?:GROUP|DIRECT_GROUP)_IMAGE_PREFIX\}?/")
# https://docs.gitlab.com/ci/variables/predefined_variables/: where GitLab itself keeps images.
_PREDEFINED = {"CI_REGISTRY": "registry.gitlab.com", "CI_REGISTRY_IMAGE": "registry.gitlab.com/group/project"}
_TAG = re.compile(r"(?P<name>[^$:@\s]+(?::\d+/[^$:@\s]+)?):[^/\s]*\$.*")


def _wants(path: str) -> bool:
    return _PIPELINE.fullmatch(path) is not None


def read(file: SourceFile) -> Iterator[Packages | Gap]:
    """Images, each at its line."""
    documents = read_documents(file.text)
    if documents.error is not None:
        yield Gap(f"not YAML: {documents.error.reason}", documents.error.line)
    for root in documents.roots[:2]:  # a header of inputs may come before the pipeline
        if isinstance(root, Mapping):
            yield from distinct(_rows(file.path, root))


def _rows(path: str, root: Mapping) -> Iterator[Packages | Gap]:
    values = variables(get(root, "variables"))
    jobs = list(entries(root))
    if len(jobs) > MAX_JOBS:
        yield Gap(f"more than {MAX_JOBS} jobs: the rest was not read", jobs[MAX_JOBS][1])
    yield from _images(path, root, values)
    yield from _scripts(path, root, values)
    for name, _, job in jobs[:MAX_JOBS]:
        if isinstance(job, Mapping) and name not in ("image", "variables"):
            inside = {**values, **variables(get(job, "variables"))}
            yield from _images(path, job, inside)
            yield from _scripts(path, job, inside)


def _scripts(path: str, node: Node, values: dict[str, str]) -> Iterator[Packages]:
    for key in ("before_script", "script", "after_script"):
        script = get(node, key)
        yield from asked_for_in(path, script, "build", {**_PREDEFINED, **values})
        for part in items(script):  # what an anchor brings in is a list within the list
            if items(part):
                yield from asked_for_in(path, part, "build", {**_PREDEFINED, **values})


def _images(path: str, node: Node, values: dict[str, str]) -> Iterator[Packages | Gap]:
    for each in (get(node, "image"), *items(get(node, "services"))):
        named = each if isinstance(each, Scalar) else get(each, "name")
        text = string(named)
        if named is not None and text:
            yield _image(path, named.line, text, values)


def _image(path: str, line: int, text: str, values: dict[str, str]) -> Packages | Gap:
    text = _MIRROR.sub("", interpolate(text, values).text)
    tagged = _TAG.fullmatch(text)
    image = parse_image(tagged["name"] if tagged else text) if "$" not in text or tagged else None
    if image is None:
        return Gap(
            "an image that a variable decides" if "$" in text else "an image reference that cannot be read", line
        )
    return image_package(path, line, image, "build")


SOURCE = FileSource(name="gitlab", version=4, tables=(Packages,), wants=_wants, read=read)
