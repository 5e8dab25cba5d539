"""What an analysis is: a module in a phase with an ``ANALYSIS``, one SELECT that fills one table."""

from __future__ import annotations

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
