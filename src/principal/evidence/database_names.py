"""Which database of a server addresses name: ``postgres://shop@db:5432/orders`` is another one than ``…/carts``.

Only host and name of the database leave this module, never users, passwords or queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from principal.core.distinct import distinct
from principal.core.observed import DatabaseNames
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, Gap, SourceFile

MAX_BYTES = 400_000  # nobody writes that many settings by hand
_MOST = 2_000
_LINE = 4_000  # characters of a line that are looked at
_SETTINGS = "yaml yml json toml properties conf cfg ini env config tf tfvars tpl tmpl j2"
_ENDINGS = frozenset(_SETTINGS.split())
_NAMED = re.compile(
    r"(?:^|/)(?:\.env[\w.-]*|[\w-]+\.env[\w.-]*|(?:[\w.-]+[._-])?(?:Docker|Container)file[\w.-]*|Procfile)\Z"
)
_NAME = r"[A-Za-z_][\w-]{0,62}"
_HOST = r"[A-Za-z0-9](?:[\w.-]{0,200}[A-Za-z0-9])?"


@lru_cache(maxsize=1)
def _url() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:jdbc:)?(?:postgres(?:ql)?|postgis|cockroachdb|mysql2?|mariadb|mongodb|sqlserver|mssql|pgsql)"
        r"(?:\+[\w]{1,20})?://"
        rf"(?:[^\s/@\"']{{0,200}}@)?(?P<host>{_HOST})(?::[0-9]{{1,5}}|:\$\{{?\w+(?::-[0-9]+)?\}}?)?"
        rf"(?:,[\w.:-]{{1,200}})?/(?P<name>{_NAME})(?![\w$({{-])"
    )


@lru_cache(maxsize=1)
def _pairs() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    port = r"(?:[,:][0-9]{1,5})?"
    return (
        re.compile(rf"(?i)(?:\b|;)(?:server|host|data source|addr)\s*=\s*(?:tcp:)?(?P<host>{_HOST}){port}\s*(?=;)"),
        re.compile(rf"(?i);\s*(?:database|initial catalog)\s*=\s*(?P<name>{_NAME})\s*(?=[;\"']|$)"),
        re.compile(
            rf"(?i)\bjdbc:sqlserver://(?P<host>{_HOST}){port};(?:[^\"'\s]{{0,300}};)?databaseName=(?P<name>{_NAME})"
        ),
    )


def _wants(path: str) -> bool:
    stem, _, ending = base_name(path).rpartition(".")
    return ((bool(stem) and ending.lower() in _ENDINGS) or _NAMED.search(path) is not None) and not copied(path)


def _read(file: SourceFile) -> Iterator[DatabaseNames | Gap]:
    content = file.content
    if len(content) > MAX_BYTES or (b"://" not in content and b"atabase" not in content and b"atalog" not in content):
        return
    yield from distinct(_names(file), _MOST)


def _names(file: SourceFile) -> Iterator[DatabaseNames]:
    hosts, databases, sqlserver = _pairs()
    for number, line in enumerate(file.text.split("\n"), start=1):
        line = line[:_LINE]
        if "://" in line:
            for pattern in (_url(), sqlserver):
                for found in pattern.finditer(line):
                    yield DatabaseNames(file.path, number, found["host"].lower(), found["name"])
        if ";" in line:
            host, name = hosts.search(line), databases.search(line)
            if host is not None and name is not None:
                yield DatabaseNames(file.path, number, host["host"].lower(), name["name"])


SOURCE = FileSource(name="database_names", version=1, tables=(DatabaseNames,), wants=_wants, read=_read)
