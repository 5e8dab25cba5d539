"""Tables, each declared once as a frozen dataclass whose annotations are its columns.

The docstring of the class and the comments beside its fields are its documentation.
Two columns come by themselves and are never declared: ``repository``, which leads every
key, and ``source`` in ``observed`` tables, the name of the source that saw the row.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import textwrap
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SCHEMAS = ("known", "decided", "observed", "derived", "found")

_SQL_TYPES: dict[object, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    dt.date: "DATE",
    dt.datetime: "TIMESTAMP",
    list[str]: "VARCHAR[]",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its SQL type and whether it may be null."""

    name: str
    sql_type: str
    nullable: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table: ``schema.name``, its columns in order, its key, and its row class.

    ``volatile`` columns change whenever a file does, though hardly any question is about
    them: what does not name them is not asked again for their sake.
    """

    schema: str
    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    row: type
    volatile: frozenset[str] = frozenset()

    @property
    def qualified(self) -> str:
        """The name as queries write it: ``schema.name``."""
        return f"{self.schema}.{self.name}"

    @property
    def implicit(self) -> tuple[str, ...]:
        """Names of the columns that the house fills in, before the declared ones."""
        return ("repository", "source") if self.schema == "observed" else ("repository",)

    def ddl(self) -> str:
        """The statement that creates it."""
        columns = [f'"{name}" VARCHAR NOT NULL' for name in self.implicit]
        columns += [f'"{c.name}" {c.sql_type}{"" if c.nullable else " NOT NULL"}' for c in self.columns]
        return f"CREATE TABLE {self.qualified} ({', '.join(columns)})"


_REGISTRY: dict[str, Table] = {}


R = typing.TypeVar("R", bound=type)


def table(schema: str, *, key: tuple[str, ...], volatile: tuple[str, ...] = ()) -> Callable[[R], R]:
    """Declare the decorated frozen dataclass as a table of *schema*.

    The table's name is the class name in snake case, which must be a plural. *key* names
    the declared columns that (after ``repository``) tell rows apart; it is documentation
    for the reader and is checked by the tests, not enforced by an index. *volatile* names
    columns as :class:`Table` explains.

    Raises:
        TypeError: a column's annotation has no SQL type, or the name is taken.
    """
    if schema not in SCHEMAS:
        raise TypeError(f"{schema!r} is not one of the schemas {', '.join(SCHEMAS)}")

    def declare(row: R) -> R:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", row.__name__).lower()
        hints = typing.get_type_hints(row)
        columns = tuple(_column(f.name, hints[f.name]) for f in dataclasses.fields(row))
        declared = Table(schema, name, key, columns, row, frozenset(volatile))
        missing = set(key) - {c.name for c in columns} - set(declared.implicit)
        if missing:
            raise TypeError(f"{declared.qualified}: key names no column: {', '.join(sorted(missing))}")
        taken = _REGISTRY.get(declared.qualified)
        if taken is not None and taken.row.__module__ != row.__module__:
            raise TypeError(f"{declared.qualified} is declared twice")
        _REGISTRY[declared.qualified] = declared
        row.__table__ = declared  # type: ignore[attr-defined]  # the one place that attaches it
        return row

    return declare


def _column(name: str, hint: object) -> Column:
    nullable = False
    if isinstance(hint, types.UnionType):
        options = [a for a in typing.get_args(hint) if a is not type(None)]
        nullable = len(options) < len(typing.get_args(hint))
        hint = options[0] if len(options) == 1 else hint
    sql_type = _SQL_TYPES.get(hint)
    if sql_type is None:
        raise TypeError(f"column {name}: {hint!r} has no SQL type")
    return Column(name, sql_type, nullable)


def table_of(row: type) -> Table:
    """The table that *row*, a decorated dataclass, declares."""
    declared: Table = row.__table__  # type: ignore[attr-defined]
    return declared


def registered() -> Iterator[Table]:
    """Every table declared so far, by schema and then by name."""
    yield from sorted(_REGISTRY.values(), key=lambda t: (SCHEMAS.index(t.schema), t.name))


def values_of(row: object) -> tuple[object, ...]:
    """The declared values of one row, in the order of its table's columns."""
    return tuple(getattr(row, c.name) for c in table_of(type(row)).columns)


def documented(declared: Table) -> dict[str, str]:
    """What each column means: the comment beside its field, and those on the lines below it."""
    import inspect
    import io
    import tokenize

    names = {c.name for c in declared.columns}
    meanings = dict.fromkeys((c.name for c in declared.columns), "")
    source = textwrap.dedent(inspect.getsource(declared.row))
    field, first = "", True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if first and token.type == tokenize.NAME:
            field = token.string if token.string in names else ""
        if token.type == tokenize.COMMENT and field:
            meanings[field] = f"{meanings[field]} {token.string.lstrip('# ').rstrip()}".lstrip()
        if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.INDENT):
            first = token.type == tokenize.NEWLINE
    return meanings


def summary(declared: Table) -> str:
    """The first line of the table's documentation."""
    return (declared.row.__doc__ or "").strip().splitlines()[0]
