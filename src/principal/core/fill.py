"""Filling a generation: the rows of a view, whole or as the difference from a generation before.

The difference is always taken from what the database holds (its files and their hashes),
so a generation filled by differences equals one that is filled whole.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from principal.core import registry
from principal.core.cache import EvidenceCache
from principal.core.collect import Progress, Reading, Unit, collect, dependents, folders_elsewhere, units
from principal.core.git import Git
from principal.core.house import Step, house
from principal.core.protected import heads_of
from principal.core.queries import Query, inspect
from principal.core.sources import RepositorySource
from principal.core.store import digest
from principal.core.tables import SCHEMAS, registered, table_of, values_of
from principal.core.trust_roots import fingerprints
from principal.core.unseen import unseen, wanting
from principal.core.views import View

if TYPE_CHECKING:
    import duckdb

_BATCH = 20_000
_OF_ITS_OWN = "a file or folder of its own"


@dataclass
class Filling:
    """A database on its way to becoming a generation."""

    git: Git
    repository: str
    progress: Progress
    connect: Callable[[bool], duckdb.DuckDBPyConnection]  # whether there is nothing in it yet
    seeded: bool
    touched: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)  # paths that are not as they were in the seed
    _made: bool = False
    _pending: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database, opened when it is first needed, and again after it was put away."""
        connection = self.connect(not (self.seeded or self._made))
        self._made = True
        return connection

    def put_away(self) -> None:
        """Write the database out and close it, so that others can open it."""
        self.connection.execute("CHECKPOINT")
        self.close()

    def close(self) -> None:
        """Close the database, if it is open."""
        connection = self.__dict__.pop("connection", None)
        if connection is not None:
            connection.close()

    def add(self, table: str, values: Iterable[object]) -> None:
        """Append one row (without ``repository``) to a table; written in batches."""
        rows = self._pending.setdefault(table, [])
        rows.append((self.repository, *values))
        if len(rows) >= _BATCH:
            self._write(table)

    def flush(self) -> None:
        """Write what is pending."""
        for table in list(self._pending):
            self._write(table)

    def _write(self, table: str) -> None:
        rows = self._pending.pop(table, [])
        if rows:
            with self.connection.appender(table) as appender:
                appender.append_rows(rows)
            self.touched.add(table)

    def delete(self, table: str, where: str) -> None:
        """Delete the rows for which *where* (our own SQL) holds."""
        done = self.connection.execute(f"DELETE FROM {table} WHERE {where}").fetchall()  # noqa: S608 (our own text)
        if done and done[0][0]:
            self.touched.add(table)

    def one(self, sql: str, *parameters: object) -> object:
        """The first value of the first row, or None."""
        rows = self.connection.execute(sql, list(parameters)).fetchall()
        return rows[0][0] if rows else None


class Unusable(Exception):
    """A database that cannot be brought to a view by differences; fill another one whole."""


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every schema and table."""
    registry.declare_all()
    for schema in SCHEMAS:
        connection.execute(f"CREATE SCHEMA {schema}")
    for table in registered():
        connection.execute(table.ddl())


def fill(
    filling: Filling,
    view: View,
    today: dt.date,
    cache: EvidenceCache,
    only: frozenset[str] | None = None,
    vouched: Sequence[str] | None = None,
) -> None:
    """Bring the database to *view* on the day *today*: evidence, records, catalog, analyses.

    With *only*, no analysis runs but those that the derived tables of these names follow from. *vouched* are
    the trust roots, instead of those of the user.
    """
    readings = _begin_files(filling, view, cache)
    heads = heads_of(filling.git, view)
    _fill_history(filling, heads)  # while other processes read the files
    for unit, reading in readings:
        _add_reading(filling, unit, reading)
    filling.flush()
    _fill_coverage(filling, view)
    fill_catalog(filling)
    _fill_outside(filling, "known.clock", [(today,)])
    _fill_outside(filling, "known.trust_roots", [(found,) for found in vouched or fingerprints()])
    filling.flush()
    versions = _table_versions(filling, heads)
    _run_analyses(filling, versions, house().steps if only is None else house().steps_to(only))


def _begin_files(filling: Filling, view: View, cache: EvidenceCache) -> Iterator[tuple[Unit, Reading]]:
    """Forget what is gone or changed, and begin to read what is new."""
    entries = view.entries
    folders = folders_elsewhere(filling.git, view)
    homes = digest(sorted((kind, sorted(named)) for kind, named in folders.items()))
    if not filling.seeded:
        wanted = units(view, list(entries), folders, {})
        filling.add("found.memos", ("source", "homes", homes))
        return collect(filling.git, view, wanted, cache, filling.progress)
    if filling.one("SELECT key FROM found.memos WHERE kind = 'source' AND name = 'homes'") != homes:
        raise Unusable("records have moved to other folders")
    before = dict(filling.connection.execute("SELECT path, blob FROM observed.files").fetchall())
    gone = {path for path, blob in before.items() if path not in entries or entries[path].blob != blob}
    fresh = {path for path, entry in entries.items() if before.get(path) != entry.blob}
    moved = gone | fresh
    if moved:
        fresh |= {p for p in dependents(view, moved) if p in entries}
    known = _readers_before(filling, fresh & set(before))
    filling.moved = gone | fresh
    _forget(filling, filling.moved)
    return collect(filling.git, view, units(view, sorted(fresh), folders, known), cache, filling.progress)


def _readers_before(filling: Filling, paths: set[str]) -> dict[str, list[str]]:
    """The readers of paths that were read before."""
    rows = filling.connection.execute(
        "SELECT path, list(reader ORDER BY reader) FROM found.readings WHERE path IN (SELECT unnest(?)) GROUP BY path",
        [sorted(paths)],
    ).fetchall()
    return dict(rows)


def _forget(filling: Filling, paths: set[str]) -> None:
    if not paths:
        return
    filling.connection.execute("CREATE OR REPLACE TEMP TABLE gone (path VARCHAR)")
    with filling.connection.appender("gone") as appender:
        appender.append_rows([(p,) for p in sorted(paths)])
    whole = _quoted(_whole_sources())
    readers = {
        r
        for (r,) in filling.connection.execute(
            "SELECT reader FROM found.readings SEMI JOIN gone USING (path)"
        ).fetchall()
    }
    tables = {table for r in house().readers if r.name in readers for table in r.tables}
    for name in (*sorted(tables), "observed.coverage", "found.mistakes", "found.readings"):
        besides = f" AND source NOT IN ({whole})" if name.startswith("observed.") else ""
        filling.delete(name, f"path IN (SELECT path FROM gone){besides}")  # noqa: S608 (our own names)


def _whole_sources() -> list[str]:
    return sorted(house().whole) or [""]


def _add_reading(filling: Filling, unit: Unit, reading: Reading) -> None:
    for table, rows in reading.rows.items():
        for values in rows:
            filling.add(table, values)
    for reader, status, line, reason, hides in reading.gaps:
        filling.add("observed.coverage", (reader, unit.path, status, 1, line, reason, hides))
    for mistake in reading.mistakes:
        filling.add("found.mistakes", mistake)
    for reader in unit.readers:
        filling.add("found.readings", (unit.path, reader.rpartition("@")[0]))


def _fill_history(filling: Filling, heads: Mapping[str, str | None]) -> None:
    for reader in house().of("repository"):
        head = heads[reader.name]
        # Deepening or cutting off a clone changes the history of one and the same head.
        key = f"{reader.version}:{head}:{filling.git.cut_off}"
        before = filling.one("SELECT key FROM found.memos WHERE kind = 'source' AND name = ?", reader.name)
        if before == key:
            continue
        old = None
        if isinstance(before, str) and before.partition(":")[0] == str(reader.version):
            old = before.split(":")[1] if before.endswith(f":{filling.git.cut_off}") else None
        if old in (None, "None"):
            old = None
            for table in reader.tables:
                filling.delete(table, f"source = '{reader.name}'")
        filling.progress(f"reading {reader.name}", 0, 0)
        source = registry.room(reader.module)
        assert isinstance(source, RepositorySource)
        coverage = source.load(filling.connection, filling.git, filling.repository, old, head)
        filling.touched.update(reader.tables)
        filling.delete("observed.coverage", f"source = '{reader.name}'")
        for row in coverage:
            filling.add("observed.coverage", (reader.name, *values_of(row)))
        filling.delete("found.memos", f"kind = 'source' AND name = '{reader.name}'")
        filling.add("found.memos", ("source", reader.name, key))
    filling.flush()


def _fill_coverage(filling: Filling, view: View) -> None:
    """One row for each reader as a whole, and one for each entry that nobody may read."""
    readers = [r.name for r in house().readers if r.what != "repository"]
    filling.delete("observed.coverage", "path = '' AND source NOT IN (" + _quoted(_whole_sources()) + ")")
    filling.delete("observed.coverage", "path <> '' AND path NOT IN (SELECT path FROM observed.files)")
    lost = _fill_unseen(filling, view)
    filling.flush()
    read = dict(filling.connection.execute("SELECT reader, count(*) FROM found.readings GROUP BY ALL").fetchall())
    gaps = dict(
        filling.connection.execute(
            "SELECT source, count(DISTINCT path) FROM observed.coverage WHERE path <> '' GROUP BY ALL"
        ).fetchall()
    )
    for reader in readers:
        count = gaps.get(reader, 0)
        status, reason = (
            ("partial", f"{count} of {read.get(reader, 0) + lost[reader]} files not read whole")
            if count
            else ("complete", "")
        )
        filling.add("observed.coverage", (reader, "", status, read.get(reader, 0), None, reason, ""))
    for path, reason in view.snapshot.left_out:
        filling.add("observed.coverage", ("tree", path, "skipped", 1, None, reason, ""))
    filling.flush()


def _fill_unseen(filling: Filling, view: View) -> Counter[str]:
    """A gap for each reader of a path that was left out; how many each has."""
    lost: Counter[str] = Counter()
    filling.delete("found.mistakes", f"path NOT IN (SELECT path FROM observed.files) AND expected = '{_OF_ITS_OWN}'")  # noqa: S608 (our own text)
    memos = filling.connection.execute("SELECT name, key FROM found.memos WHERE kind = 'left out'").fetchall()
    known: dict[str, str] = dict(memos)
    asked = {path: known[path] if path in known else wanting(path) for path, _ in view.snapshot.left_out}
    readers = lru_cache(maxsize=None)(lambda path: _readers_before(filling, {path}).get(path, ()))
    for gap in unseen(filling.git, view, asked, readers):
        lost[gap.reader] += 1
        filling.add("observed.coverage", (gap.reader, gap.path, "unread", 1, None, gap.reason, ""))
        if gap.record:
            filling.add("found.mistakes", (gap.path, 1, 1, f"a record that is not read: {gap.reason}", _OF_ITS_OWN))
    if asked != known:
        filling.delete("found.memos", "kind = 'left out'")
        for path, names in asked.items():
            filling.add("found.memos", ("left out", path, names))
    return lost


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{n}'" for n in names)


@lru_cache(maxsize=1)
def _catalog_rows() -> list[tuple[str, tuple[object, ...]]]:
    """The catalog's rows with their tables; a process that builds many databases makes them once."""
    return [(table_of(type(row)).qualified, tuple(values_of(row))) for row in registry.catalog().rows()]


def fill_catalog(filling: Filling) -> None:
    """Bring what is known to the catalog that comes with the program."""
    version = house().catalog
    if filling.one("SELECT key FROM found.memos WHERE kind = 'source' AND name = 'catalog'") == version:
        return
    for table in registered():
        if table.schema == "known" and table.name not in ("clock", "trust_roots"):
            filling.delete(table.qualified, "true")
    for name, values in _catalog_rows():
        filling.add(name, values)
    filling.delete("found.memos", "kind = 'source' AND name = 'catalog'")
    filling.add("found.memos", ("source", "catalog", version))
    filling.flush()


def _fill_outside(filling: Filling, table: str, wanted: list[tuple[object, ...]]) -> None:
    """What no file and no program decides: the day, and what the user vouches for."""
    if filling.connection.execute(f"SELECT * EXCLUDE (repository) FROM {table} ORDER BY ALL").fetchall() != wanted:  # noqa: S608 (our own names)
        filling.delete(table, "true")
        for row in wanted:
            filling.add(table, row)


def _table_versions(filling: Filling, heads: Mapping[str, str | None]) -> dict[str, str]:
    """A version of each table, by its content; those that nobody touched keep theirs.

    A table with volatile columns has a second one, without them, under its name and ``~``.
    """
    versions = dict(filling.connection.execute("SELECT name, key FROM found.memos WHERE kind = 'table'").fetchall())
    by_head = {table: f"{r.version}:{heads[r.name]}" for r in house().of("repository") for table in r.tables}
    for table in house().tables:
        name = table.name
        if name.startswith(("found.", "derived.")):
            continue
        if name in by_head:
            versions[name] = f"{by_head[name]}:{filling.git.cut_off}"
        elif name in filling.touched or name not in versions:
            versions[name] = content_version(filling, name)
            if table.volatile:
                steady = ", ".join(f'"{c}"' for c in table.columns if c not in table.volatile)
                versions[f"{name}~"] = content_version(filling, f"(SELECT {steady} FROM {name})")  # noqa: S608 (our own names)
    return versions


def content_version(filling: Filling, table: str) -> str:
    """A hash of the rows of a table that does not depend on their order."""
    rows = filling.connection.execute(f"SELECT count(*), sum(hash(t)::HUGEINT) FROM {table} AS t").fetchall()  # noqa: S608 (our own name)
    return digest(rows)


def versions_read(query: Query, versions: Mapping[str, str]) -> list[tuple[str, str]]:
    """The versions of what a query reads: of volatile columns only where it names one, or takes them all."""
    found = []
    volatile = {t.name: t.volatile for t in house().tables if t.volatile}
    for name in sorted(query.reads):
        steady = name in volatile and not (query.columns & {*volatile[name], f"{name}.*"})
        key = f"{name}~" if steady else name
        found.append((key, versions.get(key, "")))
    return found


def _run_analyses(filling: Filling, versions: dict[str, str], steps: Iterable[Step]) -> None:
    known = dict(filling.connection.execute("SELECT name, key FROM found.memos WHERE kind = 'analysis'").fetchall())
    for step in steps:
        key = _analysis_key(step, versions)
        if known.get(step.name) != key:
            filling.progress(f"deriving {step.table}", 0, 0)
            if step.by_path and filling.moved and known.get(step.name, "").partition(":")[0] == key.partition(":")[0]:
                _derive_moved(filling, step, *step.by_path)
            else:
                filling.connection.execute(f"DELETE FROM {step.table}")  # noqa: S608 (our own name)
                _derive(filling, step)
            versions[step.table] = content_version(filling, step.table)
            known[step.name] = key
        elif step.table not in versions:
            versions[step.table] = content_version(filling, step.table)
    filling.delete("found.memos", "kind IN ('table', 'analysis')")
    for kind, keys in (("table", versions), ("analysis", known)):
        for name, key in sorted(keys.items()):
            filling.add("found.memos", (kind, name, key))
    filling.flush()


def _analysis_key(step: Step, versions: Mapping[str, str]) -> str:
    """What an analysis follows from; behind the colon what it takes path by path."""
    table = step.by_path[0] if step.by_path else ""
    read = [found for _, sql in step.asks for found in versions_read(inspect(sql), versions)]
    rest = digest(step.version, step.asks, [(name, v) for name, v in read if name.rstrip("~") != table])
    return f"{rest}:{versions.get(table, '')}" if table else rest


def _derive(filling: Filling, step: Step) -> None:
    """Fill the table of *step*, which is empty."""
    if not step.module:
        filling.connection.execute(f"INSERT INTO {step.table} {step.asks[0][1]}")
        return
    found = {name: filling.connection.execute(sql).fetchall() for name, sql in step.asks}
    for row in registry.computation(step.module).rows(**found):
        filling.add(step.table, values_of(row))
    filling.flush()


def _derive_moved(filling: Filling, step: Step, table: str, column: str) -> None:
    """Derive the rows of the files that are not as they were, from the rows of *table* that are theirs."""
    filling.connection.execute(f"DELETE FROM {step.table} WHERE {column} IN (SELECT path FROM gone)")  # noqa: S608 (our own names)
    theirs = f"(SELECT * FROM {table} WHERE path IN (SELECT path FROM gone))"  # noqa: S608 (our own name)
    filling.connection.execute(f"INSERT INTO {step.table} {step.asks[0][1].replace(table, theirs)}")
