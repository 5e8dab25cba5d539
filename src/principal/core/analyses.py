"""What an analysis is: a module in a phase with an ``ANALYSIS`` that fills one table, by a SELECT or a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Analysis:
    """Rows that follow from records and evidence.

    Attributes:
        name: of the analysis, unique.
        version: raise it when the meaning changes though the SQL does not.
        table: the row class that it fills, whole.
        sql: one SELECT whose columns are the table's implicit ones and then the declared
            ones, in order. Every table in it is qualified by its schema; which tables it
            reads, and so when it must run, is taken from this text.
        by_path: an observed table and a column of its own, where the rows with a path in that
            column follow from the rows of that table with the same path, and of nothing else
            in it: after a change of some files only their rows are derived anew.
    """

    name: str
    version: int
    table: type
    sql: str
    by_path: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Computation:
    """Rows that follow from records and evidence by an algorithm that no SELECT can say.

    Attributes:
        name: of the analysis, unique.
        version: raise it whenever what the function answers changes.
        table: the row class that it fills, whole.
        asks: the only things that it looks at: one SELECT each, by name, as an analysis has
            it. Which tables it reads, and so when it must run, is taken from them.
        rows: called with the rows of each question under its name, as lists of tuples in the
            order that the question gives; yields instances of the table's class. The same
            rows in give the same rows out: it reads no file, no clock and no environment.
    """

    name: str
    version: int
    table: type
    asks: Mapping[str, str]
    rows: Callable[..., Iterable[object]]
