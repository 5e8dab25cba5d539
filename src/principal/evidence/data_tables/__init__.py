"""Which tables and collections code creates, or maps its classes to: migrations and models of many tools.

Lines are read, no syntax: what declares a table stands alone in every tool, and says the name
beside it. A name that a variable or a template decides is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.distinct import distinct
from principal.core.observed import DataTables
from principal.core.readers.rows import base_name, copied
from principal.core.sources import FileSource, Gap, SourceFile

_CODE = "sql py rb exs ex prisma java kt kts scala ts tsx js mjs cjs cs fs go rs php xml yml yaml json"
_ENDINGS = frozenset(_CODE.split())
# What tools write beside the migration that it repeats, what is shown to people, and what nobody runs.
_NEVER = re.compile(
    r"(?:\.designer\.cs|ModelSnapshot\.cs|\.d\.ts|\.min\.js|(?:^|/)(?:package|package-lock|tsconfig[\w.-]*|composer)\.json"
    r"|(?:docker-)?compose[\w.-]*\.ya?ml|-lock\.ya?ml)\Z",
    re.IGNORECASE,
)
_CHANGES = re.compile(r"change-?log|liquibase|migrat|schema", re.IGNORECASE)


def _wants(path: str) -> bool:
    name = base_name(path)
    stem, _, ending = name.rpartition(".")
    ending = ending.lower()
    if not stem or ending not in _ENDINGS or copied(path) or _NEVER.search(path) is not None:
        return False
    return ending not in ("xml", "yml", "yaml", "json") or _CHANGES.search(path) is not None


# What a file has somewhere that declares any table, in lower case; most have none of it, and are done.
_WORDS = (
    b"create table", b"create  table", b"create\ttable", b"create unlogged table", b"create_table", b"createtable",
    b"create_join_table", b"createmodel", b"__tablename__", b"(db.model", b", db.model", b"@entity", b"@document",
    b"@table",
    b"orm\\table", b"schema::create", b"totable", b"[table(", b"dbset<", b"tablename(", b"table_name", b"table!",
    b"pgtable(", b"mysqltable(", b"sqlitetable(", b"mongoose", b"idtable(", b": table(",
)  # fmt: skip
_ALWAYS = (".sql", ".prisma", ".ex", ".exs")


def _read(file: SourceFile) -> Iterator[DataTables | Gap]:
    if file.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield Gap("UTF-16, not UTF-8", 1)
        return
    lowered = file.content.lower()
    if not file.path.lower().endswith(_ALWAYS) and not any(word in lowered for word in _WORDS):
        return
    from principal.evidence.data_tables._declared import MOST, declared

    yield from distinct(declared(file.path, file.text), MOST)


SOURCE = FileSource(name="data_tables", version=2, tables=(DataTables,), wants=_wants, read=_read)
