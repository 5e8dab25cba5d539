"""The tables of one file, by what the tools of its language write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from principal.core.observed import DataTables
from principal.core.sources import Gap
from principal.evidence.data_tables import _classes, _migrations
from principal.evidence.data_tables._sql import created
from principal.evidence.data_tables._text import Found, Text

MOST = 5_000  # tables of one file that one tool declares

_Read = Callable[[Text], Iterator[Found]]

# Everything that a file with this ending may declare tables by; SQL stands in strings of most languages.
_READERS: dict[str, tuple[_Read, ...]] = {
    "sql": (created,),
    "py": (created, _migrations.django, _migrations.alembic, _classes.sqlalchemy),
    "rb": (created, _migrations.rails),
    "ex": (_classes.ecto,),
    "exs": (created, _migrations.ecto),
    "prisma": (_classes.prisma,),
    "java": (created, _classes.jpa),
    "kt": (created, _classes.jpa, _classes.exposed),
    "kts": (created,),
    "scala": (created,),
    "cs": (created, _migrations.efcore, _classes.efcore),
    "fs": (created,),
    "go": (created, _classes.gorm),
    "rs": (created, _classes.rust),
    "php": (created, _migrations.laravel, _classes.doctrine),
    "xml": (_migrations.liquibase,),
    "yml": (_migrations.liquibase,),
    "yaml": (_migrations.liquibase,),
    "json": (_migrations.liquibase,),
}
_SCRIPTS: tuple[_Read, ...] = (created, _migrations.javascript, _classes.typeorm, _classes.drizzle, _classes.mongoose)
_ELSEWHERE = frozenset(("sqlite_sequence", "dual", "information_schema", "if", "as", "select", "like", "and", "or"))


def declared(path: str, content: str) -> Iterator[DataTables | Gap]:
    """A row for each table, in the order of the file, and a gap for each name that nothing says."""
    text = Text(path, content)
    readers = _READERS.get(path.rpartition(".")[2].lower(), _SCRIPTS)
    found = sorted((one for read in readers for one in islice(read(text), MOST)), key=lambda one: one.start)
    for one in found:
        line = text.line(one.start)
        if one.name is None:
            yield Gap("a table whose name is decided elsewhere", line, hides="observed.data_tables")
        elif one.name.lower() not in _ELSEWHERE:
            schema = one.schema.lower() if one.schema else None
            yield DataTables(path, line, one.name.lower(), schema, one.model, one.how, one.tool, one.certain)
