"""Compose files: services, their images, and who is given whose address.

Follows the Compose Specification. A file is read together with the ``.env`` beside it and
with the base files that it may extend or override.
"""

from __future__ import annotations

import itertools
import posixpath
import re
import shlex
from collections.abc import Iterator

from principal.core.addresses import addresses, arguments, holds_address
from principal.core.distinct import distinct
from principal.core.images import image_package, kind_of_image, kind_of_service, parse_image, protocol_of_image
from principal.core.interpolation import interpolate
from principal.core.observed import Calls, Components, Mounts, Packages
from principal.core.readers.commands import asked_for
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.yamltree import (
    Documents,
    Mapping,
    Node,
    Scalar,
    entries,
    get,
    items,
    moved_to,
    string,
)
from principal.evidence.compose._beside import (
    BASES,
    COMPANION_NAMES,
    ENV,
    ENV_SAMPLES,
    OTHERS,
    Service,
    companions_of,
    documents_of,
    dotenv_of,
    services_of,
)

MAX_SERVICES = 1_000
MAX_VARIABLES = 500  # of one service
MAX_MOUNTS = 200  # of one service
MAX_TAKEN_IN = 2_000  # values of a service that another file describes
MAX_VALUE = 4_096  # characters of a variable that are looked at

_NAME = re.compile(r"(?:.*[._-])?(?:(?:docker-)?compose|docker-stack)(?:[._-].*)?\.ya?ml")  # a stack is Swarm's


def _wants(path: str) -> bool:
    return _NAME.fullmatch(path.rsplit("/", 1)[-1].lower()) is not None


def read(file: SourceFile) -> Iterator[Packages | Components | Calls | Mounts | Gap]:
    """Components, images and calls that a compose file declares."""
    documents = documents_of(file.content)
    if documents.error is not None:
        yield Gap(f"not YAML: {documents.error.reason}", documents.error.line)
    yield from distinct(_File(file, documents).rows())


class _File:
    """One compose file and what lies beside it."""

    def __init__(self, file: SourceFile, documents: Documents) -> None:
        self.path = file.path
        self.folder = posixpath.dirname(file.path)
        self.companions = file.companions
        self.documents = documents
        self.values = self._environment()
        self.unknown: dict[str, int] = {}  # variables that would say who is called, and have no value
        self.services: dict[str, Service] = {}
        self.base: dict[str, Mapping] = {}
        for root in documents.roots:
            for name, line, node in services_of(root):
                if isinstance(node, Mapping) and len(self.services) < MAX_SERVICES:
                    self.services[name] = Service(name, line, node)
        for name in (*BASES, *OTHERS):
            content = self.companions.get(posixpath.join(self.folder, name))
            if content is None:
                continue
            for root in documents_of(content).roots:
                for service, _, node in services_of(root):
                    if isinstance(node, Mapping):
                        self.base.setdefault(service, node)
        # Services that are patched here keep the image that the base file gives them.
        self.images = {name: string(get(node, "image")) for name, node in self.base.items()}
        self.images |= {name: image for name, s in self.services.items() if (image := string(s.get("image")))}
        self.reachable = self._names()
        self.configs = {
            name: beside
            for root in documents.roots
            for name, _, node in itertools.islice(entries(get(root, "configs")), MAX_MOUNTS)
            if (beside := string(get(node, "file")))
        }

    def rows(self) -> Iterator[Packages | Components | Calls | Mounts | Gap]:
        if not self.documents.roots:
            return
        root = self.documents.roots[0]
        if not isinstance(root, Mapping):
            if self.documents.error is None:
                yield Gap("not a compose file: its top level is no mapping", root.line)
            return
        if len(self.services) >= MAX_SERVICES:
            yield Gap(f"more than {MAX_SERVICES} services: the rest was not read", None)
        yield from self._includes(root)
        if self.services:
            line = min(service.line for service in self.services.values())
            yield Packages(self.path, line, "file", "compose.yaml", None, None, "runtime")
        finishing = self._finishing()
        for service in self.services.values():
            yield from self._extend(service)
            yield from self._component(service, finishing)
            yield from self._mounts(service)
            yield from self._dependencies(service)
            yield from self._environment_calls(service)
            yield from self._commands(service)
        if self.unknown:
            names = ", ".join(sorted(self.unknown)[:10])
            more = f" and {len(self.unknown) - 10} more" if len(self.unknown) > 10 else ""
            reason = f"variables that hold addresses have no value here: {names}{more}"
            yield Gap(reason, min(self.unknown.values()), hides="observed.calls")

    # What a service is

    def _component(self, service: Service, finishing: set[str]) -> Iterator[Packages | Components | Gap]:
        image_node = service.get("image")
        written = string(image_node)
        build = service.get("build")
        if written is None and build is None and service.get("provider") is None:
            return  # it only patches what another file declares
        image = None
        package = None
        if written is not None and image_node is not None:
            image = interpolate(written, self.values).text
            package = parse_image(image)
            if package is None and "$" in image and "$" not in image.partition(":")[0]:
                package = parse_image(image.partition(":")[0])
            if package is not None and build is None:
                yield image_package(self.path, image_node.line, package)
            elif package is None and build is None:
                yield Gap(f"the image {image[:200]} of {service.name} has no value here", image_node.line)
        kind = (kind_of_image(package.name) if package else None) or kind_of_service(service.name) or "service"
        if service.name in finishing or string(service.get("deploy", "mode")) in ("replicated-job", "global-job"):
            kind = "job"
        if service.get("provider") is not None:
            kind = "external"
        yield Components(
            self.path, service.line, service.name, kind, "compose", image, self._build(build), self._replicas(service)
        )

    def _build(self, build: Node | None) -> str | None:
        """The folder of what is built, told by its Containerfile, where the context is no other repository."""
        if build is None:
            return None
        context = string(build) or string(get(build, "context")) or "."
        context = interpolate(context, self.values).text
        if "$" in context or "://" in context or context.startswith(("/", "git@", "~")):
            return None
        dockerfile = interpolate(string(get(build, "dockerfile")) or "", self.values).text
        folder = posixpath.join(self.folder, context)
        # One context for all (the root of a monorepo) says nothing; its Containerfile does.
        if dockerfile and "$" not in dockerfile and not dockerfile.startswith("/"):
            folder = posixpath.join(folder, _of_code(posixpath.dirname(dockerfile)))
        folder = posixpath.normpath(folder)
        return None if folder.startswith("..") else folder

    def _replicas(self, service: Service) -> int | None:
        node = service.get("deploy", "replicas") or service.get("scale")
        text = interpolate(string(node) or "", self.values).text
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None

    def _finishing(self) -> set[str]:
        """Services that others wait for to finish: they are jobs."""
        done = set()
        for service in self.services.values():
            for name, _, node in entries(service.get("depends_on")):
                if string(get(node, "condition")) == "service_completed_successfully":
                    done.add(name)
        return done

    def _mounts(self, service: Service) -> Iterator[Mounts]:
        """The files and folders beside it that a service is given."""
        for node in (n for key in ("volumes", "configs") for n in service.all(key)):
            for item in items(node)[:MAX_MOUNTS]:
                written = string(item) or string(get(item, "source")) or ""
                place = self.configs.get(written) or interpolate(written, self.values).text.partition(":")[0]
                if "$" in place or not (place.startswith(".") or written in self.configs):
                    continue  # a volume that is no file of the repository
                place = posixpath.normpath(posixpath.join(self.folder, place))
                if place != "." and not place.startswith(("..", "/")):
                    yield Mounts(self.path, item.line, service.name, place, None)

    # Whom it calls

    def _names(self) -> dict[str, str]:
        """Every name under which a service can be reached, and the service."""
        names: dict[str, str] = {}
        for service, node in [*self.base.items(), *((s.name, s.node) for s in self.services.values())]:
            for key in ("container_name", "hostname"):
                if text := string(get(node, key)):
                    names[interpolate(text, self.values).text] = service
            for _, _, network in entries(get(node, "networks")):
                for alias in items(get(network, "aliases")):
                    names[string(alias) or service] = service
        names |= {name: name for name in (*self.base, *self.services)}
        return names

    def _dependencies(self, service: Service) -> Iterator[Calls]:
        for node in service.all("depends_on"):
            named = [(name, line) for name, line, _ in entries(node)]
            named += [(text, item.line) for item in items(node) if (text := string(item))]
            for callee, line in named:
                if callee != service.name:
                    yield Calls(
                        self.path, line, service.name, callee, self._via(callee), None, "depends_on", "depends_on"
                    )
        for node in service.all("links"):
            for item in items(node):
                callee = (string(item) or "").partition(":")[0]
                if callee and callee != service.name:
                    yield Calls(
                        self.path, item.line, service.name, callee, self._via(callee), None, "links", "reference"
                    )

    def _environment_calls(self, service: Service) -> Iterator[Calls | Gap]:
        known, gaps = self._variables(service)
        yield from gaps
        siblings = {name: value for name, (value, _) in known.items()}
        names = {**self.reachable, **self._linked(service)}
        for name, (value, line) in known.items():
            yield from self._calls(service, name, value, line, names, siblings, name)

    def _variables(self, service: Service) -> tuple[dict[str, tuple[str, int]], list[Gap]]:
        """The environment of a service: name to value and line; and what could not be read."""
        known: dict[str, tuple[str, int]] = {}
        gaps = []
        for node in service.all("env_file"):
            for item in items(node) or [node]:
                written_name = string(item) or string(get(item, "path"))
                if written_name is None:
                    continue
                name = interpolate(written_name, self.values).text
                content = self.companions.get(posixpath.normpath(posixpath.join(self.folder, name)))
                if content is None:
                    reason = f"the env_file {name[:200]} of {service.name} is not here to be read"
                    gaps.append(Gap(reason, item.line, hides="observed.calls"))
                else:
                    listed = itertools.islice(dotenv_of(content).items(), MAX_VARIABLES)
                    known |= {key: (given[:MAX_VALUE], item.line) for key, given in listed}
        for node in service.all("environment"):
            written: list[tuple[str, str | None, int]] = [
                (key, string(given_node), line) for key, line, given_node in entries(node)
            ]
            for item in items(node):
                key, equals, after = (string(item) or "").partition("=")
                written.append((key, after if equals else None, item.line))
            if len(written) > MAX_VARIABLES:
                gaps.append(Gap(f"more than {MAX_VARIABLES} variables: the rest was not read", node.line))
            for key, given_text, line in written[:MAX_VARIABLES]:
                name = interpolate(key, self.values).text
                if given_text is None:
                    if name in self.values:
                        known[name] = (self.values[name][:MAX_VALUE], line)
                    elif holds_address(name) and name not in known:
                        self.unknown.setdefault(name, line)
                    continue
                value = interpolate(given_text, self.values)
                known[name] = (value.text[:MAX_VALUE], line)
                if value.missing and "$" in value.text and holds_address(name):
                    self.unknown.setdefault(name, line)
        return known, gaps

    def _commands(self, service: Service) -> Iterator[Packages | Calls]:
        """What a service runs, and whom its command names."""
        runs: list[str] = []  # the words of a command are arguments of the entrypoint, if there is one
        begins = service.line
        for key in ("entrypoint", "command"):
            node = service.get(key)
            words: list[str] = []
            lines: list[int] = []
            for item in (items(node) or ([node] if isinstance(node, Scalar) else []))[:MAX_VARIABLES]:
                text = interpolate(string(item) or "", self.values).text
                split = text.split()[:MAX_VARIABLES]
                words += split
                lines += [item.line] * len(split)
                begins = begins if runs else item.line + ("\n" in text)
                runs.append(text if isinstance(node, Scalar) else shlex.quote(text))
            for (name, value), line in zip(arguments(words), lines, strict=True):
                # Only what is declared beside it: commands hold many things with a colon.
                for call in self._calls(service, name, value, line, self.reachable, {}, key):
                    if call.callee in self.reachable:
                        yield call
        yield from asked_for(self.path, begins, " ".join(runs), "runtime")

    def _calls(
        self,
        service: Service,
        name: str,
        value: str,
        line: int,
        names: dict[str, str],
        siblings: dict[str, str],
        evidence: str,
    ) -> Iterator[Calls]:
        for found in addresses(name, value, names, siblings):
            callee = names.get(found.host, found.host)
            if callee != service.name:
                yield Calls(
                    self.path,
                    line,
                    service.name,
                    callee,
                    found.via or self._via(callee),
                    found.port,
                    evidence,
                    "address",
                )

    def _linked(self, service: Service) -> dict[str, str]:
        pairs = [(string(item) or "").partition(":") for node in service.all("links") for item in items(node)]
        return {alias: name for name, _, alias in pairs if name and alias}

    def _via(self, callee: str) -> str:
        """The protocol of a database or queue, from its image."""
        image = parse_image(interpolate(self.images.get(callee) or "", self.values).text)
        return protocol_of_image(image.name) if image else ""

    # What lies beside it

    def _environment(self) -> dict[str, str]:
        for name in (ENV, *ENV_SAMPLES):
            content = self.companions.get(posixpath.join(self.folder, name))
            if content is not None:
                return dotenv_of(content)
        return {}

    def _extend(self, service: Service) -> Iterator[Gap]:
        """Merge in what a service extends, in this file or in one beside it."""
        node: Mapping = service.node
        for _ in range(10):
            extends = get(node, "extends")
            if extends is None:
                return
            name = string(extends) or string(get(extends, "service")) or ""
            path = string(get(extends, "file"))
            found: Node | None
            if path is None:
                found = self.services[name].node if name in self.services else None
            else:
                beside = posixpath.normpath(posixpath.join(self.folder, path))
                content = self.companions.get(beside)
                roots = documents_of(content).roots if content is not None else []
                found = next((n for root in roots for key, _, n in services_of(root) if key == name), None)
                if found is not None:
                    found = moved_to(found, extends.line) if found.size <= MAX_TAKEN_IN else None
            if not isinstance(found, Mapping):
                where = f" of {path[:200]}" if path else ""
                yield Gap(f"{service.name} extends {name}{where}, which is not read beside this file", extends.line)
                return
            node = found
            service.inherited.append(found)

    def _includes(self, root: Node) -> Iterator[Gap]:
        for item in items(get(root, "include")):
            paths = [string(item) or string(get(item, "path"))] + [string(p) for p in items(get(item, "path"))]
            for path in paths:
                # A file with a usual name is read on its own.
                if path and ("://" in path or not _wants(path)):
                    yield Gap(f"includes {path[:200]}, which is not read", item.line)


# Folders beside the code that Containerfiles are kept in.
_BESIDE = frozenset(("docker", ".docker", "dockerfiles", "container", "containers", "build", "deploy"))


def _of_code(folder: str) -> str:
    """The folder that a Containerfile in *folder* is about: not one that only holds such files."""
    parts = folder.split("/")
    while parts and parts[-1].lower() in _BESIDE:
        parts.pop()
    return "/".join(parts)


SOURCE = FileSource(
    name="compose",
    version=7,
    tables=(Packages, Components, Calls, Mounts),
    wants=_wants,
    read=read,
    companions=companions_of,
    companion_names=COMPANION_NAMES,
)
