"""What lies beside a compose file and is read with it; and what a service is."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from principal.core.interpolation import read_dotenv
from principal.core.yamltree import Documents, Mapping, Node, entries, get, read_documents

MAX_KEPT = 256 * 1024  # bytes of a file that is kept read, for the next file beside it

BASES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
OTHERS = (
    "compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml",
    "docker-compose.base.yml", "docker-compose.common.yml", "common.yml", "common.yaml", "base.yml",
)  # fmt: skip
ENV = ".env"
ENV_SAMPLES = (
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    ".env.default",
    "env.example",
    "example.env",
)
ENV_FILES = (
    ".env.local", ".env.docker", ".env.dev", ".env.development", ".env.prod", ".env.production", ".env.test",
    "common.env", "backend.env", "frontend.env", "docker.env", "docker-compose.env", "app.env", "web.env", "api.env",
    "db.env", "postgres.env", "variables.env", "local.env", "dev.env", "default.env", "env", "compose.env",
)  # fmt: skip


@dataclass(slots=True)
class Service:
    """A service of this file, with what it extends already merged in."""

    name: str
    line: int
    node: Mapping
    inherited: list[Mapping] = field(default_factory=list)

    def get(self, *keys: str) -> Node | None:
        """The value under *keys*, of the service itself or of what it extends."""
        for node in (self.node, *self.inherited):
            found = get(node, *keys)
            if found is not None:
                return found
        return None

    def all(self, key: str) -> list[Node]:
        """The values of *key*, those of the extended service first."""
        return [found for node in (*reversed(self.inherited), self.node) if (found := get(node, key)) is not None]


_COMPANIONS = (ENV, *ENV_SAMPLES, *ENV_FILES, *BASES, *OTHERS)
COMPANION_NAMES = frozenset(name.rpartition("/")[2] for name in _COMPANIONS)


def companions_of(path: str) -> tuple[str, ...]:
    """Where a compose file's variables and base files are by convention."""
    folder = posixpath.dirname(path)
    return tuple(found for name in _COMPANIONS if (found := posixpath.join(folder, name)) != path)


def documents_of(content: bytes) -> Documents:
    """The documents of a file; a small one is kept, since its overrides are read with it."""
    return _documents(content) if len(content) <= MAX_KEPT else _documents.__wrapped__(content)


@functools.lru_cache(maxsize=4)
def _documents(content: bytes) -> Documents:
    return read_documents(content.decode("utf-8-sig", errors="replace"))


@functools.lru_cache(maxsize=4)
def dotenv_of(content: bytes) -> dict[str, str]:
    """The variables of a file, kept since services share it; nobody may change them."""
    return read_dotenv(content.decode("utf-8-sig", errors="replace"))


def services_of(root: Node) -> Iterator[tuple[str, int, Node]]:
    """The services of a file; in the first version of the format they were its top level."""
    services = get(root, "services")
    if services is not None:
        yield from entries(services)
    elif isinstance(root, Mapping) and not {"include", "version", "networks", "volumes", "name"} & root.entries.keys():
        for name, line, node in entries(root):
            if get(node, "image") is not None or get(node, "build") is not None:
                yield name, line, node
