"""Whom code speaks to by gRPC: services that it serves, and services whose generated client it makes.

The names are those of the ``service`` in a proto file, as the generators of each language spell them
(``RegisterCartServiceServer``, ``NewCartServiceClient``). Generated files and tests are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, SourceFile
from principal.core.tables import table

MAX_STUBS = 500  # of one file


@table("observed", key=("path", "line", "service", "role"))
@dataclass(frozen=True, slots=True)
class Stubs:
    """Services of proto files that code serves, or makes a client of."""

    path: str
    line: int
    service: str  # as in the proto file, without its package
    role: str  # server or client


_N = r"([A-Z][A-Za-z0-9_]{1,80}?)"
_BOTH = {
    "go": (rf"\bRegister{_N}Server\(", rf"\bNew{_N}Client\("),
    "py": (rf"\badd_{_N}Servicer_to_server\b", rf"\b{_N}Stub\("),
    "java": (rf"\b{_N}Grpc\.\w+ImplBase\b", rf"\b{_N}Grpc\.new\w*Stub\b"),
    "kt": (rf"\b{_N}Grpc(?:Kt)?\.\w+(?:Coroutine)?ImplBase\b", rf"\b{_N}(?:Grpc\.new\w*Stub|CoroutineStub)\b"),
    "cs": (rf"\b{_N}\.\1Base\b", rf"\b{_N}\.\1Client\b"),
    "js": (
        rf"\baddService\(\s*(?:\w+\.){{0,5}}{_N}\.service\b",
        rf"\bnew (?:\w+\.){{0,5}}{_N}(?:Client\(|(?<=Service)\()",
    ),
    "rs": (rf"\b{_N}Server::(?:new|with_interceptor)\(", rf"\b{_N}Client::(?:new|connect|with_interceptor)\("),
    "cc": (rf"\b{_N}::(?:Async|Callback)?Service\b", rf"\b{_N}::NewStub\("),
    "rb": (rf"<\s*(?:\w+::){{0,5}}{_N}::Service\b", rf"\b{_N}::Stub\.new\b"),
}
_LIKE = {"mjs": "js", "cjs": "js", "ts": "js", "tsx": "js", "jsx": "js", "cpp": "cc", "cxx": "cc"}
# The first says cheaply that a file has nothing of the kind.
_HINTS = {
    "go": (b"Server(", b"Client("), "py": (b"Servicer_to_server", b"Stub("), "java": (b"Grpc.",), "kt": (b"Grpc",
    b"CoroutineStub"), "cs": (b"Base", b"Client"), "js": (b"addService", b"Client(", b"Service("), "rs": (b"Server::",
    b"Client::"), "cc": (b"Service", b"NewStub"), "rb": (b"::Service", b"::Stub"),
}  # fmt: skip
_GENERATED = (
    r"\.pb\.\w+\Z|_pb2?(?:_grpc)?\.\w+\Z|_grpc_pb\.\w+\Z|Grpc\.(?:java|cs|kt)\Z|(?:^|/)(?:genproto|gen|generated)/"
)
_TEST = (
    r"(?:^|/)(?:tests?|specs?|__tests__|e2e|testdata|examples?|samples?|docs?)/|[._-](?:test|spec)\.\w+\Z|"
    r"(?:^|/)test_[^/]*\Z|(?:Tests?|IT|Spec)\.\w+\Z"
)
_PACKAGES = r"(?:^|/)(?:java|kotlin)/.*/"  # org/example/ is nobody's example
# Every server serves its health, and what clients of the standard library are called.
_NOT_OURS = frozenset(("Health", "ServerReflection", "Reflection", "Http", "Web", "Rest"))


@lru_cache(maxsize=8)
def _of(pattern: str) -> re.Pattern[str]:
    """Compiled when first used: who wants a path that was read before is known without asking."""
    return re.compile(pattern)


def _ending(path: str) -> str:
    ending = base_name(path).rpartition(".")[2].lower()
    return _LIKE.get(ending, ending)


def _wants(path: str) -> bool:
    if _ending(path) not in _BOTH or copied(path):
        return False
    return _of(_GENERATED).search(path) is None and _of(_TEST).search(_of(_PACKAGES).sub("/", path)) is None


@lru_cache(maxsize=16)
def _patterns(ending: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    server, client = _BOTH[ending]
    return ("server", re.compile(server)), ("client", re.compile(client))


def read(file: SourceFile) -> Iterator[Stubs]:
    """Each service once for each role, where the file first names it."""
    if not any(hint in file.content for hint in _HINTS[_ending(file.path)]):
        return
    text = file.text
    found: dict[tuple[str, str], int] = {}
    for role, pattern in _patterns(_ending(file.path)):
        for match in pattern.finditer(text):
            if match[1] not in _NOT_OURS and len(found) < MAX_STUBS:
                found.setdefault((match[1], role), text.count("\n", 0, match.start()) + 1)
    for (service, role), line in found.items():
        yield Stubs(file.path, line, service, role)


SOURCE = FileSource(name="stubs", version=2, tables=(Stubs,), wants=_wants, read=read)
