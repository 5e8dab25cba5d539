"""Descriptions of interfaces (OpenAPI, Swagger) from which a client is generated, by what generates it.

Only where a file of this repository is named: by a script of package.json that runs a generator, by a
generator's own settings, or by a build file. Which part holds the file, and whose client it is, their folders tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from principal.core.distinct import distinct
from principal.core.readers.places import placed
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, Gap, SourceFile
from principal.core.tables import table

MAX_BYTES = 400_000
MAX_CLIENTS = 100  # of one file


@table("observed", key=("path", "line", "description"))
@dataclass(frozen=True, slots=True)
class ApiClients:
    """From which description of an interface a client is generated."""

    path: str  # of the script, the settings or the build file
    line: int
    description: str  # the OpenAPI file, relative to the repository's root; it may not be there


_SETTINGS = r"(?:orval|openapi-ts|openapi-codegen|openapi-typescript|kubb|rtk-query|swagger)\.config\.[cm]?[jt]s"
_NAMED = (
    r"package\.json|openapitools\.json|nswag\.json|[\w.-]+\.nswag|[\w.-]+\.csproj|pom\.xml|build\.gradle(?:\.kts)?|"
    + _SETTINGS
)
_FILE = r"(?<![\w./\\@:-])([\w.@/\\-]{1,300}\.(?:json|ya?ml))(?![\w/])"
_DESCRIPTION = r"(?i:openapi|swagger|api-docs|\bapi\b)"
_GENERATOR = (
    r"openapi-generator|openapi-typescript|openapi-ts|openapi-codegen|orval|swagger-codegen|swagger-typescript-api|"
    r"openapi-zod-client|oazapfts|nswag|kubb|OpenApiReference|inputSpec|swagger-cli"
)


@lru_cache(maxsize=4)
def _of(pattern: str) -> re.Pattern[str]:
    """Compiled when first used: who wants a path that was read before is known without asking."""
    return re.compile(pattern)


def _wants(path: str) -> bool:
    return _of(_NAMED).fullmatch(base_name(path)) is not None and not copied(path)


def read(file: SourceFile) -> Iterator[ApiClients | Gap]:
    """Each description that a line names: of a generator's settings any line, of other files those that run one."""
    if len(file.content) <= MAX_BYTES and (b"openapi" in file.content or b"swagger" in file.content):
        yield from distinct(_rows(file), MAX_CLIENTS)


def _rows(file: SourceFile) -> Iterator[ApiClients]:
    settings = _of(_SETTINGS).fullmatch(base_name(file.path)) is not None
    for number, line in enumerate(file.text.split("\n"), start=1):
        if len(line) > 2_000 or not (settings or _of(_GENERATOR).search(line)):
            continue
        for match in _of(_FILE).finditer(line):
            target = placed(file.path, match[1])
            if target and _of(_DESCRIPTION).search(base_name(target)):
                yield ApiClients(file.path, number, target)


SOURCE = FileSource(name="api_clients", version=1, tables=(ApiClients,), wants=_wants, read=read)
