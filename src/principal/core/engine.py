"""DuckDB's engine, without the Python package around it.

That package adds a query builder that we do not use, and loading it takes five times as long as
loading the engine, twice in every command (the rules run in a process of their own). Its
extension module has all that we ask for, under the same names; where another release of
DuckDB should come without it, the package serves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
else:
    try:
        import _duckdb as duckdb
    except ImportError:
        import duckdb

__all__ = ["duckdb"]
